"""Dates as a patient reads them, in the language of the page."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format

from ..presenters import full_date, long_date

register = template.Library()


@register.filter
def weekday(value: date | datetime | None) -> str:
    """Friday 20 November."""
    return long_date(_day(value)) if value else ""


@register.filter
def fullday(value: date | datetime | None) -> str:
    """20 November 2026."""
    return full_date(_day(value)) if value else ""


@register.filter
def shortday(value: date) -> str:
    """Fri 20."""
    return date_format(value, "D j")


def _day(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value
