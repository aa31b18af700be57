"""The analysis of a trial as a document: the parts of results.json, schema ``needlepoint.trial-results/1``.

Changes are in the scale's own points and positive where it got better, whichever way the scale runs; a difference is
the first named arm less the second. Shares run from 0 to 1. What cannot be told (too few people) is null. Nothing in it
depends on the machine, the clock or how the work was dealt out.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Number = float | None


class Part(BaseModel):
    """Frozen, and strict about names."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Interval(Part):
    """From low to high; null where it cannot be told."""

    low: Number
    high: Number


class SeenAt(Part):
    """People of an arm whose score was written at a visit."""

    visit: str
    day: Number
    people: int


class Flow(Part):
    """Who went where in one arm. treated: came to one session or more (controls: 0 sessions were planned); complete:
    came to all; missed_sessions: planned and not held, over all people; analysed: read at the primary visit."""

    arm: str
    assigned: int
    planned_sessions: int
    treated: int
    complete: int
    missed_sessions: int
    dropped: int
    seen: tuple[SeenAt, ...]
    analysed: int


class Characteristic(Part):
    """One row of the baseline table, of the virtual people whom every arm holds. kind mean: value and spread are mean
    and sd; share: count and share."""

    name: str
    unit: str
    kind: Literal["mean", "share"]
    people: int
    value: Number
    spread: Number


class Summary(Part):
    """A distribution over people: mean with its interval, sd, median, quartiles, and the band of the middle 90 %."""

    people: int
    mean: Number
    mean_interval: Interval
    sd: Number
    median: Number
    quartiles: Interval
    band: Interval


class Outcome(Part):
    """The change of one scale at one visit in one arm.

    seen: complete cases, as raters wrote it; full: everybody assigned, as it was (no rater's noise, none missing),
    which only a simulation can know. with_model: the mean with the model's uncertainty; tau: its sd between worlds.
    """

    arm: str
    scale: str
    unit: str
    visit: str
    day: Number
    seen: Summary
    score_mean: Number
    score_sd: Number
    missing: int
    full: Summary
    with_model: Interval
    tau: Number


class Difference(Part):
    """First arm less second at one visit on one scale. interval: of the people sampled (paired or Welch); with_model:
    the same and the model's uncertainty; probability: share of worlds (normal) in which the first is truly better."""

    scale: str
    unit: str
    visit: str
    first: str
    second: str
    method: Literal["paired", "welch"]
    people: tuple[int, int]
    value: Number
    se: Number
    interval: Interval
    with_model: Interval
    tau: Number
    probability: Number
    p_value: Number
    full_value: Number
    full_interval: Interval


class Responders(Part):
    """People of an arm who changed by the threshold or more at the primary visit, with Wilson's interval."""

    arm: str
    people: int
    responders: int
    share: Number
    interval: Interval
    with_model: Interval
    full_share: Number
    grades: dict[str, float]


class NeededToTreat(Part):
    """Difference of the responder shares and its reciprocal. number is null where the interval holds no difference;
    negative numbers are numbers needed to harm."""

    first: str
    second: str
    difference: Number
    interval: Interval
    with_model: Interval
    number: Number
    number_interval: Interval
    words: str


class Recovery(Part):
    """Days until makeup covers the redness after a session, and the worst redness (0 to 4), over people treated."""

    arm: str
    people: int
    downtime_days: Summary
    worst_redness: Summary


class Sensitivity(Part):
    """How much one visit and scale shows. response: standardised response mean (mean change / sd) by arm; difference:
    that of the difference, in sds of people within a world; patients: people an arm (or pairs) for the wanted power."""

    scale: str
    visit: str
    response: dict[str, Number]
    response_se: dict[str, Number]
    difference: Number
    difference_se: Number
    patients: int | None


class SizedFor(Part):
    """Patients an arm (or pairs) for a wanted chance, to analyse and to enrol; null: no number reaches it."""

    wanted: float
    analysed: int | None
    enrolled: int | None
    assured: int | None
    assured_enrolled: int | None


class PowerCurve(Part):
    """Power and assurance by number of patients an arm (or pairs)."""

    patients: tuple[int, ...]
    power: tuple[float, ...]
    assurance: tuple[float, ...]


class Power(Part):
    """Of the primary comparison. limit: no number of patients lifts the assurance above it; read_share: people still
    read at the primary visit, by which the number to enrol is raised."""

    design: Literal["parallel", "within_person"]
    alpha: float
    difference: Number
    sd: Number
    tau: Number
    limit: Number
    read_share: Number
    this_trial: Number
    this_trial_assurance: Number
    sized: tuple[SizedFor, ...]
    curve: PowerCurve | None
    shows: tuple[Sensitivity, ...]
    most: str
    words: tuple[str, ...]


class Cited(Part):
    """A source: id, what to cite, how well it was checked."""

    id: str
    cite: str
    checked: str
    doi: str | None = None
    pmid: str | None = None
    url: str | None = None
    note: str | None = None


class Replayed(Part):
    """A published figure and what this trial gave. interval: where 90 % of trials of the published size would read."""

    name: str
    what: Literal["change", "percent", "score", "responders"]
    scale: str
    visit: str
    people: int
    published: float
    unit: str
    virtual: Number
    interval: Interval
    inside: bool | None
    used_in_the_fit: bool
    sources: tuple[str, ...]
    note: str = ""


class Analysis(Part):
    """results.json."""

    schema_: Literal["needlepoint.trial-results/1"] = Field("needlepoint.trial-results/1", alias="schema")
    title: str
    seed: int
    design: Literal["parallel", "within_person"]
    arms: tuple[str, ...]
    level: float
    people: int
    worlds: int
    primary_scale: str
    primary_visit: str
    labels: dict[str, str]
    responder: str
    flow: tuple[Flow, ...]
    baseline: tuple[Characteristic, ...]
    outcomes: tuple[Outcome, ...]
    differences: tuple[Difference, ...]
    responders: tuple[Responders, ...]
    needed_to_treat: NeededToTreat | None
    recovery: tuple[Recovery, ...]
    power: Power | None
    published: tuple[Replayed, ...]
    headline: tuple[str, ...]
    missing: str
    assumptions: tuple[str, ...]
    sources: tuple[Cited, ...]

    def to_json(self) -> dict[str, Any]:
        """As plain data, ready for JSON."""
        return self.model_dump(mode="json", by_alias=True)
