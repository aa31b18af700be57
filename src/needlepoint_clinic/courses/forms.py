"""Forms of the plan: settings by zone, acceptance, the end of a course, a visit moved or cancelled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField

from needlepoint.course import Bounds
from needlepoint.plan import Room
from needlepoint.skin import zones as all_zones

from ..core.forms import ClinicForm

DEEPEST_MM = Decimal(10)
LONG = {"rows": 3}


@dataclass(frozen=True)
class Slider:
    """One setting: its name, its number field, and the ends and step of the slider beside it."""

    name: str
    field: BoundField
    low: str
    high: str
    step: str
    unit: str

    @property
    def slides(self) -> bool:
        """Whether there is more than one place to stand."""
        return self.low != self.high


@dataclass(frozen=True)
class ZoneRow:
    """One zone of the table: its number on the chart, whether it is treated, depth and passes with their bounds."""

    zone: str
    label: str
    number: int
    treat: BoundField
    depth: Slider
    passes: Slider


class SettingsForm(forms.Form):
    """Each zone with its depth and passes, or left out; visits and interval. Beyond the bounds is answered, not cut.

    planned: zones of a course with their settings, each ``treated`` or not.
    """

    worked = forms.UUIDField(widget=forms.HiddenInput)
    option = forms.CharField(widget=forms.HiddenInput, max_length=20)
    sessions = forms.IntegerField(label="Visits", min_value=1, max_value=52)
    interval_days = forms.IntegerField(label="Days between visits", min_value=1, max_value=365)

    def __init__(self, room: Room, planned: Sequence[Mapping[str, Any]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.room, self.planned = room, planned
        step = {"step": f"{room.step_mm:g}", "inputmode": "decimal"}
        for item in planned:
            zone, label = item["zone"], all_zones()[item["zone"]].label
            self.fields[f"treat_{zone}"] = forms.BooleanField(label=label[:1].upper() + label[1:], required=False)
            self.fields[f"depth_{zone}"] = forms.DecimalField(
                label=f"Depth, {label}, mm", min_value=Decimal("0.05"), max_value=DEEPEST_MM, max_digits=4,
                decimal_places=2, widget=forms.NumberInput(attrs=step),
            )  # fmt: skip
            self.fields[f"passes_{zone}"] = forms.IntegerField(
                label=f"Passes, {label}", min_value=1, max_value=room.most_passes
            )

    def clean(self) -> dict[str, Any]:
        """Somewhere has to be treated."""
        told = super().clean() or {}
        if not any(told.get(f"treat_{item['zone']}") for item in self.planned):
            raise forms.ValidationError("Leave at least one zone in.")
        return told

    def problems(self) -> list[str]:
        """What is wrong, each with the name of its field."""
        return [
            f"{self.fields[name].label}: {texts[0]}" if name in self.fields else str(texts[0])
            for name, texts in self.errors.items()
        ]

    def zones_set(self) -> list[dict[str, Any]]:
        """Every zone as it was set, with whether it is treated."""
        told = self.cleaned_data
        return [
            {
                "zone": item["zone"],
                "depth_mm": float(told[f"depth_{item['zone']}"]),
                "passes": told[f"passes_{item['zone']}"],
                "pattern": item["pattern"],
                "treated": told[f"treat_{item['zone']}"],
            }
            for item in self.planned
        ]

    def left_out(self) -> list[str]:
        """The zones that were left out."""
        return [item["zone"] for item in self.zones_set() if not item["treated"]]

    def settings(self) -> dict[str, Any]:
        """What was set, as plain data, of the zones that are treated."""
        told = self.cleaned_data
        kept = ("zone", "depth_mm", "passes", "pattern")
        return {
            "zones": [{name: item[name] for name in kept} for item in self.zones_set() if item["treated"]],
            "sessions": told["sessions"],
            "interval_days": told["interval_days"],
        }

    def rows(self) -> Iterator[ZoneRow]:
        """The table of zones."""
        for number, item in enumerate(self.planned, 1):
            zone = item["zone"]
            bounds = self.room.by_zone.get(zone)
            treat, label = self[f"treat_{zone}"], all_zones()[zone].label
            yield ZoneRow(zone, label, number, treat, self._depth(zone, bounds), self._passes(zone, bounds))

    def _depth(self, zone: str, bounds: Bounds | None) -> Slider:
        low = bounds.depth_low_mm if bounds else self.room.step_mm
        high = max(bounds.depth_high_mm, bounds.depth_clinician_mm or 0.0) if bounds else low
        return Slider("Depth", self[f"depth_{zone}"], f"{low:g}", f"{high:g}", f"{self.room.step_mm:g}", "mm")

    def _passes(self, zone: str, bounds: Bounds | None) -> Slider:
        low, high = (bounds.passes_low, bounds.passes_high) if bounds else (1, 1)
        return Slider("Passes", self[f"passes_{zone}"], str(low), str(high), "1", "")

    def when(self) -> list[Slider]:
        """Visits and interval."""
        shared = self.room.shared
        low, high = str(shared.interval_days_low), str(shared.interval_days_high)
        return [
            Slider("Visits", self["sessions"], "1", str(shared.sessions_high), "1", "visits"),
            Slider("Days between visits", self["interval_days"], low, high, "1", "days"),
        ]


def starting_settings(option: Mapping[str, Any], planned: Sequence[Mapping[str, Any]], room: Room) -> dict[str, Any]:
    """The settings of an option, as the form first shows them."""
    told: dict[str, Any] = {
        "option": option["name"],
        "sessions": option["schedule"]["sessions"],
        "interval_days": option["schedule"]["interval_days"] or room.shared.interval_days_low,
    }
    for item in planned:
        told[f"treat_{item['zone']}"] = item["treated"]
        told[f"depth_{item['zone']}"] = f"{item['depth_mm']:g}"
        told[f"passes_{item['zone']}"] = item["passes"]
    return told


class AcceptForm(ClinicForm):
    """Accept a proposal; what the clinician decided, where findings leave it to one."""

    decided = forms.CharField(
        label="What you decided on these points, and why",
        max_length=2000,
        widget=forms.Textarea(attrs=LONG),
        help_text="It stays with the course, with your name.",
    )

    def __init__(self, *args: Any, needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needed:
            del self.fields["decided"]


class EndForm(ClinicForm):
    """The end of a course."""

    how = forms.ChoiceField(
        label="How it ends",
        choices=[("finish", "Finished as planned"), ("stop", "Stopped before")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label="Why", min_length=3, max_length=300, widget=forms.Textarea(attrs=LONG))


class MoveForm(ClinicForm):
    """Another day for a visit."""

    on = forms.DateField(label="New day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(label="Why", min_length=3, max_length=300)


class CancelForm(ClinicForm):
    """A visit that will not take place."""

    reason = forms.CharField(label="Why it will not take place", min_length=3, max_length=300)
