"""A tour in a real Chromium: every page that each role reaches, under the exact policy, with and without scripts.

Pages are not listed here. The tour begins at Today, at every address without arguments and at the patient's page,
follows each link, and sees each kind of page (its URL name) at most twice; a new page is toured as soon as something
leads to it. NEEDLEPOINT_PICTURES names a folder for a picture of every page, narrow and wide, light and dark.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, resolve, reverse
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect, sync_playwright

from needlepoint_clinic.clinics.models import Membership

from .conftest import House, add_factor, make_house
from .planned import quick
from .test_every_view import GROUP
from .test_photographs import folder
from .world import address as address_of
from .world import furnish, patterns

__all__ = ["folder", "quick"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("quick")]

POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'",
    "connect-src 'self'", "form-action 'self'", "manifest-src 'self'", "frame-ancestors 'none'", "base-uri 'none'",
}  # fmt: skip
MORE_OF_A_KIND = 2
# files, pictures, data for a script, one word
NOT_PAGES = {
    "mfa_download_recovery_codes", "mfa_login_webauthn", "health", "recall_csv", "course_pdf", "treatment_pdf",
    "photograph_picture", "photograph_guide", "photo_pair_laid", "export_photograph", "export_pair",
}  # fmt: skip
# pages that nothing leads to at this patient's stage; the tour begins at them too
NO_LINK_HERE = {"accept_plan", "worked_plan", "consent_by_phone", "intake_check", "record_consent", "record_outcome"}
NOT_TOURED = {
    "first_run": "gone once there is a practice; test_house",
    "treatment": "leads on to a step or to the record",
    "plan": "leads on while it is worked out; toured as worked_plan too, and test_plan_browser",
}
ALIKE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
PICTURES = os.environ.get("NEEDLEPOINT_PICTURES")


@pytest.fixture(scope="module")
def chrome(browser_type_launch_args: dict[str, Any]) -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # its event loop runs in this thread
        browser = playwright.chromium.launch(**browser_type_launch_args)
        yield browser
        browser.close()


@pytest.fixture
def house(chrome: Browser, transactional_db: None, folder: Path) -> House:
    return make_house("ours")


@pytest.fixture
def starts(house: House) -> set[str]:
    """Where a tour begins, in a practice with a patient in the middle of everything."""
    values = furnish(house)
    apart = {address_of(item, values) for item in patterns() if item.name in NO_LINK_HERE}
    return addresses() | apart | {reverse("patient", args=[house.patient.id])}


def addresses() -> set[str]:
    """Every address that needs no arguments."""
    found = set()

    def walk(patterns: list[Any]) -> None:
        for item in patterns:
            if isinstance(item, URLResolver):
                walk(item.url_patterns)
            elif isinstance(item, URLPattern) and item.name and item.name not in NOT_PAGES:
                try:
                    found.add(reverse(item.name))
                except NoReverseMatch:
                    continue

    walk(get_resolver().url_patterns)
    return found


def signed_in(chrome: Browser, live_server: Any, member: Membership | None, **how: Any) -> BrowserContext:
    """A browser in which this member is signed in, and has just shown once more who they are."""
    context = chrome.new_context(**{"reduced_motion": "reduce", **how})
    if member is not None:
        add_factor(member.user)
        client = Client()
        client.force_login(member.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        client.post("/accounts/reauthenticate/", {"password": "invented-people"})
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
    return context


class Tour:
    """One walk through everything that one person reaches."""

    def __init__(self, context: BrowserContext, base: str, look: Callable[[Page, str], None]) -> None:
        self.base, self.look = base, look
        self.page, self.said = context.new_page(), list[str]()
        self.page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.seen: Counter[str] = Counter()
        self.faults: list[str] = []

    def walk(self, starts: set[str]) -> None:
        """Visit, look, follow. A page that was not reached by a link may say that it is not for this person."""
        waiting = [(address, "") for address in sorted(starts)]
        known = {address for address, _ in waiting}
        while waiting:
            address, came_from = waiting.pop(0)
            name = resolve(urlsplit(address).path).view_name
            if name in NOT_PAGES or self.seen[name] >= MORE_OF_A_KIND:
                continue
            if not came_from and self.page.context.request.get(self.base + address).status in (403, 404, 405):
                continue
            self.said.clear()
            answer = self.page.goto(self.base + address, wait_until="load")
            assert answer is not None
            self.seen[name] += 1
            self.check(answer, f"{name} {ALIKE.sub('*', address)} (from {came_from})", name)
            here = self.page.url
            for link in self.page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))"):
                parts = urlsplit(urljoin(here, link))
                there = parts.path + (f"?{parts.query}" if parts.query else "")
                if f"{parts.scheme}://{parts.netloc}" == self.base and there not in known:
                    known.add(there)
                    waiting.append((there, name))

    def check(self, answer: Response, where: str, name: str) -> None:
        """What holds for every page."""
        sent = answer.headers
        if answer.status != 200:
            self.faults.append(f"{where}: status {answer.status}")
            return
        if {part.strip() for part in sent.get("content-security-policy", "").split(";")} != POLICY:
            self.faults.append(f"{where}: policy {sent.get('content-security-policy')}")
        if "no-store" not in sent.get("cache-control", ""):
            self.faults.append(f"{where}: may be kept: {sent.get('cache-control')}")
        bad = [line for line in self.said if not line.startswith(("verbose", "info", "log", "debug"))]
        self.faults += [f"{where}: console: {line}" for line in bad]
        if any(name in self.page.title() for name in ("Ana", "Núñez")):
            self.faults.append(f"{where}: a name in the title")
        try:
            self.look(self.page, where)
        except AssertionError as fault:
            self.faults.append(f"{where}: {fault}")
        if PICTURES:
            self.picture(Path(PICTURES), name)

    def picture(self, folder: Path, name: str) -> None:
        """The page as people see it, four times."""
        for size, width in (("phone", PHONE), ("wide", WIDE)):
            for scheme in ("light", "dark"):
                self.page.set_viewport_size(width)  # type: ignore[arg-type]
                self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                self.page.screenshot(path=folder / f"{name}-{self.seen[name]}-{size}-{scheme}.png", full_page=True)
        self.page.emulate_media(color_scheme="light")


def pages_of_the_staff() -> set[str]:
    """Every address of ours that shows a page to somebody of the practice."""
    names = {str(item.name): item for item in patterns() if GROUP.get(str(item.name)) in ("all", "decides", "owner")}
    return {name for name, item in names.items() if shows_a_page(item)}


def shows_a_page(item: URLPattern) -> bool:
    """Whether it answers a GET: Django keeps the methods that are allowed in the closure of its decorator."""
    view: Any = item.callback
    while view is not None:
        for cell in getattr(view, "__closure__", None) or ():
            methods = cell.cell_contents
            if isinstance(methods, list | tuple | set) and methods and {*methods} <= {"GET", "HEAD", "POST"}:
                return "GET" in methods
        view = getattr(view, "__wrapped__", None)
    return True


looked_at: set[str] = set()


def with_scripts(page: Page, where: str) -> None:
    """Nothing is kept or wider than the screen; axe finds nothing, light and wide, dark and narrow.

    Axe looks once at each kind of page and heading, whoever is signed in: it takes a second.
    """
    if page.locator('[hx-trigger~="load"]').count():
        page.wait_for_load_state("networkidle")
    assert page.evaluate("({...localStorage, ...sessionStorage})") == {}, "kept in the browser"
    assert page.evaluate("document.cookie") == "", "a cookie that scripts can read"
    kind = where.split(" ")[0] + page.inner_text("h1")
    for size, scheme in ((WIDE, "light"), (PHONE, "dark")):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"wider than {size['width']} px"
        if kind not in looked_at:
            found = Axe().run(page).response["violations"]
            assert not found, (
                f"{scheme}: {[(item['id'], [node['html'][:200] for node in item['nodes']]) for item in found]}"
            )
    looked_at.add(kind)


def without_scripts(page: Page, where: str) -> None:
    """There is a heading and something to read, and no part waits for a script to fill it."""
    expect(page.locator("main h1")).to_have_count(1, timeout=60_000)  # a page may lead on to the one that is worked out
    assert page.locator('[hx-trigger~="load"]:visible').count() == 0 or page.locator("noscript").count(), (
        "waits for a script"
    )


@pytest.mark.slow
@pytest.mark.parametrize("role", ["owner", "provider", "assistant"])
def test_every_page_that_a_role_reaches(
    house: House, starts: set[str], live_server: Any, chrome: Browser, role: str
) -> None:
    context = signed_in(chrome, live_server, getattr(house, role))
    tour = Tour(context, live_server.url, with_scripts)
    tour.walk(starts)
    assert not tour.faults, "\n".join(tour.faults)
    assert {"today", "patients", "patient", "change_patient", "account_change_password", "mfa_index"} <= set(tour.seen)
    assert ("members" in tour.seen) is (role == "owner")
    if role == "owner":
        missed = pages_of_the_staff() - set(tour.seen) - NOT_PAGES - set(NOT_TOURED)
        assert not missed, "not toured: say why in NOT_TOURED, or begin there too (NO_LINK_HERE)"
    kept = {cookie["name"]: cookie["httpOnly"] for cookie in context.cookies()}
    assert kept[settings.SESSION_COOKIE_NAME]
    assert all(kept.values())
    context.close()


@pytest.mark.slow
def test_every_page_without_scripts(house: House, starts: set[str], live_server: Any, chrome: Browser) -> None:
    context = signed_in(chrome, live_server, house.owner, java_script_enabled=False)
    tour = Tour(context, live_server.url, without_scripts)
    tour.walk(starts)
    assert not tour.faults, "\n".join(tour.faults)
    context.close()


def test_the_pages_for_nobody(house: House, live_server: Any, chrome: Browser) -> None:
    """Signed out: sign-in, a new password, the page that says who signs people up; everything else leads to sign-in."""
    context = signed_in(chrome, live_server, None)
    tour = Tour(context, live_server.url, with_scripts)
    tour.walk({"/accounts/login/", "/accounts/password/reset/", "/accounts/password/reset/done/", "/accounts/signup/"})
    assert not tour.faults, "\n".join(tour.faults)
    for address in addresses() - {"/accounts/login/"}:
        answer = context.request.get(live_server.url + address, max_redirects=0)
        assert answer.status in (302, 404, 405) or address.startswith(("/accounts/", "/health/", "/p/")), address
        assert house.patient.number not in answer.text()
    context.close()


def test_a_passkey_is_added_and_opens_the_account(house: House, live_server: Any, chrome: Browser) -> None:
    """With a key that the browser plays: added, then used instead of the password, then as the second factor."""
    base = live_server.url.replace("127.0.0.1", "localhost")
    assert "localhost" in base
    context = chrome.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {**key, "isUserVerified": True}})
    user = house.provider.user
    page.goto(base + "/accounts/login/")
    sign_in(page, user.email)
    assert page.url.endswith("/accounts/2fa/")
    page.get_by_role("link", name="Add a passkey").click()
    page.fill("[name=password]", "invented-people")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Passwordless").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/recovery-codes/**")
    page.goto(base + "/")
    assert page.inner_text("h1") == "Today"
    leave(page)
    page.locator("#passkey_login").click()
    page.wait_for_url(base + "/")
    leave(page)
    sign_in(page, user.email)
    page.locator("#mfa_webauthn_authenticate").click()
    page.wait_for_url(base + "/")
    context.close()


def test_a_passkey_that_is_not_there_is_said_in_words(house: House, live_server: Any, chrome: Browser) -> None:
    context = chrome.new_context()
    page, said = context.new_page(), list[str]()
    page.on("console", lambda message: said.append(message.type))
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    page.goto(live_server.url.replace("127.0.0.1", "localhost") + "/accounts/login/")
    refuse = "() => Promise.reject(new DOMException('no', 'NotAllowedError'))"
    page.evaluate(f"() => {{ navigator.credentials.get = {refuse} }}")
    page.locator("#passkey_login").click()
    page.wait_for_selector("#passkey-fault:visible")
    assert "sign in another way" in page.inner_text("#passkey-fault")
    assert "error" not in said
    context.close()


def sign_in(page: Page, email: str) -> None:
    """E-mail and password."""
    page.fill("[name=login]", email)
    page.fill("[name=password]", "invented-people")
    with page.expect_navigation():
        page.locator("main form button.main").first.click()


def leave(page: Page) -> None:
    """Sign out by the menu."""
    page.locator("details.menu summary").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").click()
    assert "/accounts/login/" in page.url
