"""The protocol language: short sentences that a clinician would say, and the same as fields.

A treatment: ``cheeks: 1.5 mm, 4 passes, crosshatch`` (zones, depth setting, passes, pattern, and a speed in mm/s where
one is wanted; the order after the colon is free, the pattern is crosshatch unless said).
A schedule: ``every 4 weeks, 4 times``, ``every 28 days, 3 times from 2026-12-01``, ``weekly, 12 times``, ``once``.
Sentences become fields, and fields print as one canonical sentence that reads back to the same fields.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from ..case.reading import describe_value
from ..device import PATTERNS, Technique
from ..errors import InputError, Problem, did_you_mean
from ..skin import expand_zone, zones
from .types import MAX_INTERVAL_DAYS, MAX_SESSIONS, Schedule, ZoneTreatment, check_limits

TREATMENT_EXAMPLE = "'cheeks: 1.5 mm, 4 passes, crosshatch'"
SCHEDULE_EXAMPLE = "'every 4 weeks, 4 times', 'weekly, 12 times', 'every 28 days, 3 times from 2026-12-01' or 'once'"

_NUMBER = r"([-+]?[0-9]{1,9}(?:\.[0-9]{1,20})?)"
_DEPTH = re.compile(rf"{_NUMBER}\s*(mm|um|µm|μm)")
_PASSES = re.compile(rf"{_NUMBER}\s*(?:pass|passes)")
_SPEED = re.compile(rf"{_NUMBER}\s*mm/s")
_EVERY = re.compile(rf"every(?:\s+{_NUMBER})?\s+(day|days|week|weeks)")
_TIMES = re.compile(rf"{_NUMBER}\s+(?:time|times|session|sessions)")
_FROM = re.compile(r"(?:from|on)\s+(\S+)")
_ONCE = {"once": 1, "twice": 2}
_TREATMENT_WORDS = (*PATTERNS, "mm", "um", "pass", "passes", "mm/s")
_SCHEDULE_WORDS = ("every", "day", "days", "week", "weeks", "weekly", "times", "from", "once", "twice")
# Zones whose name is an adjective: a pair of them is said without an s.
_NO_PLURAL = ("periorbital", "nasolabial")


def parse_treatment(text: str, place: str = "treat") -> tuple[ZoneTreatment, ...]:
    """One sentence as fields, one ZoneTreatment a zone: ``parse_treatment("cheeks: 1.5 mm, 4 passes")`` gives two.

    Raises InputError with the place, what was found, what is allowed and the nearest word.
    """
    named, colon, rest = str(text).partition(":")
    if not colon:
        raise InputError(Problem(place, describe_value(text), f"zones, a colon, and how: {TREATMENT_EXAMPLE}"))
    technique = parse_technique(rest, place)
    return tuple(ZoneTreatment(zone=zone, technique=technique) for zone in parse_zones(named, place))


def parse_zones(named: str, place: str = "zone") -> tuple[str, ...]:
    """The zone ids that words name: ``cheeks and chin`` gives both cheeks and the chin. Raises InputError."""
    words = [word.strip() for word in re.split(r",|\band\b", named) if word.strip()]
    if not words:
        raise InputError(Problem(place, "no zone before the colon", f"such as {TREATMENT_EXAMPLE}"))
    try:
        return tuple(zone for word in words for zone in expand_zone(word))
    except InputError as cause:
        raise InputError([Problem(place, p.found, p.allowed, p.remedy, p.line) for p in cause.problems]) from cause


def parse_technique(text: str, place: str = "treat") -> Technique:
    """What stands after the colon: ``1.5 mm, 4 passes, crosshatch, 20 mm/s``. Depth and passes must be there."""
    found: dict[str, Any] = {}
    for piece in (part.strip() for part in str(text).casefold().split(",")):
        name, value = _technique_piece(piece, place)
        if name in found:
            raise InputError(Problem(place, f"two of {name.split('_')[0]}", "each once", "Keep one of them."))
        found[name] = value
    for name, example in (("depth_mm", "1.5 mm"), ("passes", "4 passes")):
        if name not in found:
            raise InputError(Problem(place, f"no {name.split('_')[0]} in {text.strip()!r}", f"such as '{example}'"))
    technique = Technique(
        depth_mm=found["depth_mm"],
        passes=found["passes"],
        pattern=found.get("pattern", "crosshatch"),
        speed_mm_s=found.get("speed_mm_s"),
    )
    check_limits(technique, place)
    return technique


def print_technique(technique: Technique) -> str:
    """The canonical words after the colon: ``1.5 mm, 4 passes, crosshatch``."""
    passes = f"{technique.passes} {'pass' if technique.passes == 1 else 'passes'}"
    words = f"{_figure(technique.depth_mm)} mm, {passes}, {technique.pattern}"
    return words if technique.speed_mm_s is None else f"{words}, {_figure(technique.speed_mm_s)} mm/s"


def print_treatments(treatments: Sequence[ZoneTreatment]) -> tuple[tuple[str, str], ...]:
    """Canonical (zones, technique) words, both sides of a zone as one line where they stand together and are alike."""
    lines: list[tuple[str, str]] = []
    for technique, group in groupby(treatments, key=lambda item: item.technique):
        lines += [(words, print_technique(technique)) for words in zone_words([item.zone for item in group])]
    return tuple(lines)


def print_sentences(treatments: Sequence[ZoneTreatment]) -> tuple[str, ...]:
    """Canonical sentences: ``("cheeks: 1.5 mm, 4 passes, crosshatch",)``."""
    return tuple(f"{words}: {technique}" for words, technique in print_treatments(treatments))


def parse_schedule(text: str, place: str = "schedule") -> Schedule:
    """A schedule sentence as fields. Raises InputError as :func:`parse_treatment` does."""
    folded = " ".join(str(text).casefold().split())
    body, start = _start(folded, place)
    interval: int | None = None
    times: int | None = None
    for piece in filter(None, (part.strip() for part in body.split(","))):
        name, value = _schedule_piece(piece, place)
        if (interval if name == "interval" else times) is not None:
            raise InputError(Problem(place, f"two of {name} in {describe_value(text)}", "each once"))
        interval, times = (value, times) if name == "interval" else (interval, value)
    return _schedule(interval, times, start, describe_value(text), place)


def print_schedule(schedule: Schedule) -> str:
    """The canonical sentence: ``every 4 weeks, 4 times from 2026-12-01``."""
    if schedule.sessions == 1:
        return f"once on {schedule.start}" if schedule.start else "once"
    times = f"{schedule.sessions} times"
    start = f" from {schedule.start}" if schedule.start else ""
    return f"{_interval_words(schedule.interval_days)}, {times}{start}"


def check_schedule(schedule: Schedule, place: str = "schedule") -> Schedule:
    """The schedule itself. Raises InputError when its count, interval or last day is beyond what a course may be."""
    if not 1 <= schedule.sessions <= MAX_SESSIONS:
        raise InputError(Problem(place, f"{schedule.sessions} sessions", f"1 to {MAX_SESSIONS} sessions"))
    if not 1 <= schedule.interval_days <= MAX_INTERVAL_DAYS:
        found = f"an interval of {schedule.interval_days} days"
        raise InputError(Problem(place, found, f"1 to {MAX_INTERVAL_DAYS} days between sessions"))
    if schedule.start and schedule.start > date.max - timedelta(days=schedule.span_days):
        raise InputError(Problem(place, f"a start on {schedule.start}", "a course that ends before the year 9999"))
    return schedule


def zone_words(named: Sequence[str]) -> list[str]:
    """Zone ids as a person says them, both sides as one where they stand together: ``["cheeks", "left temple"]``."""
    words: list[str] = []
    index = 0
    while index < len(named):
        zone = zones()[named[index]]
        pair = expand_zone(zone.base)
        together = len(pair) == 2 and tuple(named[index : index + 2]) == pair
        words.append(_pair_words(zone.base) if together else " ".join((zone.side, _spaced(zone.base))).strip())
        index += 2 if together else 1
    return words


def _technique_piece(piece: str, place: str) -> tuple[str, Any]:
    if match := _DEPTH.fullmatch(piece):
        return "depth_mm", float(match[1]) if match[2] == "mm" else float(match[1]) / 1000
    if match := _SPEED.fullmatch(piece):
        return "speed_mm_s", float(match[1])
    if match := _PASSES.fullmatch(piece):
        return "passes", _whole(match[1], f"{place} passes")
    if piece in PATTERNS:
        return "pattern", piece
    allowed = f"a depth (1.5 mm), passes (4 passes), a pattern ({', '.join(PATTERNS)}) or a speed (20 mm/s)"
    raise InputError(Problem(place, describe_value(piece), allowed, _nearest_word(piece, _TREATMENT_WORDS)))


def _schedule_piece(piece: str, place: str) -> tuple[str, int]:
    if piece in _ONCE:
        return "times", _ONCE[piece]
    if piece == "weekly":
        return "interval", 7
    if match := _EVERY.fullmatch(piece):
        count = _whole(match[1] or "1", place)
        return "interval", count * (7 if match[2].startswith("week") else 1)
    if match := _TIMES.fullmatch(piece):
        return "times", _whole(match[1], place)
    months = "Say it in weeks or days: months differ in length." if "month" in piece else ""
    remedy = months or _nearest_word(piece, _SCHEDULE_WORDS)
    raise InputError(Problem(place, describe_value(piece), SCHEDULE_EXAMPLE, remedy))


def _start(text: str, place: str) -> tuple[str, date | None]:
    match = _FROM.search(text)
    if not match:
        return text, None
    if text[match.end() :].strip(" ,"):
        raise InputError(Problem(place, f"words after {match[0]!r}", "the start date as the last words"))
    try:
        return text[: match.start()], date.fromisoformat(match[1])
    except ValueError as cause:
        raise InputError(Problem(place, describe_value(match[1]), "a date such as 2026-12-01")) from cause


def _schedule(interval: int | None, times: int | None, start: date | None, found: str, place: str) -> Schedule:
    if times is None:
        raise InputError(Problem(place, f"no count in {found}", SCHEDULE_EXAMPLE, "Say how many times."))
    if interval is None and times != 1:
        raise InputError(Problem(place, f"no interval in {found}", SCHEDULE_EXAMPLE, "Say how far apart."))
    if times == 1:  # one session has no interval: one canonical value keeps sentence and fields alike
        interval = check_schedule(Schedule(interval or 1, 1), place).interval_days and 1
    return check_schedule(Schedule(interval or 0, times, start), place)


def _interval_words(days: int) -> str:
    if days == 7:
        return "weekly"
    if days % 7 == 0:
        return f"every {days // 7} weeks"
    return f"every {days} days" if days > 1 else "every day"


def _pair_words(base: str) -> str:
    return _spaced(base) if base in _NO_PLURAL else f"{_spaced(base)}s"


def _spaced(base: str) -> str:
    return base.replace("_", " ")


def _whole(text: str, place: str) -> int:
    value = float(text)
    if not math.isfinite(value) or value != int(value):
        raise InputError(Problem(place, text, "a whole number"))
    return int(value)


def _figure(value: float) -> str:
    """Shortest decimal that reads back to the same number, without a needless ``.0``."""
    return repr(float(value)).removesuffix(".0")


def _nearest_word(piece: str, known: Sequence[str]) -> str:
    """Help for the last word of a piece that is not a figure."""
    ask: Callable[[str], str] = lambda word: did_you_mean(word, known)  # noqa: E731
    return next(filter(None, map(ask, reversed(re.findall(r"[a-zµμ/]+", piece)))), "")
