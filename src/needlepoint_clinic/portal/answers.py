"""A patient's question, answered: "Can I ...?" by the waits of their own course, else by the engine's statements.

Nothing is guessed and nothing is kept: what is not known is answered with the clinic's number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from needlepoint.care import activities, find_activity, may_i, say
from needlepoint.care.questions import ask, statements
from needlepoint.errors import InputError

from .following import Following
from .presenters import OFTEN, long_date, sources_of


@dataclass(frozen=True)
class Answered:
    """verdict: yes, no, from, ask, told (a statement), alarm (a red flag was named) or unknown; title: in words.

    sure: how good the evidence is, in words; empty where a rule answers.
    """

    verdict: str
    title: str
    label: str
    text: str
    held: str
    until: str
    sure: str
    sources: Sequence[str]


def often(lang: str) -> Sequence[tuple[str, str]]:
    """What is asked most: id and words."""
    known = activities()
    return [(id, say(known[id].label, lang)) for id in OFTEN if id in known]


def answered(words: str, found: Following | None, lang: str, today: date) -> Answered | None:
    """The answer to these words on this day; None when nothing was asked."""
    if not words:
        return None
    if found is not None and today >= found.stops[0].on:
        try:
            return _may(find_activity(words, lang).id, found, today)
        except InputError:
            pass
    try:
        return _statement(words, lang, today)
    except InputError:
        return _unknown()


def _may(id: str, found: Following, today: date) -> Answered:
    told = may_i(id, found.care, today)
    titles = {
        "yes": gettext("Yes"),
        "no": gettext("No"),
        "from": gettext("Not yet. From %(day)s") % {"day": long_date(told.from_date)}
        if told.from_date
        else gettext("Not yet"),
        "ask": gettext("Ask us first"),
    }
    until = ""
    if told.answer == "yes" and told.until_date is not None:
        until = gettext("This holds until %(day)s. Then your next visit is near.") % {"day": long_date(told.until_date)}
    return Answered(
        verdict=told.answer,
        title=titles[told.answer],
        label=told.label,
        text=told.reason,
        held=told.held or "",
        until=until,
        sure="",
        sources=sources_of([told.sources]),
    )


def _statement(words: str, lang: str, today: date) -> Answered:
    reply = ask(words, None, lang, today)
    if reply.matched is None:
        return _unknown()
    sure = {"high": gettext("well proved"), "medium": gettext("fairly sure"), "low": gettext("not sure")}
    known = statements().get(reply.matched)
    alarm = known is not None and bool(known.level)
    return Answered(
        verdict="alarm" if alarm else "told",
        title=gettext("This may need help") if alarm else gettext("What we know"),
        label="",
        text=reply.answer,
        held="",
        until="",
        sure="" if alarm else sure.get(reply.confidence, ""),
        sources=sources_of([reply.sources]),
    )


def _unknown() -> Answered:
    text = gettext("We do not know about this, and we do not guess. Call us and ask.")
    return Answered("unknown", gettext("Please ask us"), "", text, "", "", "", ())
