"""What is asked when a photograph is taken, chosen, hidden or handed out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..core.forms import ClinicForm
from .angles import ZONES, angles_for, number_of, view_number, zone_label
from .models import Photo

ACCEPT = "image/jpeg,image/png,image/webp"  # with this list an iPhone sends JPEG, never HEIC
MOST_AT_ONCE = 10


class Several(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class SeveralFiles(forms.FileField):
    """Several files; an empty list where none was chosen."""

    widget = Several

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Every file as it came; what is in it is checked later, one by one."""
        return list(data) if isinstance(data, list | tuple) else [data] if data else []


class WhereForm(forms.Form):
    """Which zone and view comes next. It travels in the address as numbers: no address names a part of a body."""

    zone = forms.ChoiceField(label=_("Zone"))
    view = forms.ChoiceField(label=_("View"))

    def __init__(self, *args: Any, first: Sequence[str], every: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [zone for zone in ZONES if zone not in first] if every else []
        self.known = [zone for zone in (*first, *others) if zone in ZONES]
        asked = self.data.get("zone", "")
        self.zone = next((zone for zone in self.known if number_of(zone) == asked), self.known[0])
        self.angles = angles_for(self.zone)
        numbered = {view_number(item.id): item.id for item in self.angles}
        self.view = numbered.get(self.data.get("view", ""), self.angles[0].id)
        self._offer("zone", [(number_of(zone), zone_label(zone).capitalize()) for zone in self.known], self.zone)
        self._offer("view", [(view_number(item.id), item.label) for item in self.angles], self.view)

    def _offer(self, name: str, choices: list[Any], chosen: str) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        self.initial[name] = number_of(chosen) if name == "zone" else view_number(chosen)
        self.is_bound = False  # what cannot be is replaced, never complained about


class TakeForm(ClinicForm):
    """The pictures, and what is noted with them."""

    zone = forms.CharField(widget=forms.HiddenInput, max_length=40)
    view = forms.CharField(widget=forms.HiddenInput, max_length=12)
    camera_file = SeveralFiles(
        label=_("Take it now"),
        required=False,
        widget=Several(attrs={"accept": ACCEPT, "capture": "environment", "multiple": False}),
    )
    files = SeveralFiles(
        label=_("Or choose from this device"), required=False, widget=Several(attrs={"accept": ACCEPT})
    )

    def pictures(self) -> list[UploadedFile]:
        """All files that were sent."""
        return [*self.cleaned_data["camera_file"], *self.cleaned_data["files"]]

    def clean(self) -> dict[str, Any]:
        """At least one picture, not too many."""
        told: dict[str, Any] = super().clean() or {}
        found = [*(told.get("camera_file") or ()), *(told.get("files") or ())]
        if len(found) > MOST_AT_ONCE:
            self.add_error("files", _("Send ten at a time."))
        return told


class StaffTakeForm(TakeForm):
    """With the day and how it was taken."""

    taken_on = forms.DateField(label="Day it was taken", widget=forms.DateInput(attrs={"type": "date"}))
    light = forms.CharField(label="Light", max_length=80, required=False)
    camera = forms.CharField(label="Camera and lens", max_length=80, required=False)
    background = forms.CharField(label="Background", max_length=80, required=False)

    def __init__(self, *args: Any, last: Photo | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["taken_on"].initial = timezone.localdate()
        for name in ("light", "camera", "background") if last else ():
            self.fields[name].initial = getattr(last, name)

    def clean_taken_on(self) -> Any:
        """Not a day that has not come."""
        if self.cleaned_data["taken_on"] > timezone.localdate():
            raise forms.ValidationError("This day has not come yet.")
        return self.cleaned_data["taken_on"]


class PairForm(ClinicForm):
    """Two of one series."""

    before = forms.UUIDField()
    after = forms.UUIDField()


class ChangeForm(ClinicForm):
    """Hide, show again, release, take back."""

    what = forms.CharField(max_length=10)
    why = forms.CharField(label="Why", max_length=200, required=False)


class ReleaseForm(ClinicForm):
    """A pair shown to the patient, or no longer."""

    release = forms.BooleanField(required=False)


class ExportForm(ClinicForm):
    """A copy that leaves the record."""

    use = forms.ChoiceField(label="What is it for?", widget=forms.RadioSelect)
    gone_to = forms.CharField(
        label="Where does it go?",
        max_length=200,
        help_text="A person, a journal, a page. The patient may ask.",
    )

    def __init__(self, *args: Any, uses: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["use"].choices = uses  # type: ignore[attr-defined]


class ResearchForm(ClinicForm):
    """The research panel on or off."""

    shown = forms.BooleanField(required=False)
