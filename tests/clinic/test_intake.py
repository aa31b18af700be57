"""Intake: on the tablet and by link, once, for one patient, in two languages; nothing lost, nobody else in."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from needlepoint_clinic.audit.chain import SYSTEM, check
from needlepoint_clinic.core.refusals import Refused, Stale
from needlepoint_clinic.intake import actions, links, selectors
from needlepoint_clinic.intake.forms import step_version
from needlepoint_clinic.intake.models import Intake
from needlepoint_clinic.intake.questionnaire import Person, step_ids, step_of, topics

from .conftest import House

BrowserOf = Callable[..., Client]
ANA = Person("female", 32)


def number(step: str) -> int:
    return step_ids().index(step) + 1


def made_link(house: House, **told: Any) -> tuple[Intake, str]:
    return actions.open_link(clinic_id=house.clinic.id, patient_id=house.patient.id, by=None, actor=SYSTEM, **told)


def hidden(page: Any) -> dict[str, str]:
    """The hidden fields of a page's last form."""
    found = re.findall(r'name="(submission|version)" value="([^"]+)"', page.content.decode())
    return dict(found)


def opened(house: House, language: str = "en") -> tuple[Client, Intake]:
    """A browser that opened a link and pressed the button."""
    intake, secret = made_link(house)
    client = Client()
    page = client.get(f"/i/{secret}/")
    assert client.post(f"/i/{secret}/", hidden(page) | {"language": language}).status_code == 302
    return client, intake


def send(client: Client, url: str, **answers: Any) -> Any:
    named = {name.replace("__", "."): value for name, value in answers.items()}
    return client.post(url, hidden(client.get(url)) | named)


PAGES = ["", f"{number('scars')}/", "check/"]
POSTS = ["begin/", "link/", "link/end/", "hand-over/", "send/", "language/"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["owner", "provider", "assistant"])
def test_members_open_every_page(house: House, browser_of: BrowserOf, who: str, page: str) -> None:
    actions.begin(clinic_id=house.clinic.id, patient_id=house.patient.id, by=None, actor=SYSTEM)
    assert browser_of(getattr(house, who)).get(f"/patients/{house.patient.id}/intake/{page}").status_code == 200


@pytest.mark.parametrize("page", [*PAGES, *POSTS])
def test_strangers_and_nobody_do_not(house: House, elsewhere: House, browser_of: BrowserOf, page: str) -> None:
    intake, _secret = made_link(house)
    address = f"/patients/{house.patient.id}/intake/{page}"
    for member, status in ((elsewhere.owner, 404), (None, 302)):
        client = browser_of(member)
        response = client.post(address, {"submission": str(uuid4())}) if page in POSTS else client.get(address)
        assert response.status_code == status
        assert status == 404 or response.url.startswith("/accounts/login/")
    intake.refresh_from_db()
    assert intake.link_ended_at is None
    assert intake.answered_at is None


def test_another_clinics_intake_is_refused_by_every_action(house: House, elsewhere: House) -> None:
    intake, secret = made_link(house)
    told = {"clinic_id": elsewhere.clinic.id, "intake_id": intake.id, "actor": SYSTEM}
    for act in (
        lambda: actions.end_link(**told),
        lambda: actions.start(secret=secret, language="en", **told),
        lambda: actions.answer(answers={}, by_patient=True, **told),
        lambda: actions.finish(by_patient=True, **told),
        lambda: actions.choose_language(language="es", **told),
        lambda: made_link(House(elsewhere.clinic, house.owner, house.owner, house.owner, house.patient)),
    ):
        with pytest.raises(Refused):
            act()


def test_only_the_digest_of_a_secret_is_kept(house: House) -> None:
    _intake, secret = made_link(house)
    with connection.cursor() as cursor:
        for table in ("intake_intake", "core_submission", "audit_auditevent"):
            cursor.execute(f"SELECT * FROM {table}")
            assert secret not in str(cursor.fetchall())
    assert len(secret) == 43
    assert Intake.objects.get().link_digest == links.digest_of(secret)


def test_a_look_by_a_messenger_uses_nothing_up_and_tells_nothing(house: House) -> None:
    intake, secret = made_link(house)
    for _ in range(3):
        page = Client().get(f"/i/{secret}/")
        assert page.status_code == 200
        assert page["Cache-Control"] == "no-store"
        assert "<title>A few questions</title>" in page.content.decode()
        assert not any(word in page.content.decode() for word in ("Ana", "Núñez", "Prieto", "1994", str(intake.id)))
    assert Client().head(f"/i/{secret}/").status_code == 200
    intake.refresh_from_db()
    assert intake.link_used_at is None


def test_the_link_opens_once_on_one_device(house: House) -> None:
    intake, secret = made_link(house)
    mine, other = Client(), Client()
    page, seen = mine.get(f"/i/{secret}/"), other.get(f"/i/{secret}/")
    first = mine.post(f"/i/{secret}/", hidden(page) | {"language": "es"})
    again = mine.post(f"/i/{secret}/", hidden(page) | {"language": "es"})  # a double press
    assert first.url == again.url == f"/questions/{number('wishes')}/"
    assert 'lang="es"' in mine.get(first.url).content.decode()
    late = other.post(f"/i/{secret}/", hidden(seen) | {"language": "en"})
    assert late.status_code == 410
    assert "opens only once" not in late.content.decode()
    assert other.get(first.url).status_code == 404
    assert other.get(f"/i/{secret}/").status_code == 410
    assert mine.get(f"/i/{secret}/").status_code == 302
    intake.refresh_from_db()
    assert intake.language == "es"
    assert intake.link_used_at is not None


@pytest.mark.parametrize("secret", ["", "x", "A" * 43, "../../patients"])
def test_a_guessed_secret_finds_nothing(house: House, secret: str) -> None:
    made_link(house)
    assert Client().get(f"/i/{secret}/").status_code == 404
    assert Client().post(f"/i/{secret}/", {"submission": str(uuid4())}).status_code == 404


def test_an_expired_or_ended_link_opens_nothing_even_where_it_is_open(house: House) -> None:
    client, intake = opened(house)
    url = f"/questions/{number('scars')}/"
    assert client.get(url).status_code == 200
    actions.end_link(clinic_id=house.clinic.id, intake_id=intake.id, actor=SYSTEM)
    assert client.get(url).status_code == 410
    assert client.post(url, {"condition.keloid": "no"}).status_code == 410
    second, _intake = opened(house)
    assert client.get(url).status_code == 404  # the new link replaced the old one
    Intake.objects.update(link_until=timezone.now() - timedelta(seconds=1))
    assert second.get(url).status_code == 410
    _third, secret = made_link(house, lasts=timedelta(seconds=-1))
    assert Client().get(f"/i/{secret}/").status_code == 410
    assert Intake.objects.get().answers == {}


def test_a_patient_sees_only_their_own(house: House, elsewhere: House) -> None:
    client, _intake = opened(house)
    for patient in (house.patient, elsewhere.patient):
        for page in ("", "intake/", "screen/", "details/"):
            assert client.get(f"/patients/{patient.id}/{page}").status_code == 302
    theirs, _intake = opened(elsewhere)
    send(theirs, f"/questions/{number('scars')}/", condition__keloid="yes")
    assert Intake.objects.get(patient=house.patient).answers == {}


def test_each_step_is_saved_and_yes_leads_to_its_details(house: House) -> None:
    client, intake = opened(house)
    response = send(client, f"/questions/{number('health')}/", condition__diabetes="yes", condition__epilepsy="unknown")
    assert response.url == f"/questions/{number('health.diabetes')}/"
    response = send(client, response.url, condition__diabetes__control="controlled")
    assert response.url == f"/questions/{number('defence')}/"
    intake.refresh_from_db()
    assert intake.answers == {
        "condition.diabetes": "yes", "condition.epilepsy": "unknown", "condition.diabetes.control": "controlled"
    }  # fmt: skip


def test_the_rest_is_no_only_when_that_is_said(house: House) -> None:
    client, intake = opened(house)
    url = f"/questions/{number('scars')}/"
    send(client, url, condition__keloid="yes")
    intake.refresh_from_db()
    assert intake.answers == {"condition.keloid": "yes"}
    send(client, url, condition__keloid="yes", condition__family_keloid="unknown", rest="no")
    intake.refresh_from_db()
    assert set(intake.answers.values()) == {"yes", "unknown", "no"}
    assert len(intake.answers) == 4


def test_lists_grow_by_one_and_lose_what_is_emptied(house: House) -> None:
    client, intake = opened(house)
    send(client, f"/questions/{number('medicines')}/", medications="yes")
    url, row = f"/questions/{number('medicines.list')}/", "medications.rows"
    more = client.post(
        url, hidden(client.get(url)) | {f"{row}-0-name": "warfarin", f"{row}-0-still": "yes", "more": "1"}
    )
    assert more.url.startswith(url)
    assert f"{row}-1-name" in client.get(url).content.decode()
    rows = {f"{row}-0-name": "", f"{row}-1-name": "ibuprofen", f"{row}-1-last": "2026-11-01"}
    client.post(url, hidden(client.get(url)) | rows)
    intake.refresh_from_db()
    assert intake.answers[row] == [{"name": "ibuprofen", "last": "2026-11-01"}]


def test_zones_elsewhere_and_unknown_are_kept_apart(house: House) -> None:
    client, intake = opened(house)
    send(client, f"/questions/{number('spots')}/", condition__wart="yes")
    url = f"/questions/{number('spots.wart')}/"
    for given, kept in (
        ({"condition.wart.zones.0": ["nose", "chin"], "condition.wart.zones.4": ["unknown"]}, ["nose", "chin"]),
        ({"condition.wart.zones.4": ["elsewhere"]}, []),
        ({"condition.wart.zones.4": ["unknown"]}, "unknown"),
    ):
        client.post(url, hidden(client.get(url)) | given)
        intake.refresh_from_db()
        assert intake.answers["condition.wart.zones"] == kept
    client.post(url, hidden(client.get(url)))
    intake.refresh_from_db()
    assert "condition.wart.zones" not in intake.answers


BAD = [
    ("skin_now", {"condition.sunburn": "maybe"}), ("you", {"weight": "heavy"}), ("you", {"weight": "4000"}),
    ("medicines.list", {"medications.rows-0-name": "x" * 121}),
    ("spots.skin_cancer", {"condition.skin_cancer.last": "2999-01-01"}),
    ("spots.skin_cancer", {"condition.skin_cancer.last": "1980-01-01"}),
    ("spots.skin_cancer", {"condition.skin_cancer.last": "x"}),
    ("spots.skin_cancer", {"condition.skin_cancer.zones.0": ["eyelid"]}), ("wishes", {"goals": ["beauty"]}),
    ("skin_type", {"quiz.eyes": "9"}), ("scars", {"submission": "1"}),
]  # fmt: skip


@pytest.mark.parametrize(("step", "given"), BAD)
def test_what_cannot_be_is_said_and_nothing_is_saved(house: House, step: str, given: dict[str, Any]) -> None:
    client, intake = opened(house)
    told = {"clinic_id": house.clinic.id, "intake_id": intake.id, "by_patient": True, "actor": SYSTEM}
    actions.answer(answers={"medications": "yes", "condition.skin_cancer": "yes"}, **told)
    before = Intake.objects.get().answers
    url = f"/questions/{number(step)}/"
    page = client.post(url, hidden(client.get(url)) | given)
    assert page.status_code == 422
    assert 'role="alert"' in page.content.decode()
    assert Intake.objects.get().answers == before


def test_a_page_that_is_not_there_leads_to_the_check(house: House) -> None:
    client, _intake = opened(house)
    for place in (0, 999, number("health.diabetes")):
        assert client.get(f"/questions/{place}/").url == "/questions/check/"


def test_sent_twice_is_saved_once_and_a_kept_page_is_not_swallowed(house: House) -> None:
    client, intake = opened(house)
    url = f"/questions/{number('scars')}/"
    page = hidden(client.get(url))
    for _ in range(2):
        assert client.post(url, page | {"condition.keloid": "no"}).status_code == 302
    intake.refresh_from_db()
    assert intake.version == 2
    again = client.post(url, page | {"condition.keloid": "yes"})  # an old page, other answers: told, not dropped
    assert again.status_code == 409
    assert "Nothing is lost" in again.content.decode()
    assert client.post(url, hidden(again) | {"condition.keloid": "yes"}).status_code == 302
    intake.refresh_from_db()
    assert intake.answers["condition.keloid"] == "yes"


def test_two_people_on_one_page_are_told_and_on_two_pages_are_not(house: House, browser_of: BrowserOf) -> None:
    client, intake = opened(house)
    staff = browser_of(house.assistant)
    mine = f"/questions/{number('scars')}/"
    theirs, other = (f"/patients/{house.patient.id}/intake/{number(step)}/" for step in ("scars", "spots"))
    page = hidden(client.get(mine))
    send(staff, other, condition__wart="no")
    send(staff, theirs, condition__keloid="no")
    late = client.post(mine, page | {"condition.keloid": "yes"})
    assert late.status_code == 409
    assert "Saved meanwhile: No" in late.content.decode()
    intake.refresh_from_db()
    assert intake.answers == {"condition.wart": "no", "condition.keloid": "no"}


def test_the_action_itself_refuses_a_stale_step(house: House) -> None:
    intake, _secret = made_link(house)
    step = step_of("scars", {}, ANA)
    assert step is not None
    shown = step_version(step, {})
    told = {"clinic_id": house.clinic.id, "intake_id": intake.id, "by_patient": True, "actor": SYSTEM}
    actions.answer(answers={"condition.keloid": "no"}, step=step, shown=shown, **told)
    with pytest.raises(Stale) as caught:
        actions.answer(answers={"condition.keloid": "yes"}, step=step, shown=shown, **told)
    assert (caught.value.theirs, caught.value.yours) == ({"condition.keloid": "no"}, {"condition.keloid": "yes"})


def test_sending_ends_the_link_and_staff_corrections_make_a_new_version(house: House, browser_of: BrowserOf) -> None:
    client, intake = opened(house)
    url = f"/questions/{number('scars')}/"
    send(client, url, condition__keloid="no")
    assert "Nearly done" in client.get("/questions/check/").content.decode()
    for _ in range(2):
        assert client.post("/questions/send/", hidden(client.get("/questions/check/"))).status_code == 302
    assert "Thank you" in client.get("/questions/check/").content.decode()
    assert "Thank you" in client.post(url, {"condition.keloid": "yes"}).content.decode()
    staff = browser_of(house.assistant)
    send(staff, f"/patients/{house.patient.id}/intake/{number('scars')}/", condition__keloid="yes")
    newest, first = selectors.intakes_of(house.clinic.id, house.patient.id)
    assert first.id == intake.id
    assert first.answers == {"condition.keloid": "no"}
    assert first.answered_by_patient
    assert newest.answers == {"condition.keloid": "yes"}
    assert newest.answered_at
    assert not newest.answered_by_patient
    assert check(house.clinic.id) is None


def test_old_answers_are_asked_again(house: House) -> None:
    told = {"clinic_id": house.clinic.id, "actor": SYSTEM}
    intake = actions.begin(patient_id=house.patient.id, by=None, **told)
    actions.answer(intake_id=intake.id, answers={"condition.keloid": "no"}, by_patient=True, **told)
    actions.finish(intake_id=intake.id, by_patient=True, **told)
    fresh = actions.begin(patient_id=house.patient.id, by=None, **told)
    assert fresh.id != intake.id
    assert fresh.answers == {"condition.keloid": "no"}
    fresh.delete()
    Intake.objects.update(answered_at=timezone.now() - timedelta(days=29))
    assert actions.begin(patient_id=house.patient.id, by=None, **told).answers == {}


def test_the_same_form_shows_the_same_link_and_a_picture_of_it(house: House, browser_of: BrowserOf) -> None:
    client = browser_of(house.assistant)
    key = {"submission": str(uuid4())}
    first, second = (client.post(f"/patients/{house.patient.id}/intake/link/", key) for _ in range(2))
    address = re.search(r"http://testserver(/i/[^/]+/)", first.content.decode())
    assert address
    assert address.group(1) in second.content.decode()
    assert 'class="qr"' in first.content.decode()
    assert Client().get(address.group(1)).status_code == 200
    client.post(f"/patients/{house.patient.id}/intake/link/end/", key)
    assert Client().get(address.group(1)).status_code == 410


def test_handing_over_the_tablet_signs_out_first(house: House, browser_of: BrowserOf) -> None:
    client = browser_of(house.assistant)
    response = client.post(f"/patients/{house.patient.id}/intake/hand-over/", {"submission": str(uuid4())})
    assert response.status_code == 302
    assert response.url.startswith("/i/")
    assert client.get(f"/patients/{house.patient.id}/intake/").status_code == 302
    assert client.get(response.url).status_code == 200


def test_on_the_tablet_nothing_leads_elsewhere(house: House, browser_of: BrowserOf) -> None:
    actions.begin(clinic_id=house.clinic.id, patient_id=house.patient.id, by=None, actor=SYSTEM)
    page = browser_of(house.provider).get(f"/patients/{house.patient.id}/intake/{number('wishes')}/").content.decode()
    assert "Sign out" not in page
    assert 'aria-label="Main"' not in page
    assert "Ana" not in page


@pytest.mark.parametrize("topic", [topic.id for topic in topics()])
def test_every_page_speaks_spanish(house: House, topic: str) -> None:
    client, intake = opened(house, "es")
    page = client.get(f"/questions/{number(topic)}/").content.decode()
    assert '<html lang="es">' in page
    assert "Guardar y seguir" in page
    english = [one.text for known in topics() if known.id == topic for one in known.questions]
    assert not [text for text in english if text in page]
    client.post("/questions/language/", {"language": "en", "step": str(number(topic))})
    assert english[0].split(",")[0] in client.get(f"/questions/{number(topic)}/").content.decode()
    intake.refresh_from_db()
    assert intake.language == "en"


def test_every_write_is_in_the_chain(house: House) -> None:
    client, intake = opened(house)
    send(client, f"/questions/{number('scars')}/", condition__keloid="no")
    client.post("/questions/send/")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT action, actor_kind, detail FROM audit_auditevent WHERE subject_kind = 'intake' ORDER BY number"
        )
        rows = cursor.fetchall()
    assert [row[0] for row in rows] == ["intake.begin", "intake.link", "intake.start", "intake.answer", "intake.finish"]
    assert [row[1] for row in rows[2:]] == ["patient"] * 3
    assert "keloid" not in str(rows)
    assert check(house.clinic.id) is None
    assert str(intake.id)
