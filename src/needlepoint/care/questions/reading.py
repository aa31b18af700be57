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

SHORTEST_TYPO, TWO_MISTAKES_FROM, SHORTEST_HALF = 5, 10, 4
MOST_SKIPPED = 2  # little words within a phrase
_AGE = re.compile(
    r" (?:im|i am|am|aged|age|at|is|turning|over|tengo|con|de) (\d\d)"
    r"(?= (?!day|week|month|min|hour|dia|semana|mes|session|sesion))"
)
OLDER_FROM, YOUNG_TO = 50, 21
THINGS = ("entity", "topic", "flagentity")
SHOWN_AS_KIND = ("context", "entity", "flagentity", "flag", "topic", "place", "hard")


@dataclass(frozen=True)
class Reading:
    """What a question says. said: its words; words: as understood; strange: unknown words that could be its subject;
    aside: unknown words that only describe; everyday: common words of another sense; loose: every word that is neither
    known nor one of function (so plain verbs and nouns too). shape: the stems with every known thing as its kind only,
    so that "is acne contagious" and "is rosacea contagious" have one shape."""

    lang: str
    said: tuple[str, ...]
    words: tuple[str, ...]
    concepts: frozenset[str]
    strange: tuple[str, ...]
    aside: tuple[str, ...]
    everyday: tuple[str, ...]
    loose: tuple[str, ...]
    shape: tuple[str, ...]

    @property
    def unknown(self) -> tuple[str, ...]:
        """Every word that has no sense here."""
        return (*self.strange, *self.aside, *self.everyday)


@dataclass(frozen=True)
class _Piece:
    first: int
    last: int
    concepts: frozenset[str]


@functools.lru_cache(maxsize=256)
def read(question: str, lang: str) -> Reading:
    """The reading of a checked question in one language."""
    known = lexicon(lang)
    said = words(question)
    spoken = [part for word in said for part in _understood(word, known)]
    stems = [stem(word, lang) for word in spoken]
    pieces = _pieces(stems, known)
    covered = {place for piece in pieces for place in range(piece.first, piece.last)}
    functions = _functions(lang)
    loose = [place for place in range(len(spoken)) if place not in covered and stems[place] not in functions]
    unknown = [
        place
        for place in range(len(spoken))
        if not (place in covered or _plain(spoken[place], known) or spoken[place].isdigit())
    ]
    everyday = [place for place in unknown if stems[place] in known.common]
    unknown = [place for place in unknown if place not in everyday]
    aside = [place for place in unknown if _only_describes(place, spoken, pieces, known)]
    return Reading(
        lang=lang,
        said=tuple(said),
        words=tuple(spoken),
        concepts=frozenset(concept for piece in pieces for concept in piece.concepts) | _meant(spoken, lang),
        strange=tuple(spoken[place] for place in unknown if place not in aside),
        aside=tuple(spoken[place] for place in aside),
        everyday=tuple(spoken[place] for place in everyday),
        loose=tuple(spoken[place] for place in loose if not spoken[place].isdigit()),
        shape=_shape(stems, pieces, known),
    )


def _shape(stems: Sequence[str], pieces: Sequence[_Piece], known: Lexicon) -> tuple[str, ...]:
    shape: list[str] = []
    at = 0
    for piece in pieces:
        kinds = {known.kinds[concept] for concept in piece.concepts}
        kind = next((kind for kind in SHOWN_AS_KIND if kind in kinds), "")
        shape += stems[at : piece.first]
        shape += [f"<{kind}>"] if kind else stems[piece.first : piece.last]
        at = piece.last
    return (*shape, *stems[at:])


@functools.cache
def _functions(lang: str) -> frozenset[str]:
    return frozenset(stem(word, lang) for word in words(read_data("reading")["functions"][lang]))


def _plain(word: str, known: Lexicon) -> bool:
    """Whether a word has no subject: it stands among the plain words, or is an adverb of one ("safely")."""
    if stem(word, known.lang) in known.generic:
        return True
    ending = {"en": "ly", "es": "mente"}[known.lang]
    root = word.removesuffix(ending)
    return root != word and any(_knows(form, known) for form in (root, f"{root}le", f"{root[:-1]}y", f"{root[:-1]}o"))


def _meant(spoken: Sequence[str], lang: str) -> frozenset[str]:
    """``it``: a word that stands for needling; ``mine``: the person tells of themselves; ``age``, ``older``: an age."""
    lists = read_data("reading")
    said = f" {' '.join(spoken)} "
    meant = said
    for idle in lists["idle"][lang]:
        meant = meant.replace(f" {idle} ", " ")
    stands = {"it"} if any(f" {word} " in meant for word in lists["pointers"][lang]) else set()
    for years in _AGE.findall(said):
        stands |= {"older"} if int(years) >= OLDER_FROM else {"age"} if int(years) <= YOUNG_TO else set()
    told = said
    for asking in lists["asking"][lang]:
        told = told.replace(f" {asking} ", " ? ")
    return frozenset(stands | ({"mine"} if any(f" {word} " in told for word in lists["telling"][lang]) else set()))


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
    spans = []
    for first in range(len(stems)):
        for last in range(first + 1, min(first + known.longest + MOST_SKIPPED, len(stems)) + 1):
            key = _spoken_key(stems[first:last], known)
            if key:
                spans.append((-len(key), first - last, _soft(known.phrases[key], known), first, key))
    found: list[_Piece] = []
    taken: set[int] = set()
    for _, shorter, _, first, key in sorted(spans):
        places = range(first, first - shorter)
        if not taken & set(places):
            taken.update(places)
            found.append(_Piece(first, first - shorter, known.phrases[key]))
    return sorted(found, key=lambda piece: piece.first)


def _spoken_key(stems: Sequence[str], known: Lexicon) -> tuple[str, ...]:
    """The phrase that these words say: as they stand, or without little words in between ("really", "the"); or ()."""
    whole = tuple(stems)
    if whole in known.phrases:
        return whole
    if len(whole) < 3:
        return ()
    short = (whole[0], *(word for word in whole[1:-1] if word not in known.little), whole[-1])
    return short if len(short) < len(whole) and short in known.phrases else ()


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
