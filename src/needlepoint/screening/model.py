"""What screening says: findings, and the verdict that follows from them. Plain frozen objects that become JSON.

Effects, most serious first: stop, wait, clinician, ask, caution. The verdict is the most serious effect that counts, or
clear.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict

from ..case import Override

Effect = Literal["stop", "wait", "clinician", "ask", "caution"]
Verdict = Literal["stop", "wait", "clinician", "ask", "caution", "clear"]
Lifts = Literal["none", "clinician", "specialist", "surgeon"]
Scope = Literal["all", "home"]

SERIOUSNESS: tuple[str, ...] = get_args(Verdict)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Position(_Part):
    """What one source says where sources disagree. ``who``: a source id."""

    who: str
    says: str


class Finding(_Part):
    """One result of screening.

    zones: none = everywhere. until: first day that is free again; until_event: what ends it where no date can be known.
    fact: what in this case fired it. override: the least role that may lift it. overridden: a professional's decision,
    kept visible; ``counts`` says whether it still counts for the verdict, ``override_note`` why it does although
    overridden. assumption: a default of ours, not a published rule. scope: everywhere, or only at home.
    """

    rule: str
    effect: Effect
    zones: tuple[str, ...] = ()
    until: date | None = None
    until_event: str | None = None
    fact: str
    reason: str
    sources: tuple[str, ...]
    positions: tuple[Position, ...] = ()
    override: Lifts = "none"
    would_change: str = ""
    overridden: Override | None = None
    override_note: str = ""
    counts: bool = True
    assumption: bool = False
    scope: Scope = "all"


class Screening(_Part):
    """The result for one case on one day.

    earliest_date: first day on which no dated wait is left; None on stop, when nothing waits, or when a wait has no
    date. excluded_zones: wanted zones that the verdict leaves out; open_zones: wanted zones that it is about.
    """

    verdict: Verdict
    earliest_date: date | None
    excluded_zones: tuple[str, ...]
    open_zones: tuple[str, ...]
    findings: tuple[Finding, ...]
    on: date
    rules_version: str
