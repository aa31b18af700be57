"""The planner's data: nothing unused, nothing unnamed."""

from __future__ import annotations

import re
from importlib import resources

import yaml

from needlepoint.case import CONCERNS
from needlepoint.course.bounds import bounds_data
from needlepoint.evidence import load_parameters
from needlepoint.skin import zones

COURSE = resources.files("needlepoint.course")
EVIDENCE = resources.files("needlepoint.evidence") / "data"


def code_and_data() -> str:
    files = [item for item in COURSE.iterdir() if item.name.endswith((".py", ".yaml"))]
    parameters = EVIDENCE / "parameters" / "course.yaml"
    return "\n".join(item.read_text("utf-8") for item in (*files, parameters))


def test_every_source_of_the_planner_is_used() -> None:
    text = code_and_data()
    known = yaml.safe_load((EVIDENCE / "sources" / "course.yaml").read_text("utf-8"))
    assert [id for id in known if not re.search(rf"\b{id}\b", text)] == []


def test_every_parameter_of_the_planner_is_read() -> None:
    text = "\n".join(item.read_text("utf-8") for item in COURSE.iterdir() if item.name.endswith(".py"))
    assert [name for name in load_parameters("course").names() if f'["{name}"]' not in text] == []


def test_the_tables_name_every_zone_and_concern_and_no_other() -> None:
    assert set(bounds_data()["zones"]) == {zone.base for zone in zones().values()}
    assert set(bounds_data()["concerns"]) == set(CONCERNS)
    rows = yaml.safe_load((COURSE / "alternatives.yaml").read_text("utf-8"))
    named = {concern for row in rows if row["concerns"] != "all" for concern in row["concerns"]}
    assert named == set(CONCERNS)


def test_limits_of_the_tables_agree_with_each_other() -> None:
    for zone, place in bounds_data()["zones"].items():
        assert place["depth_mm"][0] < place["depth_mm"][1] <= place["cap_mm"], zone
        assert "clinician" not in place or place["clinician"]["mm"] > place["cap_mm"], zone
    for concern, wanted in bounds_data()["concerns"].items():
        for part in ("depth_mm", "sessions", "interval_days"):
            low, high = wanted[part]["range"]
            assert low < high, (concern, part)
