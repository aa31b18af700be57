"""Addresses of reminders: the practice's list, the patient's choices, the end of messages."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("reminders/", views.board, name="reminders"),
    path("reminders/<uuid:reminder_id>/", views.settle, name="settle_reminder"),
    path("me/reminders/", views.mine, name="me_reminders"),
    path("r/<str:secret>/", views.stop, name="stop_reminders"),
]
