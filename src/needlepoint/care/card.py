"""The card of one day: exactly what a patient's page of that day holds, and nothing else.

It gathers the day of the last session and the preparation for the next one into one list to do and one to leave.
``back_to`` says from which day, counted from the first session, each thing is allowed again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pydantic import BaseModel, ConfigDict

from .day import care_on
from .model import Advice, CarePlan, Level


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CardLine(_Frozen):
    """One line of a card. held: what the plan keeps where sources disagree; sources: ids of the registry."""

    id: str
    text: str
    sources: tuple[str, ...]
    held: str | None = None


class CallLine(CardLine):
    """One reason to call, in its fixed level."""

    level: Level


class Card(_Frozen):
    """One day of a course. day: since the first session (negative before it); back_to: thing -> first day of it."""

    day: int | None
    date: date | None
    phase: str
    expect: tuple[CardLine, ...]
    do: tuple[CardLine, ...]
    dont: tuple[CardLine, ...]
    call: tuple[CallLine, ...]
    back_to: dict[str, int]


def day_card(care_plan: CarePlan, day: int | date) -> Card:
    """The card of one day: a date, or days since the first session. Raises InputError as ``care_on`` does."""
    care = care_on(care_plan, day)
    prepare = [item for item in care.prepare if item.audience == "patient"]
    forbidden = [item for item in prepare if item.kind == "do_not"]
    return Card(
        day=care.day,
        date=care.date,
        phase=care.phase,
        expect=_lines((*care.expect, *(item for item in prepare if item.kind == "expect"))),
        do=_lines((*care.do, *(item for item in prepare if item.kind in ("do", "tell", "buy")))),
        dont=_lines((*care.dont, *forbidden)),
        call=tuple(
            CallLine(id=item.id, text=item.text, sources=item.sources, held=item.held, level=item.level or "this_week")
            for item in care.call
        ),
        back_to=care.back_to,
    )


def _lines(advice: Iterable[Advice]) -> tuple[CardLine, ...]:
    return tuple(CardLine(id=item.id, text=item.text, sources=item.sources, held=item.held) for item in advice)
