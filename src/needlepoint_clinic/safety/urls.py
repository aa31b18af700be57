"""Addresses of safety. A lot is of a product, not of a person, so it may stand in one."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.overview, name="safety"),
    path("recall/", views.recall, name="recall"),
    path("recall.csv", views.recall_csv, name="recall_csv"),
    path("adverse-events/<uuid:event_id>/", views.event, name="adverse_event"),
    path("adverse-events/<uuid:event_id>/follow-up/", views.follow_up, name="follow_up_adverse_event"),
    path("adverse-events/<uuid:event_id>/close/", views.close_event, name="close_adverse_event"),
]
