"""Sweeps: axes as typed, cells as courses, figures that rise with the dose, pictures that say it in numbers."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pyarrow.parquet as parquet
import pytest

from needlepoint.case import load_case
from needlepoint.cli.app import run
from needlepoint.cohort import read_trial
from needlepoint.cohort.axes import cells, course_in, parse_axes, parse_axis
from needlepoint.cohort.like import trial_like
from needlepoint.cohort.sweep import Sweep, sweep
from needlepoint.errors import InputError
from needlepoint.report.surface import surface_charts

TOP = Path(__file__).parents[3]
TRIAL = TOP / "examples" / "trials" / "deep-or-shallow.yaml"


@pytest.fixture(scope="module")
def found() -> Sweep:
    trial = read_trial(TRIAL).replace(worlds=8)
    return sweep(trial, parse_axes(["sessions=1,4", "depth=0.5,1.5,3.4"]), patients=16)


def test_axes_are_read_as_typed() -> None:
    assert parse_axis("depth=0.5:2.0:4").values == (0.5, 1.0, 1.5, 2.0)
    assert parse_axis("sessions=1:6").values == (1.0, 2.0, 3.0, 4.0, 5.0, 6.0)
    assert parse_axis("interval=14:56:4").values == (14.0, 28.0, 42.0, 56.0)
    assert parse_axis("depth=1,0.5").values == (1.0, 0.5)
    assert cells(parse_axes(["depth=1,2", "sessions=1:2"])) == [
        {"depth": depth, "sessions": count} for depth in (1.0, 2.0) for count in (1.0, 2.0)
    ]


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        ([], "nothing"),
        (["dept=1:2:2"], "depth"),
        (["depth"], "NAME=LOW:HIGH"),
        (["depth=1:2"], "how many values"),
        (["depth=2:1:3"], "NAME=LOW:HIGH"),
        (["depth=a:b:c"], "a number"),
        (["depth=0.5:9:4"], "depth 6.16667"),
        (["sessions=1.5"], "whole number"),
        (["sessions=0:3"], "sessions 0"),
        (["passes=1:2", "density=100"], "one of them"),
        (["depth=1", "depth=2"], "each once"),
        (["sessions=1:24", "interval=7:30"], "at most"),
        (["depth=nan"], "a number"),
    ],
)
def test_axes_that_cannot_be_are_refused_with_the_reason(texts: list[str], told: str) -> None:
    with pytest.raises(InputError, match=told):
        parse_axes(texts)


def test_a_cell_is_a_course() -> None:
    base = read_trial(TRIAL).arms[0].course
    assert base is not None
    moved = course_in(base, {"depth": 1.0, "passes": 8, "sessions": 3, "interval": 42})
    assert moved.days == (0, 42, 84)
    assert moved.device.needle_length_mm == 1.0
    techniques = {item.technique for session in moved.sessions for item in session.treatments}
    assert {(item.depth_mm, item.passes) for item in techniques} == {(1.0, 8)}
    dense = course_in(base, {"density": 250.0})
    assert 14 <= dense.sessions[0].treatments[0].technique.passes <= 17
    with pytest.raises(InputError, match="one pass"):
        course_in(base, {"density": 2.0})


def test_every_cell_is_there_and_the_dose_counts(found: Sweep) -> None:
    assert len(found.cells) == 6
    gains = {(item.values["sessions"], item.values["depth"]): item.figures["gain"] for item in found.cells}
    assert gains[4.0, 1.5] > gains[1.0, 1.5]
    assert gains[4.0, 1.5] > gains[4.0, 0.5]
    assert sum(item.figures["best"] or 0.0 for item in found.cells) == pytest.approx(1.0, abs=1e-4)
    assert found.best is not None
    assert found.best.values["sessions"] == 4.0
    json.dumps(found.to_json(), allow_nan=False)


def test_a_cell_stands_alone(found: Sweep) -> None:
    """The same numbers whatever other cells are asked for."""
    trial = read_trial(TRIAL).replace(worlds=8)
    alone = sweep(trial, parse_axes(["sessions=4", "depth=1.5"]), patients=16).cells[0].figures
    among = next(item.figures for item in found.cells if item.values == {"sessions": 4.0, "depth": 1.5})
    assert {name: alone[name] for name in alone if name != "best"} == {
        name: among[name] for name in among if name != "best"
    }


def test_the_picture_says_every_number(found: Sweep) -> None:
    svg = surface_charts(found.to_json())["surface"]
    for item in found.cells:
        assert f">{item.figures['gain']:.2f}<" in svg
    assert 'stroke-width="2.4"' in svg
    assert "style=" not in svg
    one = {**found.to_json(), "axes": found.to_json()["axes"][:1]}
    one["cells"] = one["cells"][::3]
    assert "<svg" in surface_charts(one)["surface"]


def test_more_axes_are_more_pictures() -> None:
    document = {
        "axes": [
            {"name": "depth", "label": "depth, mm", "values": [1.0, 2.0]},
            {"name": "sessions", "label": "sessions", "values": [1.0, 2.0]},
            {"name": "interval", "label": "days", "values": [28.0, 42.0]},
        ],
        "unit": "grade", "visit": "end", "best": None,
        "cells": [
            {"depth": d, "sessions": s, "interval": i, "gain": d * s, "gain_low": 0.0, "gain_high": 9.0,
             "beyond": None, "why_not": None}
            for d in (1.0, 2.0) for s in (1.0, 2.0) for i in (28.0, 42.0)
        ],
    }  # fmt: skip
    assert set(surface_charts(document)) == {"surface-interval-28", "surface-interval-42"}


def test_what_cannot_be_done_says_why() -> None:
    trial = read_trial(TOP / "examples" / "trials" / "needling-or-nothing.yaml").replace(worlds=4)
    found = sweep(trial, parse_axes(["depth=1.0,3.0"]), patients=8)
    assert [bool(item.why_not) for item in found.cells] == [False, True]
    assert "3 mm" in found.cells[1].why_not
    with pytest.raises(InputError, match="no cell"):
        sweep(trial, parse_axes(["depth=3.0,3.2"]), patients=8)
    with pytest.raises(InputError, match="needling"):
        sweep(trial, parse_axes(["depth=1"]), arm="nedling", patients=8)


def test_a_case_becomes_many_like_the_person() -> None:
    case = load_case(TOP / "examples" / "acne-scars.yaml")
    trial, outside = trial_like(case, on=date(2026, 11, 20))
    population = trial.population
    assert (population.age.mean, population.age.sd) == (32.0, 0.0)
    assert population.phototype.shares == {"IV": 1.0}
    assert population.subtype.shares == {"rolling": 1.0}
    assert outside({"interval": 42.0}) == ""
    assert "planned" in outside({"interval": 7.0})
    hair = load_case(TOP / "examples" / "hair-loss.yaml")
    with pytest.raises(InputError, match="told in figures"):
        trial_like(hair, on=date(2026, 11, 20))
    with pytest.raises(InputError, match="do not treat"):
        trial_like(load_case(TOP / "examples" / "keloid.yaml"), on=date(2026, 11, 20))


def test_the_command_writes_all_or_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    line = ["sweep", str(TRIAL), "--over", "depth=0.5,1.5", "--patients", "8", "--out", str(out), "--json"]
    assert run(line) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads((out / "sweep.json").read_text("utf-8"))
    assert sorted(path.name for path in out.iterdir()) == ["surface.svg", "sweep.json", "sweep.parquet"]
    assert parquet.read_table(out / "sweep.parquet").column("depth").to_pylist() == [0.5, 1.5]
    assert run(["sweep", str(TRIAL), "--over", "depth=9"]) == 2
    assert run(["sweep", str(tmp_path / "none.yaml"), "--over", "depth=1"]) == 2
