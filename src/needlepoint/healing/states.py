"""The states of the tissue model: what each is, where it lives, what it is in healthy skin.

Normalised: 1 is the healthy level of what healthy skin has (fibroblasts, capillaries, elastin, collagen in total), and
the peak of a large wound is about 1 for what it has not (debris, leukocytes, TGF-beta). ``local`` states live at every
point (r, z) of the unit cell and stay where they are; ``signal`` states diffuse; ``column`` states belong to the whole
column of skin over the cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Place = Literal["local", "signal", "column"]


@dataclass(frozen=True)
class State:
    """One state: its letter, its place, its name and what it means."""

    letter: str
    place: Place
    name: str
    meaning: str


STATES: tuple[State, ...] = (
    State("D", "local", "debris", "dead tissue and clot to be cleared, share of the point"),
    State("P", "local", "platelets", "platelet growth factors not yet released, share of a full clot"),
    State("N", "local", "neutrophils", "neutrophils, about 1 at the peak of a large wound"),
    State("M1", "local", "macrophages_m1", "inflammatory macrophages"),
    State("M2", "local", "macrophages_m2", "repair macrophages"),
    State("F", "local", "fibroblasts", "fibroblasts, 1 in healthy dermis"),
    State("Y", "local", "myofibroblasts", "myofibroblasts, about 1 at the peak of a large wound"),
    State("B", "local", "capillaries", "capillary density, 1 in healthy dermis"),
    State("X", "local", "mmp_excess", "matrix metalloproteinase activity above the resting level"),
    State("L3", "local", "labile_collagen_iii", "new, not yet cross-linked type III, share of healthy total collagen"),
    State("L1", "local", "labile_collagen_i", "new, not yet cross-linked type I, share of healthy total collagen"),
    State("C3", "local", "mature_collagen_iii", "cross-linked type III, share of healthy total collagen"),
    State("C1", "local", "mature_collagen_i", "cross-linked type I, share of healthy total collagen"),
    State("Et", "local", "tropoelastin", "tropoelastin, 1 in healthy dermis"),
    State("E", "local", "elastin", "mature elastin, 1 in healthy dermis"),
    State("I", "signal", "cytokine", "inflammatory cytokine (IL-1 and TNF as one)"),
    State("T", "signal", "tgf_beta", "active TGF-beta1"),
    State("V", "signal", "vegf", "VEGF"),
    State("G", "column", "channel_gap", "hydrated pathway through the channels still open, share of the surface"),
    State("W", "column", "surface_gap", "channels not yet dry-sealed, share of the surface"),
    State("H", "column", "epidermis", "thickness of the living epidermis, 1 in healthy skin"),
    State("R", "column", "erythema", "dilated superficial vessels"),
    State("Q", "column", "pigment_drive", "what inflammation has told the melanocytes"),
    State("Me", "column", "epidermal_melanin", "epidermal melanin, 1 at the person's own start"),
    State("Md", "column", "dermal_melanin", "melanin dropped into the dermis"),
)

LOCAL = tuple(state.letter for state in STATES if state.place == "local")
SIGNALS = tuple(state.letter for state in STATES if state.place == "signal")
COLUMN = tuple(state.letter for state in STATES if state.place == "column")
