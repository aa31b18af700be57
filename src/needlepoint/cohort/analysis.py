"""What came of a trial: flow, baseline, outcomes, differences, responders, number needed to treat, recovery, power.

The document is results.json (``document``); the figures are in ``intervals``, ``comparing`` and ``power``. Two
uncertainties are kept apart: that of the people sampled, as a trial of this size would print it, and that with the
model's own beside it (people are spread evenly over worlds). All of it depends on the trial and its results alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TypedDict

import numpy as np

from ..evidence import source
from ..report.outlook import unit_for
from . import document as doc
from .comparing import (
    Compared,
    compare,
    mean_with_model,
    needed,
    responders,
    short,
    summary,
    tested,
    twins,
)
from .comparing import interval as ends_of
from .planned import Planned, planned_of
from .published import replayed
from .readings import ArmReadings, Array, Flags, Readings, readings_of
from .results import Results
from .sizing import POWERS, sized
from .trial import Trial

NO_PATIENT = "These are virtual patients: the figures say what the model holds possible, not what any trial found."


def analyse(trial: Trial, results: Results, *, powers: Iterable[float] = POWERS) -> doc.Analysis:
    """The analysis of a finished trial: results.json. powers: chances of success to size the next trial for (0-1)."""
    planned, readings = planned_of(trial, results), readings_of(results)
    return analysed(planned, readings, powers=powers, published=replayed(trial, readings))


def analysed(
    planned: Planned,
    readings: Readings,
    *,
    powers: Iterable[float] = POWERS,
    published: Sequence[doc.Replayed] = (),
) -> doc.Analysis:
    """The analysis of these readings as planned, with what was replayed of published figures."""
    at = readings.scales.index(planned.scale), readings.visits.index(planned.visit)
    compared = differences(planned, readings)
    pair = tuple(readings.arm(name) for name in planned.compare) if planned.compare else ()
    paired = planned.design == "within_person"
    treat = needed(pair[0], pair[1], at, planned.limit, paired=paired, level=planned.level) if pair else None
    outcome = tuple(_outcomes(planned, readings))
    met = tuple(responders(arm, at, planned.limit, planned.level) for arm in readings.arms)
    return doc.Analysis(
        title=planned.title,
        seed=planned.seed,
        design=planned.design,
        arms=tuple(arm.name for arm in readings.arms),
        level=planned.level,
        people=readings.persons,
        worlds=readings.worlds,
        primary_scale=planned.scale,
        primary_visit=planned.visit,
        labels=dict(planned.labels),
        responder=planned.responder,
        flow=tuple(_flow(planned, readings, arm, at) for arm in readings.arms),
        baseline=tuple(_baseline(planned, readings)),
        outcomes=outcome,
        differences=tuple(_difference(planned, readings, place, found) for place, found in compared.items()),
        responders=met,
        needed_to_treat=treat,
        recovery=tuple(_recovery(arm, planned.level) for arm in readings.arms if planned.sessions[arm.name]),
        power=sized(planned, readings, {place: found[0] for place, found in compared.items()}, powers),
        published=tuple(published),
        headline=tuple(_headline(planned, outcome, compared.get(at), treat)),
        missing=_missing(planned, readings, at),
        assumptions=(NO_PATIENT, *_thin(readings), *planned.assumptions),
        sources=tuple(cited(planned.sources)),
    )


class _How(TypedDict):
    paired: bool
    twins: bool
    level: float


def differences(planned: Planned, readings: Readings) -> dict[tuple[int, int], tuple[Compared, Compared]]:
    """The planned comparison at every (scale, visit): of complete cases, and of everybody without raters' noise."""
    if not planned.compare:
        return {}
    first, second = (readings.arm(name) for name in planned.compare)
    how = _How(paired=planned.design == "within_person", twins=twins(first, second), level=planned.level)
    found = {}
    for scale in range(len(readings.scales)):
        for visit in range(len(readings.visits)):
            seen = [(arm.change[scale, visit], arm.world) for arm in (first, second)]
            full = [(arm.true[scale, visit], arm.world) for arm in (first, second)]
            everybody = compare(full[0], full[1], **how)
            found[scale, visit] = compare(seen[0], seen[1], **how, known=everybody.worlds), everybody
    return found


def _flow(planned: Planned, readings: Readings, arm: ArmReadings, at: tuple[int, int]) -> doc.Flow:
    visits, wanted = range(len(readings.visits)), planned.sessions[arm.name]
    seen = tuple(
        doc.SeenAt(visit=readings.visits[v], day=short(float(arm.day[v])), people=int(arm.seen(at[0], v).sum()))
        for v in visits
    )
    return doc.Flow(
        arm=arm.name,
        assigned=arm.people,
        planned_sessions=wanted,
        treated=int(np.sum(arm.sessions_done > 0)),
        complete=int(np.sum(arm.sessions_done >= wanted)),
        missed_sessions=int(np.sum(np.maximum(wanted - arm.sessions_done, 0))),
        dropped=int(np.sum(arm.dropped)),
        seen=seen,
        analysed=int(arm.seen(*at).sum()),
    )


def _baseline(planned: Planned, readings: Readings) -> Iterable[doc.Characteristic]:
    """Of the virtual people, whom every arm holds; scores as raters wrote them before the first session."""

    def mean(name: str, unit: str, values: Array) -> doc.Characteristic:
        held = values[np.isfinite(values)]
        middle = float(np.mean(held)) if len(held) else math.nan
        spread = float(np.std(held, ddof=1)) if len(held) > 1 else math.nan
        return doc.Characteristic(
            name=name,
            unit=unit,
            kind="mean",
            people=len(held),
            value=short(middle),
            spread=short(spread),
        )

    yield mean("age", "years", np.asarray(readings.about["age"], float))
    for name in ("sex", "phototype", "subtype"):
        words = np.asarray(readings.about[name]).astype(str)
        for word in sorted(set(words.tolist())):
            yield _share(f"{name}: {word.replace('_', '-')}", words == word)
    yield _share("smoker", np.asarray(readings.about["smoker"], bool))
    for at, scale in enumerate(readings.scales):
        yield mean(f"start: {planned.labels[scale]}", planned.units[scale], readings.arms[0].start[at])


def _share(name: str, held: Flags) -> doc.Characteristic:
    people = int(held.sum())
    return doc.Characteristic(
        name=name,
        unit="people",
        kind="share",
        people=len(held),
        value=float(people),
        spread=short(people / len(held)),
    )


def _outcomes(planned: Planned, readings: Readings) -> Iterable[doc.Outcome]:
    for arm in readings.arms:
        for scale, name in enumerate(readings.scales):
            for visit, when in enumerate(readings.visits):
                change, written = arm.change[scale, visit], arm.score[scale, visit]
                held = written[np.isfinite(written)]
                model, tau = mean_with_model(change, arm.true[scale, visit], arm.world, planned.level)
                yield doc.Outcome(
                    arm=arm.name,
                    scale=name,
                    unit=planned.units[name],
                    visit=when,
                    day=short(float(arm.day[visit])),
                    seen=summary(change, planned.level),
                    score_mean=short(float(np.mean(held)) if len(held) else math.nan),
                    score_sd=short(float(np.std(held, ddof=1)) if len(held) > 1 else math.nan),
                    missing=int(np.sum(~np.isfinite(change))),
                    full=summary(arm.true[scale, visit], planned.level),
                    with_model=ends_of(model),
                    tau=short(tau),
                )


def _difference(
    planned: Planned, readings: Readings, place: tuple[int, int], found: tuple[Compared, Compared]
) -> doc.Difference:
    scale, visit = readings.scales[place[0]], readings.visits[place[1]]
    first, second = planned.compare or ("", "")
    return doc.Difference(
        scale=scale,
        unit=planned.units[scale],
        visit=visit,
        first=first,
        second=second,
        method="paired" if planned.design == "within_person" else "welch",
        **tested(*found),
    )


def _recovery(arm: ArmReadings, level: float) -> doc.Recovery:
    came = arm.sessions_done > 0
    return doc.Recovery(
        arm=arm.name,
        people=int(came.sum()),
        downtime_days=summary(arm.downtime[came], level),
        worst_redness=summary(arm.redness[came], level),
    )


def _thin(readings: Readings) -> Iterable[str]:
    """A warning where no world holds two people."""
    if readings.worlds < 2:
        yield "All people live in one world, so that nothing is told of the model's own uncertainty: worlds: 40."
    elif readings.persons <= readings.worlds:
        least = 2 * readings.worlds
        yield (
            f"Too few people to tell the model's own uncertainty: {readings.worlds} worlds need {least} people or more "
            f"(--patients {least}), or fewer worlds."
        )


def _missing(planned: Planned, readings: Readings, at: tuple[int, int]) -> str:
    parts = [f"{int(np.sum(~arm.seen(*at)))} of {arm.people} in {arm.name}" for arm in readings.arms]
    failed = sum(arm.failed for arm in readings.arms)
    lost = f" Of {failed} the tissue model gave no number; they count as not read." if failed else ""
    return (
        f"Not read at {planned.visit}: {', '.join(parts)}. Figures are of those who were read (complete cases); beside "
        "them stands everybody who was assigned, without raters' noise, which only a simulation can know. Whether a "
        f"person leaves does not hang on how they fare here; in life it may.{lost}"
    )


def _headline(
    planned: Planned,
    outcomes: Iterable[doc.Outcome],
    found: tuple[Compared, Compared] | None,
    treat: doc.NeededToTreat | None,
) -> Iterable[str]:
    unit = planned.units[planned.scale]
    if found is None or planned.compare is None:
        for item in outcomes:
            if (item.scale, item.visit) == (planned.scale, planned.visit):
                yield (
                    f"At {item.visit}, {item.arm} had gained {told(item.seen.mean, unit)} ({planned.label}; "
                    f"{between(item.with_model)} with the model's own uncertainty)."
                )
        return
    plain, (first, second) = found[0].plain, planned.compare
    better, worse = (first, second) if not plain.value < 0 else (second, first)
    people, model = ends_of(plain), ends_of(found[0].model)
    middle = short(abs(plain.value))
    yield (
        f"At {planned.visit}, {better} gained {told(middle, unit)} more than {worse} ({planned.label}). As {first} "
        f"less {second}: {between(people)} by the people sampled; {between(model)} with the model's own uncertainty."
    )
    chance = found[0].worlds.probability
    if math.isfinite(chance):
        yield f"In the model's own view the chance that {first} is truly the better one is {_percent(chance)}."
    if treat is not None:
        yield f"Responders ({planned.responder}): {treat.words}."


def told(value: float | None, unit: str) -> str:
    """A figure with its unit; ``not known`` without one."""
    return "not known" if value is None else f"{value:.2g} {unit_for(value, unit)}".strip()


def between(ends: doc.Interval) -> str:
    """``-0.1 to 0.6``, or ``not known``."""
    return "not known" if ends.low is None or ends.high is None else f"{ends.low:.2g} to {ends.high:.2g}"


def _percent(share: float) -> str:
    if share > 0.99:
        return "above 99 %"
    return "below 1 %" if share < 0.01 else f"{share:.0%}".replace("%", " %")


def cited(ids: Iterable[str]) -> Iterable[doc.Cited]:
    """Sources in the order in which they are first named."""
    for id in dict.fromkeys(ids):
        item = source(id)
        yield doc.Cited(
            id=id,
            cite=item.cite,
            checked=item.checked,
            doi=item.doi or None,
            pmid=item.pmid or None,
            url=item.url or None,
            note=item.note or None,
        )
