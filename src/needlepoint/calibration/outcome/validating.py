"""`needlepoint validate --arms`: every arm of a file held against what the shipped model predicts of it.

Sign: as the file prints it. percent and points: change of the score (a fall is negative); points where only final
means were printed: final minus start; rating: the mean rating itself; responders: percent of people. The error of an
arm is in percentage points of improvement, so that scales can be averaged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import InputError, Problem
from ...outcome.posterior import outcome_posterior
from .arms import Arm, read_arms
from .courses import LAGS, simulate
from .observed import why_not
from .predict import Predicted, predict, totals


@dataclass(frozen=True)
class Validation:
    """Every arm with its prediction, in the order of the file; problems: (row, problem) of the rows left out."""

    arms: tuple[Predicted, ...]
    problems: tuple[tuple[int, Problem], ...]

    def to_json(self) -> dict[str, Any]:
        """arms, inside_fraction, mean_error (mean absolute error, percentage points of improvement), n; and bad_rows
        where rows were left out."""
        n, inside, error = totals(self.arms)
        found: dict[str, Any] = {
            "arms": [_arm(item) for item in self.arms],
            "inside_fraction": _short(inside),
            "mean_error": _short(error),
            "n": n,
        }
        if self.problems:
            found["bad_rows"] = [
                {"row": row, "place": item.place, "found": item.found, "allowed": item.allowed}
                for row, item in self.problems
            ]
        return found


def validate_arms(path: Path, *, keep_going: bool = False) -> Validation:
    """Predict the arms of a file. Raises InputError naming row and column of everything wrong; with ``keep_going`` such
    rows are left out and listed, and only a file that is none raises."""
    file = read_arms(path)
    if file.problems and not keep_going:
        raise InputError([problem for _, problem in file.problems])
    return Validation(tuple(predictions(file.arms)), file.problems)


def predictions(arms: Sequence[Arm]) -> list[Predicted]:
    """The prediction of every arm; those that are needled are simulated in one batch."""
    table = outcome_posterior()
    needled = [arm for arm in arms if arm.treatment.kind == "needling" and not why_not(arm)]
    run = simulate(needled)
    reference = np.asarray(list(table.reference.values()))
    features = {arm.id: values / reference for arm, values in zip(needled, run.features, strict=True)}
    nothing = np.zeros((1, 1 + len(LAGS), len(reference)))
    return [predict(arm, features.get(arm.id, nothing), table) for arm in arms]


def _arm(item: Predicted) -> dict[str, Any]:
    return {
        "arm_id": item.arm.id,
        "scale": item.arm.scale,
        "predicted": _short(item.predicted),
        "interval90": [_short(bound) for bound in item.interval] if item.interval else None,
        "observed": _short(item.arm.observed),
        "inside": item.inside,
        "why_not": item.why_not or None,
    }


def _short(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.5g}")
