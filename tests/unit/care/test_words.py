"""What a person reads: complete in both languages, easy in both, and never against a doctor's medicine."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
import textstat

from needlepoint.care import LANGUAGES, say
from needlepoint.care.words import catalogue
from needlepoint.errors import InputError

TOOL = Path(__file__).parents[3] / "tools" / "catalogues.py"
# Words that cannot be said more simply; a short word stands in for them when a text is measured.
FIELD_WORDS = {
    "en": ("ibuprofen", "paracetamol", "medicine", "retinol", "mineral", "minoxidil", "allergic", "allergy"),
    "es": ("anestésica", "medicina", "ibuprofeno", "paracetamol", "retinol", "mineral", "autobronceador", "alergia"),
}
EASIEST_GRADE = 6.0  # Flesch-Kincaid: the sixth school year, about 11 years of age
EASY_SPANISH = 70.0  # Fernández-Huerta: 70 to 80 is read in the sixth school year


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("catalogues", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


catalogues = _tool()
TEXTS = catalogues.collect()
CARE = sorted(text for text, files in TEXTS["needlepoint"].items() if any(name.startswith("care/") for name in files))
SENTENCES = [text for text in CARE if text.endswith((".", "?", "!")) and len(text.split()) >= 5]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("domain", sorted(TEXTS))
def test_a_catalogue_is_complete_compiled_and_keeps_its_placeholders(domain: str, lang: str) -> None:
    assert catalogues.faults(lang, domain, TEXTS[domain]) == []


def test_a_fault_would_be_seen() -> None:
    texts = {"A text that nobody has translated.": {"x.yaml"}}
    found = catalogues.faults("es", "needlepoint", texts)
    assert any("missing" in fault for fault in found)
    assert any("nobody says it any more" in fault for fault in found)


def plainly(text: str, lang: str) -> str:
    """The text with short words in the place of placeholders and of words that cannot be said more simply."""
    filled = text.format_map(dict.fromkeys(catalogues.names(text), "3"))
    return re.sub("|".join(FIELD_WORDS[lang]), "cosa" if lang == "es" else "thing", filled, flags=re.IGNORECASE)


def test_english_can_be_read_at_eleven(reading_grade: Callable[[str], float]) -> None:
    hard = {text: round(reading_grade(plainly(text, "en")), 1) for text in SENTENCES}
    assert {text: grade for text, grade in hard.items() if grade > EASIEST_GRADE} == {}


def test_spanish_can_be_read_at_eleven() -> None:
    textstat.set_lang("es")
    try:
        eases = {text: textstat.fernandez_huerta(plainly(say(text, "es"), "es")) for text in SENTENCES}
        hard = "La administración concomitante de anticoagulantes constituye una contraindicación intraoperatoria."
        assert textstat.fernandez_huerta(hard) < 20
    finally:
        textstat.set_lang("en")
    assert {say(text, "es"): ease for text, ease in eases.items() if ease < EASY_SPANISH} == {}


REFUSING = {
    "en": re.compile(r"\b(do not (take|use)|stop|avoid|no retinol|pause|leave off|not ibuprofen)\b", re.IGNORECASE),
    "es": re.compile(r"\b(no (tome|use)|deje de|evite|nada de retinol|no ibuprofeno|suspenda)\b", re.IGNORECASE),
}
MEDICINE = {
    "en": re.compile(r"aspirin|ibuprofen|retinol|vitamin A\b|thinner|medicine|tablet|warfarin", re.IGNORECASE),
    "es": re.compile(r"aspirina|ibuprofeno|retinol|vitamina A\b|medicina|pastilla|warfarina", re.IGNORECASE),
}
SAFE = {
    "en": re.compile(r"doctor|never stop|keep taking|as you were told|prescribed", re.IGNORECASE),
    "es": re.compile(r"médico|nunca deje|siga tom|siga con|como le dijeron|nunca se deja", re.IGNORECASE),
}
NEVER = {
    "en": re.compile(r"\b(stop|quit) (taking|your|the) (medic|tablet|pill|warfarin|blood)", re.IGNORECASE),
    "es": re.compile(r"\b(deje|suspenda|pare|interrumpa) (de tomar|su medic|la medic|sus pastillas)", re.IGNORECASE),
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_advises_stopping_a_prescribed_medicine(lang: str) -> None:
    for text in CARE:
        told = say(text, lang)
        assert not NEVER[lang].search(told), told
        if MEDICINE[lang].search(told) and REFUSING[lang].search(told):
            assert SAFE[lang].search(told), told


def test_a_text_is_said_in_its_language_with_its_values() -> None:
    assert say("Care visit {session}", "es", session=2) == "Cuidados, visita 2"
    assert say("Care visit {session}", "en", session=2) == "Care visit 2"
    assert say("", "es") == ""


def test_what_has_no_translation_stays_as_it_is() -> None:
    assert say("Nobody ever wrote this.", "es") == "Nobody ever wrote this."
    assert catalogue("es", "no_such_domain").gettext("same") == "same"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(InputError, match="en, es"):
        say("Yes", "fr")
