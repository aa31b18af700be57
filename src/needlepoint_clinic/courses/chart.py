"""The zone chart of a plan: the engine's drawings, with every treated zone a link to its row in the table beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from needlepoint.report import Outline, View, zone_outlines
from needlepoint.skin import zones as all_zones

HEAD = frozenset({"face"})
SIDES = ("cheek_right", "cheek_left")
TONES = 5


@dataclass(frozen=True)
class Region:
    """A zone in a view. number: of its row, 0 where it is left out; tone: rises with the depth."""

    zone: str
    path: str
    mirrored: bool
    x: str
    y: str
    number: int
    words: str
    tone: int


@dataclass(frozen=True)
class Picture:
    """One view of the chart."""

    id: str
    title: str
    kind: str
    box: str
    backdrop: SafeString
    over: SafeString
    mirrored: bool
    sides: Sequence[tuple[str, str, str]]
    regions: Sequence[Region]
    radius: str


def pictures(zones: Sequence[Mapping[str, Any]], left_out: Sequence[str]) -> list[Picture]:
    """Every view that these zones and those left out need; for a face the front and both 45-degree sides.

    zones: in the order of their rows, so that a zone that is not ``treated`` leaves the other numbers as they are.
    """
    numbers = {item["zone"]: number for number, item in enumerate(zones, 1) if item.get("treated", True)}
    left_out = [*left_out, *(item["zone"] for item in zones if item["zone"] not in numbers)]
    wanted = [*numbers, *left_out]
    face = any(all_zones()[zone].region in HEAD for zone in wanted)
    told = {item["zone"]: item for item in zones if item["zone"] in numbers}
    depths = sorted({item["depth_mm"] for item in told.values()})
    return [
        _picture(view, told, numbers, left_out, depths) for view in zone_outlines([*wanted, *(SIDES if face else ())])
    ]


def _picture(
    view: View,
    told: Mapping[str, Mapping[str, Any]],
    numbers: Mapping[str, int],
    left_out: Sequence[str],
    depths: Sequence[float],
) -> Picture:
    left, top, width, height = view.box
    seen, other = view.sides
    corners = [(seen, f"{left + 8:g}", "start"), (other, f"{left + width - 8:g}", "end")] if seen else []
    shown = [item for item in view.outlines if item.zone in told or item.zone in left_out]
    shown.sort(key=lambda item: numbers.get(item.zone, 0))
    return Picture(
        id=view.name,
        title=view.title[:1].upper() + view.title[1:] + (", turned by 45°" if view.title.endswith("side") else ""),
        kind=view.kind,
        box=f"{left:g} {top:g} {width:g} {height:g}",
        backdrop=mark_safe(view.backdrop),
        over=mark_safe(view.over),
        mirrored=view.mirrored,
        sides=[(letter, x, f"{top + 18:g}") for letter, x, _ in corners],
        regions=[_region(item, told.get(item.zone), numbers, depths) for item in shown],
        radius="9" if view.kind == "head" else "7",
    )


def _region(
    item: Outline, zone: Mapping[str, Any] | None, numbers: Mapping[str, int], depths: Sequence[float]
) -> Region:
    label = all_zones()[item.zone].label
    words, tone = f"{label}, left out", 0
    if zone is not None:
        passes = "1 pass" if zone["passes"] == 1 else f"{zone['passes']} passes"
        words = f"{numbers[item.zone]}: {label}, {zone['depth_mm']:g} mm, {passes}"
        tone = 1 + min(depths.index(zone["depth_mm"]), TONES - 1)
    x, y = item.label
    return Region(item.zone, item.path, item.mirrored, f"{x:g}", f"{y:g}", numbers.get(item.zone, 0), words, tone)
