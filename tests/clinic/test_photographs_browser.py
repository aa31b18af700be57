"""Photographs in a real Chromium: ten sent over a broken line, a pair swiped by keyboard, the patient's phone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import Browser, Page, Route, expect

from needlepoint_clinic.audit.chain import SYSTEM
from needlepoint_clinic.photographs import actions
from needlepoint_clinic.photographs.models import Pair, Photo
from needlepoint_clinic.portal.actions import open_entrance

from .conftest import House, make_house
from .pictures import jpeg, sent, shot
from .test_intake_browser import accessible, chrome, nothing_kept, tab_to, watched
from .test_intake_browser import signed_in as session_of

__all__ = ["chrome"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, WIDE = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
PICTURES = os.environ.get("NEEDLEPOINT_PICTURES")  # a folder: pictures of every page are left there


@pytest.fixture
def house(chrome: Browser, transactional_db: None) -> House:
    return make_house("ours")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[None]:
    with override_settings(ENVIRONMENT=replace(settings.ENVIRONMENT, data=tmp_path)):
        yield


def looked_at(page: Page, name: str) -> None:
    """Axe, nothing sideways, nothing kept; a picture in light and dark where one is wanted."""
    accessible(page)
    nothing_kept(page)
    if PICTURES:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.screenshot(path=Path(PICTURES) / f"{name}-{scheme}.png", full_page=True)
        page.emulate_media(color_scheme="light")


def files(folder: Path, count: int) -> list[str]:
    made = []
    for number in range(count):
        path = folder / f"IMG_{number:04}.jpg"
        path.write_bytes(jpeg(shot(seed=number)))
        made.append(str(path))
    return made


def test_ten_over_a_broken_line_without_a_duplicate(
    house: House, live_server: Any, chrome: Browser, tmp_path: Path
) -> None:
    first = timezone.localdate() - timedelta(days=50)
    own = {"clinic_id": house.clinic.id, "patient_id": house.patient.id, "zone": "face", "view": "front"}
    actions.take(file=sent(jpeg(shot(seed=99))), taken_on=first, by=house.provider.user, actor=SYSTEM, **own)
    context = chrome.new_context(viewport=PHONE)
    session_of(context, live_server.url, house.assistant)
    page, said = watched(context)
    address = f"{live_server.url}/patients/{house.patient.id}/photographs/take/"
    page.goto(address)
    lost: list[int] = []

    def line(route: Route) -> None:
        """The answers of two uploads are lost after the server took them; two more never reach it."""
        if route.request.method != "POST":
            route.continue_()
            return
        lost.append(1)
        if len(lost) in (2, 5):
            route.fetch()
            route.abort()
        elif len(lost) in (3, 8):
            route.abort()
        else:
            route.continue_()

    page.route("**/take/**", line)
    page.set_input_files("#id_files", files(tmp_path, 10))
    page.wait_for_selector("canvas:visible")
    looked_at(page, "take-390")
    page.click("form[data-sender] button.main")
    expect(page.locator(".sending .bad")).to_have_count(4, timeout=60_000)
    expect(page.locator(".sending .good")).to_have_count(6, timeout=60_000)
    looked_at(page, "broken-390")
    for _ in range(4):
        page.locator(".sending button:visible").first.click()
    page.wait_for_selector(".sending [data-end]")
    assert Photo.objects.count() == 11
    page.click(".sending [data-end] a")
    page.wait_for_url("**/photographs/")
    looked_at(page, "overview-390")
    told = [item for item in said if "ERR_FAILED" not in item]
    assert not told
    context.close()


def test_a_pair_by_keyboard_and_on_the_patient_s_phone(house: House, live_server: Any, chrome: Browser) -> None:
    own = {"clinic_id": house.clinic.id, "patient_id": house.patient.id, "zone": "face", "view": "front"}
    told = own | {"by": house.provider.user, "actor": SYSTEM}
    actions.take(file=sent(jpeg(shot())), taken_on=timezone.localdate() - timedelta(days=90), **told)
    actions.take(file=sent(jpeg(shot(seed=2, roll=7.0, healed=0.9))), **told)
    context = chrome.new_context(viewport=WIDE)
    session_of(context, live_server.url, house.provider)
    page, said = watched(context)
    page.goto(f"{live_server.url}/patients/{house.patient.id}/photographs/")
    looked_at(page, "overview-1280")
    tab_to(page, "form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/pairs/**")
    assert page.inner_text("#verdict") == "Comparable"
    page.wait_for_load_state("networkidle")
    assert page.evaluate("[...document.images].every(item => item.naturalWidth)")
    looked_at(page, "pair-1280")
    tab_to(page, "#swipe")
    page.keyboard.press("Home")
    assert "inset(0px 0px 0px 0%)" in page.evaluate("getComputedStyle(document.querySelector('[data-over]')).clipPath")
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    assert page.evaluate("document.querySelector('[data-over]').style.clipPath").endswith("10%)")
    tab_to(page, "[data-blink]")
    page.keyboard.press("Enter")
    assert "later" in page.inner_text("[data-now]")
    assert page.is_visible("[data-play]")
    page.emulate_media(reduced_motion="reduce")
    expect(page.locator("[data-play]")).to_be_hidden()
    page.emulate_media(reduced_motion="no-preference")
    page.get_by_role("button", name="Show it to the patient").click()
    page.wait_for_selector("text=The patient sees this pair now")
    before = Pair.objects.get().before
    page.goto(f"{live_server.url}/photographs/{before.id}/")
    looked_at(page, "photograph-1280")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(f"{live_server.url}/photographs/pairs/{Pair.objects.get().id}/")
    looked_at(page, "pair-390")
    assert not said
    context.close()

    secret = open_entrance(
        clinic_id=house.clinic.id, patient_id=house.patient.id, purpose="photographs", by=None, actor=SYSTEM
    )[1]
    context = chrome.new_context(viewport=PHONE, java_script_enabled=False)
    page, said = watched(context)
    page.goto(f"{live_server.url}/p/{secret}/")
    page.locator("main button").first.click()
    page.wait_for_url("**/me/photographs/**")
    page.set_input_files("#id_camera_file", {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": jpeg(shot(seed=7))})
    page.click("form[data-sender] button.main")
    page.wait_for_selector("text=1 photograph is kept.")
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / "me-390.png", full_page=True)
    page.locator("a[href*='/me/photographs/pairs/']").click()
    page.wait_for_selector("text=Side by side")
    assert not page.is_visible("[data-swipe]"), "without scripts nothing is swiped"
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / "me-pair-390.png", full_page=True)
    assert not said
    context.close()
