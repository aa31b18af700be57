"""Writing a file whole: aside, synced, renamed, its folder synced. After a power cut it is there or was never there."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

ASIDE = ".part"


def write_whole(path: Path, content: bytes) -> None:
    """Bytes on the disk under a name, all or nothing, for their owner only. Raises OSError."""
    _folder(path.parent)
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}{ASIDE}")
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    _sync(path.parent)


def _folder(path: Path) -> None:
    if path.is_dir():
        return
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    for part in (path.parent, path.parent.parent):
        _sync(part)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
