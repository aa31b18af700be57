"""Published experiments, beside what the model gives for them at the constants that ship.

A check holds where the published figure lies within nine of ten draws (or, for a bound, where the model's median keeps
it). Nothing is fitted here but the level that numbs (:mod:`.numbing`); the scatter of tissue diffusion was made wide
enough for the slowest dextran, so that check is a fit as well. Skin cut off and soaked lets polar substances through
better than skin on a person: those experiments are run both ways, as on a person and with that leak.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..randomness import scores
from ..skin import layers
from .channels import closing_rate
from .column import ENDLESS_MM, make_column, steady_permeability
from .model import Application, column_of, one_spread, parameters, past, run_columns, skin_draws
from .numbing import numbing, onsets
from .topicals import substance, topical
from .transport import CM_H, free_in_product, tissue_diffusivity, transport, water_diffusivity

Array = NDArray[np.float64]
DRAWS, SEED = 200, 7
HOME_ROLLER = {"depth_mm": 0.05, "density_per_cm2": 100.0, "needle_mm": 0.07}
ROLLER = {"depth_mm": 0.15, "density_per_cm2": 137.0, "needle_mm": 0.25}
FEW_PASSES = {"depth_mm": 0.15, "density_per_cm2": 61.0, "needle_mm": 0.25}
BODY = "upper_arm_left"
WIDE = (0.25, 2.5)


@dataclass(frozen=True)
class Published:
    """One check. observed: the published figure (low and high equal where it is one); predicted: median, 5th, 95th."""

    id: str
    what: str
    unit: str
    observed: tuple[float, float]
    predicted: tuple[float, float, float]
    holds: bool
    note: str
    source: str


def _within(observed: tuple[float, float], predicted: tuple[float, float, float]) -> bool:
    return predicted[1] <= observed[1] and observed[0] <= predicted[2]


def _check(
    id: str, what: str, unit: str, observed: tuple[float, float], values: Array, note: str, source: str
) -> Published:
    predicted = one_spread(values)
    return Published(id, what, unit, observed, predicted, _within(observed, predicted), note, source)


def _ratio(wish: Application, leak: bool, passes: tuple[float, float]) -> Array:
    """Steady uptake through fresh holes over that through unneedled skin, under every draw.

    passes: as many more or fewer as may have been made, drawn evenly in the log; leak: of soaked skin.
    """
    p = parameters(DRAWS, SEED)
    low, high = passes
    share = np.array(
        [0.5 * math.erfc(-z / math.sqrt(2.0)) for z in scores(DRAWS, 1, seed=SEED, person=0, process="passes")[:, 0]]
    )
    p["channel_lumen"] = p["channel_lumen"] * np.r_[1.0, low * (high / low) ** share]
    horny, whole = skin_draws(layers(wish.zone, None, None), DRAWS, SEED)
    column = column_of(wish, p, horny, whole)
    if leak:
        how = transport(wish.topical, horny, p)
        leaky = replace(how, permeability=how.permeability + p["excised_leak"] * CM_H)
        flow = np.minimum(p["channels_wetted"] * p["channel_lumen"], 1.0)
        column = make_column(leaky, horny, whole, channels=wish.channels(), flow=flow, film_mm=ENDLESS_MM)
    return np.asarray(steady_permeability(column, 1.0) / steady_permeability(column, 0.0))


def roller_ratios() -> Iterator[Published]:
    """Ratios through rollers: vitamin C, amantadine, pramipexole, small peptides.

    logP of the neutral form, as everywhere; drugs given as salts are run once more some three powers of ten lower.
    """
    c, salts, cut = (
        "vitamin C, polymer roller nine times, rat",
        "steel roller, pig ear",
        "3 to 5 amino acids, human, cut off",
    )
    rows = (
        ("vitamin_c", c, 176.12, -1.85, (10.54, 10.54), ROLLER, (0.5, 2.0), "you2010"),
        ("pramipexole", f"pramipexole, {salts}", 211.3, 1.9, (0.83, 1.16), FEW_PASSES, WIDE, "hoang2015"),
        (
            "pramipexole_salt",
            f"pramipexole as its salt, {salts}",
            211.3,
            -1.1,
            (0.83, 1.16),
            FEW_PASSES,
            WIDE,
            "hoang2015",
        ),
        ("amantadine", f"amantadine, {salts}", 151.25, 2.44, (1.1, 4.0), FEW_PASSES, WIDE, "hoang2015"),
        (
            "amantadine_salt",
            f"amantadine as its salt, {salts}",
            151.25,
            -0.6,
            (1.1, 4.0),
            FEW_PASSES,
            WIDE,
            "hoang2015",
        ),
        ("peptides", f"peptides of {cut}", 400.0, -2.0, (2.0, 22.0), FEW_PASSES, WIDE, "mohammed2014"),
    )
    for key, what, weight, logp, observed, holes, passes, source in rows:
        wish = Application(substance(weight, logp), BODY, dose_mg_cm2=math.inf, **holes)  # type: ignore[arg-type]
        for leak in (False, True):
            note = "needle and passes not read: one to ten usual ones taken" if passes == WIDE else "needle not read"
            values = _ratio(wish, leak, passes)
            note += "; with the leak of soaked skin" if leak else "; as on a person"
            yield _check(f"{key}{'_soaked' if leak else ''}", what, "times", observed, values, note, source)


def lidocaine_shift() -> Iterator[Published]:
    """Numb sooner behind a 0.2 mm roller; and how deep numbness reaches."""
    bare = Application(topical("lidocaine"), BODY, density_per_cm2=0.0)
    holed = Application(topical("lidocaine"), BODY, **HOME_ROLLER)  # type: ignore[arg-type]
    plain, rolled = (onsets(wish, None, DRAWS, SEED)[0] for wish in (bare, holed))
    both = np.isfinite(plain) & np.isfinite(rolled)
    note = "fitted: the level that numbs comes from this hour"
    yield _check("lidocaine_plain", "lidocaine 4 %, unbroken skin, until numb (where it numbs)", "min", (60.0, 60.0),
                 plain[both], note, "lidocaine_roller")  # fmt: skip
    note = "numb at 30 min, not yet at 10, against 60"
    yield _check("lidocaine_roller", "lidocaine 4 % behind a 0.2 mm roller over without, until numb", "share",
                 (1 / 6, 0.5), rolled[both] / plain[both], note, "lidocaine_roller")  # fmt: skip
    deep = numbing("lidocaine_prilocaine", "thigh_left", occluded=True, draws=DRAWS, seed=SEED)
    k = int(np.flatnonzero(deep.minutes == 60.0)[0])
    reach = deep.depth_mm.at(k)
    note = "diffusion alone is too slow for this depth; the measured depth is used wherever depth is asked"
    yield Published("numb_depth", "lidocaine/prilocaine under a cover, depth after 60 min", "mm", (2.9, 2.9), reach,
                    _within((2.9, 2.9), reach), note, "wahlgren2000")  # fmt: skip


def ala_shift() -> Published:
    """Twenty minutes of ALA behind a 0.2 mm roller against an hour without."""
    p = parameters(DRAWS, SEED)
    horny, whole = skin_draws(layers("cheek_left", None, None), DRAWS, SEED)
    wish = Application(topical("aminolevulinic_acid"), "cheek_left", **HOME_ROLLER)  # type: ignore[arg-type]
    column, rate = column_of(wish, p, horny, whole), closing_rate(wish.channels(), p, False)
    ones = np.ones(len(horny))
    rolled = past(column, *run_columns(wish, column, ones, rate, np.array([1.0 / 3.0])))[:, 0]
    plain = past(column, *run_columns(wish, column, 0.0 * ones, rate, np.array([1.0])))[:, 0]
    predicted = one_spread(rolled / np.maximum(plain, 1e-12))
    note = "worked about alike, so at least as much must get in; more does not clear more"
    return Published("ala", "ALA 20 min behind a 0.2 mm roller over 60 min without", "times", (1.0, math.inf),
                     predicted, predicted[0] >= 1.0, note, "petukhova2017")  # fmt: skip


def dextrans() -> Iterator[Published]:
    """Diffusion in tissue over that in water: two dextrans and albumin."""
    p = parameters(DRAWS, SEED)
    for key, weight, observed in (
        ("dextran_3k", 3400.0, 0.26),
        ("dextran_41k", 41_200.0, 0.033),
        ("albumin", 66_000.0, 0.073),
    ):
        values = tissue_diffusivity(weight, p) / water_diffusivity(weight, p)
        note = "the scatter was made wide enough for the 41 kDa dextran, so this is a fit"
        yield _check(
            key, f"{weight / 1000:g} kDa, tissue over water", "share", (observed, observed), values, note, "fox1979"
        )


def lidocaine_amount() -> Published:
    """Lidocaine cream through rolled pig ear in a quarter of an hour."""
    p = parameters(DRAWS, SEED)
    horny, whole = skin_draws(layers("cheek_left", None, None), DRAWS, SEED)
    wish = Application(topical("lidocaine"), "cheek_left", **ROLLER)  # type: ignore[arg-type]
    column, rate = column_of(wish, p, horny, whole), closing_rate(wish.channels(), p, False)
    amount = past(column, *run_columns(wish, column, np.ones(len(horny)), rate, np.array([0.25])))[:, 0]
    free = free_in_product(wish.topical, wish.strength)[1] * 1e5  # ug/cm2 of a mm
    note = "strength and passes not read"
    return _check(
        "lidocaine_15min",
        "lidocaine cream, rolled pig ear, in 15 min",
        "ug/cm2",
        (41.9, 55.4),
        amount * free,
        note,
        "sun2025",
    )


def published_checks() -> tuple[Published, ...]:
    """Every check, in order; failing ones included."""
    return (*roller_ratios(), *lidocaine_shift(), ala_shift(), *dextrans(), lidocaine_amount())
