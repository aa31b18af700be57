"""A patient's entry for one day. A correction is another entry; both are kept."""

from __future__ import annotations

from django.db import models

from ..core.records import Record


class CheckIn(Record):
    """signs: sign to grade 0-4; flags: red-flag answers; level: what triage said; reasons: why, in its words.

    bands: sign to the low end, middle and high end of the frozen forecast of that day, as the entry was held against
    it; stated: how many such bands there were, held: how many of them held the grade. inside: nothing beyond the band
    or the clock. answer: what was answered or done, for the clinic alone; to_patient: what the patient reads of it.
    created_by: the colleague who wrote it down for the patient, empty where the patient did.
    """

    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="checkins")
    treatment = models.ForeignKey("treatments.Treatment", on_delete=models.PROTECT, related_name="checkins")
    day = models.PositiveSmallIntegerField()
    on = models.DateField()
    signs = models.JSONField()
    flags = models.JSONField(default=list)
    words = models.TextField(max_length=1000, blank=True)
    level = models.CharField(max_length=20)
    inside = models.BooleanField()
    reasons = models.JSONField(default=list)
    bands = models.JSONField(default=dict)
    stated = models.PositiveSmallIntegerField(default=0)
    held = models.PositiveSmallIntegerField(default=0)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.TextField(max_length=2000, blank=True)
    to_patient = models.TextField(max_length=2000, blank=True)
    adverse_event = models.ForeignKey(
        "treatments.AdverseEvent", on_delete=models.PROTECT, null=True, blank=True, related_name="checkins"
    )

    class Meta:
        indexes = [
            models.Index(fields=["patient", "-on"], name="checkin_newest"),
            models.Index(
                fields=["clinic", "on"],
                condition=models.Q(handled_at__isnull=True) & ~models.Q(level="fine"),
                name="checkin_waiting",
            ),
            models.Index(
                fields=["clinic", "-handled_at"],
                condition=models.Q(handled_at__isnull=False),
                name="checkin_closed",
            ),
            models.Index(
                fields=["clinic", "patient", "stated", "held"],
                condition=models.Q(stated__gt=0),
                name="checkin_calibration",
            ),
            # Nearly every entry corrects none: without an index of its own a join to the correction reads them all.
            models.Index(fields=["corrects"], condition=models.Q(corrects__isnull=False), name="checkin_correction"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(held__lte=models.F("stated")), name="checkin_held_of_stated"),
            models.CheckConstraint(
                condition=models.Q(handled_at__isnull=True, handled_by__isnull=True)
                | models.Q(handled_at__isnull=False, handled_by__isnull=False),
                name="checkin_handled_by_somebody",
            ),
        ]
