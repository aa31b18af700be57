"""What counts as a responder: the least improvement that a definition asks for, as a share or in grades.

Quartile words: excellent 75 %, very good, good, marked 50 %, moderate, fair 25 %; "improved" and "satisfied" a tenth,
about the least that a rater sees. On a graded scale the words "good", "very good" and "excellent" count grades instead:
1, 1 or 2, and 2 (Asif 2016 goes from poor over good to excellent; Yadav, J Cutan Aesthet Surg 17:184, has very good).
Of several words the lowest counts; what stands in brackets or after a semicolon is commentary. Grades are counted to
the half below, where rounding puts them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from .cells import folded

SEEN = 0.1
WORDS: tuple[tuple[str, float], ...] = (
    (r"excellent|complete|very much|near(?:ly)? clear", 0.75),
    (r"very good|good|marked|much|significant|substantial|major|strong", 0.5),
    (r"moderate|fair|average|partial", 0.25),
    (r"improve|better|satisf|respon|minimal|mild|slight|some|any|minor|reduc|recommend", SEEN),
)
GRADED: tuple[tuple[str, float], ...] = ((r"excellent", 1.5), (r"very good", 1.0), (r"(?<!very )\bgood", 0.5))
NUMBERS = {"one": "1", "two": "2", "three": "3"}


@dataclass(frozen=True)
class Threshold:
    """The least improvement that counts. share: of the start; grades: points of a grade, before rounding."""

    unit: Literal["share", "grades"]
    least: float


def threshold(definition: str, graded: bool = False) -> Threshold | None:
    """The threshold of a definition in words; None when it cannot be told. graded: on a scale of grades."""
    plain = re.sub(r"\([^)]*\)", " ", folded(definition)).split(";")[0]
    for word, digit in NUMBERS.items():
        plain = re.sub(rf"\b{word}\b", digit, plain)
    grades = re.search(r"(\d)(?:\s*(?:or|to|-|and)\s*\d)?\s*(?:or more\s*)?(?:-?grades?|-?points?|-?steps?)", plain)
    if grades and float(grades.group(1)) > 0:
        return Threshold("grades", float(grades.group(1)) - 0.5)
    percent = re.search(
        r"(?:>=?|over|more than|at least|above|up to)?\s*(\d{1,3})(?:\s*-\s*\d{1,3})?\s*(?:%|percent)", plain
    )
    if percent and re.search(r">|over|more than|at least|above|\d\s*-\s*\d|improve", plain) and not _shares(plain):
        return Threshold("share", min(float(percent.group(1)), 100.0) / 100.0)
    steps = [least for words, least in GRADED if re.search(words, plain)]
    if graded and steps:
        return Threshold("grades", min(steps))
    found = [least for words, least in WORDS if re.search(words, plain)]
    named = [least for least in found if least > SEEN]
    return Threshold("share", min(named or found)) if found else None


def _shares(plain: str) -> bool:
    """Whether the percentages are of people: "excellent 20% + good 70%"."""
    return bool(re.search(r"(?:excellent|good|marked|fair|moderate|poor)\s*:?\s*\d", plain))
