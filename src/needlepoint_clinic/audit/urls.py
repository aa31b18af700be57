"""Addresses of the audit trail."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [path("", views.trail, name="audit"), path("check/", views.check, name="check_audit")]
