"""Where needles may go: zones of the body with side, area and code, and how thick their layers are."""

from .layers import Layers, layers
from .zones import FACE_ZONES, Zone, expand_zone, zones

__all__ = ["FACE_ZONES", "Layers", "Zone", "expand_zone", "layers", "zones"]
