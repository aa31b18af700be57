"""Device, hand and skin to a puncture field: how many holes, how deep, how wide, how evenly spread.

:func:`expected_field` gives it by closed forms at once; :func:`simulate_field` places every hole.
"""

from .compiled import load_kernels
from .depth import DepthDistribution
from .endpoint import Endpoint
from .expected import expected_field
from .field import PunctureField
from .hand import STEADY, Hand, Scatter, usual_hand, usual_scatter
from .holes import Holes
from .maps import FieldMap
from .patches import Patch
from .path import Stroke
from .shape import Shape
from .simulated import PassFigures, SimulatedField, simulate_field, simulate_zones
from .wear import Wear, worn

__all__ = [
    "STEADY",
    "DepthDistribution",
    "Endpoint",
    "FieldMap",
    "Hand",
    "Holes",
    "PassFigures",
    "Patch",
    "PunctureField",
    "Scatter",
    "Shape",
    "SimulatedField",
    "Stroke",
    "Wear",
    "expected_field",
    "load_kernels",
    "simulate_field",
    "simulate_zones",
    "usual_hand",
    "usual_scatter",
    "worn",
]
