"""The forms of the six steps. Each is taken once and carries the number of the part of the chart it was made for."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from needlepoint.device import PATTERNS

from ..core.forms import ClinicForm
from ..core.refusals import Refused
from .gs1 import LONGEST_CODE, NotGS1, full_gtin
from .models import AdverseEvent, Treatment
from .moments import moment
from .numbing import product_choices
from .planned import IDENTIFIERS

ENDPOINTS = {
    "none": "None seen",
    "even_erythema": "Even redness",
    "pinpoint_bleeding": "Pinpoint bleeding",
    "more_bleeding": "More bleeding",
}
SPEEDS = {"usual": "Usual", "slow": "Slow", "fast": "Fast"}
ADVICE = {"spoken_and_written": "Spoken, and the written card", "spoken": "Spoken only", "none": "None: say why below"}
DEEPEST, MOST_PASSES = Decimal("5"), 60
HOW = ("typed", "string", "scan")
CLOCK = {"type": "time"}


class IdentityForm(ClinicForm):
    """Which identifiers the patient gave."""

    identifiers = forms.MultipleChoiceField(
        label="The patient said, and it fits the record",
        choices=list(IDENTIFIERS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Two identifiers are needed. Ask; do not read them out."},
    )

    def clean_identifiers(self) -> list[str]:
        """At least two."""
        given: list[str] = self.cleaned_data["identifiers"]
        if len(given) < 2:
            raise ValidationError("Two identifiers are needed. Ask; do not read them out.")
        return given


class ConfirmForm(ClinicForm):
    """One button."""


class PhotographsForm(ClinicForm):
    """Taken or declined."""

    decided = forms.ChoiceField(
        label="Photographs before the treatment",
        choices=[("taken", "Taken"), ("declined", "Declined by the patient")],
        widget=forms.RadioSelect(attrs={"class": "seg"}),
    )


class SetupForm(ClinicForm):
    """The device and how the skin was prepared."""

    name = forms.CharField(label="Device", max_length=120)
    serial = forms.CharField(label="Serial of the device", max_length=40, required=False)
    preparation = forms.CharField(
        label="Preparation",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Cleansing, antiseptic, glide: product and how.",
    )


class CreamForm(ClinicForm):
    """A numbing cream goes on."""

    drug = forms.ChoiceField(label="Cream", choices=product_choices)
    strength_percent = forms.DecimalField(
        label="Lidocaine in the tube, %",
        required=False,
        max_digits=5,
        decimal_places=2,
        min_value=Decimal("0.01"),
        max_value=100,
        help_text="Only when the label says another strength than the name above.",
    )
    grams = forms.DecimalField(
        label="Amount, g", max_digits=6, decimal_places=2, min_value=Decimal("0.01"), max_value=1000
    )
    area_cm2 = forms.DecimalField(
        label="Area, cm²", max_digits=7, decimal_places=1, min_value=Decimal("0.1"), max_value=20000
    )
    weight_kg = forms.DecimalField(
        label="Weight, kg", required=False, max_digits=5, decimal_places=1, min_value=2, max_value=400
    )
    on_at = forms.TimeField(
        label="On at", required=False, widget=forms.TimeInput(attrs=CLOCK), help_text="Leave empty for now."
    )
    meant = forms.BooleanField(label="I have read the warning, and this dose is meant", required=False)

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day

    def clean_on_at(self) -> Any:
        """A time of the visit's day that has been."""
        return _past(self.day, self.cleaned_data["on_at"])


class CreamOffForm(ClinicForm):
    """A cream is wiped off."""

    off_at = forms.TimeField(
        label="Off at", required=False, widget=forms.TimeInput(attrs=CLOCK), help_text="Leave empty for now."
    )

    def __init__(self, *args: Any, day: date | None = None, on_at: datetime | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day, self.on_at = day, on_at

    def clean_off_at(self) -> Any:
        """After it went on, not in the future."""
        return _past(self.day, self.cleaned_data["off_at"], after=self.on_at)


class CodeForm(ClinicForm):
    """A cartridge's code: a photograph of it, or the code as a scanner or a person types it."""

    picture = forms.FileField(
        label="Photograph of the code",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp", "capture": "environment"}),
        help_text="JPEG, PNG or WebP, up to 15 MB. It is read and thrown away.",
    )
    code = forms.CharField(
        label="Or scan or type the code",
        required=False,
        max_length=LONGEST_CODE,
        strip=True,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}),
        help_text="As printed: (01)…(17)…(10)…(21)…",
    )


class CartridgeForm(ClinicForm):
    """A cartridge's fields from its label."""

    lot = forms.CharField(label="Lot", max_length=20)
    expiry = forms.DateField(label="Expiry", widget=forms.DateInput(attrs={"type": "date"}))
    gtin = forms.CharField(label="GTIN", max_length=20, required=False)
    serial = forms.CharField(label="Serial", max_length=20, required=False)
    how = forms.ChoiceField(
        choices=[(item, item) for item in HOW], widget=forms.HiddenInput, initial=HOW[0], required=False
    )

    def clean_how(self) -> str:
        """Typed, where a form says nothing."""
        return self.cleaned_data["how"] or HOW[0]

    def clean_gtin(self) -> str:
        """14 digits with the right check digit."""
        text: str = self.cleaned_data["gtin"].strip()
        try:
            return full_gtin(text) if text else ""
        except NotGS1 as fault:
            raise ValidationError(fault.reason) from None


class ZoneForm(ClinicForm):
    """What was done in one zone, and what was seen."""

    depth_mm = forms.DecimalField(
        label="Depth, mm",
        max_digits=4,
        decimal_places=2,
        min_value=Decimal("0.05"),
        max_value=DEEPEST,
        widget=forms.NumberInput(attrs={"step": "0.05", "inputmode": "decimal"}),
    )
    passes = forms.IntegerField(
        label="Passes", min_value=1, max_value=MOST_PASSES, widget=forms.NumberInput(attrs={"inputmode": "numeric"})
    )
    pattern = forms.ChoiceField(label="Pattern", choices=[(item, item.capitalize()) for item in PATTERNS])
    speed = forms.ChoiceField(label="Speed", choices=list(SPEEDS.items()), initial="usual")
    endpoint = forms.ChoiceField(
        label="Endpoint seen", choices=list(ENDPOINTS.items()), widget=forms.RadioSelect(attrs={"class": "seg"})
    )
    pain = forms.TypedChoiceField(
        label="Worst pain, 0 to 10",
        choices=[(str(number), str(number)) for number in range(11)],
        coerce=int,
        widget=forms.RadioSelect(attrs={"class": "seg tight"}),
    )
    reaction = forms.CharField(label="Reaction", max_length=200, required=False)
    early_stop = forms.CharField(label="Stopped early because", max_length=200, required=False)
    started_at = forms.TimeField(label="From", required=False, widget=forms.TimeInput(attrs=CLOCK))
    ended_at = forms.TimeField(label="To", required=False, widget=forms.TimeInput(attrs=CLOCK))

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day

    def clean(self) -> dict[str, Any]:
        """Times of the visit's day, the end after the start."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = told.get("started_at"), told.get("ended_at")
        for name, clock in (("started_at", start), ("ended_at", end)):
            try:
                after = told.get("started_at") if name == "ended_at" else None
                told[name] = moment(self.day, clock, after=after) if clock else None
            except Refused as fault:
                self.add_error(name, ValidationError(f"{fault.reason} {fault.remedy}"))
                told[name] = None
        return told

    def done(self) -> dict[str, Any]:
        """The fields of the zone's row."""
        return {name: self.cleaned_data.get(name) for name in self.fields if name not in ("submission", "version")}


class AfterForm(ClinicForm):
    """After the last pass."""

    advice = forms.ChoiceField(
        label="Aftercare advice", choices=list(ADVICE.items()), widget=forms.RadioSelect(attrs={"class": "seg"})
    )
    product = forms.CharField(label="Product put on", max_length=120, required=False)
    product_lot = forms.CharField(label="Lot of the product", max_length=40, required=False)
    early_stop = forms.CharField(
        label="Visit stopped early because", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    no_adverse_event = forms.BooleanField(label="No adverse event at this visit", required=False)

    def clean(self) -> dict[str, Any]:
        """A lot belongs to a product; no advice needs a reason."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("product_lot") and not told.get("product"):
            self.add_error("product", ValidationError("Name the product that this lot belongs to."))
        return told


class EventForm(ClinicForm):
    """Something went wrong."""

    what = forms.CharField(label="What happened", min_length=3, max_length=200)
    onset = forms.DateField(label="Since", widget=forms.DateInput(attrs={"type": "date"}))
    severity = forms.ChoiceField(
        label="How bad", choices=AdverseEvent.Severity.choices, widget=forms.RadioSelect(attrs={"class": "seg"})
    )
    action = forms.CharField(
        label="What was done", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    outcome = forms.CharField(
        label="How it is now", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, treatment: Treatment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.treatment = treatment
        self.fields["onset"].initial = timezone.localdate()

    def clean_onset(self) -> date:
        """On the day of the visit or later, not in the future."""
        onset: date = self.cleaned_data["onset"]
        if not self.treatment.on <= onset <= timezone.localdate():
            raise ValidationError("It began on the day of the visit or later, and not in the future.")
        return onset


class SignForm(ClinicForm):
    """The signature."""

    password = forms.CharField(
        label="Your password",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text="The one you sign in with. Signing is by name, so it is asked again.",
    )


class AddendumForm(ClinicForm):
    """Added to a signed chart."""

    text = forms.CharField(label="Addendum", min_length=3, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))


class ReasonForm(ClinicForm):
    """Why a visit was not carried out."""

    reason = forms.CharField(label="Why", min_length=3, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


def _past(day: date | None, clock: Any, after: datetime | None = None) -> Any:
    if clock and day is not None:
        try:
            moment(day, clock, after=after)
        except Refused as fault:
            raise ValidationError(f"{fault.reason} {fault.remedy}") from None
    return clock
