"""Writes: a check of the chain is an event too."""

from __future__ import annotations

from uuid import UUID

from .chain import Actor, Break, check, note


def check_chain(*, clinic_id: UUID, actor: Actor) -> Break | None:
    """Check a clinic's chain from its first event to its head, and write down what came of it."""
    found = check(clinic_id)
    detail = {"whole": found is None} | ({"number": found.number} if found else {})
    note("audit.check", clinic_id=clinic_id, actor=actor, subject_kind="audit", detail=detail)
    return found
