"""The check digit of a SNOMED CT identifier (Verhoeff's scheme).

Rule: fold the digits from the right through the dihedral group of order ten, each digit first permuted by its place;
a valid number folds to 0. It catches every single wrong digit and every swap of two neighbours.
Source: SNOMED CT release file specification; J. Verhoeff 1969.
"""

from __future__ import annotations


def _times(a: int, b: int) -> int:
    """The dihedral group D5: 0-4 rotations, 5-9 reflections."""
    if a < 5:
        return (a + b) % 5 if b < 5 else 5 + (a + b) % 5
    return 5 + (a - b) % 5 if b < 5 else (a - b) % 5


_STEP = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def _permuted(digit: int, place: int) -> int:
    for _ in range(place % 8):
        digit = _STEP[digit]
    return digit


def valid_snomed(code: str) -> bool:
    """Whether ``code`` has 6-18 digits, no leading zero, and a right check digit."""
    if not (code.isascii() and code.isdigit() and 6 <= len(code) <= 18 and code[0] != "0"):
        return False
    folded = 0
    for place, digit in enumerate(reversed(code)):
        folded = _times(folded, _permuted(int(digit), place))
    return folded == 0
