"""Reading the cells of a file of trial arms: plain numbers, and the words that papers use instead of them.

A number of an outcome must be a number ("about 40", "60-80" and "+3.5 %" are). What describes the treatment may be
words: "weekly for 3 months", "1-6 (mean 2.5)", "up to 2.5", "8 weeks after last"; what cannot be told is left open and
drawn later. Text without any number where a number should stand is a problem of that cell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

NOTHING = frozenset({"", "-", "na", "n/a", "nr", "none", "unknown", "unclear", "not stated", "not reported", "?"})
NUMBER = r"[-+−]?(?:\d+(?:\.\d*)?|\.\d+)"
UNIT_DAYS = {
    "day": 1.0,
    "d": 1.0,
    "week": 7.0,
    "wk": 7.0,
    "w": 7.0,
    "month": 30.4,
    "mo": 30.4,
    "year": 365.0,
    "yr": 365.0,
}
_UNIT = r"(days?|d|weeks?|wks?|wk|w|months?|mo|years?|yrs?)\b"
_SPAN = re.compile(rf"(\d+(?:\.\d+)?)(?:\s*(?:-|–|to|and|,)\s*(\d+(?:\.\d+)?))*\s*-?\s*{_UNIT}")
SPELLED = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "ten": 10,
    "twelve": 12,
}


class Unreadable(ValueError):
    """A cell that says something, but no number. ``allowed``: what may stand there."""

    def __init__(self, allowed: str) -> None:
        super().__init__(allowed)
        self.allowed = allowed


@dataclass(frozen=True)
class Choice:
    """A quantity that a paper leaves between bounds: values to draw from, each as likely as the next."""

    values: tuple[float, ...]

    @property
    def middle(self) -> float:
        """The mean of the values."""
        return sum(self.values) / len(self.values)


def folded(text: str | None) -> str:
    """Lower case, single spaces, ASCII signs."""
    plain = (text or "").replace("−", "-").replace("–", "-").replace("≤", "up to ").replace("≥", ">=")
    return " ".join(plain.casefold().split())


def blank(text: str | None) -> bool:
    """Nothing there, or a word that says so."""
    return folded(text).strip(" .") in NOTHING


def number(text: str | None) -> float | None:
    """A number of an outcome: plain, with a percent sign, "about" or "~" before it, or the middle of "60-80".

    None for an empty cell. Raises Unreadable for anything else.
    """
    if blank(text):
        return None
    plain = re.sub(r"^(about|approx\.?|approximately|ca\.?|circa|around|~|=)\s*", "", folded(text)).rstrip("% ").strip()
    plain = re.sub(r"\s*\(derived\)$", "", plain)
    if re.fullmatch(NUMBER, plain):
        return float(plain)
    spread = re.fullmatch(rf"({NUMBER})\s*(?:-|to)\s*({NUMBER})", plain)
    if spread:
        return 0.5 * (float(spread.group(1)) + float(spread.group(2)))
    raise Unreadable("a number (also: about 40, 60-80), or nothing")


def half_range(text: str | None) -> float:
    """Half the width of a printed range ("60-80"), 0 for a plain number: how far its middle may be off."""
    plain = folded(text).rstrip("% ")
    spread = re.fullmatch(rf"({NUMBER})\s*(?:-|to)\s*({NUMBER})", plain)
    return 0.5 * abs(float(spread.group(2)) - float(spread.group(1))) if spread else 0.0


def count(text: str | None) -> tuple[float | None, bool]:
    """People: how many, and whether that is the whole trial rather than the arm ("120 total"). None: not told."""
    if blank(text):
        return None, False
    plain = folded(text)
    arm = re.search(r"(?:about\s*)?(\d+)\s*(?:an|per|each|in each)\s*(?:arm|group|side)?", plain)
    if arm:
        return float(arm.group(1)), False
    found = re.search(r"\d+(?:\.\d+)?", plain)
    if not found:
        raise Unreadable("a number of people (also: about 40, 120 total), or nothing")
    first = plain[found.end() :].lstrip()
    return float(found.group()), first.startswith("total")


def _numbers(plain: str) -> list[float]:
    return [float(value) for value in re.findall(r"\d+(?:\.\d+)?", plain)]


def needle(text: str | None) -> Choice | None:
    """Needle length or setting in mm; None when not told."""
    if blank(text):
        return None
    plain = folded(text)
    found = _numbers(re.sub(r"\b\d+\s*(?:needles?|g\b|gauge)", "", plain))
    if not found:
        raise Unreadable("millimetres (also: 1-2, up to 2.5), or nothing")
    if any(not 0.05 <= value <= 6.0 for value in found):
        raise Unreadable("millimetres, 0.05 to 6")
    limit = re.search(r"max(?:imum)?\s*(\d+(?:\.\d+)?)", plain)
    if plain.startswith("up to") or (limit and len(found) == 1):
        return Choice((0.6 * found[0], 0.8 * found[0], found[0]))
    high = min(max(found), float(limit.group(1))) if limit else max(found)
    low = min(found)
    return Choice((high,)) if low == high else Choice((low + (high - low) * 0.4, low + (high - low) * 0.7, high))


def sessions(text: str | None) -> Choice | None:
    """How many sessions; None when not told. A course "weekly for 3 months" has its sessions counted."""
    if blank(text):
        return None
    plain = folded(text)
    every = _every_weeks(plain)
    length = _SPAN.search(plain)
    if every and length and re.search(r"\bfor\b|\bover\b", plain):
        weeks = float(length.group(1)) * _days(length.group(3)) / 7.0
        return Choice((max(1.0, float(round(weeks / every))),))
    mean = re.search(r"mean\s*(?:of\s*)?(\d+(?:\.\d+)?)", plain)
    found = (
        _numbers(plain.split("(")[0]) or _numbers(plain) or [float(v) for k, v in SPELLED.items() if k in plain.split()]
    )
    if not found:
        raise Unreadable("a number of sessions (also: 3-5, weekly for 3 months), or nothing")
    if max(found) > 60 or min(found) != int(min(found)):
        raise Unreadable("a whole number of sessions, 0 to 60")
    if mean:
        middle = float(mean.group(1))
        return Choice((max(1.0, float(int(middle))), float(int(middle + 0.999))))
    if plain.startswith("mostly"):
        return Choice((found[0], found[0], found[0], found[-1]))
    low, high = int(min(found)), int(max(found))
    return Choice(tuple(float(value) for value in range(low, high + 1)))


def interval_weeks(text: str | None, sessions_text: str | None = None) -> Choice | None:
    """Weeks between sessions; None when not told. "weekly" in the sessions cell serves where this one is empty."""
    if blank(text):
        every = _every_weeks(folded(sessions_text))
        return Choice((every,)) if every else None
    plain = folded(text)
    every = _every_weeks(plain)
    found = _numbers(plain.split("(")[0])
    if every and not found:
        return Choice((every,))
    if not found:
        raise Unreadable("weeks (also: 4-6, 20 days, monthly), or nothing")
    unit = re.search(rf"\d\s*-?\s*{_UNIT}", plain)
    scale = _days(unit.group(1)) / 7.0 if unit else 1.0
    weeks = tuple(dict.fromkeys((min(found) * scale, max(found) * scale)))
    if not all(0.0 < value <= 104.0 for value in weeks):
        raise Unreadable("weeks, above 0 to 104")
    return Choice(weeks)


def _every_weeks(plain: str) -> float | None:
    words = {"twice a week": 0.5, "twice weekly": 0.5, "fortnight": 2.0, "biweekly": 2.0, "bi-weekly": 2.0}
    words |= {"every other week": 2.0, "bimonthly": 8.0, "weekly": 1.0, "every week": 1.0, "monthly": 4.345}
    words |= {"every month": 4.345}
    every = re.search(r"(?:every|each)\s+(\d+(?:\.\d+)?)\s*-?\s*(?:weeks?|wks?)", plain)
    named = re.search(r"(\d+)-weekly", plain)
    if every or named:
        return float((every or named).group(1))  # type: ignore[union-attr]
    return next((weeks for word, weeks in words.items() if word in plain), None)


def passes(text: str | None) -> Choice | None:
    """Passes; directions that are listed count as one each, gone over a few times. None when not told."""
    if blank(text):
        return None
    plain = folded(text)
    found = _numbers(plain)
    if found:
        if max(found) > 60:
            raise Unreadable("passes, at most 60")
        low, high = int(min(found)), int(max(found))
        return Choice(tuple(float(max(value, 1)) for value in dict.fromkeys((low, (low + high) // 2, high))))
    directions = sum(word in plain for word in ("horizontal", "vertical", "diagonal", "oblique")) + ("both" in plain)
    if directions:
        return Choice(tuple(float(directions * times) for times in (2, 4, 5)))
    return None


@dataclass(frozen=True)
class Reading:
    """When an outcome was read. days: after the last session, or from the first where ``from_start``; None: untold;
    end: at the end of the course, so within an interval of the last session."""

    days: Choice | None
    from_start: bool = False
    end: bool = False


def followup(text: str | None) -> Reading:
    """The day of reading in words: end of course, 8 weeks after last, week 22, 1 and 6 months after last."""
    plain = folded(text)
    if blank(plain) or plain.startswith("not "):
        return Reading(None)
    if plain.startswith(("to ", "up to ")) and (until := _spans(plain)):
        return Reading(Choice((0.5 * until[0], until[0])))
    inner = re.search(r"\(([^)]*\b(?:after|post)\b[^)]*)\)", plain)
    if inner and _SPAN.search(inner.group(1)) and re.search(r"last|final|end", inner.group(1)):
        plain = inner.group(1)
    spans = _spans(plain.split("(")[0]) or _spans(plain)
    total = re.search(r"from (?:the )?(?:start|baseline|first)|after (?:the )?(?:first|baseline)", plain)
    named = re.match(r"(week|month|day)\s*(\d+)", plain)
    if named and not re.search(r"after (?:the )?(?:last|final)|post", plain):
        return Reading(Choice((float(named.group(2)) * _days(named.group(1)),)), from_start=True)
    if spans:
        return Reading(Choice(tuple(spans)), from_start=bool(total))
    if re.search(r"\d", plain) and not re.search(r"session|treatment|sitting|visit|\bt\d", plain):
        return Reading(None)
    return Reading(None, end=bool(re.search(END, plain)))


END = r"end|final|last|post|after|complet|session|treatment|immediate"


def _spans(plain: str) -> list[float]:
    days = []
    for found in re.finditer(rf"((?:\d+(?:\.\d+)?\s*(?:-|to|and|,)?\s*)+){_UNIT}", plain):
        days += [value * _days(found.group(2)) for value in _numbers(found.group(1))]
    return [day for day in days if 0.0 <= day <= 1200.0]


def _days(unit: str) -> float:
    word = unit.rstrip("s") if unit not in ("s",) else unit
    return UNIT_DAYS.get(word, UNIT_DAYS.get(unit, 1.0))
