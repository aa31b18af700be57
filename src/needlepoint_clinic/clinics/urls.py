"""Addresses of the house."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("start/", views.first_run, name="first_run"),
    path("clinic/members/", views.members, name="members"),
    path("clinic/members/<uuid:membership_id>/", views.change_role, name="change_role"),
    path("clinic/members/<uuid:membership_id>/factor/", views.reset_factor, name="reset_factor"),
    path("clinic/details/", views.details, name="clinic_details"),
    path("clinic/choose/", views.choose, name="choose_clinic"),
]
