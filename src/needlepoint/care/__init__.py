"""What to do on every day of a course: preparation, visit, aftercare, red flags, maintenance, and its calendar."""

from .catalogue import advices, entries, held_note, strictest
from .conditions import holds
from .day import care_on, session_day_care
from .describe import describe, describe_day
from .ics import to_ics
from .model import Advice, CalendarDay, CarePlan, DayCare, DoseCheck, SessionDay
from .numbing import dose_check, products
from .planning import care_plan

__all__ = [
    "Advice",
    "CalendarDay",
    "CarePlan",
    "DayCare",
    "DoseCheck",
    "SessionDay",
    "advices",
    "care_on",
    "care_plan",
    "describe",
    "describe_day",
    "dose_check",
    "entries",
    "held_note",
    "holds",
    "products",
    "session_day_care",
    "strictest",
    "to_ics",
]
