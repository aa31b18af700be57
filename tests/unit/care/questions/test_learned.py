"""The learned half: it ranks the statements, knows what is outside, and holds back where words are unknown."""

from __future__ import annotations

import pytest

from needlepoint.care.questions import statements
from needlepoint.care.questions.agreeing import agreed
from needlepoint.care.questions.features import features
from needlepoint.care.questions.learned import OUTSIDE, heard, outside, scores
from needlepoint.care.questions.matching import match
from needlepoint.care.questions.reading import read


def test_a_known_wording_is_nearest_its_own_answer() -> None:
    ids, said = heard("en")[0]
    found = scores(read(said, "en"))
    assert found.ranked[0] in ids
    assert found.by_id[found.ranked[0]] > found.outside
    assert set(found.by_id) == set(statements())
    assert OUTSIDE not in found.by_id


def test_what_has_no_answer_is_nearer_to_outside() -> None:
    found = scores(read("how do I clean my oven", "en"))
    assert found.outside > found.by_id[found.ranked[0]]


def test_words_of_one_root_share_features() -> None:
    shared = features(read("needled", "en")) & features(read("needling", "en"))
    assert any(name.startswith("g=") for name in shared)


def test_rules_alone_are_not_believed_where_the_question_is_like_those_outside() -> None:
    reading = read("how many minutes of exercise burn fat", "en")
    assert agreed(reading, "exercise") is None


def test_unknown_words_hold_a_lone_answer_back() -> None:
    known = read("I'd like smoother skin, is that realistic", "en")
    assert agreed(known, None) == "texture"
    assert agreed(read("I'd like smoother zorgs and blorgish quuxlings, flimmering", "en"), None) is None


def test_questions_about_other_things_have_one_shape() -> None:
    assert read("is rosacea contagious", "en").shape == read("is psoriasis contagious", "en").shape


def test_what_is_known_to_have_no_answer_gets_none() -> None:
    assert [match(said, "en").statement for said in outside("en")[-3:]] == [None] * 3


def test_little_words_and_numbers_ask_for_nothing() -> None:
    assert agreed(read("or 1 1", "en"), None) is None


@pytest.mark.parametrize("ruled", ["alcohol", None])
def test_spanish_is_left_to_the_rules(ruled: str | None) -> None:
    assert agreed(read("¿puedo beber vino?", "es"), ruled) == ruled
