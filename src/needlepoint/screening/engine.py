"""Screening: every rule held against a case, on a day. Pure: the same case and day give the same result.

First the rules that look at the case, then those that look at what the others found (home), then a question for every
fact that a rule needed and the case leaves out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from ..case import Case
from ..evidence import source
from .data import question, version
from .evaluate import evaluate
from .facts import Facts
from .model import SERIOUSNESS, Finding, Screening
from .outcome import Hit, Missing
from .overrides import check_overrides, with_override
from .rule import NOT_ANSWERED, Branch, Rule, rules
from .verdict import conclude

RULES_NAMED = 4


@dataclass
class _Need:
    """A missing fact, and which rules and sources it matters to."""

    missing: Missing
    rules: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    zones: set[str] = field(default_factory=set)
    everywhere: bool = False


def screen(case: Case, on: date) -> Screening:
    """May this case be treated on that day, and if not, what stands against it and until when?

    Raises InputError when an override names a rule that does not exist.
    """
    check_overrides(case)
    needs: dict[str, _Need] = {}
    findings = _apply([rule for rule in rules() if not rule.after], Facts(case, on), needs)
    fired = {
        effect: tuple(item.rule for item in findings if item.counts and item.effect == effect) for effect in SERIOUSNESS
    }
    findings += _apply([rule for rule in rules() if rule.after], Facts(case, on, fired), needs)
    findings += [with_override(_ask(need, case.wanted_zones), case.overrides) for need in needs.values()]
    findings.sort(key=lambda item: SERIOUSNESS.index(item.effect))
    _note(findings)
    end = conclude(findings, case.wanted_zones)
    return Screening(
        verdict=end.verdict,
        earliest_date=end.earliest_date,
        excluded_zones=end.excluded_zones,
        open_zones=end.open_zones,
        findings=tuple(findings),
        on=on,
        rules_version=version(),
    )


def _apply(chosen: Iterable[Rule], facts: Facts, needs: dict[str, _Need]) -> list[Finding]:
    found = [finding for rule in chosen for finding in _rule(rule, facts, needs)]
    return [with_override(finding, facts.case.overrides) for finding in found]


def _fired(findings: Iterable[Finding]) -> dict[str, tuple[str, ...]]:
    """Effect -> the rules that have fired with it and count."""
    counting = [item for item in findings if item.counts]
    return {effect: tuple(item.rule for item in counting if item.effect == effect) for effect in SERIOUSNESS}


def _rule(rule: Rule, facts: Facts, needs: dict[str, _Need]) -> list[Finding]:
    """The findings of one rule: for each fact, of the first branch that it fulfils."""
    findings: list[Finding] = []
    settled: set[str] = set()
    for branch in rule.branches:
        outcome = evaluate(branch.when, facts)
        findings += [_finding(rule, branch, hit) for hit in outcome.hits if hit.place not in settled]
        for missing in outcome.missing:
            if not missing.entry or missing.entry not in settled:
                _need(missing, rule, branch, needs)
        settled |= {hit.place for hit in outcome.hits}
    return findings


def _finding(rule: Rule, branch: Branch, hit: Hit) -> Finding:
    wait = branch.effect == "wait"
    return Finding(
        rule=rule.id,
        effect=branch.effect,
        zones=hit.zones,
        until=hit.until if wait else None,
        until_event=branch.until_event if wait and hit.until is None else None,
        fact=hit.fact,
        reason=branch.reason,
        sources=branch.sources,
        positions=rule.positions,
        override=branch.override,
        would_change=branch.would_change,
        assumption=branch.assumption,
        scope=rule.scope,
    )


def _need(missing: Missing, rule: Rule, branch: Branch, needs: dict[str, _Need]) -> None:
    need = needs.setdefault(missing.place, _Need(missing))
    need.rules += [rule.id] if rule.id not in need.rules else []
    need.sources += [id for id in branch.sources if id not in need.sources]
    need.zones |= set(missing.zones)
    need.everywhere |= not missing.zones


def _ask(need: _Need, wanted: tuple[str, ...]) -> Finding:
    named = ", ".join(rule.replace("_", " ") for rule in need.rules[:RULES_NAMED])
    more = f" and {len(need.rules) - RULES_NAMED} more" if len(need.rules) > RULES_NAMED else ""
    return Finding(
        **NOT_ANSWERED,
        zones=() if need.everywhere else tuple(zone for zone in wanted if zone in need.zones),
        fact=f"{need.missing.place} is not answered; it is needed for: {named}{more}",
        reason=question(need.missing.question, need.missing.name),
        sources=tuple(need.sources),
    )


def _note(findings: Iterable[Finding]) -> None:
    """Notes every source that a finding shows, for the list of what was used."""
    for finding in findings:
        for id in (*finding.sources, *(position.who for position in finding.positions)):
            source(id)
