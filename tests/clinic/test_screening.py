"""Screening: the engine's findings kept as they were, open questions beside them, overrides that follow the patient."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404
from django.test import Client
from django.urls import resolve

from needlepoint import InputError, parse_case, screen
from needlepoint.screening import SERIOUSNESS
from needlepoint_clinic.audit.chain import SYSTEM, check
from needlepoint_clinic.audit.models import AuditEvent
from needlepoint_clinic.clinics.actions import change_role, end_membership
from needlepoint_clinic.clinics.models import Level, Role
from needlepoint_clinic.core.refusals import NotAllowed, Refused
from needlepoint_clinic.intake import actions as intakes
from needlepoint_clinic.intake.case import case_document
from needlepoint_clinic.intake.invented import demo_answers
from needlepoint_clinic.intake.questionnaire import Person, step_ids
from needlepoint_clinic.intake.selectors import latest_intake
from needlepoint_clinic.patients.selectors import known
from needlepoint_clinic.screening import actions, presenters, selectors
from needlepoint_clinic.screening.models import Override, Screening

from .conftest import House

BrowserOf = Callable[..., Client]
ANA = Person("female", 32)
ON = date(2026, 11, 20)
GOALS = [{"concern": "fine_lines", "zones": ["forehead", "cheek_left"]}]
PEN = {"kind": "pen", "material": "steel", "max_depth_mm": 1.5}
WHY = "The prescriber and I decided on this together today."


def answered(house: House, **given: Any) -> None:
    """A finished intake: no to everything but what is given; None = not answered."""
    intake = intakes.begin(clinic_id=house.clinic.id, patient_id=house.patient.id, by=None, actor=SYSTEM)
    told = {"clinic_id": house.clinic.id, "intake_id": intake.id, "by_patient": True, "actor": SYSTEM}
    intakes.answer(answers=demo_answers(ANA, **given), **told)
    intakes.finish(**told)


def screened(house: House, on: date = ON) -> Screening:
    patient = known(house.patient)
    intake = latest_intake(house.clinic.id, house.patient.id)
    case = case_document(patient, intake, GOALS, PEN, "clinic")
    told = {"clinic_id": house.clinic.id, "patient_id": house.patient.id, "by": house.provider.user, "actor": SYSTEM}
    return actions.screen_patient(case=case, on=on, **told)


def rules_of(screening: Screening) -> list[str]:
    return [item["rule"] for item in selectors.findings_of(screening)]


def decided(house: House, screening: Screening, rule: str, **told: Any) -> Override:
    given = {"reason": WHY, "member": house.provider, "clinic_id": house.clinic.id, "actor": SYSTEM} | told
    given["member"].level = given.pop("level", "clinician")
    return actions.override(screening_id=screening.id, rule=rule, **given)


def test_what_is_kept_is_what_the_engine_said(house: House) -> None:
    answered(house, condition__keloid="yes", condition__smoker="yes")
    kept = screened(house)
    kept.refresh_from_db()
    found = screen(parse_case(json.dumps(kept.case), on=ON), ON)
    assert kept.findings == found.model_dump(mode="json")
    assert (kept.verdict, kept.earliest_date) == (found.verdict, found.earliest_date) == ("stop", None)
    assert "Ana" not in json.dumps(kept.case)
    assert selectors.latest_screening(house.clinic.id, house.patient.id) == kept


@pytest.mark.parametrize("given", [None, "unknown"])
def test_an_open_question_among_answered_ones_is_asked(house: House, given: str | None) -> None:
    answered(house, condition__keloid=given)
    kept = screened(house)
    asked = [item for item in selectors.findings_of(kept) if item["rule"] == "not_answered"]
    assert kept.verdict == "ask"
    assert len(asked) == 1
    assert "keloid" in asked[0]["fact"]
    assert asked[0]["sources"]
    assert asked[0]["override"] == "none"
    effects = [SERIOUSNESS.index(item["effect"]) for item in selectors.findings_of(kept)]
    assert effects == sorted(effects)
    answered(house)
    assert screened(house).verdict == "clear"


def test_an_open_question_never_softens_a_verdict(house: House) -> None:
    answered(house, condition__keloid="unknown", condition__skin_infection="yes",
             condition__skin_infection__zones=["forehead"],
             condition__rash="yes", condition__rash__zones="unknown")  # fmt: skip
    assert screened(house).verdict == "wait"


def test_every_open_fact_leads_to_the_page_that_answers_it(house: House) -> None:
    answered(
        house, condition__eczema="yes", condition__rosacea="yes", condition__keloid=None, procedure__filler="yes",
        procedure__surgery=None, medications="yes", **{"medications.rows": [{"name": "aspirin", "still": "yes"}]},
        topicals="unknown", allergies="unknown", pregnant="unknown",
    )  # fmt: skip
    house.patient.phototype = ""
    house.patient.save()
    screening = screened(house)
    ids, seen = step_ids(), {}
    for one in presenters.shown_findings(screening, house.patient.id, may_decide=True):
        if one.answer_url:
            match = resolve(one.answer_url)
            step = ids[match.kwargs["number"] - 1] if "number" in match.kwargs else match.url_name
            seen[one.data["fact"].split(" is not")[0]] = step
    assert seen == {
        "history.conditions[0].severity": "skin_ever.eczema", "history.conditions[0].active": "skin_ever.eczema",
        "history.conditions[1].subtype": "skin_ever.rosacea", "history.conditions[1].active": "skin_ever.rosacea",
        "history.conditions.keloid": "scars", "history.procedures[0].date": "treatments.filler",
        "history.procedures.surgery": "other_care", "history.medications[0].prescribed": "medicines.list",
        "history.topicals": "creams", "history.allergies": "allergies", "history.pregnant": "pregnancy",
    }  # fmt: skip


def test_with_nothing_answered_the_engine_asks_for_everything(house: House) -> None:
    kept = screened(house)
    facts = {item["fact"].split(" ")[0] for item in selectors.findings_of(kept) if item["rule"] == "not_answered"}
    assert {"history.conditions", "history.medications", "history.procedures", "history.pregnant"} <= facts
    urls = [one.answer_url for one in presenters.shown_findings(kept, house.patient.id, may_decide=False)]
    assert all(resolve(url) for url in urls if url)


def test_a_case_that_cannot_be_is_an_error_and_keeps_nothing(house: House) -> None:
    told = {"clinic_id": house.clinic.id, "patient_id": house.patient.id, "by": None, "actor": SYSTEM}
    with pytest.raises(InputError):
        actions.screen_patient(case={"goals": [{"concern": "beauty", "zones": ["nose"]}]}, on=ON, **told)
    assert not Screening.objects.exists()


def test_an_override_lifts_the_finding_keeps_it_in_sight_and_follows_the_patient(house: House) -> None:
    answered(house, condition__body_dysmorphic_concern="yes")
    first = screened(house)
    assert first.verdict == "clinician"
    decided(house, first, "body_dysmorphic_concern")
    for on in (ON, date(2031, 1, 1)):
        later = screened(house, on)
        finding = selectors.finding_of(later, "body_dysmorphic_concern")
        assert later.verdict == "clear"
        assert finding["counts"] is False
        assert finding["overridden"]["reason"] == WHY
        assert finding["overridden"]["by"] == house.provider.user.name
    first.refresh_from_db()
    assert selectors.finding_of(first, "body_dysmorphic_concern")["counts"] is True  # the old one stays as it was
    assert [item.rule for item in selectors.standing_overrides(house.clinic.id, house.patient.id)] == [
        "body_dysmorphic_concern"
    ]


def test_an_override_covers_what_it_was_made_for_and_nothing_new(house: House) -> None:
    filler = {"procedure__filler": "yes", "procedure__filler__places": ["cheek_left", "forehead"]}
    answered(house, procedure__filler__done="2026-10-01", **filler)
    first = screened(house)
    item = decided(house, first, "filler")
    assert screened(house).verdict == "clear"
    answered(house, procedure__filler__done="2026-11-10", **filler)
    new = screened(house)
    assert new.verdict == "wait"
    assert "overrides" not in new.case
    shown = presenters.standing([item], new)[0]
    assert not shown.applies
    assert "2026-11-10" in shown.new[0]
    again = decided(house, new, "filler")  # a new decision replaces the old one
    item.refresh_from_db()
    assert item.ended_at is not None
    assert item.ended_reason
    assert again.ended_at is None
    assert screened(house).verdict == "clear"


def test_an_ended_override_no_longer_lifts_and_stays_on_record(house: House) -> None:
    answered(house, condition__body_dysmorphic_concern="yes")
    item = decided(house, screened(house), "body_dysmorphic_concern")
    told = {"clinic_id": house.clinic.id, "override_id": item.id, "member": house.owner, "actor": SYSTEM}
    actions.end_override(reason="The patient is worried again, so we wait.", **told)
    assert screened(house).verdict == "clinician"
    assert not selectors.standing_overrides(house.clinic.id, house.patient.id)
    assert selectors.overrides_of(house.clinic.id, house.patient.id)[0].ended_by == house.owner.user
    with pytest.raises(Refused, match="before"):
        actions.end_override(reason=WHY, **told)
    assert check(house.clinic.id) is None


LEVELS = [
    ("keloid", "clinician", False), ("keloid", "specialist", True), ("keloid", "surgeon", True),
    ("body_dysmorphic_concern", "clinician", True), ("infection", "surgeon", False), ("not_answered", "surgeon", False),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "level", "lifts"), LEVELS)
@pytest.mark.parametrize("who", ["owner", "provider", "assistant"])
def test_who_may_lift_what(house: House, who: str, rule: str, level: str, lifts: bool) -> None:
    answered(
        house,
        condition__keloid="yes",
        condition__body_dysmorphic_concern="yes",
        condition__rash="yes",
        medications=None,
    )
    screening = screened(house)
    told = {"member": getattr(house, who), "level": level}
    if lifts and who != "assistant":
        assert decided(house, screening, rule, **told).level == level
    else:
        with pytest.raises(Refused):
            decided(house, screening, rule, **told)
        assert not Override.objects.exists()


def test_the_level_is_the_members_own_and_a_form_does_not_raise_it(house: House, browser_of: BrowserOf) -> None:
    answered(house, condition__keloid="yes")
    screening = screened(house)
    client, url = browser_of(house.provider), f"/patients/{house.patient.id}/screen/{screening.id}/override/keloid/"
    page = client.get(url).content.decode()
    assert "This takes a specialist" in page
    assert "Set it aside" not in page
    sent = {"reason": WHY, "level": "surgeon"}
    assert client.post(url, sent | {"submission": str(uuid4())}).status_code == 403
    change_role(
        clinic_id=house.clinic.id, membership_id=house.provider.id, role=Role.PROVIDER, level=Level.SPECIALIST,
        actor=SYSTEM,
    )  # fmt: skip
    assert "Set it aside" in client.get(url).content.decode()
    assert client.post(url, sent | {"submission": str(uuid4())}).status_code == 302
    assert Override.objects.get().level == "specialist"
    assert AuditEvent.objects.get(action="member.role").detail["after"] == "provider, specialist"


def test_refusals_of_an_override(house: House, elsewhere: House) -> None:
    answered(house, condition__keloid="yes")
    screening = screened(house)
    for told in (
        {"reason": "too short"}, {"reason": "x" * 2001}, {"reason": " " * 40}, {"level": "king"},
        {"member": elsewhere.owner}, {"clinic_id": elsewhere.clinic.id, "member": elsewhere.owner},
    ):  # fmt: skip
        with pytest.raises(Refused):
            decided(house, screening, "keloid", **{"level": "specialist"} | told)
    with pytest.raises(Refused, match="no such finding"):
        decided(house, screening, "diabetes")
    end_membership(clinic_id=house.clinic.id, membership_id=house.provider.id, actor=SYSTEM)
    house.provider.refresh_from_db()
    with pytest.raises(NotAllowed):
        decided(house, screening, "keloid", level="specialist")
    assert not Override.objects.exists()


def test_one_override_of_a_rule_stands_at_a_time(house: House) -> None:
    answered(house, condition__body_dysmorphic_concern="yes")
    screening = screened(house)
    item = decided(house, screening, "body_dysmorphic_concern")
    with pytest.raises(Refused, match="stands already"):
        decided(house, screening, "body_dysmorphic_concern", member=house.owner)
    item.pk, item._state.adding = uuid4(), True
    with pytest.raises(IntegrityError), transaction.atomic():
        item.save()


def form_of(page: Any) -> dict[str, str]:
    return {"submission": re.findall(r'name="submission" value="([^"]+)"', page.content.decode())[-1]}


CASE = {
    "goal-0-concern": "fine_lines", "goal-0-zones-0": ["forehead", "chin"], "goal-0-scale": "glogau",
    "goal-0-score": "2",
    "setting": "clinic", "device_kind": "pen", "material": "steel", "depth_mm": "1.5", "max_sessions": "4",
    "budget": "900",
}  # fmt: skip


def test_from_wishes_to_a_screening_and_to_an_override_by_the_pages(house: House, browser_of: BrowserOf) -> None:
    answered(
        house, condition__body_dysmorphic_concern="yes", goals=["fine_lines"], **{"goal.fine_lines.wanted": ["chin"]}
    )
    client, base = browser_of(house.provider), f"/patients/{house.patient.id}/screen/"
    page = client.get(f"{base}case/")
    assert 'value="chin" id' in page.content.decode()
    assert re.search(r'value="chin"[^>]*checked', page.content.decode())
    for _ in range(2):  # a double press makes one screening
        assert client.post(f"{base}case/", form_of(page) | CASE).url == base
    kept = Screening.objects.get()
    assert kept.case["goals"][0]["severity"] == {"scale": "glogau", "score": 2.0}
    assert kept.case["constraints"] == {"max_sessions": 4, "budget": {"amount": 900.0, "currency": "EUR"}}
    text = client.get(base).content.decode()
    assert "A clinician decides" in text
    assert "Decide against it" in text
    assert "<title>Screening</title>" in text
    url = f"{base}{kept.id}/override/body_dysmorphic_concern/"
    page = client.get(url)
    for _ in range(2):
        told = form_of(page) | {"reason": WHY}
        assert client.post(url, told).url == base
    assert Override.objects.count() == 1
    assert Screening.objects.count() == 2
    text = client.get(base).content.decode()
    assert WHY in text
    assert "Set aside" in text
    assert "Stands" in text
    end = f"{base}overrides/{Override.objects.get().id}/end/"
    assert client.post(end, form_of(client.get(end)) | {"reason": WHY}).url == base
    assert "A clinician decides" in client.get(base).content.decode()
    assert client.get(f"{base}{kept.id}/").status_code == 200


BAD = [
    {"goal-0-concern": ""}, {"goal-0-concern": "beauty"}, {"goal-0-zones-0": []}, {"goal-0-zones-0": ["eyelid"]},
    {"goal-0-score": ""}, {"goal-0-score": "9"}, {"goal-0-scale": "masi"}, {"depth_mm": "x"}, {"depth_mm": "7"},
    {"start": "2027-01-01", "event": "2026-12-01"}, {"budget": "-1"}, {"device_name": "x" * 121}, {"submission": "1"},
    {"goal-0-scar_date": "2020-01-01"}, {"goal-0-subtype": "rolling"}, {"max_sessions": "1000000"},
]  # fmt: skip


@pytest.mark.parametrize("given", BAD)
def test_a_plan_that_cannot_be_says_so_and_keeps_nothing(
    house: House, browser_of: BrowserOf, given: dict[str, Any]
) -> None:
    client, url = browser_of(house.assistant), f"/patients/{house.patient.id}/screen/case/"
    page = client.post(url, form_of(client.get(url)) | CASE | given)
    assert page.status_code == 422
    assert 'role="alert"' in page.content.decode()
    assert not Screening.objects.exists()


def test_room_for_one_more_goal_keeps_what_was_written(house: House, browser_of: BrowserOf) -> None:
    client, url = browser_of(house.assistant), f"/patients/{house.patient.id}/screen/case/"
    page = client.post(url, form_of(client.get(url)) | CASE | {"more": "1"}).content.decode()
    assert "Goal 2" in page
    assert 'value="900"' in page
    assert 'role="alert"' not in page
    assert not Screening.objects.exists()


def addresses(house: House) -> list[str]:
    answered(house, condition__body_dysmorphic_concern="yes")
    screening = screened(house)
    item = decided(house, screening, "body_dysmorphic_concern")
    base = f"/patients/{house.patient.id}/screen/"
    deciding = [f"{base}{screening.id}/override/body_dysmorphic_concern/", f"{base}overrides/{item.id}/end/"]
    return [base, f"{base}case/", f"{base}{screening.id}/", *deciding]


@pytest.mark.parametrize(("who", "last"), [("owner", 200), ("provider", 200), ("assistant", 403)])
def test_members_look_and_only_some_decide(house: House, browser_of: BrowserOf, who: str, last: int) -> None:
    client, found = browser_of(getattr(house, who)), addresses(house)
    assert [client.get(url).status_code for url in found] == [200, 200, 200, last, last]
    assert client.post(f"{found[0]}again/", {"submission": str(uuid4())}).status_code == 302
    told = {"submission": str(uuid4()), "reason": WHY}
    assert client.post(found[-1], told).status_code == (302 if last == 200 else 403)
    assert ("End it" in client.get(found[0]).content.decode()) is False or last == 200


def test_strangers_and_nobody_do_not(house: House, elsewhere: House, browser_of: BrowserOf) -> None:
    stranger, nobody = browser_of(elsewhere.owner), browser_of(None)
    found = addresses(house)
    for url in [*found, f"{found[0]}again/"]:
        for client, status in ((stranger, 404), (nobody, 302)):
            assert client.get(url).status_code in (status, 405)
            assert client.post(url, {"submission": str(uuid4()), "reason": WHY}).status_code in (status, 405)
    assert Override.objects.get().ended_at is None
    assert Screening.objects.count() == 1


def test_another_patients_screening_is_not_there(house: House, elsewhere: House, browser_of: BrowserOf) -> None:
    answered(elsewhere, condition__body_dysmorphic_concern="yes")
    theirs = screened(elsewhere)
    item = decided(elsewhere, theirs, "body_dysmorphic_concern")
    client, base = browser_of(house.owner), f"/patients/{house.patient.id}/screen/"
    for url in (
        f"{base}{theirs.id}/",
        f"{base}{theirs.id}/override/body_dysmorphic_concern/",
        f"{base}overrides/{item.id}/end/",
    ):
        assert client.get(url).status_code == 404
    with pytest.raises(Http404):
        selectors.screening_of(house.clinic.id, house.patient.id, theirs.id)
    assert not selectors.standing_overrides(house.clinic.id, elsewhere.patient.id)
