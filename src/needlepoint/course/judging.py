"""A protocol that somebody set by hand, held against the envelope: what lies outside it, and who may decide for it.

Nothing is moved back into the bounds: what lies outside is a finding, with the same effects as screening's. ``stop``:
beyond a limit that nobody may pass; ``clinician``: beyond what was published or what the zone's table has, open to a
professional with a reason; ``ask``: beyond a limit that the person gave; ``caution``: less than was ever published.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..case import Constraints
from ..evidence import load_parameters
from ..screening import Finding
from ..skin import zones
from .bounds import Bounds, Cap
from .candidates import session_limits
from .proposals import Question
from .types import Schedule, ZoneTreatment

NEAR = 1e-9
OWN_LIMITS = ("your limit", "your budget", "the day of your event")


def judged(asked: Question, treatments: Sequence[ZoneTreatment], schedule: Schedule) -> tuple[Finding, ...]:
    """Everything about these settings that lies outside the envelope; most serious first."""
    found: list[Finding] = []
    for item in treatments:
        bounds = asked.by_zone.get(item.zone)
        if bounds is None:
            found.append(_closed(item.zone))
        else:
            found += [*_depth(item, bounds), *_passes(item, bounds)]
    found += _when(asked.shared, schedule, asked.case.constraints)
    found += _own_limits(asked, schedule)
    return _sorted(found)


def judged_forecast(
    asked: Question, downtime_days: float, risk_share: float, highest: float, *, fits: bool
) -> tuple[Finding, ...]:
    """What a forecast adds: scarring warned of, more recovery than the person has days for, an event that comes first.

    risk_share: scar-making cells as a share of the warning level; highest: the share that no plan may pass.
    """
    found = []
    if risk_share > highest:
        fact = f"scar-making cells would reach {risk_share:.0%} of the warning level; a plan may reach {highest:.0%}"
        found.append(_finding("scar_warning", "stop", fact, "The simulation warns of scarring with these settings."))
    most = asked.case.constraints.max_downtime_days
    if most is not None and downtime_days > most:
        fact = f"about {downtime_days:.1f} days to recover after each visit; the limit is {most}"
        found.append(_finding("downtime_limit", "ask", fact, "Recovery takes longer than the person has days for."))
    if not fits:
        fact = f"the course does not end early enough before {asked.open_days.event}"
        found.append(_finding("event_missed", "ask", fact, "The result will not have settled by the day of the event."))
    return tuple(found)


def _depth(item: ZoneTreatment, bounds: Bounds) -> Iterator[Finding]:
    depth, label = item.technique.depth_mm, zones()[item.zone].label
    if depth > bounds.depth_high_mm + NEAR:
        passed = [cap for cap in bounds.caps if cap.mm < depth - NEAR]
        within = bounds.depth_clinician_mm is not None and depth <= bounds.depth_clinician_mm + NEAR
        open_to = within or all(cap.clinician for cap in passed)
        yield _finding(
            "depth_bound",
            "clinician" if open_to else "stop",
            f"{depth:g} mm on the {label}; {bounds.depth_high_mm:g} mm is the most",
            _why_shallow(passed),
            (item.zone,),
            tuple(dict.fromkeys(id for cap in passed for id in cap.sources)),
        )
    elif depth < bounds.depth_low_mm - NEAR:
        fact = f"{depth:g} mm on the {label}; published depths begin at {bounds.depth_low_mm:g} mm"
        yield _finding("depth_low", "caution", fact, "Nothing this shallow is known to help here.", (item.zone,))


def _why_shallow(passed: Sequence[Cap]) -> str:
    if not passed:
        return "Deeper than all that is treated here allows together."
    why = passed[0].why
    return f"{why[:1].upper()}{why[1:]}".rstrip(".") + "."


def _passes(item: ZoneTreatment, bounds: Bounds) -> Iterator[Finding]:
    passes, label = item.technique.passes, zones()[item.zone].label
    if passes > bounds.passes_high:
        fact = f"{passes} passes on the {label}; {bounds.passes_high} are the most"
        yield _finding("passes_bound", "clinician", fact, "More passes than the table of this zone has.", (item.zone,))
    elif passes < bounds.passes_low:
        fact = f"{passes} passes on the {label}; {bounds.passes_low} are the fewest"
        yield _finding("passes_low", "caution", fact, "Fewer passes than the table of this zone has.", (item.zone,))


def _when(shared: Bounds, schedule: Schedule, constraints: Constraints) -> Iterator[Finding]:
    count, gap = schedule.sessions, schedule.interval_days
    if count > shared.sessions_high:
        fact = f"{count} visits; {shared.sessions_high} are the most that were published"
        yield _finding("sessions_bound", "clinician", fact, "Nobody has published what so many visits do.")
    elif count < shared.sessions_low:
        fact = f"{count} {'visit' if count == 1 else 'visits'}; published courses had at least {shared.sessions_low}"
        yield _finding("sessions_low", "caution", fact, "With fewer visits, expect less.")
    if count == 1:
        return
    if gap < shared.interval_days_low:
        fact = f"{gap} days between visits; {shared.interval_days_low} are the fewest"
        yield _finding("interval_bound", "clinician", fact, "Less time to heal than in any published course.")
    elif gap > shared.interval_days_high:
        fact = f"{gap} days between visits; {shared.interval_days_high} are the most that were published"
        yield _finding("interval_long", "caution", fact, "Nobody has published what such a long wait does.")
    if shared.span_days_high is not None and schedule.span_days > shared.span_days_high:
        fact = f"{schedule.span_days} days from first visit to last; such courses lasted {shared.span_days_high}"
        yield _finding("span_long", "caution", fact, "Longer than such courses have lasted.")


def _own_limits(asked: Question, schedule: Schedule) -> Iterator[Finding]:
    for limit in session_limits(asked.shared, asked.case.constraints, asked.open_days, schedule.interval_days):
        if schedule.sessions > limit.sessions and limit.why.startswith(OWN_LIMITS):
            fact = f"{schedule.sessions} visits; {limit.why}"
            yield _finding("own_limit", "ask", fact, "More than the person has said is possible.")


def _closed(zone: str) -> Finding:
    fact = f"{zones()[zone].label}: no needling is planned there"
    return _finding("zone_closed", "stop", fact, "Screening or the bounds leave this zone out.", (zone,))


def _finding(
    rule: str, effect: str, fact: str, reason: str, where: tuple[str, ...] = (), sources: tuple[str, ...] = ()
) -> Finding:
    told = {"rule": rule, "effect": effect, "fact": fact, "reason": reason, "zones": where, "sources": sources}
    return Finding.model_validate(told | {"override": "clinician" if effect == "clinician" else "none"})


def _sorted(found: Sequence[Finding]) -> tuple[Finding, ...]:
    order = ("stop", "wait", "clinician", "ask", "caution")
    return tuple(sorted(found, key=lambda item: order.index(item.effect)))


def depth_step_mm() -> float:
    """The step in which devices are set, mm."""
    return float(load_parameters("course")["depth_step"])
