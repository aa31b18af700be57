"""Reads the YAML that a person wrote, safely, and remembers on which line everything stands.

Every YAML input of the project comes through here: case, course, device, trial. JSON is YAML too. What is refused, with
one :class:`~needlepoint.errors.InputError` and nothing executed: what cannot be read, more than ``MAX_BYTES`` (the rest
is never loaded), text that is not UTF-8 or not YAML, tags, several documents, a key given twice, nesting deeper than
``MAX_DEPTH``, and aliases that would unfold into more than ``MAX_NODES`` values.

Plain words become values by one short list: null, yes/no/true/false/on/off, decimal numbers, ISO dates. YAML 1.1's
other guesses (octal ``010``, base sixty ``1:30``) stay text, so that no schema takes them for numbers.
"""

from __future__ import annotations

import errno
import math
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from ..errors import InputError, Problem

MAX_BYTES = 1_000_000
MAX_DEPTH = 32
MAX_NODES = 50_000
MAX_DIGITS = 300

Loc = tuple[str | int, ...]

_WORDS: dict[str, object] = {"": None, "~": None, "null": None}
_WORDS |= dict.fromkeys(("true", "yes", "on"), True) | dict.fromkeys(("false", "no", "off"), False)
_WORDS |= {".nan": math.nan, ".inf": math.inf, "+.inf": math.inf, "-.inf": -math.inf}
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)", re.ASCII)
_NUMBER = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?", re.ASCII)
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_PLAIN_KEY = re.compile(r"[A-Za-z_][\w-]{0,60}", re.ASCII)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_UNREADABLE = {
    errno.ENOENT: ("no such file", "Check the name and the folder."),
    errno.ENOTDIR: ("no such file", "A part of its path is a file, not a folder."),
    errno.EISDIR: ("a folder", "Name the file inside it."),
    errno.EACCES: ("a file that may not be read", "Check its permissions."),
    errno.EPERM: ("a file that may not be read", "Check its permissions."),
    errno.ELOOP: ("a link that leads back to itself", "Point the link at a real file."),
    errno.ENAMETOOLONG: ("a name that is too long", "Check the name."),
}


@dataclass(frozen=True)
class Document:
    """One YAML file as read. ``data``: its top object. ``lines``: 1-based line by path, ``("goals", 0, "zones")``."""

    name: str
    data: dict[str, Any]
    lines: Mapping[Loc, int]

    def line(self, loc: Loc) -> int | None:
        """Line of this path, or of the nearest thing around it that has one."""
        for end in range(len(loc), 0, -1):
            if loc[:end] in self.lines:
                return self.lines[loc[:end]]
        return None


def place_of(loc: Loc) -> str:
    """A path as a reader would look for it: ``goals[0].zones[1]``; odd keys are quoted, and long ones shortened."""
    text = ""
    for part in loc:
        if isinstance(part, str) and _PLAIN_KEY.fullmatch(part):
            text += f".{part}" if text else part
        else:
            text += f"[{part}]" if isinstance(part, int) else f"[{part[:40]!r}]"
    return text or "the file"


def read_document(path: str | Path) -> Document:
    """The YAML file at ``path``. Raises InputError that says what is wrong and, where there is one, on which line."""
    name = str(path) if str(path).isprintable() else repr(str(path))
    try:
        raw = _read_bytes(Path(path))
    except OSError as cause:
        found, remedy = _UNREADABLE.get(cause.errno or 0, (f"an error ({cause.strerror})", "Check the file."))
        raise InputError(Problem(name, found, "a readable YAML file", remedy)) from cause
    except ValueError as cause:
        raise InputError(Problem(name, "no valid file name", "a readable YAML file")) from cause
    if len(raw) > MAX_BYTES:
        raise _too_big(name)
    try:
        return parse_document(raw.decode("utf-8-sig"), name)
    except UnicodeDecodeError as cause:
        line = raw.count(b"\n", 0, cause.start) + 1
        problem = Problem("the file", "bytes that are not UTF-8 text", "UTF-8", "Save it as UTF-8.", line)
        raise InputError(problem, name) from cause


def parse_document(text: str, name: str = "text") -> Document:
    """The same for YAML text in hand. ``name`` is what errors call it."""
    try:
        size = len(text.encode("utf-8"))
    except UnicodeEncodeError as cause:
        raise InputError(Problem("the file", "half a character (a lone surrogate)", "UTF-8 text"), name) from cause
    if size > MAX_BYTES:
        raise _too_big(name)
    reading = _Reading(name)
    try:
        data = _documents(reading, yaml.parse(text, Loader=_LOADER))
    except yaml.YAMLError as cause:
        raise InputError(_not_yaml(cause), name) from cause
    if reading.problems:
        raise InputError(reading.problems, name)
    if not isinstance(data, dict):
        raise InputError(Problem("the file", describe_value(data), "an object: lines of 'key: value'"), name)
    return Document(name, data, reading.lines)


def describe_value(value: object) -> str:
    """A found value in a few words, safe to print: ``'Iv'``, ``a list of 3``, ``an object with a, b``, ``nothing``."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes (true)" if value else "no (false)"
    if isinstance(value, dict):
        keys = ", ".join(place_of((str(key),)) for key in list(value)[:4])
        return f"an object with {keys}{', ...' if len(value) > 4 else ''}" if value else "an empty object"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}" if value else "an empty list"
    text = value.isoformat() if isinstance(value, date) else repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _read_bytes(path: Path) -> bytes:
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        raise OSError(errno.EISDIR, "a folder")
    if stat.S_ISREG(status.st_mode) and status.st_size > MAX_BYTES:
        raise _too_big(str(path))
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _too_big(name: str) -> InputError:
    limit = f"at most {MAX_BYTES // 1_000_000} MB"
    return InputError(Problem("the file", f"more than {MAX_BYTES:,} bytes", limit, "Is this the right file?"), name)


def _not_yaml(cause: yaml.YAMLError) -> Problem:
    mark = getattr(cause, "problem_mark", None)
    reason = getattr(cause, "problem", None) or getattr(cause, "reason", None) or "unreadable"
    where = f" at column {mark.column + 1}" if mark else ""
    return Problem(
        "the file",
        f"text that is not YAML ({reason}{where})",
        "YAML: 'key: value' lines, indented with spaces",
        "Look at this line and the one above it for a missing colon, quote, bracket or space.",
        mark.line + 1 if mark else None,
    )


@dataclass
class _Reading:
    """What one pass through the events gathers."""

    name: str
    lines: dict[Loc, int] = field(default_factory=dict)
    anchors: dict[str, tuple[Any, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    nodes: int = 0

    def refuse(self, loc: Loc, event: yaml.Event, found: str, allowed: str, remedy: str = "") -> InputError:
        return InputError(Problem(place_of(loc), found, allowed, remedy, _line(event)), self.name)

    def count(self, amount: int, loc: Loc, event: yaml.Event) -> None:
        self.nodes += amount
        if self.nodes > MAX_NODES:
            found = "aliases that unfold into too much" if amount > 1 else "too many values"
            raise self.refuse(loc, event, found, f"at most {MAX_NODES:,} values in one file")


def _documents(reading: _Reading, events: Iterator[yaml.Event]) -> Any:
    data, seen = None, False
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            if seen:
                raise reading.refuse((), event, "a second document ('---')", "one document in a file")
            seen = True
        elif isinstance(event, yaml.NodeEvent):
            data = _value(reading, events, event, (), 0)
    return data


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _value(reading: _Reading, events: Iterator[yaml.Event], event: yaml.Event, loc: Loc, depth: int) -> Any:
    if not isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
        return _alias(reading, event, loc)
    reading.lines.setdefault(loc, _line(event))
    reading.count(1, loc, event)
    if event.tag is not None:
        raise reading.refuse(loc, event, f"a YAML tag ({event.tag[:60]})", "plain values without tags")
    if depth > MAX_DEPTH:
        raise reading.refuse(loc[:4], event, f"more than {MAX_DEPTH} levels", "less nesting")
    before = reading.nodes
    if isinstance(event, yaml.ScalarEvent):
        value = _scalar(event)
    elif isinstance(event, yaml.SequenceStartEvent):
        value = _sequence(reading, events, loc, depth)
    else:
        value = _mapping(reading, events, loc, depth)
    if event.anchor:
        reading.anchors[event.anchor] = (value, reading.nodes - before + 1)
    return value


def _alias(reading: _Reading, event: yaml.Event, loc: Loc) -> Any:
    anchor = getattr(event, "anchor", "")
    if anchor not in reading.anchors:
        raise reading.refuse(loc, event, f"an alias (*{anchor[:40]}) to nothing finished", "an earlier anchor")
    value, size = reading.anchors[anchor]
    reading.lines.setdefault(loc, _line(event))
    reading.count(size, loc, event)
    return value


def _sequence(reading: _Reading, events: Iterator[yaml.Event], loc: Loc, depth: int) -> list[Any]:
    items: list[Any] = []
    while not isinstance(event := next(events), yaml.SequenceEndEvent):
        items.append(_value(reading, events, event, (*loc, len(items)), depth + 1))
    return items


def _mapping(reading: _Reading, events: Iterator[yaml.Event], loc: Loc, depth: int) -> dict[str, Any]:
    items: dict[str, Any] = {}
    first: dict[str, int] = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        if not isinstance(event, yaml.ScalarEvent):
            raise reading.refuse(loc, event, "a key that is a list, an object or an alias", "a word as the key")
        key, line = event.value, _line(event)
        if key in first:
            where = f"lines {first[key]} and {line}" if line != first[key] else f"line {line}"
            found = f"the same key twice, on {where}"
            reading.problems.append(Problem(place_of((*loc, key)), found, "each key once", "Keep one.", line))
        first.setdefault(key, line)
        reading.lines[*loc, key] = line
        items[key] = _value(reading, events, next(events), (*loc, key), depth + 1)
    return items


def _scalar(event: yaml.ScalarEvent) -> object:
    text: str = event.value
    if event.style:
        return text
    if text.casefold() in _WORDS:
        return _WORDS[text.casefold()]
    if _DAY.fullmatch(text):
        return _day_or_text(text)
    if len(text) > MAX_DIGITS or _LEADING_ZERO.match(text):
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _NUMBER.fullmatch(text) else text


def _day_or_text(text: str) -> object:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
