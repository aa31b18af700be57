"""An event in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from .models import AuditEvent

ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
KNOWN = {
    "account.codes": "Made new recovery codes",
    "account.factor_add": "Added a second factor",
    "account.factor_failed": "Gave a wrong second factor",
    "account.factor_remove": "Removed a second factor",
    "account.factor_reset": "Took away a colleague's second factor",
    "account.password": "Changed the password",
    "account.password_reset": "Set a new password by mail",
    "account.sign_in": "Signed in",
    "account.sign_in_failed": "Failed to sign in",
    "account.sign_out": "Signed out",
    "audit.check": "Checked the chain",
    "clinic.change": "Changed the practice's details",
    "clinic.make": "Set up the practice",
    "clinic.reseal": "Sealed identities with the key in use",
    "member.add": "Added a colleague",
    "member.end": "Ended a membership",
    "member.role": "Changed a role",
    "patient.add": "Added a patient",
    "patient.change": "Changed a patient's details",
    "patient.look": "Looked at a patient",
    "refused": "Sent something that was not taken",
}


@dataclass(frozen=True)
class Line:
    """One event as a row. patient_id: whose record, if anybody's; detail: the rest, as short words."""

    number: int
    at: datetime
    who: str
    address: str
    what: str
    detail: str
    patient_id: UUID | None


def lines(events: Sequence[AuditEvent], names: Mapping[UUID, str]) -> Sequence[Line]:
    """Events as rows; ``names``: of the colleagues."""
    return [
        Line(
            number=event.number,
            at=event.at,
            who=_who(event, names),
            address=event.address,
            what=KNOWN.get(event.action, event.action.replace(".", ": ").replace("_", " ")),
            detail=", ".join(
                f"{name.replace('_', ' ')}: {_said(value)}" for name, value in sorted(event.detail.items())
            ),
            patient_id=event.patient_id,
        )
        for event in events
    ]


def _said(value: object) -> str:
    """A value of a detail: lists in words, ids shortened to what tells two of them apart."""
    if isinstance(value, list):
        return " and ".join(_said(item) for item in value)
    text = str(value).replace("_", " ")
    return f"{text[:8]}…" if ID.fullmatch(text) else text


def _who(event: AuditEvent, names: Mapping[UUID, str]) -> str:
    if event.actor_kind == "staff" and event.actor_id is not None:
        return names.get(event.actor_id, "somebody who left")
    return {"patient": "the patient", "system": "the program"}.get(event.actor_kind, event.actor_kind)
