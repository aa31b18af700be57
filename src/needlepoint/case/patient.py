"""Who the person is, as far as planning needs: age, sex, phototype, weight. Never a name.

Age in whole years at the last birthday; weight in kg. A birth date gives the age on any day and beats a stated age.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Self, get_args

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, model_validator

from .fields import DATE_WORDS, MAX_AGE, Part, PastDay, roman
from .validating import Allowed, Trouble, refuse, today
from .vocabulary import Phototype, Sex


def years_between(birth: dt.date, day: dt.date) -> int:
    """Whole years from one date to another: the age at the last birthday."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def _alive(birth: dt.date, info: ValidationInfo) -> dt.date:
    age = years_between(birth, today(info.context))
    if age > MAX_AGE:
        raise refuse(Trouble(f"{birth}, an age of {age}", f"an age of 0 to {MAX_AGE}", "Check the year."))
    return birth


BirthDate = Annotated[PastDay, AfterValidator(_alive), Allowed(DATE_WORDS)]
Age = Annotated[int, Field(strict=True, ge=0, le=MAX_AGE), Allowed(f"whole years, 0 to {MAX_AGE}")]
Weight = Annotated[float, Field(strict=True, ge=2, le=400), Allowed("kilograms, 2 to 400")]
Skin = Annotated[Phototype, BeforeValidator(roman(get_args(Phototype)))]


class Patient(Part):
    """The person. None = not answered. ``age`` in whole years today, or ``birth_date``; ``weight_kg`` in kg."""

    age: Age | None = None
    birth_date: BirthDate | None = None
    sex: Sex | None = None
    phototype: Skin | None = None
    weight_kg: Weight | None = None

    def age_on(self, day: dt.date) -> int | None:
        """Age in whole years on that day; the stated age where no birth date is known."""
        return years_between(self.birth_date, day) if self.birth_date else self.age

    @model_validator(mode="after")
    def _one_age(self, info: ValidationInfo) -> Self:
        if self.birth_date is None or self.age is None:
            return self
        age = years_between(self.birth_date, today(info.context))
        if abs(age - self.age) > 1:
            remedy = "Keep the birth date and leave the age out."
            raise refuse(Trouble(f"{self.age}", f"{age}, which the birth date gives", remedy, ("age",)))
        return self
