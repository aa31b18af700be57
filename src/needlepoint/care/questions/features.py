"""What a question shows of itself, for the learned half of the matching (learned.py): the features of a reading.

w: stem of a word; b: two stems next to each other; c: a concept of the lexicon; p: two concepts together; g: pieces of
four and five letters of a word with its borders, by which words never seen still count ("needled" beside "needling").
A feature is there or it is not; its weight is WEIGHT x (ln((1 + n) / (1 + n_f)) + 1) for n_f of n known wordings.
"""

from __future__ import annotations

from itertools import combinations, pairwise

from .reading import Reading
from .text import stem

WEIGHT = {"w": 1.0, "b": 0.8, "c": 1.0, "p": 0.7, "g": 0.5}
PIECES = (4, 5)


def features(reading: Reading) -> frozenset[str]:
    """The names of the features of a question, each with the letter of its kind in front."""
    stems = [stem(word, reading.lang) for word in reading.words]
    named = [f"w={word}" for word in stems]
    named += [f"b={first}_{second}" for first, second in pairwise(stems)]
    named += [f"c={concept}" for concept in reading.concepts]
    named += [f"p={first}+{second}" for first, second in combinations(sorted(reading.concepts), 2)]
    for word in reading.words:
        bordered = f"<{word}>"
        named += [f"g={bordered[at : at + n]}" for n in PIECES for at in range(len(bordered) - n + 1)]
    return frozenset(named)
