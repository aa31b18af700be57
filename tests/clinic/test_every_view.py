"""Every address of the clinic before everybody who may knock: owner, provider, assistant, stranger, patient, nobody.

A new address has to be written into WHO, or the first test fails. ``all``: members of the clinic; ``decides``: owners
and providers; ``owner``: owners; ``portal``: the patient in their own portal, and nobody else; ``door``: whoever holds
a secret link; ``open``: whoever comes. What each page then does is tested beside its app.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern

from needlepoint_clinic.core import paper

from .conftest import House
from .test_photographs import folder
from .world import address, furnish, patterns, proven

__all__ = ["folder"]
BrowserOf = Callable[..., Client]

WHO = {
    "open": "health first_run choose_clinic",
    "door": """my_intake my_intake_check my_intake_send my_intake_language my_intake_step stop_reminders
        portal_door portal_passkey portal_code portal_out portal_feed""",
    "owner": "members change_role reset_factor clinic_details audit check_audit photograph_research",
    "decides": """override end_override accept_plan end_course export_photograph release_pair export_pair
        close_check_in release_outcome recall_csv close_adverse_event adverse_event_from_check_in""",
    "portal": """me_reminders me_consent me_consent_read me_consent_questions me_consent_answer me_consent_photographs
        me_consent_sign me_consent_copy me_take_back me_photographs me_photograph_picture me_photograph_guide
        me_photo_pair me_photo_pair_laid me_today me_day me_calendar me_make_feed me_end_feed me_ask me_check_in
        me_passkey me_end_passkeys me_told me_results me_satisfied me_more me_language me_sign_out""",
    "all": """today patients add_patient patient change_patient intake intake_begin intake_make_link intake_end_link
        intake_hand_over intake_check intake_send intake_language intake_step screening screening_case screening_again
        earlier_screening plan try_settings own_plan worked_plan course course_pdf planned_visit record_consent
        consent_by_phone consent revoke_consent reminders settle_reminder open_treatment treatment treatment_identity
        treatment_screen treatment_sign treatment_consent treatment_photographs treatment_treat treatment_setup
        treatment_cream treatment_cream_off treatment_code treatment_cartridge treatment_cartridge_out treatment_zone
        treatment_zone_out treatment_after treatment_event treatment_abandon treatment_record treatment_pdf
        treatment_addendum check_ins check_in correct_check_in add_check_in choose_scale
        record_outcome outcome photographs take_photographs choose_pair photograph change_photograph
        photograph_picture photograph_guide photo_pair photo_pair_laid portal_of_patient portal_make_entrance
        portal_end_entrance portal_end_entry portal_end_all safety recall adverse_event follow_up_adverse_event""",
}
GROUP = {name: group for group, names in WHO.items() for name in names.split()}
NO_ROWS = {"settle_reminder"}  # nothing is behind the address in this practice: 404 for everybody
DOES = {"all": {"owner", "provider", "assistant"}, "decides": {"owner", "provider"}, "owner": {"owner"}}
LAST = ("portal_end_entrance", "portal_end_entry", "portal_end_all", "intake_hand_over", "me_sign_out")  # they end it
DONE = {200, 302, 400, 409, 422}  # seen, done, or refused in words: not turned away at the door


def test_every_address_is_in_the_table() -> None:
    assert set(GROUP) == {str(item.name) for item in patterns()}


def knock(client: Client, url: str) -> HttpResponse:
    """Look; where there is nothing to look at, send a form that says nothing."""
    answer = client.get(url)
    return client.post(url, {"submission": str(uuid4())}) if answer.status_code == 405 else answer


def turned_away(answer: Any) -> bool:
    return answer.status_code == 302 and "/accounts/login/" in answer["location"]


def fault(who: str, item: URLPattern, answer: Any) -> str:
    """What is wrong with this answer; "" when nothing is."""
    group, status, name = GROUP[str(item.name)], answer.status_code, item.name
    if status >= 500:
        return f"{who}, {name}: {status}"
    if group in ("open", "door") or name in NO_ROWS:
        return ""
    if group == "portal":
        return "" if (status in DONE if who == "patient" else status in (302, 404, 410)) else f"{who}, {name}: {status}"
    if who in ("patient", "nobody"):
        return "" if turned_away(answer) else f"{who}, {name}: {status}"
    if who == "stranger":
        theirs = bool(item.pattern.converters)
        return "" if status == 404 or (not theirs and status in DONE) else f"{who}, {name}: {status}"
    wanted = status in DONE and not turned_away(answer) if who in DOES[group] else status == 403
    return "" if wanted else f"{who}, {name}: {status}"


def test_who_gets_in_where(
    house: House,
    elsewhere: House,
    folder: Any,
    browser_of: BrowserOf,
    portal_of: Callable[..., Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One practice for everybody; what one of them does is undone before the next one knocks."""
    monkeypatch.setattr(paper, "_written", lambda html: b"%PDF")  # test_paper makes real ones
    values = furnish(house)
    staff = {name: proven(browser_of(getattr(house, name))) for name in ("owner", "provider", "assistant")}
    clients = {
        **staff,
        "stranger": proven(browser_of(elsewhere.owner)),
        "patient": portal_of(house.patient),
        "nobody": Client(),
    }
    faults, names = [], (str(house.patient.id), "L77", "L78")
    ordered = sorted(patterns(), key=lambda item: (LAST.index(item.name) if item.name in LAST else -1, str(item.name)))
    for who, client in clients.items():
        with transaction.atomic():
            for item in ordered:
                answer = knock(client, address(item, values))
                faults.append(fault(who, item, answer))
                if who == "stranger" and answer.status_code == 200 and not answer.streaming:
                    faults += [f"stranger, {item.name}: shows {one}" for one in names if one in answer.content.decode()]
            transaction.set_rollback(True)
    assert not [one for one in faults if one], "\n".join(one for one in faults if one)


def test_the_patient_sees_no_other_patients_things(
    house: House, elsewhere: House, folder: Any, portal_of: Callable[..., Client]
) -> None:
    """In the portal of somebody of another practice, with the ids of ours."""
    values, client = furnish(house), portal_of(elsewhere.patient)
    for item in patterns():
        if GROUP.get(str(item.name)) == "portal" and set(item.pattern.converters) & {
            "consent_id",
            "photo_id",
            "pair_id",
        }:
            assert knock(client, address(item, values)).status_code == 404, item.name
