"""Serving: what ``needlepoint serve`` does. Keys made once, database brought up to date, invented people if wanted.

Everything lives in one data folder: ``clinic.env`` (the keys, readable by its owner only), the SQLite file, sealed
files. The folder can be copied as a whole; without ``clinic.env`` nothing in it can be read again.
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
import threading
from collections.abc import Mapping
from pathlib import Path

from needlepoint.errors import MachineError
from needlepoint.files import write_file

from .environment import PREFIX

KEYS_FILE = "clinic.env"
THREADS = 8
WARM_AFTER = 3.0  # seconds after the start
MOST_BODY = 256 * 1024 * 1024  # above this the server itself hangs up; below, a page says that it was too big
AT_HOME = ("127.0.0.1", "localhost", "::1")


def prepare_environment(data: Path, *, demo: bool, port: int, host: str) -> None:
    """Fill in what the environment leaves out, from the folder's own keys; keys are made when there are none.

    Raises MachineError when the folder cannot be written.
    """
    os.umask(0o077)  # what is written from here on is for its owner only
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept = _kept_keys(data / KEYS_FILE)
    except OSError as fault:
        raise MachineError(f"{data} cannot be used: {fault.strerror}.", "name another folder with --data") from fault
    told = {
        **kept,
        PREFIX + "DATA_DIR": str(data),
        PREFIX + "HOSTS": f"{host},127.0.0.1,localhost",
        PREFIX + "HTTPS": "0",
        PREFIX + "DEMO": "1" if demo else "0",
        "DJANGO_SETTINGS_MODULE": "needlepoint_clinic.settings",
    }
    for name, value in told.items():
        os.environ.setdefault(name, value)
    if host not in AT_HOME and os.environ[PREFIX + "HTTPS"] != "1":
        raise MachineError(
            f"Serving on {host} without HTTPS would send patients' records in clear.",
            f"put a TLS proxy in front and set {PREFIX}HTTPS=1 (deploy/README.md), or serve on 127.0.0.1",
        )


def _kept_keys(path: Path) -> Mapping[str, str]:
    if not path.exists():
        made = {
            PREFIX + "SECRET_KEY": secrets.token_urlsafe(64),
            PREFIX + "IDENTITY_KEYS": f"k1:{_key()}",
            PREFIX + "SEARCH_KEY": _key(),
        }
        write_file(path, "".join(f"{name}={value}\n" for name, value in made.items()))
    lines = path.read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def add_key(data: Path) -> str:
    """Put a new identity key before the others in the folder's own keys; its id. The old ones stay.

    Raises MachineError when the keys come from the environment or the folder has none.
    """
    path = data / KEYS_FILE
    if os.environ.get(PREFIX + "IDENTITY_KEYS") or not path.exists():
        raise MachineError(
            f"The keys are not in {path}.", f"put a new one, id:base64, before the others in {PREFIX}IDENTITY_KEYS"
        )
    kept = dict(_kept_keys(path))
    before = kept[PREFIX + "IDENTITY_KEYS"]
    ids = {entry.partition(":")[0] for entry in before.split(",")}
    id = next(f"k{number}" for number in range(1, 10_000) if f"k{number}" not in ids)
    kept[PREFIX + "IDENTITY_KEYS"] = f"{id}:{_key()},{before}"
    write_file(path, "".join(f"{name}={value}\n" for name, value in kept.items()))
    return id


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def bring_up_to_date(*, demo: bool) -> None:
    """Migrations, static files, and in a demonstration the invented clinic."""
    import django
    from django.core.management import call_command

    django.setup()
    from .core.upkeep import look_at_the_data

    if _behind():
        call_command("migrate", verbosity=0, interactive=False)
    _collect_static()
    call_command("clearsessions")
    from .photographs.actions import sweep

    sweep()  # what a kill left of uploads, a day ago or more
    look_at_the_data()
    if demo:
        from .demo.making import make_demo

        make_demo()


def _behind() -> bool:
    """Whether the database lacks a migration. Asking takes a tenth of what running none of them takes."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _collect_static() -> None:
    """Collect static files when one of them is not as it was at the last start."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    files = [Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([])]
    told = sorted((str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files)
    digest = hashlib.sha256(repr(told).encode()).hexdigest()
    stamp = settings.STATIC_ROOT.with_name("static.collected")
    if stamp.exists() and (settings.STATIC_ROOT / "staticfiles.json").exists() and stamp.read_text("ascii") == digest:
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    write_file(stamp, digest)


def way_in_for_a_patient() -> str | None:
    """The secret of a link into the portal of an invented patient; None when there is nobody to show."""
    from .demo.phone import a_patients_way_in

    return a_patients_way_in()


def words_at_start() -> str:
    """What the console says about the first run: the set-up code where one is asked for; else nothing."""
    from .clinics.selectors import any_clinic
    from .clinics.set_up import needs_code, set_up_code

    return (
        f"Nobody uses this server yet. The set-up code is {set_up_code()}" if needs_code() and not any_clinic() else ""
    )


def serve(*, host: str, port: int) -> None:
    """Answer requests until stopped. Raises MachineError when the port is taken.

    Behind HTTPS the proxy's word is taken for who asks and how: from NEEDLEPOINT_PROXY, 127.0.0.1 when it is not set.
    """
    import waitress
    from django.conf import settings

    from .core.upkeep import keep_up
    from .courses.warm import warm_engine
    from .wsgi import application

    soon = threading.Timer(WARM_AFTER, warm_engine)  # the first page comes first
    soon.daemon = True
    soon.start()
    keep_up()
    told = settings.ENVIRONMENT
    proxy = told.proxy or ("127.0.0.1" if told.https else None)
    trusted = {"trusted_proxy": proxy, "trusted_proxy_headers": "x-forwarded-for x-forwarded-proto"} if proxy else {}
    try:
        waitress.serve(
            application,
            host=host,
            port=port,
            threads=THREADS,
            ident=None,
            max_request_body_size=MOST_BODY,
            clear_untrusted_proxy_headers=True,
            **trusted,
        )
    except OSError as fault:
        raise MachineError(
            f"Port {port} on {host} cannot be used: {fault.strerror}.", "name another with --port"
        ) from fault
