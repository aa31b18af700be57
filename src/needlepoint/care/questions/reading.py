"""Reads a question: which concepts it holds, and which of its words nobody here knows.

Word by word: known as it stands; with drawn-out letters shortened; as two words written together; or with a spelling
mistake (optimal string alignment distance 1, from nine letters 2, the first letter right). Then the known phrases.
What is neither in a phrase nor a plain word is unknown. An unknown word before a known thing only describes it ("my
bridesmaid makeup"), as does one after at or in; any other could be what the question is about.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from .lexicon import Lexicon, lexicon
from .store import read_data
from .text import stem, without_runs, words

SHORTEST_TYPO, TWO_MISTAKES_FROM, SHORTEST_HALF = 5, 9, 4
_AGE = re.compile(
    r" (?:im|i am|am|aged|age|at|is|turning|over|tengo|con|de) (\d\d)"
    r"(?= (?!day|week|month|min|hour|dia|semana|mes|session|sesion))"
)
OLDER_FROM, YOUNG_TO = 50, 21
THINGS = ("entity", "topic", "flagentity")


@dataclass(frozen=True)
class Reading:
    """What a question says. words: as understood; strange: unknown words that could be its subject; aside: unknown
    words that only describe; everyday: common words of another sense."""

    lang: str
    words: tuple[str, ...]
    concepts: frozenset[str]
    strange: tuple[str, ...]
    aside: tuple[str, ...]
    everyday: tuple[str, ...]


@dataclass(frozen=True)
class _Piece:
    first: int
    last: int
    concepts: frozenset[str]


@functools.lru_cache(maxsize=256)
def read(question: str, lang: str) -> Reading:
    """The reading of a checked question in one language."""
    known = lexicon(lang)
    spoken = [part for word in words(question) for part in _understood(word, known)]
    stems = [stem(word, lang) for word in spoken]
    pieces = _pieces(stems, known)
    covered = {place for piece in pieces for place in range(piece.first, piece.last)}
    unknown = [
        place
        for place in range(len(spoken))
        if not (place in covered or stems[place] in known.generic or spoken[place].isdigit())
    ]
    everyday = [place for place in unknown if stems[place] in known.common]
    unknown = [place for place in unknown if place not in everyday]
    aside = [place for place in unknown if _only_describes(place, spoken, pieces, known)]
    return Reading(
        lang=lang,
        words=tuple(spoken),
        concepts=frozenset(concept for piece in pieces for concept in piece.concepts) | _meant(spoken, lang),
        strange=tuple(spoken[place] for place in unknown if place not in aside),
        aside=tuple(spoken[place] for place in aside),
        everyday=tuple(spoken[place] for place in everyday),
    )


def _meant(spoken: Sequence[str], lang: str) -> frozenset[str]:
    """``it``: a word that stands for needling; ``mine``: the person tells of themselves; ``age``, ``older``: an age."""
    lists = read_data("reading")
    said = f" {' '.join(spoken)} "
    stands = {"it"} if any(f" {word} " in said for word in lists["pointers"][lang]) else set()
    for years in _AGE.findall(said):
        stands |= {"older"} if int(years) >= OLDER_FROM else {"age"} if int(years) <= YOUNG_TO else set()
    return frozenset(stands | ({"mine"} if any(f" {word} " in said for word in lists["telling"][lang]) else set()))


def _understood(word: str, known: Lexicon) -> list[str]:
    """The word as the lexicon knows it: itself, shortened, in two, or with its mistakes mended."""
    if _knows(word, known) or word.isdigit():
        return [word]
    short = next((form for form in without_runs(word) if _knows(form, known)), "")
    if short:
        return [short]
    mended = _mended(word, known.lang)
    return [mended] if mended else _in_two(word, known) or [word]


def _knows(word: str, known: Lexicon) -> bool:
    return word in known.vocabulary or stem(word, known.lang) in known.stems


@functools.lru_cache(maxsize=4096)
def _mended(word: str, lang: str) -> str:
    if len(word) < SHORTEST_TYPO or word in lexicon(lang).others or stem(word, lang) in lexicon(lang).common:
        return ""
    most = 2 if len(word) >= TWO_MISTAKES_FROM else 1
    near = [other for other in _near_words(lang, word[0]) if abs(len(other) - len(word)) <= most]
    hits = process.extract(word, near, scorer=OSA.distance, score_cutoff=most, limit=None)
    hits = [hit for hit in hits if hit[1] <= (1 if len(hit[0]) < TWO_MISTAKES_FROM else 2) and len(hit[0]) >= 4]
    return min(hits, key=lambda hit: (hit[1], hit[0]))[0] if hits else ""


@functools.cache
def _near_words(lang: str, first: str) -> tuple[str, ...]:
    return tuple(sorted(word for word in lexicon(lang).vocabulary if word[0] == first and not word.isdigit()))


def _in_two(word: str, known: Lexicon) -> list[str]:
    for cut in range(SHORTEST_HALF, len(word) - SHORTEST_HALF + 1):
        if word[:cut] in known.vocabulary and word[cut:] in known.vocabulary:
            return [word[:cut], word[cut:]]
    return []


def _pieces(stems: Sequence[str], known: Lexicon) -> list[_Piece]:
    """The known phrases, none over another: the longest first, and of two as long the one that is not soft."""
    spans = [
        (-length, _soft(concepts, known), first)
        for first in range(len(stems))
        for length in range(1, min(known.longest, len(stems) - first) + 1)
        if (concepts := known.phrases.get(tuple(stems[first : first + length])))
    ]
    found: list[_Piece] = []
    taken: set[int] = set()
    for shorter, _, first in sorted(spans):
        places = range(first, first - shorter)
        if not taken & set(places):
            taken.update(places)
            found.append(_Piece(first, first - shorter, known.phrases[tuple(stems[first : first - shorter])]))
    return sorted(found, key=lambda piece: piece.first)


def _soft(concepts: frozenset[str], known: Lexicon) -> bool:
    return all(known.kinds[concept] == "soft" for concept in concepts)


@functools.cache
def _kinds_of() -> frozenset[str]:
    """Words before which an unknown word makes another thing."""
    return frozenset(read_data("reading")["kinds_of"].split())


def _only_describes(place: int, spoken: Sequence[str], pieces: Sequence[_Piece], known: Lexicon) -> bool:
    after = next((piece for piece in pieces if piece.first == place + 1), None)
    if after and any(known.kinds[concept] in THINGS for concept in after.concepts):
        kinds_of = _kinds_of()
        return spoken[after.first] not in kinds_of and spoken[after.last - 1] not in kinds_of
    where = read_data("reading")["where"][known.lang]
    return any(word in where for word in spoken[max(0, place - 2) : place])
