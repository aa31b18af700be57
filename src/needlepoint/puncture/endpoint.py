"""What the provider sees at the end of a pass: nothing, even redness, or pinpoint bleeding.

Rule: pinpoint bleeding when enough holes per cm2 pass the vessel plexus, even erythema when enough end in or below the
papillary dermis, whose loops start 50-80 um below the surface (kawasaki2015); thresholds are assumed and wide.
"""

from __future__ import annotations

from typing import Literal

Endpoint = Literal["none", "even_erythema", "pinpoint_bleeding"]


def endpoint(past_plexus: float, in_dermis: float, bleeding_density: float, erythema_density: float) -> Endpoint:
    """The expected endpoint; every argument is a density of holes, all in the same unit."""
    if past_plexus >= bleeding_density:
        return "pinpoint_bleeding"
    return "even_erythema" if in_dermis >= erythema_density else "none"
