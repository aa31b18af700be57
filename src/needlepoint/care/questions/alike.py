"""The second way to know a question: by its likeness to one that the data holds.

Likeness of two questions = 2 w(common) / (w(one) + w(other)) over their features (Dice): concepts with the weight of
their kind, plain words with little. The things that both are about must be the same, no word may be strange, and the
likeness must reach ALIKE; so this finds other wordings of intent and never another subject.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

from .index import phrasings
from .lexicon import lexicon
from .reading import THINGS, Reading, read
from .statements import Statement, statements
from .store import read_data
from .text import stem

ALIKE, WORD = 0.7, 0.5
SAME = frozenset({*THINGS, "hard"})
OF_THE_FIELD = frozenset({*THINGS, "context", "place"})
POINTERS = frozenset({"it", "mine"})


def alike(reading: Reading, allowed: Callable[[Statement], bool]) -> str | None:
    """The id of the allowed statement whose phrasing is most alike, or None."""
    kinds = lexicon(reading.lang).kinds
    spoken_of = {kinds[concept] for concept in reading.concepts - POINTERS}
    if reading.strange or reading.aside or reading.everyday or not spoken_of & OF_THE_FIELD:
        return None
    features = _features(reading)
    best, most = None, ALIKE
    for id, things, other in _known(reading.lang):
        if things != _things(reading) or not allowed(statements()[id]):
            continue
        if (likeness := _likeness(features, other, reading.lang)) > most:
            best, most = id, likeness
    return best


def _likeness(one: frozenset[str], other: frozenset[str], lang: str) -> float:
    whole = _weight(one, lang) + _weight(other, lang)
    return 2 * _weight(one & other, lang) / whole if whole else 0.0


def _weight(features: frozenset[str], lang: str) -> float:
    known = lexicon(lang)
    return sum(WORD if name.startswith("=") else known.weight(name) for name in features)


@functools.cache
def _known(lang: str) -> tuple[tuple[str, frozenset[str], frozenset[str]], ...]:
    readings = ((item.id, read(said, lang)) for item in statements().values() for said in phrasings(item, lang))
    return tuple((id, _things(reading), _features(reading)) for id, reading in readings)


def _features(reading: Reading) -> frozenset[str]:
    empty = read_data("reading")["empty"].split()
    plain = (f"={stem(word, reading.lang)}" for word in reading.words if word not in empty)
    return (reading.concepts - POINTERS) | frozenset(plain)


def _things(reading: Reading) -> frozenset[str]:
    kinds = lexicon(reading.lang).kinds
    return frozenset(concept for concept in reading.concepts if kinds[concept] in SAME)
