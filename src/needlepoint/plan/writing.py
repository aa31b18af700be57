"""The files of a plan, written all together or not at all."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from pathlib import Path

from ..care import to_ics
from ..course import course_to_yaml
from ..files import Content, write_folder
from ..healing import write_netcdf
from ..report import render_html
from .making import Plan

FILES = ("plan.json", "report.html", "course.yaml", "care.ics", "forecast.nc")


def plan_files(plan: Plan) -> Mapping[str, Content]:
    """Content of every file this plan has: without a course there is only the document and the report."""
    files: dict[str, Content] = {
        "plan.json": json.dumps(plan.document, separators=(",", ":"), ensure_ascii=False, allow_nan=False) + "\n",
        "report.html": render_html(plan.document),
    }
    if plan.course is not None:
        files["course.yaml"] = course_to_yaml(plan.course)
    if plan.care is not None and plan.course is not None and plan.course.start is not None:
        files["care.ics"] = to_ics(plan.care)
    if plan.tissue is not None:
        files["forecast.nc"] = functools.partial(write_netcdf, plan.tissue)
    return files


def write_plan(plan: Plan, folder: Path) -> list[Path]:
    """Write the plan into ``folder``; files of an earlier plan that this one has not are removed. Returns the paths.

    Raises InputError when the path cannot be a folder, MachineError when it cannot be written.
    """
    return write_folder(folder, plan_files(plan), owned=FILES)
