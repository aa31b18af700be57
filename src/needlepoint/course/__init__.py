"""Courses: the protocol language, the bounds within which a plan may move, proposals, dates, cost, alternatives."""

from .about import about_person
from .alternatives import Alternative, alternatives_for
from .basis import Basis
from .bounds import Bounds, Cap, bounds_for, combine
from .candidates import Candidate
from .choice import Prediction
from .cost import Cost, PriceRange, course_cost
from .course_file import course_to_yaml, load_course, parse_course
from .front import Axes, dominates, undominated
from .language import parse_schedule, parse_treatment, print_schedule, print_sentences
from .proposals import Compared, Option, Proposals, option_course, planned_device, propose
from .stopping import Ahead, Figure, OneMore, one_more
from .types import AboutPerson, Course, Schedule, Session, ZoneTreatment

__all__ = [
    "AboutPerson",
    "Ahead",
    "Alternative",
    "Axes",
    "Basis",
    "Bounds",
    "Candidate",
    "Cap",
    "Compared",
    "Cost",
    "Course",
    "Figure",
    "OneMore",
    "Option",
    "Prediction",
    "PriceRange",
    "Proposals",
    "Schedule",
    "Session",
    "ZoneTreatment",
    "about_person",
    "alternatives_for",
    "bounds_for",
    "combine",
    "course_cost",
    "course_to_yaml",
    "dominates",
    "load_course",
    "one_more",
    "option_course",
    "parse_course",
    "parse_schedule",
    "parse_treatment",
    "planned_device",
    "print_schedule",
    "print_sentences",
    "propose",
    "undominated",
]
