"""`needlepoint ask QUESTION`: a patient's question, answered from the project's own statements, or "I do not know"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from . import options
from .findings import Line

if TYPE_CHECKING:
    from ..care.questions import Reply

NAME = "ask"

Question = Annotated[str, typer.Argument(metavar="QUESTION", help="The question, in quotes.")]
Language = Annotated[str, typer.Option("--lang", metavar="LANG", help="Language of the answer: en or es.")]


def run(
    question: Question,
    case: options.CaseOption = None,
    lang: Language = "en",
    on: options.On = None,
    as_json: options.AsJson = False,
) -> None:
    """Answer QUESTION in plain words, with sources; say so when the answer is not known."""
    from ..care.questions import ask
    from ..case import load_case

    reply = ask(question, load_case(case) if case else None, lang, on or date.today())
    if as_json:
        from .show import print_json

        print_json(reply.to_dict())
    else:
        from .show import print_lines

        print_lines(reply_lines(reply, lang))


def reply_lines(reply: Reply, lang: str) -> Iterator[Line]:
    """The answer, how sure it is, where it comes from, and what else one could ask."""
    from ..care.questions import statements
    from ..care.words import say
    from ..evidence import source

    yield reply.answer, ""
    if reply.matched:
        yield "", ""
        yield say("Evidence: {grade}", lang, domain="questions", grade=_grade(reply.confidence, lang)), "dim"
        yield from ((f"  [{id}] {source(id).label}", "dim") for id in reply.sources)
    if reply.related:
        yield "", ""
        yield say("You could also ask:", lang, domain="questions"), "bold"
        yield from ((f"  {say(statements()[id].question, lang, domain='questions')}", "") for id in reply.related)


def _grade(confidence: str, lang: str) -> str:
    from ..care.words import say

    grades = {
        "high": say("strong", lang, domain="questions"),
        "medium": say("fair", lang, domain="questions"),
        "low": say("weak", lang, domain="questions"),
    }
    return grades.get(confidence, confidence)
