"""Writes: a chart opened, its steps answered, cream, cartridge and zones entered, signed, then only added to.

Every action on a chart takes ``shown``: the number of the part of the chart that its form was made for (see ``steps``).
Another number now means that somebody else changed that part: Stale, with both sides. None: not asked. A signed chart
refuses everything but an addendum and an adverse event noticed later, which stand beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from ..accounts.models import User
from ..audit.chain import Actor, note
from ..clinics.access import DECIDES
from ..clinics.models import Membership
from ..consent.selectors import permits, standing
from ..core.refusals import NotAllowed, Refused, Signed, Stale
from ..courses.models import Course, PlannedSession
from ..intake.selectors import latest_intake
from ..screening.actions import screen_patient
from ..screening.models import Screening
from ..screening.selectors import latest_screening
from . import steps
from .models import Addendum, AdverseEvent, Anaesthetic, Cartridge, Treatment, ZoneRecord
from .moments import check_past, moment
from .numbing import check_cream, over_limits
from .planned import IDENTIFIERS, deepest, planned_device
from .refusals import OverLimit, in_words
from .sealed import content_hash
from .selectors import HEAVY, is_of_today, used_before
from .signer import Proven, prove

MEANING = "I carried out this treatment and this record is true"


@transaction.atomic
def open_treatment(*, clinic_id: UUID, session_id: UUID, by: User | None, actor: Actor) -> Treatment:
    """The chart of a planned session, dated today; opened again, it is the same chart."""
    session = PlannedSession.objects.select_for_update().filter(clinic_id=clinic_id, id=session_id).first()
    if session is None:
        raise Refused("There is no such session here.")
    there = Treatment.objects.filter(session=session).first()
    if there is not None:
        return there
    course = Course.objects.get(id=session.course_id)
    if session.cancelled_at is not None or course.status != Course.Status.RUNNING:
        raise Refused("This session does not take place.", "Plan another date first.")
    treatment = Treatment.objects.create(
        clinic_id=clinic_id,
        created_by=by,
        patient_id=course.patient_id,
        course=course,
        session=session,
        on=timezone.localdate(),
        device=planned_device(course.plan, course.option),
    )
    _note("treatment.open", treatment, actor, {"session": session.number})
    return treatment


@transaction.atomic
def abandon_treatment(
    *, clinic_id: UUID, treatment_id: UUID, reason: str, by: User | None, actor: Actor, shown: int | None = None
) -> Treatment:
    """Not carried out: nothing was done to the skin, and why. The session can be planned anew."""
    treatment = _open(clinic_id, treatment_id)
    if treatment.zones.exists() or treatment.anaesthetics.exists():
        raise Refused("Something was done at this visit already.", "Chart it, say why it was stopped, and sign.")
    treatment.early_stop, treatment.status = in_words(reason, 3, 2000), Treatment.Status.ABANDONED
    _keep(treatment, "early_stop", "status")
    _note("treatment.abandon", treatment, actor, {})
    return treatment


@transaction.atomic
def confirm_identity(
    *,
    clinic_id: UUID,
    treatment_id: UUID,
    identifiers: Sequence[str],
    by: User | None,
    actor: Actor,
    shown: int | None = None,
) -> Treatment:
    """The patient gave at least two identifiers, and they fit the record."""
    treatment = _open(clinic_id, treatment_id)
    given = sorted(set(identifiers) & set(IDENTIFIERS))
    if len(given) < 2:
        raise Refused("Two identifiers are needed.", "Ask the patient to say name and date of birth.")
    if _fresh(treatment, "identity", shown, {"identified_by": given}):
        treatment.identified_by, treatment.identity_checked_at = given, timezone.now()
        _keep(treatment, "identified_by", "identity_checked_at")
        _note("treatment.identity", treatment, actor, {"identifiers": given})
    return treatment


@transaction.atomic
def screen_today(*, clinic_id: UUID, treatment_id: UUID, by: User | None, actor: Actor) -> Screening:
    """The screening of the visit's day: the newest one when it is of today, else the last answers screened again."""
    treatment = _open(clinic_id, treatment_id)
    last = latest_screening(clinic_id, treatment.patient_id)
    if last is None:
        raise Refused("This patient was never screened.", "Fill in the questionnaire and screen first.")
    intake = latest_intake(clinic_id, treatment.patient_id)
    if intake is not None and intake.answered_at is not None and intake.answered_at > last.created_at:
        raise Refused("The questionnaire was answered after the last screening.", "Screen again with the new answers.")
    if is_of_today(last, treatment):
        return last
    patient_id = treatment.patient_id
    return screen_patient(
        clinic_id=clinic_id, patient_id=patient_id, case=last.case, on=treatment.on, by=by, actor=actor
    )


@transaction.atomic
def confirm_screening(
    *, clinic_id: UUID, treatment_id: UUID, by: User | None, actor: Actor, shown: int | None = None
) -> Treatment:
    """Nothing has changed since the last screening, the patient says: it is run again for today and lets this go on.

    Raises Refused with what stands against it: a stop or a wait that nobody who may has set aside.
    """
    treatment = _open(clinic_id, treatment_id)
    current = screen_today(clinic_id=clinic_id, treatment_id=treatment_id, by=by, actor=actor)
    against = steps.blocking(current)
    if against:
        raise Refused(
            "Today's screening does not let this go on: " + "; ".join(item["fact"] for item in against) + ".",
            "Wait until it is free, or let somebody who may set the finding aside, with a reason.",
        )
    if _fresh(treatment, "screen", shown, {"screening_id": current.id}):
        treatment.screening = current
        _keep(treatment, "screening")
        _note("treatment.screen", treatment, actor, {"verdict": current.verdict, "screening": str(current.id)})
    return treatment


@transaction.atomic
def confirm_consent(
    *, clinic_id: UUID, treatment_id: UUID, by: User | None, actor: Actor, shown: int | None = None
) -> Treatment:
    """The patient still agrees, and the newest consent of this course holds. Raises Refused with why it does not."""
    treatment = _open(clinic_id, treatment_id)
    found = standing(treatment.course)
    if found.consent is None or not found.holds:
        raise Refused(found.why, "Record a consent first, or come back when it holds.")
    if _fresh(treatment, "consent", shown, {"consent_id": found.consent.id}):
        treatment.consent = found.consent
        _keep(treatment, "consent")
        _note("treatment.consent", treatment, actor, {"consent": str(found.consent.id)})
    return treatment


@transaction.atomic
def decide_photographs(
    *, clinic_id: UUID, treatment_id: UUID, decided: str, by: User | None, actor: Actor, shown: int | None = None
) -> Treatment:
    """Taken, or declined by the patient. Taken only where the consent allows photographs for the record."""
    treatment = _open(clinic_id, treatment_id)
    if decided not in ("taken", "declined"):
        raise Refused("Photographs are taken or declined.")
    if decided == "taken" and treatment.consent_id and not permits(clinic_id, treatment.patient_id, "record"):
        raise Refused("The consent does not allow photographs for the record.", "Record the patient's new wish first.")
    if _fresh(treatment, "photographs", shown, {"photographs_decided": decided}):
        treatment.photographs_decided = decided
        _keep(treatment, "photographs_decided")
        _note("treatment.photographs", treatment, actor, {"decided": decided})
    return treatment


@transaction.atomic
def set_up(
    *,
    clinic_id: UUID,
    treatment_id: UUID,
    name: str,
    serial: str,
    preparation: str,
    by: User | None,
    actor: Actor,
    shown: int | None = None,
) -> Treatment:
    """The device that was used, and how the skin was prepared."""
    treatment = _open(clinic_id, treatment_id)
    device = treatment.device | {"name": in_words(name, 1, 120), "serial": serial.strip()[:40]}
    preparation = preparation.strip()[:2000]
    if _fresh(treatment, "setup", shown, {"device": device, "preparation": preparation}):
        treatment.device, treatment.preparation = device, preparation
        _keep(treatment, "device", "preparation")
        _note("treatment.setup", treatment, actor, {})
    return treatment


@transaction.atomic
def add_anaesthetic(
    *,
    clinic_id: UUID,
    treatment_id: UUID,
    drug: str,
    grams: Decimal,
    area_cm2: Decimal,
    by: User | None,
    actor: Actor,
    strength_percent: Decimal | None = None,
    weight_kg: Decimal | None = None,
    on_at: time | None = None,
    over_limits_meant: bool = False,
) -> Anaesthetic:
    """A cream goes on (now, or at a time of today), after the engine's check of the dose.

    Raises Refused where the engine refuses any cream or the visit is not ready for it; OverLimit when a limit is
    passed and nobody has said that this is meant; needlepoint.InputError on amounts that cannot be.
    """
    treatment = _open(clinic_id, treatment_id)
    _ready(treatment, [])
    when = moment(treatment.on, on_at) if on_at else timezone.now()
    visit = check_cream(
        product=drug,
        area_cm2=area_cm2,
        grams=grams,
        strength_percent=strength_percent,
        weight_kg=weight_kg,
        depth_mm=deepest(treatment),
        screening=treatment.screening,
        on=treatment.on,
        needled=treatment.started_at is not None and when >= treatment.started_at,
    )
    if not visit.allowed:
        raise Refused(" ".join(visit.refusals))
    passed = over_limits(visit)
    if passed and not over_limits_meant:
        raise OverLimit(passed)
    cream = Anaesthetic.objects.create(
        treatment=treatment,
        drug=drug,
        strength_percent=Decimal(str(visit.dose.strength_percent)),
        grams=grams,
        area_cm2=area_cm2,
        weight_kg=weight_kg,
        mg=Decimal(str(round(visit.dose.mg, 1))),
        minutes_wanted=visit.dose.minutes_on,
        warnings=[*visit.dose.warnings, *(item.text for item in visit.cautions)],
        on_at=when,
    )
    _note("treatment.cream_on", treatment, actor, {"drug": drug, "mg": str(cream.mg), "over_limits": len(passed)})
    return cream


@transaction.atomic
def remove_anaesthetic(
    *,
    clinic_id: UUID,
    treatment_id: UUID,
    anaesthetic_id: int,
    by: User | None,
    actor: Actor,
    off_at: time | None = None,
    shown: int | None = None,
) -> Anaesthetic:
    """All of a cream is wiped off (now, or at a time of today)."""
    treatment = _open(clinic_id, treatment_id)
    cream = treatment.anaesthetics.select_for_update().filter(id=anaesthetic_id).first()
    if cream is None:
        raise Refused("There is no such cream in this chart.")
    if cream.removed:
        if shown is None or shown == steps.cream_version(cream):
            return cream
        raise Stale("Somebody noted this cream as off meanwhile.", theirs={"off": _clock(cream.off_at)}, yours={})
    when = moment(treatment.on, off_at, after=cream.on_at) if off_at else timezone.now()
    if when < cream.on_at:
        raise Refused("The cream cannot be off before it was on.", "Check the clock of this device.")
    cream.off_at, cream.removed = when, True
    cream.save(update_fields=["off_at", "removed"])
    _note("treatment.cream_off", treatment, actor, {"minutes": int((when - cream.on_at).total_seconds() // 60)})
    return cream


@transaction.atomic
def set_cartridge(
    *,
    clinic_id: UUID,
    treatment_id: UUID,
    lot: str,
    expiry: date,
    by: User | None,
    actor: Actor,
    gtin: str = "",
    serial: str = "",
    how: str = "typed",
) -> Cartridge:
    """A cartridge is opened for this visit. Raises Refused when it has expired or was used before."""
    treatment = _open(clinic_id, treatment_id)
    lot, serial = lot.strip(), serial.strip()
    if not lot or len(lot) > 20 or len(serial) > 20 or how not in ("scan", "string", "typed"):
        raise Refused("A cartridge has a lot number, as printed on its label.")
    if expiry < treatment.on:
        raise Refused(
            f"Stop: this cartridge expired on {expiry.day} {expiry:%B %Y}.", "Put it aside and open another one."
        )
    same = treatment.cartridges.filter(gtin=gtin, lot=lot, serial=serial, expiry=expiry).first()
    if same is not None:
        return same
    if serial and used_before(clinic_id, gtin, serial):
        raise Refused("Stop: a cartridge with this serial was used before.", "Put it aside and open another one.")
    try:
        with transaction.atomic():
            row = Cartridge.objects.create(
                clinic_id=clinic_id,
                created_by=by,
                treatment=treatment,
                gtin=gtin,
                lot=lot,
                serial=serial,
                expiry=expiry,
                how=how,
            )
    except IntegrityError:
        raise Refused("Stop: a cartridge with this serial was used before.", "Open another one.") from None
    _note("treatment.cartridge", treatment, actor, {"how": how, "gtin": gtin, "lot": lot, "serial": bool(serial)})
    return row


@transaction.atomic
def take_out_cartridge(
    *, clinic_id: UUID, treatment_id: UUID, cartridge_id: UUID, by: User | None, actor: Actor
) -> None:
    """A cartridge that was entered by mistake and never touched this patient. The audit trail keeps it."""
    treatment = _open(clinic_id, treatment_id)
    row = treatment.cartridges.filter(id=cartridge_id).first()
    if row is None:
        raise Refused("There is no such cartridge in this chart.")
    detail = {"gtin": row.gtin, "lot": row.lot, "serial": row.serial}
    row.delete()
    _note("treatment.cartridge_out", treatment, actor, detail)


@transaction.atomic
def chart_zone(
    *,
    clinic_id: UUID,
    treatment_id: UUID,
    zone: str,
    done: Mapping[str, Any],
    by: User | None,
    actor: Actor,
    shown: int | None = None,
) -> ZoneRecord:
    """What was done in one zone; done: the fields of a ZoneRecord. The first zone charted is the first pass.

    Raises Refused before identity, screening and consent are confirmed, while a cream is on, and for a zone that the
    screening of today leaves out.
    """
    treatment = _open(clinic_id, treatment_id)
    _ready(treatment, list(treatment.anaesthetics.all()))
    left_out = treatment.screening.findings.get("excluded_zones", []) if treatment.screening else []
    if zone in left_out:
        raise Refused("Today's screening leaves this zone out.", "Let somebody who may set the finding aside first.")
    for name in ("started_at", "ended_at"):
        if done.get(name):
            check_past(done[name])
    row = treatment.zones.select_for_update().filter(zone=zone).first()
    values = {name: done.get(name) for name in steps.ZONE_FIELDS} | {
        name: done.get(name) or "" for name in ("speed", "reaction", "early_stop")
    }
    if shown is not None and shown != steps.zone_version(row):
        now = {name: getattr(row, name) if row else "" for name in values}
        if now == values and row is not None:
            return row
        raise Stale("Somebody charted this zone while you were writing.", theirs=_texts(now), yours=_texts(values))
    if row is None:
        order = 1 + (treatment.zones.order_by("-order").values_list("order", flat=True).first() or 0)
        row = ZoneRecord(treatment=treatment, zone=zone, order=order)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    now = timezone.now()
    if treatment.started_at is None:
        treatment.started_at = done.get("started_at") or now
    treatment.ended_at = now
    _keep(treatment, "started_at", "ended_at")
    _note("treatment.zone", treatment, actor, {"zone": zone, "depth": str(row.depth_mm), "passes": row.passes})
    return row


@transaction.atomic
def remove_zone(
    *, clinic_id: UUID, treatment_id: UUID, zone: str, by: User | None, actor: Actor, shown: int | None = None
) -> None:
    """A zone that was charted by mistake. The audit trail keeps that it was there."""
    treatment = _open(clinic_id, treatment_id)
    row = treatment.zones.select_for_update().filter(zone=zone).first()
    if row is None:
        return
    if shown is not None and shown != steps.zone_version(row):
        now = {name: getattr(row, name) for name in steps.ZONE_FIELDS}
        raise Stale("Somebody changed this zone meanwhile.", theirs=_texts(now), yours={})
    row.delete()
    _note("treatment.zone_out", treatment, actor, {"zone": zone})


@transaction.atomic
def finish_up(
    *,
    clinic_id: UUID,
    treatment_id: UUID,
    advice: str,
    by: User | None,
    actor: Actor,
    product: str = "",
    product_lot: str = "",
    no_adverse_event: bool | None = None,
    early_stop: str = "",
    shown: int | None = None,
) -> Treatment:
    """After the last pass: advice given, product and lot put on, an explicit word that nothing went wrong, a stop."""
    treatment = _open(clinic_id, treatment_id)
    product, product_lot = product.strip()[:120], product_lot.strip()[:40]
    if product_lot and not product:
        raise Refused("A lot number belongs to a product.", "Name the product too.")
    if no_adverse_event and treatment.adverse_events.exists():
        raise Refused("An adverse event of this visit is reported.", "It cannot be said that there was none.")
    values = {
        "product": product,
        "product_lot": product_lot,
        "advice": advice,
        "no_adverse_event": no_adverse_event,
        "early_stop": early_stop.strip()[:2000],
    }
    if _fresh(treatment, "after", shown, values):
        for name, value in values.items():
            setattr(treatment, name, value)
        _keep(treatment, *values)
        told = {"advice": advice, "none": no_adverse_event, "stopped": bool(values["early_stop"])}
        _note("treatment.after", treatment, actor, told)
    return treatment


@transaction.atomic
def report_adverse_event(
    *,
    clinic_id: UUID,
    treatment_id: UUID,
    what: str,
    onset: date,
    severity: str,
    by: User | None,
    actor: Actor,
    action: str = "",
    outcome: str = "",
) -> AdverseEvent:
    """Something went wrong, now or noticed later. In a signed chart it stands beside what was signed."""
    treatment = _found(clinic_id, treatment_id)
    if severity not in AdverseEvent.Severity.values:
        raise Refused("Severity is mild, moderate or severe.")
    if not treatment.on <= onset <= timezone.localdate():
        raise Refused("It began on the day of the visit or later, and not in the future.", "Check the date.")
    event = AdverseEvent.objects.create(
        clinic_id=clinic_id,
        created_by=by,
        patient_id=treatment.patient_id,
        treatment=treatment,
        what=in_words(what, 3, 200),
        onset=onset,
        severity=severity,
        action=action.strip()[:2000],
        outcome=outcome.strip()[:2000],
    )
    if treatment.status == Treatment.Status.OPEN:
        treatment.no_adverse_event = False
        _keep(treatment, "no_adverse_event")
    _note("adverse_event.report", treatment, actor, {"event": str(event.id), "severity": severity})
    return event


@transaction.atomic
def sign(
    *,
    clinic_id: UUID,
    treatment_id: UUID,
    password: str | Proven,
    member: Membership,
    actor: Actor,
    meaning: str = MEANING,
    content_shown: int | None = None,
) -> Treatment:
    """The signer's password, the meaning of the signature, the SHA-256 of everything charted. Nothing changes after.

    content_shown: the number of the whole chart as the signer saw it. Raises NotAllowed for a role that does not
    sign, WrongPassword, Stale when the chart changed while it was read, Refused with everything that is missing.
    """
    if member.clinic_id != clinic_id or member.role not in DECIDES or member.ended_at is not None:
        raise NotAllowed("Your role does not sign treatments.", "Ask the provider who carried it out.")
    treatment = _open(clinic_id, treatment_id)
    prove(member, password)
    if content_shown is not None and content_shown != steps.chart_version(treatment):
        raise Stale("Somebody changed this chart while you were reading it.", theirs={}, yours={})
    missing = steps.still_missing(treatment)
    if missing:
        raise Refused("Not ready to be signed. " + " ".join(item.what for item in missing))
    treatment.signed_at, treatment.signed_by, treatment.signature_meaning = timezone.now(), member.user, meaning
    treatment.ended_at = treatment.ended_at or treatment.signed_at
    _keep(treatment, "signed_at", "signed_by", "signature_meaning", "ended_at")
    treatment.refresh_from_db()
    treatment.content_hash, treatment.status = content_hash(treatment), Treatment.Status.SIGNED
    _keep(treatment, "content_hash", "status")
    _note("treatment.sign", treatment, actor, {"hash": treatment.content_hash, "meaning": meaning})
    return treatment


@transaction.atomic
def note_refused(*, clinic_id: UUID, treatment_id: UUID, what: str, actor: Actor) -> None:
    """Something was tried and refused, and that is worth a line: a wrong password, an expired cartridge, an upload."""
    _note("treatment.refused", _found(clinic_id, treatment_id), actor, {"what": what})


@transaction.atomic
def add_addendum(*, clinic_id: UUID, treatment_id: UUID, text: str, by: User | None, actor: Actor) -> Addendum:
    """Added to a signed chart; the addendum itself is never changed either."""
    treatment = _found(clinic_id, treatment_id)
    if treatment.status != Treatment.Status.SIGNED:
        raise Refused("This chart is not signed yet.", "Change the chart itself.")
    row = Addendum.objects.create(
        clinic_id=clinic_id, created_by=by, treatment=treatment, text=in_words(text, 3, 4000, lines=True)
    )
    _note("treatment.addendum", treatment, actor, {"addendum": str(row.id)})
    return row


def _found(clinic_id: UUID, treatment_id: UUID) -> Treatment:
    """The chart's row, held until the end, so that two at once wait for each other."""
    rows = Treatment.objects.select_for_update(of=("self",)).filter(clinic_id=clinic_id, id=treatment_id)
    rows = rows.select_related("course", "session", "screening", "consent")
    found = rows.defer(*HEAVY, "screening__case").first()
    if found is None:
        raise Refused("There is no such treatment here.")
    return found


def _open(clinic_id: UUID, treatment_id: UUID) -> Treatment:
    treatment = _found(clinic_id, treatment_id)
    if treatment.status == Treatment.Status.SIGNED:
        raise Signed("This treatment is signed and does not change any more.", "Add an addendum to it.")
    if treatment.status != Treatment.Status.OPEN:
        raise Refused("This visit was not carried out.", "Open the chart of another session.")
    return treatment


def _ready(treatment: Treatment, creams: Sequence[Anaesthetic]) -> None:
    """Raises Refused until identity, screening and consent are confirmed and every cream is off."""
    missing = steps.before_needling(treatment, creams)
    revoked = treatment.consent is not None and treatment.consent.revoked_at is not None
    if revoked and treatment.started_at is None:
        raise Refused("The patient took the consent back.", "Stop here.")
    if missing:
        raise Refused("Not yet. " + " ".join(item.what for item in missing), "Go back to that step first.")


def _fresh(treatment: Treatment, part: str, shown: int | None, yours: Mapping[str, Any]) -> bool:
    """Whether there is something to write: False when it stands there already. Raises Stale."""
    now = steps.part_values(treatment, part)
    if now == dict(yours):
        return False
    if shown is not None and shown != steps.part_version(treatment, part):
        raise Stale("Somebody changed this while you were writing.", theirs=_texts(now), yours=_texts(yours))
    return True


def _keep(treatment: Treatment, *fields: str) -> None:
    treatment.version += 1
    treatment.save(update_fields=[*fields, "version"])


def _texts(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in values.items()}


def _clock(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%H:%M}" if at else ""


def _note(action: str, treatment: Treatment, actor: Actor, detail: Mapping[str, Any]) -> None:
    note(
        action,
        clinic_id=treatment.clinic_id,
        actor=actor,
        subject_kind="treatment",
        subject_id=treatment.id,
        patient_id=treatment.patient_id,
        detail=detail,
    )
