"""A patient's question and its answer from what the project knows; any other is answered with "I do not know".

No model writes the text: an answer is one statement of the data, with the case's own lines, with what the sources say
where they differ, and with the fixed calls for help in front when the question names a sign that needs them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from ...case import Case
from ...evidence import source
from ..catalogue import strictest
from ..words import check_language, say
from .figures import care_entries, figures
from .fitting import fitted
from .matching import Match, match
from .statements import Confidence, Statement, statements
from .store import read_data
from .text import checked


class Reply(BaseModel):
    """The reply to one question. matched: id of the statement, None when it does not know; related: ids of others.

    confidence: how good the evidence is (high, medium, low), ``none`` without a match. sources: ids of the registry.
    """

    model_config = ConfigDict(frozen=True)

    question: str
    answer: str
    confidence: Confidence
    sources: tuple[str, ...]
    matched: str | None
    related: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The reply as JSON values, with exactly these six keys."""
        return self.model_dump(mode="json")


def ask(question: str, case: Case | None = None, lang: str = "en", on: date | None = None) -> Reply:
    """Answer a question from the statements of this package, in English (en) or Spanish (es).

    case: adds what the question means for this person, screened as of the day ``on`` (default today). Raises InputError
    on an empty, overlong or unreadable question and on a language without answers.
    """
    language = check_language(lang, "lang")
    plain = checked(question)
    found = match(plain, language)
    if found.flags:
        return _alarm(plain, found, language)
    if found.statement is None:
        return _unknown(plain, found.near, language)
    return _answer(plain, found.statement, found.near, case, on or date.today(), language)


def _unknown(question: str, near: Sequence[str], lang: str) -> Reply:
    text = say("I do not know; ask your clinic.", lang, domain="questions")
    more = say("If you feel very unwell, call a doctor or the emergency number now.", lang, domain="questions")
    return Reply(
        question=question, answer=f"{text} {more}", confidence="none", sources=(), matched=None, related=tuple(near)
    )


def _alarm(question: str, found: Match, lang: str) -> Reply:
    """The fixed rules of every sign named; what else is asked comes only as something related."""
    lines = [_call(item, lang) for item in found.flags]
    sources = tuple(dict.fromkeys(id for item in found.flags for id in item.sources))
    others = [found.statement.id] if found.statement and found.statement not in found.flags else []
    return Reply(
        question=question,
        answer="\n\n".join(lines),
        confidence="high",
        sources=_noted(sources),
        matched=found.flags[0].id,
        related=tuple(dict.fromkeys((*(item.id for item in found.flags[1:]), *others, *found.near)))[:4],
    )


def _call(item: Statement, lang: str) -> str:
    """When to call, in the fixed words of the level, then the sign as the care data has it."""
    sign = say(item.answer, lang, domain="questions")
    if item.level == "emergency":
        return say("Call the emergency number now if this is so: {sign}", lang, domain="questions", sign=sign)
    if item.level == "same_day":
        return say("Call your clinic or a doctor today if this is so: {sign}", lang, domain="questions", sign=sign)
    return say("Call your clinic or a doctor this week if this is so: {sign}", lang, domain="questions", sign=sign)


def _answer(question: str, item: Statement, near: Sequence[str], case: Case | None, on: date, lang: str) -> Reply:
    if item.level:
        first = _call(item, lang)
    else:
        first = say(item.answer, lang, domain="questions").strip().format_map(figures())
    own, more = fitted(item, case, on, lang) if case else ("", ())
    differ, who = _differ(item, lang)
    sources = tuple(dict.fromkeys((*item.sources, *who, *more)))
    return Reply(
        question=question,
        answer="\n\n".join(part for part in (first, own, differ) if part),
        confidence=item.confidence,
        sources=_noted(sources),
        matched=item.id,
        related=tuple(id for id in dict.fromkeys((*near, *item.related)) if id != item.id and id in statements())[:4],
    )


def _differ(item: Statement, lang: str) -> tuple[str, tuple[str, ...]]:
    """Who says what where sources disagree, and that the stricter is held; with the ids of who is named."""
    said = [(stand.who, say(stand.says, lang, domain="questions")) for stand in item.positions]
    held = ""
    aside: tuple[str, ...] = ()
    for id in item.care[:1] if not said else ():
        stands = [stand for stand in care_entries()[id].positions if stand.days is not None]
        if len({stand.days for stand in stands}) > 1:
            said += [(stand.who, _days(stand.days or 0.0, lang)) for stand in stands]
            held = _days(strictest(care_entries()[id].positions) or 0.0, lang)
            aside = tuple(stand.who for stand in stands if stand.shown_only)
    if not said:
        return "", ()
    told = " ".join(f"{_voice(who, lang)}: {words}" for who, words in said)
    if not held:
        end = say("We hold the stricter side.", lang, domain="questions")
    elif aside:
        names = ", ".join(_voice(who, lang) for who in aside)
        end = say("We hold to: {days}", lang, domain="questions", days=held)
        end += " " + say(
            "It is only shown, and does not lengthen the wait: {who}.", lang, domain="questions", who=names
        )
    else:
        end = say("We hold the strictest: {days}", lang, domain="questions", days=held)
    return f"{say('The sources differ.', lang, domain='questions')} {told} {end}", tuple(who for who, _ in said)


def _voice(who: str, lang: str) -> str:
    """A source in words for a patient; its id where it has none."""
    return say(read_data("voices")["voices"].get(who, who), lang, domain="questions")


def _days(days: float, lang: str) -> str:
    if days == 0:
        return say("no wait.", lang, domain="questions")
    if days == 1:
        return say("1 day.", lang, domain="questions")
    return say("{number} days.", lang, domain="questions", number=f"{days:g}")


def _noted(sources: tuple[str, ...]) -> tuple[str, ...]:
    """The ids, each looked up, so that a wrong one is found and `needlepoint cite` lists what was used."""
    return tuple(source(id).id for id in sources)
