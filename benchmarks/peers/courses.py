"""The job that is timed, and what the engine's scheme has to compute for it.

One patient's course of four monthly sessions and six months; each patient has constants of their own, from the priors.
"""

from __future__ import annotations

from needlepoint.device import Technique, device_library
from needlepoint.evidence import load_parameters
from needlepoint.healing import Request, central_parameters
from needlepoint.healing.forecast import ZoneCourse, _requested
from needlepoint.healing.ladder import SUBSTEPS
from needlepoint.healing.solver import Run
from needlepoint.healing.states import COLUMN, LOCAL, SIGNALS
from needlepoint.puncture import expected_field
from needlepoint.randomness import drawn_parameters
from needlepoint.skin import layers
from peers.trace import traced

ZONE, SEX, AGE, PHOTOTYPE = "cheek_left", "female", 35, "III"
SESSION_DAYS = (0.0, 28.0, 56.0, 84.0)
UNTIL_DAY = 84.0 + 182.0
# operations of one exponential step of a state; of its parabola; of one mode of a signal
RELAX, AHEAD, PROPAGATE = 13, 6, 9


def patients(count: int) -> list[Run]:
    """``count`` patients under the generic pen, 1.0 mm and 4 passes; the first at the stated constants."""
    skin = layers(ZONE, SEX, AGE)
    field = expected_field(device_library()["generic_pen"], Technique(1.0, 4), ZONE, skin)
    course = ZoneCourse(ZONE, skin, SESSION_DAYS, (field,) * len(SESSION_DAYS))
    central = central_parameters(PHOTOTYPE)
    draws = drawn_parameters(load_parameters("healing"), count - 1, seed=1, process="benchmark") if count > 1 else []
    people = [central, *({name: draw.get(name, value) for name, value in central.items()} for draw in draws)]
    return _requested(Request((course,), tuple(people), (0.0, UNTIL_DAY), nodes=1))


def operations(run: Run, macro_steps: int) -> float:
    """Additions, multiplications, divisions and comparisons that the scheme asks for one course (an exponential counts
    as one); what a compiler adds does not count."""
    rows, rings = run.injuries[0].damage.shape
    rates = traced(tuple(run.parameters))
    levels = [node.level for node in rates.needed()]
    at_point, others = levels.count("point"), len(levels) - levels.count("point")
    react = rows * rings * (at_point + (RELAX + AHEAD) * len(LOCAL)) + others + (RELAX + AHEAD) * len(COLUMN)
    transforms = 2 * (rings + rows) * 2 * len(SIGNALS) * rows * rings
    spread = transforms + PROPAGATE * len(SIGNALS) * rows * rings
    return float(macro_steps * SUBSTEPS * (react + spread))
