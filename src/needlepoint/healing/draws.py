"""The tissue model's constants for a person: at their stated values, or drawn.

What the calibration has fitted is drawn from its posterior (a row of constants that belong together), the rest, what
describes a person or a hand and what no published figure can see, from its prior.

The pigment response of the person's phototype stands as ``phi``; an unknown phototype takes the middle of the scale
(IV).
"""

from __future__ import annotations

from collections.abc import Sequence

from ..evidence import load_parameters
from ..randomness import drawn_parameters
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


def central_parameters(phototype: str | None) -> dict[str, float]:
    """Every constant at its stated value, in engine units. phototype: I-VI, None = unknown."""
    parameters = load_parameters("healing")
    return _for_person({name: parameters[name] for name in parameters.names()}, phototype)


def draw_parameters(count: int, *, seed: int, person: int = 0, phototype: str | None) -> Sequence[dict[str, float]]:
    """``count`` draws of every constant, in engine units."""
    draws = drawn_parameters(load_parameters("healing"), count, seed=seed, person=person, process=PROCESS)
    posterior = tissue_posterior()
    fitted = posterior.draws(count, seed=seed, person=person, process=PROCESS) if posterior else [{}] * count
    return [_for_person(values | row, phototype) for values, row in zip(draws, fitted, strict=True)]
