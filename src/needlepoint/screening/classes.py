"""Which classes a medicine, a skin product or an allergy belongs to, by any name people use for it.

The classes are data (``data/classes``). A name is matched whole, then in its parts ("losartan + aspirin"), without
salts, strengths and forms ("warfarin sodium 5 mg"), and at last with one letter wrong, if all names that near mean the
same. What then matches nothing is unknown: a wrong guess is worse than a question.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .data import class_files, noise_words, route_words
from .spelling import one_letter_apart, words

_PARTS = re.compile(r"[+/&,;()]|\b(?:and|with|und|et|y)\b", re.IGNORECASE)
_STRENGTH = re.compile(r"(\d+(?:[.,]\d+)?)\s*mg\b", re.IGNORECASE)
LONGEST = 5


@dataclass(frozen=True)
class NameClass:
    """One class of names. ``lists``: medications, topicals, local (eye, nose, lungs), allergies; ``elsewhere``: its
    names count in the other lists too, unless they mean something else there."""

    id: str
    label: str
    lists: tuple[str, ...]
    names: Mapping[str, tuple[str, ...]]
    elsewhere: bool = True
    equal_to_prednisolone_5_mg: Mapping[str, float] | None = None

    @property
    def harmless(self) -> bool:
        """Whether no rule asks about it."""
        return self.id.startswith("harmless")


@dataclass(frozen=True)
class Entry:
    """A known name: as we write it, the international name it stands for, its classes."""

    name: str
    generic: str
    classes: frozenset[str]

    @property
    def harmless(self) -> bool:
        """Whether no rule asks about any of its classes."""
        return all(classes()[id].harmless for id in self.classes)


@dataclass(frozen=True)
class Found:
    """What a part of a written name was taken for. ``typo``: the part as written, when one letter differs."""

    entry: Entry
    typo: str = ""


@dataclass(frozen=True)
class NameReading:
    """A written name, what it was taken for, and what of it nobody knows."""

    written: str
    found: tuple[Found, ...]
    unknown: tuple[str, ...]


@functools.cache
def classes() -> dict[str, NameClass]:
    """Every class by id, in the order of the files."""
    return {id: _class(id, entry) for text in class_files() for id, entry in text.items()}


def _class(id: str, entry: dict[str, Any]) -> NameClass:
    names = {str(name): tuple(_others(others)) for name, others in entry["names"].items()}
    return NameClass(id=id, **{**entry, "names": names, "lists": tuple(entry["lists"])})


def _others(text: str | None) -> Iterator[str]:
    return (name.strip() for name in str(text).split(",")) if text else iter(())


@functools.cache
def _known(where: str) -> dict[str, Entry]:
    """Every name that a list knows, in plain words; a list's own meaning of a name beats that of another list."""
    own = [item for item in classes().values() if where in item.lists]
    others = [item for item in classes().values() if where not in item.lists and _shared(item, where)]
    return _index(others) | _index(own)


def _shared(item: NameClass, where: str) -> bool:
    return item.elsewhere and "allergies" not in (*item.lists, where)


def _index(chosen: list[NameClass]) -> dict[str, Entry]:
    index: dict[str, Entry] = {}
    for item in chosen:
        for generic, others in item.names.items():
            ids = (
                {item.id} if item.harmless else {one.id for one in chosen if generic in one.names and not one.harmless}
            )
            for name in (generic, *others):
                key = " ".join(words(name))
                known = index.get(key, Entry(name, generic, frozenset()))
                index[key] = Entry(known.name, known.generic, known.classes | ids)
    return index


@functools.cache
def _joined(where: str) -> dict[str, Entry]:
    """The same with the words run together, so that "ibu profen" and "coamoxiclav" are found."""
    return {key.replace(" ", ""): entry for key, entry in _known(where).items()}


def read_as(written: str, which: str) -> str:
    """The list to read a name in: a cream among the medications is read like a topical, an inhaler as ``local``."""
    said = set(words(written))
    routes = route_words()
    if which != "medications" or said & routes["not"]:
        return which
    return next((route for route in ("topicals", "local") if said & routes[route]), which)


@functools.lru_cache(maxsize=4096)
def read_name(written: str, where: str) -> NameReading:
    """What a name in the list ``where`` (medications, topicals, local, allergies) means."""
    whole = _known(where).get(" ".join(words(written)))
    if whole:
        return NameReading(written, (Found(whole),), ())
    found: list[Found] = []
    unknown: list[str] = []
    for part in filter(words, _PARTS.split(written)):
        part_found, part_unknown = _read_part(part.strip(), where)
        found += part_found
        unknown += part_unknown
    if not found and not unknown:
        unknown = [written]
    return NameReading(written, tuple(dict.fromkeys(found)), tuple(dict.fromkeys(unknown)))


def _read_part(part: str, where: str) -> tuple[list[Found], list[str]]:
    found, left = _cover(words(part), where)
    if any(not item.entry.harmless for item in found):
        return found, []
    unknown: list[str] = []
    for run in left:
        guess = _guess(run, where)
        pieces = [(run, guess)] if guess else [((word,), _guess((word,), where)) for word in run]
        found += [guess for _, guess in pieces if guess]
        lost = " ".join(piece[0] for piece, guess in pieces if not guess)
        unknown += [lost] if lost else []
    return found, unknown


def _cover(tokens: tuple[str, ...], where: str) -> tuple[list[Found], list[tuple[str, ...]]]:
    """Known names in a run of words, longest first, and the runs of words that are neither known nor noise."""
    found: list[Found] = []
    runs: list[list[str]] = [[]]
    place = 0
    while place < len(tokens):
        size, entry = _longest(tokens[place:], where)
        if entry:
            found.append(Found(entry))
        if entry or _noise(tokens[place]):
            runs.append([])
        else:
            runs[-1].append(tokens[place])
        place += size
    return found, [tuple(run) for run in runs if run]


def _longest(tokens: tuple[str, ...], where: str) -> tuple[int, Entry | None]:
    for size in range(min(LONGEST, len(tokens)), 0, -1):
        entry = _known(where).get(" ".join(tokens[:size]))
        if entry:
            return size, entry
    return 1, None


def _noise(word: str) -> bool:
    return word in noise_words() or word[0].isdigit()


def _guess(run: tuple[str, ...], where: str) -> Found | None:
    """The known name that a run of words is when written as one, or with one letter wrong; None when unsure."""
    joined = "".join(run)
    exact = _joined(where).get(joined)
    if exact and len(joined) >= 6:
        return Found(exact)
    near = {entry.name: entry for name, entry in _joined(where).items() if one_letter_apart(joined, name)}
    if len({entry.generic for entry in near.values()}) != 1 and len({entry.classes for entry in near.values()}) != 1:
        return None
    return Found(near[min(near)], " ".join(run))


def strengths_mg(written: str) -> tuple[float, ...]:
    """The strengths in mg that a name states: ``strengths_mg("prednisolone 5 mg") == (5.0,)``."""
    return tuple(float(figure.replace(",", ".")) for figure in _STRENGTH.findall(written))


def prednisolone_mg(written: str, entry: Entry) -> float | None:
    """The stated strength as mg of prednisolone that do the same; None when no strength is stated or none is known."""
    stated = strengths_mg(written)
    for id in entry.classes:
        equals = classes()[id].equal_to_prednisolone_5_mg or {}
        if stated and entry.generic in equals:
            return max(stated) * 5 / equals[entry.generic]
    return None
