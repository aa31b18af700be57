"""The words of a case file are all there, and no others."""

from __future__ import annotations

from needlepoint.case import CONCERNS, CONDITIONS, PROCEDURES, SCALES
from needlepoint.case.vocabulary import DETAILS_OF, SUBTYPES_OF
from needlepoint.evidence import all_sources
from needlepoint.skin import zones


def test_concerns_with_their_subtypes() -> None:
    assert set(CONCERNS) == {
        "atrophic_acne_scar",
        "surgical_scar",
        "traumatic_scar",
        "burn_scar",
        "fine_lines",
        "wrinkles",
        "texture",
        "enlarged_pores",
        "sun_spots",
        "melasma",
        "post_inflammatory_hyperpigmentation",
        "laxity",
        "stretch_marks",
        "androgenetic_alopecia",
        "glow",
    }
    assert CONCERNS["atrophic_acne_scar"].subtypes == ("rolling", "boxcar", "ice_pick", "mixed")
    assert CONCERNS["stretch_marks"].subtypes == ("rubra", "alba")
    assert {name for name, entry in CONCERNS.items() if entry.scar} >= {"surgical_scar", "traumatic_scar", "burn_scar"}


def test_conditions() -> None:
    wanted = [
        "keloid",
        "family_keloid",
        "hypertrophic_scar",
        "bleeding_disorder",
        "diabetes",
        "immunosuppression",
        "hiv",
        "hepatitis",
        "lupus",
        "scleroderma",
        "collagen_vascular_disease",
        "dermatomyositis",
        "psoriasis",
        "eczema",
        "vitiligo",
        "lichen_planus",
        "rosacea",
        "inflammatory_acne",
        "herpes_labialis",
        "herpes_active",
        "skin_infection",
        "open_wound",
        "rash",
        "skin_cancer",
        "suspicious_lesion",
        "actinic_keratosis",
        "wart",
        "raised_mole",
        "sunburn",
        "tan",
        "melasma",
        "pih_history",
        "granuloma_history",
        "sarcoidosis",
        "methaemoglobinaemia",
        "liver_disease",
        "cardiac_arrhythmia",
        "epilepsy",
        "body_dysmorphic_concern",
        "smoker",
    ]
    assert sorted(CONDITIONS) == sorted(wanted)


def test_procedures() -> None:
    wanted = [
        "filler",
        "botulinum_toxin",
        "ablative_laser",
        "non_ablative_laser",
        "superficial_peel",
        "medium_peel",
        "deep_peel",
        "dermabrasion",
        "surgery",
        "radiotherapy",
        "chemotherapy",
        "microneedling",
        "self_tan",
        "waxing",
    ]
    assert sorted(PROCEDURES) == sorted(wanted)


def test_every_cross_reference_leads_somewhere() -> None:
    assert {name for names in DETAILS_OF.values() for name in names} <= set(CONDITIONS)
    assert set(SUBTYPES_OF) <= set(CONDITIONS)
    assert {scale.source for scale in SCALES.values()} <= set(all_sources())
    assert {base for entry in CONCERNS.values() for base in entry.only} <= {zone.base for zone in zones().values()}


def test_scales_run_upwards_and_are_labelled() -> None:
    assert all(scale.low < scale.high and scale.label for scale in SCALES.values())
    assert (SCALES["goodman_baron_qualitative"].low, SCALES["goodman_baron_qualitative"].high) == (1, 4)
    assert (SCALES["ecca"].low, SCALES["ecca"].high) == (0, 540)
