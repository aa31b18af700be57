"""Reads: memberships, colleagues, whether there is a clinic at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.http import Http404

from .models import Clinic, Membership


def any_clinic() -> bool:
    """Whether a clinic was made here."""
    return Clinic.objects.exists()


def clinics() -> Sequence[Clinic]:
    """Every practice on this server."""
    return list(Clinic.objects.order_by("created_at"))


def membership_for(user_id: UUID, clinic_id: str | None = None) -> Membership | None:
    """The membership in use: of the chosen clinic, else the oldest; None for strangers."""
    found = list(memberships_of(user_id))
    chosen = [item for item in found if str(item.clinic_id) == clinic_id]
    return (chosen or found or [None])[0]


def memberships_of(user_id: UUID) -> Sequence[Membership]:
    """Everything this person belongs to now, oldest first."""
    rows = Membership.objects.filter(user_id=user_id, ended_at__isnull=True).select_related("clinic", "user")
    return list(rows.order_by("created_at"))


def colleagues(clinic_id: UUID) -> Sequence[Membership]:
    """Who belongs to a clinic now, by name."""
    rows = Membership.objects.filter(clinic_id=clinic_id, ended_at__isnull=True).select_related("user")
    return list(rows.order_by("user__name"))


def names_of(clinic_id: UUID) -> Mapping[UUID, str]:
    """The names of everybody who belongs or belonged to a clinic, by user."""
    rows = Membership.objects.filter(clinic_id=clinic_id).values_list("user_id", "user__name")
    return dict(rows)


def member_of(clinic_id: UUID, membership_id: UUID) -> Membership:
    """One member of this clinic. Raises Http404 for every other."""
    rows = Membership.objects.filter(clinic_id=clinic_id, id=membership_id, ended_at__isnull=True)
    found = rows.select_related("user").first()
    if found is None:
        raise Http404
    return found
