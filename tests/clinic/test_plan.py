"""The plan screen: who may look, what is shown, settings moved by hand, and what stands against them."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from needlepoint_clinic.audit.chain import check
from needlepoint_clinic.courses import planning
from needlepoint_clinic.courses.models import WorkedPlan

from .conftest import House
from .planned import CASE, KELOID, opened, plan_url, quick, screened, settings_form

__all__ = ["quick"]
pytestmark = pytest.mark.usefixtures("quick")
Browser = Callable[..., Client]


def text_of(content: bytes) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", content.decode()).split())


@pytest.mark.parametrize("who", ["owner", "provider", "assistant"])
def test_members_see_the_plan_and_those_who_decide_may_choose(house: House, browser_of: Browser, who: str) -> None:
    screened(house)
    page = browser_of(getattr(house, who)).get(plan_url(house) + "?now=1")
    assert page.status_code == 200
    assert ("/accept/" in page.content.decode()) == (who != "assistant")


@pytest.mark.parametrize("rest", ["", "try/", "own/"])
def test_strangers_and_nobody_do_not(house: House, elsewhere: House, browser_of: Browser, rest: str) -> None:
    screened(house)
    found = opened(house, browser_of(house.provider))
    stranger, nobody = browser_of(elsewhere.owner), browser_of(None)
    if rest:
        assert stranger.post(plan_url(house, rest), settings_form(found)).status_code == 404
        assert stranger.post(plan_url(elsewhere, rest), settings_form(found)).status_code == 404
        assert nobody.post(plan_url(house, rest), settings_form(found)).status_code == 302
    for address in (plan_url(house), plan_url(house, f"{found.id}/"), plan_url(house, f"{found.id}/accept/standard/")):
        assert stranger.get(address).status_code == 404
        assert nobody.get(address).status_code == 302
    assert stranger.get(plan_url(elsewhere, f"{found.id}/")).status_code == 404


def test_the_page_says_words_first_and_shows_every_part(house: House, browser_of: Browser) -> None:
    screened(house)
    client = browser_of(house.provider)
    found = opened(house, client)
    page = client.get(plan_url(house))
    text = text_of(page.content)
    for option in found.document["options"]:
        assert option["outcomes"][0]["words"][0] in text
    for part in ("Recovery after each visit", "What can go wrong", "When to stop", "Beside the alternatives", "EUR"):
        assert part in text
    assert "Núñez" not in re.search(r"<title>(.*?)</title>", page.content.decode()).group(1)


def test_every_zone_is_a_link_and_a_row_on_the_front_and_both_sides(house: House, browser_of: Browser) -> None:
    screened(house)
    client = browser_of(house.provider)
    opened(house, client)
    page = client.get(plan_url(house)).content.decode()
    for title in ("Right side, turned by 45°", "Front", "Left side, turned by 45°"):
        assert title in page
    assert page.count('<figure class="view') == 3
    for number, label in enumerate(("left cheek", "right cheek", "chin"), 1):
        assert re.search(rf'<a href="#zone-{number}" class="zone tone\d" aria-label="{number}: {label}, ', page)
        assert f'<tr id="zone-{number}" tabindex="-1">' in page


def test_zones_of_the_body_have_their_own_drawing(house: House, browser_of: Browser) -> None:
    goal = {"concern": "stretch_marks", "zones": ["abdomen", "buttock"]}
    screened(house, CASE | {"goals": [goal]})
    client = browser_of(house.provider)
    opened(house, client)
    page = client.get(plan_url(house)).content.decode()
    assert page.count('<figure class="view body') == 2


def test_before_it_is_worked_out_the_page_says_so_and_fetches_it(house: House, browser_of: Browser) -> None:
    screened(house)
    client = browser_of(house.assistant)
    page = client.get(plan_url(house)).content.decode()
    assert "five seconds" in page
    assert 'hx-trigger="load"' in page
    assert 'http-equiv="refresh"' in page
    assert not WorkedPlan.objects.exists()
    partial = client.get(plan_url(house), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in partial
    assert "The proposals" in partial
    assert "Working out" not in client.get(plan_url(house)).content.decode()


def test_a_plan_is_worked_out_once_whichever_process_asks(
    house: House, browser_of: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    screened(house)
    client = browser_of(house.provider)
    opened(house, client)
    monkeypatch.setattr(planning, "make_plan", None)
    assert client.get(plan_url(house) + "?now=1").status_code == 200
    assert WorkedPlan.objects.count() == 1
    assert check(house.clinic.id) is None


def test_without_a_screening_there_is_a_way_to_one(house: House, browser_of: Browser) -> None:
    page = browser_of(house.provider).get(plan_url(house))
    assert "screen/case/" in page.content.decode()


def test_on_stop_nothing_is_proposed_and_the_alternatives_stay(house: House, browser_of: Browser) -> None:
    screened(house, CASE | {"history": CASE["history"] | {"pregnant": True}})
    page = text_of(browser_of(house.provider).get(plan_url(house) + "?now=1").content)
    assert "Not to be treated" in page or "Not yet" in page
    assert "Beside the alternatives" in page


def test_settings_moved_give_another_forecast_without_javascript(house: House, browser_of: Browser) -> None:
    screened(house)
    client = browser_of(house.assistant)
    found = opened(house, client)
    page = client.post(plan_url(house, "try/"), settings_form(found, sessions=5, depth_chin="0.75"))
    text = text_of(page.content)
    assert page.status_code == 200
    assert "With these settings" in text
    assert "EUR 1,250" in text
    assert 'name="depth_chin" value="0.75"' in page.content.decode()


def test_a_zone_is_left_out_by_hand_and_put_back(house: House, browser_of: Browser) -> None:
    screened(house)
    client = browser_of(house.provider)
    found = opened(house, client)
    without = settings_form(found, treat_chin=None)
    panel = client.post(plan_url(house, "try/"), without, headers={"HX-Request": "true"}).content.decode()
    assert "Left out:</b> chin" in panel
    assert 'id="chart" hx-swap-oob="innerHTML"' in panel
    assert "chin, left out" in panel
    assert 'aria-label="2: right cheek, ' in panel
    page = client.get(client.post(plan_url(house, "own/"), without).url)
    own = WorkedPlan.objects.latest("created_at").document["options"][-1]
    assert [zone["zone"] for zone in own["sessions"][0]["zones"]] == ["cheek_left", "cheek_right"]
    assert re.search(r'name="treat_chin"[^>]*id="id_treat_chin">', page.content.decode())
    assert re.search(r'name="treat_cheek_left"[^>]* checked>', page.content.decode())


def test_somewhere_has_to_be_treated(house: House, browser_of: Browser) -> None:
    screened(house)
    client = browser_of(house.provider)
    found = opened(house, client)
    told = settings_form(found, treat_chin=None, treat_cheek_left=None, treat_cheek_right=None)
    assert "Leave at least one zone in." in client.post(plan_url(house, "try/"), told).content.decode()
    assert client.post(plan_url(house, "own/"), told).status_code == 422
    assert WorkedPlan.objects.count() == 1


def test_a_finding_of_both_sides_is_told_once(house: House, browser_of: Browser) -> None:
    screened(house)
    client = browser_of(house.provider)
    found = opened(house, client)
    told = settings_form(found, depth_cheek_left="2", depth_cheek_right="2", depth_chin="2")
    text = text_of(client.post(plan_url(house, "try/"), told, headers={"HX-Request": "true"}).content)
    assert text.count("2 mm on the cheek (both sides)") == 1
    assert "2 mm on the left cheek" not in text
    assert "2 mm on the chin" in text


def test_for_htmx_only_the_panel_and_the_bar_come_back(house: House, browser_of: Browser) -> None:
    screened(house)
    client = browser_of(house.assistant)
    found = opened(house, client)
    page = client.post(plan_url(house, "try/"), settings_form(found, sessions=5), headers={"HX-Request": "true"})
    content = page.content.decode()
    assert "<html" not in content
    assert 'hx-swap-oob="innerHTML"' in content
    assert "EUR 1,250" in content


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"depth_chin": "2"}, "2 mm on the chin"),
        ({"passes_chin": "12"}, "12 passes on the chin"),
        ({"sessions": "9"}, "9 visits; 6 are the most"),
        ({"interval_days": "7"}, "7 days between visits"),
        ({"depth_cheek_left": "0.2"}, "0.2 mm on the left cheek"),
    ],
)
def test_outside_the_bounds_is_a_finding_and_never_cut(
    house: House, browser_of: Browser, changed: dict[str, str], says: str
) -> None:
    screened(house)
    client = browser_of(house.provider)
    found = opened(house, client)
    page = client.post(plan_url(house, "try/"), settings_form(found, **changed), headers={"HX-Request": "true"})
    text = text_of(page.content)
    assert "What stands against it" in text
    assert says in text
    assert "Days to recover" in text


@pytest.mark.parametrize(
    "changed",
    [
        {"depth_chin": "x"}, {"depth_chin": "99"}, {"depth_chin": "3.5"}, {"depth_chin": "NaN"}, {"passes_chin": "0"},
        {"passes_chin": "1.5"}, {"sessions": "1000"}, {"interval_days": "-3"}, {"interval_days": ""},
        {"depth_chin": "1" * 4000},
    ],
)  # fmt: skip
def test_what_cannot_be_is_said(house: House, browser_of: Browser, changed: dict[str, str]) -> None:
    screened(house)
    client = browser_of(house.provider)
    found = opened(house, client)
    page = client.post(plan_url(house, "try/"), settings_form(found, **changed), headers={"HX-Request": "true"})
    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode()
    full = client.post(plan_url(house, "own/"), settings_form(found, **changed))
    assert full.status_code in (400, 422)
    assert WorkedPlan.objects.count() == 1


def test_a_form_of_another_patient_or_a_broken_one_is_refused(house: House, browser_of: Browser) -> None:
    screened(house)
    client = browser_of(house.provider)
    found = opened(house, client)
    assert client.post(plan_url(house, "try/"), settings_form(found) | {"worked": str(uuid4())}).status_code == 404
    assert client.post(plan_url(house, "try/"), settings_form(found) | {"worked": "1"}).status_code == 400
    assert client.get(plan_url(house, "try/")).status_code == 405


def test_settings_by_hand_worked_out_in_full_stand_beside_the_proposals(house: House, browser_of: Browser) -> None:
    screened(house)
    client = browser_of(house.assistant)
    found = opened(house, client)
    told = settings_form(found, sessions=5)
    first, second = (client.post(plan_url(house, "own/"), told) for _ in range(2))
    assert first.status_code == 302
    assert first.url == second.url
    page = text_of(client.get(first.url).content)
    assert "Set by hand" in page
    assert WorkedPlan.objects.count() == 2


def test_only_the_newest_few_plans_of_a_patient_are_kept(house: House, browser_of: Browser) -> None:
    screened(house)
    client = browser_of(house.assistant)
    found = opened(house, client)
    for sessions in (1, 2, 3, 4, 5):
        assert client.post(plan_url(house, "own/"), settings_form(found, sessions=sessions)).status_code in (302, 404)
        found = WorkedPlan.objects.filter(patient=house.patient).latest("created_at")
    assert WorkedPlan.objects.count() <= 4


def test_after_another_screening_an_old_plan_says_that_it_is_old(house: House, browser_of: Browser) -> None:
    screened(house)
    client = browser_of(house.provider)
    found = opened(house, client)
    screened(house, KELOID)
    assert "Open the plan of today" in client.get(plan_url(house, f"{found.id}/")).content.decode()
