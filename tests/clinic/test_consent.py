"""Consent: the exact words kept by hash, said back in own words, thought over, taken back; never edited."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from needlepoint_clinic.audit.chain import SYSTEM, check
from needlepoint_clinic.consent import actions, selectors
from needlepoint_clinic.consent.models import Consent
from needlepoint_clinic.consent.template import LANGUAGES, template
from needlepoint_clinic.core.refusals import Refused

from .builders import make_consent, make_course
from .conftest import House

SAID = {"what": "Needles, three times.", "risk": "Dark marks.", "call": "Fever; by phone."}
USES = {"record": True, "teaching": False}


def record(house: House, course: Any, **changed: Any) -> Consent:
    given = {"how": "paper", "teach_back": SAID, "photo_permissions": USES, "by": house.assistant.user, "actor": SYSTEM}
    return actions.record_consent(clinic_id=house.clinic.id, course_id=course.id, **(given | changed))


def test_the_words_are_versioned_and_both_languages_ask_the_same() -> None:
    english, spanish = (template(language) for language in LANGUAGES)
    assert english.version == spanish.version
    assert english.digest != spanish.digest
    for part in ("sections", "teach_back", "photo_uses"):
        assert len(getattr(english, part)) == len(getattr(spanish, part))
    assert [item.id for item in english.teach_back] == [item.id for item in spanish.teach_back]
    assert template("fr").language == "en"


def test_it_holds_after_the_time_to_think_and_keeps_words_and_forecast(house: House) -> None:
    course = make_course(house)
    now = timezone.now()
    consent = record(house, course, informed_at=now - timedelta(days=1, minutes=1), signed_at=now, cooling_off_days=1)
    assert selectors.standing(course).holds
    assert (consent.template_hash, consent.forecast_hash) == (template("en").digest, course.forecast_hash)
    others = {item.id: False for item in template("en").photo_uses if item.id != "record"}
    assert set(others) == {"comparison", "teaching", "publication", "advertising"}
    assert consent.photo_permissions == {"record": True, **others}
    late = record(house, course)
    assert not selectors.standing(course).holds
    assert "time to think" in selectors.standing(course).why
    assert selectors.standing(course, timezone.now() + timedelta(days=1, minutes=1)).consent == late


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"teach_back": SAID | {"risk": " "}}, "own words"),
        ({"teach_back": {}}, "own words"),
        ({"teach_back": SAID | {"risk": "x" * 1001}}, "at most"),
        ({"how": "fax"}, "not how"),
        ({"cooling_off_days": -1}, "not how"),
        ({"signed_at": timezone.now() + timedelta(hours=1)}, "future"),
        ({"signed_at": timezone.now() - timedelta(days=9)}, "before the patient was told"),
    ],
)
def test_what_cannot_be_is_refused(house: House, changed: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused, match=why):
        record(house, make_course(house), **changed)


def test_taken_back_with_what_was_said_once(house: House) -> None:
    course = make_course(house)
    consent = make_consent(house, course)
    given = {"clinic_id": house.clinic.id, "consent_id": consent.id, "by": house.assistant.user, "actor": SYSTEM}
    with pytest.raises(Refused, match="few words"):
        actions.revoke(reason=" ", **given)
    actions.revoke(reason="I do not want it any more.", **given)
    assert selectors.standing(course).why == "The patient took the consent back."
    with pytest.raises(Refused, match="before"):
        actions.revoke(reason="Again.", **given)
    assert check(house.clinic.id) is None


def test_another_clinic_can_neither_record_nor_revoke(house: House, elsewhere: House) -> None:
    course = make_course(house)
    with pytest.raises(Refused, match="no such course"):
        record(elsewhere, course)
    with pytest.raises(Refused, match="no such consent"):
        actions.revoke(
            clinic_id=elsewhere.clinic.id,
            consent_id=make_consent(house, course).id,
            reason="x" * 9,
            by=None,
            actor=SYSTEM,
        )


def sent(**changed: str) -> dict[str, str]:
    now = timezone.localtime()
    told = {f"said_{id}": words for id, words in SAID.items()}
    told |= {f"photo_{item.id}": "no" for item in template("en").photo_uses} | {"photo_record": "yes"}
    told |= {
        "informed_at": f"{now - timedelta(days=2):%Y-%m-%dT%H:%M}",
        "signed_at": f"{now - timedelta(minutes=5):%Y-%m-%dT%H:%M}",
    }
    told |= {"cooling_off_days": "1", "how": "paper", "agreed": "on", "submission": str(uuid4())}
    return told | changed


@pytest.mark.parametrize("who", ["owner", "provider", "assistant"])
def test_members_record_show_and_revoke(house: House, browser_of: Callable[..., Client], who: str) -> None:
    course, client = make_course(house), browser_of(getattr(house, who))
    address = f"/consent/course/{course.id}/"
    assert client.get(address).status_code == 200
    assert "Consentimiento" in client.get(f"{address}?language=es").content.decode()
    form = sent()
    pages = [client.post(address, form) for _ in range(2)]
    assert pages[0].status_code == 302
    assert pages[0].url == pages[1].url
    assert Consent.objects.count() == 1
    assert "Holds." in client.get(pages[0].url).content.decode()
    done = client.post(f"{pages[0].url}revoke/", {"submission": str(uuid4()), "reason": "No more."})
    assert done.status_code == 302
    assert "Taken back" in client.get(pages[0].url).content.decode()


@pytest.mark.parametrize(
    "changed",
    [
        {"said_what": ""}, {"said_what": "x" * 1001}, {"photo_record": ""}, {"photo_record": "maybe"}, {"agreed": ""},
        {"how": "fax"}, {"signed_at": "2999-01-01T10:00"}, {"signed_at": "2020-01-01T10:00"}, {"signed_at": "x"},
        {"cooling_off_days": "3"}, {"submission": "1"},
    ],
)  # fmt: skip
def test_a_form_that_cannot_be_says_so(
    house: House, browser_of: Callable[..., Client], changed: dict[str, str]
) -> None:
    page = browser_of(house.assistant).post(f"/consent/course/{make_course(house).id}/", sent(**changed))
    assert page.status_code == 422
    assert not Consent.objects.exists()


def test_strangers_and_nobody(house: House, elsewhere: House, browser_of: Callable[..., Client]) -> None:
    course = make_course(house)
    consent = make_consent(house, course)
    stranger, nobody = browser_of(elsewhere.owner), browser_of(None)
    for address in (f"/consent/course/{course.id}/", f"/consent/{consent.id}/"):
        assert stranger.get(address).status_code == 404
        assert nobody.get(address).status_code == 302
    assert stranger.post(f"/consent/{consent.id}/revoke/", {"reason": "x"}).status_code == 404
    assert nobody.post(f"/consent/{consent.id}/revoke/", {"reason": "x"}).status_code == 302
