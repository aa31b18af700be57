"""The charts of the report, as SVG strings: one idea to a file, all on the axes of :mod:`.scales`.

Every chart has a title and a description, says what it shows by shape or dash as well as by colour, and stands any
data: what is missing is left out, and a chart with nothing to draw says so in words.
"""

from .bands import Band, Level, Window, band_chart, legend
from .cells import Cell, cell_chart
from .curves import Curve, curve_chart
from .flow import Box, flow_chart
from .intervals import Step, interval_bar, step_chart
from .people import PEOPLE, Group, people_chart
from .phases import phase_strip
from .points import Spot, spot_chart
from .rows import Row, row_chart
from .scales import MONTH_DAYS, Look, Scale, Values, day_ticks, finite, message_chart, nice_ticks

__all__ = [
    "MONTH_DAYS",
    "PEOPLE",
    "Band",
    "Box",
    "Cell",
    "Curve",
    "Group",
    "Level",
    "Look",
    "Row",
    "Scale",
    "Spot",
    "Step",
    "Values",
    "Window",
    "band_chart",
    "cell_chart",
    "curve_chart",
    "day_ticks",
    "finite",
    "flow_chart",
    "interval_bar",
    "legend",
    "message_chart",
    "nice_ticks",
    "people_chart",
    "phase_strip",
    "row_chart",
    "spot_chart",
    "step_chart",
]
