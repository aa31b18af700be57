"""Names of medicines, products and allergies: brands, salts, strengths, accents, slips of a letter."""

from __future__ import annotations

import pytest

from needlepoint.screening.classes import classes, prednisolone_mg, read_as, read_name
from needlepoint.screening.rule import AllergyTest, AllTest, MedicineTest, rules
from needlepoint.screening.spelling import one_letter_apart, words


def classes_of(name: str, where: str = "medications") -> set[str]:
    return {id for found in read_name(name, read_as(name, where)).found for id in found.entry.classes}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("isotretinoin", "isotretinoin"),
        ("Roaccutane", "isotretinoin"),
        ("ACCUTANE®", "isotretinoin"),
        ("claravis 40mg", "isotretinoin"),
        ("Isotretinoína", "isotretinoin"),
        ("warfarin sodium 5 mg", "anticoagulant"),
        ("Coumadin", "anticoagulant"),
        ("apixaban (Eliquis)", "anticoagulant"),
        ("Xarelto 20 mg once daily", "anticoagulant"),
        ("dabigatran etexilate", "anticoagulant"),
        ("low-molecular heparin", "anticoagulant"),
        ("blood thinners", "anticoagulant"),
        ("Plavix", "antiplatelet"),
        ("baby aspirin", "aspirin"),
        ("acetylsalicylic acid", "aspirin"),
        ("Nurofen", "nsaid"),
        ("diclofenac potassium", "nsaid"),
        ("Aleve", "nsaid"),
        ("losartan + ibuprofen", "nsaid"),
        ("Medrol", "systemic_steroid"),
        ("cyclosporine", "immunosuppressant"),
        ("mycophenolate mofetil", "immunosuppressant"),
        ("Humira", "biologic"),
        ("Xeloda", "chemotherapy"),
        ("Vibramycin", "photosensitiser"),
        ("St. John's Wort", "photosensitiser"),
        ("acetaminophen", "harmless"),
        ("Levothyroxine 75 micrograms", "harmless"),
        ("ibu profen", "nsaid"),
    ],
)
def test_a_medicine_is_known_by_its_names(name, expected):
    assert expected in classes_of(name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Retin-A 0.05 %", "retinoid_topical"),
        ("Differin gel", "retinoid_topical"),
        ("isotretinoin", "retinoid_topical"),
        ("retinol serum", "retinoid_topical"),
        ("AHA", "aha"),
        ("The Ordinary Glycolic Acid 7%", "aha"),
        ("Salicylic acid 2%", "bha"),
        ("azelaic acid", "exfoliant"),
        ("La Roche-Posay sunscreen SPF 50+", "harmless_topical"),
        ("tacrolimus ointment", "harmless_topical"),
        ("warfarin", "anticoagulant"),
    ],
)
def test_a_product_on_the_skin_is_known_by_its_names(name, expected):
    assert classes_of(name, "topicals") == {expected}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Nickel allergy", "metal"),
        ("stainless_steel", "metal"),
        ("lignocaine", "local_anaesthetic"),
        ("hay fever", "harmless_allergy"),
    ],
)
def test_an_allergy_is_known_by_its_names(name, expected):
    assert classes_of(name, "allergies") == {expected}


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("isotretinon", "isotretinoin"),
        ("isotretinoiin", "isotretinoin"),
        ("warfarn", "warfarin"),
        ("asprin", "aspirin"),
        ("ibuprofin", "ibuprofen"),
        ("clopidorgel", "clopidogrel"),
        ("nickle", "nickel"),
    ],
)
def test_one_wrong_letter_is_understood_and_said(find, written, known):
    where = "allergies" if known == "nickel" else "medications"
    (found,) = read_name(written, where).found
    assert (found.entry.generic, found.typo) == (known, written)
    facts = [item.fact for item in find_all(find, where, written)]
    assert any(f"'{written}', taken for {known}" in fact for fact in facts)


def find_all(find, where, written):
    rules_of = ["isotretinoin_current", "anticoagulant", "nsaid", "metal"]
    return [item for rule in rules_of for item in find(rule, **{where: [written]})]


def test_a_harmless_name_with_a_wrong_letter_is_asked_about(look):
    result = look(medications=["parcetamol"])
    assert result.verdict == "ask"
    assert "'parcetamol' (paracetamol)" in result.findings[0].reason


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("xyzzymab", "medications"),
        ("isotrtinon", "medications"),
        ("vitamin q", "topicals"),
        ("fluorouracil", "topicals"),
        ("latex", "allergies"),
        ("???", "medications"),
        ("5 mg tablets", "medications"),
    ],
)
def test_what_is_not_sure_is_unknown(name, where):
    reading = read_name(name, where)
    assert reading.unknown
    assert not reading.found


def test_a_letter_that_fits_two_different_medicines_is_unknown():
    assert one_letter_apart("xodine", "iodine")
    assert one_letter_apart("xodine", "lodine")
    assert read_name("xodine", "medications").unknown == ("xodine",)


def test_each_part_of_a_mixture_counts():
    reading = read_name("paracetamol and xyzzymab", "medications")
    assert reading.unknown == ("xyzzymab",)
    assert {found.entry.generic for found in reading.found} == {"paracetamol"}


def test_a_known_name_does_not_hide_an_unknown_one_beside_it():
    assert read_name("metformin xyzzyflozin", "medications").unknown == ("xyzzyflozin",)


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("warfarin", "warfarn", True),
        ("warfarin", "warfarinn", True),
        ("warfarin", "warfairn", True),
        ("warfarin", "warfasin", True),
        ("warfarin", "warfarin", False),
        ("warfarin", "wrfarn", False),
        ("losec", "lasec", False),
    ],
)
def test_one_letter(one, other, near):
    assert one_letter_apart(one, other) is near
    assert one_letter_apart(other, one) is near


def test_words_without_case_accents_and_punctuation():
    assert words("Rétin-A® 0,05%") == ("retin", "a", "0,05")


@pytest.mark.parametrize(
    ("written", "mg"),
    [
        ("prednisolone 5 mg", 5),
        ("Medrol 16mg", 20),
        ("dexamethasone 1.5 mg", 10),
        ("hydrocortisone 20 mg", 5),
        ("prednisone", None),
    ],
)
def test_steroid_doses_are_compared_in_prednisolone(written, mg):
    (found,) = read_name(written, "medications").found
    assert prednisolone_mg(written, found.entry) == (None if mg is None else pytest.approx(mg))


def test_the_limit_of_a_high_dose_is_20_mg(find):
    assert find("high_dose_steroid", medications=["prednisolone 19 mg"]) == ()
    (found,) = find("high_dose_steroid", medications=["prednisolone 20 mg"])
    assert "20 mg of prednisolone" in found.fact


def test_every_class_is_asked_about_by_a_rule_or_harmless():
    asked = {id for rule in rules() for branch in rule.branches for id in _asked(branch.when)}
    assert asked == {id for id, item in classes().items() if not item.harmless}


def _asked(test):
    if isinstance(test, AllTest):
        return {id for part in test.tests for id in _asked(part)}
    return set(test.classes) if isinstance(test, MedicineTest | AllergyTest) else set()


def test_a_cream_is_not_a_tablet():
    assert classes_of("hydrocortisone cream") == {"harmless_topical"}
    assert classes_of("hydrocortisone 20 mg tablets") == {"systemic_steroid"}
    assert classes_of("ibuprofen gel capsules") == {"nsaid"}
    assert "systemic_steroid" not in classes_of("triamcinolone nasal spray")
