"""What gets through: a topical on needled skin, beside the same on intact skin, by hour, with its spread.

Time runs from when the product goes on, ``at_hours`` after needling: until then channels close as dry skin does. It is
wiped off after ``on_hours`` or stays. Delivered means past the horny layer: what living skin holds and what blood took,
mg/cm2. Every constant is drawn from its prior; low and high are the 5th and 95th of a hundred.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, Problem, did_you_mean
from ..evidence import ParameterSet, load_parameters
from ..healing import central_parameters, draw_parameters
from ..puncture import PunctureField
from ..randomness import drawn, scores
from ..skin import Layers, layers, zones
from .channels import Channels, closing_rate, days_until, field_channels, plain_channels
from .column import ENDLESS_MM, Column, make_column, steady_permeability
from .propagator import propagate, steps
from .topicals import Topical, checked_strength
from .topicals import topical as find_topical
from .transport import free_in_product, outside_the_line, transport

Array = NDArray[np.float64]
HOURS = 24.0
PROCESS = "delivery"
CLOSING = ("kG", "kW", "closure_depth", "closure_power")
FILM_MM = 0.01  # of one mg/cm2
MG_CM2 = 100.0  # of one mg/mm2
LEAST_DELIVERED = 1e-9  # share of the product; below it intact skin lets nothing through
LETS_NOTHING = 1e-5  # mm/day of uptake; below it intact skin lets nothing through that a ratio could be made of
LONGEST_HOURS = 336.0
LIMITS = {"at_hours": (0.0, 2000.0), "followed_hours": (0.25, LONGEST_HOURS), "on_hours": (0.01, LONGEST_HOURS)}


@dataclass(frozen=True)
class Application:
    """One topical on one needled zone.

    depth_mm: true depth of the holes; density_per_cm2 of them; at_hours after needling; on_hours: until it is wiped off
    (None: it stays); strength_percent, dose_mg_cm2: None takes the usual ones, an infinite dose never runs out;
    occluded: under a cover from then on; followed_hours; needle_mm: needle diameter; field: a puncture field in place
    of depth and density.
    """

    topical: Topical
    zone: str
    depth_mm: float = 0.5
    density_per_cm2: float = 250.0
    at_hours: float = 0.0
    on_hours: float | None = None
    strength_percent: float | None = None
    dose_mg_cm2: float | None = None
    occluded: bool = False
    followed_hours: float = 24.0
    sex: str | None = None
    age: float | None = None
    needle_mm: float | None = None
    field: PunctureField | None = field(default=None, repr=False)

    @property
    def strength(self) -> float:
        """Percent by weight."""
        return self.topical.strength_percent if self.strength_percent is None else self.strength_percent

    @property
    def dose(self) -> float:
        """mg/cm2 of product."""
        return self.topical.dose_mg_cm2 if self.dose_mg_cm2 is None else self.dose_mg_cm2

    def channels(self) -> Channels:
        """The holes."""
        if self.field is not None:
            return field_channels(self.field)
        return plain_channels(self.depth_mm, self.density_per_cm2, self.needle_mm)


@dataclass(frozen=True)
class Spread:
    """Median, 5th and 95th of a hundred draws; arrays over hours, or single numbers."""

    median: Array
    low: Array
    high: Array

    def at(self, index: int) -> tuple[float, float, float]:
        """Median, low and high at one hour."""
        return float(self.median[index]), float(self.low[index]), float(self.high[index])


@dataclass(frozen=True)
class Delivered:
    """What got through.

    hours (T,) since it went on; delivered, intact: mg/cm2 past the horny layer, through needled and intact skin;
    enhancement: their ratio, NaN where intact skin lets nothing through; depth_um: how deep at least a hundredth of the
    product's free concentration came; share_left: of the substance still on the skin; open_share: when it goes on;
    factor_now: steady uptake over intact skin then, None where intact skin lets nothing through; intact_again_h: hours
    from the needling until uptake is back to 1.5 of intact; channels_shut_h: until a twentieth is open; horny_mm: the
    horny layer; places_mm (rows,) and profile_mg_ml (T, rows): depth and free concentration at the stated constants.
    """

    application: Application
    hours: Array
    delivered: Spread
    intact: Spread
    enhancement: Spread
    depth_um: Spread
    share_left: Spread
    open_share: tuple[float, float, float]
    intact_again_h: tuple[float, float, float]
    channels_shut_h: tuple[float, float, float]
    factor_now: tuple[float, float, float] | None
    horny_mm: float
    places_mm: Array
    profile_mg_ml: Array
    notes: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain data; the safety note first."""
        item, wish = self.application.topical, self.application
        return {
            "safety": {"on_open": item.on_open, "verdict": item.verdict, "note": item.safety},
            "topical": item.to_json(),
            "application": {
                "zone": wish.zone,
                "depth_mm": wish.channels().depth_mm,
                "density_per_cm2": wish.channels().density_per_mm2 * 100.0,
                "at_hours": wish.at_hours,
                "on_hours": wish.on_hours,
                "strength_percent": wish.strength,
                "dose_mg_cm2": wish.dose if math.isfinite(wish.dose) else None,
                "infinite_dose": not math.isfinite(wish.dose),
                "occluded": wish.occluded,
            },
            "by_hour": [
                {
                    "hour": float(hour),
                    "delivered_mg_cm2": _three(self.delivered.at(k)),
                    "intact_mg_cm2": _three(self.intact.at(k)),
                    "enhancement": _three(self.enhancement.at(k)),
                    "depth_um": _three(self.depth_um.at(k)),
                    "share_left": _three(self.share_left.at(k)),
                }
                for k, hour in enumerate(self.hours)
            ],
            "open_share": _three(self.open_share),
            "factor_now": _three(self.factor_now) if self.factor_now else None,
            "intact_again_h": _three(self.intact_again_h),
            "channels_shut_h": _three(self.channels_shut_h),
            "notes": list(self.notes),
        }


def _three(values: tuple[float, float, float]) -> dict[str, float | None]:
    """A median with its interval; None for what is no number."""
    names = ("median", "low", "high")
    return {
        name: float(f"{value:.4g}") if math.isfinite(value) else None for name, value in zip(names, values, strict=True)
    }


def checked(wish: Application) -> Application:
    """The application, if it can be. Raises InputError with everything that is wrong."""
    problems = []
    if wish.topical.parts:
        one = f"one of {', '.join(wish.topical.parts)}"
        problems.append(Problem("topical", repr(wish.topical.id), one, "A mixture has no weight of its own."))
    if wish.zone not in zones():
        problems.append(Problem("zone", repr(wish.zone), "a zone id with its side", did_you_mean(wish.zone, zones())))
    for name, (low, high) in LIMITS.items():
        value = getattr(wish, name)
        if value is not None and not (math.isfinite(value) and low <= value <= high):
            problems.append(Problem(name.replace("_", " "), f"{value:g}", f"{low:g} to {high:g} hours"))
    if not (wish.dose > 0.0 and (wish.dose <= 1000.0 or math.isinf(wish.dose))):
        problems.append(Problem("dose", f"{wish.dose:g} mg/cm2", "above 0, at most 1000 mg/cm2, or infinite"))
    try:
        checked_strength(wish.strength)
    except InputError as wrong:
        problems += wrong.problems
    try:
        wish.channels()
    except InputError as wrong:
        problems += wrong.problems
    if problems:
        raise InputError(problems)
    return wish


def parameters(count: int, seed: int) -> dict[str, Array]:
    """Constants of delivery and of closing, (1 + count,): the stated ones first, then draws."""
    own: ParameterSet = load_parameters("delivery")
    entries = [own.parameter(name) for name in own.names()]
    table = _scores(count, len(entries), seed, PROCESS)
    found = {
        entry.name: np.asarray([entry.value, *(drawn(entry, float(z)) for z in table[1:, k])])
        for k, entry in enumerate(entries)
    }
    healed: list[Mapping[str, float]] = [central_parameters(None)]
    if count:
        healed += draw_parameters(count, seed=seed, phototype=None)
    return found | {name: np.asarray([row[name] for row in healed]) for name in CLOSING}


def _scores(count: int, width: int, seed: int, process: str) -> Array:
    """Standard normal scores (1 + count, width); the first row, the stated constants, is zero."""
    found = scores(count, width, seed=seed, person=0, process=process).reshape(count, width)
    return np.vstack([np.zeros(width), found])


def skin_draws(skin: Layers, count: int, seed: int) -> tuple[Array, Array]:
    """Horny layer and whole epidermis (mm), (1 + count,): their means first."""
    z = _scores(count, 2, seed, f"{PROCESS}.layers")
    horny = np.clip(skin.stratum_corneum_mm + skin.stratum_corneum_sd * z[:, 0], 0.3 * skin.stratum_corneum_mm, None)
    whole = skin.epidermis_mm + skin.epidermis_sd * z[:, 1]
    return horny, np.maximum(whole, np.maximum(1.5 * horny, 0.4 * skin.epidermis_mm))


def column_of(wish: Application, p: Mapping[str, Array], horny: Array, whole: Array, refine: int = 1) -> Column:
    """The columns of an application under every draw."""
    density, free = free_in_product(wish.topical, wish.strength)
    film = wish.dose * FILM_MM * density / free if math.isfinite(wish.dose) else ENDLESS_MM
    flow = np.minimum(p["channels_wetted"] * p["channel_lumen"], 1.0)
    how = transport(wish.topical, horny, p)
    return make_column(how, horny, whole, channels=wish.channels(), flow=flow, film_mm=film, refine=refine)


def times(wish: Application) -> Array:
    """The hours that are told: a quarter, a half, then every hour, or every few where it is long."""
    every = max(1, round(wish.followed_hours / 24.0))
    hours = [0.25, 0.5, *range(1, math.floor(wish.followed_hours) + 1, every), wish.followed_hours]
    if wish.on_hours is not None:
        hours.append(wish.on_hours)
    return np.unique([hour for hour in hours if hour <= wish.followed_hours])


def run_columns(
    wish: Application, column: Column, share: Array, rate: Array, hours: Array, refine: int = 1
) -> tuple[Array, Array]:
    """Levels (B, T, 1 + rows) and what blood took (B, T, mm), with the product wiped off when it is to be."""
    start = np.zeros((len(share), 1 + column.held.shape[1]))
    start[:, 0] = 1.0
    until = wish.on_hours if wish.on_hours is not None else math.inf
    before, after = hours[hours <= until], hours[hours > until]
    levels, taken = propagate(column, start, *steps(before / HOURS, rate, share, refine))
    if not after.size:
        return levels, taken
    left = levels[:, -1].copy()
    left[:, 0] = 0.0
    later, more = propagate(column, left, *steps((after - before[-1]) / HOURS, rate, 0.0 * share), linked=False)
    return np.concatenate([levels, later], axis=1), np.concatenate([taken, taken[:, -1:] + more], axis=1)


def deliver(application: Application, *, draws: int = 64, seed: int = 1) -> Delivered:
    """What gets through. draws: of the constants, at least 2. Raises InputError on what cannot be."""
    wish = checked(application)
    p = parameters(draws, seed)
    horny, whole = skin_draws(layers(wish.zone, wish.sex, wish.age), draws, seed)
    column = column_of(wish, p, horny, whole)
    channels, hours = wish.channels(), times(wish)
    share = np.exp(-closing_rate(channels, p, False) * wish.at_hours / HOURS)
    rate = closing_rate(channels, p, wish.occluded)
    levels, taken = run_columns(wish, column, share, rate, hours)
    plain, plain_taken = run_columns(wish, replace(column, deep=0), 0.0 * share, rate, hours)
    free = free_in_product(wish.topical, wish.strength)[1]
    through, intact = past(column, levels, taken), past(column, plain, plain_taken)
    scale = free * MG_CM2
    least = LEAST_DELIVERED * np.minimum(column.film, 1.0)[:, None]
    ratio = np.where(intact > least, through / np.maximum(intact, least), np.nan)
    factor, again, shut = back_to_intact(wish, column, channels, p, share)
    middles = 0.5 * (column.faces_mm[:, 1:] + column.faces_mm[:, :-1])
    return Delivered(
        application=wish,
        hours=hours,
        delivered=spread(scale * through),
        intact=spread(scale * intact),
        enhancement=spread(ratio),
        depth_um=spread(1000.0 * depth_reached(column, levels, float(p["reached_share"][0]))),
        share_left=spread(levels[:, :, 0]),
        open_share=one_spread(share),
        intact_again_h=one_spread(again),
        channels_shut_h=one_spread(shut),
        factor_now=one_spread(factor) if np.isfinite(factor[0]) else None,
        horny_mm=float(horny[0]),
        places_mm=middles[0],
        profile_mg_ml=levels[0, :, 1:] * free * 1000.0,
        notes=notes(wish),
    )


def past(column: Column, levels: Array, taken: Array) -> Array:
    """What lies below the horny layer or went with the blood, mm (of the product's free concentration), (B, T)."""
    low = column.corneum
    return np.asarray((levels[:, :, 1 + low :] * column.held[:, None, low:]).sum(-1) + taken)


def depth_reached(column: Column, levels: Array, share: float) -> Array:
    """Deepest place (mm, (B, T)) that ``share`` of the product's free concentration had reached by then."""
    most = np.maximum.accumulate(levels[:, :, 1:], axis=1)
    places = np.broadcast_to(0.5 * (column.faces_mm[:, None, 1:] + column.faces_mm[:, None, :-1]), most.shape)
    over = most >= share
    last = most.shape[-1] - 1 - np.argmax(over[..., ::-1], axis=-1)
    found, below = over.any(axis=-1), np.minimum(last + 1, most.shape[-1] - 1)

    def pick(values: Array, row: NDArray[np.int64]) -> Array:
        return np.asarray(np.take_along_axis(values, row[..., None], axis=-1)[..., 0])

    here, under = np.log(np.maximum(pick(most, last), 1e-30)), np.log(np.maximum(pick(most, below), 1e-30))
    part = np.clip((here - math.log(share)) / np.maximum(here - under, 1e-12), 0.0, 1.0)
    deep = pick(places, last) + part * (pick(places, below) - pick(places, last))
    return np.asarray(np.where(found, deep, 0.0))


def back_to_intact(
    wish: Application, column: Column, channels: Channels, p: Mapping[str, Array], share: Array
) -> tuple[Array, Array, Array]:
    """Uptake over intact skin when it goes on (NaN where intact skin lets nothing through), and hours from the needling
    until it is back to 1.5 of intact and until the channels count as shut, each (B,)."""
    intact = steady_permeability(column, 0.0)
    passes = intact > LETS_NOTHING
    factor = np.where(passes, steady_permeability(column, share) / np.maximum(intact, 1e-300), np.nan)
    low, high = np.full_like(share, -14.0), np.zeros_like(share)  # of log10 of the open share
    for _ in range(12):
        middle = 0.5 * (low + high)
        over = steady_permeability(column, 10.0**middle) > p["intact_factor"] * intact
        low, high = np.where(over, low, middle), np.where(over, middle, high)
    dry = closing_rate(channels, p, False)
    now = days_until(share, dry)
    rate = closing_rate(channels, p, wish.occluded)

    def hours(needed: Array) -> Array:
        later = now + days_until(np.minimum(needed / share, 1.0), rate)
        return np.asarray(np.where(needed >= share, days_until(needed, dry), later) * HOURS)

    shut = hours(p["shut_share"])
    return factor, np.minimum(np.where(passes, hours(10.0**high), shut), LONGEST_HOURS), np.minimum(shut, LONGEST_HOURS)


def spread(values: Array) -> Spread:
    """Over draws (the first row, the stated constants, is left out), (T,) each."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a column of NaN has no quantile and says so with NaN
        low, median, high = np.nanquantile(values[1:], [0.05, 0.5, 0.95], axis=0)
    return Spread(median, low, high)


def one_spread(values: Array) -> tuple[float, float, float]:
    """Median, 5th and 95th of one figure."""
    return tuple(float(part) for part in np.nanquantile(values[1:], [0.5, 0.05, 0.95]))  # type: ignore[return-value]


def notes(wish: Application) -> tuple[str, ...]:
    """What a reader must know of these figures."""
    found = [line for line in [outside_the_line(wish.topical)] if line]
    if wish.topical.payload:
        what = wish.topical.payload
        found.append(f"{what['what']} in platelet-rich plasma: {what['ng_ml']:g} ± {what['sd']:g} ng/ml (115 donors).")
    if wish.topical.measured:
        found.append(wish.topical.measured)
    found.append("How wide a channel stays after the needle is assumed, over a wide range; it moves every figure here.")
    return tuple(found)


def by_name(name: str, zone: str, **given: Any) -> Application:
    """An application of a topical found by its name."""
    return Application(topical=find_topical(name), zone=zone, **given)
