"""Check-ins: triage by the engine on the frozen band, corrections that keep both, the queue, who may close what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from needlepoint import InputError
from needlepoint_clinic.audit.chain import SYSTEM, check
from needlepoint_clinic.checkins import actions, selectors
from needlepoint_clinic.checkins.foreseen import hold
from needlepoint_clinic.checkins.models import CheckIn
from needlepoint_clinic.core.refusals import NotAllowed, Refused, Stale
from needlepoint_clinic.treatments.models import AdverseEvent

from .builders import plan_document
from .conftest import House
from .visits import CALM, visit, wrote

BrowserOf = Callable[..., Client]


def answered(house: House, item: CheckIn, **told: Any) -> CheckIn:
    given = {"answer": "Called back.", "member": house.provider, "version": item.version, "actor": SYSTEM} | told
    return actions.answer_check_in(clinic_id=house.clinic.id, check_in_id=item.id, **given)


@pytest.mark.parametrize(
    ("signs", "flags", "level", "inside"),
    [
        (CALM, [], "fine", True),
        (CALM | {"redness": 4}, [], "call the clinic", False),
        (CALM, ["vision"], "urgent", True),
        (CALM, ["fever"], "call the clinic", True),
        ({}, ["no fever"], "fine", True),
    ],
)
def test_the_level_is_the_engines(
    house: House, signs: dict[str, int], flags: list[str], level: str, inside: bool
) -> None:
    item = wrote(house, visit(house), 4, signs=signs, flags=flags)
    assert (item.level, item.inside) == (level, inside)
    assert item.on == timezone.localdate()
    assert check(house.clinic.id) is None


def test_what_it_was_held_against_is_kept(house: House) -> None:
    item = wrote(house, visit(house), 2)
    band = plan_document()["options"][0]["recovery"]["signs"]["redness"]
    assert item.bands["redness"] == [round(band[end][2], 3) for end in ("low", "median", "high")]
    assert item.stated == len(CALM)
    assert 0 < item.held <= item.stated


def test_beyond_the_forecast_nothing_is_stated() -> None:
    told = {"treated_on": timezone.localdate(), "signs": CALM, "flags": []}
    assert hold(plan_document(), "gentle", day=200, **told).stated == 0
    assert hold({}, "gentle", day=2, **told).bands == {}


@pytest.mark.parametrize("day", [-1, 5, 400])
def test_a_day_that_cannot_be_is_refused(house: House, day: int) -> None:
    with pytest.raises(Refused, match="cannot be"):
        wrote(house, visit(house, days_ago=4), day)


@pytest.mark.parametrize(
    "told", [{"signs": {"redness": 5}}, {"signs": {"x": 1}}, {"signs": {}}, {"flags": ["dragons"]}]
)
def test_an_entry_that_cannot_be_keeps_nothing(house: House, told: dict[str, Any]) -> None:
    treatment = visit(house)
    with pytest.raises(InputError):
        wrote(house, treatment, **told)
    assert not CheckIn.objects.exists()


def test_a_correction_keeps_both_and_is_made_once(house: House) -> None:
    treatment = visit(house)
    first = wrote(house, treatment, 4, signs=CALM | {"redness": 4})
    second = wrote(house, treatment, 4, corrects=first.id)
    assert [row.item.id for row in selectors.queue(house.clinic.id)] == [first.id]  # somebody still looks at it
    assert CheckIn.objects.get(id=first.id).corrected_by == second
    with pytest.raises(Refused, match="corrected already"):
        wrote(house, treatment, 4, corrects=first.id)


def test_swelling_is_held_against_the_entry_that_stands(house: House) -> None:
    treatment = visit(house, days_ago=6)
    wrong = wrote(house, treatment, 3, signs={"swelling": 0})
    wrote(house, treatment, 3, signs={"swelling": 2}, corrects=wrong.id)
    item = wrote(house, treatment, 5, signs={"swelling": 1})
    assert not any("went up" in reason["text"] for reason in item.reasons)


def test_the_queue_has_the_gravest_first_and_no_other_clinic(house: House, elsewhere: House) -> None:
    treatment = visit(house, days_ago=6)
    watch = wrote(house, treatment, 6, signs={"flaking": 1})
    urgent = wrote(house, treatment, 2, flags=["vision"])
    call = wrote(house, treatment, 4, signs={"redness": 4})
    wrote(house, treatment, 1)
    wrote(elsewhere, visit(elsewhere), 2, flags=["vision"])
    assert [row.item.id for row in selectors.queue(house.clinic.id)] == [urgent.id, call.id, watch.id]


def test_who_may_close_and_with_what(house: House, elsewhere: House) -> None:
    item = wrote(house, visit(house), 2, flags=["fever"])
    for member in (house.assistant, elsewhere.owner):
        with pytest.raises(NotAllowed):
            answered(house, item, member=member)
    with pytest.raises(Refused, match="asked for the clinic"):
        answered(house, item, answer="  ")
    assert answered(house, item).handled_by == house.provider.user
    with pytest.raises(Stale) as caught:
        answered(house, item, answer="Mine")
    assert caught.value.yours["answer"] == "Mine"
    assert caught.value.theirs["answer"] == "Called back."
    assert not selectors.queue(house.clinic.id)
    assert selectors.lately_closed(house.clinic.id)


def test_an_adverse_event_closes_the_entry_it_came_from(house: House, browser_of: BrowserOf) -> None:
    item = wrote(house, visit(house), 2, flags=["blister"])
    sent = {
        "event-submission": uuid4(), "event-version": 1, "event-what": "Cold sore", "event-severity": "mild",
        "event-done": "Antiviral.",
    }  # fmt: skip
    client = browser_of(house.provider)
    for _ in range(2):
        assert client.post(f"/check-ins/{item.id}/adverse-event/", sent).status_code == 302
    event = AdverseEvent.objects.get()
    item.refresh_from_db()
    assert (item.adverse_event, event.onset, event.treatment_id) == (event, item.on, item.treatment_id)
    assert item.handled_at
    assert check(house.clinic.id) is None


def form(treatment: Any, **told: Any) -> dict[str, Any]:
    given = {"submission": uuid4(), "treatment": treatment.id, "on": timezone.localdate(), "sign-redness": "1"}
    return given | told


def test_an_entry_by_phone_is_taken_once(house: House, browser_of: BrowserOf) -> None:
    sent = form(visit(house), **{"flags-0": ["breathing"], "words": "<script>alert(1)</script>"})
    client, address = browser_of(house.assistant), f"/patients/{house.patient.id}/check-ins/new/"
    assert "Redness" in client.get(address).content.decode()
    answers = [client.post(address, sent) for _ in range(2)]
    item = CheckIn.objects.get()
    assert {answer["location"] for answer in answers} == {f"/check-ins/{item.id}/"}
    assert (item.level, item.created_by) == ("urgent", house.assistant.user)
    page = client.get(f"/check-ins/{item.id}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert "<svg" in page


@pytest.mark.parametrize(
    "told",
    [{"on": "2999-01-01"}, {"on": "1999-01-01"}, {"sign-redness": "9"}, {"treatment": str(uuid4())},
     {"submission": "x"}, {"words": "x" * 1001}, {"flags-0": ["?"]}, {"sign-redness": ""}],
)  # fmt: skip
def test_a_form_that_cannot_be_says_so(house: House, browser_of: BrowserOf, told: dict[str, Any]) -> None:
    sent = form(visit(house)) | told
    answer = browser_of(house.owner).post(f"/patients/{house.patient.id}/check-ins/new/", sent)
    assert answer.status_code == 422
    assert not CheckIn.objects.exists()


def test_another_clinics_visit_is_no_choice(house: House, elsewhere: House, browser_of: BrowserOf) -> None:
    sent = form(visit(elsewhere))
    visit(house)
    assert browser_of(house.owner).post(f"/patients/{house.patient.id}/check-ins/new/", sent).status_code == 422


def test_closing_without_words_keeps_what_stands_and_says_why(house: House, browser_of: BrowserOf) -> None:
    item = wrote(house, visit(house), 2, flags=["fever"])
    answer = browser_of(house.owner).post(f"/check-ins/{item.id}/close/", {"submission": uuid4(), "version": 1})
    assert answer.status_code == 422
    assert "asked for the clinic" in answer.content.decode()


@pytest.mark.parametrize("who", ["owner", "provider", "assistant", "stranger", "nobody"])
def test_who_sees_what(house: House, elsewhere: House, browser_of: BrowserOf, who: str) -> None:
    item = wrote(house, visit(house), 2, flags=["fever"])
    member = (
        {"stranger": elsewhere.owner, "nobody": None}.get(who) if who in ("stranger", "nobody") else getattr(house, who)
    )
    client, mine = browser_of(member), f"/check-ins/{item.id}/"
    wanted = {"stranger": 404, "nobody": 302}.get(who, 200)
    for address in (mine, f"{mine}correct/", f"/patients/{house.patient.id}/check-ins/new/"):
        assert client.get(address).status_code == wanted, address
    assert client.get("/check-ins/").status_code == (302 if who == "nobody" else 200)
    sent = {"submission": uuid4(), "version": 1, "answer": "Called."}
    closing = {"owner": 302, "provider": 302, "assistant": 403, "stranger": 404, "nobody": 302}[who]
    assert client.post(f"{mine}close/", sent).status_code == closing
    item.refresh_from_db()
    assert bool(item.handled_at) == (who in ("owner", "provider"))
