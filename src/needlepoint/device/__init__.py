"""The tool and how it is held: pens, rollers, stamps with their figures and sources; the technique of one zone."""

from .library import Device, Figure, Kind, Material, device_library
from .lookup import find_device
from .technique import PATTERNS, Pattern, Technique, check_technique

__all__ = [
    "PATTERNS",
    "Device",
    "Figure",
    "Kind",
    "Material",
    "Pattern",
    "Technique",
    "check_technique",
    "device_library",
    "find_device",
]
