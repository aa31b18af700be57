"""Forms of the house: the first run, colleagues, the clinic's own details."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from ..core.forms import ClinicForm
from .models import Level, Role
from .set_up import is_code, needs_code

PHONE = RegexValidator(r"^\+?[0-9][0-9 ()/.-]{4,}$", "Write a phone number: digits, with + in front if you like.")


def known_zone(text: str) -> None:
    """Refuse a time zone that nobody knows."""
    if text not in available_timezones():
        raise ValidationError("This time zone is not known. Write it like Europe/Berlin.")


class ClinicDetails(ClinicForm):
    """The practice itself."""

    name = forms.CharField(label="Name of the practice", max_length=120)
    phone = forms.CharField(
        label="Phone", max_length=40, validators=[PHONE], help_text="Patients see it first when something worries them."
    )
    time_zone = forms.CharField(label="Time zone", max_length=60, initial="UTC", validators=[known_zone])
    currency = forms.RegexField(r"^[A-Z]{3}$", label="Currency", initial="USD", help_text="Three letters.")
    session_price = forms.DecimalField(
        label="Price of one session", max_digits=8, decimal_places=2, min_value=0, required=False
    )


class FirstRunForm(ClinicDetails):
    """The practice and its owner."""

    owner_name = forms.CharField(label="Your name", max_length=120)
    owner_email = forms.EmailField(label="Your e-mail address")
    owner_password = forms.CharField(
        label="Password",
        min_length=12,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Twelve characters or more. A second factor comes next.",
    )

    def clean_owner_password(self) -> str:
        """As strong as Django's validators ask."""
        password: str = self.cleaned_data["owner_password"]
        validate_password(password)
        return password

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needs_code():
            self.fields["code"] = forms.CharField(
                label="Set-up code", max_length=20, help_text="The server printed it when it started."
            )

    def clean_code(self) -> str:
        """The code that only who runs the server knows."""
        if not is_code(self.cleaned_data["code"]):
            raise ValidationError("This is not the code that the server printed.")
        return ""


class MemberForm(ClinicForm):
    """A new colleague."""

    name = forms.CharField(label="Name", max_length=120)
    email = forms.EmailField(label="E-mail address")
    role = forms.ChoiceField(label="Role", choices=Role.choices, initial=Role.ASSISTANT)
    licence = forms.CharField(label="Licence", max_length=40, required=False, help_text="As your register writes it.")
    level = forms.ChoiceField(
        label="Decides as a",
        choices=Level.choices,
        initial=Level.CLINICIAN,
        required=False,
        help_text="By training and licence. Some findings take a specialist or a surgeon to set them aside.",
    )
    password = forms.CharField(
        label="First password",
        min_length=12,
        max_length=200,
        widget=forms.PasswordInput,
        validators=[validate_password],
    )

    def clean_level(self) -> Level:
        """A clinician, where nothing is said."""
        return Level(self.cleaned_data["level"] or Level.CLINICIAN)


class RoleForm(ClinicForm):
    """Another role, or another level; a level that is not sent stays."""

    role = forms.ChoiceField(label="Role", choices=Role.choices)
    level = forms.ChoiceField(label="Decides as a", choices=Level.choices, required=False)

    def clean_level(self) -> Level | None:
        """None where nothing is said."""
        return Level(self.cleaned_data["level"]) if self.cleaned_data["level"] else None
