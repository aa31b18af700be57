"""From a screened case to up to three proposed courses, chosen by simulating candidates inside the bounds.

Order: bounds for every open zone, the days that are open, a small grid of candidates, one batched prediction, the
choice, and then the words: why each, what held it back, what it costs. Nothing here simulates: ``predict`` is given.
Recommended: the standard course, or the gentle one for phototypes IV to VI, for a phototype that is not known, and
where screening found a skin that scars, darkens or flares easily.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ..case import CONCERNS, Case, DeviceSpec
from ..device import Device, find_device
from ..screening import Screening
from ..skin import layers
from .about import about_person
from .alternatives import Alternative, alternatives_for
from .basis import Basis, note
from .bounds import Bounds, bounds_data, bounds_for, combine
from .candidates import Candidate, make_candidates, session_limits
from .choice import Prediction, Weighed, choose, front_of, weigh
from .cost import Cost, course_cost
from .front import Axes
from .language import zone_words
from .schedule import Window, course_dates, window
from .types import Course, sessions_on
from .wording import (
    binding_words,
    budget_note,
    deeper_notes,
    evidence_notes,
    fewer_options_note,
    none_allowed_note,
    recommended_note,
    short_course_note,
    verdict_note,
    why_sentence,
)

Predict = Callable[[Sequence[Candidate]], Sequence[Prediction]]

# Findings of a skin that scars, darkens or flares easily: the gentle course is then the recommended one.
GENTLE_RULES = (
    "pih_history",
    "dark_phototype",
    "family_keloid",
    "hypertrophic_scar",
    "keloid",
    "koebner",
    "rosacea",
    "dermatitis",
    "connective_tissue",
)


@dataclass(frozen=True)
class Option:
    """One proposed course.

    name: gentle | standard | intensive; why: one or two sentences for the person; candidate: device, schedule,
    treatments; dates: day of each session, empty when none can be named yet; bounds: the envelope of each treated zone;
    cost: None without a price; binding: what held the plan back, in words; prediction: what it was chosen by.
    """

    name: str
    why: str
    candidate: Candidate
    dates: tuple[date, ...]
    bounds: tuple[Bounds, ...]
    cost: Cost | None
    recommended: bool
    binding: tuple[str, ...]
    prediction: Prediction


@dataclass(frozen=True)
class Compared:
    """One allowed candidate. role: gentle | standard | intensive, or None; undominated: no other one beats it."""

    candidate: Candidate
    axes: Axes
    role: str | None
    undominated: bool


@dataclass(frozen=True)
class Proposals:
    """What can be proposed. options: gentlest first, none on stop; recommended: one of their names; notes: to know;
    compared: every allowed candidate with its axes, as what it was named, and whether anything beats it."""

    options: tuple[Option, ...]
    recommended: str | None
    notes: tuple[Basis, ...]
    alternatives: tuple[Alternative, ...]
    compared: tuple[Compared, ...] = ()


@dataclass(frozen=True)
class Question:
    """What the choice is about: the case, its device, the envelope of each zone and of the course, the open days."""

    case: Case
    screening: Screening
    device: Device
    by_zone: Mapping[str, Bounds]
    shared: Bounds
    open_days: Window


def propose(case: Case, screening: Screening, predict: Predict) -> Proposals:
    """Up to three distinct courses for a screened case.

    predict: called once with every candidate, answers in the same order. Nothing is proposed on stop, with no open
    zone, or where no candidate keeps every limit: the notes then say why. Raises InputError for an impossible device.
    """
    others = alternatives_for((goal.concern for goal in case.goals), case.constraints.prices)
    asked, notes = question(case, screening)
    if asked is None:
        return Proposals((), None, tuple(notes), others)
    options, recommended, more, compared = _answer(asked, predict)
    return Proposals(options, recommended, tuple(dict.fromkeys((*notes, *more))), others, compared)


def question(case: Case, screening: Screening) -> tuple[Question | None, list[Basis]]:
    """What may be compared for a screened case, and what to know; None where nothing may be planned, with its reason.

    Raises InputError for an impossible device.
    """
    if screening.verdict == "stop" or not screening.open_zones:
        return None, [note("Screening says not to treat, so no course is proposed.")]
    device = find_device(planned_device(case))
    by_zone, empty = zone_bounds(case, screening.open_zones, device)
    notes = [*_assumed(case), *empty]
    if not by_zone:
        return None, notes
    open_days = window(screening.earliest_date, case.constraints, screening.on, undated=_undated(screening))
    notes += open_days.notes
    shared = combine(tuple(by_zone.values()))
    return Question(case, screening, device, by_zone, shared, open_days), notes


def planned_device(case: Case) -> DeviceSpec:
    """The case's device; where it names none, a common pen, or at home a home roller."""
    if case.device is not None:
        return case.device
    return DeviceSpec(kind="roller", name="home_roller") if case.setting == "home" else DeviceSpec(kind="pen")


def zone_bounds(case: Case, open_zones: Sequence[str], device: Device) -> tuple[dict[str, Bounds], list[Basis]]:
    """The envelope of every open zone that has one, and a note for each concern and zone that has none."""
    length = _needle_length(planned_device(case), device)
    by_zone: dict[str, Bounds] = {}
    empty: list[Bounds] = []
    for zone in open_zones:
        goals = [goal for goal in case.goals if zone in goal.zones]
        found = [
            bounds_for(goal.concern, zone, case.patient.phototype, case.setting, device, goal.severity, length)
            for goal in goals
        ]
        empty += [item for item in found if item.empty]
        if useful := [item for item in found if not item.empty]:
            by_zone[zone] = combine(useful)
    return by_zone, list(_empty_notes(empty))


def option_course(option: Option, case: Case, title: str) -> Course:
    """The option as a course that can be saved, edited and run: its device, sessions, days and dates."""
    start = option.dates[0] if option.dates else None
    return Course(
        title=title,
        device=planned_device(case),
        about=about_person(case, start),
        sessions=sessions_on(option.candidate.schedule.days, start, option.candidate.treatments),
    )


_Answer = tuple[tuple[Option, ...], str | None, list[Basis], tuple[Compared, ...]]


def _answer(asked: Question, predict: Predict) -> _Answer:
    constraints, screening, patient = asked.case.constraints, asked.screening, asked.case.patient
    skin = {zone: layers(zone, patient.sex, patient.age_on(screening.on)) for zone in asked.by_zone}
    candidates = make_candidates(asked.by_zone, asked.shared, asked.device, skin, constraints, asked.open_days)
    if not candidates:
        limits = session_limits(asked.shared, constraints, asked.open_days, asked.shared.interval_days_low)
        return (), None, [note(f"Not one visit is possible. The limit: {limits[0].why}.")], ()
    weighed = weighed_for(asked, candidates, predict(candidates))
    chosen = choose(weighed)
    if not chosen:
        return (), None, [none_allowed_note(weighed, constraints)], ()
    gently = _gently(patient.phototype, screening)
    recommended = "gentle" if gently and "gentle" in chosen else "standard"
    options = tuple(_option(name, chosen, weighed, asked, recommended) for name in chosen)
    notes = list(_notes(asked, weighed, options, recommended, gently))
    return options, recommended, notes, _compared(weighed, chosen)


def weighed_for(
    asked: Question, candidates: Sequence[Candidate], predictions: Sequence[Prediction]
) -> tuple[Weighed, ...]:
    """Candidates with their predictions, held against the limits of the case."""
    constraints, open_days = asked.case.constraints, asked.open_days
    return weigh(
        candidates,
        predictions,
        lambda candidate, forecast: course_dates(open_days, candidate.schedule, forecast.downtime_days),
        constraints.max_downtime_days,
        constraints.price_per_session.amount if constraints.price_per_session else None,
    )


def _compared(weighed: Sequence[Weighed], chosen: Mapping[str, Weighed]) -> tuple[Compared, ...]:
    """The allowed candidates, most benefit first."""
    roles = {item.candidate: name for name, item in chosen.items()}
    kept = {item.candidate for item in front_of(weighed)}
    found = [
        Compared(item.candidate, item.axes, roles.get(item.candidate), item.candidate in kept)
        for item in weighed
        if not item.refused
    ]
    return tuple(sorted(found, key=lambda item: item.axes.burdens()))


def _notes(
    asked: Question, weighed: Sequence[Weighed], options: Sequence[Option], recommended: str, gently: str
) -> Iterator[Basis]:
    yield recommended_note(recommended, gently)
    yield from verdict_note(asked.screening.verdict)
    yield from evidence_notes(asked.by_zone.values())
    yield from deeper_notes(asked.by_zone)
    yield from short_course_note(min(option.candidate.schedule.sessions for option in options), asked.shared)
    yield from budget_note(asked.case.constraints)
    yield from fewer_options_note(len(options), weighed)


def _option(
    name: str, chosen: Mapping[str, Weighed], weighed: Sequence[Weighed], asked: Question, recommended: str
) -> Option:
    item, constraints = chosen[name], asked.case.constraints
    schedule = item.candidate.schedule
    interval = schedule.interval_days if schedule.sessions > 1 else asked.shared.interval_days_low
    limits = session_limits(asked.shared, constraints, asked.open_days, interval)
    binding = binding_words(item, weighed, asked.by_zone, limits, constraints)
    return Option(
        name=name,
        why=why_sentence(name, chosen, weighed, binding),
        candidate=item.candidate,
        dates=item.dates,
        bounds=tuple(asked.by_zone.values()),
        cost=course_cost(constraints, schedule.sessions),
        recommended=name == recommended,
        binding=binding,
        prediction=item.prediction,
    )


def _empty_notes(empty: Sequence[Bounds]) -> Iterator[Basis]:
    """One note for each concern and reason, with all the zones it holds for."""
    zones: dict[tuple[str, str], list[Bounds]] = {}
    for item in empty:
        zones.setdefault((item.concerns[0], item.empty), []).append(item)
    for (concern, reason), items in zones.items():
        where = ", ".join(zone_words([item.zone for item in items]))
        caps = (id for item in items for cap in item.caps for id in cap.sources)
        yield note(f"No plan for {CONCERNS[concern].label} ({where}): {reason}.", *dict.fromkeys(caps))


def _assumed(case: Case) -> Iterator[Basis]:
    """What the plan took for granted because the case leaves it out."""
    if case.setting is None:
        yield note("The case does not say where the treatment is done; it is planned for a clinic.", "needlepoint")
    if case.device is None:
        common = "home roller" if case.setting == "home" else "common pen"
        yield note(f"The case names no device; it is planned for a {common}.", "needlepoint")
    elif _length_open(case.device):
        text = f"The {case.device.kind}'s needle length is not given: each depth is the length of needle to use."
        yield note(text, "needlepoint")


def _length_open(spec: DeviceSpec) -> bool:
    return spec.kind != "pen" and spec.name is None and spec.needle_length_mm is None


def _needle_length(spec: DeviceSpec, device: Device) -> float | None:
    """The one needle length (mm) of a roller or stamp in hand; None when the depth can be chosen."""
    return None if device.kind == "pen" or _length_open(spec) else device.max_depth_mm


def _undated(screening: Screening) -> bool:
    """Whether screening waits for something that has no date, such as a wound that has to heal."""
    return screening.verdict == "wait" and screening.earliest_date is None


def _gently(phototype: str | None, screening: Screening) -> str:
    """Why the gentle course is the recommended one, or "" when it is not."""
    if phototype is None:
        return "the phototype is not known"
    if phototype in bounds_data()["caps"]["phototype"]["phototypes"]:
        return f"skin of phototype {phototype} gets dark marks more easily"
    found = [item.fact for item in screening.findings if item.rule in GENTLE_RULES]
    return f"screening found {found[0]}" if found else ""
