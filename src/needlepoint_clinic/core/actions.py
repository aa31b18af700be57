"""Writes: turning the keys. What is sealed is opened with the key that sealed it and sealed with the one in use.

In batches of one transaction each; it can be stopped and begun again, and waits for rows that others are writing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.apps import apps
from django.db import models, transaction

from .sealed import FILES, SEALED, Sealed
from .sealing import SealError, current_key_id, key_id, seal, unseal
from .whole import write_whole

BATCH = 500


@dataclass
class Turned:
    """What came of it. by_key: how many values each key sealed before; faults: those that could not be opened."""

    done: int = 0
    by_key: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def reseal() -> Turned:
    """Seal everything with the key in use. What cannot be opened is named and left as it is."""
    turned = Turned()
    for item in SEALED:
        model = apps.get_model(item.model)
        for keys in _batches(model):
            with transaction.atomic():
                for row in model._default_manager.select_for_update().filter(pk__in=keys):
                    _turn(item, row, turned)
    for files in FILES:
        for place, path in files.each():
            _turn_file(place, path, turned)
    return turned


def _batches(model: type[models.Model]) -> Iterator[Sequence[object]]:
    last: object = None
    while True:
        keys = model._default_manager.order_by("pk").values_list("pk", flat=True)
        found = list((keys if last is None else keys.filter(pk__gt=last))[:BATCH])
        if not found:
            return
        yield found
        last = found[-1]


def _turn(item: Sealed, row: models.Model, turned: Turned) -> None:
    before = getattr(row, item.column)
    stored = item.to_bytes(before)
    if stored is None:
        return
    try:
        turned.by_key[key_id(stored)] += 1
        if key_id(stored) == current_key_id():
            return
        fresh = seal(unseal(stored, item.place(row)), item.place(row))
    except SealError as fault:
        turned.faults.append(f"{item.model} {row.pk}: {fault}")
        return
    turned.done += type(row)._default_manager.filter(pk=row.pk).update(**{item.column: item.from_bytes(fresh, before)})


def _turn_file(place: str, path: Path, turned: Turned) -> None:
    """Sealed files never change once written, so that one can be replaced while others read it."""
    try:
        stored = path.read_bytes()
        turned.by_key[key_id(stored)] += 1
        if key_id(stored) == current_key_id():
            return
        fresh = seal(unseal(stored, place), place)
    except FileNotFoundError:  # swept meanwhile
        return
    except (SealError, OSError) as fault:
        turned.faults.append(f"{path.name}: {fault}")
        return
    write_whole(path, fresh)
    turned.done += 1
