"""The sentences around proposals: why this one, what held it back, how good the evidence is. Plain words, short.

Each sentence states figures that the choice really used; shares are rounded to whole percent, days to halves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..case import CONCERNS, Constraints
from ..evidence import load_parameters
from ..skin import zones as all_zones
from .basis import Basis, note
from .bounds import Bounds
from .candidates import Candidate, Limit
from .choice import Weighed, burdens

_EVIDENCE = {
    "add_on": "In the trials for {label}, another treatment always joined the needling. "
    "What needling does alone is not known.",
    "direction": "For {label}, no trial of plain needling with numbers was found. "
    "The plan can say which way it should go, not how far.",
    "specialist": "For {label}, needling is a specialist's treatment: "
    "a clinician decides whether, how deep, and with what numbing.",
}
_BEFORE = {
    "wait": "Nothing may start before what screening asks to wait for is over.",
    "clinician": "A clinician has to decide on the findings before any of these courses starts.",
    "ask": "Some answers are missing. These courses are provisional until screening has them.",
}


def why_sentence(name: str, chosen: Mapping[str, Weighed], weighed: Sequence[Weighed], binding: Sequence[str]) -> str:
    """One or two sentences for the person: what this plan is best at, and for the strongest, what held it back."""
    item, strongest = chosen[name], list(chosen.values())[-1]
    allowed = [each for each in weighed if not each.refused]
    if item is strongest:
        text = f"The strongest of the {_plans(len(allowed))} within every limit, with {_recovery(item)}."
        return f"{text} What holds it there: {'; '.join(binding)}." if binding else text
    most = strongest.prediction.gain
    kept = _percent(item.prediction.gain / most if most > 0 else 1.0)
    if name == "gentle":
        return f"The easiest to recover from: {_recovery(item)}, and still {kept} of what the strongest one should do."
    burden = burdens(allowed)
    effort = _percent(burden[item.candidate] / burden[strongest.candidate])
    return (
        f"The best balance: {kept} of what the strongest plan should do, for {effort} of its visits and recovery days."
    )


def binding_words(
    item: Weighed,
    weighed: Sequence[Weighed],
    by_zone: Mapping[str, Bounds],
    limits: Sequence[Limit],
    constraints: Constraints,
) -> tuple[str, ...]:
    """What kept this plan from going further: visits, recovery time, scar warning, and the depth caps it stands at."""
    words = [limits[0].why] if limits and item.candidate.schedule.sessions == limits[0].sessions else []
    refused = {each.refused for each in weighed if each.refused and each.prediction.gain > item.prediction.gain}
    if "downtime" in refused:
        words.append(f"your limit of {_days(constraints.max_downtime_days or 0)} to recover")
    if "event" in refused:
        words.append("the day of your event")
    if "scar" in refused:
        words.append("the simulation warns of scarring beyond it")
    return (*words, *_depth_words(item.candidate, by_zone))


def evidence_notes(by_zone: Iterable[Bounds]) -> list[Basis]:
    """What a reader must know of the evidence behind the bounds, once for each concern."""
    notes: dict[Basis, None] = {}
    for bounds in by_zone:
        for concern, kind in zip(bounds.concerns, bounds.evidence, strict=True):
            if kind in _EVIDENCE:
                notes[note(_EVIDENCE[kind].format(label=CONCERNS[concern].label), *bounds.basis[0].sources)] = None
    text = "Depths and passes by zone are an expert convention that nobody has checked against a page (unverified)."
    return [*notes, note(text, "zone_convention")]


def deeper_notes(by_zone: Mapping[str, Bounds]) -> list[Basis]:
    """Where a clinician may choose a deeper setting than any proposal has."""
    zones: dict[float, list[str]] = {}
    for zone, bounds in by_zone.items():
        if bounds.depth_clinician_mm is not None:
            zones.setdefault(bounds.depth_clinician_mm, []).append(zone)
    return [
        note(
            f"A clinician may choose up to {depth:g} mm on the {_places(named)}; no proposal does so.",
            *by_zone[named[0]].basis[-1].sources,
        )
        for depth, named in zones.items()
    ]


def short_course_note(sessions: int, shared: Bounds) -> list[Basis]:
    """A warning when a course has fewer visits than any that was published."""
    if sessions >= shared.sessions_low:
        return []
    text = f"Published courses had at least {shared.sessions_low} visits. With fewer, expect less."
    return [note(text, *shared.basis[1].sources)]


def budget_note(constraints: Constraints) -> list[Basis]:
    """What a budget without a price cannot tell."""
    if constraints.budget is None or constraints.price_per_session is not None:
        return []
    text = "A budget without the price of a visit limits nothing. Published prices: USD 200-800, and USD 200-700."
    return [note(text, "D", "cost_opinion2025")]


def fewer_options_note(count: int, weighed: Sequence[Weighed]) -> list[Basis]:
    """Why there are not three proposals, and how many candidates a limit took out."""
    notes = []
    if count < 3:
        step = _percent(load_parameters("course")["gain_step"])
        text = f"Only {_plans(count)} to choose from: the others gain the same within {step} or ask more for it."
        notes.append(note(text, "needlepoint"))
    if scarred := sum(each.refused == "scar" for each in weighed):
        text = f"{scarred} of {_plans(len(weighed))} were left out because the simulation warns of scarring."
        notes.append(note(text, "needlepoint"))
    return notes


def none_allowed_note(weighed: Sequence[Weighed], constraints: Constraints) -> Basis:
    """Why no candidate is left, and what would change that."""
    reasons = {each.refused for each in weighed}
    if reasons == {"scar"}:
        return note(
            "The simulation warns of scarring in every plan within the bounds, so none is proposed.", "needlepoint"
        )
    if "downtime" in reasons:
        least = min(each.prediction.downtime_days for each in weighed if each.refused == "downtime")
        limit = _days(constraints.max_downtime_days or 0)
        text = (
            f"No plan keeps your limit of {limit} to recover: the easiest needs about {_days(least)} after each visit."
        )
        return note(text, "needlepoint")
    return note("No plan is over early enough before your event. A later event would change that.", "minh2019")


def verdict_note(verdict: str) -> list[Basis]:
    """What has to happen before any of the proposals may be carried out."""
    return [note(_BEFORE[verdict])] if verdict in _BEFORE else []


def recommended_note(name: str, gently: str) -> Basis:
    """The rule behind the recommendation."""
    if gently:
        return note(f"The {name} course is recommended because {gently}.", "needlepoint", "A", "SOC", "CHU")
    return note(f"The {name} course is recommended: the balance of gain, visits and recovery days.", "needlepoint")


def _depth_words(candidate: Candidate, by_zone: Mapping[str, Bounds]) -> list[str]:
    """The caps that zones stand at: ``cheeks: 1.5 mm at most (the reason)``; zones with one cap are said together."""
    zones: dict[tuple[float, str], list[str]] = {}
    for item in candidate.treatments:
        bounds = by_zone[item.zone]
        cap = next((cap for cap in bounds.caps if cap.binding), None)
        if cap is not None and abs(item.technique.depth_mm - bounds.depth_high_mm) < 1e-9:
            zones.setdefault((cap.mm, cap.why), []).append(item.zone)
    return [f"{mm:g} mm at most on the {_places(named)} ({why})" for (mm, why), named in zones.items()]


def _recovery(item: Weighed) -> str:
    return f"about {_days(item.prediction.downtime_days)} to recover after each visit"


def _days(count: float) -> str:
    halves = round(count * 2) / 2
    return "1 day" if halves == 1 else f"{halves:g} days"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %" if 0 < share < 0.01 else f"{100 * share:.0f} %"


def _plans(count: int) -> str:
    return "1 plan" if count == 1 else f"{count} plans"


def _places(named: Sequence[str]) -> str:
    """Zones in a person's words: ``left and right cheek, chin``."""
    sides: dict[str, list[str]] = {}
    for zone in named:
        found = all_zones()[zone]
        sides.setdefault(found.label.removeprefix(found.side).strip(), []).append(found.side)
    return _listed([f"{' and '.join(sides[label])} {label}".strip() for label in sides])


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
