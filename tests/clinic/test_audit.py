"""The audit chain: tampering is noticed, its page is the owner's, its words hold nothing of a person."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from needlepoint_clinic.audit.chain import SYSTEM, check, note
from needlepoint_clinic.audit.models import AuditEvent, AuditHead
from needlepoint_clinic.audit.selectors import events_of_clinic, head_of

from .conftest import House


@pytest.fixture
def chain(house: House) -> House:
    """A house with a dozen more events."""
    for number in range(12):
        note(
            "patient.look",
            clinic_id=house.clinic.id,
            actor=SYSTEM,
            subject_kind="patient",
            detail={"page": str(number)},
        )
    assert check(house.clinic.id) is None
    return house


def run(sql: str, *told: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, told)


CHANGES = {
    "detail": 'UPDATE audit_auditevent SET detail = \'{"page": "9"}\' WHERE number = 7',
    "actor": "UPDATE audit_auditevent SET actor_kind = 'staff' WHERE number = 7",
    "time": "UPDATE audit_auditevent SET at = '2020-01-01 00:00:00+00:00' WHERE number = 7",
    "digest": "UPDATE audit_auditevent SET digest = 'f' WHERE number = 7",
    "swapped": "UPDATE audit_auditevent SET number = 1000 WHERE number = 7",
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_changed_event_is_noticed(chain: House, what: str) -> None:
    run(CHANGES[what])
    found = check(chain.clinic.id)
    assert found
    assert found.number == 7


def test_a_removed_event_is_noticed(chain: House) -> None:
    run("DELETE FROM audit_auditevent WHERE number = 7")
    found = check(chain.clinic.id)
    assert found
    assert "event 7 is missing" in found.what


def test_a_tail_cut_off_is_noticed_also_after_more_was_written(chain: House) -> None:
    last = head_of(chain.clinic.id)[0]
    run("DELETE FROM audit_auditevent WHERE number >= %s", last - 2)
    found = check(chain.clinic.id)
    assert found
    assert "the chain ends at event" in found.what
    note("patient.look", clinic_id=chain.clinic.id, actor=SYSTEM, subject_kind="patient")
    found = check(chain.clinic.id)
    assert found
    assert found.number == last - 2


def test_a_tail_cut_off_with_its_head_set_back_is_noticed_by_an_end_kept_elsewhere(chain: House) -> None:
    from needlepoint_clinic.tending import check as tend

    number, digest = head_of(chain.clinic.id)
    assert tend(f"{number}:{digest}")[1]
    run("DELETE FROM audit_auditevent WHERE number = %s", number)
    before = AuditEvent.objects.get(number=number - 1)
    AuditHead.objects.update(number=before.number, digest=before.digest)
    assert check(chain.clinic.id) is None
    lines, whole = tend(f"{number}:{digest}")
    assert not whole
    assert "in no chain" in lines[-1]


def test_everything_removed_is_noticed(chain: House) -> None:
    run("DELETE FROM audit_auditevent")
    assert check(chain.clinic.id)
    run("DELETE FROM audit_audithead")
    assert check(chain.clinic.id)


def test_the_program_itself_neither_changes_nor_removes_an_event(chain: House) -> None:
    event = AuditEvent.objects.all()[0]
    with pytest.raises(TypeError, match="never changed"):
        event.save()
    with pytest.raises(TypeError, match="never removed"):
        event.delete()


def test_each_clinic_has_its_own_chain(chain: House, elsewhere: House) -> None:
    run(
        "DELETE FROM audit_auditevent WHERE clinic_id = %s AND number = 2",
        elsewhere.clinic.id.hex if sqlite() else elsewhere.clinic.id,
    )
    assert check(chain.clinic.id) is None
    assert check(elsewhere.clinic.id)


def sqlite() -> bool:
    return connection.vendor == "sqlite"


def test_the_owner_reads_the_trail_and_checks_it(chain: House, browser_of: Callable[..., Client]) -> None:
    client = browser_of(chain.owner)
    text = client.get("/audit/").content.decode()
    assert "Added a patient" in text
    assert "Looked at a patient" in text
    assert "Núñez" not in text, "no patient's name stands in the trail"
    done = client.post("/audit/check/", follow=True)
    assert "The chain is whole" in done.content.decode()
    assert events_of_clinic(chain.clinic.id)[0].action == "audit.check"
    run("DELETE FROM audit_auditevent WHERE number = 7")
    assert "event 7 is missing" in client.post("/audit/check/", follow=True).content.decode()


def test_the_trail_of_one_patient(chain: House, elsewhere: House, browser_of: Callable[..., Client]) -> None:
    client = browser_of(chain.owner)
    answer = client.post("/audit/", {"number": chain.patient.number})
    assert answer.url == f"/audit/?patient={chain.patient.id}"
    page = client.get(answer.url)
    assert [line.what for line in page.context["lines"]] == ["Added a patient"]
    assert client.post("/audit/", {"number": "999999"}).status_code == 422
    assert client.get(f"/audit/?patient={elsewhere.patient.id}").status_code == 404
    assert client.get("/audit/?patient=x").status_code == 404
    assert client.get("/audit/?before=x").status_code == 200


def test_older_events_are_on_the_next_page(chain: House, browser_of: Callable[..., Client]) -> None:
    for _ in range(60):
        note("patient.look", clinic_id=chain.clinic.id, actor=SYSTEM, subject_kind="patient")
    client = browser_of(chain.owner)
    first = client.get("/audit/")
    second = client.get(f"/audit/?before={first.context['older']}")
    numbers = [line.number for page in (first, second) for line in page.context["lines"]]
    assert numbers == sorted(set(numbers), reverse=True)
    assert numbers[-1] == 1
    assert second.context["older"] is None


@pytest.mark.parametrize("who", ["provider", "assistant"])
def test_only_the_owner_checks(chain: House, browser_of: Callable[..., Client], who: str) -> None:
    assert browser_of(getattr(chain, who)).post("/audit/check/").status_code == 403
