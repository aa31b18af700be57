"""The words a case file may use: concerns with their subtypes, conditions, procedures, scales of severity.

Medications, topicals and allergies are free names (screening sorts them into classes); zones belong to ``skin``, scales
to ``scales``, of which a case may state those that grade severity.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from ..scales import Scale, scales

Sex = Literal["female", "male", "other"]
Phototype = Literal["I", "II", "III", "IV", "V", "VI"]
Setting = Literal["clinic", "home"]
DeviceKind = Literal["pen", "roller", "stamp"]
Material = Literal["steel", "titanium"]
Severe = Literal["mild", "moderate", "severe"]
Control = Literal["controlled", "uncontrolled"]
Grade = Literal["I", "II", "III", "IV"]
Role = Literal["clinician", "specialist", "surgeon"]


@dataclass(frozen=True)
class Concern:
    """Something a person wants treated. ``scar``: a scar, so its age counts. ``only``: base zones it occurs on."""

    label: str
    subtypes: tuple[str, ...] = ()
    scar: bool = False
    only: tuple[str, ...] = ()


CONCERNS: Mapping[str, Concern] = MappingProxyType(
    {
        "atrophic_acne_scar": Concern("acne scars", ("rolling", "boxcar", "ice_pick", "mixed"), scar=True),
        "surgical_scar": Concern("a scar from surgery", scar=True),
        "traumatic_scar": Concern("a scar from an injury", scar=True),
        "burn_scar": Concern("a burn scar", scar=True),
        "fine_lines": Concern("fine lines"),
        "wrinkles": Concern("wrinkles"),
        "texture": Concern("uneven texture"),
        "enlarged_pores": Concern("enlarged pores"),
        "sun_spots": Concern("sun spots"),
        "melasma": Concern("melasma"),
        "post_inflammatory_hyperpigmentation": Concern("dark marks after inflammation"),
        "laxity": Concern("loose skin"),
        "stretch_marks": Concern("stretch marks", ("rubra", "alba")),
        "androgenetic_alopecia": Concern("pattern hair loss", only=("scalp",)),
        "glow": Concern("glow and better product penetration"),
    }
)

CONDITIONS = (
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
)

# A detail that only some conditions have; elsewhere nothing would read it.
DETAILS_OF: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"control": ("diabetes",), "subtype": ("rosacea",), "grade": ("inflammatory_acne",)}
)
SUBTYPES_OF: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"rosacea": ("erythematotelangiectatic", "papulopustular", "phymatous", "ocular")}
)

PROCEDURES = (
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
)

SCALES: Mapping[str, Scale] = MappingProxyType({id: entry for id, entry in scales().items() if entry.severity})
