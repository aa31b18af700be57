"""The tissue model's constants for a person: at their stated values, or drawn.

What the calibration has fitted is drawn from its posterior (a row of constants that belong together), the rest, what
describes a person or a hand and what no published figure can see, from its prior.

The pigment response of the person's phototype stands as ``phi``; an unknown phototype takes the middle of the scale
(IV).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..evidence import load_parameters
from ..randomness import drawn_parameters
from .person import draw_modifiers, modified, person_modifiers
from .posterior import tissue_posterior

PIGMENT = {
    "I": "pigment_I",
    "II": "pigment_II",
    "III": "pigment_III",
    "IV": "pigment_IV",
    "V": "pigment_V",
    "VI": "pigment_VI",
}
PROCESS = "healing"


def _for_person(values: dict[str, float], phototype: str | None) -> dict[str, float]:
    known = {phototype: values.pop(name) for phototype, name in PIGMENT.items()}
    return values | {"phi": known[phototype] if phototype in known else known["IV"]}


def central_parameters(
    phototype: str | None, *, age: float | None = None, smoker: bool | None = None
) -> dict[str, float]:
    """Every constant at its stated value, in engine units.

    phototype: I-VI, None = unknown; age (years) and smoker: what ``person`` makes of them, None = unknown.
    """
    parameters = load_parameters("healing")
    stated = _for_person({name: parameters[name] for name in parameters.names()}, phototype)
    return modified(stated, person_modifiers(age=age, smoker=smoker))


def fitted_rows(count: int, *, seed: int, process: str) -> Sequence[dict[str, float]]:
    """``count`` rows of the constants that the calibration has fitted; empty ones where no posterior ships."""
    posterior = tissue_posterior()
    return posterior.draws(count, seed=seed, person=0, process=process) if posterior else [{}] * count


def central_for(fitted: Mapping[str, float]) -> dict[str, float]:
    """Every constant of an unknown person at its stated value, but for those in ``fitted``."""
    return {**central_parameters(None), **fitted}


def draw_person(
    fitted: Mapping[str, float],
    *,
    seed: int,
    person: int,
    phototype: str | None,
    age: float | None = None,
    smoker: bool | None = None,
) -> dict[str, float]:
    """One draw of every constant for one of many people who share ``fitted`` (one of :func:`fitted_rows`); what
    differs between people and hands is their own. Arguments as in :func:`central_parameters`."""
    own = drawn_parameters(load_parameters("healing"), 1, seed=seed, person=person, process=PROCESS)[0]
    factors = draw_modifiers(1, seed=seed, person=person, age=age, smoker=smoker)[0]
    return modified(_for_person({**own, **fitted}, phototype), factors)


def draw_parameters(
    count: int,
    *,
    seed: int,
    person: int = 0,
    phototype: str | None,
    age: float | None = None,
    smoker: bool | None = None,
) -> Sequence[dict[str, float]]:
    """``count`` draws of every constant, in engine units; arguments as in :func:`central_parameters`."""
    draws = drawn_parameters(load_parameters("healing"), count, seed=seed, person=person, process=PROCESS)
    posterior = tissue_posterior()
    fitted = posterior.draws(count, seed=seed, person=person, process=PROCESS) if posterior else [{}] * count
    factors = draw_modifiers(count, seed=seed, person=person, age=age, smoker=smoker)
    return [
        modified(_for_person(values | row, phototype), own)
        for values, row, own in zip(draws, fitted, factors, strict=True)
    ]
