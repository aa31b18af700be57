"""The commands do their jobs on real files: what they print, what they write, and that they write all or nothing."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from needlepoint.cli.app import run

EXAMPLES = Path(__file__).parents[3] / "examples"
ON = ("--on", "2026-11-20")
DRAWS = ("--draws", "4")
FILES = ["care.ics", "course.yaml", "forecast.nc", "plan.json", "report.html"]
COURSE = """
schema: needlepoint.course/1
title: Rolling acne scars
device: {kind: pen}
about: {age: 32, sex: female, phototype: IV}
start: 2026-12-01
schedule: every 4 weeks, 2 times
treat:
  - "cheek: 1.5 mm, 4 passes, crosshatch"
  - "forehead: 0.5 mm, 3 passes, crosshatch"
"""


@pytest.fixture
def course(tmp_path: Path) -> str:
    (tmp_path / "course.yaml").write_text(COURSE)
    return str(tmp_path / "course.yaml")


def example(name: str) -> str:
    return str(EXAMPLES / f"{name}.yaml")


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command that succeeds prints; it says nothing on stderr, which is no terminal here."""
    assert run(arguments) == 0
    streams = capsys.readouterr()
    assert streams.err == ""
    return streams.out


def document(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    return json.loads(printed(capsys, *arguments, "--json"))


@pytest.mark.parametrize("case", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_example_is_screened(capsys: pytest.CaptureFixture[str], case: Path) -> None:
    found = document(capsys, "screen", str(case), *ON)
    assert {"verdict", "earliest_date", "excluded_zones", "findings"} <= set(found)
    text = printed(capsys, "screen", str(case), *ON)
    assert text.startswith(f"Verdict on 2026-11-20: {found['verdict']}.")
    assert [entry["fact"] for entry in found["findings"] if entry["fact"] not in text] == []


def test_the_day_decides(capsys: pytest.CaptureFixture[str]) -> None:
    early = document(capsys, "screen", example("isotretinoin"), "--on", "2026-12-19")
    late = document(capsys, "screen", example("isotretinoin"), "--on", "2026-12-20")
    assert (early["verdict"], early["earliest_date"]) == ("wait", "2026-12-20")
    assert late["verdict"] != "wait"


def test_care_lists_every_part_with_its_sources(capsys: pytest.CaptureFixture[str], course: str) -> None:
    text = printed(capsys, "care", course, *ON)
    titles = ("Before each session", "At the visit", "After each session", "When to get help", "Later on")
    places = [text.index(title) for title in titles]
    assert places == sorted(places)
    assert text.startswith("Sessions: 2026-12-01, 2026-12-29")


def test_care_of_one_day_and_the_calendar(capsys: pytest.CaptureFixture[str], course: str, tmp_path: Path) -> None:
    text = printed(capsys, "care", course, "--day", "2", "--ics", str(tmp_path / "care.ics"), *ON)
    assert text.startswith("Day 2 of session 1 (2026-12-03)")
    assert str(tmp_path / "care.ics") in text
    assert (tmp_path / "care.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")
    card = document(capsys, "care", course, "--day", "28", *ON)
    assert set(card) == {"day", "date", "phase", "expect", "do", "dont", "call", "back_to"}
    assert (card["day"], card["date"], card["phase"]) == (28, "2026-12-29", "treatment day")


def test_care_knows_the_person_of_the_case(capsys: pytest.CaptureFixture[str], course: str) -> None:
    without = document(capsys, "care", course, *ON)
    with_case = document(capsys, "care", course, "--case", example("acne-scars"), *ON)
    assert without["sessions"] == with_case["sessions"]
    assert without != with_case


def test_punctures_are_listed_by_zone(capsys: pytest.CaptureFixture[str], course: str) -> None:
    rows = document(capsys, "puncture", course)
    assert {row["zone"] for row in rows} == {"cheek_left", "cheek_right", "forehead"}
    alone = document(capsys, "puncture", course, "--zone", "forehead")
    assert alone == next(row for row in rows if row["zone"] == "forehead")
    assert {"holes", "density_per_cm2", "area_fraction", "coverage", "gap_mm", "depth_mm", "layers"} <= set(alone)
    assert {"tear_index", "endpoint", "next_pass"} <= set(alone)
    text = printed(capsys, "puncture", course, "--zone", "cheek_left")
    assert "1.5 mm x 4 crosshatch" in text
    assert "forehead" not in text


def test_punctures_keep_their_seed(capsys: pytest.CaptureFixture[str], course: str) -> None:
    first, again, other = (
        document(capsys, "puncture", course, "--zone", "forehead", "--seed", seed) for seed in ("5", "5", "6")
    )
    assert first == again
    assert first["holes"] != other["holes"]
    expected = document(capsys, "puncture", course, "--zone", "forehead", "--expected")
    assert expected["density_per_cm2"] == pytest.approx(first["density_per_cm2"], rel=0.2)
    assert "convergence" not in expected


def test_punctures_as_picture_and_as_figures(capsys: pytest.CaptureFixture[str], course: str, tmp_path: Path) -> None:
    printed(capsys, "puncture", course, "--out", str(tmp_path / "holes.svg"))
    picture = ET.parse(tmp_path / "holes.svg").getroot()
    assert len(picture.findall("{http://www.w3.org/2000/svg}svg")) == 3 * 4
    printed(capsys, "puncture", course, "--out", str(tmp_path / "holes.json"))
    assert json.loads((tmp_path / "holes.json").read_text()) == document(capsys, "puncture", course)


def test_a_device_by_its_numbers_needs_no_course(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """What a 12-pin head at 100 Hz does at 3 cm/s."""
    file = tmp_path / "head.yaml"
    file.write_text("kind: pen\nneedles: 12\nrate_hz: 100\nmax_depth_mm: 2.0\nswath_mm: 6.0\n")
    asked = ("puncture", "--device", str(file), "--zone", "cheek_left", "--depth", "1.0", "--speed", "30")
    found = document(capsys, *asked, "--passes", "3")
    assert found["density_per_cm2"] == pytest.approx(3 * 12 * 100 / (30 * 6) * 100, rel=0.1)
    assert found["setting"] == {"depth_mm": 1.0, "passes": 3, "pattern": "crosshatch", "speed_mm_s": 30.0}
    worn = document(capsys, *asked, "--passes", "3", "--uses", "60")
    assert worn["depth_mm"]["median"] < found["depth_mm"]["median"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("kind: pen\nmax_depth_mm: .nan\n", "max_depth_mm (line 2): found nan"),
        ("kind: pen\nswath_mm: .nan\n", "swath_mm (line 2): found nan"),
        ("kind: pen\nrows: 3\n", "a pen has no drum"),
        ("kind: pen\nswaths_mm: 3\n", "Did you mean swath_mm?"),
        ("kind: stamp\nswath_mm: 60.0\n", "a head 60 mm wide"),
        ("kind: roller\nneedle_length_mm: 0.5\n", "depth: found 1 mm"),
    ],
)
def test_a_device_file_that_cannot_be(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str, words: str
) -> None:
    file = tmp_path / "head.yaml"
    file.write_text(text)
    assert run(["puncture", "--device", str(file), "--zone", "nasolabial_left", "--depth", "1"]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([], "COURSE"),
        (["--device", "x.yaml", "--expected", "--uses", "3"], "--uses"),
        (["--device", "DEVICE"], "--zone"),
        (["--device", "DEVICE", "--zone", "chin", "--depth", "1", "--speed", "0"], "speed"),
        (["--device", "DEVICE", "--zone", "chin", "--depth", "1", "--passes", "0"], "passes"),
        (["--device", "DEVICE", "--zone", "chin", "--depth", "1", "--pattern", "spiral"], "pattern"),
        (["--device", "DEVICE", "--zone", "eyelid", "--depth", "1"], "eyelid"),
    ],
)
def test_a_puncture_that_cannot_be(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, given: list[str], words: str
) -> None:
    file = tmp_path / "head.yaml"
    file.write_text("kind: pen\n")
    assert run(["puncture", *[str(file) if word == "DEVICE" else word for word in given]]) == 2
    assert words in capsys.readouterr().err


def test_a_zone_that_the_course_does_not_treat_is_exit_2(capsys: pytest.CaptureFixture[str], course: str) -> None:
    assert run(["puncture", course, "--zone", "cheek_lft"]) == 2
    assert "cheek_left" in capsys.readouterr().err


def test_simulate_prints_the_end_and_writes_every_series(
    capsys: pytest.CaptureFixture[str], course: str, tmp_path: Path
) -> None:
    import xarray

    rows = document(capsys, "simulate", course, *DRAWS, "--out", str(tmp_path / "tissue.nc"))
    assert all(row["low"] <= row["median"] <= row["high"] for row in rows)
    assert {"collagen_gain", "released_strands"} <= {row["name"] for row in rows}
    with xarray.open_dataset(tmp_path / "tissue.nc") as tissue:
        assert {row["name"] for row in rows} <= set(tissue.data_vars)
        assert all("units" in tissue[row["name"]].attrs for row in rows)
    assert rows == document(capsys, "simulate", course, *DRAWS)


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example of `make demo`, planned once."""
    folder = tmp_path_factory.mktemp("planned") / "demo"
    assert run(["plan", example("acne-scars"), "--out", str(folder), *ON, *DRAWS]) == 0
    return folder


def test_a_plan_is_five_files_and_nothing_else(planned: Path) -> None:
    assert sorted(path.name for path in planned.iterdir()) == FILES
    assert [path.name for path in planned.parent.iterdir()] == ["demo"]


def test_the_plan_on_stdout_is_plan_json_and_writes_nothing(
    capsys: pytest.CaptureFixture[str], planned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    plan = document(capsys, "plan", example("acne-scars"), *ON, *DRAWS)
    assert plan == json.loads((planned / "plan.json").read_text("utf-8"))
    assert list(tmp_path.iterdir()) == []


def test_the_course_of_a_plan_runs_again(capsys: pytest.CaptureFixture[str], planned: Path) -> None:
    plan = json.loads((planned / "plan.json").read_text("utf-8"))
    (option,) = (entry for entry in plan["options"] if entry["name"] == plan["recommended"])
    rows = document(capsys, "puncture", str(planned / "course.yaml"))
    first = option["sessions"][0]["zones"]
    again = {row["zone"]: row["setting"] for row in rows if 1 in row["sessions"]}
    assert {zone["zone"]: zone["depth_mm"] for zone in first} == {name: row["depth_mm"] for name, row in again.items()}


def test_cite_lists_what_the_plan_used(capsys: pytest.CaptureFixture[str], planned: Path) -> None:
    used = document(capsys, "cite", str(planned))
    everything = document(capsys, "cite")
    assert 0 < len(used["sources"]) < len(everything["sources"])
    assert 0 < len(used["parameters"]) <= len(everything["parameters"])


def test_what_a_person_reads_of_a_plan(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = printed(capsys, "plan", example("acne-scars"), *ON, *DRAWS)
    for part in ("Verdict on 2026-11-20: caution", "Recommended course: ", "Forecast: median", "Downtime: "):
        assert part in text
    assert text.endswith(f"Report: {tmp_path}/plan-acne-scars/report.html\n")


def test_a_stop_is_a_result_and_takes_the_old_course_away(
    capsys: pytest.CaptureFixture[str], planned: Path, tmp_path: Path
) -> None:
    for name in ("plan.json", "course.yaml"):
        (tmp_path / name).write_bytes((planned / name).read_bytes())
    text = printed(capsys, "plan", example("keloid"), "--out", str(tmp_path), *ON, *DRAWS)
    assert "Verdict on 2026-11-20: stop. Do not treat." in text
    assert "Alternatives to discuss: " in text
    assert not (tmp_path / "course.yaml").exists()
    assert json.loads((tmp_path / "plan.json").read_text("utf-8"))["options"] == []


def test_an_out_that_leads_nowhere_is_exit_2_and_writes_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "file").write_text("mine")
    for out, words in (("loop", "leads back to itself"), ("file", "a file where a folder belongs")):
        assert run(["plan", example("keloid"), "--out", str(tmp_path / out), *ON, *DRAWS]) == 2
        assert words in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "loop"]
    assert (tmp_path / "file").read_text() == "mine"


def test_a_full_disk_is_exit_3_and_leaves_nothing(tmp_path: Path) -> None:
    """The system's own limit on a file's size stands in for a full disk; the report is larger than it."""
    words = [sys.executable, "-m", "needlepoint", "plan", example("keloid"), "--out", str(tmp_path / "plan"), *ON]
    limited = ["sh", "-c", f"ulimit -f 4; exec {shlex.join(words)}"]
    done = subprocess.run(limited, capture_output=True, text=True, timeout=120)
    assert done.returncode == 3, done.stderr
    assert "disk is full" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []
