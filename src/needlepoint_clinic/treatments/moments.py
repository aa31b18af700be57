"""Times of day as people type them: the moment on the visit's day, never in the future, never off before on."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from ..core.refusals import Refused

SKEW = timedelta(minutes=2)
CLOCKS = "Check the clock of this device: the practice's server says {now:%H:%M}."


def moment(day: date, clock: time, *, after: datetime | None = None) -> datetime:
    """A time of day on the visit's day, in the clinic's zone. after: what it must follow; a visit may pass midnight.

    Raises Refused when it lies in the future or before ``after``.
    """
    now, zone = timezone.now(), timezone.get_current_timezone()
    found = datetime.combine(day, clock, tzinfo=zone)
    if after is not None and found < after.replace(second=0, microsecond=0):
        next_day = datetime.combine(day + timedelta(days=1), clock, tzinfo=zone)
        if next_day > now + SKEW:
            started = timezone.localtime(after)
            raise Refused(f"{clock:%H:%M} is before {started:%H:%M}, when it began.", _clocks(now))
        found = next_day
    check_past(found)
    return max(found, after) if after is not None else found


def check_past(found: datetime) -> None:
    """Raises Refused for a moment in the future; two minutes are allowed, since no two clocks agree."""
    now = timezone.now()
    if found > now + SKEW:
        raise Refused(f"{timezone.localtime(found):%H:%M} is in the future.", _clocks(now))


def _clocks(now: datetime) -> str:
    return CLOCKS.format(now=timezone.localtime(now))
