"""The data of care: every entry can be read, applied and traced, and sources that disagree resolve to the strictest."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from needlepoint.care import holds
from needlepoint.care.catalogue import SECTIONS, Entry, Stand, applying, entries, held_note, phases, strictest
from needlepoint.care.facts import Facts, Person
from needlepoint.care.store import read_data
from needlepoint.case import vocabulary
from needlepoint.errors import InputError
from needlepoint.evidence import all_sources
from needlepoint.screening import rules
from needlepoint.skin import zones

EVERY = [entry for section in SECTIONS for entry in entries(section)]
PERSON = Person("clinic", "unknown", None, "pen", (), (), (), (), ())
FACTS = Facts(PERSON, 1, None, False, 28, 1.5, 100.0, ("cheek_left",), ("face",), "left cheek")


def conditions(entry: Entry) -> Iterator[dict[str, Any]]:
    yield entry.when
    yield from (stand.when for stand in entry.positions)


def named(when: dict[str, Any], fact: str) -> Iterator[str]:
    for key, value in when.items():
        if key == "not":
            yield from named(value, fact)
        elif key == "any":
            for branch in value:
                yield from named(branch, fact)
        elif key == fact:
            yield from value if isinstance(value, list) else [value]


def test_ids_are_unique():
    ids = [entry.id for entry in EVERY]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("entry", EVERY, ids=lambda entry: entry.id)
def test_an_entry_is_traceable(entry):
    assert entry.sources
    assert {*entry.sources, *(stand.who for stand in entry.positions)} <= set(all_sources())
    assert all(stand.says for stand in entry.positions)


@pytest.mark.parametrize("entry", EVERY, ids=lambda entry: entry.id)
def test_a_text_fills_in_only_known_words(entry):
    used = {name for _, name, _, _ in string.Formatter().parse(entry.text) if name}
    assert used <= set(FACTS.words())


@pytest.mark.parametrize("entry", EVERY, ids=lambda entry: entry.id)
def test_a_condition_names_only_facts_findings_zones_and_concerns_that_exist(entry):
    allowed = {
        "findings": {rule.id for rule in rules()},
        "zones": set(zones()),
        "concerns": set(vocabulary.CONCERNS),
        "setting": {"clinic", "home"},
        "device": {"pen", "roller", "stamp"},
        "places": {"face", "scalp", "body"},
        "phototype": {"I", "II", "III", "IV", "V", "VI", "unknown"},
    }
    for when in conditions(entry):
        applying((Stand(who="A", says="x", when=when),), FACTS.values())
        for fact, known in allowed.items():
            assert set(named(when, fact)) <= known


@pytest.mark.parametrize("entry", EVERY, ids=lambda entry: entry.id)
def test_sources_that_name_different_waits_say_which_is_held(entry):
    waits = {stand.days for stand in entry.positions if stand.days is not None}
    if len(waits) > 1:
        assert entry.held or held_note(entry.positions)


def test_every_source_of_care_is_used():
    cited = {id for entry in EVERY for id in entry.sources} | {
        stand.who for entry in EVERY for stand in entry.positions
    }
    own = {
        "fda_numbing",
        "fda_numbing_2024",
        "numbing_needed2018",
        "soltani2014",
        "friedmann2024",
        "cdc_mmwr2024",
        "bjerring1990",
    }
    assert own <= cited


def test_phases_follow_each_other_without_a_gap():
    named_phases = phases()
    assert named_phases[0].from_day == 0
    assert named_phases[-1].to_day is None
    for before, after in pairwise(named_phases):
        assert after.from_day == (before.to_day or 0) + 1


def test_an_unknown_section_is_named_with_its_nearest():
    with pytest.raises(InputError, match="Did you mean aftercare"):
        entries("aftrcare")


def stand(days: float | None, **more: Any) -> Stand:
    return Stand(who="A", says="so", days=days, **more)


def test_the_longest_wait_is_held():
    assert strictest((stand(1), stand(3), stand(0))) == 3


def test_a_position_without_days_holds_nothing():
    assert strictest((stand(None),)) is None
    assert strictest((stand(None), stand(2))) == 2


def test_a_position_that_is_only_shown_does_not_hold_but_is_named_with_its_reason():
    stands = (stand(1), stand(3), stand(6, shown_only="a single clinic"))
    assert strictest(stands) == 3
    assert "a single clinic" in str(held_note(stands))


def test_the_note_names_both_ends_and_what_is_held():
    assert held_note((stand(1), stand(3))) == "Sources differ: 24 hours to 72 hours. Held: the strictest, 72 hours."


def test_no_note_where_sources_agree():
    assert held_note((stand(3), stand(3), stand(None))) is None


def held_days(id: str, **facts: Any) -> float | None:
    entry = next(entry for entry in EVERY if entry.id == id)
    return strictest(applying(entry.positions, FACTS.values() | facts))


@pytest.mark.parametrize(
    ("id", "days"),
    [
        ("exercise_wait", 3),
        ("sun_wait", 7),
        ("sunscreen_wait", 3),
        ("vitamin_c_wait", 8),
        ("acids_wait", 14),
        ("retinoid_wait", 14),
        ("nsaid_before", 7),
        ("nsaid_after", 14),
        ("retinoid_before", 7),
        ("self_tan_before", 14),
        ("products_wait", 1),
    ],
)
def test_the_known_conflicts_hold_the_strictest(id, days):
    assert held_days(id) == days


def test_makeup_waits_longer_after_deeper_needling():
    assert held_days("makeup_wait", depth_mm=1.0) == 1
    assert held_days("makeup_wait", depth_mm=1.5) == 2


def test_never_advises_stopping_a_prescribed_medicine():
    """A text that says not to use a medicine also says what to do when a doctor gave it."""
    medicine = re.compile(r"aspirin|ibuprofen|retinol|vitamin A|warfarin|blood thinner|medicine|steroid|tablet", re.I)
    refusing = re.compile(r"\b(do not (take|use)|stop|avoid|no retinol|pause|leave off)\b", re.I)
    safe = re.compile(r"doctor|never stop|keep taking|as you were told", re.I)
    for entry in EVERY:
        if entry.audience == "patient" and medicine.search(entry.text) and refusing.search(entry.text):
            assert safe.search(entry.text), entry.text
        assert not re.search(r"\bstop (taking|your)\b", entry.text, re.I)


def test_patients_texts_can_be_read_at_eleven(reading_grade):
    texts = [
        entry.text.format_map(dict.fromkeys(FACTS.words(), "this")) for entry in EVERY if entry.audience == "patient"
    ]
    grades = {text: reading_grade(text) for text in texts}
    assert sum(grades.values()) / len(grades) <= 5.0
    hardest = max(grades, key=lambda text: grades[text])
    assert grades[hardest] <= 8.0, hardest


def test_the_reading_measure_tells_hard_from_easy(reading_grade):
    easy = "Wash your hands. Do not touch the skin."
    hard = "Discontinue administration of anticoagulant pharmacotherapy preceding the intradermal intervention."
    assert reading_grade(easy) < 2
    assert reading_grade(hard) > 15


def test_patients_texts_use_no_word_of_the_trade():
    hard = re.compile(
        r"erythema|o?edema|anaesthe|hyperpigment|antisept|topical|occlusive|contraindicat|herpes|granuloma", re.I
    )
    for entry in EVERY:
        if entry.audience == "patient":
            assert not hard.search(entry.text), entry.text
    assert all(not hard.search(entry.back_to) for entry in EVERY)


def test_at_home_nobody_is_told_to_call_us():
    ours = re.compile(r"\b(us|we|our)\b", re.I)
    for entry in EVERY:
        if holds(
            entry.when, FACTS.values() | {"setting": "home", "numbing": False, "findings": ("smoker", "diabetes")}
        ):
            assert not ours.search(entry.text), entry.text


def test_the_files_carry_their_version():
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", read_data(section)["version"]) for section in SECTIONS)
