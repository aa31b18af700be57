"""What the patient left open of a list that is otherwise answered, as the engine's own kind of finding (``ask``).

The case's lists are whole or missing: the engine cannot ask about one condition among answered ones. So each open one
becomes a ``not_answered`` finding here, with the sources of the rules that need it, and the verdict is at least ask.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from typing import Any

from needlepoint.screening import SERIOUSNESS, Finding, Screening, rules

from ..intake.case import OpenQuestion


def with_open_questions(found: Screening, questions: Iterable[OpenQuestion]) -> Screening:
    """The screening with one more finding for every open question that some rule needs."""
    asked = [finding for one in questions if (finding := _finding(one)) is not None]
    if not asked:
        return found
    findings = sorted((*found.findings, *asked), key=lambda item: SERIOUSNESS.index(item.effect))
    verdict = min(found.verdict, "ask", key=SERIOUSNESS.index)
    return found.model_copy(update={"findings": tuple(findings), "verdict": verdict})


def _finding(one: OpenQuestion) -> Finding | None:
    name = one.question.word
    needing = [(id, sources) for id, kind, names, sources in _needs() if kind == one.part and name in names]
    if not needing:
        return None
    what = "not known" if one.unknown else "not answered"
    ids = ", ".join(dict.fromkeys(id.replace("_", " ") for id, _sources in needing))
    return Finding(
        rule="not_answered",
        effect="ask",
        fact=f"{one.place} is {what}; it is needed for: {ids}",
        reason=one.question.text,
        sources=tuple(dict.fromkeys(source for _id, sources in needing for source in sources)),
        would_change="An answer.",
    )


@functools.cache
def _needs() -> tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...]:
    """(rule, part of the history, names it looks for, its sources), one for each test."""
    return tuple(
        (rule.id, f"{test.kind}s", test.names, branch.sources)
        for rule in rules()
        for branch in rule.branches
        for test in _tests(branch.when)
        if test.kind in ("condition", "procedure")
    )


def _tests(test: Any) -> Iterator[Any]:
    if test.kind == "all":
        for part in test.tests:
            yield from _tests(part)
    else:
        yield test
