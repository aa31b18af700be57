"""What a patient reads in the questionnaire: easy in both languages, and in step with the data."""

from __future__ import annotations

import re

import textstat
from django.utils.translation import gettext, override

from needlepoint_clinic.intake import questionnaire

EASIEST_GRADE, EASY_SPANISH = 6.0, 70.0  # the sixth school year, about 11 years of age, in both measures
# Names of illnesses, medicines and procedures, and everyday words that a formula takes for hard ones.
FIELD_WORDS = {
    "en": r"\([^)]*\)|dermatomyositis|methaemoglobinaemia|scleroderma|sarcoidosis|psoriasis|hepatitis|diabetes|"
    r"chemotherapy|isotretinoin|dermabrasion|radiation|lichen planus|rosacea|operation|medicine|allergic|retinol",
    "es": r"\([^)]*\)|dermatomiositis|metahemoglobinemia|esclerodermia|sarcoidosis|psoriasis|hepatitis|diabetes|"
    r"isotretinoína|dermoabrasión|liquen plano|rosácea|medicina|alergia|retinol|infectada|calentura|eccema",
}


def sentences() -> list[str]:
    asked = questionnaire.questions().values()
    rows = [row for question in asked for row in question.rows]
    texts = {text for one in (*asked, *rows) for text in (one.text, one.hint)}
    texts |= {text for topic in questionnaire.topics() for text in (topic.title, topic.intro)}
    return sorted(text for text in texts if text.endswith((".", "?")) and len(text.split()) >= 5)


def plainly(text: str, lang: str) -> str:
    return re.sub(FIELD_WORDS[lang], "cosa" if lang == "es" else "thing", text, flags=re.IGNORECASE)


def grade(text: str) -> float:
    words = re.findall(r"[A-Za-z']+", text)
    count = sum(
        max(1, len(re.findall(r"[aeiouy]+", re.sub(r"(?<=[^aeioul])e$|es$|ed$", "", word.lower())))) for word in words
    )
    return 0.39 * len(words) / max(1, len(re.findall(r"[.?!]", text))) + 11.8 * count / len(words) - 15.59


def test_english_can_be_read_at_eleven() -> None:
    hard = {text: round(grade(plainly(text, "en")), 1) for text in sentences()}
    assert len(hard) > 80
    assert grade("Concomitant administration of anticoagulants is an absolute contraindication.") > 20
    assert {text: value for text, value in hard.items() if value > EASIEST_GRADE} == {}


def test_spanish_can_be_read_at_eleven() -> None:
    textstat.set_lang("es")
    try:
        with override("es"):
            ease = {text: textstat.fernandez_huerta(plainly(gettext(text), "es")) for text in sentences()}
            assert all(gettext(text) != text for text in ease)
    finally:
        textstat.set_lang("en")
    assert {text: value for text, value in ease.items() if value < EASY_SPANISH} == {}
