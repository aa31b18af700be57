"""A whole course in a real Chromium: a patient on a phone, a provider at a desk, from the first link to maintenance.

One story, told in days: the clock stands at each (as in the demonstration), and everything is done as people do it, in
pages. NEEDLEPOINT_PICTURES names a folder for pictures of the patient's and the provider's pages (docs/portal.md).
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from needlepoint_clinic.audit.chain import SYSTEM, check
from needlepoint_clinic.checkins.foreseen import recovery_bands
from needlepoint_clinic.checkins.models import CheckIn
from needlepoint_clinic.consent.models import Consent
from needlepoint_clinic.consent.template import template
from needlepoint_clinic.courses.models import Course
from needlepoint_clinic.demo.clock import pretending
from needlepoint_clinic.intake import actions as intakes
from needlepoint_clinic.intake.invented import demo_answers
from needlepoint_clinic.intake.models import Intake
from needlepoint_clinic.intake.questionnaire import Person
from needlepoint_clinic.photographs.invented import Head, shot_of
from needlepoint_clinic.portal.actions import open_entrance
from needlepoint_clinic.reminders.sending import remind
from needlepoint_clinic.screening.models import Screening
from needlepoint_clinic.treatments.models import AdverseEvent, Treatment

from .conftest import PASSWORD, House, add_factor, make_house
from .planned import CASE, quick
from .test_gs1 import PRINTED
from .test_intake_browser import accessible, chrome, nothing_kept, watched

__all__ = ["chrome", "quick"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("quick")]
PHONE, WIDE = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
PICTURES = os.environ.get("NEEDLEPOINT_PICTURES")
BEGAN = 330  # days ago: maintenance has been due by today
TALLEST = 2400  # pixels of a picture; longer pages are cut
OUTSIDE, FLAGGED, DAYS = 5, 9, 14
ANSWERS = {OUTSIDE: "Thank you. Tell us tomorrow how it is.", FLAGGED: "Come in now. We are here until eight."}


@pytest.fixture
def house(chrome: Browser, transactional_db: None) -> House:
    """A practice whose patient has come once, and been asked nothing yet."""
    return make_house("ours")


class Story:
    """The people, their screens, the day on which the clock stands."""

    def __init__(self, house: House, chrome: Browser, base: str) -> None:
        self.house, self.chrome, self.base = house, chrome, base
        self.began = datetime.now(UTC).date() - timedelta(days=BEGAN)
        self.phone: Page
        self.heard: list[list[str]] = []
        add_factor(house.provider.user)

    @contextmanager
    def day(self, on: date, hour: int = 11) -> Iterator[None]:
        """It is this day."""
        with pretending(datetime.combine(on, time(hour), UTC)):
            yield

    @contextmanager
    def desk(self) -> Iterator[Page]:
        """The provider's screen for a while."""
        client = Client()
        client.force_login(self.house.provider.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        context = self.chrome.new_context(viewport=WIDE, reduced_motion="reduce")
        context.set_default_timeout(30_000)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": self.base}])
        page, said = watched(context)
        yield page
        nothing_kept(page)
        self.heard.append(said)
        context.close()

    def phone_by(self, path: str) -> Page:
        """The patient's phone, on which a link was opened and its button pressed."""
        context: BrowserContext = self.chrome.new_context(viewport=PHONE, reduced_motion="reduce")
        context.set_default_timeout(30_000)
        self.phone, said = watched(context)
        self.heard.append(said)
        self.phone.goto(self.base + path)
        return self.phone

    def enter(self, purpose: str) -> Page:
        """The patient comes in by a link that the clinic made."""
        told = {"clinic_id": self.house.clinic.id, "patient_id": self.house.patient.id, "by": None, "actor": SYSTEM}
        page = self.phone_by(f"/p/{open_entrance(purpose=purpose, **told)[1]}/")
        page.check("input[name=own]")
        page.click("main button.main")
        return page

    def at(self, path: str) -> str:
        """An address of this patient's record."""
        return f"{self.base}/patients/{self.house.patient.id}/{path}"

    def look(self, page: Page, name: str = "", *, axe: bool = True) -> None:
        """What holds for every page; and its picture."""
        if axe:
            accessible(page)
        if PICTURES and name:
            size = page.viewport_size or PHONE
            if size["width"] == PHONE["width"]:  # as tall as the page, so that what sticks to the bottom covers nothing
                tall = page.evaluate("document.documentElement.scrollHeight")
                page.set_viewport_size({**PHONE, "height": min(max(tall, PHONE["height"]), TALLEST)})
            keep(page.screenshot(), Path(PICTURES) / f"{name}.png")
            page.set_viewport_size(size)


def keep(shot: bytes, path: Path) -> None:
    """A small picture: a desk's screen in two thirds of its size, few colours."""
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    picture.thumbnail((WIDE["width"] * 2 // 3, TALLEST), Image.Resampling.LANCZOS)
    picture.quantize(64, dither=Image.Dither.NONE).save(path, optimize=True)


def test_a_whole_course(house: House, live_server: Any, chrome: Browser, tmp_path: Path) -> None:
    story = Story(house, chrome, live_server.url)
    with story.day(story.began):
        answers_by_link(story)
        course = screened_and_planned(story)
    with story.day(story.began + timedelta(days=1)):
        reads_and_answers(story)
    with story.day(story.began + timedelta(days=3)):
        signs(story, course)
    first = course.sessions.get(number=1).on
    with story.day(first, 8):
        photographed(story, tmp_path, first, healed=0.0)
        treated(story, course)
    fourteen_days(story, course, first)
    later = first + timedelta(days=183)
    with story.day(later - timedelta(days=60), 9):
        photographed(story, tmp_path, later, healed=0.5)
        looked_at(story, course)
    with story.day(later - timedelta(days=60), 12):
        sees_results(story)
    with story.day(later, 9):
        comes_back(story, course)
    assert not [line for said in story.heard for line in said]
    assert check(house.clinic.id) is None


# --- before ----------------------------------------------------------------------------------------------------------


def answers_by_link(story: Story) -> None:
    """The patient opens the link, answers, sends. Most answers are given by the test: another test walks every page."""
    told = {"clinic_id": story.house.clinic.id, "actor": SYSTEM}
    _intake, secret = intakes.open_link(patient_id=story.house.patient.id, by=None, **told)
    page = story.phone_by(f"/i/{secret}/")
    story.look(page)
    page.click("button[value=en]")
    page.wait_for_url("**/questions/**")
    story.look(page, "questions")
    intake = Intake.objects.get()
    answers = demo_answers(Person("female", 32), goals=["atrophic_acne_scar"])
    intakes.answer(intake_id=intake.id, answers=answers, by_patient=True, **told)
    page.goto(page.url.rsplit("/questions/", 1)[0] + "/questions/check/")
    page.click("text=Send my answers")
    assert page.inner_text("h1") == "Thank you"
    page.context.close()


def screened_and_planned(story: Story) -> Course:
    """The provider screens and accepts the recommended plan."""
    from .builders import make_screening

    with story.desk() as page:
        page.goto(story.at("intake/"))
        story.look(page)
        make_screening(story.house, case=CASE)  # the form of what is planned has a browser test of its own
        page.goto(story.at("screen/"))
        assert Screening.objects.get().verdict in page.inner_text("main").lower()
        story.look(page)
        page.goto(story.at("plan/?now=1"))
        page.wait_for_selector("#proposals-h")
        story.look(page, "desk-plan")
        page.click('a[href*="/accept/"] >> nth=0')
        page.click("form.card button.main")
        page.wait_for_url("**/courses/**")
        course = Course.objects.get()
        page.goto(f"{story.base}/courses/{course.id}/visits/{course.sessions.get(number=1).id}/")
        page.fill("main form input[name=on] >> nth=0", str(story.began + timedelta(days=14)))
        page.fill("main form input[name=reason] >> nth=0", "After the holidays.")
        page.click("main form button >> nth=0")
        page.wait_for_selector("text=After the holidays.")
    return course


# --- consent ---------------------------------------------------------------------------------------------------------


def reads_and_answers(story: Story) -> None:
    """Every page of the consent, one wrong answer, no to every photograph but two."""
    page = story.enter("consent")
    assert page.url.endswith("/me/consent/")
    story.look(page, "")
    page.click("main form button.main")
    for section in template("en").sections:
        assert page.inner_text("h1") == section.heading
        story.look(page, f"consent-{section.id}" if section.id in ("helps", "wrong") else "")
        page.click("main form button.main")
    for number, asked in enumerate(template("en").teach_back):
        if number == 1:
            page.check(f"input[value={next(item.id for item in asked.choices if item.id != asked.right)}]")
            page.click("main form button.main")
            assert "Not quite" in page.inner_text("h1")
            story.look(page, "consent-not-quite")
            page.click("main a.button.main")
        page.check(f"input[value={asked.right}]")
        story.look(page, "consent-question" if number == 0 else "", axe=number == 0)
        page.click("main form button.main")
        page.click("main a.button.main")
    for use in ("record", "comparison"):
        page.check(f"input[name=photo_{use}][value=yes]")
    story.look(page, "consent-photographs")
    page.click("main form button.main")
    assert "Now there is time to think" in page.inner_text("h1")
    story.look(page, "consent-clock")


def signs(story: Story, course: Course) -> None:
    """The clock has ended: the name is typed, and a copy is there."""
    page = story.phone
    page.goto(f"{story.base}/me/consent/sign/")
    story.look(page, "consent-sign")
    page.check("input[name=agreed]")
    page.fill("input[name=name]", "Ana María Núñez")
    page.click("main form button.main")
    assert "You agreed" in page.inner_text("main")
    page.click("text=A copy to keep")
    story.look(page)
    assert Consent.objects.get().forecast_hash == course.forecast_hash


# --- the visit -------------------------------------------------------------------------------------------------------


def photographed(story: Story, folder: Path, seed_day: date, *, healed: float) -> None:
    """The provider takes the front of the face."""
    path = folder / f"front-{seed_day}.jpg"
    picture = Head(7).photograph(shot_of("front", healed=healed, size=(800, 1000)), seed=int(healed * 10))
    Image.fromarray(picture[..., :3]).save(path, quality=92)
    with story.desk() as page:
        page.goto(story.at("photographs/take/"))
        page.set_input_files("input[name=files]", path)
        page.click("main form.sender button.main, main form[data-sender] button.main")
        page.wait_for_selector("text=/All are kept|Kept/")


def treated(story: Story, course: Course) -> None:
    """The chart of the first visit, from the identity check to the signature."""
    session = course.sessions.get(number=1)
    with story.desk() as page:
        page.goto(f"{story.base}/courses/{course.id}/")
        page.click("a.button:has-text('Treat') >> nth=0")
        page.click("main form button.main")
        page.check("input[value=name]")
        page.check("input[value=birth_date]")
        page.click("text=Confirm identity")
        page.click("text=Nothing has changed")
        page.click("text=Asked now")
        page.click("label:has-text('Taken')")
        page.click("main button.main")
        page.fill("input[name=code]", PRINTED)
        page.click("text=Read the code")
        page.click("text=First zone")
        story.look(page, "desk-treat")
        for _ in range(8):
            page.click("label:has-text('Pinpoint bleeding')")
            page.click("label:has(input[name=pain][value='2'])")
            page.click("button[name=next]")
            if not page.query_selector("label:has-text('Pinpoint bleeding')"):
                break
        page.click("text=On to signing")
        page.click("label:has-text('Spoken, and the written card')")
        page.check("input[name=no_adverse_event]")
        page.click("main button:has-text('Keep')")
        page.fill("input[name=password]", PASSWORD)
        page.click("button:has-text('Sign') >> visible=true >> nth=-1")
        page.wait_for_selector("text=Unchanged since it was signed")
    treatment = Treatment.objects.get(session=session)
    assert treatment.status == "signed"
    assert treatment.consent_id == Consent.objects.get().id


def fourteen_days(story: Story, course: Course, first: date) -> None:
    """A check-in a day: one outside the band, one with a red flag; the provider answers, the patient reads it."""
    bands = recovery_bands(course.plan, course.option)
    for day in range(1, DAYS + 1):
        with story.day(first + timedelta(days=day), 17):
            page = story.phone
            if day in (1, 12):
                page.goto(f"{story.base}/me/")
                story.look(page, "day-1" if day == 1 else "")
            page.goto(f"{story.base}/me/check-in/")
            for sign in ("redness", "swelling", "tightness", "flaking", "pain"):
                band = bands.get(sign)
                usual = round(band.median[min(day, len(band.median) - 1)]) if band else 0  # type: ignore[index, arg-type]
                grade = 4 if day == OUTSIDE and sign in ("redness", "swelling") else usual
                page.check(f"input[name=sign-{sign}][value='{grade}']")
            if day == FLAGGED:
                page.check("label:has-text('pus comes out') input")
            if day == 1:
                story.look(page, "check-in")
            page.click("main form button.main")
            page.wait_for_url("**/me/check-in/*/")
            if day in (1, OUTSIDE, FLAGGED):
                story.look(page, {1: "told-fine", OUTSIDE: "told-outside", FLAGGED: "told-flag"}[day])
            if day == FLAGGED:
                assert "+49 30 123456" in page.inner_text("main [role=alert]")
        if day in ANSWERS:
            with story.day(first + timedelta(days=day), 18):
                answered(story, day)
                page.goto(f"{story.base}/me/")
                assert ANSWERS[day] in page.inner_text("main")
                story.look(page, "day-answered" if day == FLAGGED else "", axe=day == FLAGGED)
    rows = CheckIn.objects.order_by("day")
    assert rows.count() == DAYS
    assert [row.day for row in rows if not row.inside or row.level != "fine"] == [OUTSIDE, FLAGGED]


def answered(story: Story, day: int) -> None:
    """The newest entry stands first in the queue, the one before being closed; the provider answers and closes it."""
    with story.desk() as page:
        page.goto(f"{story.base}/check-ins/")
        story.look(page, "desk-queue" if day == FLAGGED else "")
        entry = CheckIn.objects.get(day=day)
        assert page.locator("main a[href*='/check-ins/']").first.get_attribute("href") == f"/check-ins/{entry.id}/"
        page.goto(f"{story.base}/check-ins/{entry.id}/")
        story.look(page)
        page.fill("textarea[name=answer]", "Called.")
        page.fill("textarea[name=to_patient]", ANSWERS[day])
        page.click("section:has(#answer) form >> nth=0 >> button")
        page.wait_for_selector("#closed")
    assert not AdverseEvent.objects.exists()


# --- after -----------------------------------------------------------------------------------------------------------


def looked_at(story: Story, course: Course) -> None:
    """A pair is compared and shown to the patient; a score is given and shown; the course is finished."""
    with story.desk() as page:
        page.goto(story.at("photographs/"))
        page.click("text=Compare the two marked")
        page.wait_for_selector("#verdict")
        story.look(page, "desk-pair")
        page.click("text=Show it to the patient")
        page.goto(story.at("outcomes/new/goodman_baron_qualitative/"))
        page.check("input[type=radio][value='2'] >> nth=0")
        page.click("main form button.main")
        page.wait_for_selector("#release")
        page.fill("textarea[name=to_patient]", "You gained a grade. One more visit would add little.")
        page.click("section:has(#release) form button.main")
        page.goto(f"{story.base}/courses/{course.id}/end/")
        page.click("label:has-text('Finished as planned')")
        page.fill("[name=reason]", "Done as far as she wanted.")
        page.click("main form button.main")
    course.refresh_from_db()
    assert course.status == "finished"


def sees_results(story: Story) -> None:
    """The patient sees the score beside the forecast, the pair, and says how content they are."""
    story.phone.context.close()
    page = story.enter("portal")
    page.goto(f"{story.base}/me/results/")
    assert "One more visit would add little." in page.inner_text("main")
    story.look(page, "results")
    page.goto(f"{story.base}/me/photographs/")
    page.click("section:has(#pairs) a >> nth=0")
    story.look(page, "photographs")
    assert "can be compared" in page.inner_text("main")


def comes_back(story: Story, course: Course) -> None:
    """Half a year after the last visit: a neutral mail, its link, the words on the patient's own page."""
    mail.outbox.clear()
    remind()
    letter = mail.outbox[-1]
    assert "skin" not in letter.body.lower()
    story.phone.context.close()
    door = re.search(rf"{re.escape(settings.ENVIRONMENT.site)}(/p/\S+)", letter.body)
    assert door
    page = story.phone_by(door[1])
    page.click("main button.main")
    assert "Half a year has passed" in page.inner_text("main")
    story.look(page, "messages")
    with story.desk() as desk:
        desk.goto(f"{story.base}/")
        assert "Núñez" in desk.inner_text("section:has(#maintenance)")
        story.look(desk)
