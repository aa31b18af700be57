"""A way into the portal for who tries the demonstration: a link of one invented patient, made anew at each start."""

from __future__ import annotations

from ..audit.chain import SYSTEM
from ..portal.actions import open_entrance
from ..portal.models import Entrance
from ..treatments.models import Treatment
from .making import OWNER

HOURS = 24


def a_patients_way_in() -> str | None:
    """The secret of a single-use link for the patient treated last; None when nobody was treated yet."""
    rows = Treatment.objects.filter(clinic__memberships__user__email=OWNER, status=Treatment.Status.SIGNED)
    last = rows.only("clinic_id", "patient_id").order_by("-on", "-created_at").first()
    if last is None:
        return None
    told = {"clinic_id": last.clinic_id, "patient_id": last.patient_id, "hours": HOURS}
    return open_entrance(purpose=Entrance.Purpose.PORTAL, by=None, actor=SYSTEM, **told)[1]
