"""From where a photograph is taken: the views of a head, of a body, and of both; what each asks of who takes it.

The five views of a face, with the same light, distance and background each time, are what standard clinical
photography asks for; the codes are our own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from needlepoint.skin import zones

from ..intake.questionnaire import zone_words

WHOLE_FACE = "face"
HEAD = ("face", "neck", "scalp")


@dataclass(frozen=True)
class Angle:
    """A view. label: as people say it; how: what to do; parts: head or body."""

    id: str
    label: str
    how: str
    parts: tuple[str, ...]


ANGLES: tuple[Angle, ...] = (
    Angle("front", _("Front"), _("Look straight into the camera. Both ears show equally."), ("head", "body")),
    Angle(
        "left_45",
        _("Left side, half turned"),
        _("Turn your head to the right by half, so that the left cheek faces the camera."),
        ("head",),
    ),
    Angle(
        "right_45",
        _("Right side, half turned"),
        _("Turn your head to the left by half, so that the right cheek faces the camera."),
        ("head",),
    ),
    Angle(
        "left_90",
        _("Left side, fully turned"),
        _("Turn your head fully to the right. The camera sees the left ear."),
        ("head",),
    ),
    Angle(
        "right_90",
        _("Right side, fully turned"),
        _("Turn your head fully to the left. The camera sees the right ear."),
        ("head",),
    ),
    Angle("back", _("Back"), _("Stand with your back to the camera."), ("body",)),
    Angle("left", _("Left side"), _("Stand with your left side to the camera."), ("body",)),
    Angle("right", _("Right side"), _("Stand with your right side to the camera."), ("body",)),
    Angle(
        "close_up",
        _("Close-up"),
        _("A hand's width away. Let the camera get sharp before you take it."),
        ("head", "body"),
    ),
)
BY_ID = {item.id: item for item in ANGLES}
ZONES: tuple[str, ...] = (WHOLE_FACE, *zones())


def angles_for(zone: str) -> Sequence[Angle]:
    """The views that a zone is photographed in."""
    part = "head" if is_head(zone) else "body"
    return [item for item in ANGLES if part in item.parts]


def is_head(zone: str) -> bool:
    """Whether a zone is on the head or the neck."""
    found = zones().get(zone)
    return zone == WHOLE_FACE or (found is not None and found.region in HEAD)


def number_of(zone: str) -> str:
    """A zone as it stands in an address."""
    return str(ZONES.index(zone))


def view_number(view: str) -> str:
    """A view as it stands in an address."""
    return str([item.id for item in ANGLES].index(view))


def known_zone(zone: str) -> bool:
    """Whether photographs of this zone are kept: the whole face, or a zone of the engine."""
    return zone in ZONES


def zone_label(zone: str) -> str:
    """A zone as people say it."""
    return str(_("whole face")) if zone == WHOLE_FACE else gettext(zone_words().get(zone, zone))
