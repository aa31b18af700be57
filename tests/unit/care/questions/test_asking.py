"""Asking: the fixed calls for help first, the case's own lines, sources that differ, bad input, languages, speed."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import needlepoint
from needlepoint.care.questions import ask, statements
from needlepoint.care.questions.figures import care_entries
from needlepoint.care.questions.store import read_data
from needlepoint.case import load_case, parse_case
from needlepoint.errors import InputError
from needlepoint.evidence import recording

EXAMPLES = Path(__file__).parents[4] / "examples"
ON = date(2026, 11, 20)
KEYS = ["question", "answer", "confidence", "sources", "matched", "related"]


def test_the_reply_has_exactly_six_keys() -> None:
    assert list(ask("how many sessions for deep acne scars?").to_dict()) == KEYS
    assert list(ask("what is the capital of France").to_dict()) == KEYS


def test_it_is_a_public_name() -> None:
    assert needlepoint.ask("does it hurt?").matched == "does_it_hurt"


def test_what_it_does_not_know_it_says() -> None:
    reply = ask("can I microneedle my dog")
    assert reply.answer.startswith("I do not know; ask your clinic.")
    assert (reply.matched, reply.confidence, reply.sources) == (None, "none", ())


@pytest.mark.parametrize(
    ("question", "flag", "words"),
    [
        ("pus and fever after needling", "flag_infection", "today"),
        ("can I go swimming, my face is oozing pus", "flag_infection", "today"),
        ("when can I wear makeup, I can't breathe", "flag_breathing", "emergency number now"),
        ("what is the capital of france and I cannot breathe", "flag_breathing", "emergency number now"),
        ("I had a seizure, is that normal", "flag_numbing_toxicity", "emergency number now"),
        ("my vision is blurry after the numbing cream", "flag_eye", "emergency number now"),
    ],
)
def test_a_sign_that_needs_help_comes_first_whatever_else_is_asked(question: str, flag: str, words: str) -> None:
    reply = ask(question)
    assert words in reply.answer.split("\n\n")[0]
    assert flag in {reply.matched, *reply.related}
    assert statements()[flag].answer in reply.answer


def test_the_most_urgent_sign_is_named_first() -> None:
    parts = ask("I have pus, and my throat is swelling").answer.split("\n\n")
    assert "emergency number" in parts[0]
    assert "today" in parts[1]


def test_the_case_tells_until_when_to_wait() -> None:
    case = load_case(EXAMPLES / "isotretinoin.yaml")
    reply = ask("can I have it after Accutane?", case, on=ON)
    assert "In your case:" in reply.answer
    assert "Wait until 20" in reply.answer


def test_the_case_changes_nothing_where_it_has_nothing_to_say() -> None:
    case = load_case(EXAMPLES / "acne-scars.yaml")
    assert ask("when can I wear makeup?", case, on=ON) == ask("when can I wear makeup?", on=ON)


def test_the_number_of_sessions_follows_the_concern_of_the_case() -> None:
    case = load_case(EXAMPLES / "acne-scars.yaml")
    assert "For your acne scars" in ask("how many sessions do I need?", case, on=ON).answer


def test_a_dark_phototype_is_told_of_dark_marks() -> None:
    case = load_case(EXAMPLES / "acne-scars.yaml")
    assert "In your case:" in ask("can needling cause dark marks?", case, on=ON).answer


def test_a_pregnant_person_is_told_to_wait() -> None:
    goals = "[{concern: texture, zones: [cheek]}]"
    text = f"patient: {{age: 30, sex: female}}\nhistory: {{pregnant: true}}\ngoals: {goals}\nsetting: clinic"
    reply = ask("is it safe?", parse_case(text), on=ON)
    assert "until after your baby" in reply.answer


def test_sources_that_differ_are_both_shown_and_the_stricter_held() -> None:
    reply = ask("when can I use vitamin C?")
    assert "The sources differ. A guide for patients: no wait." in reply.answer
    assert reply.answer.endswith("We hold the strictest: 8 days.")


def test_a_source_that_is_only_shown_does_not_make_the_held_wait_look_strictest() -> None:
    end = ask("can I drink alcohol?").answer.split("\n\n")[-1]
    assert "Single clinics' pages: 7 days." in end
    assert "We hold to: 2 days. It is only shown, and does not lengthen the wait: Single clinics' pages." in end


def test_every_source_whose_words_are_shown_has_a_name_for_patients() -> None:
    shown = {stand.who for item in statements().values() for stand in item.positions}
    shown |= {
        stand.who for item in statements().values() for id in item.care[:1] for stand in care_entries()[id].positions
    }
    assert shown <= set(read_data("voices")["voices"])


def test_what_was_cited_is_in_the_record() -> None:
    with recording() as used:
        reply = ask("can I use retinol?")
    assert set(reply.sources) <= used.sources


@pytest.mark.parametrize(
    "question",
    ["", "   ", "\n\t", "x" * 1001, "does it\x00 hurt", "does it \x1b[31mhurt", "\ud800"],
    ids=["empty", "blank", "lines", "long", "nul", "escape", "surrogate"],
)
def test_an_unreadable_question_is_refused(question: str) -> None:
    with pytest.raises(InputError):
        ask(question)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(InputError, match="en, es"):
        ask("does it hurt", lang="fr")


@pytest.mark.parametrize(
    "question", ["???", "12345", "🙂🙂", "こんにちは", "a", "' OR 1=1 --", '"NEAR(" AND *', "what"]
)
def test_odd_questions_get_an_honest_reply(question: str) -> None:
    assert ask(question).matched is None


@pytest.mark.parametrize(
    "question",
    ["Can I wear MAKEUP?!", "can i wear makup", "can i wear make-up", "CAN I   WEAR MAKEUP", "can i weaar makeeeup"],
)
def test_case_spelling_and_spaces_do_not_matter(question: str) -> None:
    assert ask(question).matched == "makeup"


@pytest.mark.parametrize(
    ("name", "id"), [("Coumadin", "blood_thinners"), ("Nurofen", "ibuprofen"), ("Roaccutane", "isotretinoin")]
)
def test_brand_names_are_known(name: str, id: str) -> None:
    assert ask(f"I take {name}, can I have needling?").matched == id


def test_it_answers_in_spanish_a_question_in_spanish() -> None:
    reply = ask("¿cuántas sesiones necesito?", lang="es")
    assert reply.matched == "how_many_sessions"
    assert "sesiones" in reply.answer


def test_a_question_in_the_other_language_is_understood() -> None:
    assert ask("¿cuántas sesiones necesito?").matched == "how_many_sessions"
    assert ask("does it hurt?", lang="es").answer.startswith("Se siente")


def test_the_first_answer_costs_little_beside_the_start() -> None:
    script = (
        "import time; start = time.process_time(); import needlepoint.screening; began = time.process_time() - start\n"
        "from needlepoint.care.questions import ask; start = time.process_time(); ask('does it hurt?')\n"
        "print((time.process_time() - start) / began)"
    )
    ratios = [
        float(subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout)
        for _ in range(2)
    ]
    assert min(ratios) < 4.0


def test_the_command_prints_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    from needlepoint.cli.app import run

    assert run(["ask", "how many sessions for deep acne scars?", "--json"]) == 0
    assert list(json.loads(capsys.readouterr().out)) == KEYS
    assert run(["ask", "", "--json"]) == 2
    assert run(["ask", "does it hurt", "--lang", "xx"]) == 2


def test_the_command_shows_evidence_and_what_else_to_ask(capsys: pytest.CaptureFixture[str]) -> None:
    from needlepoint.cli.app import run

    assert run(["ask", "can I use retinol?", "--on", "2026-11-20"]) == 0
    shown = capsys.readouterr().out
    assert "Evidence: fair" in shown
    assert "[SKP]" in shown
    assert "You could also ask:" in shown
