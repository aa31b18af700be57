"""What a page of the portal shows of a day: where the patient is, what the day holds, the picture, the calls.

Words are in the language that is active; days count from the visit that the day belongs to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from needlepoint.care import Card, care_on, day_card, entries, say
from needlepoint.report import mending_picture
from needlepoint.screening import source

from ..checkins.foreseen import recovery_bands
from .following import Following, Stop

LEVELS = ("emergency", "same_day", "this_week")
WEEKS_FROM, MONTHS_FROM = 28, 120
MONTH_DAYS = 30.44
OFTEN = ("wash", "makeup", "sunscreen", "gym", "sun", "swim", "alcohol", "ibuprofen", "retinol", "work")


@dataclass(frozen=True)
class Calls:
    """One level of the call-us rules: what it calls for, when, and the signs."""

    level: str
    heading: str
    signs: Sequence[str]


@dataclass(frozen=True)
class Day:
    """One day's page. number: since the first visit; where, phase: in words; todays: it is today.

    after: days after the visit it belongs to, None before the first; back: what is allowed again and from when.
    """

    on: date
    number: int
    todays: bool
    where: str
    which: str
    phase: str
    after: int | None
    card: Card
    picture: str
    back: Sequence[tuple[date, Sequence[str]]]
    sources: Sequence[str]
    before: int
    next: int


def day_of(found: Following, on: date, today: date) -> Day:
    """The page of one day of a course. Raises needlepoint.InputError beyond ten years after the first visit."""
    care = care_on(found.care, on)
    card = day_card(found.care, on)
    first = found.stops[0].on
    after = care.session_day if care.session_day >= 0 else None
    lines = (*card.expect, *card.do, *card.dont)
    return Day(
        on=on,
        number=(on - first).days,
        todays=on == today,
        where=_where(found, care.session_day, care.session),
        which=_which(found, care.session) if after is not None and len(found.stops) > 1 else "",
        phase=care.phase[:1].upper() + care.phase[1:],
        after=after,
        card=card,
        picture=_picture(found, after),
        back=_back(card.back_to, first, on),
        sources=sources_of(line.sources for line in lines),
        before=(on - first).days - 1,
        next=(on - first).days + 1,
    )


def _back(allowed: Mapping[str, int], first: date, on: date) -> Sequence[tuple[date, Sequence[str]]]:
    """What is allowed again later, by the day from which it is."""
    found: dict[date, list[str]] = {}
    for what, day in allowed.items():
        if first + timedelta(days=day) > on:
            found.setdefault(first + timedelta(days=day), []).append(what)
    return list(found.items())


def _where(found: Following, day: int, session: int) -> str:
    stop = found.stops[session - 1]
    if day < 0:
        return (
            gettext("Your first visit is tomorrow")
            if day == -1
            else gettext("%(days)s days to your first visit") % {"days": -day}
        )
    if not stop.done and day > 0:  # ahead of today: the day after a visit that is still to come
        return gettext("Day %(day)s after your visit") % {"day": day}
    if day == 0:
        return gettext("The day of your visit")
    if day < WEEKS_FROM:
        return gettext("Day %(day)s after your visit") % {"day": day}
    if day < MONTHS_FROM:
        return gettext("Week %(week)s after your visit") % {"week": day // 7}
    return gettext("Month %(month)s after your visit") % {"month": int(day / MONTH_DAYS)}


def _which(found: Following, session: int) -> str:
    return gettext("Visit %(at)s of %(of)s") % {"at": session, "of": len(found.stops)}


def _picture(found: Following, after: int | None) -> str:
    bands = recovery_bands(found.plan, found.option)
    red = bands.get("redness")
    values = tuple(red.median) if red is not None else ()  # type: ignore[arg-type]
    tint = None if after is None or not values else values[min(after, len(values) - 1)]
    title = gettext("Your skin on this day, drawn")
    return mending_picture("skin", after, redness=tint, title=title, desc=_seen(after))


def _seen(after: int | None) -> str:
    if after is None:
        return gettext("A drawing of skin before the visit.")
    if after < 1:
        return gettext("A drawing of skin with fresh, tiny channels. It is red.")
    if after < 3:
        return gettext("A drawing of skin. The tiny channels are closing, and the redness goes down.")
    if after < 15:
        return gettext("A drawing of skin. The channels are shut. The surface is new.")
    return gettext("A drawing of skin. New fibres grow below the surface.")


def caption(after: int | None) -> str:
    """The line under the picture: what it shows, in words."""
    return _seen(after)


def sources_of(groups: Iterable[Sequence[str]]) -> Sequence[str]:
    """Each source once, as it is cited, marked when nobody has checked it."""
    ids = dict.fromkeys(id for group in groups for id in group)
    return [source(id).label for id in ids]


def calls(found: Following | None = None) -> Sequence[Calls]:
    """The call-us rules in their three fixed levels; the same on every day, for everybody."""
    headings = {
        "emergency": gettext("Call the emergency number at once if:"),
        "same_day": gettext("Call us or a doctor the same day if:"),
        "this_week": gettext("Call us this week if:"),
    }
    lang = get_language() or "en"
    if found is not None:
        signs = [(item.level, item.text) for item in found.care.red_flags]
    else:
        signs = [(item.level, say(item.text, lang)) for item in entries("red_flags")]
    return [Calls(level, headings[level], [text for own, text in signs if own == level]) for level in LEVELS]


def next_step(found: Following, today: date) -> Mapping[str, Any]:
    """The next visit and how many days until it; or what is left to say when there is none."""
    stop: Stop | None = found.next_stop(today)
    if stop is None:
        return {"kind": "missed" if found.missed else ("end" if not found.running else "none"), "on": found.missed}
    return {"kind": "visit", "on": stop.on, "days": (stop.on - today).days}


def long_date(value: date) -> str:
    """Friday 20 November, in the page's language."""
    return date_format(value, "l j \\d\\e F" if get_language() == "es" else "l j F")


def full_date(value: date) -> str:
    """20 November 2026, in the page's language."""
    return date_format(value, "j \\d\\e F \\d\\e Y" if get_language() == "es" else "j F Y")


def months_of(found: Following, today: date) -> Sequence[tuple[str, Sequence[Mapping[str, Any]]]]:
    """The whole calendar: what each marked day is, by month."""
    words = {
        "prepare": gettext("Get ready for your visit"),
        "visit": gettext("Your visit"),
        "day": gettext("Care at home"),
        "check": gettext("A look at the result"),
    }
    first, months = found.stops[0].on, dict[str, list[Mapping[str, Any]]]()
    for row in found.care.calendar:
        month = date_format(row.date, "F Y")
        told = {"on": row.date, "number": (row.date - first).days, "what": words[row.about], "kind": row.about}
        told |= {"day": row.day if row.about == "day" else None, "past": row.date < today, "today": row.date == today}
        months.setdefault(month[:1].upper() + month[1:], []).append(told)
    return list(months.items())
