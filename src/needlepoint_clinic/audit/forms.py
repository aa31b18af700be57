"""The form that narrows the trail to one patient."""

from __future__ import annotations

from django import forms


class PatientFilter(forms.Form):
    """Whose events."""

    number = forms.CharField(label="Record number", max_length=20)
