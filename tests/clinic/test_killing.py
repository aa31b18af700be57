"""Killed at any moment while people write: nothing acknowledged is lost, the chain is whole, no repair is needed."""

from __future__ import annotations

import os
import random
import subprocess
import time
from pathlib import Path

import pytest

from .killing import Browser, Found, Server, Writer, database, read

WRITERS = 2
LONGEST = 1.2  # seconds of writing before a kill


def kill_again_and_again(folder: Path, *, kills: int, seed: int) -> None:
    """Set a clinic up, then: write, kill, look, start, send again what had no answer."""
    chance = random.Random(seed)
    with database(os.environ.get("TEST_POSTGRES_URL")) as url:
        server = Server(folder / "clinic", url)
        server.start()
        try:
            browser = Browser(server.base)
            browser.set_up()
            kept: set[object] = set()
            unsure: list[dict[str, str] | None] = [None] * WRITERS
            for _ in range(kills):
                writers = [Writer(browser, unsure[number]) for number in range(WRITERS)]
                for writer in writers:
                    writer.start()
                time.sleep(chance.uniform(0.0, LONGEST))
                server.kill()
                for writer in writers:
                    writer.stop.set()
                    writer.join()
                    assert not writer.fault, writer.fault
                    kept |= writer.kept
                unsure = [writer.unsure for writer in writers]
                _whole(read(server), kept)
                server.start()
            assert kept, "somebody wrote"
            for told in filter(None, unsure):  # sent again, it is taken once
                assert browser.ask("/patients/new/", told)[0] == browser.ask("/patients/new/", told)[0] == 302
            found = read(server)
            _whole(found, kept)
            assert found.forms == len(found.patients) + 1, "one form each, and that of the first run"
        finally:
            server.kill()
        done = subprocess.run(
            server.command("clinic", "check"), env=server.environment(), capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Praxis: whole" in done.stdout


def _whole(found: Found, kept: set[object]) -> None:
    assert kept <= found.patients, "an acknowledged record is lost"
    assert found.added == len(found.patients), "a record without its event, or an event without its record"
    assert found.broken is None


@pytest.mark.slow
def test_killed_while_people_write(tmp_path: Path) -> None:
    kill_again_and_again(tmp_path, kills=int(os.environ.get("NEEDLEPOINT_KILLS", "8")), seed=1)


@pytest.mark.nightly
def test_killed_two_hundred_times(tmp_path: Path) -> None:
    kill_again_and_again(tmp_path, kills=200, seed=2)
