"""Which answer holds when the rules of matching.py and the learned scores (learned.py) are put together.

Of the three answers with the best learned scores and the one that the rules found, the one holds that is RIGHT most
likely; and it holds only when the question also seems to be INSIDE what is known. Both are sums of the same signs,

    right = sum of RIGHT x sign,  inside = sum of INSIDE x sign,  it holds when inside + SHARE x right >= LEAST,

(a little below that, at CLOSE, the best ones are not an answer, only named as questions that could be asked),

with weights that logistic regressions found on scores of wordings that were left out of the learning, each with all
that are nearly the same (``tools/fit_agreeing.py``). Signs that call for help need no score.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from .learned import LANGUAGES, Scores, scores
from .lexicon import lexicon
from .reading import Reading

SHARE = 0.6
LEAST = 4.5
CLOSE = 2.0
CANDIDATES, MOST_LOOSE, SHORT = 3, 4, 3
RIGHT: Mapping[str, float] = {
    "always": -3.791,
    "score": -6.179,
    "root": 9.683,
    "outside": -0.153,
    "lead": 6.991,
    "ruled": 0.572,
    "ruled score": 1.509,
    "ruled lead": -0.914,
    "ruled outside": 2.774,
    "ruled another": -0.392,
    "strange": -0.004,
    "aside": -0.275,
    "everyday": -0.104,
    "loose": 0.000,
    "ruled loose": -0.852,
    "short": -0.168,
    "ruled may": -0.551,
    "needling": 0.080,
    "mine": 0.148,
    "when": -0.049,
}
INSIDE: Mapping[str, float] = {
    "always": 4.890,
    "score": -3.227,
    "root": -0.082,
    "outside": -10.250,
    "lead": 3.173,
    "ruled": -0.319,
    "ruled score": 5.362,
    "ruled lead": -2.907,
    "ruled outside": -1.379,
    "ruled another": 0.657,
    "strange": -0.500,
    "aside": -0.300,
    "everyday": -0.300,
    "loose": 0.000,
    "ruled loose": -0.226,
    "short": 1.027,
    "ruled may": -0.071,
    "needling": 0.084,
    "mine": 0.947,
    "when": 0.208,
}


def agreed(reading: Reading, ruled: str | None) -> str | None:
    """The id of the statement that holds, or None. ruled: what the rules found.

    In a language without learned scores that is what holds. Numbers and little words alone ask for nothing.
    """
    if reading.lang not in LANGUAGES:
        return ruled
    best, worth = _best(reading, ruled)
    return best if worth >= LEAST else None


def suggested(reading: Reading, ruled: str | None, most: int) -> tuple[str, ...]:
    """Ids of the answers that come close without holding: what a person may have meant. None where nothing is close."""
    if reading.lang not in LANGUAGES or not CLOSE <= _best(reading, ruled)[1] < LEAST:
        return ()
    return candidates(ruled, scores(reading))[:most]


def _best(reading: Reading, ruled: str | None) -> tuple[str | None, float]:
    kinds = lexicon(reading.lang).kinds
    if not reading.loose and all(kinds[concept] == "soft" for concept in reading.concepts):
        return None, -math.inf
    found = scores(reading)
    told = {id: signs(reading, ruled, id, found) for id in candidates(ruled, found)}
    best = max(told, key=lambda id: (_sum(RIGHT, told[id]), id))
    return best, _sum(INSIDE, told[best]) + SHARE * _sum(RIGHT, told[best])


def candidates(ruled: str | None, found: Scores) -> tuple[str, ...]:
    """The answers that may hold."""
    best = found.ranked[:CANDIDATES]
    return best if ruled is None or ruled in best else (*best, ruled)


def signs(reading: Reading, ruled: str | None, id: str, found: Scores) -> dict[str, float]:
    """What speaks for or against one answer, by name."""
    own = found.by_id.get(id, 0.0)
    lead = own - max(found.by_id[other] for other in found.ranked[:2] if other != id)
    by_rule = float(ruled == id)
    return {
        "always": 1.0,
        "score": own,
        "root": max(own, 0.0) ** 0.5,
        "outside": found.outside,
        "lead": lead,
        "ruled": by_rule,
        "ruled score": by_rule * own,
        "ruled lead": by_rule * lead,
        "ruled outside": by_rule * found.outside,
        "ruled another": float(ruled not in (None, id)),
        "strange": float(len(reading.strange)),
        "aside": float(len(reading.aside)),
        "everyday": float(len(reading.everyday)),
        "loose": float(min(len(reading.loose), MOST_LOOSE)),
        "ruled loose": by_rule * min(len(reading.loose), MOST_LOOSE),
        "short": float(len(reading.words) <= SHORT),
        "ruled may": by_rule * ("may" in reading.concepts),
        "needling": float(bool(reading.concepts & {"it", "needling", "device"})),
        "mine": float("mine" in reading.concepts),
        "when": float(bool(reading.concepts & {"after", "before"})),
    }


def _sum(weights: Mapping[str, float], told: Mapping[str, float]) -> float:
    return sum(weights[name] * told[name] for name in weights)
