"""The form of a patient's details."""

from __future__ import annotations

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from ..core.forms import ClinicForm
from .identity import Identity

TYPES = ("I", "II", "III", "IV", "V", "VI")
OLDEST = 120


class PatientForm(ClinicForm):
    """Who the patient is, and what the plan needs of the skin."""

    given_name = forms.CharField(label="Given name", max_length=80)
    family_name = forms.CharField(label="Family name", max_length=80)
    birth_date = forms.DateField(label="Date of birth", widget=forms.DateInput(attrs={"type": "date"}))
    sex = forms.ChoiceField(label="Sex", choices=[("female", "Female"), ("male", "Male"), ("other", "Other")])
    phototype = forms.ChoiceField(
        label="Skin type (Fitzpatrick)",
        required=False,
        choices=[("", "Not found yet"), *((item, item) for item in TYPES)],
    )
    phototype_found_by = forms.ChoiceField(
        label="How it was found",
        required=False,
        choices=[("", "Not found yet"), ("examination", "Examination"), ("questionnaire", "Questionnaire")],
    )
    email = forms.EmailField(label="E-mail", required=False)
    phone = forms.CharField(label="Phone", max_length=40, required=False)
    address = forms.CharField(label="Address", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    language = forms.ChoiceField(label="Language", choices=[("en", "English"), ("es", "Español")])

    def clean_birth_date(self) -> date:
        """Born, and not longer ago than anybody lives."""
        born: date = self.cleaned_data["birth_date"]
        if not date.today().year - OLDEST <= born.year or born > date.today():
            raise ValidationError("This is not a date of birth of somebody alive.")
        return born

    def identity(self) -> Identity:
        """What is sealed."""
        names = ("given_name", "family_name", "birth_date", "email", "phone", "address")
        return Identity(**{name: self.cleaned_data[name] for name in names})
