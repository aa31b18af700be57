"""What to do on every day of a course: preparation, visit, aftercare, red flags, maintenance, and its calendar.

Also what a patient asks about one day: the card of the day, "can I ...?", and whether a sign is normal.
"""

from .anaesthesia import NumbingVisit, numbing_visit, zones_area
from .card import Card, day_card
from .catalogue import advices, entries, held_note, strictest
from .conditions import holds
from .day import care_on, session_day_care
from .describe import describe, describe_day
from .ics import to_ics
from .mayi import Activity, Answer, activities, find_activity, may_i
from .model import Advice, CalendarDay, CarePlan, DayCare, DoseCheck, SessionDay
from .numbing import dose_check, products
from .planning import care_plan, things_applied
from .triage import Entry, Triage, flag_names, make_entry, sign_names, triage
from .words import LANGUAGES, say

__all__ = [
    "LANGUAGES",
    "Activity",
    "Advice",
    "Answer",
    "CalendarDay",
    "Card",
    "CarePlan",
    "DayCare",
    "DoseCheck",
    "Entry",
    "NumbingVisit",
    "SessionDay",
    "Triage",
    "activities",
    "advices",
    "care_on",
    "care_plan",
    "day_card",
    "describe",
    "describe_day",
    "dose_check",
    "entries",
    "find_activity",
    "flag_names",
    "held_note",
    "holds",
    "make_entry",
    "may_i",
    "numbing_visit",
    "products",
    "say",
    "session_day_care",
    "sign_names",
    "strictest",
    "things_applied",
    "to_ics",
    "triage",
    "zones_area",
]
