"""Forms: which lot; what was seen of an adverse event since, and how it ended."""

from __future__ import annotations

from django import forms

from ..core.forms import ClinicForm


class LotForm(forms.Form):
    """A lot, as it is printed on the label."""

    lot = forms.CharField(label="Lot of a cartridge or product", max_length=40)


class FollowUpForm(ClinicForm):
    """What was seen or done since."""

    text = forms.CharField(
        label="What you saw or did", min_length=3, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class CloseForm(ClinicForm):
    """How an adverse event ended."""

    outcome = forms.CharField(label="How it ended", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
