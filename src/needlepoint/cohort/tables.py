"""From groups to the two tables of a trial (see ``results``): rows in the order person, arm, visit, scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from .group import GROUP, Group
from .people import first_zone
from .results import PEOPLE, SCORES
from .trial import BASELINE, Trial

Array = NDArray[np.float64]


def _words(codes: Any, words: Sequence[str]) -> pa.DictionaryArray:
    """Words by their place; -1 is null."""
    codes = np.asarray(codes, np.int16).ravel()
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), pa.array(list(words), pa.string()))


def _places(values: Sequence[str], words: Sequence[str]) -> list[int]:
    return [words.index(value) for value in values]


def people_table(trial: Trial, group: Group, upto: int) -> pa.Table:
    """The people of a group whose number is below ``upto``, one row each; in a parallel trial one row an arm."""
    kept = [one for one in group.people if one.number < upto]
    arms = len(trial.arms) if trial.design == "parallel" else 1
    zone, who = first_zone(trial), trial.population
    skins = [one.layers(zone) for one in kept]
    words = {name: list(getattr(who, name).shares) for name in ("sex", "phototype", "subtype")}
    plain: dict[str, Any] = {
        "twin": [one.number for one in kept],
        "world": group.worlds[: len(kept)],
        "age": [one.age for one in kept],
        "smoker": [one.smoker for one in kept],
        "dermis_mm": [skin.dermis_mm for skin in skins],
        "epidermis_mm": [skin.epidermis_mm for skin in skins],
        "severity": [one.severity[trial.scales[0].scale] for one in kept],
        "drop_out_day": [one.drop_out_day for one in kept],
    }
    columns: dict[str, Any] = {name: np.repeat(np.asarray(values), arms) for name, values in plain.items()}
    for name, known in words.items():
        columns[name] = _words(np.repeat(_places([getattr(one, name) for one in kept], known), arms), known)
    number = np.tile(np.arange(arms), len(kept))
    columns["person"] = columns["twin"] * arms + number
    columns["arm"] = _words(number if trial.design == "parallel" else number - 1, [arm.name for arm in trial.arms])
    return _table(columns, PEOPLE)


def scores_table(trial: Trial, group: Group, upto: int) -> pa.Table:
    """The readings of the people of a group whose number is below ``upto``."""
    kept = [one for one in group.people if one.number < upto]
    names = [BASELINE, *(visit.name for visit in trial.visits)]
    shape = (len(kept), len(trial.arms), len(names), len(trial.scales))
    twin, arm, visit, scale = np.indices(shape)
    number = np.asarray([one.number for one in kept])[twin]
    filled = {name: np.empty(shape) for name in ("score", "true", "share", "day", "sessions_done")}
    filled |= {name: np.empty(shape) for name in ("downtime_days", "worst_redness", "failed")}
    for at, (which, outcome) in enumerate(zip(trial.arms, group.arms, strict=True)):
        _fill_arm(trial, filled, at, list(trial.visit_days(which).values()), outcome, kept)
    gone = np.asarray([one.drop_out_day for one in kept])
    failed = filled["failed"].astype(bool)
    dropped = filled["day"] > gone[twin]
    seen = ~dropped
    score = np.where(seen & ~failed, filled["score"], np.nan)
    signs = np.asarray([reading.measure.sign for reading in trial.scales])
    columns = filled | {
        "person": number * len(trial.arms) + arm if trial.design == "parallel" else number,
        "twin": number,
        "world": group.worlds[: len(kept)][twin],
        "score": score,
        "change": signs * (score - score[:, :, :1]) + 0.0,  # no minus before a zero
        "seen": seen,
        "dropped": dropped,
        "failed": failed,
    }
    columns = {name: values.ravel() for name, values in columns.items()}
    columns["arm"] = _words(arm, [item.name for item in trial.arms])
    columns["visit"] = _words(visit, names)
    columns["scale"] = _words(scale, [item.scale for item in trial.scales])
    return _table(columns, SCORES)


def _fill_arm(trial: Trial, filled: dict[str, Array], at: int, days: list[float], outcome: Any, kept: Any) -> None:
    """One arm's part of the columns (person, arm, visit, scale)."""
    few = len(kept)
    filled["day"][:, at] = np.asarray(days)[None, :, None]
    filled["sessions_done"][:, at] = outcome.came[:few, :, None]
    for name in ("downtime", "redness", "failed"):
        column = {"downtime": "downtime_days", "redness": "worst_redness"}.get(name, name)
        filled[column][:, at] = getattr(outcome, name)[:few, None, None]
    for place, reading in enumerate(trial.scales):
        start = np.asarray([one.severity[reading.scale] for one in kept])
        filled["share"][:, at, :, place] = outcome.share[place, :few]
        filled["true"][:, at, :, place] = reading.measure.read(start, outcome.share[place, :few])
        filled["score"][:, at, :, place] = reading.measure.read(start, outcome.written[place, :few])


def _table(columns: dict[str, Any], schema: pa.Schema) -> pa.Table:
    arrays = []
    for field in schema:
        values = columns[field.name]
        if not isinstance(values, pa.DictionaryArray):
            values = pa.array(np.asarray(values).astype(field.type.to_pandas_dtype()))
        arrays.append(values)
    return pa.Table.from_arrays(arrays, schema=schema)


def group_tables(trial: Trial, group: Group, upto: int) -> tuple[pa.Table, pa.Table]:
    """Both tables of a group, people numbered from ``upto`` on left out."""
    return people_table(trial, group, upto), scores_table(trial, group, upto)


def groups_of(patients: int) -> int:
    """How many groups hold so many people."""
    return -(-patients // GROUP)
