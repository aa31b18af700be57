"""Pages of the fifth step: device, numbing cream on its clock, cartridge, and the zones."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needlepoint import InputError

from ..clinics.access import MemberRequest, actor_of, for_members
from ..core.uploads import too_large, too_large_words
from . import actions, presenters, selectors, steps
from .forms import CartridgeForm, CodeForm, ConfirmForm, CreamForm, CreamOffForm, SetupForm, ZoneForm
from .gs1 import NotGS1, Reading, read
from .numbing import area_of, check_cream, clocks_of, over_limits, weight_of
from .pages import chart_page, open_chart, take, who
from .planned import deepest
from .refusals import OverLimit
from .scanning import code_in


def _treat_page(request: MemberRequest, chart: selectors.Chart, *, status: int = 200, **told: Any) -> HttpResponse:
    """The whole step; ``told`` replaces the fresh forms by those that were sent."""
    treatment = chart.treatment
    clocks = clocks_of(chart.creams)
    page: dict[str, Any] = {
        "setup": SetupForm(initial=_setup(chart), auto_id="setup-%s"),
        "cream": CreamForm(initial=_cream(chart), day=treatment.on, auto_id="cream-%s"),
        "code": CodeForm(auto_id="code-%s"),
        "cartridge": CartridgeForm(auto_id="cartridge-%s"),
        "clocks": [(clock, _off_form(clock.cream)) for clock in clocks],
        "cartridges": [(row, ConfirmForm(auto_id=f"out-{row.id}-%s")) for row in chart.cartridges],
        "missing": steps.before_needling(treatment, chart.creams),
        "rows": presenters.rows_of(chart),
        "views": presenters.drawings(chart),
        "others": presenters.other_zones(chart),
        "next": presenters.next_open(chart),
    }
    page |= told
    page["next_url"] = presenters.zone_url(treatment.id, page["next"]) if page["next"] else ""
    return chart_page(request, chart, "treat", page, status=status)


def _setup(chart: selectors.Chart) -> dict[str, Any]:
    device = chart.treatment.device
    told = {"name": device.get("name", ""), "serial": device.get("serial", "")}
    return told | {
        "preparation": chart.treatment.preparation,
        "version": steps.part_version(chart.treatment, "setup"),
    }


def _cream(chart: selectors.Chart) -> dict[str, Any]:
    zones = [item.zone for item in chart.planned]
    case = chart.treatment.screening.case if chart.treatment.screening else chart.treatment.course.case
    return {"area_cm2": area_of(zones) if zones else None, "weight_kg": weight_of(case)}


def _off_form(cream: Any) -> CreamOffForm:
    return CreamOffForm(initial={"version": steps.cream_version(cream)}, auto_id=f"off-{cream.id}-%s")


@for_members()
@require_safe
def treat(request: MemberRequest, treatment_id: UUID) -> HttpResponse:
    """The step as it stands."""
    chart = open_chart(request, treatment_id)
    if chart is None:
        return redirect("treatment_record", treatment_id=treatment_id)
    return _treat_page(request, chart)


@for_members()
@require_POST
def setup(request: MemberRequest, treatment_id: UUID) -> HttpResponse:
    """Device and preparation."""
    chart = _chart(request, treatment_id)
    form = SetupForm(request.POST, auto_id="setup-%s")
    if form.is_valid():
        told = who(request, treatment_id) | {
            name: form.cleaned_data[name] for name in ("name", "serial", "preparation")
        }
        if take(request, form, lambda: actions.set_up(shown=form.cleaned_data["version"], **told).id):
            return redirect("treatment_treat", treatment_id=treatment_id)
    return _treat_page(request, chart, setup=form, status=422)


@for_members()
@require_POST
def cream(request: MemberRequest, treatment_id: UUID) -> HttpResponse:
    """Check a dose; put the cream on."""
    chart = _chart(request, treatment_id)
    form = CreamForm(request.POST, day=chart.treatment.on, auto_id="cream-%s")
    checked = None
    if form.is_valid():
        amounts = {
            name: form.cleaned_data[name] for name in ("grams", "area_cm2", "strength_percent", "weight_kg")
        }  # fmt: skip
        try:
            checked = _checked(chart, form.cleaned_data["drug"], amounts)
            if "check" not in request.POST and take(
                request, form, lambda: _put_on(request, treatment_id, form, amounts)
            ):
                messages.success(request, "The clock runs.")
                return redirect("treatment_treat", treatment_id=treatment_id)
        except InputError as fault:
            form.add_error(None, str(fault))
    limits = over_limits(checked) if checked else []
    status = 200 if "check" in request.POST and not form.errors else 422
    return _treat_page(request, chart, cream=form, checked=checked, limits=limits, status=status)


def _checked(chart: selectors.Chart, drug: str, amounts: dict[str, Any]) -> Any:
    treatment = chart.treatment
    return check_cream(
        product=drug,
        depth_mm=deepest(treatment),
        screening=treatment.screening,
        on=treatment.on,
        needled=False,
        **amounts,
    )


def _put_on(request: MemberRequest, treatment_id: UUID, form: CreamForm, amounts: dict[str, Any]) -> object:
    told = form.cleaned_data
    try:
        return actions.add_anaesthetic(
            drug=told["drug"],
            on_at=told["on_at"],
            over_limits_meant=told["meant"],
            **amounts,
            **who(request, treatment_id),
        ).id
    except OverLimit as fault:
        form.add_error("meant", "Tick this when the dose is meant, or change it.")
        raise fault


@for_members()
@require_POST
def cream_off(request: MemberRequest, treatment_id: UUID, cream_id: int) -> HttpResponse:
    """All of it wiped off."""
    chart = _chart(request, treatment_id)
    row = next((item for item in chart.creams if item.id == cream_id), None)
    if row is None:
        raise Http404
    form = CreamOffForm(request.POST, day=chart.treatment.on, on_at=row.on_at, auto_id=f"off-{cream_id}-%s")
    if form.is_valid():
        told = who(request, treatment_id) | {"anaesthetic_id": cream_id, "off_at": form.cleaned_data["off_at"]}
        if take(request, form, lambda: actions.remove_anaesthetic(shown=form.cleaned_data["version"], **told).id):
            return redirect("treatment_treat", treatment_id=treatment_id)
    clocks = [
        (clock, form if clock.cream.id == cream_id else _off_form(clock.cream)) for clock in clocks_of(chart.creams)
    ]
    return _treat_page(request, chart, clocks=clocks, status=422)


@for_members()
@require_POST
def code(request: MemberRequest, treatment_id: UUID) -> HttpResponse:
    """Read a cartridge's code, from a photograph or as typed. A code with two readings is asked about."""
    chart = _chart(request, treatment_id)
    form = CodeForm(request.POST, request.FILES, auto_id="code-%s")
    reading, how = None, "scan" if "picture" in request.FILES else "string"
    if too_large(request, "picture"):
        form.add_error("picture", too_large_words())
    elif form.is_valid():
        reading = _reading(form)
    if form.errors or reading is None:
        actions.note_refused(
            clinic_id=request.member.clinic_id, treatment_id=treatment_id, what="code", actor=actor_of(request)
        )
        return _treat_page(request, chart, code=form, status=422)
    sure = reading.sure
    choices = presenters.choices_of(reading)
    if sure is None:
        asked = [(item, CartridgeForm(initial=item.values | {"how": how})) for item in choices]
        return _treat_page(request, chart, code=form, doubt=reading.doubt, choices=asked, status=422)
    values = choices[0].values | {"how": how}
    if not choices[0].whole:
        fields = CartridgeForm(initial=values, auto_id="cartridge-%s")
        told = "The code holds no lot or no expiry. Type what is missing from the label."
        return _treat_page(request, chart, cartridge=fields, incomplete=told, status=422)
    submission = {"submission": form.cleaned_data["submission"]}
    return _open_cartridge(request, chart, CartridgeForm(values | submission, auto_id="cartridge-%s"))


def _reading(form: CodeForm) -> Reading | None:
    told = form.cleaned_data
    try:
        text = code_in(told["picture"]) if told["picture"] else told["code"]
        if not text:
            form.add_error("code", "Send a photograph of the code, or type it.")
            return None
        return read(text, timezone.localdate())
    except ValidationError as fault:
        form.add_error("picture", fault)
    except NotGS1 as fault:
        form.add_error("picture" if told["picture"] else "code", fault.reason)
    return None


@for_members()
@require_POST
def cartridge(request: MemberRequest, treatment_id: UUID) -> HttpResponse:
    """The fields of a cartridge, typed or chosen from the readings of a code."""
    return _open_cartridge(request, _chart(request, treatment_id), CartridgeForm(request.POST, auto_id="cartridge-%s"))


def _open_cartridge(request: MemberRequest, chart: selectors.Chart, form: CartridgeForm) -> HttpResponse:
    treatment_id = chart.treatment.id
    if form.is_valid():
        names = ("lot", "expiry", "gtin", "serial", "how")
        told = who(request, treatment_id) | {name: form.cleaned_data[name] for name in names}
        if take(request, form, lambda: actions.set_cartridge(**told).id):
            messages.success(request, f"Cartridge of lot {told['lot']} is open for this patient.")
            return redirect("treatment_treat", treatment_id=treatment_id)
        actions.note_refused(
            clinic_id=request.member.clinic_id, treatment_id=treatment_id, what="cartridge", actor=actor_of(request)
        )
    return _treat_page(request, chart, cartridge=form, status=422)


@for_members()
@require_POST
def cartridge_out(request: MemberRequest, treatment_id: UUID, cartridge_id: UUID) -> HttpResponse:
    """Entered by mistake."""
    chart = _chart(request, treatment_id)
    form = ConfirmForm(request.POST)
    if not form.is_valid() or cartridge_id not in {row.id for row in chart.cartridges}:
        raise Http404
    told = who(request, treatment_id)
    take(request, form, lambda: actions.take_out_cartridge(cartridge_id=cartridge_id, **told))
    return redirect("treatment_treat", treatment_id=treatment_id)


@for_members()
@require_http_methods(["GET", "POST"])
def zone(request: MemberRequest, treatment_id: UUID, number: int) -> HttpResponse:
    """One zone: plan beside done; the settings start from the plan, the zone before or the visit before."""
    chart = open_chart(request, treatment_id)
    name = presenters.zone_of_number(number)
    if chart is None:
        return redirect("treatment_record", treatment_id=treatment_id)
    if name is None:
        raise Http404
    row = chart.zone(name)
    before, visit = selectors.last_zone(chart, name), selectors.last_visit_zone(chart.treatment, name)
    sources = {"plan": chart.plan(name), "zone": before, "visit": visit}
    source = request.GET.get("copy", "")
    form = ZoneForm(
        request.POST or None, day=chart.treatment.on, auto_id="zone-%s", initial=_zone_start(row, sources, source)
    )
    if request.method == "POST" and form.is_valid():
        told = who(request, treatment_id) | {"zone": name, "done": form.done(), "shown": form.cleaned_data["version"]}
        if take(request, form, lambda: actions.chart_zone(**told).id):
            return _after_zone(request, treatment_id, name)
    fields = [
        (
            form[setting],
            presenters.beside(setting, ("plan", sources["plan"]), ("zone before", before), ("last visit", visit)),
            _differs(form[setting].value(), sources["plan"], setting),
        )
        for setting in presenters.SETTINGS
    ]
    page = {
        "form": form,
        "fields": fields,
        "row": presenters.row_of(chart, name),
        "rows": presenters.rows_of(chart),
        "views": presenters.drawings(chart, here=name),
        "missing": steps.before_needling(chart.treatment, chart.creams),
        "copied": source if sources.get(source) else "",
        "sources": sources,
        "out": ConfirmForm(initial={"version": steps.zone_version(row)}, auto_id="out-%s"),
        "last": presenters.next_open(chart, name) in (None, name),
    }
    return chart_page(request, chart, "zone", page, status=422 if form.errors else 200)


def _zone_start(row: Any, sources: dict[str, Any], copy: str) -> dict[str, Any]:
    """What the form shows first. Settings may come from elsewhere; what is seen is never copied."""
    told: dict[str, Any] = {"version": steps.zone_version(row)}
    if row is not None:
        told |= {name: getattr(row, name) for name in steps.ZONE_FIELDS}
        for name in ("started_at", "ended_at"):
            told[name] = f"{timezone.localtime(told[name]):%H:%M}" if told[name] else None
    chosen = sources.get(copy) or (None if row is not None else sources["plan"] or sources["zone"])
    return told | presenters.settings_of(chosen)


def _differs(value: Any, plan: Any, name: str) -> bool:
    if plan is None or not hasattr(plan, name) or value in (None, ""):
        return False
    try:
        return float(value) != float(getattr(plan, name))
    except ValueError:
        return str(value) != str(getattr(plan, name))


def _after_zone(request: MemberRequest, treatment_id: UUID, name: str) -> HttpResponse:
    chart = selectors.chart_of(request.member.clinic_id, treatment_id)
    following = presenters.next_open(chart, name) if "next" in request.POST else None
    if following is None:
        return redirect("treatment_treat", treatment_id=treatment_id)
    return redirect("treatment_zone", treatment_id=treatment_id, number=presenters.zone_number(following))


@for_members()
@require_POST
def zone_out(request: MemberRequest, treatment_id: UUID, number: int) -> HttpResponse:
    """Charted by mistake."""
    _chart(request, treatment_id)
    name, form = presenters.zone_of_number(number), ConfirmForm(request.POST)
    if name is None or not form.is_valid():
        raise Http404
    told = who(request, treatment_id) | {"zone": name, "shown": form.cleaned_data["version"]}
    take(request, form, lambda: actions.remove_zone(**told))
    return redirect("treatment_treat", treatment_id=treatment_id)


def _chart(request: MemberRequest, treatment_id: UUID) -> selectors.Chart:
    """The chart; the action says so when it is signed."""
    return selectors.chart_of(request.member.clinic_id, treatment_id)
