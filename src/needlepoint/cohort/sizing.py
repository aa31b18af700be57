"""The next trial: how many patients it needs, and which visit and scale shows most, from a virtual trial's differences.

Power takes the difference as found; assurance lets it be what the worlds hold possible (``power``). Numbers to enrol
are those to analyse over the share of people who were still read at the primary visit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import numpy as np

from . import document as doc
from .comparing import Compared, short
from .planned import Planned
from .power import Question, assurance, limit, patients, power, response_mean
from .readings import Readings

POWERS = (0.8, 0.9)
CURVE = (5, 7, 10, 14, 20, 28, 40, 56, 80, 113, 160, 226, 320, 452, 640, 905, 1280)
SMALLEST_SHARE = 0.02


def sized(
    planned: Planned, readings: Readings, found: Mapping[tuple[int, int], Compared], powers: Iterable[float]
) -> doc.Power | None:
    """Power of the primary comparison and the table of what shows most; None in a trial of one arm."""
    at = readings.scales.index(planned.scale), readings.visits.index(planned.visit)
    if at not in found:
        return None
    asked, here = question(planned, found[at]), found[at]
    read = min(float(np.mean(readings.arm(name).seen(*at))) for name in planned.compare or ())
    sizes = tuple(_sized(asked, wanted, read) for wanted in powers)
    people = round(sum(here.people) / 2)
    shows = tuple(_shows(planned, readings, place, each, sizes[0].wanted) for place, each in found.items())
    most = min(shows, key=_easiest)
    curve = _curve(asked) if math.isfinite(asked.difference) and asked.sd > 0 else None
    return doc.Power(
        design=asked.design,
        alpha=asked.alpha,
        difference=short(asked.difference),
        sd=short(asked.sd),
        tau=short(here.worlds.tau),
        limit=short(limit(asked)),
        read_share=short(read),
        this_trial=short(power(asked, people)) if curve else None,
        this_trial_assurance=short(assurance(asked, people)) if curve else None,
        sized=sizes,
        curve=curve,
        shows=shows,
        most=f"{most.scale}, {most.visit}",
        words=tuple(_words(asked, sizes, most, planned.labels, known=math.isfinite(here.worlds.tau))),
    )


def question(planned: Planned, found: Compared) -> Question:
    """What the next trial would have to show; alpha is what the planned level leaves."""
    tau = found.worlds.tau if math.isfinite(found.worlds.tau) else 0.0
    alpha = float(f"{1.0 - planned.level:.6g}")
    return Question(planned.design, found.plain.value, found.sd, tau, alpha)


def _sized(asked: Question, wanted: float, read: float) -> doc.SizedFor:
    plain, assured = patients(asked, wanted), patients(asked, wanted, model=True)
    enrolled = [None if n is None or read < SMALLEST_SHARE else math.ceil(n / read - 1e-9) for n in (plain, assured)]
    return doc.SizedFor(
        wanted=wanted, analysed=plain, enrolled=enrolled[0], assured=assured, assured_enrolled=enrolled[1]
    )


def _curve(asked: Question) -> doc.PowerCurve:
    return doc.PowerCurve(
        patients=CURVE,
        power=tuple(float(f"{power(asked, n):.4g}") for n in CURVE),
        assurance=tuple(float(f"{assurance(asked, n):.4g}") for n in CURVE),
    )


def _shows(
    planned: Planned, readings: Readings, place: tuple[int, int], found: Compared, wanted: float
) -> doc.Sensitivity:
    ratios = {}
    for arm in readings.arms:
        held = arm.change[place][arm.seen(*place)]
        sd = float(np.std(held, ddof=1)) if len(held) > 1 else math.nan
        ratios[arm.name] = response_mean(float(np.mean(held)) if len(held) else math.nan, sd, len(held))
    ratio, error = response_mean(found.plain.value, found.sd, max(min(found.people), 1))
    if planned.design == "parallel":
        error *= math.sqrt(2.0)
    return doc.Sensitivity(
        scale=readings.scales[place[0]],
        visit=readings.visits[place[1]],
        response={name: short(value) for name, (value, _) in ratios.items()},
        response_se={name: short(value) for name, (_, value) in ratios.items()},
        difference=short(ratio),
        difference_se=short(error),
        patients=patients(question(planned, found), wanted),
    )


def _easiest(item: doc.Sensitivity) -> tuple[float, float]:
    return (
        math.inf if item.patients is None else item.patients,
        -abs(item.difference) if item.difference is not None else math.inf,
    )


def _words(
    asked: Question,
    sizes: Iterable[doc.SizedFor],
    most: doc.Sensitivity,
    labels: Mapping[str, str],
    *,
    known: bool,
) -> Iterable[str]:
    what = "pairs (people with one side each)" if asked.design == "within_person" else "patients an arm"
    for item in sizes:
        share = f"{item.wanted:.0%}".replace("%", " %")
        if item.analysed is None:
            yield f"No number of {what} shows this difference with a chance of {share}."
            continue
        yield f"{item.analysed} {what} ({item.enrolled} enrolled) show it with a chance of {share}, if it is as found."
        if not known:
            continue
        if item.assured is None:
            most_of = f"{limit(asked):.0%}".replace("%", " %")
            yield (
                f"Counting the model's own uncertainty no number gives {share}: it holds the better arm to be truly "
                f"the better with {most_of} only."
            )
        else:
            yield f"Counting the model's own uncertainty: {item.assured} ({item.assured_enrolled} enrolled)."
    if most.patients is not None:
        yield f"Most shows on {labels[most.scale]} at {most.visit}: {most.patients} would do there."
