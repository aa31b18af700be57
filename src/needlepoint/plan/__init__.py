"""The main job: a case goes in, a plan comes out; and a saved course is simulated again."""

from .courses import simulate_course
from .making import DRAWS, Plan, make_plan
from .writing import FILES, write_plan

__all__ = ["DRAWS", "FILES", "Plan", "make_plan", "simulate_course", "write_plan"]
