"""Pages of staff: the ways a patient can come in, made, e-mailed, printed, taken back; and where they are in now."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_POST, require_safe

from ..clinics.access import MemberRequest, actor_of, for_members
from ..core.links import code_of, secret_for
from ..core.once import once
from ..core.refusals import Refused
from ..intake import qr
from ..patients.actions import note_look
from ..patients.selectors import Known, patient_of
from . import actions, selectors
from .forms import EntranceForm
from .mailing import send_link


@for_members()
@require_safe
def overview(request: MemberRequest, patient_id: UUID) -> HttpResponse:
    """Entrances and sessions of one patient."""
    known = patient_of(request.member.clinic_id, patient_id)
    note_look(clinic_id=request.member.clinic_id, patient_id=patient_id, page="portal", actor=actor_of(request))
    return _page(request, known, EntranceForm())


def _page(request: MemberRequest, known: Known, form: EntranceForm) -> HttpResponse:
    told = (request.member.clinic_id, known.patient.id)
    page = {
        "known": known,
        "form": form,
        "entrances": selectors.entrances_of(*told),
        "entries": selectors.entries_of(*told),
        "held": selectors.passkeys_of(*told),
        "satisfied": selectors.satisfied_of(*told),
    }
    return render(request, "portal/staff.html", page, status=422 if form.errors else 200)


@for_members()
@require_POST
def make(request: MemberRequest, patient_id: UUID) -> HttpResponse:
    """A new way in, shown once to be scanned, typed or printed; or e-mailed. The same form sent twice makes one."""
    clinic_id, by = request.member.clinic_id, request.member.user
    known = patient_of(clinic_id, patient_id)
    form = EntranceForm(request.POST)
    mail = request.POST.get("how") == "mail"
    if mail and not known.identity.email:
        form.add_error(None, "This patient has no e-mail address on record.")
    if not form.is_valid():
        return _page(request, known, form)
    key, told = form.cleaned_data["submission"], {"clinic_id": clinic_id, "actor": actor_of(request)}
    chosen = {"purpose": form.cleaned_data["purpose"], "hours": form.cleaned_data["hours"], "key": key}

    def act() -> str:
        return str(actions.open_entrance(patient_id=patient_id, by=by, **chosen, **told)[0].id)

    id = UUID(once(key, clinic_id=clinic_id, user_id=request.member.user_id, act=act))
    secret = secret_for(key, actions.ENTRANCE)
    link = request.build_absolute_uri(reverse("portal_door", args=[secret]))
    door = request.build_absolute_uri(reverse("portal_code"))
    if mail:
        return _mailed(request, known, id, link, door)
    code = code_of(secret)
    page = {"known": known, "link": link, "door": door, "code": f"{code[:4]} {code[4:]}", "qr": qr.picture(link)}
    page["entrance"] = next((item for item, _ in selectors.entrances_of(clinic_id, patient_id) if item.id == id), None)
    with translation.override("en"):
        return render(request, "portal/entrance.html", page)


def _mailed(request: MemberRequest, known: Known, id: UUID, link: str, door: str) -> HttpResponse:
    told = {"clinic_id": request.member.clinic_id, "entrance_id": id, "actor": actor_of(request)}
    if actions.claim_mail(**told):
        clinic, patient = request.member.clinic, known.patient
        code = code_of(link.rstrip("/").rsplit("/", 1)[-1])
        words = {"practice": clinic.name, "phone": clinic.phone, "language": patient.language}
        try:
            send_link(address=known.identity.email, link=link, code=code, door=door, **words)
        except Refused:
            actions.end_entrance(**told)
            raise
    messages.success(request, "The link was e-mailed.")
    return redirect("portal_of_patient", patient_id=known.patient.id)


@for_members()
@require_POST
def end_entrance(request: MemberRequest, patient_id: UUID, entrance_id: UUID) -> HttpResponse:
    """The link opens nothing any more, and who came in by it is out."""
    clinic_id = request.member.clinic_id
    patient_of(clinic_id, patient_id)
    actions.end_entrance(clinic_id=clinic_id, entrance_id=entrance_id, actor=actor_of(request))
    messages.success(request, "The link opens nothing any more.")
    return redirect("portal_of_patient", patient_id=patient_id)


@for_members()
@require_POST
def end_entry(request: MemberRequest, patient_id: UUID, entry_id: UUID) -> HttpResponse:
    """One browser is out."""
    clinic_id = request.member.clinic_id
    patient_of(clinic_id, patient_id)
    actions.end_entry(clinic_id=clinic_id, entry_id=entry_id, actor=actor_of(request))
    messages.success(request, "That browser is signed out.")
    return redirect("portal_of_patient", patient_id=patient_id)


@for_members()
@require_POST
def end_all(request: MemberRequest, patient_id: UUID) -> HttpResponse:
    """Every browser is out; unused links and passkeys open nothing."""
    clinic_id = request.member.clinic_id
    patient_of(clinic_id, patient_id)
    told = {"clinic_id": clinic_id, "patient_id": patient_id, "actor": actor_of(request)}
    actions.end_passkeys(**told)
    actions.end_all(**told)
    messages.success(request, "Every browser is signed out; unused links and passkeys are ended.")
    return redirect("portal_of_patient", patient_id=patient_id)
