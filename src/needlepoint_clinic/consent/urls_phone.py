"""Addresses of the patient's consent."""

from __future__ import annotations

from django.urls import path

from . import views_phone

urlpatterns = [
    path("", views_phone.start, name="me_consent"),
    path("read/<int:number>/", views_phone.read, name="me_consent_read"),
    path("questions/", views_phone.questions, name="me_consent_questions"),
    path("questions/<slug:question>/", views_phone.answered, name="me_consent_answer"),
    path("photographs/", views_phone.photographs, name="me_consent_photographs"),
    path("sign/", views_phone.sign, name="me_consent_sign"),
    path("<uuid:consent_id>/", views_phone.copy, name="me_consent_copy"),
    path("<uuid:consent_id>/take-back/", views_phone.take_back, name="me_take_back"),
]
