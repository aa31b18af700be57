"""TRIAL.yaml: a virtual trial as a file that a person writes, checked against everything it names.

    schema: needlepoint.trial/1
    title: One or four sessions
    seed: 1
    concern: atrophic_acne_scar
    population: acne_scars              # a shipped one, or its fields; {from: acne_scars, age: {...}} changes some
    design: parallel                    # or within_person: every person has every arm, one side each
    patients: 40                        # an arm (parallel), in all (within_person)
    arms:
      - name: four
        course: {device: {kind: roller, needle_length_mm: 1.5}, schedule: "every 4 weeks, 4 times",
                 treat: ["cheeks: 1.5 mm, 15 passes"]}
      - {name: untreated, control: none}
    scales: [goodman_baron_qualitative]
    raters: {count: 2, blinded: yes}
    visits: [{name: 2 months, days_after_last: 56}]
    drop_out: 0.1                       # share of people gone by the last visit
    missed_sessions: 0.05               # chance to miss each session after the first
    analysis: {primary: {scale: goodman_baron_qualitative, visit: 2 months}, compare: [four, untreated],
               responder: {points: 1}, level: 0.95}

A course is spelled as in course.yaml, without its ``schema``. Days are days; shares lie between 0 and 1. An arm
without a course waits as long as the longest course before its ``days_after_last``. Every arm is given to the same
virtual people (twins), so that arms differ only by the treatment.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator

from ..case import CONCERNS
from ..case.fields import Flag, Name, Part, Text, one_of
from ..case.reading import Document, describe_value, parse_document, read_document
from ..case.validating import Allowed, Trouble, refuse, validate
from ..course import Course
from ..course.course_file import course_of
from ..errors import InputError, did_you_mean
from ..evidence import all_sources
from ..outcome.instruments import spoken
from .population import Population, population_of
from .scoring import Measure, measure_of

BASELINE = "baseline"
"""The reading before the first session, on day 0; every trial has it."""
MOST_PATIENTS = 10_000_000
LATEST_DAY = 3650.0

Share = Annotated[float, Field(ge=0.0, le=0.95), Allowed("a share, 0 to 0.95", "Write 0.1 for 10 %.")]
Days = Annotated[float, Field(le=LATEST_DAY), Allowed(f"days, at most {LATEST_DAY:g}")]
Patients = Annotated[int, Field(strict=True, ge=1, le=MOST_PATIENTS), Allowed(f"a whole number, 1 to {MOST_PATIENTS}")]


def _course(value: Any) -> Any:
    """A course as in course.yaml; a Course stays as it is."""
    if value is None or isinstance(value, Course):
        return value
    if not isinstance(value, Mapping):
        raise refuse(Trouble(describe_value(value), "a course: device, schedule and treat, as in course.yaml"))
    try:
        return course_of(Document("course", {"schema": "needlepoint.course/1", **value}, {}))
    except InputError as cause:
        raise refuse(*(Trouble(f"{p.place}: {p.found}", p.allowed, p.remedy) for p in cause.problems)) from cause


class Arm(Part):
    """One arm: a course, or a control. control: none (nothing is done) or sham (the model knows no difference)."""

    name: Name
    course: Annotated[Course | None, BeforeValidator(_course)] = None
    control: Literal["none", "sham"] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.course is None) == (self.control is None):
            found = "neither" if self.course is None else "both"
            raise refuse(Trouble(found, "either a course, or control: none or sham", "An arm needs one of them."))
        if self.course is not None:
            _check_zones(self.course)
        return self

    @property
    def last_day(self) -> float:
        """Day of the last planned session; 0 without a course."""
        return float(self.course.days[-1]) if self.course else 0.0


def _check_zones(course: Course) -> None:
    first = {item.zone for item in course.sessions[0].treatments}
    late = [zone for zone in course.zones if zone not in first]
    if late:
        raise refuse(Trouble(f"{late[0]} not in the first session", "every zone in the first session", at=("course",)))


class Spread(Part):
    """A distribution of the starting score, cut off at the ends of the scale: mean and sd in points."""

    mean: float
    sd: Annotated[float, Field(ge=0.0)]


class Reading(Part):
    """What is scored. scale: its id; baseline: the starting score, None = as in the population."""

    scale: str
    baseline: Spread | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_word(cls, value: Any) -> Any:
        return {"scale": value} if isinstance(value, str) else value

    @field_validator("scale")
    @classmethod
    def _known(cls, value: str) -> str:
        try:
            measure_of(value)
        except InputError as cause:
            raise refuse(*(Trouble(p.found, p.allowed, p.remedy) for p in cause.problems)) from cause
        return value

    @property
    def measure(self) -> Measure:
        """How a share improved reads on this scale."""
        return measure_of(self.scale)


class Raters(Part):
    """count: independent raters whose mean is written down; blinded: whether they know the arm (reported, not
    modelled)."""

    count: Annotated[int, Field(strict=True, ge=1, le=20), Allowed("a whole number, 1 to 20")] = 1
    blinded: Flag = True


class Visit(Part):
    """A reading after the start: so many days after the first or after the last planned session."""

    name: Name
    days_after_first: Days | None = None
    days_after_last: Days | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.days_after_first is None) == (self.days_after_last is None):
            raise refuse(Trouble("neither or both", "days_after_first or days_after_last"))
        if self.name == BASELINE:
            raise refuse(Trouble(f"the name {BASELINE}", "another name", "The reading before the start has it."))
        return self

    def day(self, last_day: float) -> float:
        """Days after the first session."""
        if self.days_after_first is not None:
            return self.days_after_first
        return last_day + (self.days_after_last or 0.0)


class Primary(Part):
    """The headline: a scale at a visit."""

    scale: str
    visit: str


class Responder(Part):
    """Who counts as a responder: an improvement of at least so many points, or of this share of what can go."""

    points: Annotated[float, Field(gt=0.0)] | None = None
    share: Annotated[float, Field(gt=0.0, le=1.0), Allowed("a share, above 0 and at most 1")] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.points is None) == (self.share is None):
            raise refuse(Trouble("neither or both", "points or share"))
        return self


class AnalysisPlan(Part):
    """What is compared. primary: None = the first scale at the last visit; compare: two arms, None = the first two (a
    single arm is compared with its start); responder: None = the least change that can be told apart; level: of every
    interval."""

    primary: Primary | None = None
    compare: tuple[str, str] | None = None
    responder: Responder | None = None
    level: Annotated[float, Field(gt=0.5, lt=1.0), Allowed("between 0.5 and 1")] = 0.95


class PublishedFigure(Part):
    """A figure that a trial printed, to hold the virtual one against. what: mean change in points, in percent of the
    start (both positive where better), mean score at the visit, or percent of responders; record: id of the arm in
    the record that calibration reads, which tells whether the fit saw it."""

    arm: str
    record: str = ""
    scale: str
    visit: str
    what: Literal["change", "percent", "score", "responders"]
    value: float
    sd: float | None = None
    n: int | None = None
    responder: Responder | None = None
    sources: Annotated[tuple[str, ...], Field(min_length=1)]
    note: str = ""

    @field_validator("sources")
    @classmethod
    def _known_sources(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for at, id in enumerate(value):
            if id not in all_sources():
                remedy = did_you_mean(id, all_sources())
                raise refuse(Trouble(repr(id), "an id of the source registry", remedy, (at,)))
        return value


class Trial(Part):
    """The whole trial. worlds: draws of the model's own uncertainty over which people are spread in equal groups."""

    schema_: Literal["needlepoint.trial/1"] = Field(alias="schema")
    title: Text = "Trial"
    seed: Annotated[int, Field(strict=True, ge=0, le=2**31 - 1), Allowed("a whole number, 0 or more")] = 1
    concern: Annotated[str, AfterValidator(one_of("concern", CONCERNS))]
    population: Annotated[Population, BeforeValidator(population_of)]
    design: Literal["parallel", "within_person"] = "parallel"
    patients: Patients
    worlds: Annotated[int, Field(strict=True, ge=1, le=400), Allowed("a whole number, 1 to 400")] = 40
    arms: Annotated[tuple[Arm, ...], Field(min_length=1, max_length=24)]
    scales: Annotated[tuple[Reading, ...], Field(min_length=1, max_length=12)]
    raters: Raters = Raters()
    visits: Annotated[tuple[Visit, ...], Field(min_length=1, max_length=40)]
    drop_out: Share | None = None
    missed_sessions: Share | None = None
    analysis: AnalysisPlan = AnalysisPlan()
    published: tuple[PublishedFigure, ...] = ()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        troubles = [*_concern_troubles(self), *_name_troubles(self), *_visit_troubles(self), *_analysis_troubles(self)]
        if troubles:
            raise refuse(*troubles)
        return self

    def arm(self, name: str) -> Arm:
        """The arm of this name."""
        return next(item for item in self.arms if item.name == name)

    @property
    def longest_days(self) -> float:
        """Day of the last session of the longest course."""
        return max(arm.last_day for arm in self.arms)

    def visit_day(self, visit: Visit, arm: Arm) -> float:
        """Days after the first session; an arm without a course takes the longest course's last session."""
        return visit.day(arm.last_day if arm.course else self.longest_days)

    def visit_days(self, arm: Arm) -> dict[str, float]:
        """Day of every visit of an arm by name, the baseline first."""
        return {BASELINE: 0.0} | {visit.name: self.visit_day(visit, arm) for visit in self.visits}

    @property
    def primary(self) -> Primary:
        """The headline: as the analysis says, else the first scale at the last visit."""
        arm = self.arms[0]
        last = max(self.visits, key=lambda visit: self.visit_day(visit, arm))
        return self.analysis.primary or Primary(scale=self.scales[0].scale, visit=last.name)

    @property
    def compared(self) -> tuple[str, str] | None:
        """The two arms that are compared; None in a trial of one."""
        if self.analysis.compare:
            return self.analysis.compare
        return (self.arms[0].name, self.arms[1].name) if len(self.arms) > 1 else None

    @property
    def dropping_out(self) -> float:
        """Share of people gone by the last visit: the trial's, else the population's."""
        return self.population.drop_out.value if self.drop_out is None else self.drop_out

    @property
    def missing(self) -> float:
        """Chance to miss a session after the first: the trial's, else the population's."""
        return self.population.missed_sessions.value if self.missed_sessions is None else self.missed_sessions

    def replace(self, **changes: Any) -> Trial:
        """A copy with these fields changed, checked like a new one."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return Trial(schema="needlepoint.trial/1", **{k: v for k, v in (fields | changes).items() if k != "schema_"})

    @property
    def key(self) -> str:
        """What the results depend on, as a hash: everything but the title, the analysis and published figures."""
        kept = self.model_dump(mode="json", exclude={"title", "analysis", "published"})
        return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()[:24]


def _concern_troubles(trial: Trial) -> list[Trouble]:
    item = spoken()[trial.concern]
    if item.speaks != "yes":
        told = ", ".join(name for name, entry in spoken().items() if entry.speaks == "yes")
        return [Trouble(f"{trial.concern}: {item.why}", f"a concern that can be told: {told}", at=("concern",))]
    troubles = []
    for at, reading in enumerate(trial.scales):
        fit = reading.measure.instrument.lesions
        if fit and item.lesion not in fit:
            allowed = f"a scale for {trial.concern}; this one is for {', '.join(fit)}"
            troubles.append(Trouble(reading.scale, allowed, at=("scales", at)))
        elif reading.baseline is None and trial.population.severity_of(reading.scale) is None:
            remedy = "Give the scale its baseline: {scale: ..., baseline: {mean: ..., sd: ...}}."
            allowed = "a scale whose start the population knows, or one with a baseline"
            troubles.append(Trouble(f"{reading.scale} without a start", allowed, remedy, ("scales", at)))
        else:
            troubles += _start_troubles(trial, reading, at)
    return troubles


def _start_troubles(trial: Trial, reading: Reading, at: int) -> list[Trouble]:
    """A mean starting score that the scale does not have, or from which nothing could improve."""
    known, measure = trial.population.severity_of(reading.scale), reading.measure
    mean = reading.baseline.mean if reading.baseline else known.mean if known else measure.best
    low, high = measure.low or 0.0, measure.high if measure.high is not None else float("inf")
    if measure.start is not None or (low <= mean <= high and mean != measure.best):
        return []
    return [Trouble(f"a start of {mean:g}", f"a score of {measure.label}, above {measure.best:g}", at=("scales", at))]


def _name_troubles(trial: Trial) -> list[Trouble]:
    troubles = []
    lists = {"arms": [item.name for item in trial.arms], "visits": [item.name for item in trial.visits]}
    lists["scales"] = [item.scale for item in trial.scales]
    for place, names in lists.items():
        troubles += [
            Trouble(f"{name!r} twice", "each once", at=(place, at))
            for at, name in enumerate(names)
            if name in names[:at]
        ]
    return troubles


def _visit_troubles(trial: Trial) -> list[Trouble]:
    found = []
    for at, visit in enumerate(trial.visits):
        for arm in trial.arms:
            day = trial.visit_day(visit, arm)
            if day <= 0.0:
                words = "before" if day < 0 else "on the day of"
                text = f"{visit.name}, {words} the first session of {arm.name}"
                found.append(Trouble(text, "a visit after the first session", at=("visits", at)))
                break
            if day > LATEST_DAY:
                found.append(Trouble(f"day {day:g}", f"at most day {LATEST_DAY:g}", at=("visits", at)))
                break
    return found


def _analysis_troubles(trial: Trial) -> list[Trouble]:
    plan, arms = trial.analysis, [item.name for item in trial.arms]
    scales, visits = [item.scale for item in trial.scales], [item.name for item in trial.visits]
    troubles = []

    def known(value: str, names: list[str], *at: str | int) -> None:
        if value not in names:
            troubles.append(Trouble(describe_value(value), ", ".join(names), did_you_mean(value, names), at))

    if plan.primary is not None:
        known(plan.primary.scale, scales, "analysis", "primary", "scale")
        known(plan.primary.visit, visits, "analysis", "primary", "visit")
    for at, name in enumerate(plan.compare or ()):
        known(name, arms, "analysis", "compare", at)
    for at, figure in enumerate(trial.published):
        known(figure.arm, arms, "published", at, "arm")
        known(figure.scale, scales, "published", at, "scale")
        known(figure.visit, visits, "published", at, "visit")
    if plan.compare and plan.compare[0] == plan.compare[1]:
        troubles.append(Trouble("the same arm twice", "two arms", at=("analysis", "compare")))
    return troubles


def read_trial(path: str | Path) -> Trial:
    """The trial in this file. Raises InputError with everything that is wrong: place, line, what may stand there."""
    return validate(Trial, read_document(path))


def parse_trial(text: str, name: str = "trial") -> Trial:
    """The same for YAML text in hand."""
    return validate(Trial, parse_document(text, name))
