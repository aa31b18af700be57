"""Warm: the engine's compiled loops are loaded by a thread when the server starts, not by the first patient's plan."""

from __future__ import annotations

import logging
import threading
from datetime import date

from needlepoint import make_plan, parse_case
from needlepoint.course import Schedule, ZoneTreatment
from needlepoint.device import Technique
from needlepoint.plan import reforecast

log = logging.getLogger(__name__)
CASE = """
patient: {age: 35, sex: female, phototype: II}
history: {conditions: [], medications: [], topicals: [], procedures: [], allergies: [], pregnant: no, breastfeeding: no}
goals: [{concern: atrophic_acne_scar, subtype: rolling, zones: [cheek_left]}]
setting: clinic
"""


def warm_engine(*, wait: bool = False) -> threading.Thread:
    """Start loading what a plan needs; ``wait``: until it is loaded. A fault is logged, and the server goes on."""
    thread = threading.Thread(target=_warm, name="warm engine", daemon=True)
    thread.start()
    if wait:
        thread.join()
    return thread


def _warm() -> None:
    try:
        today = date.today()
        case = parse_case(CASE, "a warm-up", on=today)
        treatments = [ZoneTreatment(zone="cheek_left", technique=Technique(1.0, 4))]
        reforecast(case, on=today, treatments=treatments, schedule=Schedule(28, 3), draws=1)
        make_plan(case, on=today, draws=1)
    except Exception:
        log.exception("the engine could not be warmed")
