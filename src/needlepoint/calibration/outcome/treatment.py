"""What an arm was given, and to what: needling alone, an untreated control, or something the model has no words for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from .cells import folded

CONTROL = r"control|untreated|no treatment|not treated|no intervention|observation|waiting|sham|placebo|vehicle|nothing"
ACTIVE = (
    r"minoxidil|laser|co2|er:?yag|\brf\b|radiofreq|prp|prf|platelet|plasma|peel|glycolic|salicylic|\btca\b|tranexamic|"
    r"vitamin|retino|tretinoin|subcision|filler|hyaluron|botulin|toxin|5-?fu|triamcinolone|steroid|insulin|stem cell|"
    r"exosome|cream|serum|hydroquinone|dermabrasion|inject|drug|finasteride|growth factor|light|ipl|silicone"
)
LESIONS = (
    ("melasma", r"melasma|chloasma"),
    ("hair", r"alopecia|hair"),
    ("pores", r"\bpores?\b"),
    ("burn", r"burn"),
    ("striae", r"striae|stria\b|stretch"),
    ("acne", r"acne"),
    ("wrinkle", r"wrinkle|photoag|photo-ag|rhytid|lines|rejuvenat|lax|periorbital|neck|aging|ageing|crow"),
    ("scar", r"scar|keloid"),
    ("pigment", r"pigment|lentig|dark"),
)
MODELLED = ("acne", "scar", "wrinkle", "striae", "burn", "mixed")


@dataclass(frozen=True)
class Treatment:
    """kind: needling (alone), control (untreated or sham), other; why: the reason that the model cannot speak of it."""

    kind: Literal["needling", "control", "other"]
    why: str = ""


def treatment(row: Mapping[str, str]) -> Treatment | None:
    """What the arm was given; None when the column says neither yes nor no."""
    said, arm = folded(row["is_microneedling_alone"]), folded(row["arm"])
    if re.match(r"(yes|true|y|1)\b", said):
        return Treatment("needling")
    if not re.match(r"(no|false|n|0|control|untreated)\b", said):
        return None
    words = f"{said} {arm}"
    if re.search(CONTROL, words) and not re.search(ACTIVE, re.sub(r"placebo \w+|vehicle \w+", "", words)):
        return Treatment("control")
    return Treatment("other", f"not needling alone: {row['arm'] or row['is_microneedling_alone']}")


def lesion(indication: str) -> str:
    """Which loading the indication has: acne, scar, wrinkle, striae, burn, melasma, hair, pores, pigment; mixed where
    it names several; other where none."""
    plain = folded(indication).replace("_", " ")
    found = [name for name, words in LESIONS if re.search(words, plain)]
    if {"acne", "scar"} & set(found):
        found = [name for name in found if name not in ("pigment", *(("scar",) if "acne" in found else ()))]
    if "burn" in found:
        found = [name for name in found if name != "scar"]
    if not found:
        return "other"
    return found[0] if len(found) == 1 or found[0] in ("melasma", "hair", "pores") else "mixed"


def scar_type(subtype: str) -> str | None:
    """rolling, boxcar or ice_pick where the arm is of one type alone; None where mixed or not told."""
    plain = folded(subtype)
    named = {"rolling": "rolling", "boxcar": "boxcar", "box car": "boxcar", "ice": "ice_pick"}
    found = {type for word, type in named.items() if re.search(rf"\b{word}", plain)}
    return found.pop() if len(found) == 1 and "mixed" not in plain else None
