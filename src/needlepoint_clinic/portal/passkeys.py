"""Passkeys (WebAuthn): what the server asks a browser and how it checks the answer. No account stands behind one.

The user handle that an authenticator keeps is a keyed hash of the patient's id, the name it shows is the practice's: an
authenticator's list tells nothing of the person. Origin and host must be those of this server; the person must be
verified (finger, face, PIN). The challenge stands in the session and is used once.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from ..core.links import secret_for

ASKED = "portal_passkey"
LONGEST = 20_000
VERIFIED = UserVerificationRequirement.REQUIRED


def ask_for_new(request: HttpRequest, patient_id: UUID, name: str, held: Sequence[bytes]) -> Any:
    """What the browser is asked when a passkey is added, as JSON. held: credentials that it need not add again."""
    user = PublicKeyCredentialUserEntity(
        id=secret_for(patient_id, "passkey handle").encode(), name=name, display_name=name
    )
    options, state = _server(request).register_begin(
        user,
        [AttestedCredentialData(item) for item in held],
        user_verification=VERIFIED,
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
    )
    request.session[ASKED] = {"state": state, "for": "new"}
    return json.loads(json.dumps(dict(options)))


def new_one(request: HttpRequest, answer: str) -> tuple[bytes, bytes] | None:
    """(credential, its id) of a browser's answer; None when it does not hold."""
    try:
        told = RegistrationResponse.from_dict(_read(answer))
        found = _server(request).register_complete(_state(request, "new"), told).credential_data
    except Exception:  # whatever is wrong with an answer from outside, it is no passkey
        return None
    return (bytes(found), bytes(found.credential_id)) if found is not None else None


def ask_for_held(request: HttpRequest) -> Any:
    """What the browser is asked when somebody comes in, as JSON: any passkey of this place."""
    options, state = _server(request).authenticate_begin(user_verification=VERIFIED)
    request.session[ASKED] = {"state": state, "for": "held"}
    return json.loads(json.dumps(dict(options)))


def id_in(answer: str) -> bytes:
    """The credential id that an answer names; empty when it is none. Proves nothing."""
    try:
        return bytes(AuthenticationResponse.from_dict(_read(answer)).raw_id)
    except Exception:  # as above
        return b""


def holds(request: HttpRequest, credential: bytes, answer: str) -> bool:
    """Whether the answer proves this credential, for the challenge of this session."""
    try:
        told = AuthenticationResponse.from_dict(_read(answer))
        _server(request).authenticate_complete(_state(request, "held"), [AttestedCredentialData(credential)], told)
    except Exception:  # as above
        return False
    return True


def _server(request: HttpRequest) -> Fido2Server:
    host = request.get_host()
    place = PublicKeyCredentialRpEntity(id=host.rsplit(":", 1)[0] if ":" in host else host, name="Care days")
    own = f"{request.scheme}://{host}"
    return Fido2Server(place, verify_origin=lambda origin: origin == own)


def _state(request: HttpRequest, purpose: str) -> Any:
    asked = request.session.pop(ASKED, None) or {}
    if asked.get("for") != purpose:
        raise ValueError("no challenge was given for this")
    return asked["state"]


def _read(answer: str) -> Any:
    if len(answer) > LONGEST:
        raise ValueError("too long")
    return json.loads(answer)
