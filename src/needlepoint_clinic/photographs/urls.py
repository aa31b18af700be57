"""Addresses of photographs: random ids, and numbers for zones and views; nothing names a part of a body."""

from __future__ import annotations

from django.urls import path

from . import views, views_pairs, views_portal

OF = "patients/<uuid:patient_id>/photographs/"
ONE = "photographs/<uuid:photo_id>/"
PAIR = "photographs/pairs/<uuid:pair_id>/"
urlpatterns = [
    path(OF, views.overview, name="photographs"),
    path(f"{OF}take/", views.take, name="take_photographs"),
    path(f"{OF}pair/", views_pairs.choose, name="choose_pair"),
    path(ONE, views.show, name="photograph"),
    path(f"{ONE}change/", views.change, name="change_photograph"),
    path(f"{ONE}<str:kind>.jpg", views.picture, name="photograph_picture"),
    path(f"{ONE}guide.png", views.guide, name="photograph_guide"),
    path(f"{ONE}export/", views.export, name="export_photograph"),
    path(PAIR, views_pairs.show, name="photo_pair"),
    path(f"{PAIR}laid.jpg", views_pairs.laid, name="photo_pair_laid"),
    path(f"{PAIR}release/", views_pairs.release, name="release_pair"),
    path(f"{PAIR}export/", views_pairs.export, name="export_pair"),
    path("photographs/research/", views_pairs.research, name="photograph_research"),
    path("me/photographs/", views_portal.photographs, name="me_photographs"),
    path("me/photographs/<uuid:photo_id>/<str:kind>.jpg", views_portal.picture, name="me_photograph_picture"),
    path("me/photographs/<uuid:photo_id>/guide.png", views_portal.guide, name="me_photograph_guide"),
    path("me/photographs/pairs/<uuid:pair_id>/", views_portal.pair, name="me_photo_pair"),
    path("me/photographs/pairs/<uuid:pair_id>/laid.jpg", views_portal.laid, name="me_photo_pair_laid"),
]
