"""Addresses of patients."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.find, name="patients"),
    path("new/", views.add, name="add_patient"),
    path("<uuid:patient_id>/details/", views.change, name="change_patient"),
]
