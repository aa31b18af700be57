"""How thick the layers of a zone are, by sex and age, with their spread (mm).

Dermis of the face by ultrasound (Meng 2022), epidermis and horny layer by histology and Raman, never by ultrasound,
whose 0.2 mm is an entry echo. A zone that nobody measured takes the nearest measured site with a wider spread and says
so. The dermis thins with age only where that was published: change = r x sd x (age - reference) / age sd. The papillary
dermis is a fifth of the dermis, at most 0.4 mm. Sex other or unknown: mean of the two, spread widened by half their
difference. Data: layers.yaml and the parameter set ``skin``.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from importlib import resources
from typing import Any, cast

from ..errors import InputError, Problem, did_you_mean
from ..evidence import load_parameters, source
from ..evidence.sources import load_data
from .zones import zones

DAYS_PER_YEAR = 365.25
YOUNGEST, OLDEST = 20.0, 80.0


@dataclass(frozen=True)
class Layers:
    """Mean thickness and sd of each layer (mm).

    stratum_corneum_mm: horny layer; epidermis_mm: whole epidermis with the horny layer; papillary_mm: papillary
    dermis; dermis_mm: whole dermis with the papillary part. basis: what each figure rests on.
    """

    stratum_corneum_mm: float
    epidermis_mm: float
    papillary_mm: float
    dermis_mm: float
    stratum_corneum_sd: float
    epidermis_sd: float
    papillary_sd: float
    dermis_sd: float
    basis: tuple[str, ...]

    @property
    def depths_mm(self) -> tuple[float, float, float, float]:
        """Depth below the surface at which each layer ends: horny layer, epidermis, papillary dermis, dermis."""
        papillary_end = self.epidermis_mm + self.papillary_mm
        return self.stratum_corneum_mm, self.epidermis_mm, papillary_end, self.epidermis_mm + self.dermis_mm


@functools.cache
def _data() -> dict[str, Any]:
    text = (resources.files("needlepoint.skin") / "layers.yaml").read_text("utf-8")
    return cast("dict[str, Any]", load_data(text))


def _pooled(first: list[float], second: list[float]) -> tuple[float, float]:
    """Mean of two groups, and an sd that holds both: mean variance plus the square of half their difference."""
    mean = (first[0] + second[0]) / 2
    return mean, math.sqrt((first[1] ** 2 + second[1] ** 2) / 2 + ((first[0] - second[0]) / 2) ** 2)


def _by_sex(entry: dict[str, Any], sex: str | None) -> tuple[float, float]:
    if "both" in entry:
        mean, sd = entry["both"]
    elif sex in ("female", "male"):
        mean, sd = entry[sex]
    else:
        mean, sd = _pooled(entry["female"], entry["male"])
    return float(mean), float(sd)


def _thinning(entry: dict[str, Any], sex: str | None, age: float | None, sd: float) -> float:
    """Change of the dermis with age (mm, negative when thinner); 0 where none was published or age is unknown."""
    thins = entry.get("thins_with_age", [])
    if age is None or not thins:
        return 0.0
    share = (sex in thins) if sex in ("female", "male") else len(thins) / 2
    parameters = load_parameters("skin")
    days = min(max(float(age), YOUNGEST), OLDEST) * DAYS_PER_YEAR - parameters["age_reference"]
    return float(share) * parameters["age_correlation"] * sd * days / parameters["age_sd"]


def _layer(layer: str, base: str, sex: str | None) -> tuple[float, float, dict[str, Any], str]:
    """Mean, sd, table entry and basis of one layer in one zone."""
    site = _data()["sites"][base]
    entry = _data()[layer][site[layer]]
    mean, sd = _by_sex(entry, sex)
    cited = "; ".join(source(id).label for id in entry["sources"] if id != "derived")
    basis = f"{layer.replace('_', ' ')}: {site[layer].replace('_', ' ')}, {cited}"
    if layer in site.get("assumed", []):
        sd *= load_parameters("skin")["nearest_site_widening"]
        basis = f"{basis}; assumed: nearest measured site"
    return mean, sd, entry, basis


def layers(zone_id: str, sex: str | None, age: float | None) -> Layers:
    """Layer thicknesses (mm) of a zone for a person. sex: female, male, anything else or None = unknown; age: years.

    Raises InputError on an unknown zone id or an age that is no number or outside 0-130.
    """
    if zone_id not in zones():
        raise InputError(Problem("zone", repr(zone_id), "a zone id with its side", did_you_mean(zone_id, zones())))
    if age is not None and not 0 <= age <= 130:
        raise InputError(Problem("age", str(age), "0 to 130 years"))
    return _layers(zones()[zone_id].base, sex, age)


def _layers(base: str, sex: str | None, age: float | None) -> Layers:
    parameters = load_parameters("skin")
    corneum, corneum_sd, _, corneum_basis = _layer("stratum_corneum", base, sex)
    epidermis, epidermis_sd, _, epidermis_basis = _layer("epidermis", base, sex)
    dermis, dermis_sd, entry, dermis_basis = _layer("dermis", base, sex)
    dermis += _thinning(entry, sex, age, dermis_sd)
    papillary = min(parameters["papillary_share"] * dermis, parameters["papillary_max"])
    papillary_basis = "papillary dermis: " + source("papillary_fifth").label
    return Layers(
        stratum_corneum_mm=corneum,
        epidermis_mm=epidermis,
        papillary_mm=papillary,
        dermis_mm=dermis,
        stratum_corneum_sd=corneum_sd,
        epidermis_sd=epidermis_sd,
        papillary_sd=papillary * parameters["papillary_spread"],
        dermis_sd=dermis_sd,
        basis=(corneum_basis, epidermis_basis, papillary_basis, dermis_basis),
    )
