"""A course: the accepted proposal and its forecast, frozen; the planned sessions with their dates; plans kept ready."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ..core.records import Record


class WorkedPlan(Record):
    """A plan that the engine worked out for a screening, kept so that the page opens at once; no record of care.

    key: SHA-256 of everything that went in (case, day, version, settings made by hand). protocols: course.yaml by
    option. settings: those made by hand, empty for the proposals alone.
    """

    patient = models.ForeignKey("patients.Patient", on_delete=models.CASCADE, related_name="+")
    screening = models.ForeignKey("screening.Screening", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    on = models.DateField()
    document = models.JSONField()
    protocols = models.JSONField(default=dict)
    settings = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "patient", "key"], name="worked_plan_once")]
        indexes = [models.Index(fields=["patient", "-created_at"], name="worked_plan_newest")]


class Course(Record):
    """plan: the engine's plan.json as it was shown; option: which proposal; protocol: course.yaml's text as run.

    forecast_hash: SHA-256 of what is frozen (plan, option, protocol, case, engine version) in canonical JSON, so that
    what the patient saw can be proved. decided: what the clinician decided when findings asked for it. ended_why: with
    a course that is no longer running.
    """

    class Status(models.TextChoices):
        """Where a course stands."""

        RUNNING = "running", "Running"
        FINISHED = "finished", "Finished"
        STOPPED = "stopped", "Stopped"

    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="courses")
    screening = models.ForeignKey("screening.Screening", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    option = models.CharField(max_length=20)
    case = models.JSONField()
    plan = models.JSONField()
    protocol = models.TextField()
    engine_version = models.CharField(max_length=20)
    forecast_hash = models.CharField(max_length=64)
    decided = models.TextField(max_length=2000, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.RUNNING)
    ended_why = models.TextField(max_length=2000, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["patient", "-created_at"], name="course_newest"),
            # Where a course stands, without reading past the 400 kilobytes of its plan.
            models.Index(fields=["id", "status", "patient", "created_at"], name="course_standing"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status="running") | ~Q(ended_why=""), name="course_ended_has_reason")
        ]


class PlannedSession(Record):
    """One planned visit of a course. moved_why: why it left its planned day; cancelled_why: with one that is off."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="sessions")
    number = models.PositiveSmallIntegerField()
    on = models.DateField()
    moved_why = models.CharField(max_length=300, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "number"], name="session_number")]
        indexes = [
            models.Index(fields=["clinic", "on"], name="session_day"),
            models.Index(
                fields=["clinic", "on", "course", "number"],
                condition=Q(cancelled_at__isnull=True),
                name="session_standing",
            ),
        ]
        ordering = ["course", "number"]
