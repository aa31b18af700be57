"""What the analysis of a trial needs of its file: what is compared, on which scale, who counts as a responder, and what
the answer rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from ..report.outlook import unit_for
from .comparing import Threshold
from .results import Results
from .trial import Trial

WORLDS = (
    "Every person lives in one world: one draw of everything that the model is unsure of. The interval with the "
    "model's own uncertainty adds the spread between worlds to that of people; what no study of needling can teach "
    "stays outside both."
)
TWINS = (
    "Every arm holds the same virtual people, so that the arms differ by the treatment alone; the interval of the "
    "people sampled is the one that a trial of different people of this size would print."
)


@dataclass(frozen=True)
class Planned:
    """scale, visit: of the headline; compare: two arms, None in a trial of one; limit, responder: who is one, as a rule
    and in words; sessions: planned, by arm; units, labels: by scale."""

    title: str
    seed: int
    design: Literal["parallel", "within_person"]
    level: float
    scale: str
    visit: str
    compare: tuple[str, str] | None
    limit: Threshold
    responder: str
    sessions: Mapping[str, int]
    units: Mapping[str, str]
    labels: Mapping[str, str]
    assumptions: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def label(self) -> str:
        """The headline's scale in words."""
        return self.labels[self.scale]


def planned_of(trial: Trial, results: Results) -> Planned:
    """What is to be analysed."""
    measures = {item.scale: item.measure for item in trial.scales}
    limit, words = threshold(trial)
    population = trial.population.distributions.values()
    held = {
        *results.sources,
        *(id for item in population for id in item.sources),
        *(id for figure in trial.published for id in figure.sources),
    }
    return Planned(
        title=trial.title,
        seed=trial.seed,
        design=trial.design,
        level=trial.analysis.level,
        scale=trial.primary.scale,
        visit=trial.primary.visit,
        compare=trial.compared,
        limit=limit,
        responder=words,
        sessions={arm.name: len(arm.course.sessions) if arm.course else 0 for arm in trial.arms},
        units={name: measure.unit for name, measure in measures.items()},
        labels={name: measure.label for name, measure in measures.items()},
        assumptions=tuple(_assumptions(trial, results)),
        sources=tuple(sorted(held)),
    )


def threshold(trial: Trial) -> tuple[Threshold, str]:
    """Who counts as a responder on the headline's scale, as a rule and in words."""
    given, scale = trial.analysis.responder, trial.primary.scale
    measure = next(item.measure for item in trial.scales if item.scale == scale)
    if given is not None and given.share is not None:
        return Threshold(None, given.share), f"{100 * given.share:g} % or more of what can go is gone"
    points = given.points if given is not None and given.points is not None else None
    if points is None:
        known = trial.population.severity_of(scale)
        reading = next(item for item in trial.scales if item.scale == scale)
        start = reading.baseline.mean if reading.baseline else known.mean if known else 0.0
        points = measure.detectable(measure.start if measure.start is not None else start)
    return Threshold(float(points), None), f"better by {points:.3g} {unit_for(points, measure.unit)} or more"


def _assumptions(trial: Trial, results: Results) -> Iterable[str]:
    yield WORLDS
    if trial.design == "parallel" and len(trial.arms) > 1:
        yield TWINS
    if not trial.raters.blinded:
        yield "Raters know the arm; the model does not know what that does to what they write."
    yield from results.notes
