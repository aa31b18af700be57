"""The forms of the consent on the phone: one answer, what may be done with pictures, signature, taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ..core.forms import ClinicForm
from .actions import LONGEST_NAME
from .template import TeachBack, Template


class AnswerForm(ClinicForm):
    """One question with its answers."""

    def __init__(self, *args: Any, asked: TeachBack, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"] = forms.ChoiceField(
            label=asked.ask,
            choices=[(item.id, item.text) for item in asked.choices],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose one answer.")},
        )


class PhotographsForm(ClinicForm):
    """A yes or no for each use; no, unless the patient says yes."""

    def __init__(self, *args: Any, words: Template, now: Mapping[str, bool] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = words
        for use in words.photo_uses:
            self.fields[f"photo_{use.id}"] = forms.ChoiceField(
                label=use.label,
                choices=[("yes", _("Yes")), ("no", _("No"))],
                initial="yes" if (now or {}).get(use.id) else "no",
                widget=forms.RadioSelect,
            )

    def permissions(self) -> dict[str, bool]:
        """Use to yes or no."""
        return {use.id: self.cleaned_data[f"photo_{use.id}"] == "yes" for use in self.words.photo_uses}


class SignForm(ClinicForm):
    """The sentence and the full name."""

    def __init__(self, *args: Any, words: Template, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreed"] = forms.BooleanField(
            label=words.agreement, error_messages={"required": _("Tick this sentence if it is true for you.")}
        )
        self.fields["name"] = forms.CharField(
            label=_("Your full name, as your signature"),
            max_length=LONGEST_NAME,
            widget=forms.TextInput(attrs={"autocomplete": "name", "autocapitalize": "words"}),
            error_messages={"required": _("Write your full name.")},
        )


class TakeBackForm(ClinicForm):
    """Taken back; a reason is welcome and not needed."""

    reason = forms.CharField(max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Why? You do not have to say.")
