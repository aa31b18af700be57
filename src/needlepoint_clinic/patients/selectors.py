"""Reads: one patient of this clinic, or those that a search finds. To another clinic a patient is not there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.http import Http404

from .identity import Identity, birth_token, name_token, opened_identity
from .models import Patient, PatientToken

MOST, MOST_WORDS = 25, 6
NUMBER_DIGITS = 6
DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y")


@dataclass(frozen=True)
class Known:
    """A patient with the identity opened."""

    patient: Patient
    identity: Identity

    @property
    def age(self) -> int:
        """Whole years today."""
        born, today = self.identity.birth_date, date.today()
        return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def patient_of(clinic_id: UUID, patient_id: UUID) -> Known:
    """One patient of this clinic. Raises Http404 for every other."""
    found = Patient.objects.filter(clinic_id=clinic_id, id=patient_id).first()
    if found is None:
        raise Http404
    return known(found)


def patient_numbered(clinic_id: UUID, number: str) -> UUID | None:
    """The id of the patient with this record number."""
    rows = Patient.objects.filter(clinic_id=clinic_id, number=number.strip())
    return rows.values_list("id", flat=True).first()


def known(patient: Patient) -> Known:
    """With the identity opened."""
    return Known(patient, opened_identity(patient.id, patient.identity))


def search(clinic_id: UUID, text: str) -> Sequence[Known]:
    """Patients by name, birth date or record number, in one field; every word must fit. Empty text: the newest.

    The longest word leads, along an index that ends with the newest, so that a common first letter costs no more than
    a rare name; every other word is looked up for what the first one finds.
    """
    words = [word for word in re.split(r"[\s,]+", text.strip()) if word][:MOST_WORDS]
    tokens = [_token(clinic_id, word) for word in sorted(words, key=len, reverse=True) if not _number(word)]
    numbers = [word for word in words if _number(word)]
    if not tokens:
        rows = Patient.objects.filter(clinic_id=clinic_id)
        for word in numbers:
            rows = rows.filter(number__in=(word, word.zfill(NUMBER_DIGITS)))
        return [known(item) for item in rows.order_by("-created_at")[:MOST]]
    found = PatientToken.objects.filter(clinic_id=clinic_id, token=tokens[0]).select_related("patient")
    for token in tokens[1:]:
        found = found.filter(Exists(PatientToken.objects.filter(patient=OuterRef("patient"), token=token)))
    for word in numbers:
        found = found.filter(patient__number__in=(word, word.zfill(NUMBER_DIGITS)))
    return [known(item.patient) for item in found.order_by("-id")[:MOST]]


def _number(word: str) -> bool:
    """Whether a word is a record number: it has a digit and is no date."""
    return any(letter.isdigit() for letter in word) and _date(word) is None


def _token(clinic_id: UUID, word: str) -> str:
    born = _date(word)
    return birth_token(clinic_id, born) if born is not None else name_token(clinic_id, word)


def _date(word: str) -> date | None:
    for form in DATES:
        try:
            return datetime.strptime(word, form).date()
        except ValueError:
            continue
    return None
