"""Settings from the environment, and only from there: read once, checked, refused with the remedy.

Keys are written as ``id:base64`` (32 bytes), separated by commas, the one in use first; older ones stay so that what
they sealed can be read.
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo

from needlepoint.errors import MachineError

PREFIX = "NEEDLEPOINT_"
KEY_BYTES = 32


@dataclass(frozen=True)
class Environment:
    """What the clinic was told. identity_keys: id to key, the first is in use; data: folder of files and SQLite;
    proxy: the address whose word about who asks, and by https, is taken; site: what links in mails begin with."""

    secret_key: str
    identity_keys: Mapping[str, bytes]
    search_key: bytes
    data: Path
    database_url: str | None
    hosts: tuple[str, ...]
    https: bool
    time_zone: str
    demo: bool
    email_url: str | None
    from_email: str
    site: str
    proxy: str | None


def read_environment(env: Mapping[str, str] | None = None) -> Environment:
    """The settings of this process. Raises MachineError naming the variable that is missing or wrong."""
    told = os.environ if env is None else env
    data = Path(_needed(told, "DATA_DIR", "the folder that holds the database and the photographs"))
    return Environment(
        secret_key=_secret(told),
        identity_keys=_keys(told),
        search_key=_key("SEARCH_KEY", _needed(told, "SEARCH_KEY", "32 random bytes in base64")),
        data=data,
        database_url=told.get("DATABASE_URL") or None,
        hosts=tuple(part.strip() for part in told.get(PREFIX + "HOSTS", "").split(",") if part.strip()),
        https=_flag(told, "HTTPS", True),
        time_zone=_zone(told),
        demo=_flag(told, "DEMO", False),
        email_url=told.get(PREFIX + "EMAIL_URL") or None,
        from_email=told.get(PREFIX + "FROM_EMAIL", "clinic@localhost"),
        site=_site(told),
        proxy=told.get(PREFIX + "PROXY") or None,
    )


def _needed(told: Mapping[str, str], name: str, what: str) -> str:
    value = told.get(PREFIX + name, "")
    if not value:
        raise MachineError(
            f"{PREFIX}{name} is not set: {what}.", "needlepoint serve --help lists what the clinic reads"
        )
    return value


def _secret(told: Mapping[str, str]) -> str:
    value = _needed(told, "SECRET_KEY", "50 or more random characters")
    if len(value) < 50:
        raise MachineError(
            f"{PREFIX}SECRET_KEY has {len(value)} characters; 50 or more are needed.", "make a longer one"
        )
    return value


def _key(name: str, text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise MachineError(
            f"{PREFIX}{name} holds a key that is not {KEY_BYTES} bytes in base64.", "check how it was copied"
        )
    return key


def _keys(told: Mapping[str, str]) -> Mapping[str, bytes]:
    found: dict[str, bytes] = {}
    for entry in _needed(told, "IDENTITY_KEYS", "id:base64, several separated by commas").split(","):
        id, _, text = entry.strip().partition(":")
        if not id.isalnum() or id in found or len(id) > 16:
            raise MachineError(
                f"{PREFIX}IDENTITY_KEYS: {id or entry!r} is not a new id of at most 16 letters and digits.",
                "write id:base64",
            )
        found[id] = _key("IDENTITY_KEYS", text)
    return found


def _zone(told: Mapping[str, str]) -> str:
    name = told.get(PREFIX + "TIME_ZONE") or "UTC"
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise MachineError(f"{PREFIX}TIME_ZONE is {name!r}, which is no zone.", "write it like Europe/Berlin") from None
    return name


def _site(told: Mapping[str, str]) -> str:
    """The address that links in mails begin with; from the first host where none is set."""
    value = told.get(PREFIX + "SITE", "").rstrip("/")
    if not value:
        host = next((part.strip() for part in told.get(PREFIX + "HOSTS", "").split(",") if part.strip()), "localhost")
        return f"{'https' if _flag(told, 'HTTPS', True) else 'http'}://{host.lstrip('.')}"
    url = urlsplit(value)
    if url.scheme not in ("http", "https") or not url.hostname or url.path or url.query:
        raise MachineError(f"{PREFIX}SITE is {value!r}.", "write it like https://clinic.example.org")
    return value


def _flag(told: Mapping[str, str], name: str, default: bool) -> bool:
    value = told.get(PREFIX + name, "")
    if value not in ("", "0", "1"):
        raise MachineError(f"{PREFIX}{name} is {value!r}; 0 or 1 is allowed.", f"set {PREFIX}{name}=0 or 1")
    return default if value == "" else value == "1"


def database(env: Environment) -> dict[str, object]:
    """Django's DATABASES entry: SQLite in the data folder, or what DATABASE_URL names. Raises MachineError."""
    if env.database_url is None:
        return sqlite(env.data / "clinic.sqlite3")
    url = urlsplit(env.database_url)
    if url.scheme == "sqlite":
        return sqlite(Path(unquote(url.path)))
    if url.scheme not in ("postgres", "postgresql"):
        raise MachineError(
            f"DATABASE_URL begins with {url.scheme!r}; sqlite and postgresql are known.",
            "write postgresql://user:password@host:5432/name",
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or ""),
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(url.query)),
    }


def sqlite(path: Path) -> dict[str, object]:
    """SQLite as one server uses it: writers queue instead of failing, readers never wait, a commit is on the disk."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": 3600,  # kept open: closing the last one empties the WAL into the file, at every request
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-32000;"
                "PRAGMA mmap_size=2147418112;"  # what stands after a course's long plan is reached ten times as fast
            ),
        },
    }
