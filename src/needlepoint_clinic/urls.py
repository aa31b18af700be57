"""Every address of the clinic. Nothing of a patient but a random id is ever in one."""

from __future__ import annotations

from django.urls import include, path
from django.views.defaults import page_not_found

handler400 = "needlepoint_clinic.core.answers.bad"
handler500 = "needlepoint_clinic.core.answers.broken"
CLOSED = {"exception": Exception()}

urlpatterns = [
    path("", include("needlepoint_clinic.core.urls")),
    path("", include("needlepoint_clinic.clinics.urls")),
    path("audit/", include("needlepoint_clinic.audit.urls")),
    path("patients/", include("needlepoint_clinic.patients.urls")),
    path("", include("needlepoint_clinic.intake.urls")),
    path("", include("needlepoint_clinic.screening.urls")),
    path("", include("needlepoint_clinic.courses.urls")),
    path("consent/", include("needlepoint_clinic.consent.urls")),
    path("", include("needlepoint_clinic.reminders.urls")),
    path("me/consent/", include("needlepoint_clinic.consent.urls_phone")),
    path("treatments/", include("needlepoint_clinic.treatments.urls")),
    path("", include("needlepoint_clinic.timeline.urls")),
    path("", include("needlepoint_clinic.checkins.urls")),
    path("", include("needlepoint_clinic.outcomes.urls")),
    path("", include("needlepoint_clinic.photographs.urls")),
    path("", include("needlepoint_clinic.portal.urls")),
    path("safety/", include("needlepoint_clinic.safety.urls")),
    path("accounts/email/", page_not_found, CLOSED, name="account_email"),  # owners vouch for addresses
    path("accounts/", include("allauth.urls")),
]
