"""Which columns and files are sealed: each app names its own when Django starts, so that a new key reaches them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Sealed:
    """One sealed column. model: ``app.Model``; place: of a row; to_bytes, from_bytes: when kept in another form."""

    model: str
    column: str
    place: Callable[[Any], str]
    to_bytes: Callable[[Any], bytes | None] = lambda value: bytes(value) if value else None
    from_bytes: Callable[[bytes, Any], Any] = lambda stored, before: stored


@dataclass(frozen=True)
class SealedFiles:
    """Sealed files of one app. each: every file's place (what its seal is bound to) and path."""

    name: str
    each: Callable[[], Iterable[tuple[str, Path]]]


SEALED: list[Sealed] = []
FILES: list[SealedFiles] = []


def sealed(model: str, column: str, place: Callable[[Any], str], **form: Any) -> None:
    """Name a sealed column."""
    if not any((item.model, item.column) == (model, column) for item in SEALED):
        SEALED.append(Sealed(model, column, place, **form))


def sealed_files(files: SealedFiles) -> None:
    """Name sealed files."""
    if not any(item.name == files.name for item in FILES):
        FILES.append(files)
