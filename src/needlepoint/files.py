"""Writing results so that a reader never meets half of one: written aside, then renamed.

A file is staged beside its target and renamed over it. A folder's files are all staged first; a new folder then appears
by one rename, and in an existing one the files are renamed one by one, with the old ones put back if a rename fails.
Whatever goes wrong, a full disk or a key press, the staging is removed and what stood there before still stands.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from .errors import InputError, MachineError, NeedlepointError, Problem

Content = str | bytes | Callable[[Path], object]
"""Text (written as UTF-8), bytes, or a function that writes to the path it is given."""

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
LOCKED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
WRONG_PATH = {
    errno.ELOOP: ("a symlink that leads back to itself", "Remove the symlink or choose another path."),
    errno.ENOTDIR: ("a file where a folder belongs", "Choose a path whose parents are folders."),
    errno.EEXIST: ("a file where a folder belongs", "Remove the file or choose another path."),
    errno.EISDIR: ("a folder where a file belongs", "Give the path of a file."),
    errno.ENAMETOOLONG: ("a name that is too long", "Choose a shorter name."),
    errno.ENOENT: ("a path whose folder vanished or whose name cannot exist", "Choose another path."),
}

FOLDER_IN_THE_WAY = (
    "a folder where a file belongs",
    "a path that can be written",
    "Remove it or choose another folder.",
)


def write_file(path: Path, content: Content) -> Path:
    """Write ``content`` to ``path`` whole or not at all; folders on the way are made. Returns ``path``.

    A device or a pipe (``/dev/stdout``) is written to, never replaced; a symlink keeps pointing where it points.
    Raises InputError (the path cannot be one) or MachineError (disk full, not writable).
    """
    with _explained(path):
        kind = _kind(path)
        if kind is not None and stat.S_ISDIR(kind):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if kind is not None and not stat.S_ISREG(kind):
            path.write_bytes(_as_bytes(content))
            return path
        target = Path(os.path.realpath(path))
        with _made_folder(target.parent), _staging(target.parent, target.suffix) as aside:
            _fill(aside, content)
            if kind is not None:
                shutil.copymode(target, aside)
            aside.replace(target)
    return path


def write_folder(folder: Path, contents: Mapping[str, Content], *, owned: Collection[str] = ()) -> list[Path]:
    """Write all of ``contents`` (file name to content) into ``folder``, or nothing. Returns the paths in their order.

    ``owned``: names that this kind of output may hold; one that stands there from an earlier run and is not written now
    is removed, so that an old file never lies beside a new answer. Other files in the folder are left alone.
    Raises InputError (the path cannot be a folder) or MachineError (disk full, not writable).
    """
    stale = [name for name in owned if name not in contents]
    with _explained(folder):
        exists = _kind(folder) is not None
        target = Path(os.path.realpath(folder))
        if exists and not target.is_dir():
            raise NotADirectoryError(errno.EEXIST, os.strerror(errno.EEXIST), str(folder))
        blocked = [target / name for name in (*contents, *stale) if (target / name).is_dir()]
        if blocked:
            raise InputError(Problem(str(blocked[0]), *FOLDER_IN_THE_WAY))
        home = target if exists else target.parent
        with _made_folder(home), _staging(home) as aside:
            aside.mkdir()
            for name, content in contents.items():
                _fill(aside / name, content)
            if exists:
                _exchange(aside, target, list(contents), stale)
            else:
                aside.replace(target)
    return [folder / name for name in contents]


def _kind(path: Path) -> int | None:
    """The mode of what stands at ``path``; None when nothing does. Symlinks are followed."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _fill(path: Path, content: Content) -> None:
    """Write and flush to the disk, so that a late "disk full" is heard before anything is renamed."""
    if callable(content):
        content(path)
    else:
        path.write_bytes(_as_bytes(content))
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _as_bytes(content: Content) -> bytes:
    if callable(content):
        raise InputError(Problem("output", "a device or a pipe", "a file for this kind of output"))
    return content.encode("utf-8") if isinstance(content, str) else content


def _exchange(aside: Path, target: Path, names: list[str], stale: list[str]) -> None:
    """Rename the staged files into place; on failure put back what stood there."""
    kept = aside / ".before"
    kept.mkdir()
    try:
        for name in (*names, *stale):
            if os.path.lexists(target / name):
                (target / name).rename(kept / name)
            if name in names:
                (aside / name).rename(target / name)
    except BaseException:
        for name in (*names, *stale):
            if os.path.lexists(kept / name):
                (kept / name).replace(target / name)
            elif name in names and not os.path.lexists(aside / name):
                (target / name).unlink()
        raise


@contextlib.contextmanager
def _staging(home: Path, suffix: str = "") -> Iterator[Path]:
    """A hidden path in ``home`` to write to; gone afterwards, whatever happened."""
    aside = home / f".needlepoint-{secrets.token_hex(6)}{suffix}"
    try:
        yield aside
    finally:
        if aside.is_dir():
            shutil.rmtree(aside, ignore_errors=True)
        else:
            aside.unlink(missing_ok=True)


@contextlib.contextmanager
def _made_folder(folder: Path) -> Iterator[None]:
    """``folder`` and its parents, made where missing and removed again if the block fails."""
    missing = [step for step in (folder, *folder.parents) if not step.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for step in missing:
            with contextlib.suppress(OSError):
                step.rmdir()
        raise


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn what the system says into the two errors that a person can act on."""
    try:
        yield
    except NeedlepointError:
        raise
    except OSError as cause:
        raise explain(path, cause) from cause
    except ValueError as cause:
        raise InputError(Problem(repr(str(path)), "a character no path can hold", "a path on this machine")) from cause


def explain(path: Path, cause: OSError) -> NeedlepointError:
    """The error to raise for a failed write to ``path``: what it means and what mends it."""
    if cause.errno in WRONG_PATH:
        found, remedy = WRONG_PATH[cause.errno]
        return InputError(Problem(str(path), found, "a path that can be written", remedy))
    if cause.errno in FULL:
        return MachineError(
            f"The disk is full: {path} was not written, and nothing half-written was left.",
            "Free some space or choose another place.",
        )
    if cause.errno in LOCKED:
        return MachineError(f"This user may not write to {path}.", "Choose a place you may write to.")
    return MachineError(f"{path} could not be written: {cause.strerror or cause}.", "Choose another place.")
