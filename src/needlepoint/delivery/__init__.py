"""Delivery: what gets through skin, intact or needled, how deep, how fast, and until when.

:func:`topicals` and :func:`topical` are the library; :func:`deliver` gives amounts by hour with their spread,
:func:`deliver_parts` the same for each part of a mixture;
:func:`uptake_now` a quick ratio for one moment; :func:`numbing` when a cream numbs; :func:`granuloma_input` what a
granuloma rule needs.
"""

from .channels import Channels, field_channels, plain_channels
from .curves import Curve, by_weight, window
from .mixtures import deliver_parts
from .model import Application, Delivered, Spread, by_name, deliver
from .numbing import GranulomaInput, Numbing, granuloma_input, numbing
from .quick import UptakeNow, uptake_now
from .topicals import Topical, substance, topical, topicals

__all__ = [
    "Application",
    "Channels",
    "Curve",
    "Delivered",
    "GranulomaInput",
    "Numbing",
    "Spread",
    "Topical",
    "UptakeNow",
    "by_name",
    "by_weight",
    "deliver",
    "deliver_parts",
    "field_channels",
    "granuloma_input",
    "numbing",
    "plain_channels",
    "substance",
    "topical",
    "topicals",
    "uptake_now",
    "window",
]
