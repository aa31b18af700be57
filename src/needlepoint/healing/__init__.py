"""Healing: a unit cell of dermis around one hole, its signals, cells and collagen, through a course of sessions."""

from .branching import Branches, branches
from .closing import closing_slowed
from .draws import central_parameters, draw_parameters
from .forecast import Request, Tissue, ZoneCourse, drawn_tissue, tissue, tissues
from .labelled import to_dataset, write_netcdf
from .outputs import CELL_OUTPUTS, COLUMN_OUTPUTS, LAYER_OUTPUTS, LAYERS, OUTPUTS, Output
from .person import draw_modifiers, person_modifiers
from .phases import Phase, activities, phase_windows
from .release import (
    draw_release,
    release_by_day,
    release_parameters,
    released_by_session,
    released_share,
    with_release,
)
from .scar import large_wound_peak, plan_level, scar_level, scar_shares

__all__ = [
    "CELL_OUTPUTS",
    "COLUMN_OUTPUTS",
    "LAYERS",
    "LAYER_OUTPUTS",
    "OUTPUTS",
    "Branches",
    "Output",
    "Phase",
    "Request",
    "Tissue",
    "ZoneCourse",
    "activities",
    "branches",
    "central_parameters",
    "closing_slowed",
    "draw_modifiers",
    "draw_parameters",
    "draw_release",
    "drawn_tissue",
    "large_wound_peak",
    "person_modifiers",
    "phase_windows",
    "plan_level",
    "release_by_day",
    "release_parameters",
    "released_by_session",
    "released_share",
    "scar_level",
    "scar_shares",
    "tissue",
    "tissues",
    "to_dataset",
    "with_release",
    "write_netcdf",
]
