"""Addresses of the portal. The door's hold a random secret and nothing else; the pages' hold nothing of a person."""

from __future__ import annotations

from django.urls import path, register_converter

from . import views, views_check_in, views_entrance, views_passkey, views_results, views_staff


class DayNumber:
    """Days since the first visit; before it they are negative."""

    regex = r"-?[0-9]{1,4}"

    def to_python(self, value: str) -> int:
        """The number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """The number as it stands in an address."""
        return str(value)


register_converter(DayNumber, "day_number")

STAFF = "patients/<uuid:patient_id>/portal/"
urlpatterns = [
    path("p/", views_entrance.code, name="portal_code"),
    path("p/out/", views_entrance.out, name="portal_out"),
    path("p/passkey/", views_entrance.passkey, name="portal_passkey"),
    path("p/<str:secret>/", views_entrance.door, name="portal_door"),
    path("days/<str:secret>.ics", views.feed, name="portal_feed"),
    path("me/", views.today, name="me_today"),
    path("me/day/<day_number:number>/", views.day, name="me_day"),
    path("me/calendar/", views.calendar, name="me_calendar"),
    path("me/calendar/address/", views.make_feed, name="me_make_feed"),
    path("me/calendar/address/end/", views.end_feed, name="me_end_feed"),
    path("me/ask/", views.ask, name="me_ask"),
    path("me/check-in/", views_check_in.check_in, name="me_check_in"),
    path("me/check-in/<uuid:check_in_id>/", views_check_in.told, name="me_told"),
    path("me/results/", views_results.results, name="me_results"),
    path("me/results/satisfied/", views_results.satisfied, name="me_satisfied"),
    path("me/more/", views.more, name="me_more"),
    path("me/language/", views.language, name="me_language"),
    path("me/sign-out/", views.sign_out, name="me_sign_out"),
    path("me/passkey/", views_passkey.passkey, name="me_passkey"),
    path("me/passkey/end/", views_passkey.end_passkeys, name="me_end_passkeys"),
    path(STAFF, views_staff.overview, name="portal_of_patient"),
    path(f"{STAFF}entrance/", views_staff.make, name="portal_make_entrance"),
    path(f"{STAFF}entrance/<uuid:entrance_id>/end/", views_staff.end_entrance, name="portal_end_entrance"),
    path(f"{STAFF}entry/<uuid:entry_id>/end/", views_staff.end_entry, name="portal_end_entry"),
    path(f"{STAFF}end/", views_staff.end_all, name="portal_end_all"),
]
