"""The report of a plan: a self-contained HTML page, its charts as SVG, and the published schema of plan.json."""

from .html import render_html
from .schema import SCHEMA_NAME, check_plan, plan_schema

__all__ = ["SCHEMA_NAME", "check_plan", "plan_schema", "render_html"]
