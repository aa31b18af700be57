"""Published scales as data: their range, steps, direction, licence, how to score them, and what may not be compared."""

from .comparing import Change, Score, change, converted
from .model import Item, Scale, check_concern, check_score, scale, scales
from .scoring import band_of, score

__all__ = [
    "Change",
    "Item",
    "Scale",
    "Score",
    "band_of",
    "change",
    "check_concern",
    "check_score",
    "converted",
    "scale",
    "scales",
    "score",
]
