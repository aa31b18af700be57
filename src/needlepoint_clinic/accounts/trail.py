"""What happens to an account, written into the chain of every clinic its person belongs to.

allauth owns these flows and speaks of them by signals, so this is the one place that listens to any.
"""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset, user_logged_in
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.http import HttpRequest

from ..audit.chain import Actor, note
from .models import User


def listen() -> None:
    """Connect every signal to its event. Called once, when Django is ready."""
    told = {
        "account.sign_in": user_logged_in,
        "account.sign_out": user_logged_out,
        "account.password": password_changed,
        "account.password_reset": password_reset,
        "account.factor_add": authenticator_added,
        "account.factor_remove": authenticator_removed,
        "account.codes": authenticator_reset,
        "account.factor_failed": authentication_failed,
    }
    for action, signal in told.items():
        signal.connect(_writer(action), dispatch_uid=f"trail {action}", weak=False)
    user_login_failed.connect(_failed, dispatch_uid="trail failed", weak=False)


def write(user: User | None, action: str, request: HttpRequest | None, **detail: str) -> None:
    """One event in each clinic of this person."""
    if user is None:
        return
    address = request.META.get("REMOTE_ADDR", "") if request is not None else ""
    actor = Actor("staff", user.pk, address)
    for clinic_id in user.memberships.filter(ended_at__isnull=True).values_list("clinic_id", flat=True):
        note(action, clinic_id=clinic_id, actor=actor, subject_kind="user", subject_id=user.pk, detail=detail)


def _writer(action: str) -> Any:
    def heard(sender: Any, *, request: HttpRequest | None, user: User | None, **rest: Any) -> None:
        kind = rest["authenticator"].type if "authenticator" in rest else ""
        write(user, action, request, **({"kind": str(kind)} if kind else {}))

    return heard


def _failed(sender: Any, *, credentials: dict[str, Any], request: HttpRequest | None = None, **rest: Any) -> None:
    told = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
    write(User.objects.filter(email=told).first() if told else None, "account.sign_in_failed", request)
