"""Addresses of screening."""

from __future__ import annotations

from django.urls import path

from . import views

PATIENT = "patients/<uuid:patient_id>/screen/"
urlpatterns = [
    path(PATIENT, views.latest, name="screening"),
    path(f"{PATIENT}case/", views.case, name="screening_case"),
    path(f"{PATIENT}again/", views.again, name="screening_again"),
    path(f"{PATIENT}<uuid:screening_id>/", views.earlier, name="earlier_screening"),
    path(f"{PATIENT}<uuid:screening_id>/override/<slug:rule>/", views.override, name="override"),
    path(f"{PATIENT}overrides/<uuid:override_id>/end/", views.end_override, name="end_override"),
]
