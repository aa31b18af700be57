"""The calibration of the tissue model: the stages run one after the other, and the files that hold the result.

``posterior.npz``: names of constants, draws (draws, constants) in engine units and sources, the form that
`needlepoint.healing` reads. ``posterior.yaml``: the same run in words: seed, what it was fitted to, R-hat, effective
sample size, what was learnt, what is said of every figure; ``tables.md``: the same to read. ``*.svg``: posterior
predictive charts. No date, so that the same run gives the same files.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from ..evidence import Parameter, load_parameters
from ..files import Content, write_folder
from ..healing import central_parameters
from ..randomness import drawn
from .diagnostics import Learnt, Said, learnt, said
from .likelihood import Traces, figure, log_likelihood, run_experiment
from .predictive import PICTURES, picture
from .sampler import RUNS, Walk, stream, walk
from .tables import tables
from .targets import Stage, Targets, load_targets, priors_digest, started

Array = NDArray[np.float64]
Tell = Callable[[str, float], None]

DRAWS = 256
SCHEMA = "needlepoint.tissue-posterior/1"
ORDERED_BY = "papillary_gain"
PRIOR_PROCESS = "calibration: constants from their priors"
HEAD = (
    "# Written by `needlepoint calibrate tissue`. scores: prior = 0 and 1; sd near 1: not identified by these data.\n"
)


@dataclass(frozen=True)
class Posterior:
    """One calibration. names (constants,); values (draws, constants) in engine units; scores likewise; walks by stage;
    traces: every experiment under the draws."""

    targets: Targets
    seed: int
    names: tuple[str, ...]
    values: Array
    scores: Array
    walks: Mapping[str, Walk]
    learnt: tuple[Learnt, ...]
    said: tuple[Said, ...]
    traces: Mapping[str, Traces]


def calibrate_tissue(
    *,
    draws: int = DRAWS,
    seed: int = 1,
    rounds: int | None = None,
    targets: Targets | None = None,
    tell: Tell = lambda what, share: None,
) -> Posterior:
    """Fit the tissue model stage by stage.

    draws: draws of the posterior, rounded up to a multiple of the runs; rounds: rounds of every stage in place of those
    of the targets (fewer for a trial); tell: told what is being done and the share that is done.
    """
    goal = targets or load_targets()
    entries = started(goal, load_parameters("healing"))
    names = tuple(entry.name for entry in entries)
    count = -(-draws // RUNS) * RUNS
    scores = stream(seed, PRIOR_PROCESS, 0).standard_normal((count, len(names)))
    walks: dict[str, Walk] = {}
    for at, stage in enumerate(goal.stages):

        def told(share: float, stage: Stage = stage, at: int = at) -> None:
            tell(f"fitting {stage.name}", (at + share) / len(goal.stages))

        walks[stage.name] = _fit(goal, stage, entries, scores, seed, rounds or stage.rounds, told)
        scores = walks[stage.name].scores
    constants = _constants(entries, scores)
    traces = {name: run_experiment(goal, name, constants) for name in goal.experiments}
    values = np.asarray([[row[name] for name in names] for row in constants])
    stages = {name: stage.name for stage in goal.stages for name in stage.fitted}
    stated = {entry.name: entry.value for entry in entries}
    return Posterior(
        targets=goal,
        seed=seed,
        names=names,
        values=values,
        scores=scores,
        walks=walks,
        learnt=learnt(names, stages, stated, values, scores),
        said=said(goal.all, traces),
        traces=traces,
    )


def _fit(
    goal: Targets,
    stage: Stage,
    entries: Sequence[Parameter],
    scores: Array,
    seed: int,
    rounds: int,
    tell: Callable[[float], None],
) -> Walk:
    wanted, names = goal.of_stage(stage), [entry.name for entry in entries]

    def level(at: Array) -> Array:
        return log_likelihood(goal, wanted, _constants(entries, at))

    moved = [names.index(name) for name in stage.fitted]
    return walk(level, scores, moved, rounds=rounds, seed=seed, process=f"calibration: {stage.name}", tell=tell)


def _constants(entries: Sequence[Parameter], scores: Array) -> list[dict[str, float]]:
    """Every set of constants: those carried at their scores, the others (hand, pigment, redness) as stated."""
    central = central_parameters(None)
    return [
        central | {entry.name: drawn(entry, float(z)) for entry, z in zip(entries, row, strict=True)} for row in scores
    ]


def posterior_files(posterior: Posterior) -> dict[str, Content]:
    """Every file of a posterior by name. The table's rows rise by what they gain from the needling course, so that few
    draws, taken in mirrored pairs of rows, stand around the middle."""
    held = io.BytesIO()
    rows = posterior.values[np.argsort(_gain(posterior), kind="stable")].astype(np.float32)
    sources = np.asarray(posterior.targets.sources())
    np.savez_compressed(held, names=np.asarray(posterior.names), values=rows, sources=sources)
    document = posterior_document(posterior)
    text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=120)
    files: dict[str, Content] = {"posterior.npz": held.getvalue(), "posterior.yaml": HEAD + text}
    files["tables.md"] = tables(document, posterior.targets)
    for plan in PICTURES:
        files[f"{plan.name}.svg"] = picture(plan, posterior.targets, posterior.traces[plan.experiment]) + "\n"
    return files


def _gain(posterior: Posterior) -> Array:
    (target,) = [item for item in posterior.targets.all if item.id == ORDERED_BY]
    return figure(target.quantity, posterior.traces[target.experiment])


def write_posterior(posterior: Posterior, folder: Path) -> list[Path]:
    """Write every file of the posterior into ``folder``, or nothing. Raises InputError or MachineError."""
    return write_folder(folder, posterior_files(posterior))


def posterior_document(posterior: Posterior) -> dict[str, Any]:
    """The run in words and rounded figures, as it stands in posterior.yaml."""
    fitted = [item for item in posterior.learnt if item.stage]
    return {
        "schema": SCHEMA,
        "seed": posterior.seed,
        "draws": len(posterior.values),
        "runs": RUNS,
        "targets": posterior.targets.digest,
        "priors": priors_digest(started(posterior.targets, load_parameters("healing"))),
        "sources": list(posterior.targets.sources()),
        "failed_runs": {name: int(trace.failed.sum()) for name, trace in posterior.traces.items()},
        "worst_rhat": _short(max(item.rhat for item in posterior.learnt)),
        "least_effective": _short(min(item.effective for item in posterior.learnt)),
        "stages": {name: _walk_document(item, len(item.memory)) for name, item in posterior.walks.items()},
        "not_identified": [item.name for item in fitted if not item.identified],
        "figures": {item.target.id: _said_document(item) for item in posterior.said},
        "constants": {item.name: _learnt_document(item) for item in posterior.learnt},
    }


def _walk_document(item: Walk, moved: int) -> dict[str, Any]:
    return {
        "constants": moved,
        "rounds": len(item.log_likelihood) - 1,
        "accepted": _short(item.accepted),
        "memory_of_the_start": _short(float(np.abs(item.memory).max())),
        "log_likelihood": [_short(float(item.log_likelihood[at])) for at in (0, len(item.log_likelihood) // 2, -1)],
    }


def _said_document(item: Said) -> dict[str, Any]:
    published = item.target.published
    return {
        "fitted_in": item.target.stage or "predicted",
        "published": [published.low, published.high],
        "model": [_short(item.low), _short(item.median), _short(item.high)],
        "misfit_sd": _short(item.misfit),
        "unit": item.target.unit,
    }


def _learnt_document(item: Learnt) -> dict[str, Any]:
    return {
        "stage": item.stage or "prior",
        "stated": _short(item.stated),
        "median": _short(item.median),
        "interval": [_short(item.low), _short(item.high)],
        "score": _short(item.shift),
        "score_sd": _short(item.sd),
        "rhat": _short(item.rhat),
        "effective": _short(item.effective),
    }


def _short(value: float) -> float:
    return float(f"{value:.4g}")
