"""Which constants move the answers: Morris's elementary effects of every constant of the tissue model, and each alone.

The course is the generic pen on a cheek, 1.0 mm and 4 passes, four monthly sessions. Answers: gain of papillary
collagen six months after the last session, days of redness after a visit, and the scar share (most myofibroblasts, as a
share of a large wound's). Every constant runs through the middle 90 % of its prior, whatever calibration has made of
it since. Effects are shares of a reference: the stated answer for collagen and redness, the level of the scar warning
for the scar share. ``alone`` is the largest change when one constant moves by one prior standard deviation either way
and all others stay as stated.

``python -m needlepoint.calibration.sensitivity`` writes the table that ships with the package and its page in docs.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..evidence import Parameter, load_parameters
from ..healing import (
    Request,
    Tissue,
    ZoneCourse,
    central_parameters,
    large_wound_peak,
    scar_level,
    scar_shares,
    tissues,
)
from ..healing.draws import PIGMENT
from ..outcome import collagen, downtime_days, sample_days, worst_erythema
from ..outcome.signs import graded_redness
from ..randomness import drawn
from ..skin import layers
from .morris import effects, trajectories
from .scenes import FOUR_MONTHLY, HALF_YEAR, MYOFIBROBLAST_DAYS, PHOTOTYPE, ZONE, field, pen

Array = NDArray[np.float64]

SCHEMA = "needlepoint.sensitivity/1"
COURSE = "generic pen on a cheek, 1.0 mm, 4 passes, 4 sessions 28 days apart"
ANSWERS: Mapping[str, str] = {
    "gain": "gain of papillary collagen six months after the last session",
    "redness": "days of redness after a visit",
    "scar": "scar share, most myofibroblasts against a large wound's",
}
UNITS: Mapping[str, str] = {"gain": "percent", "redness": "day", "scar": "share"}
SHOWS = ("redness_half", "redness_power")  # constants of the recovery set that turn the tissue's erythema into days
TRAJECTORIES, SEED = 32, 1
MIDDLE = 0.9


@dataclass(frozen=True)
class Constant:
    """One constant's part. mean_size, spread, alone: by answer, as shares of the reference; rank: 1 matters most."""

    name: str
    kind: str
    checked: tuple[str, ...]
    meaning: str
    mean_size: Mapping[str, float]
    spread: Mapping[str, float]
    alone: Mapping[str, float]
    rank: Mapping[str, int]


@dataclass(frozen=True)
class Study:
    """One study. stated: the answers at the stated constants; reference: what a share is taken of; left_out: points of
    the trajectories with an answer that is not finite; digest: of the constants and priors that were studied."""

    trajectories: int
    seed: int
    stated: Mapping[str, float]
    reference: Mapping[str, float]
    left_out: int
    digest: str
    constants: tuple[Constant, ...]


def studied() -> tuple[Parameter, ...]:
    """The constants that are varied: the tissue model's (the pigment response of one phototype), and redness's."""
    others = {name for phototype, name in PIGMENT.items() if phototype != PHOTOTYPE}
    healing, recovery = load_parameters("healing"), load_parameters("recovery")
    return (
        *(healing.parameter(name) for name in healing.names() if name not in others),
        *(recovery.parameter(name) for name in SHOWS),
    )


def digest(entries: Sequence[Parameter]) -> str:
    """Of values, kinds and priors; another one means that the study is out of date."""
    text = repr([(entry.name, entry.stated, entry.unit, entry.kind, entry.prior, entry.range) for entry in entries])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def answers(values: Sequence[Mapping[str, float]]) -> Array:
    """The answers (set of constants, answer) under constants by name, in engine units; NaN where a run failed."""
    sets = [central_parameters(PHOTOTYPE) | _for_model(row) for row in values]
    skin, holes = layers(ZONE, None, None), field(pen(1.0, 4))
    course = ZoneCourse(ZONE, skin, FOUR_MONTHLY, (holes,) * len(FOUR_MONTHLY))
    visit = ZoneCourse(ZONE, skin, (0.0,), (holes,))
    watched = {day + later for day in FOUR_MONTHLY for later in MYOFIBROBLAST_DAYS}
    days = tuple(sorted({0.0, FOUR_MONTHLY[-1] + HALF_YEAR} | watched))
    healed, after = tissues([Request((course,), tuple(sets), days), Request((visit,), tuple(sets), sample_days())])
    halves, powers = (np.asarray([[row[name]] for row in values]) for name in SHOWS)
    grades = graded_redness(worst_erythema(after), halves, powers)
    redness = np.minimum(downtime_days(grades), sample_days()[-1])
    failed = _failed(healed) | _failed(after)
    found = np.stack([_gain(healed), redness, scar_shares(healed, large_wound_peak(sets))[:, 0]], axis=1)
    return np.where(failed[:, None], np.nan, found)


def _for_model(row: Mapping[str, float]) -> dict[str, float]:
    names = {PIGMENT[PHOTOTYPE]: "phi"}
    return {names.get(name, name): value for name, value in row.items() if name not in SHOWS}


def _failed(tissue: Tissue) -> NDArray[np.bool_]:
    failed = np.zeros(len(tissue.values), bool)
    failed[[draw for draw, _ in tissue.failed]] = True
    return failed


def _gain(tissue: Tissue) -> Array:
    total = collagen(tissue, "papillary")[:, 0]
    return np.asarray(100.0 * (total[:, -1] / total[:, 0] - 1.0))


def study(count: int = TRAJECTORIES, seed: int = SEED) -> Study:
    """Vary every constant: ``count`` trajectories, and each constant alone."""
    entries = studied()
    stated = {entry.name: entry.value for entry in entries}
    points = trajectories(count, len(entries), seed=seed)
    scores = np.vectorize(NormalDist().inv_cdf)(0.5 + MIDDLE * (points - 0.5))
    moved = [_values(entries, row) for row in scores.reshape(-1, len(entries))]
    alone = [stated | {entry.name: drawn(entry, score)} for entry in entries for score in (-1.0, 1.0)]
    found = answers([stated, *alone, *moved])
    base, singles, walks = found[0], found[1 : 1 + len(alone)], found[1 + len(alone) :]
    reference = np.asarray([base[0], base[1], scar_level()])
    seen = effects(points, walks.reshape(*points.shape[:2], -1) / reference)
    change = np.abs(singles - base).reshape(len(entries), 2, -1).max(axis=1) / reference
    ranks = np.argsort(np.argsort(-seen.mean_size, axis=0), axis=0) + 1
    return Study(
        trajectories=count,
        seed=seed,
        stated=_by_answer(base),
        reference=_by_answer(reference),
        left_out=int((~np.isfinite(walks)).any(axis=1).sum()),
        digest=digest(entries),
        constants=tuple(
            Constant(
                name=entry.name,
                kind=entry.kind,
                checked=_checked(entry),
                meaning=entry.meaning,
                mean_size=_by_answer(seen.mean_size[index]),
                spread=_by_answer(seen.spread[index]),
                alone=_by_answer(change[index]),
                rank={name: int(rank) for name, rank in zip(ANSWERS, ranks[index], strict=True)},
            )
            for index, entry in enumerate(entries)
        ),
    )


def _values(entries: Sequence[Parameter], scores: Array) -> dict[str, float]:
    return {entry.name: drawn(entry, float(score)) for entry, score in zip(entries, scores, strict=True)}


def _checked(entry: Parameter) -> tuple[str, ...]:
    """How well each of its sources was checked, each word once."""
    from ..evidence import all_sources

    return tuple(dict.fromkeys(all_sources()[id].checked.replace("_", " ") for id in entry.sources))


def _by_answer(values: Array) -> dict[str, float]:
    return {name: float(f"{value:.3g}") for name, value in zip(ANSWERS, values, strict=True)}


def document(found: Study) -> dict[str, Any]:
    """The study as it ships: JSON that ``influence`` reads."""
    return {"schema": SCHEMA, "course": COURSE, "answers": dict(ANSWERS)} | asdict(found)


def main(top: Path) -> None:
    """Run the study; write its table into the package and its page into ``top``/docs."""
    import json

    from ..files import write_file
    from .influence import FILE
    from .sensitivity_page import page, picture

    found = study()
    text = json.dumps(document(found), indent=1, ensure_ascii=False) + "\n"
    write_file(Path(__file__).parent / "data" / FILE, text)
    write_file(top / "docs" / "sensitivity.md", page(found))
    write_file(top / "docs" / "sensitivity.svg", picture(found) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path())
