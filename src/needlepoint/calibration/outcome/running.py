"""The calibration of the outcome model, from the shipped arms to the shipped files.

``outcome_posterior.npz``: draws by name, features of the reference course, sources: what `needlepoint.outcome` reads.
``outcome_posterior.yaml``: the run in words: seed, digests of what went in, R-hat, effective draws, divergences, the
posterior, the leave-one-study-out table. ``tables.md``, ``lag.svg``: the same to read. No date, so that the same run
gives the same files.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from ...evidence import load_parameters
from ...files import Content
from ...outcome.model import FEATURES
from .arms import ArmFile, parse_arms
from .fit import CHAINS, Data, Fit, Sampler, prepare
from .leaving import LeftOut, leave_one_out, summary, table_of
from .observed import measured_with

Array = NDArray[np.float64]
Tell = Callable[[str, float], None]

SCHEMA = "needlepoint.outcome-posterior/1"
SOURCES = (
    "trial_body", "minh2019", "idoj2024", "leheta2011", "rana2017", "lotfi2013", "alqam2022", "pmc8501429",
    "bandral2018", "alsterli2020", "aust2008", "ali2017", "dth2022_striae", "dguv2019", "jordan2018",
)  # fmt: skip
TISSUE = ("healing", "person", "puncture", "release", "scar", "skin")
"""Constants that the simulated features depend on."""
ROWS, DRAWS, WARMUP = 800, 1000, 1000
HEAD = "# Written by `needlepoint calibrate outcome`.\n"


@dataclass(frozen=True)
class Calibration:
    """One run: what was fitted, the draws, how well the chains agree, and what each study would have been told."""

    data: Data
    seed: int
    fit: Fit
    rhat: Mapping[str, float]
    effective: Mapping[str, float]
    left_out: tuple[LeftOut, ...]


def trials_text() -> str:
    """The arms that ship with the package, as text."""
    return (resources.files("needlepoint.calibration") / "data" / "trials.csv").read_text("utf-8")


def shipped_arms() -> ArmFile:
    """The arms that ship with the package."""
    return parse_arms(trials_text(), "trials.csv")


def shipped_data() -> Data:
    """The arms that are fitted, simulated."""
    subtypes = {row["arm_id"]: row["subtype"] for row in csv.DictReader(io.StringIO(trials_text()))}
    return prepare(shipped_arms().arms, subtypes)


def inputs_digest() -> str:
    """Digest of the trials, of what is drawn where they are silent, of the priors, and of the tissue's constants."""
    texts = [trials_text(), (resources.files("needlepoint.calibration") / "data" / "details.yaml").read_text("utf-8")]
    texts += [(resources.files("needlepoint.outcome") / "instruments.yaml").read_text("utf-8")]
    texts += [repr([(item.name, item.stated, item.prior) for item in load_parameters("outcome")])]
    texts += [repr([(item.name, item.stated) for item in load_parameters(name)]) for name in TISSUE]
    held = (resources.files("needlepoint.healing") / "data" / "posterior.npz").read_bytes()
    texts += [hashlib.sha256(held).hexdigest()]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]


def calibrate_outcome(
    *, seed: int = 1, draws: int = DRAWS, warmup: int = WARMUP, tell: Tell = lambda what, share: None
) -> Calibration:
    """Fit, and predict every study from the others."""
    tell("simulating the arms", 0.0)
    data = shipped_data()
    tell("sampling", 0.05)
    found = Sampler(data, draws, warmup).run(seed)
    return assessed(data, found, seed, lambda what, share: tell(what, 0.8 + 0.2 * share))


def assessed(data: Data, found: Fit, seed: int, tell: Tell) -> Calibration:
    """A fit with its diagnostics and its predictions of each study from the others."""
    from numpyro.diagnostics import effective_sample_size, split_gelman_rubin

    left_out = leave_one_out(data, table_of(found, data, 4 * ROWS), tell=tell)
    return Calibration(
        data=data,
        seed=seed,
        fit=found,
        rhat={name: float(split_gelman_rubin(values)) for name, values in found.columns.items()},
        effective={name: float(effective_sample_size(values)) for name, values in found.columns.items()},
        left_out=tuple(left_out),
    )


def calibration_files(run: Calibration) -> dict[str, Content]:
    """Every file of a run by name."""
    from .page import tables
    from .picture import lag_chart

    held = io.BytesIO()
    table = table_of(run.fit, run.data, ROWS)
    np.savez_compressed(
        held,
        names=np.asarray(tuple(table.columns)),
        values=np.stack(tuple(table.columns.values()), axis=1).astype(np.float32),
        features=np.asarray(FEATURES),
        reference=np.asarray([table.reference[name] for name in FEATURES]),
        sources=np.asarray(SOURCES),
    )
    document = calibration_document(run)
    text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=120)
    return {
        "outcome_posterior.npz": held.getvalue(),
        "outcome_posterior.yaml": HEAD + text,
        "tables.md": tables(document),
        "lag.svg": lag_chart(table) + "\n",
    }


def calibration_document(run: Calibration) -> dict[str, Any]:
    """The run in words and rounded figures."""
    seen = run.data.observed
    return {
        "schema": SCHEMA,
        "seed": run.seed,
        "inputs": inputs_digest(),
        "chains": CHAINS,
        "draws": int(np.size(run.fit.columns["intercept"])),
        "kept": ROWS,
        "divergences": run.fit.divergences,
        "worst_rhat": _short(max(run.rhat.values())),
        "least_effective": _short(min(run.effective.values())),
        "sources": list(SOURCES),
        "arms": {arm.id: f"{arm.kind}, {measured_with(arm).label}" for arm in seen.arms},
        "constants": {name: _constant(name, values, run) for name, values in run.fit.columns.items()},
        "left_out": {
            "summary": _rounded(summary(run.left_out)),
            "means": _rounded(summary([item for item in run.left_out if item.arm.kind != "responders"])),
            "responders": _rounded(summary([item for item in run.left_out if item.arm.kind == "responders"])),
            "least_kept": _short(min(item.kept for item in run.left_out)),
            "arms": {item.arm.id: _left_out(item) for item in run.left_out},
        },
    }


def _constant(name: str, values: Array, run: Calibration) -> dict[str, Any]:
    low, middle, high = np.quantile(values, [0.05, 0.5, 0.95])
    return {
        "median": _short(middle),
        "interval": [_short(low), _short(high)],
        "rhat": _short(run.rhat[name]),
        "effective": round(run.effective[name]),
    }


def _left_out(item: LeftOut) -> dict[str, Any]:
    return {
        "unit": {"responders": "percent of people", "percent": "percent"}.get(item.arm.kind, "points"),
        "observed": _short(item.arm.observed or 0.0),
        "ours": [_short(item.ours.predicted), _short(item.ours.low), _short(item.ours.high)],
        "inside": item.ours.inside,
        "score": _short(item.ours.score),
        "plain": [_short(item.plain.predicted), _short(item.plain.low), _short(item.plain.high)],
        "plain_inside": item.plain.inside,
        "plain_score": _short(item.plain.score),
        "kept": _short(item.kept),
    }


def _rounded(found: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    return {name: {key: _short(value) for key, value in one.items()} for name, one in found.items()}


def _short(value: float) -> float:
    return float(f"{value:.4g}")
