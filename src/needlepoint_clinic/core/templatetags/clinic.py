"""Tags for templates: the engine's charts, words for codes, and links that keep their place."""

from __future__ import annotations

import functools
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
NOBODY = UUID(int=0)


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


@register.simple_tag
def to(page: str, id: UUID) -> str:
    """The address of a page about one record, as ``url`` gives it; a list of a hundred asks the router once."""
    return _pattern(page).replace(str(NOBODY), str(id))


@functools.cache
def _pattern(page: str) -> str:
    return reverse(page, args=(NOBODY,))


@register.filter
def get(values: Any, name: Any) -> Any:
    """The entry of a mapping under a name that stands in a variable; empty where there is none."""
    found = values.get(name) if hasattr(values, "get") else None
    return "" if found is None else found
