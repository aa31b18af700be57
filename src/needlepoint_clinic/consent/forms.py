"""The forms of a consent: what was said back, what may be done with photographs, when and how it was signed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from ..core.forms import ClinicForm
from .actions import LONGEST_ANSWER
from .template import Template

DAYS = [("0", "None"), ("1", "1 day"), ("2", "2 days"), ("7", "1 week"), ("14", "2 weeks")]
MOMENT = {"type": "datetime-local"}


class ConsentForm(ClinicForm):
    """Made from the template: a question each, a use of photographs each."""

    def __init__(self, *args: Any, words: Template, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = words
        for item in words.teach_back:
            self.fields[f"said_{item.id}"] = forms.CharField(
                label=item.question, max_length=LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 2})
            )
        for use in words.photo_uses:
            self.fields[f"photo_{use.id}"] = forms.ChoiceField(
                label=use.label,
                choices=[("yes", "Sí" if words.language == "es" else "Yes"), ("no", "No")],
                widget=forms.RadioSelect(attrs={"class": "seg"}),
            )
        now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
        self.fields["informed_at"] = forms.DateTimeField(
            label="Patient was told and got the plan", initial=now, widget=forms.DateTimeInput(attrs=MOMENT)
        )
        self.fields["cooling_off_days"] = forms.ChoiceField(
            label="Time to think it over", choices=DAYS, initial=str(words.cooling_off_days)
        )
        self.fields["signed_at"] = forms.DateTimeField(
            label="Patient signed", initial=now, widget=forms.DateTimeInput(attrs=MOMENT)
        )
        self.fields["how"] = forms.ChoiceField(
            label="Signed how",
            choices=[("paper", "On paper, kept by the practice"), ("screen", "On this screen, by the patient")],
            widget=forms.RadioSelect(attrs={"class": "seg"}),
        )
        self.fields["agreed"] = forms.BooleanField(label=words.agreement)

    def clean(self) -> dict[str, Any]:
        """Told first, signed then, neither in the future."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        informed, signed = told.get("informed_at"), told.get("signed_at")
        latest = timezone.now() + timedelta(minutes=5)
        for name, value in (("informed_at", informed), ("signed_at", signed)):
            if isinstance(value, datetime) and value > latest:
                self.add_error(name, ValidationError("This lies in the future. Check the clock of this device."))
        if isinstance(informed, datetime) and isinstance(signed, datetime) and signed < informed:
            self.add_error("signed_at", ValidationError("Signed before the patient was told."))
        return told

    def answers(self) -> dict[str, str]:
        """Question id to what was said."""
        return {item.id: self.cleaned_data[f"said_{item.id}"] for item in self.words.teach_back}

    def photographs(self) -> dict[str, bool]:
        """Use to yes or no."""
        return {item.id: self.cleaned_data[f"photo_{item.id}"] == "yes" for item in self.words.photo_uses}


class RevokeForm(ClinicForm):
    """Taken back."""

    reason = forms.CharField(
        label="What the patient said", min_length=3, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class TalkForm(ClinicForm):
    """A question that a member talked through with the patient."""

    question = forms.CharField(widget=forms.HiddenInput, max_length=40)
    said = forms.CharField(
        label="What the patient then said back",
        min_length=3,
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
