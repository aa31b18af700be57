"""Numbing cream for one session: how much, how long on, how much drug, and whether that is a dose to worry about.

    grams = area x 1 g / 10 cm2        mg = grams x percent x 10        mg/kg = mg / body weight

The check is strict on purpose: mg/kg is held against the ceiling for injected lidocaine (4.5 mg/kg) although skin takes
up only a part of a cream, and the drugs of a mixture are added up. Strengths in percent by weight, areas in cm2, times
in minutes, depths in mm. Figures, sources: ``evidence/data/parameters/care.yaml``; words: ``data/numbing.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..errors import InputError, Problem, did_you_mean
from ..evidence import Parameter, load_parameters
from .facts import Facts
from .model import Advice, DoseCheck
from .store import read_data
from .words import PROVIDER, say


def figure(name: str) -> float:
    """A parameter of care in the unit of its source (percent, gram, mg/kg, minute, mm, cm2)."""
    return load_parameters("care").parameter(name).stated


def products() -> tuple[str, ...]:
    """The numbing creams that the checklist knows."""
    return tuple(read_data("numbing")["products"])


def dose_check(
    product: str,
    area_cm2: float,
    weight_kg: float | None = None,
    depth_mm: float = 0.0,
    grams: float | None = None,
    strength_percent: float | None = None,
    lang: str = "en",
) -> DoseCheck:
    """Amount, time on and dose of a numbing cream on an area, with every warning that applies.

    grams: what is really put on (default: by the area); strength_percent: lidocaine in the tube in hand (default: what
    the product has, lidocaine named first).
    Raises InputError on an unknown product and on amounts that cannot be.
    """
    known = read_data("numbing")["products"]
    if product not in known:
        raise InputError(Problem("numbing cream", repr(product), ", ".join(known), did_you_mean(product, known)))
    _check_amounts(area_cm2, weight_kg, grams, strength_percent)
    entry = known[product]
    strengths = list(map(figure, entry["strengths"])) if strength_percent is None else [strength_percent]
    amount = area_cm2 * figure("numbing_grams_per_area") if grams is None else grams
    mg = amount * sum(strengths) * 10
    minutes, reached = _time_on(entry, depth_mm)
    check = DoseCheck(
        product=product,
        label=say(entry["label"], lang, domain=PROVIDER),
        strength_percent=sum(strengths),
        area_cm2=area_cm2,
        grams=amount,
        mg=mg,
        mg_per_kg=mg / weight_kg if weight_kg else None,
        minutes_on=minutes,
        depth_reached_mm=reached,
        warnings=(),
        sources=_sources(entry),
    )
    return check.model_copy(update={"warnings": tuple(_warnings(check, entry, strengths[0], depth_mm, lang))})


def session_doses(facts: Facts) -> tuple[DoseCheck, ...]:
    """The check of every cream for one session; none where the plan uses no numbing."""
    if not facts.values()["numbing"]:
        return ()
    weight, lang = facts.person.weight_kg, facts.person.lang
    checks = (dose_check(product, facts.area_cm2, weight, facts.depth_mm, lang=lang) for product in products())
    return tuple(check.model_copy(update={"sessions": (facts.number,)}) for check in checks)


def dose_advice(check: DoseCheck, model: str = "", lang: str = "en") -> Advice:
    """The check as one line of the visit's checklist. model: what the delivery model says of the onset."""
    words = read_data("numbing")
    shown = check.model_dump(exclude={"warnings"})
    reached = check.depth_reached_mm
    line = say(
        words["line"],
        lang,
        domain=PROVIDER,
        **shown,
        warnings=" ".join(check.warnings),
        per_kg=say(words["per_kg"], lang, domain=PROVIDER, **shown) if check.mg_per_kg is not None else "",
        reach=say(words["reach"], lang, domain=PROVIDER, reached=reached) if reached else "",
    )
    return Advice(
        id=f"dose_{check.product}",
        text=f"{line.strip()} {model}".strip(),
        kind="do",
        from_day=0,
        to_day=0,
        sources=check.sources,
        audience="provider",
        sessions=check.sessions,
        topic="numbing",
    )


def _check_amounts(area: float, weight: float | None, grams: float | None, strength: float | None) -> None:
    problems = []
    if not 0 < area <= 20_000:
        problems.append(Problem("area", f"{area:g} cm2", "more than 0, up to 20,000 cm2 (a whole body)"))
    if weight is not None and not 2 <= weight <= 400:
        problems.append(Problem("weight", f"{weight:g} kg", "2 to 400 kg"))
    if grams is not None and not 0 <= grams <= 1000:
        problems.append(Problem("grams", f"{grams:g} g", "0 to 1000 g"))
    if strength is not None and not 0 < strength <= 100:
        problems.append(Problem("strength", f"{strength:g} %", "more than 0, up to 100 %"))
    if problems:
        raise InputError(problems)


def _time_on(entry: dict[str, Any], depth_mm: float) -> tuple[int, float | None]:
    """Minutes on and depth reached: the shortest time whose measured depth is enough, else the longest."""
    times = [
        (figure(time["minutes"]), figure(time["reached"]) if "reached" in time else None) for time in entry["times"]
    ]
    enough = [time for time in times if time[1] is None or time[1] >= depth_mm]
    minutes, reached = enough[0] if enough else times[-1]
    return round(minutes), reached


def _warnings(check: DoseCheck, entry: dict[str, Any], lidocaine: float, depth_mm: float, lang: str) -> Iterator[str]:
    words = read_data("numbing")["warnings"]

    def told(name: str, **values: float) -> str:
        return say(words[name], lang, domain=PROVIDER, **values)

    limits = entry.get("limits", {})
    tops = {
        "over_strength": (lidocaine, "numbing_max_strength"),
        "over_dose": (check.mg_per_kg or 0.0, "injected_lidocaine_ceiling"),
        "over_grams": (check.grams, limits.get("grams")),
        "over_area": (check.area_cm2, limits.get("area")),
    }
    for name, (found, limit) in tops.items():
        if limit is not None and found > figure(limit):
            yield told(name, limit=figure(limit))
    if check.mg_per_kg is None:
        yield told("no_weight")
    if check.depth_reached_mm is None:
        yield told("no_depth")
    elif check.depth_reached_mm < depth_mm:
        yield told("too_shallow", reached=check.depth_reached_mm, depth=depth_mm)
    yield from (told(name) for name in entry.get("always", ()))


def _sources(entry: dict[str, Any]) -> tuple[str, ...]:
    names = [*entry["strengths"], *(name for time in entry["times"] for name in time.values())]
    names += [
        "numbing_grams_per_area",
        "numbing_max_strength",
        "injected_lidocaine_ceiling",
        *entry.get("limits", {}).values(),
    ]
    cited: list[Parameter] = [load_parameters("care").parameter(name) for name in names]
    return tuple(dict.fromkeys(id for parameter in cited for id in parameter.sources))
