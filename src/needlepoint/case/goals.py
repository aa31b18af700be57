"""What the person wants treated: a concern, where, how bad it is, and for a scar how old it is."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from ..errors import InputError
from ..scales import check_concern, check_score
from ..skin import zones
from .fields import Part, PastDay, Text, WantedZones, check_subtype, one_of
from .validating import Allowed, Trouble, refuse
from .vocabulary import CONCERNS, SCALES, Concern


class Severity(Part):
    """A score on a published scale (``scales`` has the ranges, steps and concerns), in the scale's own points."""

    scale: Annotated[str, AfterValidator(one_of("scale", SCALES)), Allowed(f"one of {', '.join(SCALES)}")]
    score: Annotated[float, Field(strict=True), Allowed("a number on the scale")]

    @model_validator(mode="after")
    def _on_the_scale(self) -> Self:
        try:
            check_score(self.scale, self.score)
        except InputError as fault:
            problem = fault.problems[0]
            raise refuse(Trouble(problem.found, problem.allowed, at=("score",))) from None
        return self


class Goal(Part):
    """One thing to treat. ``zones``: zone ids, sides written out; ``scar_date``: the day that made the scar."""

    concern: Annotated[str, AfterValidator(one_of("concern", CONCERNS)), Allowed(f"one of {', '.join(CONCERNS)}")]
    subtype: Text | None = None
    zones: WantedZones
    severity: Severity | None = None
    scar_date: PastDay | None = None

    @property
    def words(self) -> Concern:
        """The vocabulary's entry for the concern: its label, its subtypes, whether it is a scar."""
        return CONCERNS[self.concern]

    @model_validator(mode="after")
    def _possible(self) -> Self:
        check_subtype(self.subtype, self.concern, self.words.subtypes)
        if self.scar_date and not self.words.scar:
            scars = ", ".join(name for name, entry in CONCERNS.items() if entry.scar)
            raise refuse(Trouble(f"a scar date for {self.concern}", f"one only for {scars}", at=("scar_date",)))
        if self.severity:
            try:
                check_concern(self.severity.scale, self.concern)
            except InputError as fault:
                wrong = fault.problems[0]
                raise refuse(Trouble(wrong.found, wrong.allowed, wrong.remedy, ("severity", "scale"))) from None
        strange = [zone for zone in self.zones if self.words.only and zones()[zone].base not in self.words.only]
        if strange:
            allowed = f"only {', '.join(self.words.only)} for {self.concern}"
            raise refuse(Trouble(", ".join(strange), allowed, at=("zones",)))
        return self
