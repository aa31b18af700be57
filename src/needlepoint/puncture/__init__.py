"""Device, hand and skin to a puncture field: how many holes, how deep, how wide, how evenly spread."""

from .depth import DepthDistribution
from .endpoint import Endpoint
from .expected import expected_field
from .field import PunctureField

__all__ = ["DepthDistribution", "Endpoint", "PunctureField", "expected_field"]
