"""Healing: a unit cell of dermis around one hole, its signals, cells and collagen, through a course of sessions."""

from .draws import central_parameters, draw_parameters
from .forecast import Request, Tissue, ZoneCourse, central_tissue, drawn_tissue, tissue, tissues
from .labelled import to_dataset, write_netcdf
from .outputs import CELL_OUTPUTS, COLUMN_OUTPUTS, LAYER_OUTPUTS, LAYERS, OUTPUTS, Output
from .phases import Phase, activities, phase_windows
from .scar import large_wound_peak, plan_level, scar_level, scar_shares

__all__ = [
    "CELL_OUTPUTS",
    "COLUMN_OUTPUTS",
    "LAYERS",
    "LAYER_OUTPUTS",
    "OUTPUTS",
    "Output",
    "Phase",
    "Request",
    "Tissue",
    "ZoneCourse",
    "activities",
    "central_parameters",
    "central_tissue",
    "draw_parameters",
    "drawn_tissue",
    "large_wound_peak",
    "phase_windows",
    "plan_level",
    "scar_level",
    "scar_shares",
    "tissue",
    "tissues",
    "to_dataset",
    "write_netcdf",
]
