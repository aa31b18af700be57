"""Laws of screening: more history never makes it lighter; waits end when they say; no text takes a medicine away."""

from __future__ import annotations

import json
import string
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.case import CONCERNS, CONDITIONS, Case, parse_case
from needlepoint.screening import Screening, rule_ids, screen
from needlepoint.screening.classes import read_name
from needlepoint.screening.model import SERIOUSNESS

ON = date(2026, 11, 20)
LATER = date(2040, 1, 1)
ZONES = ["cheek_left", "cheek_right", "forehead", "neck", "abdomen", "scalp"]
MEDICINES = [
    "isotretinoin",
    "Roaccutane",
    "warfarin",
    "aspirin",
    "ibuprofen",
    "prednisolone",
    "methotrexate",
    "doxycycline",
    "paracetamol",
    "capecitabine",
    "clopidogrel",
    "Humira",
    "levothyroxine",
    "xyzzymab",
    "amiodarone",
]
PRODUCTS = ["tretinoin", "glycolic acid", "salicylic acid", "face scrub", "moisturiser", "mystery paste"]
TIMED = [
    "filler",
    "botulinum_toxin",
    "ablative_laser",
    "non_ablative_laser",
    "superficial_peel",
    "medium_peel",
    "deep_peel",
    "dermabrasion",
    "surgery",
    "microneedling",
    "self_tan",
    "waxing",
]
QUICK = settings(max_examples=60, deadline=None)

days = st.dates(date(2024, 1, 1), ON).map(str)
places = st.none() | st.lists(st.sampled_from(ZONES), max_size=3, unique=True)


def optional(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields).map(
        lambda entry: {k: v for k, v in entry.items() if v is not None}
    )


def condition(name: str) -> st.SearchStrategy[dict[str, Any]]:
    fields: dict[str, st.SearchStrategy[Any]] = {
        "active": st.booleans(),
        "last": days,
        "zones": places,
        "severity": st.sampled_from(["mild", "moderate", "severe"]),
    }
    if name == "diabetes":
        fields["control"] = st.sampled_from(["controlled", "uncontrolled"])
    if name == "rosacea":
        fields["subtype"] = st.sampled_from(["papulopustular", "ocular"])
    return optional(**fields).map(lambda details: {name: details})


conditions = st.sampled_from(CONDITIONS).flatmap(condition)
medications = st.builds(
    lambda name, more: {"name": name, **more}, st.sampled_from(MEDICINES), optional(last=days, prescribed=st.booleans())
)
topicals = st.builds(lambda name, more: {"name": name, **more}, st.sampled_from(PRODUCTS), optional(last=days))
procedures = st.builds(
    lambda kind, day, more: {"kind": kind, "date": day, **more}, st.sampled_from(TIMED), days, optional(zones=places)
) | st.builds(lambda kind, day: {"kind": kind, "end": day}, st.sampled_from(["radiotherapy", "chemotherapy"]), days)
goals = st.builds(
    lambda concern, zones: {"concern": concern, "zones": ["scalp"] if CONCERNS[concern].only else zones},
    st.sampled_from(list(CONCERNS)),
    st.lists(st.sampled_from(ZONES), min_size=1, max_size=4, unique=True),
)
cases = st.fixed_dictionaries(
    {
        "patient": optional(
            age=st.integers(14, 80),
            sex=st.sampled_from(["female", "male", "other"]),
            phototype=st.sampled_from(["I", "II", "III", "IV", "V", "VI"]),
        ),
        "history": st.fixed_dictionaries(
            {
                "conditions": st.lists(conditions, max_size=3),
                "medications": st.lists(medications, max_size=3),
                "topicals": st.lists(topicals, max_size=2),
                "procedures": st.lists(procedures, max_size=3),
            },
            optional={
                "allergies": st.lists(st.sampled_from(["nickel", "lidocaine", "pollen", "latex"]), max_size=2),
                "pregnant": st.booleans(),
                "breastfeeding": st.booleans(),
            },
        ),
        "goals": st.lists(goals, min_size=1, max_size=2),
        "setting": st.sampled_from(["clinic", "home"]),
        "device": st.sampled_from(
            [{"kind": "pen"}, {"kind": "roller", "needle_length_mm": 0.2, "material": "titanium"}]
        ),
    }
)


def read(data: dict[str, Any]) -> Case:
    return parse_case(json.dumps(data), on=ON)


def look(data: dict[str, Any], on: date = ON) -> Screening:
    return screen(read(data), on)


def with_more(data: dict[str, Any], part: str, entry: Any) -> dict[str, Any]:
    return {**data, "history": {**data["history"], part: [*data["history"][part], entry]}}


def rank(result: Screening) -> int:
    return SERIOUSNESS.index(result.verdict)


@QUICK
@given(cases, conditions)
def test_one_more_condition_never_makes_it_lighter(data, more):
    assert rank(look(with_more(data, "conditions", more))) <= rank(look(data))


@QUICK
@given(cases, st.sampled_from(["medications", "topicals", "procedures"]), st.data())
def test_one_more_medicine_or_procedure_never_makes_it_lighter(data, part, draw):
    more = draw.draw({"medications": medications, "topicals": topicals, "procedures": procedures}[part])
    assert rank(look(with_more(data, part, more))) <= rank(look(data))


@QUICK
@given(cases)
def test_on_the_earliest_date_no_dated_wait_is_left_in_the_open_zones(data):
    result = look(data)
    if result.earliest_date is None:
        return
    then = look(data, result.earliest_date)
    waits = [item for item in then.findings if item.effect == "wait" and item.counts]
    assert all(item.zones and not set(item.zones) & set(result.open_zones) for item in waits)
    before = look(data, result.earliest_date - timedelta(days=1))
    assert any(item.until == result.earliest_date for item in before.findings)


@QUICK
@given(cases, st.integers(0, 400))
def test_a_later_look_never_moves_a_wait(data, ahead):
    now = [(item.rule, item.fact, item.until) for item in look(data).findings if item.until]
    day = ON + timedelta(days=ahead)
    then = {(item.rule, item.fact, item.until) for item in look(data, day).findings if item.until}
    assert then == {entry for entry in now if entry[2] > day}


@QUICK
@given(cases)
def test_waits_that_are_past_are_as_if_they_had_never_been(data):
    history = data["history"]
    ended = {
        **history,
        "medications": [entry for entry in history["medications"] if "last" not in entry],
        "topicals": [entry for entry in history["topicals"] if "last" not in entry],
        "procedures": [],
    }
    known = [entry for entry in (*history["medications"], *history["topicals"]) if read_known(entry["name"])]
    if len(known) == len(history["medications"]) + len(history["topicals"]):
        one, other = look(data, LATER), look({**data, "history": ended}, LATER)
        assert (one.verdict, one.excluded_zones) == (other.verdict, other.excluded_zones)


def read_known(name: str) -> bool:
    return not (read_name(name, "medications").unknown and read_name(name, "topicals").unknown)


@QUICK
@given(cases)
def test_the_result_is_consistent(data):
    person = read(data)
    result = screen(person, ON)
    assert result == screen(person, ON)
    assert {*result.excluded_zones, *result.open_zones} <= set(person.wanted_zones)
    assert not set(result.excluded_zones) & set(result.open_zones)
    assert result.open_zones or result.verdict == "stop"
    assert result.earliest_date is None or (result.verdict == "wait" and result.earliest_date > ON)
    order = [SERIOUSNESS.index(item.effect) for item in result.findings]
    assert order == sorted(order)
    for item in result.findings:
        assert item.rule in rule_ids()
        assert item.effect != "wait" or (item.until is None) != (item.until_event is None)
        assert "stop taking" not in json.dumps(item.model_dump(mode="json")).casefold()


@QUICK
@given(cases, st.randoms(use_true_random=False))
def test_the_order_of_the_history_changes_nothing(data, shuffler):
    mixed = json.loads(json.dumps(data))
    for entries in mixed["history"].values():
        if isinstance(entries, list):
            shuffler.shuffle(entries)
    one, other = look(data), look(mixed)
    assert (one.verdict, one.earliest_date, one.open_zones) == (other.verdict, other.earliest_date, other.open_zones)


@QUICK
@given(
    st.text(alphabet=string.printable + "éß®µ药", max_size=60),
    st.sampled_from(["medications", "topicals", "allergies"]),
)
def test_any_name_is_either_found_or_unknown(text, where):
    reading = read_name(text, where)
    assert reading.found or reading.unknown


@QUICK
@given(st.sampled_from(MEDICINES), st.sampled_from([str.upper, str.lower, str.title]), st.integers(1, 999))
def test_case_and_strength_do_not_matter(name, style, strength):
    def classes(written: str) -> set[frozenset[str]]:
        return {found.entry.classes for found in read_name(written, "medications").found}

    assert classes(f"{style(name)} {strength} mg tablets") == classes(name)
