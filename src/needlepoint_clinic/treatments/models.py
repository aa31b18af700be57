"""What was done at a visit. Once signed nothing of it changes; addenda are added."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from ..core.records import Record


class Treatment(Record):
    """The visit. device: kind, name, serial. identified_by: which identifiers the patient gave, at least two.

    Left empty is not yet answered. content_hash: SHA-256 of everything charted, taken when it was signed.
    """

    class Status(models.TextChoices):
        """A chart is open until it is signed."""

        OPEN = "open", "Open"
        SIGNED = "signed", "Signed"
        ABANDONED = "abandoned", "Not carried out"

    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="treatments")
    course = models.ForeignKey("courses.Course", on_delete=models.PROTECT, related_name="treatments")
    session = models.OneToOneField(
        "courses.PlannedSession", on_delete=models.PROTECT, null=True, related_name="treatment"
    )
    on = models.DateField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    identified_by = models.JSONField(default=list)
    identity_checked_at = models.DateTimeField(null=True, blank=True)
    screening = models.ForeignKey(
        "screening.Screening", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    consent = models.ForeignKey("consent.Consent", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    photographs_decided = models.CharField(
        max_length=10, blank=True, choices=[("taken", "Taken"), ("declined", "Declined")]
    )
    device = models.JSONField(default=dict)
    preparation = models.TextField(max_length=2000, blank=True)
    product = models.CharField(max_length=120, blank=True)
    product_lot = models.CharField(max_length=40, blank=True)
    advice = models.CharField(max_length=40, blank=True)
    no_adverse_event = models.BooleanField(null=True, blank=True)
    early_stop = models.TextField(max_length=2000, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signature_meaning = models.CharField(max_length=80, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["patient", "-on"], name="treatment_newest"),
            models.Index(fields=["clinic", "product_lot"], name="treatment_product_lot"),
            models.Index("clinic", Upper("product_lot"), name="treatment_lot_anyhow"),
            models.Index(fields=["clinic", "on"], name="treatment_day"),
            models.Index(fields=["clinic", "on"], condition=Q(status="open"), name="treatment_open"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="signed")
                | (Q(signed_at__isnull=False, signed_by__isnull=False) & ~Q(content_hash="")),
                name="signed_is_whole",
            ),
            models.CheckConstraint(condition=Q(product_lot="") | ~Q(product=""), name="product_lot_has_product"),
        ]


class Cartridge(Record):
    """A cartridge opened for a visit: GTIN, lot, expiry and serial as read or typed; a visit may need a second one.

    A serial is used once: the same one (of the same GTIN) in another visit is refused by the database itself.
    """

    treatment = models.ForeignKey(Treatment, on_delete=models.PROTECT, related_name="cartridges")
    gtin = models.CharField(max_length=14, blank=True)
    lot = models.CharField(max_length=20)
    serial = models.CharField(max_length=20, blank=True)
    expiry = models.DateField()
    how = models.CharField(max_length=6, choices=[("scan", "Scanned"), ("string", "Code typed"), ("typed", "Typed")])

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "gtin", "serial"], condition=~Q(serial=""), name="cartridge_serial_used_once"
            )
        ]
        indexes = [
            models.Index(fields=["clinic", "lot"], name="cartridge_lot"),
            models.Index("clinic", Upper("lot"), name="cartridge_lot_anyhow"),
        ]
        ordering = ["created_at"]


class ZoneRecord(models.Model):
    """What was done in one zone: depth in mm, passes, pattern, endpoint, pain 0-10, reaction, an early stop and why."""

    id = models.BigAutoField(primary_key=True)
    treatment = models.ForeignKey(Treatment, on_delete=models.PROTECT, related_name="zones")
    order = models.PositiveSmallIntegerField()
    zone = models.CharField(max_length=40)
    depth_mm = models.DecimalField(max_digits=4, decimal_places=2)
    passes = models.PositiveSmallIntegerField()
    pattern = models.CharField(max_length=20)
    speed = models.CharField(max_length=20, blank=True)
    endpoint = models.CharField(max_length=24)
    pain = models.PositiveSmallIntegerField(null=True, blank=True)
    reaction = models.CharField(max_length=200, blank=True)
    early_stop = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["treatment", "zone"], name="zone_once_a_visit"),
            models.CheckConstraint(condition=Q(pain__isnull=True) | Q(pain__lte=10), name="pain_0_to_10"),
        ]
        ordering = ["order"]


class Anaesthetic(models.Model):
    """A numbing cream: strength in percent, grams, area in cm2, on, off, and that it was wiped off before needling.

    weight_kg, mg, warnings: what the check said when it went on, as it was shown.
    """

    id = models.BigAutoField(primary_key=True)
    treatment = models.ForeignKey(Treatment, on_delete=models.PROTECT, related_name="anaesthetics")
    drug = models.CharField(max_length=60)
    strength_percent = models.DecimalField(max_digits=5, decimal_places=2)
    grams = models.DecimalField(max_digits=6, decimal_places=2)
    area_cm2 = models.DecimalField(max_digits=7, decimal_places=1)
    weight_kg = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    mg = models.DecimalField(max_digits=9, decimal_places=1)
    minutes_wanted = models.PositiveSmallIntegerField()
    warnings = models.JSONField(default=list)
    on_at = models.DateTimeField()
    off_at = models.DateTimeField(null=True, blank=True)
    removed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(off_at__isnull=True) | Q(off_at__gte=F("on_at")), name="cream_off_after_on"
            ),
            models.CheckConstraint(condition=Q(removed=False) | Q(off_at__isnull=False), name="cream_removed_has_time"),
        ]
        ordering = ["on_at", "id"]


class Addendum(Record):
    """What is added to a signed treatment; itself never changed."""

    treatment = models.ForeignKey(Treatment, on_delete=models.PROTECT, related_name="addenda")
    text = models.TextField(max_length=4000)

    class Meta:
        ordering = ["created_at"]


class AdverseEvent(Record):
    """What happened, since when, how bad, what was done, how it ended."""

    class Severity(models.TextChoices):
        """How bad."""

        MILD = "mild", "Mild"
        MODERATE = "moderate", "Moderate"
        SEVERE = "severe", "Severe"

    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="adverse_events")
    treatment = models.ForeignKey(
        Treatment, on_delete=models.PROTECT, null=True, blank=True, related_name="adverse_events"
    )
    what = models.CharField(max_length=200)
    onset = models.DateField()
    severity = models.CharField(max_length=10, choices=Severity.choices)
    action = models.TextField(max_length=2000, blank=True)
    outcome = models.TextField(max_length=2000, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["clinic", "onset"], condition=Q(closed_at__isnull=True), name="adverse_event_open"),
            models.Index(fields=["clinic", "-onset"], name="adverse_event_newest"),
        ]
        ordering = ["created_at"]


class FollowUp(Record):
    """What was seen or done about an adverse event since, by whom (created_by) and when; never changed."""

    event = models.ForeignKey(AdverseEvent, on_delete=models.PROTECT, related_name="follow_ups")
    text = models.TextField(max_length=2000)

    class Meta:
        ordering = ["created_at"]
