"""What a person has, takes, has had done and cannot bear.

None = not answered, an empty tuple = answered, none. No ``last`` on a medication = still taken. A condition without
``zones`` counts as everywhere, one with an empty tuple as in none of the zones that can be treated.
"""

from __future__ import annotations

from typing import Annotated, Any, Self, get_args

from pydantic import AfterValidator, BeforeValidator, model_validator

from .fields import Flag, HistoryZones, Name, Part, PastDay, Text, check_subtype, one_of, roman
from .reading import describe_value
from .validating import Allowed, Trouble, refuse
from .vocabulary import CONDITIONS, DETAILS_OF, PROCEDURES, SUBTYPES_OF, Control, Grade, Severe

_CONDITION_WORDS = "a condition's name, or an object with the one name and its details"
_DETAILS_REMEDY = "Write {name: {detail: value}}, and leave out what the person does not have."


def _named(value: Any) -> Any:
    """A bare name as an object with that name."""
    return {"name": value} if isinstance(value, str) else value


def _condition(value: Any) -> Any:
    """``keloid`` or ``{keloid: {active: true}}`` or ``{keloid: }`` as one flat object."""
    if not isinstance(value, dict) or "name" in value:
        return _named(value)
    if len(value) != 1:
        raise refuse(Trouble(describe_value(value), _CONDITION_WORDS, _DETAILS_REMEDY))
    ((name, details),) = value.items()
    if details is not None and not isinstance(details, dict):
        raise refuse(Trouble(describe_value(details), "an object with details", _DETAILS_REMEDY, (name,)))
    if "name" in (details or {}):
        raise refuse(Trouble("a second name", "the details of the condition", at=(name, "name")))
    return {"name": name, **(details or {})}


class Condition(Part):
    """One condition and what is known of it. ``last``: day of the last episode."""

    name: Annotated[str, AfterValidator(one_of("condition", CONDITIONS)), Allowed("a condition's name")]
    active: Flag | None = None
    last: PastDay | None = None
    severity: Severe | None = None
    zones: HistoryZones | None = None
    control: Control | None = None
    subtype: Text | None = None
    grade: Annotated[Grade, BeforeValidator(roman(get_args(Grade)))] | None = None

    @model_validator(mode="after")
    def _details_belong(self) -> Self:
        for detail, names in DETAILS_OF.items():
            if getattr(self, detail) is not None and self.name not in names:
                found = f"{detail} for {self.name}"
                remedy = f"Leave {detail} out here."
                raise refuse(Trouble(found, f"{detail} only for {', '.join(names)}", remedy, (detail,)))
        check_subtype(self.subtype, self.name, SUBTYPES_OF.get(self.name, ()))
        return self


class Medication(Part):
    """A medicine by any name. ``last``: day of the last dose, None = still taken. ``prescribed``: by a professional."""

    name: Name
    last: PastDay | None = None
    prescribed: Flag | None = None


class Topical(Part):
    """A product put on the skin, by any name. ``last``: day of last use, None = still used."""

    name: Name
    last: PastDay | None = None


class Procedure(Part):
    """A procedure done before. ``date``: its (first) day; ``end``: its last. Neither: still going on, or not known."""

    kind: Annotated[str, AfterValidator(one_of("procedure", PROCEDURES)), Allowed(f"one of {', '.join(PROCEDURES)}")]
    zones: HistoryZones | None = None
    date: PastDay | None = None
    end: PastDay | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.date and self.end and self.end < self.date:
            raise refuse(Trouble(f"{self.end}", f"a day from its date ({self.date}) on", at=("end",)))
        return self


NAMED = Allowed("a name, or an object with a name")


class History(Part):
    """The medical history. Each part: None = not answered, an empty tuple or False = answered, none."""

    conditions: tuple[Annotated[Condition, BeforeValidator(_condition), Allowed(_CONDITION_WORDS)], ...] | None = None
    medications: tuple[Annotated[Medication, BeforeValidator(_named), NAMED], ...] | None = None
    topicals: tuple[Annotated[Topical, BeforeValidator(_named), NAMED], ...] | None = None
    procedures: tuple[Procedure, ...] | None = None
    allergies: tuple[Name, ...] | None = None
    pregnant: Flag | None = None
    breastfeeding: Flag | None = None
