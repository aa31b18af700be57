"""A day's entry against what is expected: fine, watch, call the clinic, or urgent.

The highest of these counts. A red flag takes its fixed level and never passes through a model. A sign (0 none to 4
severe) is held against the forecast band of its day: watch above its upper end by ``watch_margin``; call above it by
``call_margin`` when it is strong or past its clock; a mild sign within its clock is fine. It is held against the
published clock of recovery as well: watch when it outlasts the clock, call when it is strong then. Severe pain calls on
any day; pain or swelling that grew after day 2 calls. So a further flag, or a higher grade, can never lower the level.
Days count from the last session. Figures: ``parameters/recovery.yaml`` (the clock), ``parameters/care.yaml`` (the
margins).
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict

from ..errors import InputError, Problem, did_you_mean
from ..evidence import Parameter, load_parameters, source
from ..screening.spelling import words as plain
from .catalogue import entries
from .day import day_number, session_of
from .model import LEVELS, CarePlan
from .store import read_data
from .words import say

if TYPE_CHECKING:
    from ..outcome import Band

Outcome = Literal["fine", "watch", "call the clinic", "urgent"]
When = Literal["now", "today", "this week"]
OUTCOMES: tuple[Outcome, ...] = ("fine", "watch", "call the clinic", "urgent")
RANKS = ("fine", "watch", *reversed(LEVELS))
HIGHEST_GRADE = 4
MILD = 1
WHEN: dict[str, When] = {"emergency": "now", "same_day": "today", "this_week": "this week"}
GROWING = ("pain", "swelling")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Reason(_Frozen):
    """Why the level is what it is: a flag or a sign, its own level, one sentence, sources."""

    id: str
    level: Outcome
    when: When | None
    text: str
    sources: tuple[str, ...]


class SignBand(_Frozen):
    """A sign of the entry beside the forecast of its day (None without a forecast). usual: within band and clock."""

    grade: int
    low: float | None
    median: float | None
    high: float | None
    usual: bool


class Triage(_Frozen):
    """The level of one day's entry, what to do, and why. day: since the first session; session_day: since its own.

    level_words: the level in the person's language; reasons: the gravest first.
    """

    day: int
    date: date | None
    session: int
    session_day: int
    level: Outcome
    level_words: str
    when: When | None
    do: tuple[str, ...]
    reasons: tuple[Reason, ...]
    signs: dict[str, SignBand]


class Entry(_Frozen):
    """A checked day's entry: grades 0 to 4 by sign, flags by id, and the grades of an earlier day if there are any."""

    signs: dict[str, int]
    flags: tuple[str, ...] = ()
    before: dict[str, int] = {}


def make_entry(signs: Mapping[str, Any], flags: Iterable[str] = (), before: Mapping[str, Any] | None = None) -> Entry:
    """An entry from what a person wrote. Raises InputError on unknown names, grades, and signs that contradict.

    signs, before: sign -> grade 0 to 4; flags: names such as ``fever``, or ``no fever`` for an explicit no.
    """
    problems: list[Problem] = []
    graded, earlier = _graded(signs, "signs", problems), _graded(before or {}, "before", problems)
    yes, no = _flags(flags, problems)
    problems += _contradictions(graded, yes, no)
    if not graded and not yes and not no and not problems:
        problems.append(Problem("signs", "nothing", "at least one sign or flag", "Write 0 for what is not there."))
    if problems:
        raise InputError(problems)
    return Entry(signs=graded, flags=tuple(yes), before=earlier)


def sign_names() -> tuple[str, ...]:
    """The signs of an entry."""
    return tuple(read_data("triage")["signs"])


def flag_names() -> tuple[str, ...]:
    """The red flags of an entry."""
    return tuple(read_data("triage")["flags"])


def triage(entry: Entry, bands: Mapping[str, Band] | None, care_plan: CarePlan, day: int | date) -> Triage:
    """The level of a day's entry.

    bands: the forecast by sign, one value a day after a session (``Recovery.signs``); None: clock and flags only.
    day: days since the first session, or a date. Raises InputError on a day before the first session.
    """
    number = day_number(care_plan, day)
    if number < 0:
        raise InputError(Problem("day", str(day), "a day on or after the first session"))
    own = session_of(care_plan, number)
    at = number - (own.day or 0)
    lang = care_plan.lang
    found = [*_flag_reasons(entry, lang)]
    signs: dict[str, SignBand] = {}
    for sign, grade in entry.signs.items():
        band = (bands or {}).get(sign)
        why = list(_sign_reasons(sign, grade, entry.before.get(sign), band, at, lang))
        found += {level: (level, reason) for level, reason in why}.values()  # one reason a level, the last one
        low, median, high = _on_day(band, at, sign)
        signs[sign] = SignBand(grade=grade, low=low, median=median, high=high, usual=not why)
    found.sort(key=lambda pair: -RANKS.index(pair[0]))
    rank = found[0][0] if found else "fine"
    first = care_plan.sessions[0].date
    return Triage(
        day=number,
        date=None if own.date is None or first is None else date.fromordinal(first.toordinal() + number),
        session=own.number,
        session_day=at,
        level=_outcome(rank),
        level_words=say(read_data("triage")["levels"][rank]["name"], lang),
        when=WHEN.get(rank),
        do=_to_do(rank, entry, lang),
        reasons=tuple(reason for _, reason in found),
        signs=signs,
    )


def _outcome(rank: str) -> Outcome:
    name: Outcome = read_data("triage")["levels"][rank]["name"]
    return name


def _to_do(rank: str, entry: Entry, lang: str) -> tuple[str, ...]:
    words = read_data("triage")
    lines = [words["levels"][rank]["do"]]
    named = {words["flags"][flag]["flag"] for flag in entry.flags}
    lines += [words["more"]["cream_off"]] if "flag_numbing_toxicity" in named else []
    lines += [words["more"]["no_pick"]] if "flag_blisters" in named else []
    return tuple(say(line, lang) for line in lines)


# --- flags -----------------------------------------------------------------------------------------------------------


def _flag_reasons(entry: Entry, lang: str) -> Iterator[tuple[str, Reason]]:
    known = {item.id: item for item in entries("red_flags")}
    for flag in entry.flags:
        item = known[read_data("triage")["flags"][flag]["flag"]]
        assert item.level is not None
        for id in item.sources:
            source(id)
        yield item.level, _reason(flag, item.level, say(item.text, lang), item.sources)


def _flags(written: Iterable[str], problems: list[Problem]) -> tuple[list[str], list[str]]:
    """Flags that are there, and signs or flags that are said not to be there."""
    yes: dict[str, None] = {}
    no: dict[str, None] = {}
    quiet = {_key(name) for name in read_data("triage")["none"]}
    for name in written:
        key = _key(name)
        if not key:
            continue
        if key in quiet:
            no["none"] = None
        elif key in _known():
            yes[_known()[key]] = None
        elif key.startswith("no ") and key[3:] in _known() | _known_signs():
            no[(_known() | _known_signs())[key[3:]]] = None
        else:
            remedy = did_you_mean(str(name), [*flag_names(), *_known()])
            problems.append(Problem("flags", repr(name), ", ".join(flag_names()), remedy))
    return list(yes), list(no)


@functools.cache
def _known() -> dict[str, str]:
    return _ways("flags")


@functools.cache
def _known_signs() -> dict[str, str]:
    return _ways("signs")


def _ways(part: str) -> dict[str, str]:
    every = read_data("triage")[part]
    return {_key(way): name for name, item in every.items() for way in (name, *item["words"])}


def _key(text: str) -> str:
    return " ".join(plain(str(text).replace("_", " ").replace("-", " ")))


# --- signs -----------------------------------------------------------------------------------------------------------


def _graded(written: Mapping[str, Any], place: str, problems: list[Problem]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, value in written.items():
        sign = _known_signs().get(_key(name))
        grade = _grade(value)
        if sign is None:
            flag = "It has no grade: name it among the flags." if _key(name) in _known() else ""
            remedy = flag or did_you_mean(name, sign_names())
            problems.append(Problem(f"{place}.{name}", "an unknown sign", ", ".join(sign_names()), remedy))
        elif grade is None:
            problems.append(Problem(f"{place}.{name}", repr(value), f"a whole grade, 0 (none) to {HIGHEST_GRADE}"))
        elif found.get(sign, grade) != grade:
            problems.append(Problem(f"{place}.{sign}", f"both {found[sign]} and {grade}", "one grade a sign"))
        else:
            found[sign] = grade
    return found


def _grade(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    try:
        grade = int(value) if isinstance(value, str) else value
        whole = int(grade)
    except (TypeError, ValueError, OverflowError):
        return None
    return whole if whole == grade and 0 <= whole <= HIGHEST_GRADE else None


def _contradictions(graded: Mapping[str, int], yes: list[str], no: list[str]) -> Iterator[Problem]:
    remedy = "Keep the one that is true."
    for name in no:
        if name == "none" and yes:
            yield Problem("flags", f"none, and {', '.join(yes)}", "none, or flags", remedy)
        elif name in yes:
            yield Problem("flags", f"{name}, and no {name}", "one of the two", remedy)
        elif graded.get(name):
            yield Problem("flags", f"no {name}, and {name}={graded[name]}", "one of the two", remedy)
    if "worse" in yes and graded and not any(graded.values()) and set(GROWING) <= set(graded):
        yield Problem("flags", "worse, with every sign 0", "a sign above 0", remedy)


def _sign_reasons(
    sign: str, grade: int, before: int | None, band: Band | None, at: int, lang: str
) -> Iterator[tuple[str, Reason]]:
    p = load_parameters("care")
    about = read_data("triage")["signs"][sign]
    soon: str = about["soon"]
    clock = _clock(sign)
    usual, outlasts, strong, grew, lasts = read_data("triage")["reasons"]
    words: dict[str, Any] = {"sign": say(about["label"], lang), "grade": grade}

    def because(level: str, text: str, sources: tuple[str, ...], **more: Any) -> tuple[str, Reason]:
        return level, _reason(sign, level, say(text, lang, **words, **more), sources)

    _, _, high = _on_day(band, at, sign)
    tolerated = grade <= MILD and at <= clock.value
    if high is not None and not tolerated and grade > high + p.parameter("watch_margin").stated:
        grave = grade >= p.parameter("strong_grade").stated or at > clock.value
        far = grave and grade > high + p.parameter("call_margin").stated
        yield because(soon if far else "watch", usual, ("needlepoint",), high=f"{high:.0f}")
    if grade and at > clock.value:
        hard = grade >= p.parameter("strong_grade").stated
        yield because(soon if hard else "watch", outlasts, tuple(clock.sources), day=f"{clock.value:.0f}")
    lasting = p.parameter("lasting_days")
    if grade and at > lasting.stated:
        yield because("this_week", lasts, tuple(lasting.sources), day=f"{lasting.stated:.0f}")
    if sign == "pain" and grade == HIGHEST_GRADE:
        yield because("same_day", strong, ("needlepoint",))
    worse = p.parameter("worse_after_days")
    if sign in GROWING and before is not None and grade > before and at > worse.stated:
        yield because("same_day", grew, tuple(worse.sources), before=before)


def _on_day(band: Band | None, at: int, sign: str) -> tuple[float | None, float | None, float | None]:
    """Low, median and high of a day; the last day's where the forecast ends.

    A slow sign (tightness, flaking) may come early: until its clock ends, its high is the highest of that time.
    """
    if band is None:
        return None, None, None
    lows, medians, highs = (_series(values) for values in (band.low, band.median, band.high))
    day = min(at, len(highs) - 1)
    high = highs[day]
    clock = round(_clock(sign).value)
    if read_data("triage")["signs"][sign].get("slow") and at <= clock:
        high = max(highs[: clock + 1])
    return lows[day], medians[day], high


def _clock(sign: str) -> Parameter:
    """Until when a sign is tolerated after a session (days)."""
    return load_parameters("recovery").parameter(read_data("triage")["signs"][sign]["clock"])


def _series(values: float | tuple[float, ...]) -> tuple[float, ...]:
    return values if isinstance(values, tuple) else (values,)


def _reason(id: str, level: str, text: str, sources: tuple[str, ...]) -> Reason:
    return Reason(id=id, level=_outcome(level), when=WHEN.get(level), text=text, sources=sources)
