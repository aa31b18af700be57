"""Tags for templates: the engine's charts, words for codes, and links that keep their place."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def words(code: Any) -> str:
    """``cheek_left`` as ``cheek left``."""
    return str(code).replace("_", " ")


@register.filter
def drawn(svg: str) -> SafeString:
    """An SVG picture that our own chart module drew."""
    return mark_safe(svg)


@register.filter
def day(value: date | datetime | None) -> str:
    """A date as people write it, 3 March 2027; of a moment, the day it was in the clinic's zone."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return f"{value.day} {value:%B %Y}" if value else ""


@register.filter
def get(values: Any, name: Any) -> Any:
    """The entry of a mapping under a name that stands in a variable; empty where there is none."""
    found = values.get(name) if hasattr(values, "get") else None
    return "" if found is None else found
