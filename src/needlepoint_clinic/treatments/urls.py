"""Addresses of treatments. A zone has its number in the engine's list, so that no address names a part of a body."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern

from . import views, views_sign, views_treat

STEPS = {
    "identity": views.identity,
    "screen": views.screen,
    "consent": views.consent,
    "photographs": views.photographs,
    "treat": views_treat.treat,
    "sign": views_sign.sign,
}
CHART = "<uuid:treatment_id>/"


def _steps() -> list[URLPattern]:
    return [path(f"{CHART}{name}/", view, name=f"treatment_{name}") for name, view in STEPS.items()]


urlpatterns = [
    path("open/<uuid:session_id>/", views.open_session, name="open_treatment"),
    path(CHART, views.treatment, name="treatment"),
    *_steps(),
    path(f"{CHART}treat/setup/", views_treat.setup, name="treatment_setup"),
    path(f"{CHART}treat/cream/", views_treat.cream, name="treatment_cream"),
    path(f"{CHART}treat/cream/<int:cream_id>/off/", views_treat.cream_off, name="treatment_cream_off"),
    path(f"{CHART}treat/code/", views_treat.code, name="treatment_code"),
    path(f"{CHART}treat/cartridge/", views_treat.cartridge, name="treatment_cartridge"),
    path(f"{CHART}treat/cartridge/<uuid:cartridge_id>/out/", views_treat.cartridge_out, name="treatment_cartridge_out"),
    path(f"{CHART}treat/<int:number>/", views_treat.zone, name="treatment_zone"),
    path(f"{CHART}treat/<int:number>/out/", views_treat.zone_out, name="treatment_zone_out"),
    path(f"{CHART}sign/after/", views_sign.after, name="treatment_after"),
    path(f"{CHART}event/", views_sign.event, name="treatment_event"),
    path(f"{CHART}abandon/", views.abandon, name="treatment_abandon"),
    path(f"{CHART}record/", views_sign.record, name="treatment_record"),
    path(f"{CHART}record.pdf", views_sign.record_pdf, name="treatment_pdf"),
    path(f"{CHART}record/addendum/", views_sign.addendum, name="treatment_addendum"),
]
