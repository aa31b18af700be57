"""What `plan` and `screen` say in a few lines, from documents of the published shape."""

from __future__ import annotations

from typing import Any

from needlepoint.cli.findings import short_lines, verdict_lines
from needlepoint.cli.planned import FORECAST_LINES, course_lines, forecast_lines

FINDING: dict[str, Any] = {
    "rule": "recent_needling",
    "effect": "wait",
    "zones": ["cheek_left"],
    "until": "2026-12-05",
    "until_event": None,
    "fact": "microneedling on 2026-11-07",
    "reason": "The skin is still healing.",
    "sources": ["A", "D"],
    "positions": [{"who": "A", "says": "four weeks"}],
    "override": "clinician",
    "would_change": "Time.",
    "overridden": {"rule": "recent_needling", "by": "Dr X", "role": "clinician", "reason": "healed early"},
    "scope": "all",
}
SCREENING = {
    "verdict": "wait",
    "earliest_date": "2026-12-05",
    "excluded_zones": ["nose"],
    "open_zones": ["cheek_left"],
    "on": "2026-11-20",
    "rules_version": "1",
    "findings": [FINDING],
}


def milestone(month: int) -> dict[str, Any]:
    return {
        "day": 30 * month,
        "date": f"2027-{month:02}-01",
        "label": f"collagen after {month} months",
        "median": 8.0,
        "low": 4.0,
        "high": 12.0,
        "unit": "percent",
    }


def plan(count: int = 5, flag: bool = False) -> dict[str, Any]:
    zones = [
        {"label": label, "depth_mm": depth, "passes": 4, "pattern": "crosshatch"}
        for label, depth in (("left cheek", 1.5), ("nose", 0.5), ("right cheek", 1.5))
    ]
    option = {
        "name": "standard",
        "why": "The most gain within three days of downtime.",
        "device": {"name": "generic pen"},
        "schedule": {"first": "2026-12-05", "last": "2027-03-05", "sentence": "every 4 weeks, 4 times"},
        "sessions": [{"zones": zones}],
        "forecast": {
            "interval": 0.9,
            "milestones": [milestone(month) for month in range(1, count + 1)],
            "scar_flag": {"share_of_draws": 0.042, "flag": flag, "rule": ""},
        },
        "recovery": {"downtime_days": {"median": 2.0, "low": 1.0, "high": 3.0}, "makeup_day": 2},
        "cost": {"total": 1600.0, "currency": "USD", "within_budget": True},
    }
    return {"options": [option], "recommended": "standard", "alternatives": []}


def words(lines: Any) -> str:
    return "\n".join(text for text, _ in lines)


def test_a_screening_shows_verdict_date_zones_and_the_basis_of_every_finding() -> None:
    text = words(verdict_lines(SCREENING))
    for part in (
        "Verdict on 2026-11-20: wait. Not yet.",
        "Earliest date: 2026-12-05",
        "Zones left out: nose",
        "wait: recent needling in cheek_left until 2026-12-05",
        "microneedling on 2026-11-07",
        "What would change this: Time.",
        "Overridden: by Dr X (clinician): healed early",
        "A: four weeks",
        "Sources: A, D",
    ):
        assert part in text


def test_a_clear_screening_says_so_and_no_more() -> None:
    clear = SCREENING | {"verdict": "clear", "earliest_date": None, "excluded_zones": [], "findings": []}
    assert words(short_lines(clear)) == "Verdict on 2026-11-20: clear. May be treated."


def test_the_course_names_zones_that_are_treated_alike_together() -> None:
    text = words(course_lines(plan()))
    assert "standard, every 4 weeks, 4 times, with the generic pen" in text
    assert "left cheek, right cheek: 1.5 mm, 4 passes, crosshatch" in text
    assert "nose: 0.5 mm" in text
    assert "Cost: 1600 USD, within the budget" in text


def test_the_forecast_is_five_lines_however_many_milestones() -> None:
    for count in (3, 4, 5, 12):
        lines = [text for text, style in forecast_lines(plan(count)) if text and not style]
        assert len(lines) == FORECAST_LINES
        assert f"after {count} months" in lines[-2]
    assert "Downtime: 2.0 (1.0 to 3.0) days" in words(forecast_lines(plan()))
    assert "look again" not in words(forecast_lines(plan()))
    assert "raised: look again at depth and passes (passed in 4% of draws" in words(forecast_lines(plan(flag=True)))


def test_without_a_course_the_alternatives_are_named() -> None:
    stopped = {"options": [], "recommended": None, "alternatives": [{"name": "fractional laser"}, {"name": "peel"}]}
    assert words(course_lines(stopped)).split("\n")[1:] == [
        "No course is proposed.",
        "Alternatives to discuss: fractional laser, peel",
    ]
    assert list(forecast_lines(stopped)) == []


def test_what_is_not_known_is_left_out_and_never_none() -> None:
    """A wait that has no date yet, no price, no interval."""
    document = plan(3)
    option = document["options"][0]
    option["schedule"] |= {"first": None, "last": None}
    option["cost"] |= {"total": None}
    option["recovery"] |= {"makeup_day": None}
    option["forecast"] |= {"scar_flag": None}
    for entry in option["forecast"]["milestones"]:
        entry |= {"date": None, "low": None}
    option["forecast"]["milestones"][0]["median"] = None
    text = words([*course_lines(document), *forecast_lines(document)])
    assert "None" not in text
    assert "Dates follow when the wait is over" in text
    assert "day 60: collagen after 2 months: +8 %" in text
    assert "after 1 months" not in text
