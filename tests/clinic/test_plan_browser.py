"""The plan screen in a real Chromium: axe, the exact policy, zones by keyboard alone, settings that move figures."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from needlepoint_clinic.courses.models import Course, WorkedPlan

from .conftest import House, make_house
from .planned import plan_url, quick, screened
from .test_intake_browser import accessible, chrome, nothing_kept, tab_to, watched
from .test_intake_browser import signed_in as session_of

__all__ = ["chrome", "quick"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("quick")]
PHONE, WIDE = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
PICTURES = os.environ.get("NEEDLEPOINT_PICTURES")  # a folder: pictures of every page are left there


@pytest.fixture
def house(chrome: Browser, transactional_db: None) -> House:
    return make_house("ours")


def signed_in(chrome: Browser, house: House, live_server: Any, **how: Any) -> BrowserContext:
    context = chrome.new_context(**how)
    context.set_default_timeout(120_000)  # the engine's first plan on a busy machine
    session_of(context, live_server.url, house.provider)
    return context


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def test_the_plan_loads_itself_and_its_zones_are_chosen_by_keyboard(
    house: House, live_server: Any, chrome: Browser
) -> None:
    screened(house)
    page, said = watched(signed_in(chrome, house, live_server, viewport=WIDE))
    page.goto(live_server.url + plan_url(house))
    page.wait_for_selector("#proposals-h")
    accessible(page)
    tab_to(page, 'a.zone[href="#zone-2"]')
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("2: right cheek")
    page.keyboard.press("Enter")
    page.wait_for_function("location.hash === '#zone-2'")
    tab_to(page, "#depth_cheek_right, #id_depth_cheek_right, [data-for=id_depth_cheek_right]")
    nothing_kept(page)
    assert not said


def test_moving_a_slider_moves_the_forecast_and_what_stands_against_it(
    house: House, live_server: Any, chrome: Browser
) -> None:
    screened(house)
    page, said = watched(signed_in(chrome, house, live_server, viewport=WIDE))
    page.goto(live_server.url + plan_url(house) + "?now=1")
    assert "As proposed" in page.inner_text("#panel")
    slider = page.locator('[data-for="id_sessions"]')
    slider.focus()
    page.keyboard.press("End")
    page.wait_for_selector("#panel-h:has-text('With these settings')")
    assert page.input_value("#id_sessions") == "6"
    assert "EUR 1,500" in page.inner_text("#panel")
    page.fill("#id_depth_chin", "2")
    page.wait_for_selector("#panel .told")
    assert "2 mm on the chin" in page.inner_text("#panel")
    assert page.input_value("#id_depth_chin") == "2"
    accessible(page)
    nothing_kept(page)
    assert not said


def test_a_plan_is_accepted_by_keyboard_and_read_again(house: House, live_server: Any, chrome: Browser) -> None:
    screened(house)
    page, said = watched(signed_in(chrome, house, live_server, viewport=PHONE))
    page.goto(live_server.url + plan_url(house) + "?now=1")
    accessible(page)
    tab_to(page, 'a[href*="/accept/"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/accept/**")
    accessible(page)
    tab_to(page, "form.card button.main")
    page.keyboard.press("Enter")
    page.wait_for_url("**/courses/**")
    accessible(page)
    course = Course.objects.get()
    for rest in ("end/", f"visits/{course.sessions.first().id}/"):
        page.goto(f"{live_server.url}/courses/{course.id}/{rest}")
        accessible(page)
    nothing_kept(page)
    assert not said


def test_without_scripts_the_plan_comes_by_itself_and_a_button_forecasts(
    house: House, live_server: Any, chrome: Browser
) -> None:
    screened(house)
    context = signed_in(chrome, house, live_server, viewport=PHONE, java_script_enabled=False)
    page, said = watched(context)
    page.goto(live_server.url + plan_url(house))
    page.wait_for_selector("#proposals-h")
    page.fill("#id_sessions", "5")
    page.click("button[data-nojs]")
    page.wait_for_selector("#panel-h:has-text('With these settings')")
    assert "EUR 1,250" in page.inner_text("#panel")
    assert page.input_value("#id_sessions") == "5"
    assert not said


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["phone", "wide"])
def test_every_page_in_light_and_dark(
    house: House, live_server: Any, chrome: Browser, scheme: str, size: dict[str, int]
) -> None:
    screened(house)
    page, said = watched(signed_in(chrome, house, live_server, viewport=size, color_scheme=scheme))
    name = f"{scheme}-{size['width']}"
    page.goto(live_server.url + plan_url(house) + "?now=1")
    accessible(page)
    picture(page, f"plan-{name}")
    page.fill("#id_sessions", "8")
    page.wait_for_selector("#panel .told")
    accessible(page)
    picture(page, f"tried-{name}")
    page.goto(live_server.url + plan_url(house, f"{WorkedPlan.objects.get().id}/accept/standard/"))
    accessible(page)
    picture(page, f"accept-{name}")
    page.click("form.card button.main")
    page.wait_for_url("**/courses/**")
    accessible(page)
    picture(page, f"course-{name}")
    assert not said
