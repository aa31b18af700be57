"""Which answer a question gets, or none.

A statement is possible when one of its patterns is wholly in the question. Its score (points, see lexicon.py):

    score = sum of weights (pattern) + ALSO x sum of weights (other concepts it allows)
            - sum of losses (concepts it passes over; topics and intents at most MINOR when it is about a thing)
            - STRANGE x strange words (less in a long question)
            - ASIDE x describing words - EVERYDAY x common words of another sense (more when needling is not spoken of)
            + NEAR x nearness of its phrasings (BM25, 0 to 1)

The best one is the answer of the rules when it reaches LEAST without nearness; in English, learned scores must agree
(agreeing.py). A strange word that could be the subject leaves only statements about a thing, costs most of what a thing
is worth, and makes intents in a pattern count like others beside it: better no answer than a neighbour's. When no
pattern is there, a question very much like one of the data may still be known by it (alike.py). Words of another field
rule out every answer of the rules. Signs that call for help are looked for first,
and nothing outvotes them.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass

from .agreeing import agreed, suggested
from .alike import alike
from .index import nearness, phrasings
from .learned import OUTSIDE, heard, outside
from .lexicon import Lexicon, lexicon
from .reading import THINGS, Reading, read
from .statements import Statement, statements
from .text import stem, words

ALSO, NEAR = 0.35, 0.4
STRANGE, STRANGE_LONG, LONG, ASIDE = 3.4, 2.2, 10, 1.2
EVERYDAY, EVERYDAY_ALONE, MINOR = 0.7, 1.8, 1.5
LEAST = 1.4
RELATED = 3


@dataclass(frozen=True)
class Match:
    """What a question was taken for. flags: the calls for help, most urgent first; statement: the answer, or None;
    near: ids of statements about something near."""

    flags: tuple[Statement, ...]
    statement: Statement | None
    near: tuple[str, ...]


def match(question: str, lang: str) -> Match:
    """The match of a checked question, read in its language first, then in the others that know more of its words."""
    readings = [read(question, known) for known in (lang, *(other for other in ("en", "es") if other != lang))]
    flags = _flags(readings)
    least = len(readings[0].unknown) or 1
    for reading in (readings[0], *(other for other in readings[1:] if len(other.unknown) < least)):
        best, near = _best(reading)
        if best or flags:
            return Match(flags, best, near)
    found, _ = ruled(readings[0], lexicon(lang))
    return Match((), None, suggested(readings[0], found, RELATED))


def _flags(readings: Iterable[Reading]) -> tuple[Statement, ...]:
    """Emergencies always; signs that call for help the same day unless the question is of another field."""
    order = ("emergency", "same_day")
    found: dict[str, Statement] = {}
    for reading in readings:
        for id in sorted(reading.concepts & set(statements())):
            item = statements()[id]
            if item.level == "emergency" or (item.level == "same_day" and "outside" not in reading.concepts):
                found[id] = item
    return tuple(sorted(found.values(), key=lambda item: order.index(item.level or "same_day")))


def _best(reading: Reading) -> tuple[Statement | None, tuple[str, ...]]:
    known = lexicon(reading.lang)
    for spoken in (reading.said, reading.words):
        same = _known(reading.lang).get(_stems(spoken, reading.lang))
        if same is not None:
            return statements().get(same), ()
    found, near = ruled(reading, known)
    held = agreed(reading, found)
    return statements().get(held or ""), tuple(id for id in near if id != held)[:RELATED]


def ruled(reading: Reading, known: Lexicon) -> tuple[str | None, tuple[str, ...]]:
    """What the rules alone find, and what else is near."""
    if "outside" in reading.concepts:
        return None, ()
    scores = {item.id: score for item in statements().values() if (score := _score(item, reading, known)) is not None}
    near = nearness(reading.words, reading.lang) if scores else {}
    ranked = sorted(scores, key=lambda id: (-scores[id] - NEAR * near.get(id, 0.0), id))
    if not ranked or scores[ranked[0]] < LEAST:
        return alike(reading, lambda item: _allowed(item, reading.concepts)), ()
    others = tuple(id for id in ranked if scores[id] >= LEAST)[:RELATED]
    return ranked[0], others


@functools.cache
def _known(lang: str) -> dict[tuple[str, ...], str]:
    """The stems of every question as the data has it -> its statement, or OUTSIDE."""
    none = [(said, OUTSIDE) for said in outside(lang)]
    said_by_patients = [(said, ids[0]) for ids, said in heard(lang)]
    own = [(said, item.id) for item in statements().values() for said in phrasings(item, lang)]
    return {_stems(words(said), lang): id for said, id in (*none, *said_by_patients, *own)}


def _stems(spoken: Iterable[str], lang: str) -> tuple[str, ...]:
    return tuple(stem(word, lang) for word in spoken)


def _score(item: Statement, reading: Reading, known: Lexicon) -> float | None:
    """The score without nearness; None when no pattern is there or a bar is."""
    there = reading.concepts
    if there & set(item.bars):
        return None
    if item.level:
        return known.weight(item.id) if item.id in there else None
    rows = [
        frozenset().union(*(there & group for group in row)) for row in item.patterns if all(there & g for g in row)
    ]
    if not rows or _about_itself(item, there):
        return None
    if _elsewhere(item, reading, frozenset().union(*rows), known):
        return None
    return max((score for used in rows if (score := _points(item, used, reading, known)) is not None), default=None)


def _elsewhere(item: Statement, reading: Reading, used: frozenset[str], known: Lexicon) -> bool:
    """Whether the question, without a word of needling, speaks of something that the statement does not know."""
    if reading.concepts & HERE:
        return False
    beside = reading.concepts - used - set(item.also)
    if reading.loose or any(known.kinds[concept] in THINGS_AND_PLACES for concept in beside):
        return True
    if item.link == "none":
        return False
    other = any(known.kinds[concept] == "entity" for concept in beside)
    return other or bool(reading.everyday and (item.link != "some" or "may" not in reading.concepts))


def _points(item: Statement, used: frozenset[str], reading: Reading, known: Lexicon) -> float | None:
    """The score of one pattern whose concepts are ``used``; None when an unknown word could be the subject instead."""
    kinds = {known.kinds[concept] for concept in used}
    if reading.strange and not kinds & STRONG:
        return None
    linked = bool(reading.concepts & SURELY)
    if reading.everyday and not kinds & STRONG and not (linked and "topic" in kinds):
        return None
    beside = (reading.concepts - used) & (set(item.also) | SOFT_KINDS)
    over = reading.concepts - used - beside
    unsure = bool(reading.strange or reading.aside)
    sure = frozenset(concept for concept in used if not unsure or known.kinds[concept] in THINGS)
    gain = sum(map(known.weight, sure)) + ALSO * sum(map(known.weight, (used - sure) | beside))
    strange = STRANGE if len(reading.words) < LONG else STRANGE_LONG
    minor = sum(known.loss(concept) for concept in over if known.kinds[concept] in ("topic", "intent"))
    major = sum(known.loss(concept) for concept in over) - minor
    loss = major + (min(minor, MINOR) if kinds & STRONG else minor) + strange * len(reading.strange)
    everyday = EVERYDAY if reading.concepts & (NEEDLING | {"may"}) else EVERYDAY_ALONE
    loss += ASIDE * len(reading.aside) + everyday * len(reading.everyday)
    return gain - loss


def _allowed(item: Statement, there: frozenset[str]) -> bool:
    return not there & set(item.bars) and not _about_itself(item, there)


def _about_itself(item: Statement, there: frozenset[str]) -> bool:
    """Whether the question asks about the thing itself ("how long does filler last") and not about it and needling.

    It is about needling too when it names needling or when, whether and how long one may; a concern (link "some") also
    when it asks for help with it. A thing named with nothing else is taken as asked with needling.
    """
    if item.link == "none":
        return False
    if {"mine", "may"} <= there:
        return False
    linking = NEEDLING - ({"mine"} if there & OF_THE_THING else set())
    linking -= {"needling"} if {"treated", "how"} <= there else set()
    if (
        item.link in ("all", "strict")
        and "downtime" in there
        and not there & (SURELY - {"after", "before"} | {"session", "may", "when"})
    ):
        return True
    asked = there & ITSELF[item.link] - ({"pain", "help"} if "may" in there else set())
    if asked - LOOSE and not there & linking:
        return True
    links = linking | LINKS_OF[item.link]
    bare = "treated" not in there and all(lexicon("en").kinds[concept] in NAMING for concept in there)
    return not there & links and not bare


NEEDLING = frozenset({"needling", "device", "after", "before", "it", "mine", "result"})
SURELY = NEEDLING - {"mine"}
FIELD = {"cleaning", "acnescar", "deepscar", "scartype", "prp", "rf", "subcision", "howworks", "channels"}
HERE = NEEDLING | FIELD | {"treated", "session", "skin", "person"}
THINGS_AND_PLACES = ("entity", "topic", "place", "hard")
LOOSE = frozenset({"howlong", "safe", "how"})
LINKS = frozenset({"may", "session", "when", "wait", "stop", "person", "home", "need", "firstvisit"})
LINKS_OF = {
    "some": LINKS | {"help", "works"},
    "care": (LINKS - {"home", "need"}) | {"whatdo", "aftercare"},
    "all": LINKS,
    "strict": frozenset({"session", "stop", "person", "home", "when", "wait"}),
}
_NATURE = frozenset({"whatis", "cause", "lasts", "sideeffects", "purpose", "howlong", "depth"})
ITSELF = {
    "none": frozenset[str](),
    "some": _NATURE,
    "care": _NATURE | {"howworks", "help", "works", "pain", "howmany", "howoften", "safe"},
    "all": _NATURE | {"howworks", "how", "help", "works", "pain", "howmany", "howoften", "safe", "combine"},
    "strict": _NATURE | {"howworks", "how", "help", "works", "pain", "howmany", "howoften", "safe", "combine"},
}
OF_THE_THING = frozenset({"how", "howoften", "whatis", "compare", "cure", "dose", "lasts", "whatdo"})
NAMING = ("entity", "place", "flag", "flagentity", "context")
STRONG = frozenset({"entity", "flagentity", "flag"})
SOFT_KINDS = frozenset(
    {"may", "how", "when", "after", "before", "wait", "either", "whatis", "normal", "need", "whatdo"}
)
