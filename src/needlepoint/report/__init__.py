"""The report of a plan: a self-contained HTML page, its charts as SVG, and the published schema of plan.json.

The views make display values from plan.json for other pages that show the same plan (the clinic's).
"""

from .charts import Look
from .choices import alternatives_view, front_view
from .grouping import findings_view, zones_in_words
from .hazards import in_hundred, risk_rows
from .html import render_html
from .mending import mending_picture
from .outlines import Outline, View, zone_outlines
from .outlook import headline, outlook_view
from .pictures import recovery_figures
from .present import card_view, finding_view, recovery_view
from .schema import SCHEMA_NAME, check_plan, plan_schema
from .stopping import stop_view
from .timeline import Foreseen, Seen, Visit, timeline_chart

__all__ = [
    "SCHEMA_NAME",
    "Foreseen",
    "Look",
    "Outline",
    "Seen",
    "View",
    "Visit",
    "alternatives_view",
    "card_view",
    "check_plan",
    "finding_view",
    "findings_view",
    "front_view",
    "headline",
    "in_hundred",
    "mending_picture",
    "outlook_view",
    "plan_schema",
    "recovery_figures",
    "recovery_view",
    "render_html",
    "risk_rows",
    "stop_view",
    "timeline_chart",
    "zone_outlines",
    "zones_in_words",
]
