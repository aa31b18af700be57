"""Writes: taking away a second factor that was lost."""

from __future__ import annotations

from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction

from ..audit.chain import Actor, note
from ..core.refusals import Refused
from .models import User


@transaction.atomic
def reset_factor(*, clinic_id: UUID | None, user_id: UUID, actor: Actor) -> int:
    """Remove every second factor of a person; how many there were.

    clinic_id: the owner's clinic, of which the person must be a member, and of no other; None from the console of the
    server, where it is noted in all their clinics. Raises Refused.
    """
    user = User.objects.get(id=user_id)
    clinics = list(user.memberships.filter(ended_at__isnull=True).values_list("clinic_id", flat=True))
    if clinic_id is not None and clinics != [clinic_id]:
        raise Refused(
            "This person belongs to another practice too.",
            "Whoever runs the server can do it: needlepoint clinic free.",
        )
    removed, _ = Authenticator.objects.filter(user=user).delete()
    for id in clinics:
        note("account.factor_reset", clinic_id=id, actor=actor, subject_kind="user", subject_id=user.id)
    return removed
