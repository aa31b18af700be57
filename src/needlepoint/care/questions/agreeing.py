"""Which answer holds when the rules of matching.py and the learned scores (learned.py) are put together.

With s the learned score of an answer and o that of "outside" (no answer here):

- both mean the same answer: it holds when s - o >= AGREED and s >= FAINT; of "can I ..." about nothing but things that
  are known, when s - o >= PLAIN and s >= CLEAR;
- they mean different answers: the rules' when the learned best is not ahead of it by RIVAL, else the learned one; each
  only when s - o >= AGREED, the learned one also when s >= FAINT_ALONE;
- the rules know none: the learned best when s >= ALONE, its margin to the second is MARGIN, and s - o >= AHEAD, where
  every word without a sense here (STRANGE) or without a place in the question (LOOSE) counts towards outside;
- otherwise none. Words of another field rule an answer out before this, signs that call for help need no score.
"""

from __future__ import annotations

from .learned import LANGUAGES, scores
from .reading import Reading

AGREED, FAINT, FAINT_ALONE = 0.1, 0.15, 0.2
PLAIN, CLEAR = -0.2, 0.3
RIVAL = 0.1
ALONE, MARGIN, AHEAD = 0.28, 0.1, 0.2
STRANGE, LOOSE = 0.1, 0.04


def agreed(reading: Reading, ruled: str | None) -> str | None:
    """The id of the statement that holds, or None. ruled: what the rules found.

    In a language without learned scores that is what holds.
    """
    if reading.lang not in LANGUAGES:
        return ruled
    found = scores(reading)
    best = found.ranked[0]
    score, outside = found.by_id[best], found.outside
    if ruled is not None:
        own = found.by_id.get(ruled, 0.0)
        if score - own < RIVAL:
            if _plain(reading) and own - outside >= PLAIN and own >= CLEAR:
                return ruled
            return ruled if own - outside >= AGREED and own >= FAINT else None
        return best if score - _outside(reading, outside) >= AGREED and score >= FAINT_ALONE else None
    sure = score >= ALONE and found.margin() >= MARGIN and score - _outside(reading, outside) >= AHEAD
    return best if sure else None


def _plain(reading: Reading) -> bool:
    """Whether it is a short "can I ..." in known words only, which asks for no number."""
    asks = reading.words[:2] in (("can", "i"), ("may", "i"), ("could", "i"))
    number = reading.concepts & {"howmany", "howlong", "howoften", "outside"}
    return asks and len(reading.concepts) <= 2 and not (number or reading.unknown or reading.loose)


def _outside(reading: Reading, learned: float) -> float:
    return learned + STRANGE * len(reading.strange + reading.aside) + LOOSE * len(reading.loose)
