"""Unseen questions get the right answer, questions outside its knowledge get none; and what is known stays known.

The lists of this folder were written from the titles of the answers alone and fixed before the matching that they are
scored on (docs/decisions/030). The bounds are what was met when they were scored; the aim (95 of 100 and no false
answer) is met in Spanish on a short list, not in English. Wordings that the weights are learned from prove nothing of
unseen ones: they only have to stay right.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from needlepoint.care.questions import ask, statements
from needlepoint.care.questions.index import phrasings
from needlepoint.care.questions.learned import LANGUAGES as LEARNED
from needlepoint.care.questions.learned import digest, heard, outside, shipped_digest
from needlepoint.care.questions.text import words

HERE = Path(__file__).parent
LANGUAGES = ("en", "es")
AT_LEAST = {"en": (150, 70), "es": (45, 20)}
RIGHT = {"en": 0.89, "es": 0.94}
FALSE = {"en": 4, "es": 0}
STAYS = {"en": 0.98, "es": 0.98}
STILL_ANSWERED = {"en": 0.02, "es": 0.06}


def lines(name: str) -> list[str]:
    text = (HERE / name).read_text("utf-8").splitlines()
    return [line for line in text if line and not line.startswith("#")]


def held_out(lang: str) -> list[tuple[set[str], str]]:
    pairs = (line.split("|") for line in lines(f"held_out_{lang}.txt"))
    return [(set(ids.split("/")), question) for ids, question in pairs]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_lists_are_long_and_name_real_statements(lang: str) -> None:
    asked, others = held_out(lang), lines(f"outside_{lang}.txt")
    assert len(asked) >= AT_LEAST[lang][0]
    assert len(others) >= AT_LEAST[lang][1]
    assert {id for ids, _ in asked for id in ids} <= set(statements())
    assert {id for ids, _ in heard(lang) for id in ids} <= set(statements())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_held_out_question_stands_in_the_data(lang: str) -> None:
    known = {tuple(words(said)) for item in statements().values() for said in phrasings(item, lang)}
    known |= {tuple(words(said)) for said in (*(said for _, said in heard(lang)), *outside(lang))}
    tested = [*(question for _, question in held_out(lang)), *lines(f"outside_{lang}.txt")]
    assert [question for question in tested if tuple(words(question)) in known] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_unseen_paraphrases_are_matched_as_often_as_measured(lang: str) -> None:
    asked = held_out(lang)
    missed = [(question, got) for ids, question in asked if (got := ask(question, lang=lang).matched) not in ids]
    assert len(asked) - len(missed) >= RIGHT[lang] * len(asked), missed


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_more_questions_outside_the_knowledge_are_answered_than_measured(lang: str) -> None:
    false = [(question, got) for question in lines(f"outside_{lang}.txt") if (got := ask(question, lang=lang).matched)]
    assert len(false) <= FALSE[lang], false


def test_a_strangers_questions_are_answered_or_offered_and_nothing_outside_is() -> None:
    """``blind_en.txt``: by somebody who saw the titles only. Bounds as measured, five signs mended after the score."""
    asked = [(set(ids.split(",")), said) for ids, said in (line.split("|", 1) for line in lines("blind_en.txt"))]
    told = [(ids, ask(said)) for ids, said in asked]
    right = sum(reply.matched in ids for ids, reply in told)
    offered = sum(reply.matched is None and bool(ids & set(reply.related)) for ids, reply in told)
    assert right >= 0.69 * len(asked)
    assert right + offered >= 0.87 * len(asked)
    outside_ones = [ask(said) for said in lines("blind_outside_en.txt")]
    assert len(outside_ones) >= 70
    assert [reply.question for reply in outside_ones if reply.matched] == []
    assert sum(bool(reply.related) for reply in outside_ones) <= 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_was_heard_once_stays_known(lang: str) -> None:
    pairs = heard(lang)
    right = sum(ask(said, lang=lang).matched in ids for ids, said in pairs)
    assert right >= STAYS[lang] * len(pairs)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_was_outside_once_stays_outside(lang: str) -> None:
    answered = [said for said in outside(lang) if ask(said, lang=lang).matched]
    assert len(answered) <= STILL_ANSWERED[lang] * len(outside(lang)), answered


@pytest.mark.parametrize("lang", LEARNED)
def test_the_shipped_weights_are_those_of_the_data(lang: str) -> None:
    assert shipped_digest(lang) == digest(lang), "run python tools/questions.py"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("id", list(statements()))
def test_every_phrasing_of_the_data_finds_its_statement(id: str, lang: str) -> None:
    missed = [said for said in phrasings(statements()[id], lang) if ask(said, lang=lang).matched != id]
    assert missed == []
