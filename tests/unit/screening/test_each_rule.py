"""Every rule fires when it should, stays silent when it should, and may be lifted by whom it says."""

from __future__ import annotations

import pytest

from needlepoint.screening import rule_ids, rules

FACE = ["cheek_left", "cheek_right"]


def scar(concern: str, **more: object) -> list[dict[str, object]]:
    return [{"concern": concern, "zones": FACE, **more}]


# rule, what fires it, the effect, who may lift it
FIRES = [
    ("minor", {"age": 17}, "stop", "none"),
    ("young_adult", {"age": 18}, "clinician", "clinician"),
    ("young_adult", {"age": 21}, "clinician", "clinician"),
    ("pregnancy", {"pregnant": True}, "wait", "clinician"),
    ("pregnancy", {"breastfeeding": True}, "wait", "clinician"),
    ("dark_phototype", {"phototype": "IV"}, "caution", "none"),
    ("dark_phototype", {"phototype": "VI"}, "caution", "none"),
    ("pih_history", {"conditions": ["pih_history"]}, "caution", "clinician"),
    ("pih_history", {"conditions": ["pih_history"], "phototype": "V"}, "clinician", "clinician"),
    ("body_dysmorphic_concern", {"conditions": ["body_dysmorphic_concern"]}, "clinician", "clinician"),
    ("smoker", {"conditions": ["smoker"]}, "caution", "none"),
    ("isotretinoin_current", {"medications": ["isotretinoin"]}, "stop", "clinician"),
    ("isotretinoin_current", {"medications": ["acitretin"]}, "stop", "clinician"),
    ("isotretinoin_recent", {"medications": [{"name": "isotretinoin", "last": "2026-08-01"}]}, "wait", "clinician"),
    ("high_dose_steroid", {"medications": ["prednisolone 40 mg"]}, "stop", "specialist"),
    ("high_dose_steroid", {"medications": ["prednisone"]}, "stop", "specialist"),
    ("high_dose_steroid", {"medications": ["dexamethasone 4 mg"]}, "stop", "specialist"),
    ("high_dose_steroid", {"medications": [{"name": "prednisone", "last": "2026-11-01"}]}, "wait", "specialist"),
    ("anticoagulant", {"medications": ["warfarin"]}, "clinician", "clinician"),
    ("anticoagulant", {"medications": ["clopidogrel"]}, "clinician", "clinician"),
    ("anticoagulant", {"medications": [{"name": "aspirin", "prescribed": True}]}, "clinician", "clinician"),
    ("nsaid", {"medications": [{"name": "ibuprofen", "last": "2026-11-18"}]}, "wait", "clinician"),
    ("nsaid", {"medications": ["ibuprofen"]}, "wait", "clinician"),
    ("nsaid", {"medications": [{"name": "aspirin", "last": "2026-11-18", "prescribed": False}]}, "wait", "clinician"),
    ("actives", {"topicals": [{"name": "tretinoin", "last": "2026-11-18"}]}, "wait", "clinician"),
    ("actives", {"topicals": ["glycolic acid"]}, "wait", "clinician"),
    ("actives", {"topicals": ["salicylic acid 2 %"]}, "wait", "clinician"),
    ("actives", {"topicals": ["face scrub"]}, "wait", "clinician"),
    ("actives", {"medications": ["tretinoin cream"]}, "wait", "clinician"),
    ("photosensitising_medication", {"medications": ["doxycycline"]}, "caution", "none"),
    ("unknown_name", {"medications": ["xyzzymab"]}, "clinician", "clinician"),
    ("unknown_name", {"topicals": ["grandmother's paste"]}, "clinician", "clinician"),
    ("unknown_name", {"allergies": ["latex"]}, "clinician", "clinician"),
    ("infection", {"conditions": ["skin_infection"]}, "wait", "none"),
    ("infection", {"conditions": [{"open_wound": {"zones": FACE}}]}, "wait", "none"),
    ("infection", {"conditions": [{"rash": {"active": True}}]}, "wait", "none"),
    ("herpes_active", {"conditions": ["herpes_active"]}, "wait", "none"),
    ("herpes_active", {"conditions": [{"herpes_active": {"zones": ["perioral"]}}]}, "wait", "none"),
    ("herpes_active", {"conditions": [{"herpes_active": {"zones": ["neck"]}}]}, "wait", "none"),
    ("herpes_active", {"conditions": [{"herpes_active": {"zones": []}}]}, "wait", "none"),
    ("herpes_active", {"conditions": [{"herpes_labialis": {"active": True}}]}, "wait", "none"),
    ("herpes_history", {"conditions": [{"herpes_labialis": {"active": False}}]}, "clinician", "clinician"),
    ("acne", {"conditions": ["inflammatory_acne"]}, "wait", "clinician"),
    ("rosacea", {"conditions": [{"rosacea": {"subtype": "papulopustular"}}]}, "wait", "specialist"),
    ("rosacea", {"conditions": [{"rosacea": {"subtype": "ocular", "active": True}}]}, "wait", "specialist"),
    ("rosacea", {"conditions": [{"rosacea": {"subtype": "ocular", "active": False}}]}, "clinician", "clinician"),
    ("rosacea", {"conditions": [{"rosacea": {"subtype": "phymatous"}}]}, "clinician", "clinician"),
    ("dermatitis", {"conditions": [{"eczema": {"severity": "moderate", "zones": ["knee"]}}]}, "wait", "clinician"),
    ("dermatitis", {"conditions": [{"psoriasis": {"severity": "severe"}}]}, "wait", "clinician"),
    (
        "dermatitis",
        {"conditions": [{"eczema": {"severity": "mild", "active": True, "zones": FACE}}]},
        "wait",
        "clinician",
    ),
    ("dermatitis", {"conditions": [{"psoriasis": {"severity": "mild", "zones": ["scalp"]}}]}, "caution", "none"),
    ("koebner", {"conditions": ["vitiligo"]}, "clinician", "specialist"),
    ("koebner", {"conditions": ["lichen_planus"]}, "clinician", "specialist"),
    ("keloid", {"conditions": [{"keloid": {"active": False, "zones": ["upper_arm"]}}]}, "stop", "specialist"),
    ("hypertrophic_scar", {"conditions": ["hypertrophic_scar"]}, "clinician", "clinician"),
    ("family_keloid", {"conditions": ["family_keloid"]}, "caution", "none"),
    ("cancer_in_zone", {"conditions": ["skin_cancer"]}, "stop", "specialist"),
    ("cancer_in_zone", {"conditions": [{"suspicious_lesion": {"zones": FACE}}]}, "stop", "specialist"),
    ("lesion_in_zone", {"conditions": ["wart"]}, "caution", "none"),
    ("lesion_in_zone", {"conditions": [{"actinic_keratosis": {"zones": ["cheek"]}}]}, "caution", "none"),
    ("sunburn", {"conditions": ["sunburn"]}, "wait", "none"),
    ("tan", {"conditions": ["tan"]}, "wait", "clinician"),
    ("bleeding_disorder", {"conditions": ["bleeding_disorder"]}, "stop", "specialist"),
    ("immune", {"conditions": ["immunosuppression"]}, "clinician", "specialist"),
    ("immune", {"conditions": ["hiv"]}, "clinician", "specialist"),
    ("immune", {"conditions": ["hepatitis"]}, "clinician", "specialist"),
    ("immune", {"medications": ["methotrexate"]}, "clinician", "specialist"),
    ("immune", {"medications": ["Humira"]}, "clinician", "specialist"),
    ("immune", {"medications": ["prednisolone 5 mg"]}, "clinician", "specialist"),
    ("diabetes", {"conditions": ["diabetes"]}, "wait", "clinician"),
    ("diabetes", {"conditions": [{"diabetes": {"control": "uncontrolled"}}]}, "wait", "clinician"),
    ("diabetes", {"conditions": [{"diabetes": {"control": "controlled"}}]}, "caution", "none"),
    ("connective_tissue", {"conditions": ["lupus"]}, "clinician", "specialist"),
    ("connective_tissue", {"conditions": ["scleroderma"]}, "clinician", "specialist"),
    ("connective_tissue", {"conditions": ["collagen_vascular_disease"]}, "clinician", "specialist"),
    ("connective_tissue", {"conditions": ["dermatomyositis"]}, "clinician", "specialist"),
    ("granulomatous", {"conditions": ["sarcoidosis"]}, "clinician", "specialist"),
    ("granulomatous", {"conditions": ["granuloma_history"]}, "clinician", "specialist"),
    ("metal", {"allergies": ["nickel"]}, "stop", "clinician"),
    ("metal", {"allergies": ["stainless_steel"], "device": {"kind": "pen"}}, "stop", "clinician"),
    ("metal", {"allergies": ["nickel"], "device": {"kind": "pen", "material": "titanium"}}, "caution", "clinician"),
    ("no_topical_anaesthetic", {"allergies": ["lidocaine"]}, "caution", "clinician"),
    ("no_topical_anaesthetic", {"conditions": ["methaemoglobinaemia"]}, "caution", "clinician"),
    ("no_topical_anaesthetic", {"conditions": ["liver_disease"]}, "caution", "clinician"),
    ("no_topical_anaesthetic", {"conditions": ["cardiac_arrhythmia"]}, "caution", "clinician"),
    ("no_topical_anaesthetic", {"conditions": ["epilepsy"]}, "caution", "clinician"),
    ("no_topical_anaesthetic", {"pregnant": True}, "caution", "clinician"),
    ("no_topical_anaesthetic", {"medications": ["flecainide"]}, "caution", "clinician"),
    ("radiotherapy", {"procedures": [{"kind": "radiotherapy"}]}, "wait", "specialist"),
    ("radiotherapy", {"procedures": [{"kind": "radiotherapy", "end": "2026-02-01"}]}, "wait", "specialist"),
    ("chemotherapy", {"procedures": [{"kind": "chemotherapy"}]}, "stop", "specialist"),
    ("chemotherapy", {"procedures": [{"kind": "chemotherapy", "end": "2027-01-01"}]}, "stop", "specialist"),
    ("chemotherapy", {"procedures": [{"kind": "chemotherapy", "end": "2026-11-01"}]}, "wait", "specialist"),
    ("chemotherapy", {"medications": ["capecitabine"]}, "stop", "specialist"),
    ("chemotherapy", {"medications": [{"name": "Xeloda", "last": "2026-11-01"}]}, "wait", "specialist"),
    ("filler", {"procedures": [{"kind": "filler", "date": "2026-09-01"}]}, "wait", "clinician"),
    ("botulinum_toxin", {"procedures": [{"kind": "botulinum_toxin", "date": "2026-11-10"}]}, "wait", "clinician"),
    ("surgery", {"procedures": [{"kind": "surgery", "date": "2026-01-10", "zones": FACE}]}, "wait", "surgeon"),
    ("scar_age", {"goals": scar("surgical_scar", scar_date="2026-07-01")}, "wait", "surgeon"),
    ("scar_age", {"goals": scar("traumatic_scar", scar_date="2026-07-01")}, "wait", "surgeon"),
    ("scar_age", {"goals": scar("burn_scar", scar_date="2026-07-01")}, "wait", "surgeon"),
    ("scar_age", {"goals": scar("atrophic_acne_scar", scar_date="2026-07-01")}, "wait", "surgeon"),
    ("ablative_laser", {"procedures": [{"kind": "ablative_laser", "date": "2026-10-10"}]}, "wait", "clinician"),
    ("deep_peel", {"procedures": [{"kind": "deep_peel", "date": "2026-10-10"}]}, "wait", "clinician"),
    ("dermabrasion", {"procedures": [{"kind": "dermabrasion", "date": "2026-10-10"}]}, "wait", "clinician"),
    ("non_ablative_laser", {"procedures": [{"kind": "non_ablative_laser", "date": "2026-11-10"}]}, "wait", "clinician"),
    ("superficial_peel", {"procedures": [{"kind": "superficial_peel", "date": "2026-11-10"}]}, "wait", "clinician"),
    ("medium_peel", {"procedures": [{"kind": "medium_peel", "date": "2026-11-10"}]}, "wait", "clinician"),
    ("waxing", {"procedures": [{"kind": "waxing", "date": "2026-11-10"}]}, "wait", "clinician"),
    ("self_tan", {"procedures": [{"kind": "self_tan", "date": "2026-11-10"}]}, "wait", "clinician"),
    ("recent_needling", {"procedures": [{"kind": "microneedling", "date": "2026-11-10"}]}, "wait", "clinician"),
    ("off_label", {"goals": [{"concern": "melasma", "zones": ["cheek"]}]}, "caution", "none"),
    ("off_label", {"goals": [{"concern": "atrophic_acne_scar", "zones": ["back"]}]}, "caution", "none"),
    ("off_label", {"goals": [{"concern": "wrinkles", "zones": ["decollete"]}]}, "caution", "none"),
    ("radiofrequency", {"device": {"kind": "pen", "radiofrequency": True}}, "stop", "none"),
    ("home_depth", {"setting": "home", "device": {"kind": "roller", "needle_length_mm": 0.3}}, "stop", "none"),
    ("home_depth", {"setting": "home"}, "stop", "none"),
    ("home_needs_clinic", {"setting": "home"}, "stop", "none"),
    ("not_answered", {"phototype": None}, "ask", "none"),
]

# rule, what must not fire it
SILENT = [
    ("minor", {"age": 18}),
    ("young_adult", {"age": 17}),
    ("young_adult", {"age": 22}),
    ("pregnancy", {"pregnant": False}),
    ("dark_phototype", {"phototype": "III"}),
    ("pih_history", {"phototype": "V"}),
    ("body_dysmorphic_concern", {"conditions": ["smoker"]}),
    ("smoker", {"conditions": [{"smoker": {"active": False}}]}),
    ("isotretinoin_current", {"medications": [{"name": "isotretinoin", "last": "2026-11-20"}]}),
    ("isotretinoin_current", {"topicals": ["isotretinoin gel"]}),
    ("isotretinoin_recent", {"medications": ["isotretinoin"]}),
    ("high_dose_steroid", {"medications": ["prednisolone 5 mg"]}),
    ("high_dose_steroid", {"medications": ["hydrocortisone cream"]}),
    ("high_dose_steroid", {"medications": ["fluticasone nasal spray"]}),
    ("high_dose_steroid", {"topicals": ["betamethasone"]}),
    ("anticoagulant", {"medications": [{"name": "aspirin", "prescribed": False}]}),
    ("anticoagulant", {"medications": ["paracetamol"]}),
    ("nsaid", {"medications": [{"name": "ibuprofen", "prescribed": True}]}),
    ("nsaid", {"medications": ["ibuprofen gel"]}),
    ("actives", {"topicals": ["moisturiser", "sunscreen SPF 50", "vitamin C serum"]}),
    ("photosensitising_medication", {"medications": [{"name": "doxycycline", "last": "2026-11-01"}]}),
    ("unknown_name", {"medications": ["Levothyroxine 75 mcg", "the pill", "Ramipril", "atorvastatin", "sertraline"]}),
    ("unknown_name", {"medications": ["metformin", "insulin glargine", "Paracetamol 500mg", "vitamin D3 1000 IU"]}),
    ("unknown_name", {"topicals": ["CeraVe"], "allergies": ["penicillin", "pollen"]}),
    ("infection", {"conditions": [{"skin_infection": {"zones": ["back"]}}]}),
    ("infection", {"conditions": [{"open_wound": {"active": False}}]}),
    ("infection", {"conditions": [{"rash": {"zones": []}}]}),
    ("herpes_active", {"conditions": [{"herpes_active": {"active": False}}]}),
    ("herpes_active", {"conditions": [{"herpes_active": {"zones": ["thigh"]}}]}),
    ("herpes_active", {"conditions": [{"herpes_labialis": {"active": False}}]}),
    (
        "herpes_active",
        {
            "conditions": [{"herpes_active": {"zones": ["perioral"]}}],
            "goals": [{"concern": "stretch_marks", "zones": ["thigh"]}],
        },
    ),
    (
        "herpes_history",
        {"conditions": ["herpes_labialis"], "goals": [{"concern": "stretch_marks", "zones": ["thigh"]}]},
    ),
    ("acne", {"conditions": [{"inflammatory_acne": {"zones": ["back"]}}]}),
    ("acne", {"conditions": [{"inflammatory_acne": {"active": False}}]}),
    ("rosacea", {"conditions": ["eczema"]}),
    ("dermatitis", {"conditions": ["rosacea"]}),
    ("koebner", {"conditions": ["psoriasis"]}),
    ("keloid", {"conditions": ["family_keloid", "hypertrophic_scar"]}),
    ("hypertrophic_scar", {"conditions": ["keloid"]}),
    ("family_keloid", {"conditions": ["keloid"]}),
    ("cancer_in_zone", {"conditions": [{"skin_cancer": {"zones": ["back"]}}]}),
    ("lesion_in_zone", {"conditions": [{"wart": {"zones": ["hand"]}}]}),
    ("sunburn", {"conditions": [{"sunburn": {"zones": ["back"]}}]}),
    ("tan", {"conditions": [{"tan": {"zones": ["thigh"]}}]}),
    ("bleeding_disorder", {"medications": ["warfarin"]}),
    ("immune", {"topicals": ["tacrolimus ointment"]}),
    ("diabetes", {"medications": ["metformin"]}),
    ("connective_tissue", {"conditions": ["psoriasis"]}),
    ("granulomatous", {"conditions": ["lupus"]}),
    ("metal", {"allergies": ["penicillin", "pollen"]}),
    ("no_topical_anaesthetic", {"allergies": ["nickel"], "conditions": ["diabetes"]}),
    ("radiotherapy", {"procedures": [{"kind": "radiotherapy", "end": "2025-01-01"}]}),
    ("chemotherapy", {"procedures": [{"kind": "chemotherapy", "end": "2026-01-01"}]}),
    ("chemotherapy", {"topicals": ["fluorouracil cream"]}),
    ("filler", {"procedures": [{"kind": "filler", "zones": ["perioral"], "date": "2026-11-01"}]}),
    ("botulinum_toxin", {"procedures": [{"kind": "botulinum_toxin", "zones": ["forehead"], "date": "2026-11-19"}]}),
    ("surgery", {"procedures": [{"kind": "surgery", "zones": ["abdomen"], "date": "2026-11-01"}]}),
    ("scar_age", {"goals": scar("surgical_scar", scar_date="2025-07-01")}),
    ("ablative_laser", {"procedures": [{"kind": "ablative_laser", "zones": ["back"], "date": "2026-11-01"}]}),
    ("deep_peel", {"procedures": [{"kind": "deep_peel", "zones": ["hand"], "date": "2026-11-01"}]}),
    ("dermabrasion", {"procedures": [{"kind": "dermabrasion", "zones": ["back"], "date": "2026-11-01"}]}),
    ("non_ablative_laser", {"procedures": [{"kind": "non_ablative_laser", "zones": ["knee"], "date": "2026-11-19"}]}),
    ("superficial_peel", {"procedures": [{"kind": "superficial_peel", "zones": ["hand"], "date": "2026-11-19"}]}),
    ("medium_peel", {"procedures": [{"kind": "medium_peel", "zones": ["hand"], "date": "2026-11-19"}]}),
    ("waxing", {"procedures": [{"kind": "waxing", "zones": ["thigh"], "date": "2026-11-19"}]}),
    ("self_tan", {"procedures": [{"kind": "self_tan", "zones": ["thigh"], "date": "2026-11-19"}]}),
    ("recent_needling", {"procedures": [{"kind": "microneedling", "zones": ["scalp"], "date": "2026-11-19"}]}),
    ("off_label", {"goals": [{"concern": "atrophic_acne_scar", "zones": ["chin", "forehead"]}]}),
    ("off_label", {"goals": [{"concern": "fine_lines", "zones": ["periorbital", "neck"]}]}),
    ("off_label", {"goals": [{"concern": "surgical_scar", "zones": ["abdomen"], "scar_date": "2024-01-01"}]}),
    ("radiofrequency", {"device": {"kind": "pen", "radiofrequency": False}}),
    ("home_depth", {"setting": "home", "device": {"kind": "roller", "needle_length_mm": 0.25}}),
    ("home_depth", {"setting": "clinic"}),
    (
        "home_needs_clinic",
        {
            "setting": "home",
            "device": {"kind": "roller", "needle_length_mm": 0.2},
            "goals": [{"concern": "glow", "zones": ["cheek"]}],
        },
    ),
    ("not_answered", {}),
]

EXPECTED = [
    "minor",
    "young_adult",
    "pregnancy",
    "dark_phototype",
    "pih_history",
    "body_dysmorphic_concern",
    "smoker",
    "isotretinoin_current",
    "isotretinoin_recent",
    "high_dose_steroid",
    "anticoagulant",
    "nsaid",
    "actives",
    "photosensitising_medication",
    "unknown_name",
    "infection",
    "herpes_active",
    "herpes_history",
    "acne",
    "rosacea",
    "dermatitis",
    "koebner",
    "keloid",
    "hypertrophic_scar",
    "family_keloid",
    "cancer_in_zone",
    "lesion_in_zone",
    "sunburn",
    "tan",
    "bleeding_disorder",
    "immune",
    "diabetes",
    "connective_tissue",
    "granulomatous",
    "metal",
    "no_topical_anaesthetic",
    "radiotherapy",
    "chemotherapy",
    "filler",
    "botulinum_toxin",
    "surgery",
    "scar_age",
    "ablative_laser",
    "deep_peel",
    "dermabrasion",
    "non_ablative_laser",
    "superficial_peel",
    "medium_peel",
    "waxing",
    "self_tan",
    "recent_needling",
    "off_label",
    "radiofrequency",
    "home_depth",
    "home_needs_clinic",
    "not_answered",
]


@pytest.mark.parametrize(("rule", "changes", "effect", "override"), FIRES)
def test_fires(find, rule, changes, effect, override):
    found = find(rule, **changes)
    assert {(item.effect, item.override) for item in found} == {(effect, override)}
    assert all(item.fact and item.reason and item.sources and item.would_change for item in found)


@pytest.mark.parametrize(("rule", "changes"), SILENT)
def test_stays_silent(find, rule, changes):
    assert find(rule, **changes) == ()


def test_nothing_stands_against_the_clear_case(look):
    result = look()
    assert (result.verdict, result.findings, result.earliest_date) == ("clear", (), None)
    assert result.open_zones == ("cheek_left", "cheek_right")


def test_every_rule_of_the_table_exists_and_no_other():
    assert sorted(rule_ids()) == sorted(EXPECTED)


def test_every_rule_is_seen_to_fire_and_to_be_silent():
    assert {row[0] for row in FIRES} == {row[0] for row in SILENT} == set(EXPECTED)


def test_every_branch_is_seen_to_fire(find):
    reached = {(item.rule, item.reason) for row in FIRES for item in find(row[0], **row[1])}
    reached |= {(item.rule, item.reason) for item in find("scar_age", goals=scar("burn_scar", scar_date="2026-11-01"))}
    small = {"kind": "roller", "needle_length_mm": 0.2}
    glow = [{"concern": "glow", "zones": FACE}]
    at_home = find("home_needs_clinic", setting="home", device=small, goals=glow, age=20)
    reached |= {(item.rule, item.reason) for item in at_home}
    assert {(rule.id, branch.reason) for rule in rules() for branch in rule.branches} <= reached


def test_no_rule_ever_advises_to_leave_off_a_medicine():
    words = [text for rule in rules() for branch in rule.branches for text in (branch.reason, branch.would_change)]
    words += [branch.until_event or "" for rule in rules() for branch in rule.branches]
    words += [position.says for rule in rules() for position in rule.positions]
    for text in words:
        for phrase in ("stop taking", "stop your", "come off", "discontinue", "pause your", "do not take"):
            assert phrase not in text.casefold()


def test_a_blood_thinner_is_kept_and_the_prescriber_asked(find):
    (found,) = find("anticoagulant", medications=["apixaban"])
    assert "keep taking it" in found.reason
    assert "prescriber" in found.reason


def test_reasons_are_one_sentence_a_person_can_read():
    for rule in rules():
        for branch in rule.branches:
            assert branch.reason.count(". ") == 0
            assert branch.reason.endswith(".")
            assert 5 < len(branch.reason.split()) <= 32
