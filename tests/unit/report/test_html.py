"""The page: complete, self-contained, escaped, in the right order, and drawn from the dict alone."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from needlepoint.errors import InputError
from needlepoint.report import render_html

VOID = {"meta", "link", "br", "img", "input", "hr"}
FIXED = {
    "schema",
    "date",
    "on",
    "until",
    "verdict",
    "effect",
    "zone",
    "id",
    "checked",
    "kind",
    "override",
    "doi",
    "url",
    "name",
    "endpoint",
    "first",
    "last",
    "earliest_date",
    "recommended",
    "scope",
    "level",
}
EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&{{7*7}}"


class Page(HTMLParser):
    """Ids, headings, tags and balance of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append((tag, values))
        self.ids += [values["id"]] if values.get("id") else []  # type: ignore[list-item]
        self.headings += [int(tag[1])] if re.fullmatch("h[1-6]", tag) else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def visible(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", page, flags=re.S)))


def poison(value: Any) -> Any:
    """The plan with hostile text behind every free text."""
    if isinstance(value, dict):
        return {k: v if k in FIXED and not isinstance(v, dict | list) else poison(v) for k, v in value.items()}
    if isinstance(value, list):
        return [poison(item) for item in value]
    return value + EVIL if isinstance(value, str) else value


def test_the_page_is_well_formed_with_unique_ids_and_ordered_headings(plan: dict[str, Any]) -> None:
    page = Page(render_html(plan))
    assert page.wrong == []
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in zip(page.headings, page.headings[1:], strict=False))


def test_every_inner_link_and_label_has_its_target(plan: dict[str, Any]) -> None:
    page = Page(render_html(plan))
    targets = {
        values["href"][1:] for tag, values in page.tags if tag == "a" and (values.get("href") or "").startswith("#")
    }  # type: ignore[index]
    labels = {id for _, values in page.tags for id in (values.get("aria-labelledby") or "").split()}
    assert targets | labels <= set(page.ids)
    used = set(re.findall(r"url\(#([^)]+)\)", render_html(plan)))
    assert used <= set(page.ids)


def test_the_page_needs_no_script_no_network_and_no_inline_style_attribute(plan: dict[str, Any]) -> None:
    text = render_html(plan)
    page = Page(text)
    assert not {"script", "link", "iframe", "object", "img", "base", "form"} & {tag for tag, _ in page.tags}
    assert not any(
        "src" in values or "style" in values or any(k.startswith("on") for k in values) for _, values in page.tags
    )
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in text
    assert "@import" not in text
    assert "url(http" not in text


def test_hostile_text_is_shown_never_run(plan: dict[str, Any]) -> None:
    text = render_html(poison(plan))
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "{{7*7}}" in text
    assert Page(text).wrong == []


def test_a_javascript_address_is_never_a_link(sample: Any) -> None:
    plan = sample("acne")
    plan["basis"]["sources"][0] |= {"url": "javascript:alert(1)"}
    plan["basis"]["sources"][1] |= {"url": "https://example.org/a?b=1&c=2"}
    text = render_html(plan)
    assert "javascript:" not in text
    assert 'href="https://example.org/a?b=1&amp;c=2"' in text


def test_it_is_drawn_from_the_file_alone_and_always_the_same(plan: dict[str, Any]) -> None:
    assert render_html(json.loads(json.dumps(plan))) == render_html(plan)


def test_the_page_stays_small(plan: dict[str, Any]) -> None:
    assert len(render_html(plan).encode()) < 700_000


def test_rendering_leaves_the_plan_as_it_was(plan: dict[str, Any]) -> None:
    before = json.dumps(plan)
    render_html(plan)
    assert json.dumps(plan) == before


def test_what_is_no_plan_is_refused() -> None:
    with pytest.raises(InputError):
        render_html({"schema": "needlepoint.course/1"})


def test_the_verdict_and_its_findings_come_before_the_proposals(sample: Any) -> None:
    seen = visible(render_html(sample("wait")))
    order = [
        "Not yet",
        "Earliest date 15 January 2027",
        "Zones left out: left temple",
        "until 15 January 2027",
        "Findings set aside",
        "Two proposals Chosen",
        "Where and how deep: the standard course",
    ]
    start = seen.index("Screened as of")
    places = [seen.index(words, start) for words in order]
    assert places == sorted(places)


def test_findings_stand_most_serious_first_with_word_and_mark(sample: Any) -> None:
    text = render_html(sample("wait"))
    words = re.findall(r'<span class="word">([^<]+)</span>', text)
    assert words == ["Wait", "Wait", "Ask", "Caution", "Wait"]
    assert text.count('class="icon"') >= len(words)


def test_an_overridden_finding_stays_visible_with_who_and_why(sample: Any) -> None:
    seen = visible(render_html(sample("wait")))
    assert "Set aside by Dr. M. Osei" in seen
    assert "Only on the legs; none on the face." in seen


def test_an_override_that_does_not_count_is_shown_among_the_standing(sample: Any) -> None:
    plan = sample("wait")
    plan["screening"]["findings"][3] |= {"counts": True, "override_note": "The role is not enough."}
    seen = visible(render_html(plan))
    assert "Findings set aside" not in seen
    assert "The role is not enough." in seen


def test_positions_where_sources_disagree_are_in_details(sample: Any) -> None:
    text = render_html(sample("acne"))
    block = text[text.index("Where sources disagree") :]
    assert "no risk of pigment change" in block[:600]


def test_stop_shows_no_proposal_but_the_alternatives(sample: Any) -> None:
    text = render_html(sample("stop"))
    seen = visible(text)
    assert "Do not treat" in seen
    assert "Fractional laser" in seen
    assert not {'id="proposals"', 'id="healing"', 'id="care"'} & set(re.findall(r'id="\w+"', text))


def test_three_proposals_with_the_recommended_one_marked(sample: Any) -> None:
    text = render_html(sample("acne"))
    assert text.count('<article class="card') == 3
    best = text[text.index('class="card best"') :]
    assert "Standard" in best[:200]
    assert "Recommended" in best[:700]
    assert "USD 1,600" in best
    assert "within budget" in best


def test_the_zone_table_gives_depth_passes_density_and_endpoint(sample: Any) -> None:
    seen = visible(render_html(sample("acne")))
    table = seen[seen.index("Settings by zone, sessions 1 to 4") :]
    for words in (
        "left cheek",
        "1.5 mm",
        "310",
        "99 %",
        "pinpoint bleeding",
        "right temple",
        "0.75 mm",
        "even redness",
    ):
        assert words in table[:900]


def test_sessions_with_other_settings_have_their_own_table(sample: Any) -> None:
    plan = sample("body")
    plan["options"][0]["sessions"][0]["zones"][0]["depth_mm"] = 1.0
    seen = visible(render_html(plan))
    assert "Settings by zone, session 1" in seen
    assert "Settings by zone, sessions 2 to 5" in seen


def test_a_claim_is_labelled_a_claim_and_a_weak_source_says_so(sample: Any) -> None:
    text = render_html(sample("acne"))
    claim = text[text.index('class="statement claim"') :]
    assert "Claim" in claim[:120]
    assert "400 %" in claim[:400]
    assert '<span class="weak">not verified</span>' in text


def test_a_source_that_is_not_listed_is_not_dropped(sample: Any) -> None:
    plan = sample("acne")
    plan["notes"][0]["sources"] = ["nowhere2020"]
    assert "nowhere2020 (not listed)" in visible(render_html(plan))


def test_red_flags_stand_in_three_levels_emergency_first(sample: Any) -> None:
    text = render_html(sample("acne"))
    assert re.findall(r'class="level (\w+)"', text) == ["emergency", "same_day", "this_week"]


def test_a_red_flag_without_a_level_is_never_lost(sample: Any) -> None:
    plan = sample("acne")
    plan["care"]["red_flags"][2].pop("level")
    assert "Trouble breathing" in visible(render_html(plan))


def test_the_basis_and_the_intended_use_are_shown(plan: dict[str, Any]) -> None:
    seen = visible(render_html(plan))
    assert "not a medical device" in seen
    assert "no diagnosis" in seen
    assert "Chu 2021, systematic review" in seen


def test_a_plan_without_dates_prices_or_layers_still_renders(sample: Any) -> None:
    plan = sample("acne")
    for option in plan["options"]:
        option["cost"] = None
        option["schedule"] |= {"first": None, "last": None, "interval_days": None}
        option["forecast"] |= {"series": {}, "phases": [], "milestones": [], "scar_flag": None}
        option["recovery"] |= {"signs": {}, "makeup_day": None}
        for session in option["sessions"]:
            session["date"] = None
            for zone in session["zones"]:
                zone.pop("layer_thickness_mm")
    seen = visible(render_html(plan))
    assert "No dates yet" in seen
    assert "no price given" in seen
    assert "The layer thicknesses of this zone are not given." in seen


def test_without_graded_redness_the_models_own_measure_is_drawn(sample: Any) -> None:
    plan = sample("body")
    series = plan["options"][0]["forecast"]["series"]
    series["erythema"] = series.pop("redness") | {"label": "Erythema", "unit": "1"}
    seen = visible(render_html(plan))
    assert "The model's measure of dilated vessels starts at" in seen.replace("&#39;", "'")
    assert seen.count("Redness over the course") >= 1
