"""The patient's pages: the right day, the frozen care in both languages, check-ins that call or calm, results."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import textstat
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from needlepoint.care import entries, flag_names
from needlepoint_clinic.audit.chain import SYSTEM, check
from needlepoint_clinic.checkins import selectors as checkins
from needlepoint_clinic.checkins.actions import answer_check_in
from needlepoint_clinic.checkins.models import CheckIn
from needlepoint_clinic.core.refusals import Refused
from needlepoint_clinic.courses.models import Course
from needlepoint_clinic.outcomes import actions as outcomes
from needlepoint_clinic.outcomes.presenters import draft
from needlepoint_clinic.patients.models import Patient
from needlepoint_clinic.portal import actions, forms, selectors
from needlepoint_clinic.portal.following import Following
from needlepoint_clinic.portal.models import Satisfied
from needlepoint_clinic.portal.presenters import calls, day_of
from needlepoint_clinic.treatments.models import Treatment

from .builders import make_course
from .conftest import House
from .test_intake_words import EASIEST_GRADE, EASY_SPANISH, grade
from .visits import visit, wrote

PortalOf = Callable[[Patient], Client]
CALM = {"redness": 1, "swelling": 0, "tightness": 1, "flaking": 0, "pain": 0}


def text_of(client: Client, address: str = "/me/", status: int = 200) -> str:
    page = client.get(address)
    assert page.status_code == status
    return " ".join(re.sub(r"<(title|desc|svg|path)[^>]*>|<[^>]+>", " ", page.content.decode()).split())


def entry(day: int = 2, flags: tuple[str, ...] = (), **signs: int) -> dict[str, Any]:
    told: dict[str, Any] = {"submission": str(uuid4()), "day": day, "flags": list(flags)}
    return told | {f"sign-{name}": value for name, value in signs.items()}


def followed(house: House, lang: str = "en", on: date | None = None) -> Following:
    found = selectors.following(house.clinic.id, house.patient.id, lang, on or timezone.localdate())
    assert found is not None
    return found


# --- the day ----------------------------------------------------------------------------------------------------------


def test_without_a_course_there_is_a_welcome_and_the_number(house: House, portal_of: PortalOf) -> None:
    client = portal_of(house.patient)
    text = text_of(client)
    assert "No visit is planned yet" in text
    assert "Call us: +49 30 123456" in text
    assert "hard to breathe" in text
    for at in ("ask/", "calendar/", "check-in/", "results/", "more/"):
        text_of(client, f"/me/{at}")


@pytest.mark.parametrize(
    ("days_ago", "said"),
    [(0, "The day of your visit"), (2, "Day 2 after your visit"), (35, "Week 5 after your visit")],
)
def test_where_the_patient_is(house: House, portal_of: PortalOf, days_ago: int, said: str) -> None:
    visit(house, days_ago=days_ago)
    text = text_of(portal_of(house.patient))
    assert said in text
    assert "Visit 1 of 3" in text
    assert text.index("Call us: +49") < text.index("Call the emergency number at once if")


def test_before_the_first_visit_the_preparation_and_long_after_the_maintenance(
    house: House, portal_of: PortalOf
) -> None:
    course = make_course(house, first=timezone.localdate() + timedelta(days=3))
    client = portal_of(house.patient)
    text = text_of(client)
    assert "3 days to your first visit" in text
    assert "Your next visit" in text
    assert "After your visit you can tell us here" in text_of(client, "/me/check-in/")
    course.sessions.all().delete()
    visit(house, course=course, days_ago=300)
    Course.objects.update(status="finished", ended_why="Done.", ended_at=timezone.now())
    text = text_of(client)
    assert "Month 9 after your visit" in text
    assert "Keeping the result" in text
    assert "No visit is planned now" in text


def test_a_planned_day_that_passed_moves_nothing(house: House, portal_of: PortalOf) -> None:
    make_course(house, first=timezone.localdate() - timedelta(days=3))
    found = followed(house)
    assert [stop.done for stop in found.stops] == [False, False]
    assert found.missed == timezone.localdate() - timedelta(days=3)
    assert "days to your first visit" in text_of(portal_of(house.patient))


def test_yesterday_and_tomorrow_are_days_of_the_same_course(house: House, portal_of: PortalOf) -> None:
    visit(house, days_ago=2)
    client = portal_of(house.patient)
    page = client.get("/me/").content.decode()
    before, after = re.findall(r'href="/me/day/(-?\d+)/" rel', page)
    assert (before, after) == ("1", "3")
    assert "Day 1 after your visit" in text_of(client, "/me/day/1/")
    assert client.get("/me/day/2/").url == "/me/"
    assert client.get("/me/day/9999/").status_code == 404
    assert client.get("/me/day/-999/").status_code == 404


def test_the_care_is_the_frozen_one_on_the_days_as_they_were(house: House) -> None:
    done = visit(house, days_ago=2)
    course = done.course
    frozen = course.plan["care"]["days"]
    frozen[0]["text"] = "Words that only the frozen plan has."
    frozen[0] |= {"from_day": 0, "to_day": 9}
    course.save()
    shown = day_of(followed(house), timezone.localdate(), timezone.localdate())
    assert "Words that only the frozen plan has." in {line.text for line in shown.card.do}
    spoken = day_of(followed(house, "es"), timezone.localdate(), timezone.localdate())
    assert "Words that only the frozen plan has." in {line.text for line in spoken.card.do}
    assert len(spoken.card.do) == len(shown.card.do)
    assert {line.text for line in spoken.card.dont}.isdisjoint({line.text for line in shown.card.dont})


def test_a_frozen_protocol_that_is_no_longer_read_still_gives_the_frozen_care(
    house: House, portal_of: PortalOf
) -> None:
    visit(house, days_ago=2)
    Course.objects.update(protocol="schema: needlepoint.course/0\n")
    client = portal_of(house.patient)
    assert "Day 2 after your visit" in text_of(client)
    assert "Your visit" in text_of(client, "/me/calendar/")


def test_what_belongs_to_the_last_visit_follows_the_one_that_was_the_last(house: House) -> None:
    done = visit(house, days_ago=200)
    done.course.sessions.filter(treatment=None).update(cancelled_at=timezone.now(), cancelled_why="Enough.")
    found = followed(house)
    assert len(found.stops) == 1
    assert any(item.sessions == (1,) for item in found.care.maintenance)
    assert all(set(item.sessions) == {1} for item in (*found.care.days, *found.care.preparation))


def test_the_calls_are_the_fixed_ones_in_both_languages(house: House) -> None:
    visit(house)
    for lang in ("en", "es"):
        with override(lang):
            plain, own = calls(), calls(followed(house, lang))
        assert [group.level for group in own] == ["emergency", "same_day", "this_week"]
        assert [group.signs for group in own] == [group.signs for group in plain]
        assert sum(len(group.signs) for group in own) == len(entries("red_flags"))


def test_the_whole_calendar_leads_to_each_day(house: House, portal_of: PortalOf) -> None:
    visit(house, days_ago=2)
    client = portal_of(house.patient)
    page = client.get("/me/calendar/").content.decode()
    days = [int(number) for number in re.findall(r'href="/me/day/(-?\d+)/"', page)]
    assert len(days) > 30
    for number in days[:3] + days[-3:]:
        assert client.get(f"/me/day/{number}/").status_code == 200


# --- can I ------------------------------------------------------------------------------------------------------------


def test_can_i(house: House, portal_of: PortalOf) -> None:
    visit(house, days_ago=2)
    client = portal_of(house.patient)

    def asked(words: str) -> str:
        page = client.post("/me/ask/", {"question": words})
        assert page.status_code == 200
        assert words not in page.request["PATH_INFO"]
        return page.content.decode()

    assert "Yes" in asked("makeup")
    assert "Not yet. From " in asked("Can I go to the gym?")
    assert "Where this comes from" in asked("retinol")
    assert "Call us" in asked("zzzz qqqq")
    alarm = asked("I have a fever and pus")
    assert "This may need help" in alarm
    assert "tel:+4930123456" in alarm
    assert "\u202e" not in asked("\u202eabc").replace("\u202eabc", "")
    house.patient.language = "es"
    house.patient.save()
    assert "Aún no. Desde el " in asked("gimnasio")


# --- check-in ---------------------------------------------------------------------------------------------------------


def test_a_calm_entry_reassures_on_the_patients_own_forecast(house: House, portal_of: PortalOf) -> None:
    visit(house, days_ago=2)
    client = portal_of(house.patient)
    answer = client.post("/me/check-in/", entry(**CALM))
    item = CheckIn.objects.get()
    assert answer.url == f"/me/check-in/{item.id}/"
    assert (item.day, item.created_by, item.level, item.inside) == (2, None, "fine", True)
    text = text_of(client, answer.url)
    assert "This is as expected" in text
    assert client.get(answer.url).content.decode().count('class="band"') == 5
    assert "You told us today" in text_of(client)
    assert checkins.queue(house.clinic.id) == []
    assert check(house.clinic.id) is None


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("name", "when"), [(name, when) for name, when, _ in forms.flags("en")])
def test_every_red_flag_shows_the_call_at_once_and_stands_in_today(
    house: House, portal_of: PortalOf, name: str, when: str, language: str
) -> None:
    Patient.objects.update(language=language)
    visit(house, days_ago=2)
    client = portal_of(house.patient)
    page = client.post("/me/check-in/", entry(flags=(name,), **CALM), follow=True).content.decode()
    alarm = page[page.index('class="alarm') :]
    assert "tel:+4930123456" in alarm
    titles = {
        "now": ("Call the emergency number now", "Llame ya al número de emergencias"),
        "today": ("Please call us today", "Por favor, llámenos hoy"),
        "this week": ("Please call us this week", "Por favor, llámenos esta semana"),
    }
    assert titles[when][language == "es"] in alarm
    waiting = checkins.queue(house.clinic.id)
    assert [row.item.level for row in waiting] == ["urgent" if when == "now" else "call the clinic"]


def test_the_flags_ask_every_fixed_sentence_once() -> None:
    for lang in ("en", "es"):
        told = forms.flags(lang)
        assert len(told) == len(entries("red_flags"))
        assert {name for name, _, _ in told} <= set(flag_names())


def test_more_than_expected_goes_to_the_clinic_and_says_what_to_do(house: House, portal_of: PortalOf) -> None:
    visit(house, days_ago=4)
    client = portal_of(house.patient)
    page = client.post("/me/check-in/", entry(4, **CALM | {"redness": 2}), follow=True)
    text = page.content.decode()
    assert "We will look at this" in text
    assert "what to do meanwhile" in text
    assert [row.item.level for row in checkins.queue(house.clinic.id)] == ["watch"]


def test_a_second_entry_corrects_the_first_and_both_stay(house: House, portal_of: PortalOf) -> None:
    visit(house, days_ago=2)
    client = portal_of(house.patient)
    first = entry(**CALM)
    for _ in range(2):  # a double click is one entry
        client.post("/me/check-in/", first)
    assert CheckIn.objects.count() == 1
    client.post("/me/check-in/", entry(**CALM | {"pain": 1}))
    client.post("/me/check-in/", entry(**CALM | {"pain": 2}))
    assert CheckIn.objects.count() == 3
    standing = CheckIn.objects.get(corrected_by__isnull=True)
    assert standing.signs["pain"] == 2
    assert "You told us today already" in text_of(client, "/me/check-in/")


def test_the_level_that_was_kept_stands_when_an_earlier_day_is_corrected(house: House, portal_of: PortalOf) -> None:
    done = visit(house, days_ago=4)
    first = wrote(house, done, 3, signs=CALM)
    later = wrote(house, done, 4, signs=CALM | {"pain": 1})
    assert later.level == "call the clinic"
    wrote(house, done, 3, signs=CALM | {"pain": 1}, corrects=first.id)
    text = text_of(portal_of(house.patient), f"/me/check-in/{later.id}/")
    assert "Please call us today" in text
    assert "This fits what we expect" not in text


def test_the_future_is_refused_in_plain_words(house: House, portal_of: PortalOf) -> None:
    visit(house, days_ago=2)
    client = portal_of(house.patient)
    for day, words in ((3, "That day has not come yet"), (-1, "before your visit"), (10**9, "has not come yet")):
        page = client.post("/me/check-in/", entry(day, **CALM))
        assert page.status_code == 422
        assert words in page.content.decode()
    page = client.post("/me/check-in/", entry())
    assert page.status_code == 422
    assert "choose at least one answer" in page.content.decode()
    assert client.post("/me/check-in/", entry(**{"redness": 9})).status_code == 422
    assert not CheckIn.objects.exists()


def test_emoji_and_right_to_left_words_are_kept_and_stand_apart(house: House, portal_of: PortalOf) -> None:
    visit(house, days_ago=2)
    client = portal_of(house.patient)
    words = "😀 جلدي أحمر \u202e<b>x</b>"
    page = client.post("/me/check-in/", entry(**CALM) | {"words": words}, follow=True).content.decode()
    assert CheckIn.objects.get().words == words
    assert '<blockquote dir="auto"><bdi>😀' in page
    assert "<b>x</b>" not in page
    page = client.post("/me/check-in/", entry(**CALM) | {"words": "x" * 1001})
    assert page.status_code == 422


def test_missed_days_are_silent(house: House, portal_of: PortalOf) -> None:
    visit(house, days_ago=9)
    text = text_of(portal_of(house.patient))
    for word in ("missed", "forgot", "yesterday you"):
        assert word not in text.lower()


def test_what_the_clinic_wrote_to_the_patient_is_shown_and_the_rest_is_not(house: House, portal_of: PortalOf) -> None:
    done = visit(house, days_ago=2)
    told = {"clinic_id": house.clinic.id, "member": house.provider, "actor": SYSTEM, "version": 1}
    item = wrote(house, done, 1, flags=["fever"])
    with pytest.raises(Refused):
        answer_check_in(check_in_id=item.id, answer=" ", to_patient=" ", **told)
    answer_check_in(check_in_id=item.id, answer="Rang the hospital.", to_patient="We called you. <i>Rest.</i>", **told)
    client = portal_of(house.patient)
    for address in ("/me/", f"/me/check-in/{item.id}/"):
        page = client.get(address).content.decode()
        assert "We called you. &lt;i&gt;Rest.&lt;/i&gt;" in page
        assert "hospital" not in page
    CheckIn.objects.update(handled_at=timezone.now() - timedelta(days=15))
    assert "We called you" not in text_of(client)


# --- results ----------------------------------------------------------------------------------------------------------


def scored(house: House, done: Treatment, on: date, grade: float) -> Any:
    return outcomes.record_outcome(
        clinic_id=house.clinic.id,
        patient_id=house.patient.id,
        scale="goodman_baron_qualitative",
        answers={"grade": grade},
        on=on,
        course_id=done.course_id,
        by=house.provider.user,
        actor=SYSTEM,
    )


def test_results_are_what_was_released_beside_what_was_forecast(
    house: House, portal_of: PortalOf, browser_of: Callable[..., Client]
) -> None:
    done = visit(house, days_ago=90)
    hidden, item = scored(house, done, done.on, 4), scored(house, done, timezone.localdate(), 3)
    client, staff = portal_of(house.patient), browser_of(house.provider)
    assert "Nothing is here yet" in text_of(client, "/me/results/")
    page = staff.get(f"/outcomes/{item.id}/").content.decode()
    assert "One more visit would add about" in page
    given = {"submission": str(uuid4()), "version": 1, "released": "yes", "to_patient": "My own words, Ana."}
    assert staff.post(f"/outcomes/{item.id}/release/", given).status_code == 302
    text = text_of(client, "/me/results/")
    assert "My own words, Ana." in text
    assert "At the start we expected" in text
    assert "One more visit" not in text
    assert text.count("on a scale from") == 1
    assert str(hidden.id) not in text
    given = {"submission": str(uuid4()), "version": 2, "released": "no"}
    staff.post(f"/outcomes/{item.id}/release/", given)
    assert "My own words" not in text_of(client, "/me/results/")


def test_the_draft_of_one_more_visit_speaks_the_patients_language(house: House) -> None:
    done = visit(house, days_ago=90)
    item = scored(house, done, timezone.localdate(), 3)
    assert "One more visit would add about" in draft(item, "en")
    assert "Una visita más añadiría" in draft(item, "es")
    assert draft(outcomes.Outcome(course=None), "en") == ""


def test_satisfaction_is_the_patients_own_answer_and_each_stays(house: House, portal_of: PortalOf) -> None:
    visit(house, days_ago=90)
    client = portal_of(house.patient)
    one = {"submission": str(uuid4()), "answer": "3", "words": "👍"}
    for _ in range(2):
        assert client.post("/me/results/satisfied/", one).status_code == 302
    assert client.post("/me/results/satisfied/", {"submission": str(uuid4()), "answer": "1"}).status_code == 302
    assert [item.answer for item in Satisfied.objects.order_by("created_at")] == [3, 1]
    assert "Your last answer: Unhappy" in text_of(client, "/me/results/")
    assert client.post("/me/results/satisfied/", {"submission": str(uuid4()), "answer": "9"}).status_code == 422
    told = {"clinic_id": house.clinic.id, "patient_id": house.patient.id, "words": "", "actor": SYSTEM}
    with pytest.raises(Refused):
        actions.say_satisfied(course_id=uuid4(), answer=3, **told)


# --- words ------------------------------------------------------------------------------------------------------------


def words_of_the_portal(lang: str) -> list[str]:
    """Every sentence of five words or more that the portal says in a language, placeholders filled with a word."""
    from tools.catalogues import collect, kept

    told = kept(lang, "django")
    every = collect()["django"]
    mine = [text for text, files in every.items() if all("portal" in file for file in files)]
    return [re.sub(r"%\(\w+\)s|%%", "3", told[text]) for text in mine if len(text.split()) >= 5 and text[-1] in ".?"]


def test_both_languages_are_whole_and_can_be_read_at_eleven() -> None:
    english = {text: round(grade(text), 1) for text in words_of_the_portal("en")}
    assert len(english) > 40
    assert {text: value for text, value in english.items() if value > EASIEST_GRADE} == {}
    textstat.set_lang("es")
    try:
        ease = {text: round(textstat.fernandez_huerta(text), 1) for text in words_of_the_portal("es")}
    finally:
        textstat.set_lang("en")
    assert {text: value for text, value in ease.items() if value < EASY_SPANISH} == {}


def test_the_language_is_the_patients_choice(house: House, portal_of: PortalOf) -> None:
    visit(house, days_ago=2)
    client = portal_of(house.patient)
    assert client.post("/me/language/", {"language": "es"}).url == "/me/more/"
    page = client.get("/me/").content.decode()
    assert '<html lang="es">' in page
    assert "Día 2 después de su visita" in page
    for english in ("What to expect", "Call us", "days after", "Do not"):
        assert english not in page
    assert client.post("/me/language/", {"language": "xx"}).status_code == 400
