"""The main job: a case goes in, a plan comes out; and what a saved course can be asked again."""

from .courses import puncture_course, simulate_course
from .making import DRAWS, Plan, make_plan
from .writing import FILES, write_plan

__all__ = ["DRAWS", "FILES", "Plan", "make_plan", "puncture_course", "simulate_course", "write_plan"]
