"""A verdict in plain sentences, series and pairs as pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from .angles import BY_ID, zone_label
from .models import Pair, Photo

WHICH = {"before": "The earlier photograph", "after": "The later photograph"}
STOPS = {
    "not_found": "The program found no way to lay one on the other. They may show different people, zones or views.",
    "other_zone": "They show different zones.",
    "other_view": "They were taken from different views.",
    "other_skin": "The pores, spots and lines do not match: this may be another person, another place or another view.",
    "overlap": "They share too little: the frame was another one.",
    "turned": "The camera was turned by {turn_deg:.0f} degrees.",
    "scale": "The distance was too different: one shows the skin {scale:.1f} times as large.",
    "pose": "The head or body was turned differently, so what looks changed may only be seen from another side.",
    "light": "One is much lighter than the other.",
    "side": "The light came from another side. Shadows make scars and pores look deeper or flatter.",
    "cast": "The colours are too different. Redness and dark marks cannot be compared.",
    "sharp": "One is much blurrier than the other. Blur makes skin look smoother.",
}
MINDS = {
    "pose": "The head or body was turned a little differently.",
    "light": "One is somewhat lighter than the other.",
    "side": "The light came from a slightly different side. Do not judge depth by shadows.",
    "cast": "The colours differ somewhat. Do not judge redness or dark marks.",
    "sharp": "One is somewhat blurrier. Do not judge pores and fine lines.",
}
ALONE = {"dark": "is too dark.", "bright": "is too bright.", "blurred": "is blurred."}
REMEDY = "Take it again with the outline of the earlier one: same room, same light, same distance."


@dataclass(frozen=True)
class Verdict:
    """What stands above a pair. why: against comparing; mind: what to keep in mind all the same."""

    comparable: bool
    title: str
    why: Sequence[str]
    mind: Sequence[str]
    remedy: str


def verdict(pair: Pair) -> Verdict:
    """The verdict of a pair in words."""
    why = [_sentence(item["id"], pair.numbers) for item in pair.reasons if item["stops"]]
    mind = [MINDS[item["id"]] for item in pair.reasons if not item["stops"] and item["id"] in MINDS]
    title = "Comparable" if pair.comparable else "Not comparable"
    return Verdict(pair.comparable, title, why, mind, "" if pair.comparable else REMEDY)


def _sentence(id: str, numbers: Mapping[str, float]) -> str:
    kind, _under, which = id.partition("_")
    if kind in ALONE and which in WHICH:
        return f"{WHICH[which]} {ALONE[kind]}"
    return STOPS.get(id, id).format(**numbers)


MEASURED = (
    ("likeness", "Match of pores, spots and lines", "{:.0%}"),
    ("turn_deg", "Camera turned by", "{:.1f}°"),
    ("scale", "Larger by a factor of", "{:.2f}"),
    ("overlap", "Shared frame", "{:.0%}"),
    ("pose", "Left over by pose, of the width", "{:.2%}"),
    ("light", "Difference of lightness, log ratio", "{:.2f}"),
    ("side", "Change of the light's side, log ratio", "{:.2f}"),
    ("cast", "Difference of colour, a*b*", "{:.1f}"),
    ("sharp", "Sharpness of the blurrier one", "{:.0%}"),
)


def measured_rows(pair: Pair) -> list[tuple[str, str]]:
    """What was measured, for who wants to see it."""
    return [(label, form.format(pair.numbers[name])) for name, label, form in MEASURED if name in pair.numbers]


def alt(photo: Photo) -> str:
    """What a picture is, for who cannot see it: zone, view, day. Nothing of what it shows is guessed."""
    told = {"zone": zone_label(photo.zone), "view": str(BY_ID[photo.view].label), "day": day_words(photo)}
    return _("Photograph: %(zone)s, %(view)s, %(day)s") % told


def day_words(photo: Photo) -> str:
    """The day it was taken."""
    return formats.date_format(photo.taken_on, "j F Y")


def shown(photo: Photo) -> Mapping[str, Any]:
    """A photograph with its words."""
    return {"photo": photo, "zone": zone_label(photo.zone), "view": BY_ID[photo.view].label, "alt": alt(photo)}


def captions(pair: Pair) -> tuple[str, str]:
    """Words under an exported pair: the days and nothing of a person."""
    return f"Before: {day_words(pair.before)}", f"After: {day_words(pair.after)}"
