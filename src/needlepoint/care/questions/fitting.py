"""What an answer means for one case: lines that depend on the case, and what screening found about the matter.

Screening is asked as it always is; the answer only tells those of its findings that concern the question.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ...case import Case
from ...screening import Finding, Screening, screen
from ..conditions import holds
from ..words import say
from .figures import figures
from .statements import Statement

DOMAIN = "questions"
SERIOUS = ("stop", "wait", "clinician")
MOST = 4
ALL = "all"


def fitted(item: Statement, case: Case, on: date, lang: str) -> tuple[str, tuple[str, ...]]:
    """The paragraph for this case ("" when the case changes nothing), and the sources of what it says."""
    screening = screen(case, on)
    facts = {
        "setting": case.setting or "unknown",
        "phototype": case.patient.phototype or "unknown",
        "concerns": tuple(dict.fromkeys(goal.concern for goal in case.goals)),
        "findings": tuple(dict.fromkeys(finding.rule for finding in screening.findings)),
    }
    lines = [say(line.text, lang, domain=DOMAIN).format_map(figures()) for line in item.case if holds(line.when, facts)]
    told = list(_findings(item, screening))[:MOST]
    lines += [_told(finding, lang) for finding in dict.fromkeys(told)]
    sources = dict.fromkeys(id for finding in told for id in finding.sources)
    if not lines:
        return "", ()
    return " ".join([say("In your case:", lang, domain="questions"), *dict.fromkeys(lines)]), tuple(sources)


def _findings(item: Statement, screening: Screening) -> Iterator[Finding]:
    """Findings that count: of the rules named, or with "all" every one that stops, delays or needs a clinician."""
    for finding in screening.findings:
        wanted = finding.effect in SERIOUS if ALL in item.rules else finding.rule in item.rules
        if wanted and finding.counts and finding.effect != "ask":
            yield finding


def _told(finding: Finding, lang: str) -> str:
    reason = say(finding.reason, lang, domain="questions")
    if finding.effect == "wait" and finding.until:
        return f"{reason} {say('Wait until {day}.', lang, domain='questions', day=finding.until.isoformat())}"
    if finding.effect == "wait":
        return f"{reason} {say('So not yet.', lang, domain='questions')}"
    if finding.effect == "stop":
        return f"{reason} {say('So not as things are.', lang, domain='questions')}"
    return reason
