"""Morris's effects on functions whose effects are known; the study's constants; the table that ships; its notes."""

from __future__ import annotations

import dataclasses
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from needlepoint.calibration import sensitivity
from needlepoint.calibration.influence import NAMED, THRESHOLD, assumed_that_matter, assumption_notes
from needlepoint.calibration.morris import MOVE, effects, trajectories
from needlepoint.calibration.sensitivity import ANSWERS, Study, answers, digest, studied, study
from needlepoint.calibration.sensitivity_page import page, picture
from needlepoint.errors import InputError


def shipped() -> dict[str, object]:
    from needlepoint.calibration.influence import _study

    return dict(_study())


@pytest.fixture(scope="module")
def small() -> Study:
    return study(count=2, seed=3)


def test_a_trajectory_moves_every_input_once_and_stays_inside() -> None:
    points = trajectories(6, 9, seed=1)
    steps = np.diff(points, axis=1)
    assert np.allclose(np.sort(np.abs(steps).sum(axis=1)), MOVE)
    assert ((np.abs(steps) > 0).sum(axis=2) == 1).all()
    assert points.min() >= 0.0
    assert points.max() <= 1.0 + 1e-9


def test_a_linear_function_has_its_slopes_as_effects_and_no_spread() -> None:
    slopes = np.asarray([3.0, -2.0, 0.0, 0.5])
    points = trajectories(8, 4, seed=2)
    found = effects(points, (points @ slopes)[..., None])
    assert np.allclose(found.mean_size[:, 0], np.abs(slopes))
    assert np.allclose(found.spread, 0.0, atol=1e-9)


def test_inputs_that_act_on_each_other_spread_their_effects() -> None:
    points = trajectories(40, 3, seed=2)
    found = effects(points, (points[..., 0] * points[..., 1])[..., None])
    assert (found.spread[:2, 0] > 0.1).all()
    assert found.spread[2, 0] == 0.0


def test_an_answer_that_failed_is_left_out_of_the_effects() -> None:
    points = trajectories(5, 2, seed=2)
    values = points.sum(axis=2, keepdims=True)
    values[0, 1] = np.nan
    found = effects(points, values)
    assert np.allclose(found.mean_size[:, 0], 1.0)
    assert found.counted.sum() == 8


def test_every_constant_of_the_tissue_model_is_studied_but_other_phototypes() -> None:
    names = [entry.name for entry in studied()]
    assert {"KTC", "hand_density", "redness_half", "pigment_III"} <= set(names)
    assert "pigment_IV" not in names
    assert len(names) == len(set(names)) > 80


def test_answers_follow_their_constants() -> None:
    stated = {entry.name: entry.value for entry in studied()}
    more = stated | {"gT": 1.3 * stated["gT"]}
    paler = stated | {"redness_half": 2.0 * stated["redness_half"]}
    base, gained, pale = answers([stated, more, paler])
    assert gained[0] > base[0]
    assert pale[1] < base[1]
    assert pale[0] == base[0]


@pytest.mark.filterwarnings("ignore:All-NaN")
def test_a_run_that_failed_gives_no_answer() -> None:
    stated = {entry.name: entry.value for entry in studied()}
    base, broken = answers([stated, stated | {"gT": float("nan")}])
    assert np.isfinite(base).all()
    assert np.isnan(broken).all()


def test_a_study_ranks_and_scales_its_constants(small: Study) -> None:
    for name in ANSWERS:
        assert sorted(item.rank[name] for item in small.constants) == list(range(1, len(small.constants) + 1))
    best = min(small.constants, key=lambda item: item.rank["gain"])
    assert best.mean_size["gain"] == max(item.mean_size["gain"] for item in small.constants)
    assert small.reference["gain"] == small.stated["gain"]
    assert {item.name: item.alone["redness"] for item in small.constants}["redness_half"] > 0.05


def test_the_page_and_the_picture_name_what_matters_most(small: Study) -> None:
    text, drawn = page(small), picture(small)
    ET.fromstring(drawn)
    for name in ANSWERS:
        best = min(small.constants, key=lambda item, name=name: item.rank[name])
        assert f"`{best.name}`" in text
        assert f"({best.name})" in drawn


def test_the_shipped_table_fits_the_constants_of_today() -> None:
    """Otherwise rebuild it: python -m needlepoint.calibration.sensitivity."""
    assert shipped()["digest"] == digest(studied())


def test_another_prior_or_value_outdates_a_study() -> None:
    entries = studied()
    other = (dataclasses.replace(entries[0], stated=entries[0].stated * 1.01), *entries[1:])
    assert digest(other) != digest(entries)


@pytest.mark.parametrize("answer", ["gain", "redness", "scar"])
def test_only_assumed_constants_over_the_threshold_are_named_strongest_first(answer: str) -> None:
    kinds = {item["name"]: item["kind"] for item in shipped()["constants"]}  # type: ignore[attr-defined]
    found = assumed_that_matter(answer)
    assert found
    assert {kinds[item.name] for item in found} == {"assumed"}
    assert min(item.change for item in found) > THRESHOLD
    assert [item.change for item in found] == sorted((item.change for item in found), reverse=True)
    assert assumed_that_matter(answer, threshold=10.0) == ()


def test_an_unknown_answer_gets_the_nearest_name() -> None:
    with pytest.raises(InputError, match="redness"):
        assumed_that_matter("rednes")


def test_notes_name_few_in_words_and_every_answer_that_is_moved() -> None:
    notes = assumption_notes()
    assert len(notes) == len(ANSWERS)
    assert sum(note.count("%") for note in notes) <= NAMED
    assert all(assumed_that_matter(name)[0].meaning in note for name, note in zip(ANSWERS, notes, strict=True))
    assert assumption_notes(threshold=10.0) == ()


def test_the_command_writes_all_three_files(tmp_path, monkeypatch, small: Study) -> None:  # type: ignore[no-untyped-def]
    package = tmp_path / "package"
    monkeypatch.setattr(sensitivity, "study", lambda: small)
    monkeypatch.setattr(sensitivity, "__file__", str(package / "sensitivity.py"))
    sensitivity.main(tmp_path)
    assert (package / "data" / "sensitivity.json").stat().st_size > 1000
    assert {path.name for path in (tmp_path / "docs").iterdir()} == {"sensitivity.md", "sensitivity.svg"}
