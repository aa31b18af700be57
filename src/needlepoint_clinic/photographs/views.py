"""Pages of the staff: a patient's photographs, taking some, one of them with its state, a copy that leaves."""

from __future__ import annotations

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..clinics.access import DECIDES, MemberRequest, actor_of, for_members
from ..clinics.models import Role
from ..consent.selectors import newest_signed, permits
from ..core.once import once
from ..patients.actions import note_look
from ..patients.selectors import patient_of
from . import actions, keeping, presenters, selectors, serving
from .angles import BY_ID, number_of, view_number, zone_label
from .forms import ChangeForm, ExportForm, PairForm, StaffTakeForm, WhereForm
from .uploading import as_json, form_as_json, take_all, wants_json


@for_members()
@require_safe
def overview(request: MemberRequest, patient_id: UUID) -> HttpResponse:
    """Every series of a patient, newest first; two of one series are chosen here to be compared."""
    clinic_id = request.member.clinic_id
    known = patient_of(clinic_id, patient_id)
    note_look(clinic_id=clinic_id, patient_id=patient_id, page="photographs", actor=actor_of(request))
    series = [
        {
            "zone": zone_label(item.zone),
            "view": BY_ID[item.view].label,
            "photos": [presenters.shown(photo) for photo in item.photos],
            "take": f"?zone={number_of(item.zone)}&view={view_number(item.view)}",
            "form": PairForm(auto_id=False),
        }
        for item in selectors.series_of(clinic_id, patient_id)
    ]
    page = {
        "known": known,
        "series": series,
        "hidden": [presenters.shown(item) for item in selectors.hidden_of(clinic_id, patient_id)],
        "released": selectors.released_pairs(clinic_id, patient_id),
    }
    return render(request, "photographs/overview.html", page)


@for_members()
@require_http_methods(["GET", "POST"])
def take(request: MemberRequest, patient_id: UUID) -> HttpResponse:
    """Take or choose photographs of one zone from one view, with the outline of the last one."""
    clinic_id = request.member.clinic_id
    known = patient_of(clinic_id, patient_id)
    where = WhereForm(request.GET, first=selectors.course_zones(clinic_id, patient_id))
    last = selectors.last_photo(clinic_id, patient_id, where.zone, where.view)
    visit = _visit(request, patient_id)
    initial = {"zone": where.zone, "view": where.view}
    form = StaffTakeForm(request.POST or None, request.FILES or None, initial=initial, last=last)
    arrived = None
    if request.method == "POST" and not form.is_valid() and wants_json(request):
        return form_as_json(form)
    if request.method == "POST" and form.is_valid():

        def keep(file: UploadedFile, key: UUID) -> actions.Taken:
            told = form.cleaned_data
            return actions.take(
                clinic_id=clinic_id,
                patient_id=patient_id,
                zone=told["zone"],
                view=told["view"],
                file=file,
                taken_on=told["taken_on"],
                noted={name: told[name] for name in actions.NOTED},
                by=request.member.user,
                treatment_id=visit,
                submission=key,
                actor=actor_of(request),
            )

        arrived = take_all(request, form, keep)
        if wants_json(request):
            return as_json(arrived)
        if not arrived.problems:
            messages.success(request, arrived.words)
            return redirect(f"{request.path}?{_next(where, visit)}")
    note_look(clinic_id=clinic_id, patient_id=patient_id, page="photographs", actor=actor_of(request))
    page = {
        "known": known,
        "where": where,
        "angle": BY_ID[where.view],
        "zone": zone_label(where.zone),
        "last": presenters.shown(last) if last else None,
        "form": form,
        "arrived": arrived,
        "visit": visit,
        "asked": newest_signed(clinic_id, patient_id) is not None,
        "allowed": permits(clinic_id, patient_id, "record"),
    }
    bad = bool(form.errors) or arrived is not None
    return render(request, "photographs/take.html", page, status=422 if bad else 200)


def _visit(request: MemberRequest, patient_id: UUID) -> UUID | None:
    """The visit that the page was opened from."""
    told = request.GET.get("visit", "")
    if not told:
        return None
    try:
        asked = UUID(told)
    except ValueError:
        raise Http404 from None
    return selectors.treatment_of(request.member.clinic_id, patient_id, asked).id


def _next(where: WhereForm, visit: UUID | None) -> str:
    """The next view of the same zone."""
    ids = [item.id for item in where.angles]
    following = ids[(ids.index(where.view) + 1) % len(ids)]
    told = QueryDict(mutable=True)
    told.update({"zone": number_of(where.zone), "view": view_number(following)})
    if visit:
        told["visit"] = str(visit)
    return told.urlencode()


@for_members()
@require_safe
def show(request: MemberRequest, photo_id: UUID) -> HttpResponse:
    """One photograph: what was noted, who sees it, where copies went."""
    return _page(request, photo_id)


def _page(request: MemberRequest, photo_id: UUID, form: ChangeForm | None = None) -> HttpResponse:
    clinic_id = request.member.clinic_id
    photo = selectors.photo_of(clinic_id, photo_id)
    known = patient_of(clinic_id, photo.patient_id)
    note_look(clinic_id=clinic_id, patient_id=photo.patient_id, page="photograph", actor=actor_of(request))
    page = {
        "known": known,
        **presenters.shown(photo),
        "changes": photo.changes.all(),
        "uses": photo.uses.all(),
        "decides": request.member.role in DECIDES,
        "form": form or ChangeForm(auto_id=False),
    }
    return render(request, "photographs/show.html", page, status=422 if form and form.errors else 200)


@for_members()
@require_POST
def change(request: MemberRequest, photo_id: UUID) -> HttpResponse:
    """Hide, show again, release, take back."""
    form, clinic_id = ChangeForm(request.POST), request.member.clinic_id
    photo = selectors.photo_of(clinic_id, photo_id)
    if not form.is_valid():
        return _page(request, photo_id, form)
    told = {"what": form.cleaned_data["what"], "why": form.cleaned_data["why"]}

    def act() -> str:
        done = actions.change_photo(
            clinic_id=clinic_id, photo_id=photo_id, member=request.member, actor=actor_of(request), **told
        )
        return str(done.id)

    once(form.cleaned_data["submission"], clinic_id=clinic_id, user_id=request.member.user_id, act=act)
    messages.success(request, "Done.")
    if told["what"] == "hidden":
        return redirect("photographs", patient_id=photo.patient_id)
    return redirect("photograph", photo_id=photo_id)


@for_members()
@require_safe
def picture(request: MemberRequest, photo_id: UUID, kind: str) -> HttpResponse:
    """The picture itself. The page that shows it is the event in the trail; the full one is an event by itself."""
    photo = selectors.photo_of(request.member.clinic_id, photo_id)
    if kind == "full":
        told = {"clinic_id": request.member.clinic_id, "patient_id": photo.patient_id}
        note_look(page="photograph in full", actor=actor_of(request), **told)
    return serving.picture(photo, kind)


@for_members()
@require_safe
def guide(request: MemberRequest, photo_id: UUID) -> HttpResponse:
    """The outline of a photograph."""
    return serving.guide(selectors.photo_of(request.member.clinic_id, photo_id))


@for_members(Role.OWNER, Role.PROVIDER)
@reauthentication_required
@require_http_methods(["GET", "POST"])
def export(request: MemberRequest, photo_id: UUID) -> HttpResponse:
    """A copy of one photograph that leaves the record, for a use the patient allows."""
    clinic_id = request.member.clinic_id
    photo = selectors.photo_of(clinic_id, photo_id)
    known = patient_of(clinic_id, photo.patient_id)
    uses = [(use, words) for use, words in selectors.USE_WORDS.items() if permits(clinic_id, photo.patient_id, use)]
    form = ExportForm(request.POST or None, uses=uses)
    if request.method == "POST" and form.is_valid():
        content = keeping.read(photo.id, "full")
        told = {name: form.cleaned_data[name] for name in ("use", "gone_to")}
        told |= {"photo": photo, "content": content, "member": request.member, "actor": actor_of(request)}
        key = form.cleaned_data["submission"]
        id = once(
            key,
            clinic_id=clinic_id,
            user_id=request.member.user_id,
            act=lambda: str(actions.export(clinic_id=clinic_id, **told).id),
        )
        return serving.download(content, id)
    back = reverse("photograph", args=[photo.id])
    page = {"form": form, "uses": uses, "back": back, "known": known, "comparable": None}
    return render(request, "photographs/export.html", page, status=422 if form.errors else 200)
