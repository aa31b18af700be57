"""``say``: a text of the questionnaire in the language of the page."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext

register = template.Library()


@register.filter
def say(text: str) -> str:
    """The translation; nothing stays nothing."""
    return gettext(text) if text else ""
