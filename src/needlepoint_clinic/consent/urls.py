"""Addresses of consents."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("course/<uuid:course_id>/", views.record, name="record_consent"),
    path("course/<uuid:course_id>/phone/", views.phone, name="consent_by_phone"),
    path("<uuid:consent_id>/", views.show, name="consent"),
    path("<uuid:consent_id>/revoke/", views.revoke, name="revoke_consent"),
]
