"""Leave one study out: the posterior without each study in turn, and that study's arms then predicted.

The posterior without a study is the full one weighted by 1/p(study | constants), the study's own deviations (study,
arms, raters, drift, untold details, loadings that no other study informs) integrated out, so that the weights are
mild: how many draws they are worth stands beside each. Weights are truncated at sqrt(rows) times their mean (Ionides
2008). Beside each stands the plain random-effects mean (`plain`), fitted without the same study. Widths and scores are
compared in shares of the printed start, whatever a model makes of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special
from scipy.special import ndtri
from scipy.stats import qmc

from ...evidence import load_parameters
from ...outcome.model import FEATURES, improved, sigmoid
from ...outcome.posterior import OutcomeTable
from .arms import Arm
from .courses import DETAILS
from .fit import Data, Fit, spread_of
from .likelihood import log_likelihood
from .observed import judged, loading_prior, measured_with, observe, printed
from .plain import Plain, plain_means, plain_prediction, plain_responders
from .predict import INTERVAL, draw, log_score, log_signal, usual_level

Array = NDArray[np.float64]

LATENT = 2048
CHUNK = 100
RESAMPLED = 4000
Tell = Callable[[str, float], None]


@dataclass(frozen=True)
class Side:
    """One model's prediction of an arm: median and 90 % interval in the arm's unit, its width as a share (percentage
    points), whether it held, the log score, and the error of the median (percentage points of improvement)."""

    predicted: float
    low: float
    high: float
    width: float
    inside: bool
    score: float
    miss: float


@dataclass(frozen=True)
class LeftOut:
    """An arm and what both models said of it without its study. kept: share of the draws that the weights are worth."""

    arm: Arm
    ours: Side
    plain: Side
    kept: float


def leave_one_out(data: Data, table: OutcomeTable, *, tell: Tell = lambda what, share: None) -> list[LeftOut]:
    """Every arm with an observed number, predicted without its study. table: the posterior of all studies."""
    arms, found = data.observed.arms, []
    judged = [
        study for study in data.observed.studies if any(a.study == study and a.observed is not None for a in arms)
    ]
    for at, study in enumerate(judged):
        tell(f"without {study}", at / len(judged))
        without, kept = without_study(data, table, study)
        person = float(np.median(without.columns["person_sd"]))
        rest = [arm for arm in arms if arm.study != study and arm.observed is not None]
        peers = {
            True: plain_responders([arm for arm in rest if arm.kind == "responders"]),
            False: plain_means([arm for arm in rest if arm.kind != "responders"], person),
        }
        for index, arm in enumerate(arms):
            if arm.study == study and arm.observed is not None:
                peer = peers[arm.kind == "responders"]
                found.append(LeftOut(arm, _ours(arm, data, index, without), _plain(arm, peer, person), kept))
    return found


def without_study(data: Data, table: OutcomeTable, study: str) -> tuple[OutcomeTable, float]:
    """The posterior without one study, and the share of the draws that its weights are worth."""
    logs = -study_likelihood(data, table, study)
    weights = np.exp(logs - logs.max())
    weights = np.minimum(weights, weights.mean() * np.sqrt(len(weights)))
    weights /= weights.sum()
    steps = (np.arange(RESAMPLED) + 0.5) / RESAMPLED
    rows = np.minimum(np.searchsorted(np.cumsum(weights), steps), table.rows - 1)
    # so that neighbours in the table, which are alike, do not meet the same draw of everything else
    rows = rows[np.random.Generator(np.random.Philox(key=11)).permutation(RESAMPLED)]
    kept = float(1.0 / (weights**2).sum() / len(weights))
    gone = only_of(data, study)
    columns = {name: values[rows] for name, values in table.columns.items() if name not in gone}
    return OutcomeTable(columns, table.reference), kept


def only_of(data: Data, study: str) -> dict[str, str]:
    """Loadings that no other study informs, and the spread that they are drawn with: what a new study brings along."""
    named = [
        (arm.study, kind, which)
        for arm in data.observed.arms
        for kind, which in (
            ("lesion", arm.lesion),
            ("family", measured_with(arm).family),
            ("instrument", measured_with(arm).id),
        )
    ]
    others = {item[1:] for item in named if item[0] != study}
    return {f"{kind}_{which}": kind for who, kind, which in named if who == study and (kind, which) not in others}


def study_likelihood(data: Data, table: OutcomeTable, study: str) -> Array:
    """Log-likelihood of one study's arms under each row, all that is the study's own integrated over ``LATENT`` points
    (row,)."""
    seen, p = data.observed, load_parameters("outcome")
    mine = [at for at, arm in enumerate(seen.arms) if arm.study == study]
    part, gone = observe([seen.arms[at] for at in mine]), only_of(data, study)
    groups = sorted({int(seen.group[at]) for at in mine})
    keys = ["drift", "strength", "shown", "study", "leniency", *map(str, groups), *gone]
    noise = dict(zip(keys, ndtri(qmc.Sobol(len(keys), rng=13).random(LATENT)).T, strict=True))
    found = np.empty(table.rows)
    for first in range(0, table.rows, CHUNK):
        flat = {name: values[first : first + CHUNK] for name, values in table.columns.items()}
        rows = {name: values[:, None] for name, values in flat.items()}
        known = {name: values for name, values in flat.items() if name not in gone}
        means = []
        for at in mine:
            arm = seen.arms[at]
            level = usual_level(arm, known)[:, None] + np.zeros(LATENT)
            for name in sorted({f"lesion_{arm.lesion}", f"family_{measured_with(arm).family}"} & set(gone)):
                kind, _, which = name.partition("_")
                centre, spread = loading_prior(which) if kind == "family" else (0.0, p["lesion_spread"])
                level = level + centre + spread * noise[name]
            if f"instrument_{measured_with(arm).id}" in gone:
                level = level + rows["instrument_sd"] * noise[f"instrument_{measured_with(arm).id}"]
            strength, shown = _signals(data.relative[at], flat, noise)
            own = 1.0 + rows["study_sd"] * noise["study"] + rows["arm_sd"] * noise[str(int(seen.group[at]))]
            if judged(arm):
                own = own + rows["leniency_sd"] * noise["leniency"]
            share = own * np.exp(shown) * sigmoid(level + rows["dose"] * strength)
            means.append(improved(share, rows["drift"] + rows["drift_sd"] * noise["drift"]))
        told = log_likelihood(np, special, part, np.stack(means, axis=-1), rows["person_sd"][..., None]).sum(axis=-1)
        most = told.max(axis=1, keepdims=True)
        found[first : first + CHUNK] = (most + np.log(np.exp(told - most).mean(axis=1, keepdims=True)))[:, 0]
    return found


def _signals(relative: Array, rows: Mapping[str, Array], noise: Mapping[str, Array]) -> tuple[Array, Array]:
    """Log S and log shown (row, latent): mean over the drawn courses, and their spread times the study's scores."""
    size = len(rows["lag"])
    logs = [log_signal(relative, rows, np.full(size, detail)) for detail in range(DETAILS)]
    both = (np.stack([pair[which] for pair in logs], axis=1) for which in (0, 1))
    strength, shown = (
        each.mean(axis=1)[:, None] + spread_of(np, each)[:, None] * noise[name]
        for each, name in zip(both, ("strength", "shown"), strict=True)
    )
    return strength, shown


def table_of(fit: Fit, data: Data, rows: int | None = None) -> OutcomeTable:
    """The fit as a table of draws, thinned evenly to ``rows``. Instruments seen only in a left-out study are drawn from
    their spread there already."""
    flat = {name: values.reshape(-1) for name, values in fit.columns.items()}
    size = len(next(iter(flat.values())))
    kept = np.linspace(0, size - 1, rows or size).astype(int)
    reference = dict(zip(FEATURES, map(float, data.reference), strict=True))
    return OutcomeTable({name: values[kept] for name, values in flat.items()}, reference)


def _side(arm: Arm, seen: Array, score: float) -> Side:
    low, middle, high = (float(value) for value in np.quantile(seen, [INTERVAL[0], 0.5, INTERVAL[1]]))
    unit = 100.0 if arm.kind == "responders" else printed(arm)[1]
    assert arm.observed is not None
    inside = low - 1e-9 <= arm.observed <= high + 1e-9
    miss = 100.0 * (middle - arm.observed) / unit
    return Side(middle, low, high, 100.0 * (high - low) / abs(unit), inside, score, miss)


def _ours(arm: Arm, data: Data, index: int, table: OutcomeTable) -> Side:
    drawn = draw(arm, data.relative[index], table)
    return _side(arm, drawn.seen, log_score(arm, drawn))


def _plain(arm: Arm, peer: Plain, person: float) -> Side:
    return _side(arm, *plain_prediction(arm, peer, person))


def summary(found: Sequence[LeftOut]) -> dict[str, dict[str, float]]:
    """By model: arms, share inside, mean error, mean absolute error, mean width, mean log score."""
    both = {"ours": [item.ours for item in found], "plain": [item.plain for item in found]}
    return {
        name: {
            "arms": float(len(sides)),
            "inside": float(np.mean([side.inside for side in sides])),
            "bias": float(np.mean([side.miss for side in sides])),
            "error": float(np.mean([abs(side.miss) for side in sides])),
            "width": float(np.mean([side.width for side in sides])),
            "score": float(np.mean([side.score for side in sides])),
        }
        for name, sides in both.items()
    }
