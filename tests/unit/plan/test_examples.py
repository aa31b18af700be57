"""Every example through the whole road: valid document, dates that keep the waits, files all or none."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from needlepoint.case import load_case
from needlepoint.course import load_course
from needlepoint.plan import FILES, Plan, make_plan, simulate_course, write_plan
from needlepoint.report import plan_schema

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*.yaml"))
ON = date(2026, 11, 20)
DRAWS = 4
_plans: dict[str, Plan] = {}


def plan_of(path: Path) -> Plan:
    if path.stem not in _plans:
        _plans[path.stem] = make_plan(load_case(path, ON), on=ON, draws=DRAWS)
    return _plans[path.stem]


@pytest.fixture(params=EXAMPLES, ids=lambda path: path.stem)
def plan(request: pytest.FixtureRequest) -> Plan:
    return plan_of(request.param)


def named(name: str) -> Plan:
    return plan_of(next(path for path in EXAMPLES if path.stem == name))


def test_there_are_enough_real_life_cases() -> None:
    assert len(EXAMPLES) >= 8


def test_the_document_keeps_the_published_schema(plan: Plan) -> None:
    jsonschema.validate(plan.document, plan_schema(), format_checker=jsonschema.FormatChecker())


def test_no_session_lies_before_the_earliest_date(plan: Plan) -> None:
    earliest = plan.document["screening"]["earliest_date"] or ON.isoformat()
    for option in plan.document["options"]:
        dates = [session["date"] for session in option["sessions"] if session["date"]]
        assert dates == sorted(dates)
        assert all(day >= earliest for day in dates)


def test_options_are_distinct_and_one_is_recommended(plan: Plan) -> None:
    options = plan.document["options"]
    assert len({option["name"] for option in options}) == len(options)
    if options:
        assert [option["recommended"] for option in options].count(True) == 1
        assert plan.document["recommended"] in {option["name"] for option in options}


def test_depths_stay_inside_the_bounds(plan: Plan) -> None:
    for option in plan.document["options"]:
        bounds = {item["zone"]: item for item in option["bounds"]}
        for zone in option["sessions"][0]["zones"]:
            bound = bounds[zone["zone"]]
            assert bound["depth_low_mm"] <= zone["depth_mm"] <= bound["depth_high_mm"]
            assert zone["depth_mm"] <= option["device"]["max_depth_mm"]


def test_every_source_that_is_cited_is_in_the_basis(plan: Plan) -> None:
    known = {source["id"] for source in plan.document["basis"]["sources"]}

    def cited(item: object) -> set[str]:
        if isinstance(item, dict):
            own = item.get("sources", [])
            ids = {id for id in own if isinstance(id, str)} if isinstance(own, list) else set()
            return ids.union(*(cited(value) for value in item.values()))
        return set().union(*(cited(value) for value in item)) if isinstance(item, list) else set()

    assert cited({key: value for key, value in plan.document.items() if key != "basis"}) <= known


def test_files_are_written_and_the_course_runs_again(plan: Plan, tmp_path: Path) -> None:
    written = {path.name for path in write_plan(plan, tmp_path / "out")}
    assert written <= set(FILES)
    assert {"plan.json", "report.html"} <= written
    assert json.loads((tmp_path / "out" / "plan.json").read_text("utf-8")) == plan.document
    if plan.course is not None:
        assert load_course(tmp_path / "out" / "course.yaml") == plan.course


def test_stop_has_no_options_but_alternatives() -> None:
    document = named("keloid").document
    assert document["screening"]["verdict"] == "stop"
    assert document["options"] == []
    assert document["recommended"] is None
    assert document["care"] is None
    assert document["alternatives"]


def test_isotretinoin_five_months_ago_waits_until_the_sixth() -> None:
    document = named("isotretinoin").document
    assert document["screening"]["verdict"] == "wait"
    earliest = document["screening"]["earliest_date"]
    assert earliest > ON.isoformat()
    assert min(option["sessions"][0]["date"] for option in document["options"]) >= earliest


def test_pregnancy_waits_without_a_date() -> None:
    document = named("pregnant").document
    assert document["screening"]["verdict"] == "wait"
    assert document["screening"]["earliest_date"] is None
    assert all(session["date"] is None for option in document["options"] for session in option["sessions"])


def test_the_same_input_gives_the_same_plan() -> None:
    path = next(path for path in EXAMPLES if path.stem == "fine-lines")
    again = make_plan(load_case(path, ON), on=ON, draws=DRAWS)
    assert again.document == plan_of(path).document


def test_a_wanted_option_is_the_one_that_is_written() -> None:
    path = next(path for path in EXAMPLES if path.stem == "acne-scars")
    chosen = make_plan(load_case(path, ON), on=ON, option="intensive", draws=2)
    option = next(item for item in chosen.document["options"] if item["name"] == "intensive")
    assert chosen.course is not None
    assert len(chosen.course.sessions) == option["schedule"]["sessions"]


def test_a_saved_course_is_simulated_to_the_same_gain() -> None:
    plan = named("acne-scars")
    assert plan.course is not None
    data = simulate_course(plan.course, draws=DRAWS)
    option = next(item for item in plan.document["options"] if item["recommended"])
    curve = option["forecast"]["series"]["papillary_collagen_gain"]["median"]
    again = data["collagen_gain"].sel(layer="papillary").mean("zone").median("draw")
    assert float(again[-1]) == pytest.approx(curve[-1], rel=1e-3)
