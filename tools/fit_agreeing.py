"""Work out anew by which signs an English question is answered, and how often that is right.

python tools/fit_agreeing.py    prints the weights for care/questions/agreeing.py; needs some 2 GB and a minute

Every wording that no rule was tuned on is scored by weights learned without it and without all that are nearly the same
as it; the logistic regressions are then fitted in five folds of such groups, and printed for all of them together.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from importlib import resources
from typing import Any

import numpy as np
from scipy import linalg, optimize, sparse

from needlepoint.care.questions import agreeing, learned, matching, statements
from needlepoint.care.questions.features import features
from needlepoint.care.questions.index import phrasings
from needlepoint.care.questions.lexicon import lexicon
from needlepoint.care.questions.reading import read

MARK, NEARLY_SAME, FOLDS = "# From here on", 0.72, 5
# What may count at most (negative: against an answer).
INSIDE_MOST = {"strange": -0.5, "aside": -0.3, "everyday": -0.3, "loose": 0.0, "ruled loose": 0.0}
RIGHT_MOST = dict.fromkeys(INSIDE_MOST, 0.0)
Scorer = Callable[[Any], Any]


def later(name: str) -> int:
    """How many wordings of a file stand behind the mark."""
    text = (resources.files("needlepoint.care.questions") / "data" / f"{name}.txt").read_text("utf-8")
    return sum(bool(line) and not line.startswith("#") for line in text.split(MARK)[1].splitlines()[1:])


def left_out(
    seen: Sequence[frozenset[str]], examples: Sequence[tuple[tuple[str, ...], str]], at: Sequence[int]
) -> tuple[Any, Any]:
    """The scores of the wordings ``at``, each learned without its group; and the group of each wording."""
    often = Counter(name for names in seen for name in names)
    names = sorted(name for name, count in often.items() if count > 1 or name[0] in learned.ALWAYS_KEPT)
    gains = learned.gains(names, often, len(seen))
    rows = learned.rows(seen, names, gains)
    gram = (rows @ rows.T).toarray()
    near = sparse.csr_matrix(np.triu(gram > NEARLY_SAME, 1))
    groups = sparse.csgraph.connected_components(near, directed=False)[1]
    gram[np.diag_indices_from(gram)] += learned.RIDGE
    inverse = linalg.inv(gram, overwrite_a=True)
    columns = [*statements(), learned.OUTSIDE]
    targets = np.array([[float(ids[0] == column) for column in columns] for ids, _ in examples])
    solved = inverse @ targets
    members = defaultdict(list)
    for place, group in enumerate(groups):
        members[group].append(place)
    scores = []
    for place in at:
        own = members[groups[place]]
        error = np.linalg.solve(inverse[np.ix_(own, own)], solved[own])
        scores.append(targets[place] - error[own.index(place)])
    return np.array(scores), groups


def regression(signs: Any, right: Any, most: Sequence[float | None]) -> Any:
    """Weights of a logistic regression, each pulled to 0 by its spread, some bounded from above."""
    spread = np.where(signs.std(axis=0) > 0, signs.std(axis=0), 1.0)
    middle = signs.mean(axis=0)
    spread[0], middle[0] = 1.0, 0.0
    scaled = (signs - middle) / spread

    def loss(weights: Any) -> tuple[float, Any]:
        z = scaled @ weights
        free = np.r_[0.0, weights[1:]]
        value = np.logaddexp(0.0, np.where(right > 0, -z, z)).sum() + 0.5 * free @ free
        return value, scaled.T @ (1.0 / (1.0 + np.exp(-z)) - right) + free

    bounds = [(None, None if top is None else top * wide) for top, wide in zip(most, spread, strict=True)]
    weights = optimize.minimize(loss, np.zeros(len(spread)), jac=True, method="L-BFGS-B", bounds=bounds).x / spread
    weights[0] -= weights[1:] @ middle[1:]
    return weights


def main() -> int:
    """Score, fit in folds and print."""
    examples: list[tuple[tuple[str, ...], str]] = [
        ((item.id,), said) for item in statements().values() for said in phrasings(item, "en")
    ]
    examples += learned.heard("en")
    heard_until = len(examples)
    examples += [((learned.OUTSIDE,), said) for said in learned.outside("en")]
    at = [*range(heard_until - later("heard_en"), heard_until)]
    at += range(len(examples) - later("outside_en"), len(examples))
    readings = [read(said, "en") for _, said in examples]
    scored, groups = left_out([features(reading) for reading in readings], examples, at)
    told, ids, names = [], [], []
    for row, place in zip(scored.tolist(), at, strict=True):
        found = learned.Scores(dict(zip(statements(), row, strict=False)), row[-1])
        ruled = matching.ruled(readings[place], lexicon("en"))[0]
        ids.append(agreeing.candidates(ruled, found))
        signs = [agreeing.signs(readings[place], ruled, id, found) for id in ids[-1]]
        names = list(signs[0])
        told.append(np.array([list(sign.values()) for sign in signs]))
    inside = np.array([examples[place][0] != (learned.OUTSIDE,) for place in at])
    right = [np.array([float(id in examples[place][0]) for id in ids[k]]) for k, place in enumerate(at)]

    def fitted(on: Sequence[int]) -> tuple[Any, Any]:
        asked = [k for k in on if inside[k]]
        first = regression(
            np.vstack([told[k] for k in asked]),
            np.concatenate([right[k] for k in asked]),
            [RIGHT_MOST.get(name) for name in names],
        )
        picked = np.array([told[k][int(np.argmax(told[k] @ first))] for k in on])
        return first, regression(picked, inside[list(on)].astype(float), [INSIDE_MOST.get(name) for name in names])

    held, hit = np.zeros(len(at)), np.zeros(len(at))
    fold = groups[at] * 7919 % FOLDS
    for number in range(FOLDS):
        first, second = fitted([k for k in range(len(at)) if fold[k] != number])
        for k in np.flatnonzero(fold == number):
            best = int(np.argmax(told[k] @ first))
            held[k] = told[k][best] @ second + agreeing.SHARE * told[k][best] @ first
            hit[k] = right[k][best]
    for least in np.arange(3.0, 6.0, 0.25):
        over = held >= least
        shares = (over & (hit > 0))[inside].mean(), (over & (hit == 0))[inside].mean(), over[~inside].mean()
        sys.stdout.write("LEAST {:.2f}: right {:.3f}, another {:.3f}, outside answered {:.3f}\n".format(least, *shares))
    for name, weights in zip(("RIGHT", "INSIDE"), fitted(range(len(at))), strict=True):
        lines = "".join(f'    "{sign}": {weight + 0.0:.3f},\n' for sign, weight in zip(names, weights, strict=True))
        sys.stdout.write(f"{name}: Mapping[str, float] = {{\n{lines}}}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
