"""The main job: a case goes in, a plan comes out; and a saved course is simulated again."""

from .after_visit import recovery_after
from .ahead import next_session
from .courses import simulate_course
from .making import DRAWS, Plan, make_plan
from .searching import Protocol, Search, search_protocols
from .trying import OWN, TRYING_DRAWS, Room, Settings, Trial, reforecast, room
from .writing import FILES, write_plan

__all__ = [
    "DRAWS",
    "FILES",
    "OWN",
    "TRYING_DRAWS",
    "Plan",
    "Protocol",
    "Room",
    "Search",
    "Settings",
    "Trial",
    "make_plan",
    "next_session",
    "recovery_after",
    "reforecast",
    "room",
    "search_protocols",
    "simulate_course",
    "write_plan",
]
