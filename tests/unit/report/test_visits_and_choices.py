"""How many visits, the front, and the alternatives on the plan's own axes."""

from __future__ import annotations

import re
from typing import Any

import pytest

from needlepoint.report import render_html
from needlepoint.report.choices import alternatives_view, front_view
from needlepoint.report.present import chosen_option
from needlepoint.report.stopping import VERDICTS, stop_view


def part(page: str, name: str) -> str:
    found = re.search(rf'<section id="{name}".*?</section>', page, re.S)
    assert found
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0]))


def test_one_more_visit_names_gain_cost_and_days(sample: Any) -> None:
    text = part(render_html(sample("acne")), "visits")
    for words in (
        "Visit 5 would add",
        "+0.06 grades",
        "0 to +0.21",
        "USD 400",
        "2.5 more days",
        "stopping is the better bet",
    ):
        assert words in text
    assert "keeps what was gained" in text


@pytest.mark.parametrize("verdict", list(VERDICTS))
def test_every_verdict_has_its_words(sample: Any, verdict: str) -> None:
    option = chosen_option(sample("acne"))
    assert option
    option["stop_rule"]["verdict"] = verdict
    view = stop_view(option)
    assert view
    assert view["title"] == VERDICTS[verdict][1]


def test_a_rule_without_figures_keeps_its_verdict(sample: Any) -> None:
    text = part(render_html(sample("scalp")), "visits")
    assert "Wait and look again" in text
    assert "would add" not in text.replace("would add less", "")


def test_the_front_names_the_proposals_and_keeps_its_table_short(sample: Any) -> None:
    plan = sample("acne")
    plan["front"] += [{**plan["front"][-1], "sessions": k, "benefit": 0.01 * k} for k in range(1, 60)]
    view = front_view(plan)
    assert view
    names = [name for name, _ in view["table"]["rows"]]
    assert len(names) <= 12
    assert {name.split(":")[0] for name in names if ":" in name} == {"Gentle", "Standard", "Intensive"}
    assert all(name in view["svg"] for name in ("gentle", "standard", "intensive"))


def test_dominated_plans_and_a_front_of_one_are_not_drawn(sample: Any) -> None:
    plan = sample("acne")
    for row in plan["front"][1:]:
        row["undominated"] = False
    assert front_view(plan) is None


def test_needling_is_the_first_row_and_out_of_scope_is_told_apart(sample: Any) -> None:
    plan = sample("acne")
    view = alternatives_view(plan, chosen_option(plan))
    assert view
    assert [row["own"] for row in view["rows"]] == [True, False, False]
    laser = view["rows"][1]["cells"]
    assert laser[0] == "better in one trial of 30 people"
    assert laser[1].startswith("low")
    assert laser[4] == "USD 4,000 to 8,000 (published price)"
    assert [item["name"] for item in view["outside"]] == ["Radiofrequency needling"]


def test_without_a_plan_the_alternatives_stand_alone(sample: Any) -> None:
    plan = sample("stop")
    view = alternatives_view(plan, None)
    assert view
    assert not any(row["own"] for row in view["rows"])
    assert "Other treatments" in part(render_html(plan), "alternatives")


def test_axes_that_are_missing_fall_back_to_the_sentences(sample: Any) -> None:
    plan = sample("acne")
    view = alternatives_view(plan, chosen_option(plan))
    assert view
    assert view["rows"][2]["cells"][2] == "up to 2 weeks of bruising"
    assert view["rows"][2]["cells"][4] == "not known"
