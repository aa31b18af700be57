"""From findings to a verdict: the most serious effect that counts, with zones left out where only they are concerned.

A stop or wait for some of the wanted zones leaves these out and the verdict is about the rest; when none is left, it is
the verdict. A zone's wait that is over by the time that everything must wait for anyway leaves nothing out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from .model import SERIOUSNESS, Finding, Verdict


@dataclass(frozen=True)
class Conclusion:
    """Verdict, first free day, wanted zones left out, wanted zones that the verdict is about."""

    verdict: Verdict
    earliest_date: date | None
    excluded_zones: tuple[str, ...]
    open_zones: tuple[str, ...]


def most_serious(effects: Iterable[Verdict]) -> Verdict:
    """The most serious of these, or clear."""
    return min(effects, key=SERIOUSNESS.index, default="clear")


def latest(waits: Sequence[Finding]) -> date | None:
    """The latest date of all waits; None when there is none, or when one has no date."""
    dates = [wait.until for wait in waits if wait.until is not None]
    return max(dates) if dates and len(dates) == len(waits) else None


def conclude(findings: Sequence[Finding], wanted: tuple[str, ...]) -> Conclusion:
    """The verdict on the wanted zones from every finding that counts."""
    counting = [finding for finding in findings if finding.counts]
    stops = [finding for finding in counting if finding.effect == "stop"]
    stopped = {zone for stop in stops for zone in stop.zones}
    rest = tuple(zone for zone in wanted if zone not in stopped)
    if any(not stop.zones for stop in stops):
        return Conclusion("stop", None, (), ())
    if not rest:
        return Conclusion("stop", None, wanted, ())
    return _waits(counting, wanted, rest)


def _waits(counting: list[Finding], wanted: tuple[str, ...], rest: tuple[str, ...]) -> Conclusion:
    waits = [finding for finding in counting if finding.effect == "wait"]
    everywhere = [wait for wait in waits if not wait.zones]
    somewhere = [wait for wait in waits if set(wait.zones) & set(rest) and not _over_by(wait, everywhere)]
    waiting = {zone for wait in somewhere for zone in wait.zones}
    ready = tuple(zone for zone in rest if zone not in waiting)
    if not ready:
        excluded = tuple(zone for zone in wanted if zone not in rest)
        return Conclusion("wait", latest([*everywhere, *somewhere]), excluded, rest)
    others: list[Verdict] = [finding.effect for finding in counting if finding.effect not in ("stop", "wait")]
    verdict = most_serious(["wait"] if everywhere else others)
    return Conclusion(verdict, latest(everywhere), tuple(zone for zone in wanted if zone not in ready), ready)


def _over_by(wait: Finding, everywhere: Sequence[Finding]) -> bool:
    """Whether a zone's wait ends no later than what everything waits for."""
    day = latest(everywhere)
    return day is not None and wait.until is not None and wait.until <= day
