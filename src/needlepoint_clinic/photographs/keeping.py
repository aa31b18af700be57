"""Where the pictures lie: sealed files under the data folder, outside everything that is served by its path.

``photographs/xx/UUID.kind`` with xx the first two letters of the id. Each file is AES-256-GCM under the keys of
``core.sealing``, bound to its photograph and its kind: a file that is renamed, or moved to another row, does not open.
A file is written aside, synced, and renamed before its row is committed. So a kill leaves at most a file without a row
(swept later), never a row without a file.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings

from ..core.sealing import seal, unseal
from ..core.whole import ASIDE, write_whole

PLACE = "photographs.Photo"
KINDS = ("full", "screen", "small")
SWEEP_AFTER_S = 24 * 3600.0


def folder() -> Path:
    """The folder of all photographs."""
    return Path(settings.ENVIRONMENT.data) / "photographs"


def path_of(photo_id: UUID, kind: str) -> Path:
    """Where a picture lies. kind: full, screen or small."""
    return folder() / photo_id.hex[:2] / f"{photo_id}.{kind}"


def place_of(name: str) -> str:
    """What the seal of a file is bound to: the photograph and the kind, as the file's name has them."""
    return f"{PLACE}:{name}"


def keep(photo_id: UUID, pictures: dict[str, bytes]) -> None:
    """Seal and write every picture of a photograph, whole and synced. A fault takes away what was written."""
    made: list[Path] = []
    try:
        for kind, plain in pictures.items():
            path = path_of(photo_id, kind)
            write_whole(path, seal(plain, place_of(path.name)))
            made.append(path)
    except BaseException:
        for path in made:
            path.unlink(missing_ok=True)
        raise


def read(photo_id: UUID, kind: str) -> bytes:
    """A picture, opened. Raises SealError when its key is gone or it is not what was sealed; FileNotFoundError."""
    path = path_of(photo_id, kind)
    return unseal(path.read_bytes(), place_of(path.name))


def drop(photo_id: UUID) -> None:
    """Take away the files of a photograph that came to nothing."""
    for kind in KINDS:
        path_of(photo_id, kind).unlink(missing_ok=True)


def every_file() -> Iterator[tuple[str, Path]]:
    """Every sealed file: the place its seal is bound to, and where it lies."""
    if folder().is_dir():
        for path in sorted(folder().glob("??/*")):
            if not path.name.endswith(ASIDE):
                yield place_of(path.name), path


def orphans(known: Collection[str], *, older_than_s: float = SWEEP_AFTER_S) -> list[Path]:
    """Files of no photograph (ids in ``known``), and halves of a write, that nobody is writing any more."""
    if not folder().is_dir():
        return []
    now = time.time()
    found = []
    for path in sorted(folder().glob("??/*")):
        lost = path.name.endswith(ASIDE) or path.name.partition(".")[0] not in known
        if lost and now - path.stat().st_mtime > older_than_s:
            found.append(path)
    return found
