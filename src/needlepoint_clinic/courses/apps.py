"""Courses: the plan screen, the chosen proposal, its forecast frozen with inputs, versions and hash."""

from __future__ import annotations

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    """Django finds the app by this."""

    name = "needlepoint_clinic.courses"
