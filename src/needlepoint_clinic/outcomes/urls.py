"""Addresses of scores."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("patients/<uuid:patient_id>/outcomes/new/", views.choose, name="choose_scale"),
    path("patients/<uuid:patient_id>/outcomes/new/<slug:scale>/", views.record, name="record_outcome"),
    path("outcomes/<uuid:outcome_id>/", views.show, name="outcome"),
    path("outcomes/<uuid:outcome_id>/release/", views.release, name="release_outcome"),
]
