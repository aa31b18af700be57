"""The nouns of care: advice, one dose check, the dated plan, one day of it.

Days count from the day of a session (0); a day before it is negative. Dates are whole days without a
clock. Amounts: g, mg, mg/kg; areas: cm2; minutes as such.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from ..screening import Position

Kind = Literal["do", "do_not", "expect", "buy", "tell"]
Audience = Literal["patient", "provider"]
Level = Literal["emergency", "same_day", "this_week"]

LEVELS: tuple[Level, ...] = ("emergency", "same_day", "this_week")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Advice(_Frozen):
    """One piece of advice for the days ``from_day`` to ``to_day`` (both included) of ``sessions``.

    positions: who says what, where sources disagree; held: which of them the plan keeps, and why. level: of a red flag
    only. back_to: what is allowed again from the day after ``to_day``. from_minute, to_minute: on the clock of a visit.
    """

    id: str
    text: str
    kind: Kind
    from_day: int
    to_day: int
    sources: tuple[str, ...]
    positions: tuple[Position, ...] = ()
    held: str | None = None
    audience: Audience = "patient"
    sessions: tuple[int, ...] = ()
    topic: str = ""
    back_to: str = ""
    level: Level | None = None
    from_minute: int | None = None
    to_minute: int | None = None


class DoseCheck(_Frozen):
    """One numbing cream on the area of a session: grams, milligrams of drug, mg per kg of body weight, warnings.

    strength_percent: of all numbing drugs together; minutes_on: until the skin is numb to ``depth_mm`` as far as it was
    measured; depth_reached_mm: None where no measured depth was found.
    """

    product: str
    label: str
    strength_percent: float
    area_cm2: float
    grams: float
    mg: float
    mg_per_kg: float | None
    minutes_on: int
    depth_reached_mm: float | None
    warnings: tuple[str, ...]
    sources: tuple[str, ...]
    sessions: tuple[int, ...] = ()


class SessionDay(_Frozen):
    """A session as care sees it: its number, date, days since the first session, deepest setting, zones."""

    number: int
    date: date | None
    day: int | None
    depth_mm: float
    zones: tuple[str, ...]


class CalendarDay(_Frozen):
    """A date on which something is to be done. ``day`` counts from the session; ``about`` says what kind of day."""

    date: date
    session: int
    day: int
    about: Literal["prepare", "visit", "day", "check"]


class CarePlan(_Frozen):
    """What to do before, at and after every session, dated. ``key`` names the course without saying what it is.

    asked: waits that are told when somebody asks (``may_i``), not on the daily page; prescribed: the person's medicines
    that a doctor gave. lang: of its texts.
    """

    version: str
    key: str
    on: date
    sessions: tuple[SessionDay, ...]
    preparation: tuple[Advice, ...]
    visit: tuple[Advice, ...]
    days: tuple[Advice, ...]
    red_flags: tuple[Advice, ...]
    maintenance: tuple[Advice, ...]
    numbing: tuple[DoseCheck, ...]
    calendar: tuple[CalendarDay, ...]
    asked: tuple[Advice, ...] = ()
    prescribed: tuple[str, ...] = ()
    lang: str = "en"


class DayCare(_Frozen):
    """One day: ``day`` since the first session, ``session`` and ``session_day`` of the session that it belongs to.

    back_to: what is allowed again, and from which day since the first session. prepare: for the next session.
    """

    day: int | None
    date: date | None
    session: int
    session_day: int
    phase: str
    expect: tuple[Advice, ...]
    do: tuple[Advice, ...]
    dont: tuple[Advice, ...]
    prepare: tuple[Advice, ...]
    call: tuple[Advice, ...]
    back_to: dict[str, int]
    lang: str = "en"
