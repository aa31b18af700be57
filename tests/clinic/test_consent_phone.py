"""Consent on the phone: read, understood, thought over, signed by name, taken back; nothing earlier, nobody else's."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import textstat
from django.test import Client

from needlepoint_clinic.audit.chain import SYSTEM, Actor, check, note
from needlepoint_clinic.audit.models import AuditEvent
from needlepoint_clinic.consent import actions, selectors
from needlepoint_clinic.consent import template as words_module
from needlepoint_clinic.consent.models import Consent, PhotoWish, Telling, Try
from needlepoint_clinic.consent.presenters import in_hundred, plan_view
from needlepoint_clinic.consent.signature import is_own_name, opened_name
from needlepoint_clinic.consent.template import template
from needlepoint_clinic.core.refusals import Refused
from needlepoint_clinic.patients.models import Patient
from needlepoint_clinic.patients.selectors import known

from .builders import make_consent, make_course, open_treatment
from .conftest import House
from .test_intake_words import EASIEST_GRADE, EASY_SPANISH, grade

RIGHT = {item.id: item.right for item in template("en").teach_back}
STEPS = len(template("en").sections)


def wrong(question: str) -> str:
    asked = template("en").asked(question)
    assert asked is not None
    return next(item.id for item in asked.choices if item.id != asked.right)


def send(client: Client, address: str, **told: str) -> Any:
    return client.post(address, {"submission": str(uuid4()), **told})


def read_all(client: Client) -> None:
    send(client, "/me/consent/")
    for number in range(1, STEPS + 1):
        assert client.get(f"/me/consent/read/{number}/").status_code == 200
        send(client, f"/me/consent/read/{number}/")


def answer_all(client: Client) -> None:
    for right in RIGHT.values():
        assert send(client, "/me/consent/questions/", choice=right).status_code == 302


def uses(**yes: str) -> dict[str, str]:
    return {f"photo_{item.id}": yes.get(item.id, "no") for item in template("en").photo_uses}


def thought_over(days: float = 2) -> None:
    """The patient was informed some days ago."""
    for told in Telling.objects.all():
        told.informed_at -= timedelta(days=days)
        told.cooling_off_until -= timedelta(days=days)
        told.save()


def ready(client: Client) -> None:
    read_all(client)
    answer_all(client)
    send(client, "/me/consent/photographs/", **uses(record="yes"))
    thought_over()


def sign(client: Client, name: str = "Ana María Núñez-Prieto") -> Any:
    return send(client, "/me/consent/sign/", name=name, agreed="on")


@pytest.fixture
def mine(house: House, portal_of: Callable[[Patient], Client]) -> Client:
    """The phone of the house's patient, who has a course that was accepted here."""
    course = make_course(house)
    told = {"clinic_id": house.clinic.id, "actor": SYSTEM, "patient_id": house.patient.id}
    note("course.accept", subject_kind="course", subject_id=course.id, detail={"hash": course.forecast_hash}, **told)
    return portal_of(house.patient)


def test_from_the_first_page_to_the_signature(house: House, mine: Client) -> None:
    assert "Begin" in mine.get("/me/consent/").content.decode()
    ready(mine)
    assert sign(mine).status_code == 302
    consent = Consent.objects.get()
    course = consent.course
    assert selectors.standing(course).holds
    assert (consent.signed_how, consent.forecast_hash) == ("phone", course.forecast_hash)
    assert (consent.template_version, consent.template_hash) == (template("en").version, template("en").digest)
    assert opened_name(consent.id, consent.signature) == "Ana María Núñez-Prieto"
    assert b"Ana" not in bytes(consent.signature or b"")
    assert set(consent.teach_back) == set(RIGHT)
    assert [use for use, allowed in consent.photo_permissions.items() if allowed] == ["record"]
    assert "You agreed" in mine.get("/me/consent/").content.decode()
    kept = mine.get(f"/me/consent/{consent.id}/").content.decode()
    assert "Núñez-Prieto" in kept
    assert course.forecast_hash in kept
    assert consent.template_hash in kept
    assert "<svg" in kept
    assert check(house.clinic.id) is None
    assert not any("Ana" in str(event.detail) for event in AuditEvent.objects.all())


def test_the_pages_hold_the_frozen_figures_and_the_chart(house: House, mine: Client) -> None:
    send(mine, "/me/consent/")
    pages = [mine.get(f"/me/consent/read/{number}/").content.decode() for number in range(1, STEPS + 1)]
    course = Telling.objects.get().course
    assert f"mark {course.forecast_hash[:12]}" in pages[1]
    assert "About 80 of 100 people like you get better" in pages[1]
    assert pages[1].count("<svg") > pages[0].count("<svg")
    assert "Between 2 and 7 of 100 people" in pages[2]
    assert "Nobody has counted how often" in pages[2]
    assert "Doing nothing" in pages[3]
    assert re.search(r"USD\s+1200", pages[4])
    assert all("style=" not in page for page in pages)
    course.plan["options"][0]["risks"] = []
    course.save()
    assert "not the one that was kept" in mine.get("/me/consent/read/2/").content.decode()


def test_spanish_is_whole(house: House, portal_of: Callable[[Patient], Client]) -> None:
    make_course(house)
    house.patient.language = "es"
    house.patient.save()
    mine = portal_of(house.patient)
    send(mine, "/me/consent/")
    pages = [mine.get("/me/consent/")] + [mine.get(f"/me/consent/read/{number}/") for number in range(1, STEPS + 1)]
    told = " ".join(
        re.sub(r'<[^>]*lang="en"[^>]*>[^<]*|<svg.*?</svg>|<[^>]+>', " ", page.content.decode(), flags=re.S)
        for page in pages
    )
    assert not re.findall(r"\b(?:the|and|your|people|visit|with)\b", told)
    chart = mine.get("/me/consent/read/2/").content.decode()
    assert "meses después de la primera visita" in chart
    ready(mine)
    sign(mine)
    assert Consent.objects.get().template_hash == template("es").digest


def test_nothing_is_signed_before_the_clock_ends(house: House, mine: Client) -> None:
    read_all(mine)
    answer_all(mine)
    send(mine, "/me/consent/photographs/", **uses())
    page = mine.get("/me/consent/sign/").content.decode()
    until = Telling.objects.get().cooling_off_until
    assert until is not None
    assert f"{until.astimezone(ZoneInfo('Europe/Berlin')):%H:%M}" in page
    assert "Europe/Berlin" in page
    assert 'name="agreed"' not in page
    sign(mine)
    assert not Consent.objects.exists()
    told = {"clinic_id": house.clinic.id, "patient_id": house.patient.id, "actor": SYSTEM, "language": "en"}
    told |= {"telling_id": Telling.objects.get().id, "name": "Ana Núñez", "agreed": True}
    with pytest.raises(Refused, match="not over yet"):
        actions.sign(**told)


@pytest.mark.parametrize("at", [datetime(2026, 3, 28, 11, tzinfo=UTC), datetime(2026, 10, 24, 11, tzinfo=UTC)])
def test_a_day_to_think_is_the_same_hour_tomorrow_by_the_clinics_clock(at: datetime) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    later = actions._later(at, 1, "Europe/Berlin").astimezone(berlin)
    assert (later.day - at.day, later.hour) == (1, at.astimezone(berlin).hour)


def test_a_wrong_answer_is_explained_tried_again_and_kept(house: House, mine: Client) -> None:
    read_all(mine)
    page = send(mine, "/me/consent/questions/", choice=wrong("what"))
    told = mine.get(page.url).content.decode()
    assert "Not quite" in told
    assert "a range, not a promise" in told
    send(mine, "/me/consent/questions/", choice=RIGHT["what"])
    assert [(item.question, item.right) for item in Try.objects.all()] == [("what", False), ("what", True)]
    assert "What can go wrong?" in mine.get("/me/consent/questions/").content.decode()


def test_after_the_tries_a_person_talks_it_through_and_nobody_is_refused(
    house: House, elsewhere: House, mine: Client, browser_of: Callable[..., Client]
) -> None:
    read_all(mine)
    for _ in range(template("en").tries):
        page = send(mine, "/me/consent/questions/", choice=wrong("what"))
    assert "Let us talk about this" in mine.get(page.url).content.decode()
    for question in ("risk", "call"):
        send(mine, "/me/consent/questions/", choice=RIGHT[question])
    send(mine, "/me/consent/photographs/", **uses())
    thought_over()
    assert "One thing to talk about first" in mine.get("/me/consent/sign/").content.decode()
    sign(mine)
    assert not Consent.objects.exists()
    telling = Telling.objects.get()
    assert [item.telling.id for item in selectors.to_talk_through(house.clinic.id)] == [telling.id]
    assert not selectors.to_talk_through(elsewhere.clinic.id)
    address = f"/consent/course/{telling.course_id}/phone/"
    told = {"question": "what", "said": "Three visits, and it may not work."}
    assert browser_of(elsewhere.owner).get(address).status_code == 404
    assert browser_of(None).get(address).status_code == 302
    assert mine.get(address).status_code == 302
    staff = [browser_of(who) for who in (house.assistant, house.provider, house.owner)]
    for client in staff:
        assert "talk it through" in client.get(address).content.decode()
    assert send(staff[0], address, said="", question="what").status_code == 422
    assert send(staff[0], address, **told).status_code == 302
    assert not selectors.to_talk_through(house.clinic.id)
    assert sign(mine).status_code == 302
    said = Consent.objects.get().teach_back["what"]
    assert said.endswith("Three visits, and it may not work.")
    assert Try.objects.filter(right=False).count() == template("en").tries


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("Ana Nunez", True), ("NÚÑEZ-PRIETO, ana maría", True), ("Ana", False), ("Ana Müller", False), ("x y", False),
        ("  ", False), ("Núñez Prieto", False), ("Ana 👍 Prieto", True), ("\u202eAna Núñez", False),
    ],
)  # fmt: skip
def test_only_the_own_name_signs(house: House, name: str, taken: bool) -> None:
    assert is_own_name(name, known(house.patient).identity) is taken


def test_a_signature_without_name_or_sentence_says_so(house: House, mine: Client) -> None:
    ready(mine)
    for told in ({"name": "Ana Núñez"}, {"agreed": "on"}, {"name": "Eva Maier", "agreed": "on"}):
        page = send(mine, "/me/consent/sign/", **told)
        assert page.status_code == 422
        assert "Not signed yet" in page.content.decode()
    assert not Consent.objects.exists()
    form = {"submission": str(uuid4()), "name": "Ana Núñez", "agreed": "on"}
    assert [mine.post("/me/consent/sign/", form).status_code for _ in range(2)] == [302, 302]
    assert Consent.objects.count() == 1


def test_steps_cannot_be_passed_over(house: House, mine: Client) -> None:
    assert mine.get("/me/consent/sign/").url == "/me/consent/"
    send(mine, "/me/consent/")
    assert mine.get("/me/consent/questions/").url == "/me/consent/"
    assert mine.get("/me/consent/sign/").url == "/me/consent/read/1/"
    assert mine.get("/me/consent/read/99/").status_code == 404
    assert mine.get("/me/consent/questions/nothing/").status_code == 302
    telling = Telling.objects.get()
    told = {"clinic_id": house.clinic.id, "patient_id": house.patient.id, "actor": SYSTEM, "telling_id": telling.id}
    with pytest.raises(Refused, match="Some steps"):
        actions.sign(name="Ana Núñez", agreed=True, language="en", **told)
    with pytest.raises(Refused, match="not open"):
        actions.answer(question="what", choice=RIGHT["what"], language="en", **told)
    with pytest.raises(Refused, match="no such step"):
        actions.read_step(step="x", language="en", **told)


def test_taken_back_on_the_phone_it_holds_no_longer(house: House, mine: Client, elsewhere: House) -> None:
    ready(mine)
    sign(mine)
    consent = Consent.objects.get()
    treatment = open_treatment(house, consent.course)
    assert selectors.permits(house.clinic.id, house.patient.id, "record")
    assert not selectors.permits(house.clinic.id, house.patient.id, "teaching")
    assert not selectors.permits(elsewhere.clinic.id, house.patient.id, "record")
    assert mine.get(f"/me/consent/{consent.id}/take-back/").status_code == 200
    page = send(mine, f"/me/consent/{consent.id}/take-back/")
    assert "It is taken back" in mine.get(page.url).content.decode()
    assert "Nowhere" in mine.get(page.url).content.decode()
    assert selectors.standing(consent.course).why == "The patient took the consent back."
    assert not selectors.permits(house.clinic.id, house.patient.id, "record")
    from needlepoint_clinic.treatments.actions import confirm_consent

    with pytest.raises(Refused, match="took the consent back"):
        confirm_consent(clinic_id=house.clinic.id, treatment_id=treatment.id, shown=None, by=None, actor=SYSTEM)
    assert "Begin" in mine.get("/me/consent/").content.decode()


def test_taken_back_it_says_where_pictures_had_gone(
    house: House, mine: Client, browser_of: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = {"at": datetime(2026, 3, 4, tzinfo=UTC), "what": "Journal of Skin (for a medical publication)"}
    monkeypatch.setattr(selectors, "where_gone", lambda clinic_id, patient_id: [gone])
    consent = make_consent(house, house.patient.courses.get())
    send(mine, f"/me/consent/{consent.id}/take-back/", reason="I changed my mind 👋")
    assert "Journal of Skin" in mine.get(f"/me/consent/{consent.id}/take-back/").content.decode()
    page = browser_of(house.assistant).get(f"/consent/{consent.id}/").content.decode()
    assert "Journal of Skin" in page
    assert "I changed my mind 👋" in page


def test_photographs_each_by_itself_and_changed_later(house: House, mine: Client) -> None:
    ready(mine)
    sign(mine)
    told = (house.clinic.id, house.patient.id)
    send(mine, "/me/consent/photographs/", **uses(teaching="yes"))
    assert [use.id for use in template("en").photo_uses if selectors.permits(*told, use.id)] == ["teaching"]
    assert {(wish.use, wish.allowed) for wish in PhotoWish.objects.all()} == {("record", False), ("teaching", True)}
    assert selectors.standing(Consent.objects.get().course).holds, "no to photographs never touches the treatment"
    assert not selectors.permits(*told, "anything")
    with_gap = uses()
    del with_gap["photo_record"]
    assert send(mine, "/me/consent/photographs/", **with_gap).status_code == 422


def test_new_words_are_asked_for_again_and_the_old_ones_kept(
    house: House, mine: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(mine)
    sign(mine)
    consent = Consent.objects.get()
    newer = {**words_module._data(), "version": "2099-01"}
    newer["languages"] = {
        lang: {**words, "title": f"New {lang}"} for lang, words in words_module._data()["languages"].items()
    }
    monkeypatch.setattr(words_module, "_data", lambda: newer)
    assert "words of the consent have changed" in selectors.standing(consent.course).why
    page = mine.get("/me/consent/").content.decode()
    assert "So we ask you again" in page
    kept = mine.get(f"/me/consent/{consent.id}/").content.decode()
    assert "Consent to a course of microneedling" in kept
    assert selectors.words_of(consent).digest == consent.template_hash
    ready(mine)
    sign(mine)
    assert selectors.standing(consent.course).holds
    assert Consent.objects.count() == 2


def test_another_patients_consent_is_not_there(
    house: House, elsewhere: House, mine: Client, portal_of: Callable[[Patient], Client], browser_of: Any
) -> None:
    theirs = make_consent(elsewhere, make_course(elsewhere))
    for address in (f"/me/consent/{theirs.id}/", f"/me/consent/{theirs.id}/take-back/"):
        assert mine.get(address).status_code == 404
        assert send(mine, address).status_code in (404, 405)
    assert Consent.objects.get().revoked_at is None
    send(mine, "/me/consent/")
    telling = Telling.objects.get()
    stranger = {"clinic_id": elsewhere.clinic.id, "patient_id": elsewhere.patient.id, "telling_id": telling.id}
    with pytest.raises(Refused, match="no such consent"):
        actions.read_step(step="what", language="en", actor=Actor("patient", elsewhere.patient.id), **stranger)
    owner = browser_of(house.owner)
    for address in ("/me/consent/", "/me/consent/sign/", "/me/consent/read/1/"):
        assert Client().get(address).status_code == 404
        assert owner.get(address).status_code == 404


def test_nothing_to_agree_to_without_a_course(house: House, portal_of: Callable[[Patient], Client]) -> None:
    page = portal_of(house.patient).get("/me/consent/").content.decode()
    assert "nothing to agree to" in page
    assert send(portal_of(house.patient), "/me/consent/").status_code == 302
    assert not Telling.objects.exists()


@pytest.mark.parametrize("lang", ["en", "es"])
def test_what_is_read_before_signing_can_be_read_at_eleven(lang: str) -> None:
    words = template(lang)
    texts = [item.text for item in words.sections] + [words.agreement]
    texts += [text for item in words.teach_back for text in (item.ask, item.explain)]
    textstat.set_lang(lang)
    try:
        ease = {text: grade(text) if lang == "en" else textstat.fernandez_huerta(text) for text in texts}
    finally:
        textstat.set_lang("en")
    hard = {
        text: told for text, told in ease.items() if (told > EASIEST_GRADE if lang == "en" else told < EASY_SPANISH)
    }
    assert hard == {}


def test_shares_are_rounded_so_that_a_person_can_use_them() -> None:
    assert [in_hundred(share) for share in (None, 0.0, 0.021, 0.05, 0.175, 0.825, 1.0)] == [None, 0, 2, 5, 20, 80, 100]


def test_a_plan_whose_effect_nobody_measured_gives_no_number(house: House) -> None:
    course = make_course(house)
    option = next(item for item in course.plan["options"] if item["name"] == course.option)
    option["outcomes"][0]["identifiable"] = False
    option["risks"].append({"id": "new", "label": "New", "words": "Words.", "low": None, "high": None})
    told = plan_view(course, template("es"))
    assert told.goals[0].better is None
    assert not told.goals[0].chart
    assert told.risks[-1] == ("New. Words.", None, None, True)
    assert told.others[0][0].startswith("No hacer nada")
