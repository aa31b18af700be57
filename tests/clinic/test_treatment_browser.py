"""The treat screen in a real Chromium: eight zones in few actions, axe, the exact policy, no scripts, one A4 page."""

from __future__ import annotations

import io
import time
from typing import Any

import pypdf
import pytest
from playwright.sync_api import Browser, Page

from needlepoint_clinic.audit.chain import SYSTEM
from needlepoint_clinic.treatments import actions, selectors
from needlepoint_clinic.treatments.models import Treatment

from .builders import EIGHT_ZONES, make_consent, make_course, open_treatment, ready_treatment
from .conftest import PASSWORD, House
from .test_gs1 import PRINTED
from .test_intake_browser import PHONE, accessible, chrome, house, nothing_kept, signed_in, watched  # noqa: F401
from .test_treatments import charted, signed, told

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_ACTIONS = 40
A4 = (595, 842)


class Hand:
    """Somebody at the screen: counts what is done. A click is one action, a field typed into is one."""

    def __init__(self, page: Page) -> None:
        self.page, self.actions = page, 0

    def click(self, selector: str) -> None:
        self.page.click(selector)
        self.actions += 1

    def type(self, selector: str, text: str) -> None:
        self.page.fill(selector, text)
        self.actions += 1


def test_eight_zones_in_at_most_forty_actions(house: House, live_server: Any, chrome: Browser) -> None:  # noqa: F811
    treatment = ready_treatment(house, zones=EIGHT_ZONES)
    context = chrome.new_context(viewport={"width": 1280, "height": 900})
    signed_in(context, live_server.url, house.provider)
    page, said = watched(context)
    page.goto(f"{live_server.url}/treatments/{treatment.id}/treat/")
    hand, began = Hand(page), time.monotonic()
    hand.type("input[name=code]", PRINTED)
    hand.click("text=Read the code")
    hand.click("text=First zone")
    for number, zone in enumerate(EIGHT_ZONES):
        if zone == "nose":  # one zone is done more gently, and the next like it
            hand.type("input[name=depth_mm]", "0.8")
            hand.type("input[name=passes]", "3")
            assert page.locator(".setting.differs .note >> visible=true").count() == 2
        if zone == "cheek_left":
            hand.click("text=the zone before")
            assert page.input_value("input[name=depth_mm]") == "0.80"
        hand.click(f"label:has-text('{'Even redness' if zone == 'nose' else 'Pinpoint bleeding'}')")
        hand.click(f"label:has(input[name=pain][value='{number % 5}'])")
        hand.click("text=Save, next zone" if number < 7 else "button[name=next]")
    seconds = time.monotonic() - began
    rows = selectors.chart_of(house.clinic.id, treatment.id).zones
    assert [row.zone for row in rows] == list(EIGHT_ZONES)
    assert [str(row.depth_mm) for row in rows][3:5] == ["0.80", "0.80"]
    assert [row.pain for row in rows] == [0, 1, 2, 3, 4, 0, 1, 2]
    assert page.locator("td .differs").count() == 2
    assert hand.actions <= MOST_ACTIONS, hand.actions
    assert seconds < 120
    assert said == []
    context.close()


def prepared(house: House) -> tuple[Treatment, Treatment, Treatment]:  # noqa: F811
    """A chart that has just been opened, one in the middle with a cream on, and a signed one."""
    from decimal import Decimal

    done = signed(house)
    actions.add_addendum(text="Called the next day: well.", **told(house, done))
    course = make_course(house, zones=EIGHT_ZONES)
    make_consent(house, course)
    middle = ready_treatment(house, course=course)
    who = told(house, middle)
    zone = {"passes": 4, "pattern": "crosshatch", "endpoint": "pinpoint_bleeding", "pain": 3}
    for name, depth in (("forehead", "1.00"), ("temple_left", "0.70")):
        actions.chart_zone(zone=name, done=zone | {"depth_mm": Decimal(depth)}, **who)
    actions.set_cartridge(lot="LOT2", expiry=course.created_at.date().replace(year=2029), **who)
    numb = ready_treatment(house)
    actions.add_anaesthetic(
        drug="lidocaine_4", grams=Decimal(5), area_cm2=Decimal(60), weight_kg=Decimal(62), **told(house, numb)
    )
    return middle, numb, done


def every_page(url: str, middle: Treatment, numb: Treatment, done: Treatment) -> list[str]:
    base = f"{url}/treatments/{middle.id}"
    consent = middle.consent
    assert consent is not None
    return [
        *(f"{base}/{step}/" for step in ("identity", "screen", "consent", "photographs", "treat", "sign", "abandon")),
        f"{base}/treat/6/",
        f"{base}/treat/2/?copy=zone",
        f"{url}/treatments/{numb.id}/treat/",
        f"{url}/treatments/{numb.id}/treat/8/",
        f"{url}/treatments/{done.id}/record/",
        f"{url}/consent/{consent.id}/",
        f"{url}/consent/course/{middle.course_id}/?language=es",
    ]


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_every_page_is_accessible_under_the_policy(
    house: House,  # noqa: F811
    live_server: Any,
    chrome: Browser,  # noqa: F811
    width: int,
    scheme: Any,
) -> None:
    pages = every_page(live_server.url, *prepared(house))
    context = chrome.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
    signed_in(context, live_server.url, house.provider)
    page, said = watched(context)
    for address in pages:
        page.goto(address)
        for closed in page.query_selector_all("main details:not([open]) > summary"):
            closed.click()
        accessible(page)
        nothing_kept(page)
    small = page.evaluate(
        """[...document.querySelectorAll('main a, main button, main summary, main input:not([type=hidden])')]
        .filter(e => e.checkVisibility() && !e.closest('p, svg, th, label, .seg')).map(e => [e.outerHTML.slice(0, 80),
        e.getBoundingClientRect()]).filter(([, b]) => b.height < 24 || b.width < 24).map(([h]) => h)"""
    )
    assert small == []
    assert said == []
    context.close()


def test_a_zone_of_the_drawing_is_reached_by_keyboard(house: House, live_server: Any, chrome: Browser) -> None:  # noqa: F811
    treatment = ready_treatment(house)
    context = chrome.new_context(viewport={"width": 1280, "height": 900})
    signed_in(context, live_server.url, house.assistant)
    page, said = watched(context)
    page.goto(f"{live_server.url}/treatments/{treatment.id}/treat/")
    page.focus("svg.zones a.zone >> nth=0")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('cheek')")
    assert said == []
    context.close()


def test_the_whole_visit_without_scripts_on_a_phone(house: House, live_server: Any, chrome: Browser) -> None:  # noqa: F811
    course = make_course(house)
    make_consent(house, course)
    treatment = open_treatment(house, course)
    context = chrome.new_context(viewport=PHONE, java_script_enabled=False)
    signed_in(context, live_server.url, house.provider)
    page, said = watched(context)
    page.goto(f"{live_server.url}/treatments/{treatment.id}/")
    page.check("input[value=name]")
    page.check("input[value=birth_date]")
    page.click("text=Confirm identity")
    page.click("text=Nothing has changed")
    page.click("text=Asked now")
    page.click("label:has-text('Taken')")
    page.click("main button.main")
    page.fill("input[name=code]", PRINTED)
    page.click("text=Read the code")
    page.click("summary:has-text('Put a cream on')")
    page.fill("#cream-grams", "3")
    page.click("text=It goes on")
    assert "On for 0 min" in page.inner_text(".clock")
    page.click("text=All wiped off")
    page.click("svg.zones a.zone >> nth=0")
    for _ in range(2):
        page.click("label:has-text('Even redness')")
        page.click("label:has(input[name=pain][value='2'])")
        page.click("button[name=next]")
    page.click("text=On to signing")
    page.click("label:has-text('Spoken, and the written card')")
    page.check("input[name=no_adverse_event]")
    page.click("main button:has-text('Keep')")
    page.fill("input[name=password]", PASSWORD)
    page.click("button:has-text('Sign') >> visible=true >> nth=-1")
    assert "Unchanged since it was signed" in page.inner_text("main")
    assert Treatment.objects.get(id=treatment.id).status == "signed"
    assert said == []
    context.close()


def test_a_signed_treatment_prints_on_one_sheet(house: House, live_server: Any, chrome: Browser) -> None:  # noqa: F811
    treatment = charted(house, zones=EIGHT_ZONES)
    signed_row = actions.sign(
        clinic_id=house.clinic.id, treatment_id=treatment.id, password=PASSWORD, member=house.provider, actor=SYSTEM
    )
    actions.add_addendum(text="Called the next day: well.", **told(house, signed_row))
    context = chrome.new_context(viewport={"width": 1280, "height": 900})
    signed_in(context, live_server.url, house.provider)
    page = context.new_page()
    page.goto(f"{live_server.url}/treatments/{treatment.id}/record/")
    reader = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(reader.pages) == 1
    assert tuple(round(float(side)) for side in reader.pages[0].mediabox[2:]) == A4
    text = " ".join(reader.pages[0].extract_text().split())
    for words in (
        "Session sheet",
        "Núñez-Prieto",
        "LOT1",
        "left temple",
        "Provider ours",
        "Called the next day",
        "SHA-256",
    ):
        assert words in text
    assert "Add to it" not in text
    context.close()
