"""Run a command with a real PostgreSQL of its own: ``python tools/with_postgres.py pytest tests/clinic``.

A server on a socket in a temporary folder, seen by nobody else and gone afterwards; TEST_POSTGRES_URL names it to the
command. A TEST_POSTGRES_URL that is set already is used as it is. Where there is no PostgreSQL: in CI that is a
failure; elsewhere it says how to get one and runs nothing.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PLACES = ("/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt", "/usr/pgsql")
MISSING = """No PostgreSQL here: the clinic was not tested on it. On Debian: sudo apt-get install postgresql;
on macOS: brew install postgresql@17; or name a server: TEST_POSTGRES_URL=postgresql://... make test
"""
SETTINGS = "-c listen_addresses='' -c max_connections=60 -c shared_buffers=128MB"


def binaries() -> Path | None:
    """The folder with initdb and pg_ctl, newest version first."""
    found = [path.parent for place in PLACES for path in Path(place).glob("*/bin/initdb")]
    if shutil.which("initdb"):
        found.append(Path(str(shutil.which("initdb"))).parent)
    return max(found, key=lambda path: [int(part) if part.isdigit() else 0 for part in path.parts], default=None)


def as_user(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root: there its own user runs it."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


@contextmanager
def server(bin: Path) -> Iterator[str]:
    """A running server; its URL."""
    with tempfile.TemporaryDirectory(prefix="np-pg-") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        data = folder / "data"

        def call(*command: str) -> None:
            subprocess.run(as_user(list(command)), check=True, stdout=subprocess.DEVNULL, cwd="/")

        call(str(bin / "initdb"), "-D", str(data), "-U", "needlepoint", "-A", "trust", "-E", "UTF8", "--locale=C")
        options = f"{SETTINGS} -c unix_socket_directories='{folder}'"
        call(str(bin / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgresql://needlepoint@/postgres?host={folder}"
        finally:
            call(str(bin / "pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop")


def main() -> int:
    """Run the command. Its exit code is ours."""
    command = sys.argv[1:]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # asked to end: the server ends too
    if os.environ.get("TEST_POSTGRES_URL"):
        return subprocess.run(command).returncode
    bin = binaries()
    if bin is None:
        sys.stderr.write(MISSING)
        return 1 if os.environ.get("CI") == "true" else 0
    with server(bin) as url:
        return subprocess.run(command, env=os.environ | {"TEST_POSTGRES_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main())
