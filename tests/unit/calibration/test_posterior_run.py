"""The calibration end to end: small and deterministic here, and the shipped one against what it was fitted to."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from needlepoint.calibration.likelihood import figure, run_experiment
from needlepoint.calibration.posterior import Posterior, calibrate_tissue, posterior_files, write_posterior
from needlepoint.calibration.tables import tables
from needlepoint.calibration.targets import load_targets, priors_digest, started
from needlepoint.errors import InputError
from needlepoint.evidence import load_parameters
from needlepoint.healing import central_parameters
from needlepoint.healing.posterior import read_posterior, tissue_posterior

DATA = resources.files("needlepoint.healing") / "data"


@pytest.fixture(scope="module")
def shipped() -> dict[str, Any]:
    return yaml.safe_load((DATA / "posterior.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def tiny() -> Posterior:
    return calibrate_tissue(draws=8, seed=5, rounds=2)


def test_the_shipped_posterior_was_fitted_to_these_targets_from_these_priors(shipped: dict[str, Any]) -> None:
    targets = load_targets()
    remedy = "targets or priors changed: run needlepoint calibrate tissue and ship its files"
    assert shipped["targets"] == targets.digest, remedy
    assert shipped["priors"] == priors_digest(started(targets, load_parameters("healing"))), remedy


def test_the_shipped_diagnostics_belong_to_the_shipped_table(shipped: dict[str, Any]) -> None:
    table = tissue_posterior()
    assert table is not None
    assert shipped["draws"] == len(table.values)
    assert tuple(shipped["constants"]) == table.names
    medians = [shipped["constants"][name]["median"] for name in table.names]
    assert np.median(table.values, axis=0) == pytest.approx(medians, rel=2e-3)


def test_the_published_page_holds_the_shipped_figures(shipped: dict[str, Any]) -> None:
    page = Path(__file__).parents[3] / "docs" / "calibration" / "tables.md"
    assert page.read_text("utf-8") == tables(shipped, load_targets())


def test_the_shipped_runs_agree(shipped: dict[str, Any]) -> None:
    assert shipped["worst_rhat"] < 1.1
    assert shipped["least_effective"] > 60
    assert set(shipped["failed_runs"].values()) == {0}
    assert all(stage["accepted"] > 0.1 for stage in shipped["stages"].values())


def test_what_these_data_cannot_teach_is_listed(shipped: dict[str, Any]) -> None:
    constants = shipped["constants"]
    vague = [name for name, item in constants.items() if item["stage"] != "prior" and item["score_sd"] >= 0.9]
    assert shipped["not_identified"] == vague
    assert vague


def test_the_shipped_draws_give_lotfis_gain_back() -> None:
    table, targets = tissue_posterior(), load_targets()
    assert table is not None
    rows = table.draws(48, seed=2, person=0, process="test")
    traces = run_experiment(targets, "monthly", [central_parameters(None) | row for row in rows])
    by_id = {target.id: target for target in targets.all}
    for id, published in (("papillary_gain", 53.2), ("epidermis_gain", 50.0)):
        low, median, high = np.quantile(figure(by_id[id].quantity, traces), (0.05, 0.5, 0.95))
        assert low < published < high
        assert median == pytest.approx(published, abs=14.0)
    assert not traces.failed.any()


def test_a_tiny_calibration_runs_end_to_end(tiny: Posterior) -> None:
    assert tiny.values.shape == (8, len(tiny.names))
    assert np.isfinite(tiny.values).all()
    assert (tiny.values >= 0).all()
    assert set(tiny.walks) == {"inflammation", "repair", "needling"}
    assert {item.target.id for item in tiny.said} == {target.id for target in load_targets().all}


def test_the_same_seed_gives_the_same_files(tiny: Posterior) -> None:
    again = posterior_files(calibrate_tissue(draws=8, seed=5, rounds=2))
    assert posterior_files(tiny) == again


def test_read_rates_keep_the_draws_of_their_priors(tiny: Posterior) -> None:
    fitted = {name for stage in tiny.targets.stages for name in stage.fitted}
    read = [at for at, name in enumerate(tiny.names) if name not in fitted]
    other = calibrate_tissue(draws=8, seed=5, rounds=1)
    assert len(read) > 20
    assert (tiny.scores[:, read] == other.scores[:, read]).all()
    assert (tiny.scores != other.scores).any()


def test_what_is_written_can_be_read_by_the_model(tiny: Posterior, tmp_path: Path) -> None:
    paths = write_posterior(tiny, tmp_path / "out")
    assert {path.name for path in paths} >= {"posterior.npz", "posterior.yaml", "synthesis.svg", "needling.svg"}
    with (tmp_path / "out" / "posterior.npz").open("rb") as file:
        table = read_posterior(file, load_parameters("healing").names())
    assert np.sort(table.values, axis=0) == pytest.approx(np.sort(tiny.values, axis=0), rel=1e-6)
    assert sum(path.stat().st_size for path in paths if "posterior" in path.name) < 200_000


def test_a_folder_that_is_a_file_is_named(tiny: Posterior, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("in the way")
    with pytest.raises(InputError, match="a file where a folder belongs"):
        write_posterior(tiny, tmp_path / "out")
