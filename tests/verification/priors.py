"""Constants drawn from their priors: wider than anything a forecast draws, and the same whatever has been fitted."""

from __future__ import annotations

from needlepoint.evidence import load_parameters
from needlepoint.randomness import drawn_parameters


def prior_draws(count: int, seed: int) -> list[dict[str, float]]:
    """``count`` draws of every constant of the tissue model, phototype IV."""
    draws = drawn_parameters(load_parameters("healing"), count, seed=seed, process="verification")
    return [values | {"phi": values["pigment_IV"]} for values in draws]
