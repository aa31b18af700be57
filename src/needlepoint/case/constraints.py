"""What limits the course: days, downtime, number of sessions, money; and a clinician's overrides of screening rules."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from .fields import Day, Part
from .validating import Allowed, Trouble, refuse
from .vocabulary import Role

Days = Annotated[int, Field(strict=True, ge=0, le=365), Allowed("whole days, 0 to 365")]
Count = Annotated[int, Field(strict=True, ge=1, le=100), Allowed("a whole number, 1 to 100")]
Amount = Annotated[float, Field(strict=True, ge=0, le=1e9), Allowed("an amount of money, 0 or more")]
Currency = Annotated[
    str, Field(pattern="^[A-Z]{3}$"), Allowed("a currency's three capital letters, like USD, EUR or INR")
]


class Money(Part):
    """An amount in one currency (ISO 4217 code)."""

    amount: Amount
    currency: Currency


class Prices(Part):
    """What one session of another treatment costs where the person lives, as far as they know."""

    fractional_co2_laser: Money | None = None
    fractional_eryag_laser: Money | None = None
    nonablative_laser: Money | None = None
    superficial_peel: Money | None = None
    tca_cross: Money | None = None
    subcision: Money | None = None
    prp: Money | None = None
    radiofrequency_needling: Money | None = None
    dermabrasion: Money | None = None
    microdermabrasion: Money | None = None
    minoxidil: Money | None = None
    pigment_creams: Money | None = None
    tranexamic_injections: Money | None = None
    silicone: Money | None = None
    no_treatment: Money | None = None

    def of(self, treatment: str) -> Money | None:
        """The price of one treatment by its id, where the person gives one."""
        return getattr(self, treatment, None)


class Constraints(Part):
    """The person's limits, each optional. ``event``: the day to be at one's best; ``max_downtime_days`` per session.

    ``price_per_session``: of needling; ``prices``: of other treatments, to compare with.
    """

    start: Day | None = None
    event: Day | None = None
    max_downtime_days: Days | None = None
    max_sessions: Count | None = None
    budget: Money | None = None
    price_per_session: Money | None = None
    prices: Annotated[Prices, BeforeValidator(lambda value: {} if value is None else value)] = Prices()

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.start and self.event and self.event < self.start:
            raise refuse(Trouble(f"{self.event}", f"a day from the start ({self.start}) on", at=("event",)))
        if self.budget and self.price_per_session and self.budget.currency != self.price_per_session.currency:
            remedy = "Give both in one currency."
            found, allowed = self.price_per_session.currency, f"the budget's {self.budget.currency}"
            raise refuse(Trouble(found, allowed, remedy, ("price_per_session", "currency")))
        return self


class Override(Part):
    """A professional's decision against one screening rule: which rule, who decided, in which role, and why."""

    rule: Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$"), Allowed("a screening rule's name, like herpes_history")]
    by: Annotated[str, Field(min_length=2, max_length=120), Allowed("the name of the person who decides")]
    role: Role
    reason: Annotated[str, Field(min_length=5, max_length=2000), Allowed("the reason in words, at least 5 letters")]
