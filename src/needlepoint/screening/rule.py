"""A screening rule as data: which facts fire it, and what follows.

A rule has branches; for each fact the first branch that fits wins, so "papulopustular, else any other" is two branches.
A branch's condition is one of a few kinds (age, condition, medicine, procedure, allergy, ...); no rule is code.
"""

from __future__ import annotations

import functools
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from .data import rule_files
from .model import Effect, Lifts, Position, Scope
from .windows import Window

Where = Literal["anywhere", "wanted", "near_face", "face_wanted"]
Taken = Literal["now", "ended", "either"]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AgeTest(_Data):
    """Age in years: ``from`` <= age < ``below``."""

    kind: Literal["age"]
    at_least: int = Field(default=0, alias="from")
    below: int = 200


class PhototypeTest(_Data):
    """Phototype is one of these."""

    kind: Literal["phototype"]
    among: tuple[str, ...] = Field(alias="is")


class SettingTest(_Data):
    """The setting is this one."""

    kind: Literal["setting"]
    setting: str = Field(alias="is")


class AnswerTest(_Data):
    """A yes to a question of the history; asked of these sexes at these ages (years, both ends included)."""

    kind: Literal["answer"]
    fact: Literal["pregnant", "breastfeeding"]
    sexes: tuple[str, ...]
    ages: tuple[int, int]


class ConditionTest(_Data):
    """A condition of the history.

    active: ``any`` = also past; ``not_no`` = unless said to be over; ``yes`` = only when said to be active (asked when
    not said). attributes: detail -> values that fit; ``missing_counts``: a detail that is not given fits too.
    """

    kind: Literal["condition"]
    names: tuple[str, ...]
    active: Literal["any", "not_no", "yes"] = "any"
    attributes: dict[str, tuple[str, ...]] = {}
    missing_counts: bool = False
    where: Where = "anywhere"


class MedicineTest(_Data):
    """A medicine or skin product of these classes, taken now, or ended less than ``window`` ago, or either.

    prescribed: ``yes`` (asked when not said), ``not_yes`` (also when not said). dose: high = at or above ``limit_mg``
    of prednisolone a day, or not known (then asked); low = known to be below it.
    """

    kind: Literal["medicine"]
    classes: tuple[str, ...]
    lists: tuple[Literal["medications", "topicals"], ...] = ("medications", "topicals")
    taken: Taken
    window: Window = Window()
    prescribed: Literal["yes", "not_yes"] | None = None
    dose: Literal["high", "low"] | None = None
    limit_mg: float = 0.0


class ProcedureTest(_Data):
    """A procedure going on now, or done (ended) less than ``window`` ago, or either.

    undated: one without date and end is current, or is asked about. end_matters: one with a date only is asked its end.
    """

    kind: Literal["procedure"]
    names: tuple[str, ...]
    where: Where = "anywhere"
    done: Taken = "either"
    undated: Literal["current", "ask"] = "ask"
    end_matters: bool = False
    window: Window = Window()


class AllergyTest(_Data):
    """An allergy to something of these classes."""

    kind: Literal["allergy"]
    classes: tuple[str, ...]


class UnknownNameTest(_Data):
    """A medicine, skin product or allergy that no class matches."""

    kind: Literal["unknown_name"]


class DeviceTest(_Data):
    """The device: its material, radiofrequency, a reach deeper than so many mm. Every one given must fit."""

    kind: Literal["device"]
    material: tuple[str, ...] = ()
    radiofrequency: bool | None = None
    deeper_than_mm: float | None = None
    missing_counts: bool = False


class Permitted(_Data):
    """Concerns in regions or base zones that a ``concern`` test leaves alone."""

    names: tuple[str, ...]
    regions: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()


class ConcernTest(_Data):
    """A goal of this concern (any when none is named), but for the permitted ones.

    scar_window: only while the scar is younger; ``ask``: whether a missing scar date is asked for.
    """

    kind: Literal["concern"]
    names: tuple[str, ...] = ()
    unless: tuple[Permitted, ...] = ()
    scar_window: Window | None = None
    ask: bool = True


class FindingTest(_Data):
    """Another rule has fired with this effect and counts."""

    kind: Literal["finding"]
    effect: Effect


class AllTest(_Data):
    """Every one of several tests. What fired it is the first test's fact, with the others'."""

    kind: Literal["all"]
    tests: tuple[Test, ...]


Test = Annotated[
    AgeTest
    | PhototypeTest
    | SettingTest
    | AnswerTest
    | ConditionTest
    | MedicineTest
    | ProcedureTest
    | AllergyTest
    | UnknownNameTest
    | DeviceTest
    | ConcernTest
    | FindingTest
    | AllTest,
    Field(discriminator="kind"),
]


AllTest.model_rebuild()


class Branch(_Data):
    """A condition and what follows from it. The date of a wait comes from the condition's window."""

    when: Test
    effect: Effect
    until_event: str | None = None
    override: Lifts
    sources: tuple[str, ...] = Field(min_length=1)
    assumption: bool = False
    reason: str
    would_change: str


class Rule(_Data):
    """One rule. ``after``: it looks at what the others found. ``scope``: everywhere or only at home."""

    id: str
    title: str
    branches: tuple[Branch, ...] = Field(min_length=1)
    positions: tuple[Position, ...] = ()
    scope: Scope = "all"
    after: bool = False


NOT_ANSWERED: dict[str, Any] = {
    "rule": "not_answered",
    "effect": "ask",
    "would_change": "An answer.",
}
"""The one rule that every other implies: a fact that a rule needs and the case leaves out is asked for."""


@functools.cache
def rules() -> tuple[Rule, ...]:
    """Every rule that is data, in the order of the files; ``not_answered`` follows from them and is no entry."""
    return tuple(Rule.model_validate(entry) for entries in rule_files() for entry in entries)


def rule_ids() -> tuple[str, ...]:
    """Every name that a finding's ``rule`` can have."""
    return (*(rule.id for rule in rules()), NOT_ANSWERED["rule"])
