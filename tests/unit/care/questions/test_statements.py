"""The data of the answers: complete, sourced, plain, kind, and in step with the rules that they repeat."""

from __future__ import annotations

import re
import string
from collections.abc import Callable

import pytest

from needlepoint.care.catalogue import entries, strictest
from needlepoint.care.questions import Statement, statements
from needlepoint.care.questions.figures import care_entries, figures
from needlepoint.care.questions.lexicon import CLASS_CONCEPTS, lexicon
from needlepoint.care.questions.statements import TOPICS
from needlepoint.care.questions.store import read_data
from needlepoint.care.words import say
from needlepoint.evidence import all_sources
from needlepoint.screening import rule_ids, rules
from needlepoint.screening.classes import classes

ALL = list(statements().values())
WRITTEN = [item for item in ALL if not item.level]
LONGEST_ANSWER = 90
EASIEST_GRADE = 6.0  # Flesch-Kincaid: the sixth school year, about 11 years of age
# Names that cannot be said more simply; a short word stands in for them when a text is measured.
FIELD_WORDS = re.compile(
    r"(?i)\b(ibuprofen|paracetamol|medicines?|retinol|mineral|minoxidil|allerg(y|ic)|isotretinoin|lidocaine|melasma|titanium"
    r"|radiotherapy|chemotherapy|hepatitis|diabetes|epilepsy|scleroderma|psoriasis|hyaluronic|vitamin|radiofrequency"
    r"|doxycycline|granulomas?|microdermabrasion|needling)\b"
)
# Brief D's 25 questions.
BRIEF_D = (
    "what_is",
    "how_it_works",
    "is_it_safe",
    "does_it_hurt",
    "session_length",
    "downtime",
    "how_many_sessions",
    "when_results",
    "what_it_treats",
    "skin_types",
    "who_should_avoid",
    "side_effects",
    "aftercare_basics",
    "makeup",
    "absorption",
    "deep_acne_scars",
    "stretch_marks",
    "how_often",
    "older_skin",
    "combine",
    "pregnancy",
    "infection_risk",
    "needle_depth",
    "pigment_help",
    "home_vs_clinic",
)


def filled(item: Statement, lang: str = "en") -> str:
    return say(item.answer, lang, domain="questions").strip().format_map(figures())


def test_the_25_questions_of_the_guide_and_60_more_are_there() -> None:
    assert set(BRIEF_D) <= set(statements())
    assert len(BRIEF_D) == 25
    assert len(WRITTEN) >= 85
    assert len(ALL) == sum(len(read_data(topic)["entries"]) for topic in TOPICS) + len(entries("red_flags"))


@pytest.mark.parametrize("item", ALL, ids=lambda item: item.id)
def test_an_answer_is_sourced(item: Statement) -> None:
    assert item.sources
    assert {*item.sources, *(stand.who for stand in item.positions)} <= set(all_sources())


@pytest.mark.parametrize("item", WRITTEN, ids=lambda item: item.id)
def test_an_answer_is_short_and_plain(item: Statement, reading_grade: Callable[[str], float]) -> None:
    text = filled(item)
    assert len(text.split()) <= LONGEST_ANSWER
    assert reading_grade(FIELD_WORDS.sub("thing", text)) <= EASIEST_GRADE


@pytest.mark.parametrize("item", WRITTEN, ids=lambda item: item.id)
def test_an_answer_refers_to_what_exists(item: Statement) -> None:
    known = set(lexicon("en").kinds)
    named = {concept for row in item.patterns for group in row for concept in group} | {*item.also, *item.bars}
    assert named <= known
    assert set(item.rules) <= {*rule_ids(), "all"}
    assert set(item.care) <= set(care_entries())
    assert set(item.related) <= set(statements()) - {item.id}
    texts = (item.answer, *(line.text for line in item.case))
    used = {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}
    assert used <= set(figures())


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("item", ALL, ids=lambda item: item.id)
def test_every_text_is_in_every_language(item: Statement, lang: str) -> None:
    texts = [item.question, item.answer, *(stand.says for stand in item.positions), *(line.text for line in item.case)]
    told = [say(text, lang, domain="questions") for text in texts]
    assert all(told)
    if lang == "es":
        assert [text for text, new in zip(texts, told, strict=True) if text == new] == []


@pytest.mark.parametrize("lang", ["en", "es"])
def test_no_answer_tells_to_stop_a_prescribed_medicine(lang: str) -> None:
    stops = {
        "en": r"(?i)\b(stop|quit|pause|skip|do not take|leave out|come off)\b[^.]*"
        r"\b(medicine|thinner|warfarin|tablet|pill|steroid|isotretinoin)",
        "es": r"(?i)\b(deja|suspende|para de tomar|no tomes)\b[^.]*\b(medicina|anticoagulante|pastilla|esteroide)",
    }
    allowed = re.compile(r"(?i)never stop|nunca dejes|do not end")
    found = [
        (item.id, sentence)
        for item in WRITTEN
        for sentence in re.split(r"(?<=[.?!]) ", filled(item, lang))
        if re.search(stops[lang], sentence) and not allowed.search(sentence)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("id", "words"),
    [
        ("blood_thinners", "Keep taking"),
        ("my_medicines", "Keep taking"),
        ("steroids", "Keep taking"),
        ("ibuprofen", "keep taking"),
    ],
)
def test_answers_about_medicines_say_to_go_on_with_prescribed_ones(id: str, words: str) -> None:
    assert words in filled(statements()[id])


def test_figures_are_those_of_the_rules() -> None:
    for id, entry in care_entries().items():
        if (days := strictest(entry.positions)) is not None:
            assert float(figures()[id]) >= days
    assert figures()["isotretinoin_recent_months"] == "6"
    assert figures()["home_limit"] == "0.25"


def test_what_answers_repeat_is_word_for_word() -> None:
    told = read_data("told")
    assert set(told["reasons"]) == {branch.reason for rule in rules() for branch in rule.branches}
    assert told["signs"] == [flag.text for flag in entries("red_flags")]


def test_the_languages_have_the_same_concepts() -> None:
    english, spanish = lexicon("en").kinds, lexicon("es").kinds
    assert dict(english) == dict(spanish)


def test_names_of_medicines_lead_to_classes_that_exist() -> None:
    assert set(CLASS_CONCEPTS) <= set(classes())
    assert set(CLASS_CONCEPTS.values()) <= set(lexicon("en").kinds)
