"""Answers of invented people, for the demonstration and the tests: everything answered with no but what is given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .phototype import QUESTIONS
from .questionnaire import NO, Person, asked, topics


def demo_answers(person: Person, points: int = 2, **given: Any) -> Mapping[str, Any]:
    """Every question that this person is asked, answered no, the skin's with ``points`` each, and what is given.

    A given name may write ``__`` for the dots of an id: ``condition__eczema="yes"``.
    """
    told: dict[str, Any] = {
        question.id: NO
        for topic in topics()
        for question in topic.questions
        if question.kind == "three" and asked(question, person)
    }
    told |= dict.fromkeys(QUESTIONS, points)
    return told | {"goals": []} | {name.replace("__", "."): value for name, value in given.items()}
