"""The holes of a session in the report: their pictures, what one more pass adds, coverage pass by pass."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import Any

import jsonschema
import pytest

from needlepoint.device import Technique, device_library
from needlepoint.puncture import simulate_field
from needlepoint.report import plan_schema, render_html
from needlepoint.report.maps import field_charts
from needlepoint.report.passes import after_next, convergence_table, next_pass_table, pass_chart, steps_of
from needlepoint.report.pictures import pass_figure, pictured_zone
from needlepoint.report.present import chosen_option, counted_words
from needlepoint.skin import layers

SVG = "{http://www.w3.org/2000/svg}"
NEW_KEYS = ("simulated", "holes", "gap_mm", "overlap", "convergence", "next_pass", "picture")


def chosen(plan: dict[str, Any]) -> dict[str, Any]:
    option = chosen_option(plan)
    assert option is not None
    return option  # type: ignore[return-value]


def first_zone(plan: dict[str, Any]) -> dict[str, Any]:
    zone: dict[str, Any] = chosen(plan)["sessions"][0]["zones"][0]
    return zone


def visible(page: str) -> str:
    words = re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", page, flags=re.S))
    return re.sub(r"\s+", " ", words)


def drawn(svg: str) -> list[str]:
    return [item.text or "" for item in ET.fromstring(svg).iter(f"{SVG}text")]


def test_the_pictured_zone_is_drawn_three_times_with_a_sentence_each(sample: Any) -> None:
    text = render_html(sample("acne"))
    part = text[text.index('class="charts field"') : text.index('id="healing"')]
    assert part.count("<figure") == 4
    seen = visible(text)
    for words in (
        "One session on the left cheek, hole by hole",
        "as a hand would set them (simulated): 5 passes, about 13,000 holes on 42 cm²",
        "Nine in ten squares hold",
        "95 % of the skin lies within 0.73 mm of a hole",
        "the nearest hole is 1.69 mm away",
        "All 338 holes of a square",
    ):
        assert words in seen


def test_what_one_more_pass_adds_stands_for_every_zone(sample: Any) -> None:
    table = next_pass_table(chosen(sample("acne")), {"cheek_left": 1, "temple_left": 3})
    assert table is not None
    assert table["head"] == ["Coverage", "95 % of the skin within", "Downtime", "Collagen gain"]
    temple = table["rows"][2]
    assert [(cell["now"], cell["then"]) for cell in temple["cells"]] == [
        ("60 %", "80 %"),
        ("0.30 mm", "0.23 mm"),
        ("+0.3 days", ""),
        ("+1.3 points", ""),
    ]
    assert (temple["number"], temple["passes"]) == (3, "3 + 1 passes")
    assert temple["cells"][0]["meter"] == ["60.0", "80.0"]
    assert table["endpoint"] == "One more pass would bring pinpoint bleeding on the left temple and right temple."
    assert len(table["rows"]) == 4


def test_the_page_says_what_one_more_pass_adds_and_to_what(sample: Any) -> None:
    seen = visible(render_html(sample("acne")))
    part = seen[seen.index("What one more pass would add") :][:900]
    assert "Coverage is the share of the skin that lies within 0.5 mm of a hole." in part
    assert "left cheek 5 + 1 passes 99 % → to 99 %" in part
    assert "+0.3 days" in part
    assert "percentage points of collagen" in part


def test_a_plan_without_the_new_figures_shows_none_of_this(sample: Any) -> None:
    text = render_html(sample("scalp"))
    assert 'class="charts field"' not in text
    for words in ("hole by hole", "one more pass", "Coverage pass by pass"):
        assert words not in visible(text)


def test_a_plan_by_closed_form_says_so_and_draws_no_map(sample: Any) -> None:
    plan = sample("wait")
    seen = visible(render_html(plan))
    assert pictured_zone(chosen(plan)) is None
    assert "are worked out by formula" in seen
    assert "What one more pass would add" in seen
    assert "hole by hole" not in seen


@pytest.mark.parametrize("key", NEW_KEYS)
def test_each_new_figure_may_be_missing(sample: Any, key: str) -> None:
    plan = sample("acne")
    for option in plan["options"]:
        for session in option["sessions"]:
            for zone in session["zones"]:
                zone.pop(key)
    assert "Where and how deep" in visible(render_html(plan))
    assert list(jsonschema.Draft202012Validator(plan_schema()).iter_errors(plan)) == []


@pytest.mark.parametrize("key", ["overlap", "convergence", "next_pass", "picture"])
def test_each_new_figure_may_be_null(sample: Any, key: str) -> None:
    plan = sample("acne")
    first_zone(plan)[key] = None
    assert "Where and how deep" in visible(render_html(plan))
    assert list(jsonschema.Draft202012Validator(plan_schema()).iter_errors(plan)) == []


def test_a_picture_of_another_version_is_not_drawn(sample: Any) -> None:
    plan = sample("acne")
    first_zone(plan)["picture"] = {"schema": "needlepoint.field/2"}
    assert "hole by hole" not in render_html(plan).split("Depth limits")[1].split("Healing forecast")[0]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("simulated",), "yes"),
        (("gap_mm",), {"p95": 0.2}),
        (("convergence", 0, "coverage"), 1.4),
        (("convergence", 0, "passes"), 0),
        (("overlap", "twice"), "a lot"),
        (("next_pass", "endpoint"), "bruises"),
        (("next_pass", "downtime_days"), "long"),
        (("picture", "schema"), "needlepoint.field/9"),
        (("picture", "outline", "kind"), "star"),
        (("picture", "density"), []),
        (("picture", "square", "holes", 0), [1.0, 2.0]),
    ],
)
def test_the_schema_finds_what_is_wrong(sample: Any, path: tuple[Any, ...], value: object) -> None:
    plan = sample("acne")
    target: Any = first_zone(plan)
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    assert list(jsonschema.Draft202012Validator(plan_schema()).iter_errors(plan)) != []


def test_a_simulated_field_gives_what_the_schema_and_the_page_expect(sample: Any) -> None:
    technique = Technique(1.0, passes=1, pattern="crosshatch", speed_mm_s=None)
    skin = layers("cheek_left", "female", 34)
    field = simulate_field(device_library()["generic_pen"], technique, "cheek_left", skin, seed=1, area_cm2=4.0)
    plan, figures = sample("acne"), field.to_json()
    given = {key: figures[key] for key in ("holes", "gap_mm", "overlap", "convergence", "next_pass")}
    first_zone(plan).update(given | {"passes": 1, "coverage": figures["coverage"], "picture": field.picture()})
    assert list(jsonschema.Draft202012Validator(plan_schema()).iter_errors(plan)) == []
    assert f"All {len(field.picture()['square']['holes']):,} holes" in visible(render_html(plan))


def test_bare_pictures_carry_numbers_but_no_title(sample: Any) -> None:
    picture = first_zone(sample("acne"))["picture"]
    for bare, whole in zip(field_charts("a", picture, bare=True), field_charts("a", picture), strict=True):
        assert len(drawn(bare)) == len(drawn(whole)) - 2
        assert float(bare.split('viewBox="')[1].split()[1]) > 0


def test_hostile_words_in_a_picture_are_shown_never_run(sample: Any) -> None:
    plan = sample("acne")
    evil = "<script>alert(1)</script>"
    zone = first_zone(plan)
    zone["label"] += evil
    zone["picture"]["label"] += evil
    zone["picture"]["square"]["layers"] = [name + evil for name in zone["picture"]["square"]["layers"]]
    assert "<script" not in render_html(plan)


def test_each_pass_is_a_bar_and_one_more_stands_apart(sample: Any) -> None:
    zone = first_zone(sample("acne"))
    svg = pass_chart("p", zone)
    bars = [item for item in ET.fromstring(svg).findall(f"{SVG}rect") if item.attrib.get("stroke")]
    assert len(bars) == zone["passes"] + 1
    heights = [float(bar.attrib["height"]) for bar in bars]
    assert heights == sorted(heights)
    assert [bar.attrib.get("stroke-dasharray") is not None for bar in bars] == [False] * 5 + [True]
    assert {"plan", "+1", "20", "99"} <= set(drawn(svg))


def test_low_coverage_has_an_axis_of_its_own(sample: Any) -> None:
    zone = first_zone(sample("acne")) | {"passes": 1}
    zone["convergence"] = [{"passes": k, "coverage": 0.06 * k, "gap_p95_mm": None} for k in (1, 2)]
    assert {"0", "5", "10", "15", "20"} <= set(drawn(pass_chart("p", zone)))


def test_many_passes_name_only_the_first_the_plan_and_one_more(sample: Any) -> None:
    zone = first_zone(sample("acne")) | {"passes": 15}
    zone["convergence"] = [{"passes": k, "coverage": 1 - 0.8**k, "gap_p95_mm": 1 / k} for k in range(1, 17)]
    seen = drawn(pass_chart("p", zone))
    assert {"1", "15", "16"} <= set(seen)
    assert not {"2", "7", "14"} & set(seen)


def test_one_pass_and_no_pass_are_drawn(sample: Any) -> None:
    zone = first_zone(sample("acne")) | {"passes": 1}
    zone["convergence"] = zone["convergence"][:1]
    assert "20" in drawn(pass_chart("p", zone))
    assert "No figures" in pass_chart("p", zone | {"convergence": []})


def test_coverage_by_passes_is_that_of_the_pictured_zone(sample: Any) -> None:
    figure = pass_figure(chosen(sample("acne")))
    assert figure is not None
    assert figure["reading"].startswith("The first pass covers 20 % of the left cheek; 5 passes cover 99 %")


def test_the_table_of_all_zones_has_a_column_for_every_pass(sample: Any) -> None:
    table = convergence_table(chosen(sample("acne")))
    assert table is not None
    assert table["head"] == ["1 pass", *(f"{count} passes" for count in range(2, 7)), "Opened twice or more"]
    label, cells = table["rows"][2]
    assert label == "left temple (3 planned)"
    assert [cell.replace("\N{NO-BREAK SPACE}", " ") for cell in cells] == [
        "20 % (0.9 mm)",
        "40 % (0.45 mm)",
        "60 % (0.3 mm)",
        "80 % (0.23 mm)",
        "",
        "",
        "7 %",
    ]


def test_figures_that_are_no_numbers_are_left_out() -> None:
    zone = {"convergence": [{"passes": 1, "coverage": None}, {"passes": 2, "coverage": 1.2}]}
    assert steps_of(zone) == [(2, 1.0)]
    assert after_next({"next_pass": {"coverage": 0.2}}, "coverage", 0.9, 1.0) == (0.9, 1.0)
    assert after_next({"next_pass": {"gap_p95_mm": -0.4}}, "gap_p95_mm", 0.3) == (0.3, 0.0)
    assert after_next({"next_pass": {"coverage": float("nan")}}, "coverage", 0.9) is None
    assert after_next({}, "coverage", 0.9) is None


@pytest.mark.parametrize(
    ("added", "shown"), [(0.34, "+0.3 days"), (0.01, "< 0.1 days"), (-0.4, "−0.4 days"), (2.0, "+2 days")]
)
def test_added_days_carry_their_sign(sample: Any, added: float, shown: str) -> None:
    plan = sample("acne")
    first_zone(plan)["next_pass"]["downtime_days"] = added
    table = next_pass_table(chosen(plan), {})
    assert table is not None
    assert table["rows"][0]["cells"][2]["now"] == shown


def test_zones_by_formula_among_simulated_ones_are_named(sample: Any) -> None:
    plan = sample("acne")
    assert counted_words(chosen(plan)) == "Holes and coverage are counted in a simulated session, hole by hole."
    first_zone(plan)["simulated"] = False
    assert "on the left cheek are worked out by formula" in counted_words(chosen(plan))


def test_patchy_needling_heals_patchily_and_the_page_says_so(sample: Any) -> None:
    plan = sample("acne")
    assert "where they lie thinnest" not in visible(render_html(plan))
    chosen(plan)["forecast"]["patches"] = [
        {"area_share": 0.5, "density_per_cm2": density, "gain_percent": gain}
        for density, gain in ((900, 8), (1500, 11))
    ]
    assert "gain 8 % where they lie thinnest and 11 % where they lie closest" in visible(render_html(plan))
    chosen(plan)["forecast"]["patches"][1]["gain_percent"] = 8.2
    assert "where they lie thinnest" not in visible(render_html(plan))
