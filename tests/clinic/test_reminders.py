"""Reminders: the right days, neutral words, each sent once at most, ended by a link; nothing to who wants nothing."""

from __future__ import annotations

import os
import random
import re
import signal
import smtplib
import ssl
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from needlepoint.errors import MachineError
from needlepoint_clinic.audit.chain import SYSTEM, check
from needlepoint_clinic.audit.models import AuditEvent
from needlepoint_clinic.core.refusals import Refused
from needlepoint_clinic.courses.actions import cancel_session, move_session
from needlepoint_clinic.demo.clock import pretending
from needlepoint_clinic.environment import read_environment
from needlepoint_clinic.patients.identity import Identity, sealed_identity
from needlepoint_clinic.patients.models import Patient
from needlepoint_clinic.reminders import actions, sending
from needlepoint_clinic.reminders.hours import is_quiet
from needlepoint_clinic.reminders.models import Kind, Reminder, Sending, Wishes
from needlepoint_clinic.reminders.sending import remind

from .builders import make_consent, make_course
from .conftest import House
from .killing import Server
from .test_environment import TOLD
from .visits import visit, wrote

NOON = datetime(2026, 11, 10, 11, tzinfo=UTC)  # noon in Berlin
TOMORROW = date(2026, 11, 11)


@pytest.fixture
def noon() -> Iterator[None]:
    """Noon on a day in November, by the clinic's clock."""
    with pretending(NOON):
        yield


@pytest.fixture
def due(house: House, noon: None) -> Any:
    """A course whose first visit is tomorrow, with its consent: one reminder is due."""
    course = make_course(house, first=TOMORROW)
    make_consent(house, course)
    return course


def states() -> dict[str, str]:
    return {row.about.split(":")[0] + ":" + row.about.rsplit(":", 1)[-1]: row.state for row in Reminder.objects.all()}


def only() -> Reminder:
    return Reminder.objects.get(
        state__in=("sent", "sending", "uncertain", "failed", "refused", "waiting"), due_at__lt=timezone.now()
    )


def test_a_visit_is_written_about_once_in_neutral_words(due: Any, house: House) -> None:
    told = remind()
    assert told.counts["sent"] == 1
    remind()
    [letter] = mail.outbox
    assert letter.subject == "A message from your practice"
    assert letter.to == ["ana@invented.example"]
    text = f"{letter.subject} {letter.body} {letter.from_email}".lower()
    for word in ("needl", "skin", "treat", "visit", "appointment", "ours", "ana", "núñez", "+49", "2026"):
        assert word not in text.replace("/p/", " "), word
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<http://testserver/r/[\w-]{43}/>", letter.extra_headers["List-Unsubscribe"])
    row = only()
    assert (row.state, row.kind, row.on) == ("sent", Kind.VISIT, TOMORROW)
    assert b"ana" not in row.address.encode()
    assert check(house.clinic.id) is None
    assert AuditEvent.objects.filter(action="reminder.sent", patient_id=house.patient.id).count() == 1


def test_the_link_opens_the_message_in_the_patients_language(due: Any, house: House) -> None:
    Patient.objects.update(language="es")
    remind()
    [letter] = mail.outbox
    assert letter.subject.startswith("Un mensaje de")
    door = re.search(r"http://testserver(/p/\S+)", letter.body)
    assert door
    client = Client()
    with pretending(NOON):
        assert client.post(door[1], follow=False).url == "/me/reminders/"
        page = client.get("/me/reminders/").content.decode()
    assert "11 de noviembre" in page.lower()
    assert "a…@invented.example" in page


def test_every_event_has_its_day(house: House, noon: None) -> None:
    course = make_course(house, first=date(2026, 11, 24))
    remind()
    about = {row.kind for row in Reminder.objects.all()}
    assert about == {Kind.VISIT, Kind.PREPARE, Kind.CONSENT}
    assert len(mail.outbox) == 1, "preparation begins fourteen days before, today"
    days = {row.about.rsplit(":", 1)[-1]: row.due_at for row in Reminder.objects.filter(kind=Kind.VISIT)}
    assert {lead: f"{at:%m-%d %H}" for lead, at in days.items()} == {"2": "11-22 08", "1": "11-23 08"}
    make_consent(house, course)
    remind()
    assert set(Reminder.objects.filter(kind=Kind.CONSENT).values_list("state", flat=True)) == {"withdrawn"}


def test_review_and_maintenance_are_due_as_on_the_page_of_today(house: House, noon: None) -> None:
    made = make_course(house, first=date(2026, 9, 22))
    made.sessions.filter(number__gt=1).delete()
    made.sessions.update(on=date(2026, 11, 10) - timedelta(days=84))
    remind()
    assert [row.kind for row in Reminder.objects.filter(state="sent")] == [Kind.REVIEW]
    made.status, made.ended_why = "finished", "Done."
    made.save()
    made.sessions.update(on=date(2026, 11, 10) - timedelta(days=182))
    remind()
    assert [row.kind for row in Reminder.objects.filter(state="sent").order_by("sent_at")] == [
        Kind.REVIEW,
        Kind.MAINTENANCE,
    ]


def test_check_ins_only_on_days_that_the_patient_chose(house: House, noon: None) -> None:
    treatment = visit(house, days_ago=2)
    remind()
    assert not Reminder.objects.filter(kind=Kind.CHECK_IN).exists()
    told = {"clinic_id": house.clinic.id, "patient_id": house.patient.id, "actor": SYSTEM}
    actions.wish(off=[], none=False, check_in_days=[1, 2, 5], **told)
    remind()
    rows = Reminder.objects.filter(kind=Kind.CHECK_IN)
    assert {row.about.rsplit(":", 1)[-1]: row.state for row in rows} == {"2": "sent", "5": "waiting"}
    wrote(house, treatment, day=2)
    actions.wish(off=[], none=False, check_in_days=[2], **told)
    remind()
    assert set(rows.values_list("state", flat=True)) == {"sent", "withdrawn"}
    with pytest.raises(Refused, match="no such choice"):
        actions.wish(off=["x"], none=False, check_in_days=[], **told)


def test_a_moved_visit_is_written_about_on_its_new_day_and_a_cancelled_one_not(due: Any, house: House) -> None:
    course = make_course(house, first=date(2026, 11, 13))
    make_consent(house, course)
    session = course.sessions.get(number=1)
    remind()
    assert Reminder.objects.filter(about__contains=str(session.id), state="waiting").count() == 2
    told = {"clinic_id": house.clinic.id, "session_id": session.id, "actor": SYSTEM, "reason": "The patient asked."}
    moved = move_session(version=1, on=date(2026, 11, 16), shortest_days=1, by=house.owner.user, **told)
    remind()
    rows = Reminder.objects.filter(about__contains=str(session.id))
    assert {(row.on.day, row.state) for row in rows.all()} == {(13, "withdrawn"), (16, "waiting")}
    moved = move_session(version=moved.version, on=date(2026, 11, 13), shortest_days=1, by=house.owner.user, **told)
    remind()
    assert {(row.on.day, row.state) for row in rows.all()} == {(13, "waiting"), (16, "withdrawn")}
    cancel_session(version=moved.version, **told)
    remind()
    assert {row.state for row in rows.all()} == {"withdrawn"}
    assert len(mail.outbox) == 1, "the other course's"


@pytest.mark.parametrize(("hour", "sent"), [(3, 0), (6, 0), (8, 1), (18, 1), (19, 0)])
def test_quiet_hours_by_the_clinics_clock(house: House, hour: int, sent: int) -> None:
    with pretending(NOON):
        make_consent(house, make_course(house, first=TOMORROW))
    with pretending(datetime(2026, 11, 10, hour, tzinfo=UTC)):  # an hour later in Berlin; due from 9
        remind()
    assert len(mail.outbox) == sent


@pytest.mark.parametrize(
    ("quiet", "hours"),
    [((20, 8), {8, 12, 19}), ((0, 0), {0, 8, 12, 19, 23}), ((8, 20), {0, 23}), ((23, 0), {0, 8, 12, 19})],
)
def test_which_hours_are_quiet(quiet: tuple[int, int], hours: set[int]) -> None:
    assert {hour for hour in (0, 8, 12, 19, 23) if not is_quiet(hour, *quiet)} >= hours - {0}
    assert is_quiet(21, 20, 8)
    assert not is_quiet(8, 20, 8)


def test_nobody_without_an_address_is_written_to_until_there_is_one(due: Any, house: House) -> None:
    identity = Identity("Ana María", "Núñez-Prieto", date(1994, 5, 17))
    Patient.objects.update(identity=sealed_identity(house.patient.id, identity))
    remind()
    assert not mail.outbox
    assert {row.state for row in Reminder.objects.all()} == {"no_address"}
    identity = Identity("Ana María", "Núñez-Prieto", date(1994, 5, 17), "new@invented.example")
    Patient.objects.update(identity=sealed_identity(house.patient.id, identity))
    remind()
    assert mail.outbox[0].to == ["new@invented.example"]


def test_one_click_ends_all_and_looking_changes_nothing(due: Any, house: House) -> None:
    remind()
    address = re.search(r"http://testserver(/r/\S+)", mail.outbox[0].body)
    assert address
    client = Client(enforce_csrf_checks=True)
    page = client.get(address[1])
    assert "Ana" not in page.content.decode()
    assert "ours" not in page.content.decode()
    assert not Wishes.objects.exists()
    assert client.post(address[1], {"what": "kind"}).status_code == 200
    assert Wishes.objects.get().off == ["visit"]
    assert client.post(address[1], {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Wishes.objects.get().none
    assert client.post(address[1]).status_code == 200
    assert not Reminder.objects.filter(state="waiting").exists()
    assert Client().get("/r/" + "x" * 43 + "/").status_code == 404
    remind()
    assert len(mail.outbox) == 1


def test_the_patient_chooses_by_kind(due: Any, house: House, elsewhere: House, portal_of: Any) -> None:
    client = portal_of(house.patient)
    assert client.get("/me/reminders/").status_code == 200
    told = {"submission": str(uuid4()), "kinds": ["review"], "days": ["1", "3"]}
    assert client.post("/me/reminders/", told).status_code == 302
    wishes = Wishes.objects.get()
    assert set(wishes.off) == {"visit", "prepare", "consent", "maintenance"}
    assert wishes.check_in_days == [1, 3]
    remind()
    assert not mail.outbox
    assert client.post("/me/reminders/", told | {"submission": str(uuid4()), "days": ["99"]}).status_code == 422
    assert Client().get("/me/reminders/").status_code == 404


class Line:
    """A line to a mail server that answers as it is told."""

    def __init__(self, *answers: Exception | None) -> None:
        self.answers, self.taken = list(answers), 0

    def open(self) -> None:
        if self.answers and type(self.answers[0]) is OSError:  # every fault of smtplib is one, too
            raise self.answers.pop(0)  # type: ignore[misc]

    def send_messages(self, messages: list[Any]) -> None:
        fault = self.answers.pop(0) if self.answers else None
        if fault is not None:
            raise fault
        self.taken += len(messages)

    def close(self) -> None:
        raise smtplib.SMTPServerDisconnected("gone")


def answers(monkeypatch: pytest.MonkeyPatch, *told: Exception | None) -> Line:
    line = Line(*told)
    monkeypatch.setattr(sending, "get_connection", lambda: line)
    return line


def test_what_was_surely_not_taken_is_tried_again_later(due: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    busy = smtplib.SMTPDataError(451, b"later")
    line = answers(monkeypatch, busy, busy, None)
    for minutes, state, tries in (
        (0, "waiting", 1),
        (5, "waiting", 1),
        (11, "waiting", 2),
        (60, "waiting", 2),
        (75, "sent", 3),
    ):
        with pretending(NOON + timedelta(minutes=minutes)):
            remind()
            assert (only().state, only().attempts) == (state, tries)
    assert line.taken == 1


def test_given_up_after_some_tries_and_shown(
    due: Any, house: House, monkeypatch: pytest.MonkeyPatch, browser_of: Any
) -> None:
    answers(monkeypatch, *[smtplib.SMTPSenderRefused(550, b"no", "x")] * 9)
    row = None
    for _ in range(actions.MOST_ATTEMPTS):
        Reminder.objects.update(next_try_at=None)
        remind()
    row = only()
    assert (row.state, row.attempts, row.problem) == ("failed", 5, "answer 550")
    client = browser_of(house.assistant)
    with pretending(NOON):
        page = client.get("/reminders/").content.decode()
        assert "the mail server did not take it" in page
        client.post(f"/reminders/{row.id}/")
        assert "Nothing went wrong" in client.get("/reminders/").content.decode()


def test_a_server_that_is_down_costs_no_try(due: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    line = answers(monkeypatch, OSError("no route"), None)
    assert "cannot be reached" in remind().trouble
    assert (only().state, only().attempts) == ("waiting", 0)
    remind()
    assert line.taken == 1


def test_a_refused_address_is_not_tried_again_until_it_changes(
    due: Any, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = answers(monkeypatch, smtplib.SMTPRecipientsRefused({"ana@invented.example": (550, b"unknown")}))
    remind()
    assert only().state == "refused"
    other = make_course(house, first=TOMORROW)
    make_consent(house, other)
    remind()
    assert line.taken == 0
    assert {row.problem for row in Reminder.objects.filter(state="refused")} == {"answer 550", "refused before"}
    identity = Identity("Ana María", "Núñez-Prieto", date(1994, 5, 17), "new@invented.example")
    Patient.objects.update(identity=sealed_identity(house.patient.id, identity))
    make_consent(house, make_course(house, first=TOMORROW))
    remind()
    assert line.taken == 1


@pytest.mark.parametrize(
    "fault", [smtplib.SMTPServerDisconnected("x"), TimeoutError(), ssl.SSLError("x"), BrokenPipeError()]
)
def test_a_line_that_was_lost_is_uncertain_and_never_sent_again(
    due: Any, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    line = answers(monkeypatch, fault)
    for _ in range(3):
        remind()
    assert only().state == "uncertain"
    assert line.taken == 0


def test_a_claim_without_a_run_becomes_uncertain(due: Any, house: House) -> None:
    with monkey_killed():
        remind()
    assert only().state == "sending"
    remind()
    assert only().state == "sending", "its run may still be alive"
    with pretending(NOON + timedelta(minutes=16)):
        remind()
        assert only().state == "uncertain"
        remind()
    assert not mail.outbox


def monkey_killed() -> Any:
    """As if the program ended between the claim and the message."""
    patch = pytest.MonkeyPatch()

    class Killed(BaseException):
        pass

    class Context:
        def __enter__(self) -> None:
            def die(*_: Any) -> Any:
                raise Killed

            patch.setattr(sending, "message", die)

        def __exit__(self, kind: Any, *_: Any) -> bool:
            patch.undo()
            return kind is Killed

    return Context()


def test_two_runs_claim_a_message_once(due: Any, house: House) -> None:
    actions.queue(
        clinic_id=house.clinic.id, events=sending.events(house.clinic.id, date(2026, 11, 10)), zone="Europe/Berlin"
    )
    row = only()
    claims = [actions.claim(clinic_id=house.clinic.id, reminder_id=row.id) for _ in range(2)]
    assert [claim is not None for claim in claims] == [True, False]
    actions.mark_sent(clinic_id=house.clinic.id, reminder_id=row.id)
    actions.mark_unsent(clinic_id=house.clinic.id, reminder_id=row.id, problem="x")
    assert only().state == "sent"


def test_too_late_is_said_and_not_sent(due: Any, house: House) -> None:
    actions.queue(
        clinic_id=house.clinic.id, events=sending.events(house.clinic.id, date(2026, 11, 10)), zone="Europe/Berlin"
    )
    with pretending(NOON + timedelta(days=1)):
        assert remind().counts["late"] == 1
    assert not mail.outbox


def test_a_dry_run_keeps_and_sends_nothing(due: Any, house: House) -> None:
    told = remind(dry=True)
    assert told.lines == [f"ours: visit, record {house.patient.number}, for 2026-11-11: now"]
    assert not Reminder.objects.exists()
    assert not mail.outbox


def test_the_board_and_how_it_is_sent(
    due: Any, house: House, elsewhere: House, browser_of: Callable[..., Client]
) -> None:
    remind()
    with pretending(NOON):
        owner, helper = browser_of(house.owner), browser_of(house.assistant)
        page = owner.get("/reminders/").content.decode()
        assert "Núñez-Prieto" in page
        assert "How messages are sent" in page
        assert "How messages are sent" not in helper.get("/reminders/").content.decode()
        told = {"submission": str(uuid4()), "sender": "Sunrise", "quiet_from": "19", "quiet_until": "9", "version": "1"}
        helper.post("/reminders/", told)
        assert not Sending.objects.exists()
        assert owner.post("/reminders/", told).status_code == 302
        again = told | {"submission": str(uuid4())}
        assert owner.post("/reminders/", again | {"sender": "a\nb"}).status_code in (400, 422)
        assert (
            owner.post("/reminders/", again | {"quiet_from": "9", "quiet_until": "9", "version": "9"}).status_code
            == 409
        )
        assert owner.post("/reminders/", again | {"quiet_from": "0", "quiet_until": "23"}).status_code == 302
        stranger = browser_of(elsewhere.owner)
        assert "Núñez-Prieto" not in stranger.get("/reminders/").content.decode()
        assert stranger.post(f"/reminders/{only().id}/").status_code == 404
        assert Client().get("/reminders/").status_code == 302
        helper.post(f"/reminders/{only().id}/", {"what": "bounced"})
    assert only().state == "refused"


def test_the_chosen_sender_stands_in_the_subject(due: Any, house: House) -> None:
    told = {"clinic_id": house.clinic.id, "by": house.owner.user, "actor": SYSTEM, "version": 1, "paused": False}
    actions.change_sending(sender="Sunrise", quiet_from=20, quiet_until=8, **told)
    remind()
    assert mail.outbox[0].subject == "A message from Sunrise"
    assert mail.outbox[0].from_email.startswith("Sunrise <")
    for name in ("x\ny", "<a@b>", "y" * 61):
        with pytest.raises(Refused, match="name of a sender"):
            actions.change_sending(sender=name, quiet_from=20, quiet_until=8, **told | {"version": 1})
    with pytest.raises(Refused, match="no time to send"):
        actions.change_sending(sender="", quiet_from=1, quiet_until=0, **told | {"version": 1})


def test_the_command_wants_a_clinic(tmp_path: Path) -> None:
    from needlepoint.cli.app import run

    assert run(["remind", "--data", str(tmp_path / "none")]) == 3


@pytest.mark.parametrize(
    ("told", "site"),
    [
        ({}, "https://localhost"), ({"HOSTS": "a.example, b.example"}, "https://a.example"),
        ({"HOSTS": ".a.example", "HTTPS": "0"}, "http://a.example"),
        ({"SITE": "https://c.example/", "HOSTS": "a.example"}, "https://c.example"),
        ({"SITE": "c.example"}, None), ({"SITE": "https://c.example/x"}, None), ({"SITE": "ftp://c.example"}, None),
    ],
)  # fmt: skip
def test_links_begin_with_the_site(told: dict[str, str], site: str | None) -> None:
    given = TOLD | {f"NEEDLEPOINT_{name}": value for name, value in told.items()}
    if site is None:
        with pytest.raises(MachineError, match="NEEDLEPOINT_SITE"):
            read_environment(given)
    else:
        assert read_environment(given).site == site


# --- killed at any moment --------------------------------------------------------------------------------------------

FILL = """
import sys
from datetime import date, timedelta
from pathlib import Path
from needlepoint_clinic.serving import prepare_environment
prepare_environment(Path(sys.argv[1]), demo=False, port=0, host="127.0.0.1")
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0, interactive=False)
from django.utils import timezone
from needlepoint_clinic.audit.chain import SYSTEM
from needlepoint_clinic.clinics.actions import make_clinic
from needlepoint_clinic.patients.actions import add_patient
from needlepoint_clinic.patients.identity import Identity
from needlepoint_clinic.reminders.actions import queue
from needlepoint_clinic.reminders.events import Event
from needlepoint_clinic.reminders.models import Kind, Reminder
told = dict(phone="+49 30 1234", time_zone="UTC", currency="EUR", session_price=None, owner_name="O", actor=SYSTEM)
clinic = make_clinic(name="P", owner_email="o@p.example", owner_password="quite-a-long-one-7", **told)
today = timezone.localdate() - timedelta(days=1)
for number in range(int(sys.argv[2])):
    person = Identity("Ida", "Berg", date(1980, 1, 1), f"p{number}@invented.example")
    patient = add_patient(clinic_id=clinic.id, identity=person, sex="female", actor=SYSTEM)
    event = Event(patient.id, Kind.REVIEW, "review:x", today, today, today + timedelta(days=7))
    queue(clinic_id=clinic.id, events=[event], zone="UTC")
Reminder.objects.update(state="waiting")
"""
RUN = """
import sys
from datetime import timedelta
from pathlib import Path
from needlepoint_clinic.serving import prepare_environment
prepare_environment(Path(sys.argv[1]), demo=False, port=0, host="127.0.0.1")
import django
django.setup()
from needlepoint_clinic.reminders import actions, sending
from needlepoint_clinic.clinics.selectors import clinics
from needlepoint_clinic.reminders.selectors import due
from django.utils import timezone
[clinic] = clinics()
actions.doubt(clinic_id=clinic.id, older_than=timedelta(0))
print("ready", flush=True)
for id in due(clinic.id, timezone.now()):
    sending._send(clinic, id, "", sending.Told())
print("done", flush=True)
"""


def killed_again_and_again(folder: Path, *, people: int, kills: int, seed: int) -> None:
    """Fill a clinic with messages that are due; send, kill, send again until all is done; count the mails."""
    chance, mails = random.Random(seed), folder / "mails"
    told = {"NEEDLEPOINT_EMAIL_URL": f"file://{mails}", "PYTHONPATH": os.pathsep.join(sys.path)}
    env = Server(folder / "clinic", None, port=1, told=told).environment()
    program = [sys.executable, "-c"]
    subprocess.run([*program, FILL, str(folder / "clinic"), str(people)], env=env, check=True)
    for _ in range(kills):
        run = subprocess.Popen([*program, RUN, str(folder / "clinic")], env=env, stdout=subprocess.PIPE, text=True)
        assert run.stdout
        assert run.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0.0, 0.25))
        run.send_signal(signal.SIGKILL)
        run.wait()
    last = subprocess.run([*program, RUN, str(folder / "clinic")], env=env, capture_output=True, text=True, check=True)
    assert "done" in last.stdout
    got = Counter(
        line.split()[1] for path in mails.glob("*") for line in path.read_text().splitlines() if line.startswith("To:")
    )
    assert max(got.values()) == 1, "a message was sent twice"
    import sqlite3

    with sqlite3.connect(folder / "clinic" / "clinic.sqlite3") as base:
        found = Counter(dict(base.execute("SELECT state, count(*) FROM reminders_reminder GROUP BY state")))
    assert set(found) <= {"sent", "uncertain"}
    assert sum(found.values()) == people
    assert found["sent"] <= sum(got.values()) <= people
    assert found["uncertain"] <= kills
    assert found["sent"] > 0


@pytest.mark.slow
def test_killed_while_it_sends_nothing_goes_twice(tmp_path: Path) -> None:
    killed_again_and_again(tmp_path, people=40, kills=4, seed=1)


@pytest.mark.nightly
def test_killed_sixty_times_nothing_goes_twice(tmp_path: Path) -> None:
    killed_again_and_again(tmp_path, people=900, kills=60, seed=2)
