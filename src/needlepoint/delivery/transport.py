"""From weight and logP to what moves: permeability, partition, diffusivity, clearance.

    intact skin   log10 Kp (cm/h) = -2.72 + 0.71 logP - 0.0061 M       (Potts and Guy 1992), plus a polar route
                  Kpolar = 1.519e-4 / sqrt(M) x (1 - r/rpore)^2 cm/h   (Wilschut 1995; 0 once r >= rpore)
    horny layer   K = c (10^(0.71 logP) + Kpolar/10^(-2.72 - 0.0061 M)), D = L (Kp + Kpolar)/K
    living skin   D (cm2/s) = geometric mean of 10^-4.15 M^-0.655 (Kretsos 2008) and 1.778e-4 M^-0.75 (Swabb 1974)
                  held per free concentration: water + binding 10^(0.8 logP)
    channels      D (cm2/s) in water = 7.667e-5 M^-0.4775              (Lebrun and Junter 1993)
    product       free concentration in water = min(strength, solubility); log10 S (mol/l) = 0.5 - logP where not stated
    blood         k D(M)/D(200) + lymph, on free concentration in the dermis

M in dalton. Results in engine units (mm, day, mg); each is a number or an array over draws, as its parameters are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..evidence import note
from .topicals import Topical

CM_H = 10.0 * 24.0  # to mm/day
CM2_S = 100.0 * 86_400.0  # to mm2/day
SMALL_DA = 200.0
LEAST = 1e-30  # so that what cannot pass stays a number
BINDING_POWER = 0.8
MG_ML = 1e-3  # to mg/mm3
FITTED = ((18.0, 750.0), (-3.0, 6.0))  # weights and logP that the permeability line was drawn through

Parameters = Mapping[str, Any]


@dataclass(frozen=True)
class Transport:
    """How one substance moves.

    permeability: of the horny layer (mm/day); corneum_held, tissue_held: amount per volume over free concentration;
    tissue: diffusivity in dermis, epidermis: in living epidermis, water: in water (mm2/day); clearance (1/day).
    """

    permeability: Any
    corneum_held: Any
    tissue_held: Any
    tissue: Any
    epidermis: Any
    water: Any
    clearance: Any


def water_diffusivity(weight_da: float, p: Parameters) -> Any:
    """Diffusivity in water, mm2/day."""
    return p["water_base"] * weight_da ** p["water_slope"] * CM2_S


def tissue_diffusivity(weight_da: float, p: Parameters) -> Any:
    """Diffusivity in dermis, mm2/day: the geometric mean of two published lines."""
    one = 10.0 ** p["tissue_kretsos_base"] * weight_da ** p["tissue_kretsos_slope"]
    other = p["tissue_swabb_base"] * weight_da ** p["tissue_swabb_slope"]
    return np.sqrt(one * other) * p["tissue_scatter"] * CM2_S


def radius_nm(weight_da: float, p: Parameters) -> Any:
    """Radius (nm) of the molecule, from its diffusivity in water."""
    return p["stokes_radius"] * CM2_S / water_diffusivity(weight_da, p)


def transport(item: Topical, corneum_mm: Any, p: Parameters) -> Transport:
    """How ``item`` moves in skin whose horny layer is ``corneum_mm`` thick."""
    weight, logp = item.weight_da, item.logp
    scale = p["permeability_scatter"] * p["corneum_reference"] / corneum_mm
    exponent = p["permeability_base"] + p["permeability_logp"] * logp + p["permeability_weight"] * weight
    fat = np.maximum(10.0 ** np.maximum(exponent, -290.0) * CM_H * scale, LEAST)
    fits = np.maximum(1.0 - radius_nm(weight, p) / p["pore_radius"], 0.0) ** 2
    polar = p["polar_route"] / np.sqrt(weight) * fits * CM_H * p["corneum_reference"] / corneum_mm
    # what goes the polar way is held as the rest is, never more than water would be
    speed = 10.0 ** np.maximum(p["permeability_base"] + p["permeability_weight"] * weight, -100.0) * CM_H
    capacity = p["corneum_capacity"]
    held = capacity * 10.0 ** (p["permeability_logp"] * min(logp, FITTED[1][1]))
    held = held + np.minimum(capacity * polar / speed, 1.0)
    tissue = tissue_diffusivity(weight, p)
    small = tissue_diffusivity(SMALL_DA, p)
    return Transport(
        permeability=fat + polar,
        corneum_held=held,
        tissue_held=p["tissue_water"] + p["tissue_binding"] * 10.0 ** (BINDING_POWER * min(logp, FITTED[1][1])),
        tissue=tissue,
        epidermis=tissue * p["epidermis_diffusion"],
        water=water_diffusivity(weight, p),
        clearance=p["clearance"] * tissue / small + p["lymph"],
    )


def solubility(item: Topical) -> float:
    """What water holds of it, mg/mm3: as stated, else by the general solubility equation without its melting term."""
    if item.water_mg_ml is not None:
        return item.water_mg_ml * MG_ML
    note(sources=("yalkowsky2001",))
    return float(item.weight_da * 10.0 ** min(0.5 - item.logp, 6.0) * MG_ML)


def free_in_product(item: Topical, strength_percent: float) -> tuple[float, float]:
    """Amount (mg) in a mm3 of the product, and its free concentration (mg/mm3). A gram is taken as a millilitre."""
    whole = strength_percent / 100.0
    return whole, min(whole, solubility(item))


def outside_the_line(item: Topical) -> str:
    """A sentence where weight or logP lies outside what the permeability line was drawn through; else empty."""
    (light, heavy), (low, high) = FITTED
    if light <= item.weight_da <= heavy and low <= item.logp <= high:
        return ""
    return (
        f"Intact skin is beyond what was measured: the line stands for {light:g} to {heavy:g} Da and logP {low:g} to "
        f"{high:g}; this is {item.weight_da:g} Da and logP {item.logp:g}."
    )
