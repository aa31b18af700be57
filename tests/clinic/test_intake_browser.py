"""The questionnaire and the screening in a real Chromium: by keyboard, at 390 px, without scripts, under the CSP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from needlepoint_clinic.audit.chain import SYSTEM
from needlepoint_clinic.clinics.models import Membership
from needlepoint_clinic.intake import actions
from needlepoint_clinic.intake.models import Intake

from .conftest import House, add_factor, make_house
from .test_screening import answered, decided, screened

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
STEPS = 60


@pytest.fixture(scope="module")
def chrome(browser_type_launch_args: dict[str, Any]) -> Iterator[Browser]:
    """The browser. Its event loop runs in this thread; the database may be used beside it all the same."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(**browser_type_launch_args)
        yield browser
        browser.close()


@pytest.fixture
def house(chrome: Browser, transactional_db: None) -> House:
    return make_house("ours")


def csp() -> str:
    rules = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return "; ".join(f"{name} {' '.join(values)}" for name, values in rules.items())


def watched(context: BrowserContext) -> tuple[Page, list[str]]:
    """A page, and what its console said and which of its pages came without the policy."""
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))

    def look(response: Any) -> None:
        document = response.request.resource_type == "document" and response.status == 200
        sent = {part.strip() for part in response.headers.get("content-security-policy", "").split(";")}
        if document and sent != {part.strip() for part in csp().split(";")}:
            said.append(f"{response.url}: another policy: {sent}")

    page.on("response", look)
    return page, said


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the thing has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by keyboard on {page.url}")


def accessible(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert not [(item["id"], [node["html"] for node in item["nodes"]]) for item in found], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} scrolls sideways"


def nothing_kept(page: Page) -> None:
    assert page.evaluate("({...localStorage, ...sessionStorage})") == {}


def test_a_patient_walks_through_by_keyboard_on_a_phone(house: House, live_server: Any, chrome: Browser) -> None:
    _intake, secret = actions.open_link(clinic_id=house.clinic.id, patient_id=house.patient.id, by=None, actor=SYSTEM)
    context = chrome.new_context(viewport=PHONE)
    page, said = watched(context)
    page.goto(f"{live_server.url}/i/{secret}/")
    accessible(page)
    tab_to(page, "button[value=en]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/questions/**")
    seen = []
    for _ in range(STEPS):
        title = page.inner_text("h1")
        seen.append(title)
        accessible(page)
        nothing_kept(page)
        if title == "Nearly done":
            break
        if title == "What would you like to change?":
            tab_to(page, "input[value=fine_lines]")
            page.keyboard.press("Space")
        if title == "Fine lines":
            tab_to(page, "summary")
            page.keyboard.press("Enter")
            tab_to(page, "input[value=cheek_left]")
            page.keyboard.press("Space")
        if title == "How your scars heal":
            tab_to(page, 'input[name="condition.keloid"]')
            page.keyboard.press("Space")
            page.keyboard.press("ArrowDown")
            page.keyboard.press("ArrowDown")
            tab_to(page, "button[name=rest]")
        elif title == "Your medicines" and page.query_selector('input[name="medications"]'):
            tab_to(page, 'input[name="medications"]')
            page.keyboard.press("Space")
            tab_to(page, ".onward .main")
        elif title == "Your medicines":
            tab_to(page, 'input[name="medications.rows-0-name"]')
            page.keyboard.type("warfarin")
            tab_to(page, ".onward .main")
        else:
            tab_to(page, ".onward .main")
        with page.expect_navigation():
            page.keyboard.press("Enter")
    assert seen[-1] == "Nearly done"
    assert {"Fine lines", "Pregnancy", "Your skin in the sun"} <= set(seen)
    tab_to(page, ".onward .main")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    accessible(page)
    assert page.inner_text("h1") == "Thank you"
    intake = Intake.objects.get()
    assert intake.answered_by_patient
    assert intake.answers == {
        "goals": ["fine_lines"],
        "goal.fine_lines.wanted": ["cheek_left"],
        "condition.keloid": "unknown",
        "condition.family_keloid": "no",
        "condition.hypertrophic_scar": "no",
        "condition.granuloma_history": "no",
        "medications": "yes",
        "medications.rows": [{"name": "warfarin"}],
    }
    assert said == []
    context.close()


def signed_in(context: BrowserContext, url: str, member: Membership) -> None:
    client = Client()
    add_factor(member.user)
    client.force_login(member.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")])
def test_the_pages_of_staff_are_accessible(
    house: House, live_server: Any, chrome: Browser, width: int, scheme: Any
) -> None:
    answered(
        house, condition__keloid="unknown", condition__body_dysmorphic_concern="yes", procedure__filler="yes",
        procedure__filler__done="2026-10-01", condition__eczema="yes", goals=["fine_lines"],
    )  # fmt: skip
    item = decided(house, screened(house), "body_dysmorphic_concern")
    screening = screened(house)
    context = chrome.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme, java_script_enabled=True
    )
    signed_in(context, live_server.url, house.provider)
    page, said = watched(context)
    base = f"{live_server.url}/patients/{house.patient.id}"
    parts = [
        "intake/", "intake/1/", "intake/check/", "screen/", "screen/case/", f"screen/{screening.id}/override/filler/",
        f"screen/overrides/{item.id}/end/",
    ]  # fmt: skip
    for part in parts:
        page.goto(f"{base}/{part}")
        for closed in page.query_selector_all("main details:not([open]) > summary"):
            closed.click()
        accessible(page)
        nothing_kept(page)
    page.goto(f"{base}/intake/")
    page.click("text=Make a link")
    page.wait_for_selector(".qr")
    accessible(page)
    assert said == []
    context.close()


def test_it_works_without_scripts(house: House, live_server: Any, chrome: Browser) -> None:
    context = chrome.new_context(viewport=PHONE, java_script_enabled=False)
    signed_in(context, live_server.url, house.assistant)
    page, said = watched(context)
    page.goto(f"{live_server.url}/patients/{house.patient.id}/intake/")
    page.click("text=Fill in here")
    page.check("input[value=wrinkles]")
    page.click("text=Save and go on")
    page.click("summary >> nth=0")
    page.check("input[value=forehead]")
    page.click("text=Save and go to the screening")
    page.click("text=Say what is planned")
    assert page.is_checked("input[value=forehead]")
    page.select_option("select[name=device_kind]", "pen")
    page.click("text=Screen now")
    assert "Questions are open" in page.inner_text("h2 >> nth=0")
    assert said == []
    context.close()
