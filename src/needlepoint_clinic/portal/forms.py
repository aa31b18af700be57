"""Forms a patient fills in: a day's check-in, how content they are; and, for staff, a new entrance.

A red flag is asked by its fixed sentence; ticking it stands for the first of the engine's flags that carry it.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext

from needlepoint.care import Entry, flag_names, sign_names, triage
from needlepoint.errors import InputError

from ..checkins.foreseen import care_of
from ..core.forms import ClinicForm
from .models import Entrance, Satisfied

ASKED = ("redness", "swelling", "tightness", "flaking", "pain")
LEVELS = ("now", "today", "this week")
LONGEST = 1000


@functools.cache
def flags(lang: str) -> Sequence[tuple[str, str, str]]:
    """Each red flag once: the engine's flag, when it calls, its fixed sentence; the gravest first."""
    found: dict[str, tuple[str, str, str]] = {}
    care = care_of({}, date(2026, 1, 1), "words", lang)
    for name in flag_names():
        said = triage(Entry(signs={}, flags=(name,)), None, care, 0).reasons[0]
        found.setdefault(said.text, (name, said.when or "", said.text))
    return sorted(found.values(), key=lambda item: LEVELS.index(item[1]) if item[1] in LEVELS else len(LEVELS))


def grades() -> Sequence[tuple[str, str]]:
    """The five grades in a patient's words."""
    words = (
        gettext("Not at all"), gettext("A little"), gettext("Clearly"), gettext("Strongly"), gettext("Very strongly")
    )  # fmt: skip
    return [(str(grade), text) for grade, text in enumerate(words)]


def sign_words() -> Mapping[str, str]:
    """The signs in a patient's words."""
    return {
        "redness": gettext("How red is the skin?"),
        "swelling": gettext("How swollen is it?"),
        "tightness": gettext("How tight or dry?"),
        "flaking": gettext("How much does it flake?"),
        "pain": gettext("How much does it hurt?"),
        "bruising": gettext("How strong are bruises?"),
    }


class CheckInForm(ClinicForm):
    """How the skin is on one day. day: days after the last visit; today is day ``most``."""

    day = forms.IntegerField(widget=forms.HiddenInput)
    words = forms.CharField(required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}))

    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most = most
        for name in (*ASKED, *(name for name in sign_names() if name not in ASKED)):
            self.fields[f"sign-{name}"] = forms.ChoiceField(
                label=sign_words().get(name, name), required=False, choices=grades(), widget=forms.RadioSelect
            )
        told = flags(get_language() or "en")
        self.fields["flags"] = forms.MultipleChoiceField(
            required=False, choices=[(name, text) for name, _, text in told], widget=forms.CheckboxSelectMultiple
        )
        self.fields["words"].label = gettext("Anything you want to say")
        self.fields["words"].error_messages["max_length"] = gettext("Please write it shorter.")

    def clean_day(self) -> int:
        """A day from the visit to today, in plain words where it is not."""
        day = int(self.cleaned_data["day"])
        if day > self.most:
            raise forms.ValidationError(gettext("That day has not come yet. Tell us how your skin is today."))
        if day < 0:
            raise forms.ValidationError(gettext("That day was before your visit."))
        return day

    @property
    def asked(self) -> Sequence[forms.BoundField]:
        """The five signs, each with five answers."""
        return [self[f"sign-{name}"] for name in ASKED]

    @property
    def others(self) -> Sequence[forms.BoundField]:
        """Signs of the engine beyond the five."""
        return [self[f"sign-{name}"] for name in sign_names() if name not in ASKED]

    def signs(self) -> dict[str, int]:
        """Sign to grade, of those that were answered."""
        given = {name: self.cleaned_data.get(f"sign-{name}") for name in sign_names()}
        return {name: int(value) for name, value in given.items() if value}

    def add_problems(self, fault: InputError) -> None:
        """What cannot be, in plain words."""
        both = any(" with " in item.found or ", and " in item.found for item in fault.problems)
        if both:
            self.add_error(
                None, gettext("You ticked that it gets worse, but all else is not at all. Keep what is true.")
            )
        else:
            self.add_error(None, gettext("Please choose at least one answer. If nothing is there, choose Not at all."))

    @classmethod
    def told(cls, signs: Mapping[str, int], ticked: Sequence[str], words: str) -> dict[str, Any]:
        """An earlier entry as the first values."""
        given: dict[str, Any] = {f"sign-{name}": str(grade) for name, grade in signs.items()}
        return given | {"flags": list(ticked), "words": words}


class SatisfiedForm(ClinicForm):
    """How content the patient is."""

    answer = forms.TypedChoiceField(coerce=int, choices=Satisfied.Answer.choices, widget=forms.RadioSelect)
    words = forms.CharField(required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        texts = (
            gettext("Very unhappy"), gettext("Unhappy"), gettext("Neither"), gettext("Happy"), gettext("Very happy")
        )  # fmt: skip
        field = self.fields["answer"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = list(enumerate(texts))
        field.label = gettext("How happy are you with your skin so far?")
        field.error_messages["required"] = gettext("Please choose one answer.")
        self.fields["words"].label = gettext("Anything you want to say")


class EntranceForm(ClinicForm):
    """A new way in, for staff: where it leads, how long it stays open unused, and how it goes to the patient."""

    purpose = forms.ChoiceField(label="Where it leads first", choices=Entrance.Purpose.choices[:3])
    hours = forms.TypedChoiceField(
        label="Stays open, unused",
        coerce=int,
        choices=[(2, "2 hours"), (24, "1 day"), (72, "3 days"), (168, "7 days"), (336, "14 days"), (720, "30 days")],
        initial=168,
    )
