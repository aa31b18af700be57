"""Questions in other words than the data's get the right answer; questions outside its knowledge get none."""

from __future__ import annotations

from pathlib import Path

import pytest

from needlepoint.care.questions import ask, statements
from needlepoint.care.questions.index import phrasings
from needlepoint.care.questions.text import words

HERE = Path(__file__).parent
LANGUAGES = ("en", "es")
AT_LEAST = {"en": (150, 60), "es": (30, 15)}


def lines(name: str) -> list[str]:
    text = (HERE / name).read_text("utf-8").splitlines()
    return [line for line in text if line and not line.startswith("#")]


def held_out(lang: str) -> list[tuple[set[str], str]]:
    pairs = (line.split("|") for line in lines(f"held_out_{lang}.txt"))
    return [(set(ids.split("/")), question) for ids, question in pairs]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_lists_are_long_and_name_real_statements(lang: str) -> None:
    asked, outside = held_out(lang), lines(f"outside_{lang}.txt")
    assert len(asked) >= AT_LEAST[lang][0]
    assert len(outside) >= AT_LEAST[lang][1]
    assert {id for ids, _ in asked for id in ids} <= set(statements())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_held_out_question_stands_in_the_data(lang: str) -> None:
    known = {tuple(words(said)) for item in statements().values() for said in phrasings(item, lang)}
    assert [question for _, question in held_out(lang) if tuple(words(question)) in known] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_95_in_100_paraphrases_are_matched_right(lang: str) -> None:
    asked = held_out(lang)
    missed = [(question, got) for ids, question in asked if (got := ask(question, lang=lang).matched) not in ids]
    assert len(missed) <= 0.05 * len(asked), missed


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_question_outside_the_knowledge_is_answered(lang: str) -> None:
    assert [
        (question, got) for question in lines(f"outside_{lang}.txt") if (got := ask(question, lang=lang).matched)
    ] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("id", list(statements()))
def test_every_phrasing_of_the_data_finds_its_statement(id: str, lang: str) -> None:
    missed = [said for said in phrasings(statements()[id], lang) if ask(said, lang=lang).matched != id]
    assert missed == []
