"""Writes: an intake begun, a link made, opened or taken back, a step answered, the whole sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from ..accounts.models import User
from ..audit.chain import Actor, note
from ..core.refusals import Refused, Stale
from ..patients.models import Patient
from .forms import checked, step_version
from .links import FOR_A_PHONE, digest_of, secret_for
from .models import Intake
from .questionnaire import Step, questions, version

LANGUAGES = ("en", "es")
FRESH = timedelta(days=28)  # older answers are asked again from the start: skin, medicines and health change


@transaction.atomic
def begin(*, clinic_id: UUID, patient_id: UUID, by: User | None, actor: Actor, language: str = "") -> Intake:
    """An intake to fill in: the open one, else a new one, from the last answers while they are fresh."""
    patient = _patient(clinic_id, patient_id)
    last = (
        Intake.objects.select_for_update().filter(clinic_id=clinic_id, patient=patient).order_by("-created_at").first()
    )
    if last is not None and last.answered_at is None:
        return last
    fresh = last is not None and last.answered_at > timezone.now() - FRESH
    return _new(patient, last.answers if last and fresh else {}, language or patient.language, by, actor)


@transaction.atomic
def open_link(
    *,
    clinic_id: UUID,
    patient_id: UUID,
    by: User | None,
    actor: Actor,
    key: UUID | None = None,
    lasts: timedelta = FOR_A_PHONE,
) -> tuple[Intake, str]:
    """A single-use link to the patient's intake, and its secret, which is kept nowhere. An earlier link ends."""
    intake = begin(clinic_id=clinic_id, patient_id=patient_id, by=by, actor=actor)
    secret = secret_for(key or uuid4())
    intake.link_digest, intake.link_until = digest_of(secret), timezone.now() + lasts
    intake.link_used_at = intake.link_ended_at = None
    intake.save(update_fields=["link_digest", "link_until", "link_used_at", "link_ended_at"])
    _note("intake.link", intake, actor, until=intake.link_until.isoformat(timespec="minutes"))
    return intake, secret


@transaction.atomic
def end_link(*, clinic_id: UUID, intake_id: UUID, actor: Actor) -> Intake:
    """The link opens nothing any more, also where it is open now."""
    intake = _intake(clinic_id, intake_id)
    if not intake.link_digest:
        raise Refused("There is no link to end.")
    if intake.link_ended_at is None:
        intake.link_ended_at = timezone.now()
        intake.save(update_fields=["link_ended_at"])
        _note("intake.link.end", intake, actor)
    return intake


@transaction.atomic
def start(*, clinic_id: UUID, intake_id: UUID, secret: str, language: str, actor: Actor) -> Intake:
    """The patient pressed the button: from now on the link belongs to that browser. Raises Refused when it was used."""
    intake = _intake(clinic_id, intake_id)
    over = intake.link_until is None or intake.link_until <= timezone.now()
    if (
        over
        or intake.link_ended_at
        or intake.link_used_at
        or intake.answered_at
        or intake.link_digest != digest_of(secret)
    ):
        raise Refused("This link was used already or is no longer open.", "Ask for a new one.")
    intake.link_used_at = timezone.now()
    intake.language = language if language in LANGUAGES else intake.language
    intake.save(update_fields=["link_used_at", "language"])
    _note("intake.start", intake, actor)
    return intake


@transaction.atomic
def choose_language(*, clinic_id: UUID, intake_id: UUID, language: str, actor: Actor) -> Intake:
    """The questions in another language from now on."""
    intake = _intake(clinic_id, intake_id)
    if language not in LANGUAGES:
        raise Refused("The questions are in English and Spanish.")
    if intake.language != language:
        intake.language = language
        intake.save(update_fields=["language"])
        _note("intake.language", intake, actor, language=language)
    return intake


@transaction.atomic
def answer(
    *,
    clinic_id: UUID,
    intake_id: UUID,
    answers: Mapping[str, Any],
    by_patient: bool,
    actor: Actor,
    step: Step | None = None,
    shown: int | None = None,
    by: User | None = None,
) -> Intake:
    """Answers as they were given; None = not answered. shown: the step's version that the form was made for.

    A finished intake never changes: a colleague's correction makes a new one from it, finished at once. Raises Stale
    when the step was answered by somebody else meanwhile, Refused when a patient comes back to a finished one.
    """
    checked(answers, questions())
    intake = _intake(clinic_id, intake_id)
    if step is not None and shown is not None and step_version(step, intake.answers) != shown:
        told = {id: _plain(intake.answers.get(id)) for id in answers}
        mine = {id: _plain(value) for id, value in answers.items()}
        raise Stale("Somebody answered this page while you were writing.", theirs=told, yours=mine)
    if intake.answered_at is not None:
        if by_patient:
            raise Refused("Your answers were sent already.", "Tell us when you come, and we correct them together.")
        intake = _new(intake.patient, intake.answers, intake.language, by, actor)
        intake.answered_at = timezone.now()
    kept = {id: value for id, value in (intake.answers | dict(answers)).items() if value is not None}
    intake.answers, intake.questionnaire = kept, version()
    intake.answered_by_patient = by_patient
    intake.version += 1
    intake.save()
    _note("intake.answer", intake, actor, step=step.id if step else "", by_patient=by_patient)
    return intake


@transaction.atomic
def finish(*, clinic_id: UUID, intake_id: UUID, by_patient: bool, actor: Actor) -> Intake:
    """Sent as it is; what is not answered stays not answered. Sent twice is sent once."""
    intake = _intake(clinic_id, intake_id)
    if intake.answered_at is None:
        intake.answered_at, intake.answered_by_patient = timezone.now(), by_patient
        intake.version += 1
        intake.save(update_fields=["answered_at", "answered_by_patient", "version"])
        _note("intake.finish", intake, actor, by_patient=by_patient)
    return intake


def _new(patient: Patient, answers: Mapping[str, Any], language: str, by: User | None, actor: Actor) -> Intake:
    intake = Intake.objects.create(
        clinic_id=patient.clinic_id,
        created_by=by,
        patient=patient,
        questionnaire=version(),
        language=language,
        answers=dict(answers),
    )
    _note("intake.begin", intake, actor, questionnaire=intake.questionnaire)
    return intake


def _patient(clinic_id: UUID, patient_id: UUID) -> Patient:
    found = Patient.objects.select_for_update().filter(clinic_id=clinic_id, id=patient_id).first()
    if found is None:
        raise Refused("There is no such patient here.")
    return found


def _intake(clinic_id: UUID, intake_id: UUID) -> Intake:
    rows = Intake.objects.select_for_update(of=("self",)).filter(clinic_id=clinic_id, id=intake_id)
    found = rows.select_related("patient").first()
    if found is None:
        raise Refused("There is no such intake here.")
    return found


def _note(action: str, intake: Intake, actor: Actor, **detail: Any) -> None:
    note(
        action,
        clinic_id=intake.clinic_id,
        actor=actor,
        subject_kind="intake",
        subject_id=intake.id,
        patient_id=intake.patient_id,
        detail=detail,
    )


def _plain(value: Any) -> str:
    return "not answered" if value is None else str(value)
