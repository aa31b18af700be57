"""How a free name is made comparable, and when two names are one letter apart.

A name becomes a list of words: no case, no accents, no punctuation, figures apart from letters ("b12" is "b 12"). Two
names are one letter apart when one letter is missing, added, changed or swapped with its neighbour (Damerau 1964).
"""

from __future__ import annotations

import re
import unicodedata

_PIECES = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
SHORTEST_TYPO = 6


def words(text: str) -> tuple[str, ...]:
    """The words and figures of a name, in plain small letters: ``words("Rétin-A 0,05%") == ("retin", "a", "0,05")``."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return tuple(_PIECES.findall(plain.casefold()))


def one_letter_apart(one: str, other: str) -> bool:
    """Whether one letter is missing, added, changed or swapped; never true of words under six letters."""
    if one == other or min(len(one), len(other)) < SHORTEST_TYPO or abs(len(one) - len(other)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, other_rest = one[start:], other[start:]
    changed = rest[1:] == other_rest[1:]
    added = rest == other_rest[1:] or rest[1:] == other_rest
    swapped = rest[:2] == other_rest[:2][::-1] and rest[2:] == other_rest[2:]
    return changed or added or swapped
