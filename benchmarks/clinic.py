"""The clinic under load: many patients, many people at once, both databases, through the real server.

    python benchmarks/clinic.py                                       100,000 patients, a million check-ins
    python benchmarks/clinic.py --patients 5000 --check-ins 50000     smaller, for a shared machine

Each database is filled in bulk with invented rows spread over ten years, the server is started as ``needlepoint serve``
on two cores, and twenty people work in it: each opens Today, searches, opens a patient's page, and thinks a second
between two pages. Printed: the 50th, 95th and 99th percentile of each page against the budget, pages a second, queries
of each page, and how long a check of the whole audit chain takes. Only ``VISITED`` patients carry the engine's full
plan (400 KB each) in their course, and only their pages are opened; the others carry a stub, to keep the disk small.
PostgreSQL: TEST_POSTGRES_URL, or ``python tools/with_postgres.py python benchmarks/clinic.py``.
"""

from __future__ import annotations

import argparse
import functools
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

ROOT = Path(__file__).parents[1]
PLAN = ROOT / "tests/clinic/data/plan.json"
BUDGET_MS, CORES, BATCH, YEARS, VISITED, SESSIONS = 150.0, 2, 2000, 10, 200, 3
GIVEN = ("Ana", "Ben", "Chloe", "Dimitri", "Esra", "Femi", "Grete", "Hana", "Ivo", "Jonas", "Kira", "Luz", "Mira")
FAMILY = ("Adler", "Brandt", "Costa", "Demir", "Eriksen", "Fischer", "Garcia", "Horvat", "Ito", "Jansen", "Klein")


@dataclass
class Filled:
    """What the database was filled with. cookies: one signed-in person each; visited: patients whose pages open."""

    cookies: list[str]
    visited: list[UUID]
    words: list[str]


@dataclass
class Times:
    """Seconds of each page, by its name."""

    pages: dict[str, list[float]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def took(self, page: str, seconds: float) -> None:
        with self.lock:
            self.pages.setdefault(page, []).append(seconds)


def fill(patients: int, check_ins: int, users: int) -> Filled:
    """Fill the database that Django is set to."""
    from django.db import transaction

    from needlepoint_clinic.audit.chain import SYSTEM
    from needlepoint_clinic.clinics.actions import add_member, make_clinic
    from needlepoint_clinic.clinics.models import Role

    chance = random.Random(1)
    clinic = make_clinic(
        name="Large practice", phone="+49 30 1234", time_zone="Europe/Berlin", currency="EUR", session_price=None,
        owner_name="Olga", owner_email="owner@example.org", owner_password="invented-people", actor=SYSTEM,
    )  # fmt: skip
    told = {"password": None, "role": Role.PROVIDER, "licence": "", "actor": SYSTEM}
    members = [
        add_member(clinic_id=clinic.id, name=f"Provider {number}", email=f"p{number}@example.org", **told)
        for number in range(users)
    ]
    visited: list[UUID] = []
    for start in range(0, patients, BATCH):
        with transaction.atomic():
            count = min(BATCH, patients - start)
            people = _patients(clinic, start, count, chance)
            shown = people[: max(0, VISITED - len(visited))]
            visited += [person.id for person in shown]
            _records(clinic, members[0].user, people, {person.id for person in shown}, check_ins // patients, chance)
    clinic.last_number = patients
    clinic.save(update_fields=["last_number"])
    words = [*FAMILY, *GIVEN, "Kl", "Gre", "costa luz", "1980-02-03", f"{patients // 2:06d}"]
    return Filled([_session(member.user) for member in members], visited, words)


def _patients(clinic: Any, start: int, count: int, chance: random.Random) -> Sequence[Any]:
    from needlepoint_clinic.patients.identity import Identity, sealed_identity, tokens_of
    from needlepoint_clinic.patients.models import Patient, PatientToken

    people, tokens = [], []
    for number in range(start + 1, start + count + 1):
        born = date(1945, 1, 1) + timedelta(days=chance.randrange(22_000))
        identity = Identity(chance.choice(GIVEN), f"{chance.choice(FAMILY)}-{chance.choice(FAMILY)}", born)
        id = uuid4()
        person = Patient(
            id=id, clinic=clinic, number=f"{number:06d}", identity=sealed_identity(id, identity), sex="female",
            birth_year=born.year, phototype="III", phototype_found_by="examination",
        )  # fmt: skip
        people.append(person)
        tokens += [PatientToken(clinic=clinic, patient=person, token=token) for token in tokens_of(clinic.id, identity)]
    Patient.objects.bulk_create(people)
    PatientToken.objects.bulk_create(tokens, batch_size=5000)
    return people


def _records(
    clinic: Any, by: Any, people: Sequence[Any], shown: set[UUID], entries: int, chance: random.Random
) -> None:
    """A screening, a course with its sessions, a signed treatment and check-ins for each."""
    from django.utils import timezone

    from needlepoint_clinic.checkins.models import CheckIn
    from needlepoint_clinic.courses.models import Course, PlannedSession
    from needlepoint_clinic.screening.models import Screening
    from needlepoint_clinic.treatments.models import Treatment

    plan = json.loads(PLAN.read_text("utf-8"))
    option, today, found = plan["options"][0]["name"], date.today(), _findings()
    now = timezone.now()
    rows: dict[Any, list[Any]] = {Screening: [], Course: [], PlannedSession: [], Treatment: [], CheckIn: []}
    for person in people:
        first = today - timedelta(days=chance.randrange(-30, YEARS * 365))
        owned = {"clinic": clinic, "patient": person}
        findings = found if person.id in shown else {"findings": []}
        screened = {"engine_version": "0", "case": {}, "findings": findings, "verdict": "proceed"}
        screening = Screening(**owned, on=first, **screened)
        whole = plan if person.id in shown else {"options": []}
        ended = first < today - timedelta(days=200)
        state = {"status": "finished", "ended_why": "The last visit was done."} if ended else {"status": "running"}
        frozen = {"option": option, "case": {}, "plan": whole, "protocol": "", "forecast_hash": "0" * 64}
        course = Course(**owned, screening=screening, title="Scars", engine_version="0", **frozen, **state)
        sessions = [
            PlannedSession(clinic=clinic, course=course, number=number + 1, on=first + timedelta(days=42 * number))
            for number in range(SESSIONS)
        ]
        signed = {
            "status": "signed",
            "signed_at": now,
            "signed_by": by,
            "content_hash": "0" * 64,
            "no_adverse_event": True,
            "screening": screening,
        }
        treatment = Treatment(**owned, course=course, session=sessions[0], on=first, **signed)
        for day in range(entries):
            wrong = chance.random() < 0.0005
            level = {"level": "call the clinic" if wrong else "as expected", "inside": not wrong}
            entry = {"day": day, "on": first + timedelta(days=day), "signs": {"redness": 1}, "flags": []}
            rows[CheckIn].append(CheckIn(**owned, treatment=treatment, **entry, **level))
        rows[Screening].append(screening)
        rows[Course].append(course)
        rows[PlannedSession] += sessions
        if first <= today:
            rows[Treatment].append(treatment)
        else:
            del rows[CheckIn][len(rows[CheckIn]) - entries :]
    for model, made in rows.items():
        model.objects.bulk_create(made, batch_size=1000)


@functools.cache
def _findings() -> dict[str, Any]:
    """A screening of the example case, as the clinic keeps it."""
    import needlepoint

    case = needlepoint.load_case(ROOT / "examples/acne-scars.yaml", date.today())
    return needlepoint.screen(case, date.today()).model_dump(mode="json")


def _session(user: Any) -> str:
    """A signed-in session with a second factor."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    TOTP.activate(user, generate_totp_secret())
    store = SessionStore()
    store[SESSION_KEY], store[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    store.create()
    return str(store.session_key)


@contextmanager
def server(data: Path, port: int) -> Iterator[int]:
    """``needlepoint serve`` on two cores; its process id."""
    cores = ",".join(map(str, sorted(os.sched_getaffinity(0))[:CORES]))
    command = ["taskset", "-c", cores, sys.executable, "-c", "from needlepoint.cli import main; main()", "serve"]
    with (data / "log").open("wb") as log:
        told = {"stdout": log, "stderr": log, "start_new_session": True}
        process = subprocess.Popen([*command, "--port", str(port), "--data", str(data)], **told)
        try:
            for _ in range(600):
                if process.poll() is not None:
                    raise SystemExit((data / "log").read_text())
                try:
                    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                    asked.request("GET", "/health/")
                    if asked.getresponse().status == 200:
                        break
                except OSError:
                    time.sleep(0.1)
            yield process.pid
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()


class Person(threading.Thread):
    """One person at work: Today, a search, a patient's page, again and again, with a pause before each."""

    def __init__(
        self, port: int, cookie: str, filled: Filled, times: Times, until: float, think: float, seed: int
    ) -> None:
        super().__init__(daemon=True)
        self.filled, self.times, self.until, self.think = filled, times, until, think
        self.chance = random.Random(seed)
        self.headers = {"Cookie": f"session={cookie}"}
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def run(self) -> None:
        token = self.ask("", "GET", "/patients/").split('csrfmiddlewaretoken" value="')[1].split('"')[0]
        while time.monotonic() < self.until:
            self.ask("Today", "GET", "/")
            told = {"csrfmiddlewaretoken": token, "q": self.chance.choice(self.filled.words)}
            self.ask("search", "POST", "/patients/", urllib.parse.urlencode(told))
            self.ask("timeline", "GET", f"/patients/{self.chance.choice(self.filled.visited)}/")

    def ask(self, page: str, method: str, path: str, body: str = "") -> str:
        time.sleep(self.chance.uniform(0.5, 1.5) * self.think)
        kind = {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"} if body else {}
        start = time.perf_counter()
        self.line.request(method, path, body or None, self.headers | kind)
        answer = self.line.getresponse()
        text = answer.read().decode()
        if page:
            self.times.took(page, time.perf_counter() - start)
        if answer.status != 200:
            self.times.faults.append(f"{method} {path}: {answer.status} {answer.headers.get('Location', '')}")
        return text


def processor_seconds(process: int) -> float:
    """What the server has used so far, all threads: it does not grow when other programs keep the machine busy."""
    parts = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def load(port: int, filled: Filled, seconds: float, think: float) -> Times:
    """Everybody works for so many seconds."""
    times, until = Times(), time.monotonic() + seconds
    people = [Person(port, cookie, filled, times, until, think, seed) for seed, cookie in enumerate(filled.cookies)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return times


def queries(filled: Filled) -> dict[str, int]:
    """How many queries each page makes."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "localhost"})
    client.cookies["session"] = filled.cookies[0]
    pages: dict[str, Callable[[], Any]] = {
        "Today": lambda: client.get("/"),
        "search": lambda: client.post("/patients/", {"q": "klein"}),
        "timeline": lambda: client.get(f"/patients/{filled.visited[0]}/"),
    }
    counted = {}
    for name, ask in pages.items():
        ask()
        with CaptureQueriesContext(connection) as made:
            assert ask().status_code == 200, name
        counted[name] = len(made)
    return counted


def percentile(values: Sequence[float], share: float) -> float:
    """In milliseconds."""
    return 1000 * sorted(values)[min(len(values) - 1, int(share * len(values)))]


def run(options: argparse.Namespace) -> int:
    """One database. Returns 1 when a page is over its budget."""
    with tempfile.TemporaryDirectory(prefix="needlepoint-bench-") as folder:
        from needlepoint_clinic import serving

        data = Path(folder) / "clinic"
        serving.prepare_environment(data, demo=False, port=options.port, host="127.0.0.1")
        serving.bring_up_to_date(demo=False)
        from django.db import connection

        from needlepoint_clinic.audit.chain import SYSTEM, check, note
        from needlepoint_clinic.clinics.models import Clinic

        start = time.perf_counter()
        filled = fill(options.patients, options.check_ins, options.users)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        print(f"{connection.vendor}: {options.patients:,} patients, {options.check_ins:,} check-ins,", end=" ")
        print(f"filled in {time.perf_counter() - start:.0f} s; {options.users} people on {CORES} cores", flush=True)
        counted = queries(filled)
        connection.close()
        with server(data, options.port) as process:
            load(options.port, filled, 5, 0.2)  # warm
            before = processor_seconds(process)
            times = load(options.port, filled, options.seconds, options.think)
            used = processor_seconds(process) - before
        over = False
        for page, took in times.pages.items():
            p50, p95, p99 = (percentile(took, share) for share in (0.5, 0.95, 0.99))
            over = over or p95 > BUDGET_MS
            print(f"  {page:10}{p50:8.0f}{p95:8.0f}{p99:8.0f} ms (50, 95, 99 %), {counted[page]:3d} queries,", end=" ")
            print(f"95 % at {p95 / BUDGET_MS:.2f} of the budget of {BUDGET_MS:.0f} ms")
        total = sum(map(len, times.pages.values()))
        print(
            f"  {total / options.seconds:.1f} pages a second, {1000 * used / total:.0f} ms of processor time each,",
            end=" ",
        )
        print(
            f"{len(times.faults)} faults {times.faults[:2]}; load of the machine {os.getloadavg()[0]:.1f}", flush=True
        )
        clinic = Clinic.objects.get()
        for _ in range(options.events):
            note("patient.look", clinic_id=clinic.id, actor=SYSTEM, subject_kind="patient")
        start = time.perf_counter()
        assert check(clinic.id) is None
        print(f"  the audit chain ({options.events:,} events and more) checked in {time.perf_counter() - start:.1f} s")
        connection.close()
        return int(over or bool(times.faults))


def main() -> int:
    """Both databases, each in a process of its own."""
    parser = argparse.ArgumentParser(description="The clinic under load.")
    parser.add_argument("--patients", type=int, default=100_000)
    parser.add_argument("--check-ins", type=int, default=1_000_000)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, default=1.0, help="seconds between two pages of one person")
    parser.add_argument("--events", type=int, default=2000, help="events added before the chain is checked")
    parser.add_argument("--port", type=int, default=8791)
    parser.add_argument("--here", action="store_true", help="only the database that DATABASE_URL names")
    options = parser.parse_args()
    if options.here:
        return run(options)
    codes = []
    for url in ("", os.environ.get("TEST_POSTGRES_URL")):
        if url is None:
            print("postgresql: not measured, TEST_POSTGRES_URL is not set")
            continue
        command = [sys.executable, __file__, "--here", *sys.argv[1:]]
        codes.append(subprocess.run(command, env=os.environ | {"DATABASE_URL": url}).returncode)
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
