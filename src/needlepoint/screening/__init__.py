"""May this person be treated, and if not yet, when: rules as data, findings with their sources, a verdict."""

from ..evidence import Source, source
from .engine import screen
from .model import SERIOUSNESS, Finding, Position, Screening
from .overrides import may_lift
from .rule import Rule, rule_ids, rules

__all__ = [
    "SERIOUSNESS",
    "Finding",
    "Position",
    "Rule",
    "Screening",
    "Source",
    "may_lift",
    "rule_ids",
    "rules",
    "screen",
    "source",
]
