"""Forms as the clinic shows them: a label, a hint, the field, its error; and the hidden key that makes sending safe."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting

from .once import new_key


class ClinicRenderer(TemplatesSetting):
    """Forms use the project's own templates."""

    form_template_name = "clinic/form.html"
    field_template_name = "clinic/field.html"


class ClinicForm(forms.Form):
    """A form that is taken once. ``submission`` is its key; ``version`` the version of the record it was shown for."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    required_css_class = "required"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["submission"].initial = new_key()
        self.use_required_attribute = True
