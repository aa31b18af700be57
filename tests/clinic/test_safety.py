"""Safety: who got a lot, as a page and as a file; adverse events, overrides, and whether forecasts held."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from needlepoint_clinic.audit.chain import SYSTEM, check
from needlepoint_clinic.audit.models import AuditEvent
from needlepoint_clinic.checkins.models import CheckIn
from needlepoint_clinic.patients.actions import change_patient
from needlepoint_clinic.patients.identity import Identity
from needlepoint_clinic.safety import selectors
from needlepoint_clinic.safety.presenters import held, wilson
from needlepoint_clinic.safety.selectors import Count90
from needlepoint_clinic.screening.models import Override
from needlepoint_clinic.treatments.models import AdverseEvent, FollowUp

from .conftest import PASSWORD, House
from .test_outcomes import scored
from .visits import visit, wrote

BrowserOf = Callable[..., Client]
FILE = "/safety/recall.csv?lot=L77"


def proven(client: Client) -> Client:
    """After typing the password again."""
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    return client


@pytest.mark.parametrize("lot", ["L77", "l77", " L77 ", "P5"])
def test_one_click_finds_who_got_a_lot(house: House, elsewhere: House, browser_of: BrowserOf, lot: str) -> None:
    visit(house)
    visit(elsewhere)
    page = browser_of(house.assistant).get("/safety/recall/", {"lot": lot}).content.decode()
    assert "<strong>1 person</strong>" in page
    assert str(house.patient.id) in page
    assert str(elsewhere.patient.id) not in page


def test_an_unknown_lot_says_so_and_a_faulty_one_too(house: House, browser_of: BrowserOf) -> None:
    client = browser_of(house.owner)
    assert "Nobody here got this lot" in client.get("/safety/recall/?lot=none").content.decode()
    assert client.get("/safety/recall/", {"lot": "x" * 41}).status_code == 422
    assert client.get("/safety/recall/").status_code == 200


def test_the_file_asks_again_who_you_are(house: House, browser_of: BrowserOf) -> None:
    visit(house)
    client = browser_of(house.owner)
    answer = client.get(FILE)
    assert answer.status_code == 302
    assert "/reauthenticate/" in answer["location"]
    answer = proven(client).get(FILE)
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert {row["lot"] for row in rows} == {"L77"}
    assert rows[0]["family name"] == "Núñez-Prieto"
    assert rows[0]["phone"].startswith("'+34")  # no spreadsheet takes it for a formula
    assert AuditEvent.objects.filter(action="safety.recall.export", subject_id="L77").count() == 1
    assert "Núñez" not in str(list(AuditEvent.objects.values_list("detail", flat=True)))
    assert check(house.clinic.id) is None


def test_a_name_is_never_a_formula(house: House, browser_of: BrowserOf) -> None:
    visit(house)
    nasty = Identity("=cmd()", "@x", house.patient.created_at.date(), phone="-1")
    told = {"sex": "female", "phototype": "", "phototype_found_by": "", "language": "en", "actor": SYSTEM}
    change_patient(clinic_id=house.clinic.id, patient_id=house.patient.id, version=1, identity=nasty, **told)
    text = proven(browser_of(house.owner)).get(FILE).content.decode()
    assert "'=cmd()" in text
    assert "'@x" in text
    assert "'-1" in text


@pytest.mark.parametrize(
    ("who", "seen", "file"),
    [("owner", 200, 200), ("provider", 200, 200), ("assistant", 200, 403), ("nobody", 302, 302)],
)
def test_who_sees_what(house: House, browser_of: BrowserOf, who: str, seen: int, file: int) -> None:
    visit(house)
    client = browser_of(None if who == "nobody" else getattr(house, who))
    if who != "nobody":
        proven(client)
    assert client.get("/safety/").status_code == client.get("/safety/recall/?lot=L77").status_code == seen
    assert client.get(FILE).status_code == file


def event_of(house: House) -> AdverseEvent:
    told = {"what": "Lines", "onset": timezone.localdate(), "severity": "severe"}
    return AdverseEvent.objects.create(clinic=house.clinic, patient=house.patient, treatment=visit(house), **told)


def test_an_adverse_event_stands_beside_its_settings(house: House, elsewhere: House, browser_of: BrowserOf) -> None:
    event_of(house)
    event_of(elsewhere)
    page = browser_of(house.provider).get("/safety/").content.decode()
    for words in ("Left cheek: 1.25 mm, 4 passes", "Lot L77", "day 4 after the visit", "severe"):
        assert words in page
    assert len(selectors.adverse_events(house.clinic.id)) == 1


@pytest.mark.parametrize("who", ["owner", "assistant", "stranger", "nobody"])
def test_who_closes_an_adverse_event(house: House, elsewhere: House, browser_of: BrowserOf, who: str) -> None:
    event = event_of(house)
    client = browser_of({"owner": house.owner, "assistant": house.assistant, "stranger": elsewhere.owner}.get(who))
    address, sent = (
        f"/safety/adverse-events/{event.id}/close/",
        {"submission": uuid4(), "version": 1, "outcome": "Gone."},
    )
    wanted = {"owner": 302, "assistant": 403, "stranger": 404, "nobody": 302}[who]
    if who == "owner":
        assert client.post(address, sent | {"outcome": ""}).status_code == 422
    assert client.post(address, sent).status_code == wanted
    event.refresh_from_db()
    assert bool(event.closed_at) == (who == "owner")
    if who == "owner":
        again = sent | {"submission": uuid4(), "outcome": "Mine"}
        assert client.post(address, again).status_code == 409


@pytest.mark.parametrize(
    ("who", "status"), [("owner", 302), ("provider", 302), ("assistant", 302), ("stranger", 404), ("nobody", 302)]
)
def test_who_follows_an_adverse_event_up(
    house: House, elsewhere: House, browser_of: BrowserOf, who: str, status: int
) -> None:
    event = event_of(house)
    client = browser_of(None if who == "nobody" else elsewhere.owner if who == "stranger" else getattr(house, who))
    page, sent = f"/safety/adverse-events/{event.id}/", {"submission": uuid4(), "text": "Paler today, no pain."}
    for _ in range(2):  # a double press adds one row
        assert client.post(f"{page}follow-up/", sent).status_code == status
    inside = who not in ("stranger", "nobody")
    assert FollowUp.objects.filter(event=event).count() == int(inside)
    assert client.get(page).status_code == (200 if inside else status)
    if inside:
        assert client.post(f"{page}follow-up/", {"submission": uuid4(), "text": "x" * 2001}).status_code == 422
        text = client.get(page).content.decode()
        assert "Paler today" in text
        assert ("Close the adverse event" in text) is (who != "assistant")
        assert AuditEvent.objects.filter(action="adverse_event.follow_up").count() == 1


def test_a_closed_adverse_event_says_by_whom_and_is_still_followed_up(house: House, browser_of: BrowserOf) -> None:
    event, client = event_of(house), browser_of(house.owner)
    page = f"/safety/adverse-events/{event.id}/"
    client.post(f"{page}close/", {"submission": uuid4(), "version": 1, "outcome": "Gone without a mark."})
    event.refresh_from_db()
    assert event.closed_by == house.owner.user
    client.post(f"{page}follow-up/", {"submission": uuid4(), "text": "Seen again at visit 2: nothing."})
    text = client.get(page).content.decode()
    assert "by Olga Owner: Gone without a mark." in text
    assert "Seen again at visit 2" in text
    assert "Close the adverse event" not in text
    assert check(house.clinic.id) is None


def test_what_came_after_an_override(house: House) -> None:
    treatment = visit(house, days_ago=100)
    told = {"clinic": house.clinic, "patient": house.patient, "screening": treatment.course.screening}
    Override.objects.create(rule="keloid", level="clinician", reason="Flat.", created_by=house.owner.user, **told)
    assert selectors.overrides(house.clinic.id)[0].visits == 0  # the visit was signed before
    visit(house, course=treatment.course)
    scored(house, 2.0, course_id=treatment.course_id)
    row = selectors.overrides(house.clinic.id)[0]
    assert (row.visits, row.held + row.missed) == (1, 1)
    assert selectors.by_rule([row])[0][1]["made"] == 1


@pytest.mark.parametrize(
    ("stated", "kept", "people", "verdict"),
    [(0, 0, 0, "few"), (500, 450, 19, "few"), (500, 450, 200, "as_said"), (500, 300, 200, "too_sure"),
     (900, 899, 300, "too_careful"), (500, 300, 20, "too_sure"), (500, 420, 20, "as_said")],
)  # fmt: skip
def test_what_a_count_says(stated: int, kept: int, people: int, verdict: str) -> None:
    assert held(Count90("signs", 0.9, stated, kept, people)).verdict == verdict


def test_wilson_is_the_published_interval() -> None:
    low, high = wilson(0.9, 20)  # 18 of 20: Newcombe 1998, method 3, gives 0.699 to 0.972
    assert (round(low, 3), round(high, 3)) == (0.699, 0.972)
    assert wilson(0.0, 0) == (0.0, 1.0)


def test_forecasts_are_counted_as_they_were_kept(house: House, elsewhere: House) -> None:
    treatment = visit(house)
    first = wrote(house, treatment, 3, signs={"redness": 4})
    wrote(house, treatment, 3, signs={"redness": 1}, corrects=first.id)
    wrote(elsewhere, visit(elsewhere), 3)
    signs = selectors.calibration(house.clinic.id)[0]
    newest = CheckIn.objects.get(corrects=first)
    assert (signs.stated, signs.held, signs.people) == (1, newest.held, 1)
