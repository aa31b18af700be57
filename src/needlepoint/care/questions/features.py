"""What a question shows of itself, for the learned half of the matching (learned.py): the features of a reading.

w: stem of a word; b: two stems next to each other; k: two stems with one or two between; s, e: how it starts and ends;
c: a concept of the lexicon; p: two concepts together; t: two to four parts in a row of the question's shape, in which a
thing is only its kind, so that "is acne contagious" teaches "is rosacea contagious"; u: whether words are unknown;
g: pieces of four and five letters of a word with its borders, by which words never seen still count.
A feature is there or it is not; its weight is WEIGHT x (ln((1 + n) / (1 + n_f)) + 1) for n_f of n known wordings.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from .reading import Reading
from .text import stem

WEIGHT = {"w": 1.0, "b": 0.8, "k": 0.5, "s": 0.5, "e": 0.4, "c": 1.0, "p": 0.7, "t": 0.7, "u": 1.0, "g": 0.5}
PIECES = (4, 5)


def features(reading: Reading) -> frozenset[str]:
    """The names of the features of a question, each with the letter of its kind in front."""
    return frozenset((*_words(reading), *_concepts(reading), *_pieces(reading)))


def _words(reading: Reading) -> Iterator[str]:
    stems = [stem(word, reading.lang) for word in reading.words]
    yield from (f"w={word}" for word in stems)
    for kind, gap in (("b", 1), ("k", 2), ("k", 3)):
        yield from (f"{kind}={first}_{second}" for first, second in zip(stems, stems[gap:], strict=False))
    yield from (f"s={'_'.join(stems[:n])}" for n in (1, 2, 3))
    yield from (f"e={'_'.join(stems[-n:])}" for n in (1, 2))


def _concepts(reading: Reading) -> Iterator[str]:
    yield from (f"c={concept}" for concept in reading.concepts)
    yield from (f"p={first}+{second}" for first, second in combinations(sorted(reading.concepts), 2))
    shape = ("^", *reading.shape, "$")
    for n in (2, 3, 4):
        yield from (f"t={'_'.join(shape[at : at + n])}" for at in range(len(shape) - n + 1))
    yield from (f"u={name}" for name in ("strange", "everyday", "aside") if getattr(reading, name))
    if not reading.concepts:
        yield "u=none"


def _pieces(reading: Reading) -> Iterator[str]:
    for word in reading.words:
        bordered = f"<{word}>"
        yield from (f"g={bordered[at : at + n]}" for n in PIECES for at in range(len(bordered) - n + 1))
