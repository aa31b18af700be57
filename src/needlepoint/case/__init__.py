"""The case file: what we know of a person and want, read safely, checked whole, with errors a clinician can act on."""

from .constraints import Constraints, Money, Override
from .device import DeviceSpec
from .goals import Goal, Severity
from .history import Condition, History, Medication, Procedure, Topical
from .patient import Patient
from .reading import Document, parse_document, place_of, read_document
from .schema import Case, describe_case, load_case, parse_case
from .validating import Allowed, Trouble, refuse, validate
from .vocabulary import CONCERNS, CONDITIONS, PROCEDURES, SCALES

__all__ = [
    "CONCERNS",
    "CONDITIONS",
    "PROCEDURES",
    "SCALES",
    "Allowed",
    "Case",
    "Condition",
    "Constraints",
    "DeviceSpec",
    "Document",
    "Goal",
    "History",
    "Medication",
    "Money",
    "Override",
    "Patient",
    "Procedure",
    "Severity",
    "Topical",
    "Trouble",
    "describe_case",
    "load_case",
    "parse_case",
    "parse_document",
    "place_of",
    "read_document",
    "refuse",
    "validate",
]
