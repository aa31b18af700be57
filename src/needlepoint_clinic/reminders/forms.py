"""Forms: what a patient wants to be reminded of; how a practice sends."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ..core.forms import ClinicForm
from .events import CHECK_IN_DAYS
from .models import LONGEST_SENDER, Kind, Sending, Wishes

CHOSEN = [kind for kind in Kind if kind != Kind.CHECK_IN]


class WishForm(ClinicForm):
    """A tick for each kind, a tick for each day after a visit."""

    def __init__(self, *args: Any, wishes: Wishes, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on = [] if wishes.none else [kind.value for kind in CHOSEN if kind.value not in wishes.off]
        self.fields["kinds"] = forms.MultipleChoiceField(
            choices=[(kind.value, kind.label) for kind in CHOSEN],
            required=False,
            initial=on,
            widget=forms.CheckboxSelectMultiple,
            label=_("Write to me about"),
        )
        days = [(str(day), str(day)) for day in range(1, CHECK_IN_DAYS + 1)]
        self.fields["days"] = forms.MultipleChoiceField(
            choices=days,
            required=False,
            initial=[] if wishes.none else [str(day) for day in wishes.check_in_days],
            widget=forms.CheckboxSelectMultiple,
            label=_("Ask me how my skin is, on these days after a visit"),
        )

    def off(self) -> list[str]:
        """The kinds that are not wanted."""
        return [kind.value for kind in CHOSEN if kind.value not in self.cleaned_data["kinds"]]

    def days(self) -> list[int]:
        """The days on which to ask."""
        return [int(day) for day in self.cleaned_data["days"]]


class SendingForm(ClinicForm):
    """How a practice sends."""

    sender = forms.CharField(
        label="Name of the sender",
        max_length=LONGEST_SENDER,
        required=False,
        help_text="Neutral: it stands in the subject. Empty: your practice. Your own name may tell others too much.",
    )
    quiet_from = forms.IntegerField(label="Quiet from (hour)", min_value=0, max_value=23)
    quiet_until = forms.IntegerField(label="Quiet until (hour)", min_value=0, max_value=23)
    paused = forms.BooleanField(label="Send nothing for now", required=False)

    @staticmethod
    def first(sending: Sending) -> dict[str, Any]:
        """What the form shows first."""
        names = ("sender", "quiet_from", "quiet_until", "paused", "version")
        return {name: getattr(sending, name) for name in names}
