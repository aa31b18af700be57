"""Forms of screening: what is planned (goals, device, setting, limits), an override, the end of one.

What the form leaves empty is left out of the case, so that the engine asks. The engine itself checks the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.forms.utils import ErrorDict

from needlepoint.case import CONCERNS, SCALES

from ..clinics.models import Clinic
from ..core.forms import ClinicForm
from ..intake.questionnaire import zone_groups
from .actions import LONGEST_REASON, SHORTEST_REASON

MAX_GOALS = 6
NOT_SAID = [("", "Not said yet")]
SUBTYPES = sorted({subtype for concern in CONCERNS.values() for subtype in concern.subtypes})
DAY = {"type": "date"}
LIMITS = ("start", "event", "max_downtime_days", "max_sessions", "budget", "price_per_session")
ZONES = [(name, list(zones)) for name, zones in zone_groups()]


def _day(label: str, hint: str = "") -> forms.DateField:
    return forms.DateField(
        label=label, required=False, help_text=hint, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )


def _number(label: str, low: float, high: float, places: int = 0, hint: str = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=low, max_value=high, decimal_places=places, max_digits=9, required=False, help_text=hint
    )


def _words(id: str) -> str:
    return id.replace("_", " ").capitalize()


class CaseForm(ClinicForm):
    """What is planned. ``goals``: how many goals the page has room for."""

    setting = forms.ChoiceField(
        label="Setting",
        required=False,
        widget=forms.RadioSelect,
        choices=[("clinic", "In the clinic"), ("home", "At home")],
    )
    device_kind = forms.ChoiceField(
        label="Device", required=False, choices=[*NOT_SAID, ("pen", "Pen"), ("roller", "Roller"), ("stamp", "Stamp")]
    )
    device_name = forms.CharField(label="Name of the device", required=False, max_length=120)
    material = forms.ChoiceField(
        label="Needles of", required=False, choices=[*NOT_SAID, ("steel", "Steel"), ("titanium", "Titanium")]
    )
    depth_mm = _number("Greatest depth, or needle length (mm)", 0.1, 8, 2)
    needles = _number("Number of needles", 1, 2000)
    radiofrequency = forms.ChoiceField(
        label="With radiofrequency", required=False, choices=[*NOT_SAID, ("no", "No"), ("yes", "Yes")]
    )
    start = _day("Earliest start")
    event = _day("Be at your best on", "The course is planned backwards from this day.")
    max_downtime_days = _number("Days of redness that are fine, each time", 0, 365)
    max_sessions = _number("Sessions at most", 1, 100)
    budget = _number("Budget", 0, 999999, 2)
    price_per_session = _number("Price of one session", 0, 999999, 2)

    def __init__(self, *args: Any, goals: int = 1, currency: str = "USD", checks: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not checks:
            self._errors = ErrorDict()
        self.goal_count, self.currency = min(goals, MAX_GOALS), currency
        if self.is_bound:
            self.goal_count = sum(f"goal-{place}-concern" in self.data for place in range(MAX_GOALS))
        for place in range(self.goal_count):
            for name, field in _goal_fields():
                self.fields[f"goal-{place}-{name}"] = field
        if self.goal_count:
            self.fields["goal-0-concern"].required = True
        for name in ("budget", "price_per_session"):
            self.fields[name].help_text = f"In {currency}."

    def parts(self) -> list[tuple[str, list[BoundField]]]:
        """Every visible field but those of the goals, in two parts with their headings."""
        fields = [field for field in self.visible_fields() if not field.name.startswith("goal-")]
        return [
            ("Setting and device", [field for field in fields if field.name not in LIMITS]),
            ("Limits of the patient", [field for field in fields if field.name in LIMITS]),
        ]

    def goal_rows(self) -> list[dict[str, Any]]:
        """The goals as a page shows them: the bound fields by name, zones by part of the body."""
        rows = []
        for place in range(self.goal_count):
            row: dict[str, Any] = {
                name: self[f"goal-{place}-{name}"] for name in ("concern", "subtype", "scale", "score")
            }
            row["scar_date"] = self[f"goal-{place}-scar_date"]
            row["zones"] = [(name, self[f"goal-{place}-zones-{part}"]) for part, (name, _zones) in enumerate(ZONES)]
            rows.append(row)
        return rows

    def clean(self) -> dict[str, Any]:
        """At least one goal; each with a place; a scale with its score."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.goals():
            raise ValidationError("Name at least one goal.")
        for place in self._given():
            if not self._zones(place):
                self.add_error(f"goal-{place}-concern", "Tick where.")
            if bool(cleaned.get(f"goal-{place}-scale")) != (cleaned.get(f"goal-{place}-score") is not None):
                self.add_error(f"goal-{place}-score", "A scale and its score belong together.")
        return cleaned

    def _given(self) -> Iterator[int]:
        return (place for place in range(self.goal_count) if self.cleaned_data.get(f"goal-{place}-concern"))

    def _zones(self, place: int) -> list[str]:
        only = CONCERNS[self.cleaned_data[f"goal-{place}-concern"]].only
        parts = (self.cleaned_data.get(f"goal-{place}-zones-{part}") or () for part in range(len(ZONES)))
        return [zone for chosen in parts for zone in chosen] or list(only)

    def goals(self) -> list[dict[str, Any]]:
        """The goals as the case has them."""
        return [self._goal(place) for place in self._given()]

    def _goal(self, place: int) -> dict[str, Any]:
        told = self.cleaned_data
        goal: dict[str, Any] = {"concern": told[f"goal-{place}-concern"], "zones": self._zones(place)}
        if told.get(f"goal-{place}-subtype"):
            goal["subtype"] = told[f"goal-{place}-subtype"]
        if told.get(f"goal-{place}-scale") and told.get(f"goal-{place}-score") is not None:
            score = float(told[f"goal-{place}-score"])
            goal["severity"] = {"scale": told[f"goal-{place}-scale"], "score": score}
        if told.get(f"goal-{place}-scar_date"):
            goal["scar_date"] = told[f"goal-{place}-scar_date"].isoformat()
        return goal

    def device(self) -> dict[str, Any] | None:
        """The device as the case has it; None when its kind is not said."""
        told = self.cleaned_data
        if not told["device_kind"]:
            return None
        device: dict[str, Any] = {"kind": told["device_kind"]}
        device |= {"name": told["device_name"]} if told["device_name"] else {}
        device |= {"material": told["material"]} if told["material"] else {}
        depth = "max_depth_mm" if told["device_kind"] == "pen" else "needle_length_mm"
        device |= {depth: float(told["depth_mm"])} if told["depth_mm"] else {}
        device |= {"needles": int(told["needles"])} if told["needles"] else {}
        return device | ({"radiofrequency": told["radiofrequency"] == "yes"} if told["radiofrequency"] else {})

    def constraints(self) -> dict[str, Any]:
        """The limits as the case has them."""
        told = self.cleaned_data
        found: dict[str, Any] = {name: told[name].isoformat() for name in ("start", "event") if told[name]}
        found |= {name: int(told[name]) for name in ("max_downtime_days", "max_sessions") if told[name] is not None}
        return found | {
            name: {"amount": float(told[name]), "currency": self.currency}
            for name in ("budget", "price_per_session")
            if told[name] is not None
        }


def _goal_fields() -> Iterator[tuple[str, forms.Field]]:
    concerns = [(id, concern.label.capitalize()) for id, concern in CONCERNS.items()]
    scales = [(id, scale.label) for id, scale in SCALES.items()]
    yield "concern", forms.ChoiceField(label="What", required=False, choices=[("", "None"), *concerns])
    yield (
        "subtype",
        forms.ChoiceField(
            label="Kind", required=False, choices=[*NOT_SAID, *((item, _words(item)) for item in SUBTYPES)]
        ),
    )
    yield "scale", forms.ChoiceField(label="Scale of severity", required=False, choices=[("", "Not graded"), *scales])
    yield "score", _number("Score", 0, 9999, 1)
    yield "scar_date", _day("The scar was made on")
    for part, (_name, zones) in enumerate(ZONES):
        yield (
            f"zones-{part}",
            forms.MultipleChoiceField(choices=zones, required=False, widget=forms.CheckboxSelectMultiple),
        )


def case_initial(case: Mapping[str, Any], clinic: Clinic, version: int) -> dict[str, Any]:
    """The form's first values from a case: the last one, or the patient's wishes."""
    device, limits = case.get("device") or {}, case.get("constraints") or {}
    price = limits.get("price_per_session", {}).get("amount", clinic.session_price)
    rf = device.get("radiofrequency")
    told: dict[str, Any] = {
        "version": version,
        "setting": case.get("setting", "clinic"),
        "device_kind": device.get("kind"),
        "device_name": device.get("name"),
        "material": device.get("material"),
        "depth_mm": device.get("max_depth_mm") or device.get("needle_length_mm"),
        "needles": device.get("needles"),
        "radiofrequency": "" if rf is None else ("yes" if rf else "no"),
        "budget": limits.get("budget", {}).get("amount"),
        "price_per_session": price,
        **{name: limits.get(name) for name in ("start", "event", "max_downtime_days", "max_sessions")},
    }
    for place, goal in enumerate(case.get("goals", ())):
        told |= _goal_initial(place, goal)
    return told


def _goal_initial(place: int, goal: Mapping[str, Any]) -> dict[str, Any]:
    severity = goal.get("severity") or {}
    told = {
        f"goal-{place}-concern": goal["concern"],
        f"goal-{place}-subtype": goal.get("subtype"),
        f"goal-{place}-scale": severity.get("scale"),
        f"goal-{place}-score": severity.get("score"),
        f"goal-{place}-scar_date": goal.get("scar_date"),
    }
    for part, (_name, zones) in enumerate(ZONES):
        told[f"goal-{place}-zones-{part}"] = [id for id, _words in zones if id in goal["zones"]]
    return told


REASON = forms.CharField(
    label="Reason",
    min_length=SHORTEST_REASON,
    max_length=LONGEST_REASON,
    widget=forms.Textarea(attrs={"rows": 4}),
    help_text="It stays with the patient for ever, with your name.",
)


class OverrideForm(ClinicForm):
    """A decision against a finding."""

    reason = REASON


class EndForm(ClinicForm):
    """Why an override is no longer relied on."""

    reason = REASON
