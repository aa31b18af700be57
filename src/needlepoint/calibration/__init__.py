"""Calibration: the tissue model fitted to published figures in stages, and held against the record."""

from .check import Check, Figure
from .validating import validate

__all__ = ["Check", "Figure", "validate"]
