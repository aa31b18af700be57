"""May this person be treated, and if not yet, when: rules as data, findings with their sources, a verdict."""

from .engine import screen
from .model import Finding, Position, Screening
from .rule import Rule, rule_ids, rules

__all__ = ["Finding", "Position", "Rule", "Screening", "rule_ids", "rules", "screen"]
