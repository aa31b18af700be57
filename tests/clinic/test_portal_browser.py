"""The portal in a real Chromium on a phone: axe, the exact policy, no scripts needed, nothing kept, few bytes.

NEEDLEPOINT_PICTURES names a folder: pictures of every page in light and dark, English and Spanish, are left there.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from needlepoint_clinic.audit.chain import SYSTEM
from needlepoint_clinic.checkins.actions import answer_check_in
from needlepoint_clinic.outcomes.actions import record_outcome, release_outcome
from needlepoint_clinic.portal.actions import end_passkeys, open_entrance
from needlepoint_clinic.portal.models import Entry, Passkey

from .conftest import House, make_house
from .test_intake_browser import accessible, chrome, nothing_kept, signed_in, tab_to, watched
from .visits import visit, wrote

__all__ = ["chrome"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
PICTURES = os.environ.get("NEEDLEPOINT_PICTURES")
MOST_BYTES = 60_000
PAGES = ("", "day/1/", "day/-5/", "calendar/", "ask/", "check-in/", "results/", "more/", "passkey/")


@pytest.fixture
def house(chrome: Browser, transactional_db: None) -> House:
    """A practice with a patient on the second day after a visit, with an answer of the clinic and a result."""
    house = make_house("ours")
    done = visit(house, days_ago=2)
    told = {"clinic_id": house.clinic.id, "actor": SYSTEM}
    item = wrote(house, done, 1, words="A bit sore, is that normal?", signs={"redness": 4, "pain": 3})
    answer_check_in(
        check_in_id=item.id, version=1, answer="Seen.", to_patient="Cool it, and tell us tomorrow.",
        member=house.provider, **told,
    )  # fmt: skip
    score = record_outcome(
        patient_id=house.patient.id, scale="goodman_baron_qualitative", answers={"grade": 2.0}, on=done.on,
        course_id=done.course_id, by=house.provider.user, **told,
    )  # fmt: skip
    words = "One more visit would add little. We would stop here."
    release_outcome(
        outcome_id=score.id, version=1, released=True, to_patient=words, member=house.provider, **told
    )  # fmt: skip
    return house


def entered(house: House, base: str, page: Page) -> None:
    told = {"clinic_id": house.clinic.id, "patient_id": house.patient.id, "by": None, "actor": SYSTEM}
    _made, secret = open_entrance(purpose="portal", **told)
    Client().get(f"/p/{secret}/")  # a preview
    page.goto(f"{base}/p/{secret}/")


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(("lang", "scheme"), [("en", "light"), ("es", "dark")])
def test_every_page_on_a_phone(house: House, live_server: Any, chrome: Browser, lang: str, scheme: Any) -> None:
    house.patient.language = lang
    house.patient.save()
    page, said = watched(chrome.new_context(viewport=PHONE, color_scheme=scheme, reduced_motion="reduce"))
    entered(house, live_server.url, page)
    accessible(page)
    picture(page, f"{lang}-door")
    tab_to(page, "button.main")
    page.keyboard.press("Enter")
    page.wait_for_url("**/me/")
    for at in PAGES:
        page.goto(f"{live_server.url}/me/{at}")
        accessible(page)
        nothing_kept(page)
        picture(page, f"{lang}-{at.strip('/').replace('/', '_') or 'today'}")
    page.goto(f"{live_server.url}/me/ask/")
    page.click(".chips button >> nth=1")
    accessible(page)
    picture(page, f"{lang}-answer")
    told_calm(page, live_server.url)
    picture(page, f"{lang}-fine")
    accessible(page)
    page.goto(f"{live_server.url}/me/check-in/")
    page.locator("input[name=flags]").nth(3).check()
    page.click("main button.main")
    page.wait_for_selector(".alarm")
    assert page.locator(".alarm a[href^='tel:']").is_visible()
    accessible(page)
    picture(page, f"{lang}-call")
    page.goto(f"{live_server.url}/me/nowhere/")
    for address in ("/p/", "/p/out/", "/p/nothing/", "/p/passkey/"):
        page.goto(live_server.url + address)
        accessible(page)
        picture(page, f"{lang}-{address.strip('/').replace('/', '_')}")
    assert [line for line in said if "404" not in line] == []


def told_calm(page: Page, base: str) -> None:
    page.goto(f"{base}/me/check-in/")
    for sign, grade in (("redness", 1), ("swelling", 0), ("tightness", 1), ("flaking", 0), ("pain", 0)):
        page.check(f"input[name=sign-{sign}][value='{grade}']")
    page.click("main button.main")
    page.wait_for_selector(".fine, .look")


def test_without_scripts_a_check_in_takes_few_steps(house: House, live_server: Any, chrome: Browser) -> None:
    page = chrome.new_context(viewport=PHONE, java_script_enabled=False).new_page()
    entered(house, live_server.url, page)
    page.click("main button.main")
    told_calm(page, live_server.url)
    assert page.locator("svg .band").count() == 5
    page.goto(f"{live_server.url}/me/more/")
    page.click("button[name=everywhere]")
    page.wait_for_url("**/p/out/")
    assert page.goto(f"{live_server.url}/me/").status == 404


def test_the_day_page_is_small_and_asks_for_nothing_else(house: House, live_server: Any, chrome: Browser) -> None:
    page = chrome.new_context(viewport=PHONE).new_page()
    entered(house, live_server.url, page)
    page.click("main button.main")
    came: list[Any] = []
    page.wait_for_url("**/me/")
    page.wait_for_load_state("networkidle")
    page.on("response", lambda one: came.append(one))
    page.goto(f"{live_server.url}/me/", wait_until="networkidle")
    sizes = {one.url: len(one.body()) + sum(len(k) + len(v) + 4 for k, v in one.headers.items()) for one in came}
    assert sum(sizes.values()) < MOST_BYTES, sizes  # as sent, with headers; nothing is compressed
    kinds = [one.request.resource_type for one in came]
    assert set(kinds) <= {"document", "stylesheet", "image", "other"}
    assert len(came) <= 3, sizes  # the page, its style sheet, its icon: all that is said comes in the first answer
    assert kinds.count("document") == 1


def test_a_passkey_is_added_from_inside_and_opens_the_page_later(
    house: House, live_server: Any, chrome: Browser
) -> None:
    context = chrome.new_context(viewport=PHONE)
    page, said = watched(context)
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    able = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    able |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": able})
    entered(house, live_server.url, page)
    page.click("main button.main")
    page.wait_for_url("**/me/")
    page.goto(f"{live_server.url}/me/passkey/")
    page.click("form[data-passkey] button.main")
    page.wait_for_selector("#held")
    held = Passkey.objects.get()
    assert held.patient_id == house.patient.id
    page.goto(f"{live_server.url}/me/more/")
    page.click("form[action$='sign-out/'] button >> nth=0")
    page.wait_for_url("**/p/out/")
    came_in(page, live_server.url)
    assert Entry.objects.filter(passkey=held).count() == 1
    nothing_kept(page)
    end_passkeys(clinic_id=house.clinic.id, patient_id=house.patient.id, actor=SYSTEM)
    assert page.goto(f"{live_server.url}/me/").status == 404
    page.goto(f"{live_server.url}/p/passkey/")
    page.click("form[data-passkey] button.main")
    page.wait_for_selector(".errors:not([hidden])")
    assert page.goto(f"{live_server.url}/me/").status == 404
    assert [line for line in said if not re.search("404|422|^Clear-Site-Data", line)] == []


def came_in(page: Page, base: str) -> None:
    page.goto(f"{base}/p/passkey/")
    page.click("form[data-passkey] button.main")
    page.wait_for_url("**/me/")


@pytest.mark.parametrize("width", [390, 1280])
def test_staff_make_a_way_in_and_print_it(house: House, live_server: Any, chrome: Browser, width: int) -> None:
    context = chrome.new_context(viewport={"width": width, "height": 900})
    signed_in(context, live_server.url, house.assistant)
    page, said = watched(context)
    entered(house, live_server.url, chrome.new_page())
    page.goto(f"{live_server.url}/patients/{house.patient.id}/portal/")
    accessible(page)
    picture(page, f"staff-{width}")
    page.click("button[value=show]")
    page.wait_for_selector(".qr")
    accessible(page)
    picture(page, f"staff-{width}-link")
    assert re.fullmatch("[A-Z]{4} [A-Z]{4}", page.locator(".digest").nth(1).inner_text())
    assert not said
