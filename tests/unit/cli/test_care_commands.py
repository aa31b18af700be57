"""`care --can`, `check` and `numbing`: what they print, one JSON document each, and what they refuse."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from needlepoint.cli.app import run

ON = ("--on", "2026-11-20")
COURSE = """
schema: needlepoint.course/1
device: {kind: pen}
about: {age: 32, sex: female, phototype: IV}
start: 2026-12-01
schedule: every 4 weeks, 2 times
treat: ["cheek: 1.5 mm, 4 passes, crosshatch"]
"""


@pytest.fixture
def course(tmp_path: Path) -> str:
    (tmp_path / "course.yaml").write_text(COURSE)
    return str(tmp_path / "course.yaml")


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(arguments) == 0
    streams = capsys.readouterr()
    assert streams.err == ""
    return streams.out


def document(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    return json.loads(printed(capsys, *arguments, "--json"))


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(arguments) == 2
    streams = capsys.readouterr()
    assert streams.out == ""
    return streams.err


def test_may_i_answers_with_a_date_and_its_reason(capsys: pytest.CaptureFixture[str], course: str) -> None:
    found = document(capsys, "care", course, "--day", "1", "--can", "go to the gym", *ON)
    assert (found["answer"], found["from_day"], found["from_date"]) == ("from", 3, "2026-12-04")
    text = printed(capsys, "care", course, "--day", "1", "--can", "gym", *ON)
    assert "Not yet. From day 3 (2026-12-04)" in text
    assert "72 hours" in text


def test_without_a_day_today_is_meant(capsys: pytest.CaptureFixture[str], course: str) -> None:
    assert document(capsys, "care", course, "--can", "gym", "--on", "2026-12-02")["day"] == 1


def test_a_date_will_do_for_a_day(capsys: pytest.CaptureFixture[str], course: str) -> None:
    by_number = document(capsys, "care", course, "--day", "2", *ON)
    assert document(capsys, "care", course, "--day", "2026-12-03", *ON) == by_number


def test_a_card_in_spanish(capsys: pytest.CaptureFixture[str], course: str) -> None:
    text = printed(capsys, "care", course, "--day", "2", "--lang", "es", *ON)
    assert text.startswith("Día 2 de la sesión 1 (2026-12-03): primeros días")
    assert "Cuándo pedir ayuda" in text


def test_the_calendar_is_replaced_in_place(capsys: pytest.CaptureFixture[str], course: str, tmp_path: Path) -> None:
    place = tmp_path / "care.ics"
    printed(capsys, "care", course, "--ics", str(place), *ON)
    first = place.read_bytes()
    printed(capsys, "care", course, "--ics", str(place), "--on", "2026-11-25")
    assert place.read_bytes() == first


def test_a_check_says_the_level_first(capsys: pytest.CaptureFixture[str], course: str) -> None:
    signs = ("--signs", "redness=2,swelling=1,pain=1", "--draws", "4")
    found = document(capsys, "check", course, "--day", "1", *signs)
    assert {"day", "date", "level", "reasons", "signs", "do"} <= set(found)
    assert found["level"] == "fine"
    assert found["signs"]["redness"]["high"] > found["signs"]["redness"]["median"] > 0
    assert printed(capsys, "check", course, "--day", "1", *signs).startswith("FINE")


def test_an_urgent_flag_waits_for_no_forecast(capsys: pytest.CaptureFixture[str], course: str, monkeypatch) -> None:
    from needlepoint import plan

    monkeypatch.setattr(plan, "recovery_after", lambda *_, **__: pytest.fail("a model was asked"))
    found = document(capsys, "check", course, "--day", "2", "--signs", "redness=1", "--flags", "vision,blister")
    assert (found["level"], found["when"]) == ("urgent", "now")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--day", "2", "--signs", "pain=4", "--flags", "no pain"], "no pain, and pain=4"),
        (["--day", "-1", "--signs", "pain=1"], "first session"),
        (["--day", "2", "--signs", "redness=5"], "0 (none) to 4"),
        (["--day", "2", "--signs", "redness"], "SIGN=GRADE"),
        (["--day", "2", "--signs", "redness=1,redness=2"], "one grade a sign"),
        (["--day", "2", "--flags", "fevr"], "Did you mean fever"),
        (["--day", "2"], "at least one"),
        (["--day", "soon", "--signs", "redness=1"], "--day"),
        (["--day", "2", "--signs", "redness=1", "--lang", "xx"], "en, es"),
    ],
)
def test_a_check_refuses_what_cannot_be(
    capsys: pytest.CaptureFixture[str], course: str, arguments: list[str], words: str
) -> None:
    assert words in refused(capsys, "check", course, *arguments)


def test_numbing_gives_dose_warnings_and_clock(capsys: pytest.CaptureFixture[str]) -> None:
    found = document(
        capsys, "numbing", "--zone", "cheek", "--depth", "1.5", "--weight", "62", "--strength", "5", "--at", "10:00"
    )
    assert found["dose"]["mg"] == pytest.approx(found["dose"]["grams"] * 50)
    assert any("FDA warns" in warning for warning in found["dose"]["warnings"])
    assert [step["time"] for step in found["clock"]] == ["10:00", "10:30", "10:40"]
    text = printed(capsys, "numbing", "--area", "50", "--needled")
    assert text.startswith("Do not put numbing cream on skin that has been needled")


def test_numbing_takes_a_session_of_a_course(capsys: pytest.CaptureFixture[str], course: str) -> None:
    found = document(capsys, "numbing", course, "--session", "2", "--weight", "62")
    by_hand = document(capsys, "numbing", "--zone", "cheek", "--depth", "1.5", "--weight", "62")
    assert (found["session"], found["date"], found["depth_mm"]) == (2, "2026-12-29", 1.5)
    assert found["dose"] == by_hand["dose"]
    assert found["clock"] == by_hand["clock"]
    assert printed(capsys, "numbing", course).startswith("Session 1, 2026-12-01: left cheek 1.5 mm")
    assert "1 to 2" in refused(capsys, "numbing", course, "--session", "3")
    assert "a COURSE" in refused(capsys, "numbing", "--session", "1", "--area", "5")
    for given in (("--area", "5"), ("--zone", "chin"), ("--depth", "1")):
        assert "the course has its own" in refused(capsys, "numbing", course, *given)


def test_numbing_shows_the_model_beside_the_time_that_holds(capsys: pytest.CaptureFixture[str], course: str) -> None:
    found = document(capsys, "numbing", course)
    low, median, high = (found["model"]["onset_min"][k] for k in (1, 0, 2))
    assert low < median
    assert high is None or high > median
    off = next(step["minute"] for step in found["clock"] if step["id"] == "remove")
    assert off == found["dose"]["minutes_on"] == found["model"]["minutes_on"]
    assert "Model (diffusion through unbroken skin)" in printed(capsys, "numbing", course)


def test_the_whole_plan_speaks_spanish(capsys: pytest.CaptureFixture[str], course: str) -> None:
    text = printed(capsys, "care", course, "--lang", "es", *ON)
    for heading in ("Sesiones:", "Antes de cada sesión", "En la visita (para el profesional)", "Más adelante"):
        assert heading in text
    english = re.compile(r"\b(the|before|after|Days|needle|with|cream|skin|hours|of)\b")
    told = [re.sub(r"\[[^]]*\]$", "", line) for line in text.splitlines()]
    assert [line for line in told if english.search(line)] == []
    why = printed(capsys, "care", course, "--lang", "es", "--day", "1", "--can", "gimnasio", *ON)
    assert "24 horas." in why
    assert not english.search(re.sub(r"\[[^]]*\]", "", why))


def test_numbing_refuses_what_cannot_be(capsys: pytest.CaptureFixture[str]) -> None:
    assert "--zone" in refused(capsys, "numbing")
    assert "one of the two" in refused(capsys, "numbing", "--area", "5", "--zone", "chin")
    assert "Did you mean lidocaine_4" in refused(capsys, "numbing", "--area", "5", "--cream", "lidocaine4")
    assert "100 %" in refused(capsys, "numbing", "--area", "5", "--strength", "120")
