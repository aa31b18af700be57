"""Addresses of check-ins, the staff's side."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("check-ins/", views.waiting, name="check_ins"),
    path("check-ins/<uuid:check_in_id>/", views.show, name="check_in"),
    path("check-ins/<uuid:check_in_id>/close/", views.close, name="close_check_in"),
    path("check-ins/<uuid:check_in_id>/adverse-event/", views.adverse_event, name="adverse_event_from_check_in"),
    path("check-ins/<uuid:check_in_id>/correct/", views.correct, name="correct_check_in"),
    path("patients/<uuid:patient_id>/check-ins/new/", views.add, name="add_check_in"),
]
