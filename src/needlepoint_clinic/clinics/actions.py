"""Writes: making a clinic with its owner, inviting colleagues, changing a role, ending a membership."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ..accounts.models import User
from ..audit.chain import Actor, note
from ..core.refusals import Refused, Stale
from .models import Clinic, Level, Membership, Role


@transaction.atomic
def make_clinic(
    *,
    name: str,
    phone: str,
    time_zone: str,
    currency: str,
    session_price: Decimal | None,
    owner_name: str,
    owner_email: str,
    owner_password: str,
    actor: Actor,
) -> Clinic:
    """A clinic with its owner."""
    clinic = Clinic.objects.create(
        name=name, phone=phone, time_zone=time_zone, currency=currency, session_price=session_price
    )
    owner = User.objects.create_user(owner_email, owner_password, name=owner_name)
    Membership.objects.create(clinic=clinic, user=owner, role=Role.OWNER)
    note("clinic.make", clinic_id=clinic.id, actor=actor, subject_kind="clinic", subject_id=clinic.id)
    return clinic


@transaction.atomic
def change_clinic(
    *,
    clinic_id: UUID,
    version: int,
    name: str,
    phone: str,
    time_zone: str,
    currency: str,
    session_price: Decimal | None,
    actor: Actor,
) -> Clinic:
    """New details of the practice. Raises Stale when somebody else changed them since ``version``."""
    clinic = Clinic.objects.select_for_update().get(id=clinic_id)
    told = {"name": name, "phone": phone, "time_zone": time_zone, "currency": currency, "session_price": session_price}
    if clinic.version != version:
        raise Stale(
            "Somebody changed these details while you were writing.",
            theirs={field: str(getattr(clinic, field)) for field in told},
            yours={field: str(value) for field, value in told.items()},
        )
    changed = sorted(field for field, value in told.items() if getattr(clinic, field) != value)
    for field, value in told.items():
        setattr(clinic, field, value)
    clinic.version += 1
    clinic.save(update_fields=[*told, "version"])
    detail = {"fields": " ".join(changed)}
    note("clinic.change", clinic_id=clinic_id, actor=actor, subject_kind="clinic", subject_id=clinic_id, detail=detail)
    return clinic


@transaction.atomic
def add_member(
    *,
    clinic_id: UUID,
    name: str,
    email: str,
    password: str | None,
    role: Role,
    licence: str,
    actor: Actor,
    level: Level = Level.CLINICIAN,
) -> Membership:
    """A colleague with an account of their own. Raises Refused when the address is taken in this clinic."""
    email = email.strip().lower()
    user = User.objects.filter(email=email).first()
    if user and Membership.objects.filter(clinic_id=clinic_id, user=user, ended_at__isnull=True).exists():
        raise Refused("This address already belongs to a member.", "Change the role of that member instead.")
    user = user or User.objects.create_user(email, password, name=name)
    member = Membership.objects.create(clinic_id=clinic_id, user=user, role=role, licence=licence, level=level)
    detail = {"role": str(role), "level": str(level)}
    note("member.add", clinic_id=clinic_id, actor=actor, subject_kind="membership", subject_id=member.id, detail=detail)
    return member


@transaction.atomic
def change_role(
    *, clinic_id: UUID, membership_id: UUID, role: Role, actor: Actor, level: Level | None = None
) -> Membership:
    """Another role from now on, and another level where one is given. The last owner stays one."""
    member = _member(clinic_id, membership_id)
    if member.role == Role.OWNER and role != Role.OWNER:
        _keep_an_owner(clinic_id, member)
    detail = {"before": f"{member.role}, {member.level}"}
    member.role, member.level = role, level or member.level
    member.save(update_fields=["role", "level"])
    detail["after"] = f"{member.role}, {member.level}"
    note(
        "member.role", clinic_id=clinic_id, actor=actor, subject_kind="membership", subject_id=member.id, detail=detail
    )
    return member


@transaction.atomic
def end_membership(*, clinic_id: UUID, membership_id: UUID, actor: Actor) -> None:
    """The person no longer belongs here; what they signed stays."""
    member = _member(clinic_id, membership_id)
    if member.role == Role.OWNER:
        _keep_an_owner(clinic_id, member)
    member.ended_at = timezone.now()
    member.save(update_fields=["ended_at"])
    note("member.end", clinic_id=clinic_id, actor=actor, subject_kind="membership", subject_id=member.id)


def _member(clinic_id: UUID, membership_id: UUID) -> Membership:
    rows = Membership.objects.select_for_update().filter(clinic_id=clinic_id, ended_at__isnull=True)
    found = rows.filter(id=membership_id).first()
    if found is None:
        raise Refused("There is no such member here.", "Go back to the list of members.")
    return found


def _keep_an_owner(clinic_id: UUID, member: Membership) -> None:
    others = Membership.objects.filter(clinic_id=clinic_id, role=Role.OWNER, ended_at__isnull=True)
    if not others.exclude(id=member.id).exists():
        raise Refused("A clinic needs an owner.", "Make somebody else an owner first.")
