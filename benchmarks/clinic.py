"""The clinic under load: many patients, many people at once, both databases, through the real server.

    python benchmarks/clinic.py                                       100,000 patients, a million check-ins
    python benchmarks/clinic.py --patients 5000 --check-ins 50000     smaller, for a shared machine

Each database is filled in bulk with invented rows spread over ten years (``filling.py`` says which), the server is
started as ``needlepoint serve`` on two cores, and twenty people work in it: each opens Today, searches, opens a
patient's page, and thinks a second between two pages. Printed: the 50th, 95th and 99th percentile of each page against
the budget, pages a second, queries of each page, pages that one person opens now and then (safety, a recall, the audit
trail a million events back), and how long a check of the whole audit chain takes. About eight minutes, 8 GB of disk.
PostgreSQL: TEST_POSTGRES_URL, or ``python tools/with_postgres.py python benchmarks/clinic.py``.
"""

from __future__ import annotations

import argparse
import http.client
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
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from filling import Filled

ROOT = Path(__file__).parents[1]
BUDGET_MS, CORES = 150.0, 2


@dataclass
class Times:
    """Seconds of each page, by its name."""

    pages: dict[str, list[float]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def took(self, page: str, seconds: float) -> None:
        with self.lock:
            self.pages.setdefault(page, []).append(seconds)


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


def _now_and_then(filled: Filled) -> None:
    """Pages that are not opened all day, once warm, by the owner: safety, a recall, the newest and oldest events."""
    from django.test import Client

    from needlepoint_clinic.accounts.models import User

    client = Client(headers={"host": "localhost"})
    owner = User.objects.get(email="owner@example.org")
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(owner, generate_totp_secret())
    month = (date.today() - timedelta(days=200)).strftime("L%y%m0")
    pages = {
        "check-ins": "/check-ins/", "safety": "/safety/", "recall": f"/safety/recall/?lot={month}",
        "audit": "/audit/", "audit, its oldest page": "/audit/?before=51",
        "audit of a patient": f"/audit/?patient={filled.visited[0]}",
    }  # fmt: skip
    for name, address in pages.items():
        took = []
        for _ in range(3):
            start = time.perf_counter()
            assert client.get(address).status_code == 200, name
            took.append(time.perf_counter() - start)
        print(f"  {name:22}{1000 * min(took):8.0f} ms")


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
        from filling import fill

        from needlepoint_clinic.audit.chain import check
        from needlepoint_clinic.clinics.models import Clinic

        start = time.perf_counter()
        filled = fill(options.patients, options.check_ins, options.events, options.users)
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
        _now_and_then(filled)
        start = time.perf_counter()
        assert check(Clinic.objects.get().id) is None
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
    parser.add_argument("--events", type=int, default=1_000_000, help="events of the audit trail")
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
