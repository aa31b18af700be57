"""What the tissue model gives out: the registry of names, units and meanings, and how each follows from the states.

Layer outputs are means over a layer of dermis (papillary, upper and lower reticular); cell outputs are the highest
value anywhere in the unit cell; column outputs belong to the whole column. The registry is the public contract.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from . import equations
from .states import COLUMN, LOCAL, SIGNALS

LAYERS = ("papillary", "upper_reticular", "lower_reticular")


@dataclass(frozen=True)
class Output:
    """One output: name, unit (1 = multiple of the healthy level), where it is taken, meaning."""

    name: str
    unit: str
    where: Literal["layer", "cell", "column"]
    meaning: str


LAYER_OUTPUTS: tuple[Output, ...] = (
    Output("collagen_i", "share", "layer", "type I collagen, new and mature, as a share of healthy total collagen"),
    Output("collagen_iii", "share", "layer", "type III collagen, new and mature, as a share of healthy total collagen"),
    Output("collagen_new", "share", "layer", "new collagen not yet cross-linked, as a share of healthy total collagen"),
    Output("synthesis", "1", "layer", "collagen made per day, multiple of rest"),
    Output("tropoelastin", "1", "layer", "tropoelastin, multiple of rest"),
    Output("elastin", "1", "layer", "mature elastin, multiple of rest"),
    Output("fibroblasts", "1", "layer", "fibroblasts, multiple of rest"),
    Output("myofibroblasts", "1", "layer", "myofibroblasts, about 1 at the peak of a large wound"),
    Output("neutrophils", "1", "layer", "neutrophils, about 1 at the peak of a large wound"),
    Output("macrophages", "1", "layer", "macrophages of both kinds, about 1 at the peak of a large wound"),
    Output("debris", "1", "layer", "dead tissue and clot"),
    Output("cytokine", "1", "layer", "inflammatory cytokine"),
    Output("tgf_beta", "1", "layer", "active TGF-beta1, about 1 at the peak of a large wound"),
    Output("vegf", "1", "layer", "VEGF"),
    Output("capillaries", "1", "layer", "capillary density, multiple of rest"),
    Output("mmp", "1", "layer", "matrix metalloproteinase activity above rest"),
    Output("wound_mode", "share", "layer", "share of collagen handling in wound mode"),
)
# watches every run, and is no result of its own
GUARD = "lowest_state"
CELL_OUTPUTS: tuple[Output, ...] = (
    Output("myofibroblasts_peak", "1", "cell", "most myofibroblasts anywhere in the cell"),
    Output(GUARD, "1", "cell", "lowest value of any state anywhere; below zero it would be a failed run"),
)
COLUMN_OUTPUTS: tuple[Output, ...] = (
    Output("channel_gap", "share", "column", "hydrated pathway still open, share of the surface"),
    Output("surface_gap", "share", "column", "channels not yet dry-sealed, share of the surface"),
    Output("epidermis", "1", "column", "thickness of the living epidermis, multiple of rest"),
    Output("erythema", "1", "column", "dilated superficial vessels, model unit"),
    Output("pigment_drive", "1", "column", "what inflammation has told the melanocytes"),
    Output("epidermal_melanin", "1", "column", "epidermal melanin, multiple of the person's own start"),
    Output("dermal_melanin", "1", "column", "melanin dropped into the dermis"),
)
# follows from the holes alone, beside the solver (see ``release``)
RELEASED = Output("released_strands", "share", "column", "strands of scar in the dermis that needles have cut")

# name of every value that `summarise` gives, in order; layer outputs once per layer
OUTPUTS: tuple[str, ...] = (
    *(f"{output.name}:{layer}" for output in LAYER_OUTPUTS for layer in LAYERS),
    *(output.name for output in CELL_OUTPUTS),
    *(output.name for output in COLUMN_OUTPUTS),
)


def at_points(state: Mapping[str, Any], p: Mapping[str, Any], xp: Any) -> dict[str, Any]:
    """The layer outputs before they are averaged, by name; shapes as the states'."""
    return {
        "collagen_i": state["L1"] + state["C1"],
        "collagen_iii": state["L3"] + state["C3"],
        "collagen_new": state["L1"] + state["L3"],
        "synthesis": equations.synthesis(state, state, p, xp) / p["s0"],
        "tropoelastin": state["Et"],
        "elastin": state["E"],
        "fibroblasts": state["F"],
        "myofibroblasts": state["Y"],
        "neutrophils": state["N"],
        "macrophages": state["M1"] + state["M2"],
        "debris": state["D"],
        "cytokine": state["I"],
        "tgf_beta": state["T"],
        "vegf": state["V"],
        "capillaries": state["B"],
        "mmp": state["X"],
        "wound_mode": equations.wound_mode(state, p),
    }


def summarise(state: Mapping[str, Any], rows: Any, areas: Any, p: Mapping[str, Any], xp: Any) -> Any:
    """The outputs of a state, (len(OUTPUTS), B).

    rows (len(LAYERS), rows, B): weights of the rows in each layer; areas (rings, B): areas of the rings; each sums to
    1.
    """
    local = at_points(state, p, xp)
    by_row = xp.stack([xp.sum(local[output.name] * areas, axis=1) for output in LAYER_OUTPUTS])
    means = xp.sum(by_row[:, None] * rows[None], axis=2)
    peak = xp.max(state["Y"], axis=(0, 1))
    lowest = xp.min(xp.stack([xp.min(state[letter], axis=(0, 1)) for letter in (*LOCAL, *SIGNALS)]), axis=0)
    column = xp.stack([state[letter] for letter in COLUMN])
    return xp.concatenate([means.reshape(-1, means.shape[-1]), xp.stack([peak, lowest]), column])
