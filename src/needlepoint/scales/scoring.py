"""From answers to a score, by the rule of each scale.

grade, total: the answer itself. sum: of the items. weighted: sum of weight x item. mean: of the items. lesions: points
x (0, 1, 2, 3 for none, 1-10, 11-20, more lesions), raised scars 0, 6, 12, 18 for none, under 5, to 20, over 20 cm2.
areas: sum of share x area x (sum of the other grades of the region). density: hairs / area. angle: arctan((L* - 50) /
b*) in degrees. scar_type: 1 ice-pick, 2 shallow and 3 deep boxcar, 4 rolling, by width and depth (mm).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from ..errors import InputError, Problem, did_you_mean
from ..evidence import source
from .model import Item, Scale, check_number, scale

Answers = Mapping[str, float]

ICE_PICK_MM, NARROW_MM, BOXCAR_MM, SHALLOW_MM = 1.5, 2.0, 4.0, 0.5
NARROWING = 1.0


def score(id: str, answers: Mapping[str, Any]) -> float:
    """The score of these answers (item id to value; a scale typed in as a whole takes ``total``).

    Notes the scale's sources. Raises InputError for an unknown scale or item, a missing answer, an answer outside its
    range or off its step: every fault found.
    """
    known = scale(id)
    checked = _checked(known, answers)
    for cited in known.sources:
        source(cited)
    return round(_RULES[known.scoring](known, checked), 9)


def band_of(id: str, value: float) -> str:
    """The name of the band that a score lies in; empty where the scale has none."""
    bands = scale(id).bands
    below = [start for start in bands if start <= value]
    return bands[max(below)] if below else ""


def items_of(known: Scale) -> Mapping[str, Item]:
    """What must be answered: the items, or the total of a form that is not here."""
    if not known.totals_only:
        return known.items
    return {"total": Item("total", f"{known.label}, typed in", known.low, known.high, known.step)}


def _checked(known: Scale, answers: Mapping[str, Any]) -> Answers:
    items, place = items_of(known), f"{known.id} answers"
    allowed = ", ".join(items)
    problems = [
        Problem(place, repr(name), f"one of {allowed}", did_you_mean(name, items))
        for name in answers
        if name not in items
    ]
    lost = [name for name, item in items.items() if not item.optional and answers.get(name) is None]
    if lost:
        problems.append(Problem(place, f"no {', '.join(lost)}", f"an answer to each of {allowed}"))
    found: dict[str, float] = {}
    for name, value in answers.items():
        if name not in items or value is None:
            continue
        item = items[name]
        try:
            found[name] = check_number(value, item.low, item.high, item.step, f"{known.id}.{name}", f"({item.label})")
        except InputError as fault:
            problems += fault.problems
    if problems:
        raise InputError(problems)
    return found


def _only(known: Scale, answers: Answers) -> float:
    return next(iter(answers.values()))


def _weighted(known: Scale, answers: Answers) -> float:
    return sum(known.items[name].weight * value for name, value in answers.items())


def _mean(known: Scale, answers: Answers) -> float:
    return sum(answers.values()) / len(answers)


def _lesions(known: Scale, answers: Answers) -> float:
    return sum(_lesion(known.items[name], value) for name, value in answers.items())


def _lesion(item: Item, value: float) -> float:
    if item.by_area:
        return 0.0 if value == 0 else 6.0 if value < 5 else 12.0 if value <= 20 else 18.0
    return item.points * (0 if value == 0 else 1 if value <= 10 else 2 if value <= 20 else 3)


def _areas(known: Scale, answers: Answers) -> float:
    regions = [name.removesuffix("_area") for name in known.items if name.endswith("_area")]
    return sum(_region(known, answers, region) for region in regions)


def _region(known: Scale, answers: Answers, region: str) -> float:
    area = f"{region}_area"
    grades = sum(value for name, value in answers.items() if name.startswith(f"{region}_") and name != area)
    return known.items[area].weight * answers[area] * grades


def _density(known: Scale, answers: Answers) -> float:
    area = next(value for name, value in answers.items() if name.startswith("area"))
    found = answers["hairs"] / area
    if found > known.high:
        raise InputError(
            Problem(f"{known.id}.hairs", f"{found:g} {known.unit}", f"at most {known.high:g} {known.unit}")
        )
    return found


def _angle(known: Scale, answers: Answers) -> float:
    return math.degrees(math.atan2(answers["lightness"] - 50.0, answers["yellowness"]))


def _scar_type(known: Scale, answers: Answers) -> float:
    width, depth = answers["width_mm"], answers["depth_mm"]
    if width > BOXCAR_MM:
        return 4.0
    if ICE_PICK_MM < width <= NARROW_MM and "edges" not in answers:
        allowed = "how its edges run: 1 narrowing to a point, 2 upright"
        raise InputError(Problem(f"{known.id}.edges", "no answer", allowed, "So narrow a scar may be either type."))
    if width <= ICE_PICK_MM or (width <= NARROW_MM and answers["edges"] == NARROWING):
        return 1.0
    return 2.0 if depth <= SHALLOW_MM else 3.0


_RULES: Mapping[str, Callable[[Scale, Answers], float]] = {
    "grade": _only,
    "total": _only,
    "sum": _weighted,
    "weighted": _weighted,
    "mean": _mean,
    "lesions": _lesions,
    "areas": _areas,
    "density": _density,
    "angle": _angle,
    "scar_type": _scar_type,
}
