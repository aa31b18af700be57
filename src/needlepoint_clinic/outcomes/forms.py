"""Forms: which scale; then its items (or a total, where the questions belong to others), the day, blinded or not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from needlepoint.errors import InputError, Problem
from needlepoint.outcome import Item, Scale, scales

from ..core.forms import ClinicForm

TOTAL = "total"


class ScaleForm(forms.Form):
    """Which scale a score is on: those of this patient's courses first."""

    scale = forms.ChoiceField(label="Scale")

    def __init__(self, *args: Any, first: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = scales()
        mine = [(name, known[name].label) for name in first if name in known]
        rest = [(name, item.label) for name, item in known.items() if name not in first]
        field = self.fields["scale"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("Of this patient", mine), ("All scales", rest)] if mine else rest


class ScoreForm(ClinicForm):
    """The answers of one scale on one day."""

    on = forms.DateField(label="Day of the score", widget=forms.DateInput(attrs={"type": "date"}))
    course = forms.ChoiceField(label="Course", required=False)
    blinded = forms.BooleanField(
        label="The rater did not know what was done",
        required=False,
        help_text="For example a colleague who saw photographs.",
    )

    def __init__(self, *args: Any, scale: Scale, courses: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scale = scale
        self.fields["on"].initial = timezone.localdate()
        field = self.fields["course"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*courses, ("", "None")]
        answers = {f"item-{name}": _field(item) for name, item in items_of(scale).items()}
        self.fields = answers | self.fields  # the answers come first

    def answers(self) -> dict[str, float]:
        """Item to value, of what was answered."""
        names = items_of(self.scale)
        given = {name: self.cleaned_data.get(f"item-{name}") for name in names}
        return {name: float(value) for name, value in given.items() if value not in (None, "")}

    def course_id(self) -> UUID | None:
        """The chosen course."""
        return UUID(self.cleaned_data["course"]) if self.cleaned_data["course"] else None

    def add_problems(self, fault: InputError) -> None:
        """What the engine refused, each at its own field."""
        for item in fault.problems:
            name = f"item-{item.place.split('.')[-1]}"
            self.add_error(name if name in self.fields else None, _words(item))


def _words(item: Problem) -> str:
    text = f"{item.found} cannot be. Allowed: {item.allowed}."
    return f"{text} {item.remedy}" if item.remedy else text


def items_of(scale: Scale) -> dict[str, Item]:
    """What is asked: the items; or the total alone, of a form whose questions are not ours to show."""
    if not scale.totals_only:
        return dict(scale.items)
    return {TOTAL: Item(TOTAL, f"Total of {scale.label}", scale.low, scale.high, scale.step)}


def _field(item: Item) -> forms.Field:
    if item.choices:
        options = [(f"{value:g}", f"{value:g}: {words}") for value, words in sorted(item.choices.items())]
        empty = [("", "Not answered")] if item.optional else []
        return forms.ChoiceField(
            label=item.label, required=not item.optional, choices=[*empty, *options], widget=forms.RadioSelect
        )
    hint = f"{item.low:g} to {item.high:g}{'' if item.step is None else f', in steps of {item.step:g}'}"
    return forms.FloatField(
        label=item.label,
        required=not item.optional,
        help_text=hint,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )


class ReleaseForm(ClinicForm):
    """Whether the patient sees a score."""

    released = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")], widget=forms.HiddenInput)
    to_patient = forms.CharField(
        label="Your words to the patient",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Shown beside the score: what it means, and what one more visit would add. A draft from the plan "
        "stands here; nothing is shown that you did not release.",
    )
