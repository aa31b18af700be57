"""A mixture, such as platelet-rich plasma: every part runs by itself, at its own weight and measured strength.

Parts do not hinder each other: at nanograms per millilitre none of them changes what the others dissolve in.
"""

from __future__ import annotations

from dataclasses import replace

from ..errors import InputError, Problem
from .model import Application, Delivered, deliver
from .topicals import topical


def deliver_parts(application: Application, *, draws: int = 64, seed: int = 1) -> tuple[Delivered, ...]:
    """What gets through of each part; of a topical that is no mixture, the one answer of :func:`deliver`.

    Raises InputError on what cannot be, and on a strength for a mixture: its parts have measured ones.
    """
    item = application.topical
    if not item.parts:
        return (deliver(application, draws=draws, seed=seed),)
    if application.strength_percent is not None:
        allowed = f"none for {item.id}: its parts have measured strengths"
        raise InputError(Problem("strength", f"{application.strength_percent:g} %", allowed))
    each = (replace(application, topical=topical(part), dose_mg_cm2=application.dose) for part in item.parts)
    return tuple(deliver(wish, draws=draws, seed=seed) for wish in each)
