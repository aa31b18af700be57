"""Addresses of plans and courses."""

from __future__ import annotations

from django.urls import path

from . import views, views_course

PLAN = "patients/<uuid:patient_id>/plan/"
urlpatterns = [
    path(PLAN, views.plan, name="plan"),
    path(f"{PLAN}try/", views.attempt, name="try_settings"),
    path(f"{PLAN}own/", views.own, name="own_plan"),
    path(f"{PLAN}<uuid:worked_id>/", views.worked, name="worked_plan"),
    path(f"{PLAN}<uuid:worked_id>/accept/<slug:option>/", views.accept, name="accept_plan"),
    path("courses/<uuid:course_id>/", views_course.course, name="course"),
    path("courses/<uuid:course_id>/plan.pdf", views_course.course_pdf, name="course_pdf"),
    path("courses/<uuid:course_id>/end/", views_course.end, name="end_course"),
    path("courses/<uuid:course_id>/visits/<uuid:session_id>/", views_course.visit, name="planned_visit"),
]
