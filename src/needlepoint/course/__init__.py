"""Courses: the protocol language, the bounds within which a plan may move, proposals, dates, cost, alternatives."""

from .alternatives import Alternative, alternatives_for
from .basis import Basis
from .bounds import Bounds, Cap, bounds_for
from .candidates import Candidate
from .choice import Prediction
from .cost import Cost, PriceRange, course_cost
from .course_file import course_to_yaml, load_course, parse_course
from .language import parse_schedule, parse_treatment, print_schedule, print_sentences
from .proposals import Option, Proposals, option_course, planned_device, propose
from .types import AboutPerson, Course, Schedule, Session, ZoneTreatment

__all__ = [
    "AboutPerson",
    "Alternative",
    "Basis",
    "Bounds",
    "Candidate",
    "Cap",
    "Cost",
    "Course",
    "Option",
    "Prediction",
    "PriceRange",
    "Proposals",
    "Schedule",
    "Session",
    "ZoneTreatment",
    "alternatives_for",
    "bounds_for",
    "course_cost",
    "course_to_yaml",
    "load_course",
    "option_course",
    "parse_course",
    "parse_schedule",
    "parse_treatment",
    "planned_device",
    "print_schedule",
    "print_sentences",
    "propose",
]
