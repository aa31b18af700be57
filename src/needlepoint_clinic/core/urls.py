"""Pages that belong to no record: health, for whoever watches the server."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [path("health/", views.health, name="health")]
