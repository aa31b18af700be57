"""Addresses of today and of a patient's page."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.today, name="today"),
    path("patients/<uuid:patient_id>/", views.patient, name="patient"),
]
