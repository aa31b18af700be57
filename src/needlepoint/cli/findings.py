"""A screening in words, for `screen` and `plan`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

VERDICTS = {
    "stop": "Do not treat",
    "wait": "Not yet",
    "clinician": "A clinician must decide first",
    "ask": "Some answers are missing",
    "caution": "May be treated, with caution",
    "clear": "May be treated",
}
STYLES = {"stop": "bold red", "wait": "bold yellow", "clinician": "bold magenta", "ask": "bold cyan"}

Line = tuple[str, str]
"""A line of text and the style it has on a terminal."""


def verdict_lines(screening: dict[str, Any]) -> Iterator[Line]:
    """The whole screening: headline, then every finding with its reason, its remedy and its basis."""
    yield from headline(screening)
    for finding in screening["findings"]:
        yield "", ""
        yield _title(finding), STYLES.get(finding["effect"], "bold")
        yield f"  {finding['fact']}", ""
        yield f"  {finding['reason']}", ""
        if finding["would_change"]:
            yield f"  What would change this: {finding['would_change']}", ""
        if finding["overridden"]:
            yield f"  Overridden: {_override(finding['overridden'])}", ""
        for position in finding["positions"]:
            yield f"  {position['who']}: {position['says']}", "dim"
        yield f"  Sources: {', '.join(finding['sources']) or 'none'}", "dim"


def headline(screening: dict[str, Any]) -> Iterator[Line]:
    """The verdict, the earliest date and the zones left out."""
    verdict = screening["verdict"]
    yield f"Verdict on {screening['on']}: {verdict}. {VERDICTS[verdict]}.", STYLES.get(verdict, "bold green")
    if screening["earliest_date"]:
        yield f"Earliest date: {screening['earliest_date']}", ""
    if screening["excluded_zones"]:
        yield f"Zones left out: {', '.join(screening['excluded_zones'])}", ""


def short_lines(screening: dict[str, Any]) -> Iterator[Line]:
    """The headline and one line a finding."""
    yield from headline(screening)
    for finding in screening["findings"]:
        yield f"  {_title(finding)}: {finding['reason']}", ""


def _title(finding: dict[str, Any]) -> str:
    words = [f"{finding['effect']}: {finding['rule'].replace('_', ' ')}"]
    if finding["zones"]:
        words.append(f"in {', '.join(finding['zones'])}")
    if finding["until"] or finding["until_event"]:
        words.append(f"until {finding['until'] or finding['until_event']}")
    return " ".join(words)


def _override(override: dict[str, Any]) -> str:
    return f"by {override['by']} ({override['role']}): {override['reason']}"
