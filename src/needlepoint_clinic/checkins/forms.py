"""Forms: a day's entry that a colleague writes down for a patient; an answer to one; an adverse event from one."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from needlepoint.care import Entry, flag_names, sign_names, triage
from needlepoint.errors import InputError

from ..core.forms import ClinicForm
from ..treatments.models import AdverseEvent, Treatment
from .foreseen import care_of

GRADES = (("0", "None"), ("1", "Mild"), ("2", "Clear"), ("3", "Strong"), ("4", "Severe"))
NOT_ASKED = ("", "Not asked")
LEVELS = {"now": "Urgent", "today": "Call today", "this week": "Call this week"}


@functools.cache
def flag_groups() -> Mapping[str, Sequence[tuple[str, str]]]:
    """The red flags by what each calls for and why, as the engine says it: heading to (flag, words)."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for name in flag_names():
        said = triage(Entry(signs={}, flags=(name,)), None, care_of({}, date(2026, 1, 1), "words"), 0).reasons[0]
        heading = f"{LEVELS.get(said.when or '', 'Look')}: {said.text}"
        groups.setdefault(heading, []).append((name, name.replace("_", " ").capitalize()))
    return groups


class EntryForm(ClinicForm):
    """How the skin was on one day after one visit."""

    treatment = forms.ChoiceField(label="After which visit")
    on = forms.DateField(label="Day it is about", widget=forms.DateInput(attrs={"type": "date"}))
    words = forms.CharField(
        label="In the patient's words", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, visits: Sequence[Treatment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visits = {str(item.id): item for item in visits}
        field = self.fields["treatment"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (id, f"{item.on.day} {item.on:%B %Y}, {item.course.title}") for id, item in self.visits.items()
        ]
        self.fields["on"].initial = timezone.localdate()
        for name in sign_names():
            self.fields[f"sign-{name}"] = forms.ChoiceField(
                label=name.capitalize(),
                required=False,
                choices=[NOT_ASKED, *GRADES],
                widget=forms.RadioSelect,
                initial="",
            )
        for at, (heading, options) in enumerate(flag_groups().items()):
            self.fields[f"flags-{at}"] = forms.MultipleChoiceField(
                label=heading, required=False, choices=options, widget=forms.CheckboxSelectMultiple
            )

    def clean(self) -> dict[str, Any]:
        """A day on or after the visit, and not one that has not come."""
        told: dict[str, Any] = super().clean() or {}
        visit, on = self.visits.get(told.get("treatment", "")), told.get("on")
        if visit and on and not visit.on <= on <= timezone.localdate():
            self.add_error("on", f"A day from {visit.on.day} {visit.on:%B %Y}, the visit, to today.")
        return told

    @property
    def signs_fields(self) -> list[forms.BoundField]:
        """The signs, in the engine's order."""
        return [self[f"sign-{name}"] for name in sign_names()]

    @property
    def flags_fields(self) -> list[forms.BoundField]:
        """The red flags by group."""
        return [self[f"flags-{at}"] for at in range(len(flag_groups()))]

    def day(self) -> int:
        """Days after the visit."""
        return int((self.cleaned_data["on"] - self.visits[self.cleaned_data["treatment"]].on).days)

    def signs(self) -> dict[str, int]:
        """Sign to grade, of those that were asked."""
        given = {name: self.cleaned_data.get(f"sign-{name}") for name in sign_names()}
        return {name: int(value) for name, value in given.items() if value}

    def flags(self) -> list[str]:
        """The flags that are there."""
        return [name for at in range(len(flag_groups())) for name in self.cleaned_data.get(f"flags-{at}") or ()]

    def add_problems(self, fault: InputError) -> None:
        """What the engine refused, each at its own field."""
        for item in fault.problems:
            name = f"sign-{item.place.split('.')[-1]}"
            self.add_error(
                name if name in self.fields else None, f"{item.found}: {item.allowed}. {item.remedy}".strip()
            )

    @classmethod
    def told(cls, signs: Mapping[str, int], flags: Sequence[str]) -> dict[str, Any]:
        """An earlier entry as the first values of a correction."""
        given: dict[str, Any] = {f"sign-{name}": str(grade) for name, grade in signs.items()}
        for at, options in enumerate(flag_groups().values()):
            given[f"flags-{at}"] = [name for name, _ in options if name in flags]
        return given


class AnswerForm(ClinicForm):
    """What was answered or done."""

    answer = forms.CharField(
        label="What you answered or did",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    to_patient = forms.CharField(
        label="To the patient",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The patient reads these words on their own page. Leave it empty to send nothing.",
    )

    def has_words(self) -> bool:
        """Whether anything was written, for the clinic or for the patient."""
        return any(self.cleaned_data.get(name, "").strip() for name in ("answer", "to_patient"))


class EventForm(ClinicForm):
    """An adverse event, from an entry."""

    what = forms.CharField(label="What happened", max_length=200)
    severity = forms.ChoiceField(label="How bad", choices=AdverseEvent.Severity.choices, widget=forms.RadioSelect)
    done = forms.CharField(label="What was done", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
