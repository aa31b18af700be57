"""Writes: a new patient, changed details, a look that is written down."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction

from ..accounts.models import User
from ..audit.chain import Actor, note
from ..clinics.models import Clinic
from ..core.refusals import Refused, Stale
from .identity import Identity, opened_identity, sealed_identity, tokens_of
from .models import Patient, PatientToken


@transaction.atomic
def add_patient(
    *,
    clinic_id: UUID,
    identity: Identity,
    sex: str,
    phototype: str = "",
    phototype_found_by: str = "",
    language: str = "en",
    by: User | None = None,
    actor: Actor,
) -> Patient:
    """A patient of this clinic, with the next record number."""
    id = uuid4()
    patient = Patient(
        id=id,
        clinic_id=clinic_id,
        created_by=by,
        number=next_number(clinic_id),
        identity=sealed_identity(id, identity),
        sex=sex,
        birth_year=identity.birth_date.year,
        phototype=phototype,
        phototype_found_by=phototype_found_by,
        language=language,
    )
    patient.save(force_insert=True)
    _index(patient, identity)
    note("patient.add", clinic_id=clinic_id, actor=actor, subject_kind="patient", subject_id=id, patient_id=id)
    return patient


@transaction.atomic
def change_patient(
    *,
    clinic_id: UUID,
    patient_id: UUID,
    version: int,
    identity: Identity,
    sex: str,
    phototype: str,
    phototype_found_by: str,
    language: str,
    actor: Actor,
) -> Patient:
    """New details. Raises Stale when somebody else changed them since ``version``."""
    patient = Patient.objects.select_for_update().filter(clinic_id=clinic_id, id=patient_id).first()
    if patient is None:
        raise Refused("There is no such patient here.")
    if patient.version != version:
        raise Stale("Somebody changed this patient while you were writing.", **_sides(patient, identity, phototype))
    patient.identity, patient.birth_year = sealed_identity(patient.id, identity), identity.birth_date.year
    patient.sex, patient.phototype, patient.language = sex, phototype, language
    patient.phototype_found_by = phototype_found_by
    patient.version += 1
    patient.save()
    _index(patient, identity)
    note(
        "patient.change",
        clinic_id=clinic_id,
        actor=actor,
        subject_kind="patient",
        subject_id=patient.id,
        patient_id=patient.id,
    )
    return patient


def note_look(*, clinic_id: UUID, patient_id: UUID, page: str, actor: Actor) -> None:
    """A look at a patient's record is an event too."""
    note(
        "patient.look",
        clinic_id=clinic_id,
        actor=actor,
        subject_kind="patient",
        subject_id=patient_id,
        patient_id=patient_id,
        detail={"page": page},
    )


def next_number(clinic_id: UUID) -> str:
    """The next record number: six digits, counting up; two at once wait for each other."""
    clinic = Clinic.objects.select_for_update().get(id=clinic_id)
    clinic.last_number += 1
    clinic.save(update_fields=["last_number"])
    return f"{clinic.last_number:06d}"


def _index(patient: Patient, identity: Identity) -> None:
    wanted = tokens_of(patient.clinic_id, identity)
    PatientToken.objects.filter(patient=patient).exclude(token__in=wanted).delete()
    rows = [PatientToken(clinic_id=patient.clinic_id, patient=patient, token=token) for token in sorted(wanted)]
    PatientToken.objects.bulk_create(rows, ignore_conflicts=True)


def _sides(patient: Patient, yours: Identity, phototype: str) -> dict[str, dict[str, str]]:
    theirs = opened_identity(patient.id, patient.identity)
    names = ("given_name", "family_name", "birth_date", "email", "phone", "address")
    return {
        "theirs": {name: str(getattr(theirs, name)) for name in names} | {"phototype": patient.phototype},
        "yours": {name: str(getattr(yours, name)) for name in names} | {"phototype": phototype},
    }
