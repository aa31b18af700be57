"""Addresses of the questionnaire. A page's number is the same for everybody: it tells nothing of the answers."""

from __future__ import annotations

from django.urls import path

from . import views, views_link

PATIENT = "patients/<uuid:patient_id>/intake/"
urlpatterns = [
    path(PATIENT, views.overview, name="intake"),
    path(f"{PATIENT}begin/", views.begin, name="intake_begin"),
    path(f"{PATIENT}link/", views.make_link, name="intake_make_link"),
    path(f"{PATIENT}link/end/", views.end_link, name="intake_end_link"),
    path(f"{PATIENT}hand-over/", views.hand_over, name="intake_hand_over"),
    path(f"{PATIENT}check/", views.check, name="intake_check"),
    path(f"{PATIENT}send/", views.send, name="intake_send"),
    path(f"{PATIENT}language/", views.language, name="intake_language"),
    path(f"{PATIENT}<int:number>/", views.step, name="intake_step"),
    path("i/<str:secret>/", views_link.start, name="my_intake"),
    path("questions/check/", views_link.check, name="my_intake_check"),
    path("questions/send/", views_link.send, name="my_intake_send"),
    path("questions/language/", views_link.language, name="my_intake_language"),
    path("questions/<int:number>/", views_link.step, name="my_intake_step"),
]
