"""Writes: a photograph taken, hidden, released; a pair judged; a copy that leaves the record; the research panel.

A photograph's files are on the disk before its row is committed: what is acknowledged is there after a kill, and a
row without its files cannot be.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ..accounts.models import User
from ..audit.chain import SYSTEM, Actor, note
from ..checkins.models import CheckIn
from ..clinics.access import DECIDES
from ..clinics.models import Membership, Role
from ..consent.selectors import newest_signed, permissions_now, permits
from ..core.once import once
from ..core.refusals import NotAllowed, Refused
from ..patients.models import Patient
from ..treatments.models import Treatment
from . import keeping
from .aligning import METHOD, Alignment, Reason, align
from .angles import BY_ID, angles_for, known_zone
from .developing import Developed, develop, sent_digest
from .models import Pair, Photo, PhotoChange, PhotoUse, ResearchSetting
from .opening import picture_of

USES = ("record", "teaching", "publication", "advertising")
ASK = "Ask, and record the new wish in the consent."
NOTED = ("light", "camera", "background")
What = PhotoChange.What


@dataclass(frozen=True)
class Taken:
    """A photograph that is in the record. again: the same picture was there before, and nothing was added."""

    photo: Photo
    again: bool


def take(
    *,
    clinic_id: UUID,
    patient_id: UUID,
    zone: str,
    view: str,
    file: UploadedFile,
    taken_on: date | None = None,
    noted: Mapping[str, str] | None = None,
    by: User | None = None,
    check_in_id: UUID | None = None,
    treatment_id: UUID | None = None,
    submission: UUID | None = None,
    actor: Actor,
) -> Taken:
    """One photograph into the record, once: the same bytes again are noticed. noted: light, camera, background;
    submission: the key of the form, with which a form sent twice is taken once.

    Raises ValidationError (not a picture that is taken here, with the remedy) and Refused (zone, view, day, consent).
    """
    on = taken_on or timezone.localdate()
    _can_be(zone, view, on)
    if by is not None:
        _allowed_in_record(clinic_id, patient_id)
    twin = _twin(clinic_id, patient_id, sent_digest(file))
    if twin is not None:
        return Taken(twin, True)
    developed, id = develop(file), uuid4()  # takes a second, and the disk another moment: before any lock
    told = {"zone": zone, "view": view, "taken_on": on, "created_by": by, "actor": actor}
    told |= {name: (noted or {}).get(name, "").strip()[:80] for name in NOTED}

    def act() -> str:
        return str(_keep(clinic_id, patient_id, id, developed, check_in_id, treatment_id, **told).id)

    keeping.keep(id, developed.pictures)
    try:
        if submission is None:
            with transaction.atomic():
                kept = act()
        else:
            kept = once(submission, clinic_id=clinic_id, user_id=by.id if by else None, act=act)
    except Refused:  # for certain nothing was committed; after any other fault the sweep decides
        keeping.drop(id)
        raise
    if kept != str(id):
        keeping.drop(id)
    return Taken(Photo.objects.get(clinic_id=clinic_id, patient_id=patient_id, id=kept), kept != str(id))


def _keep(
    clinic_id: UUID,
    patient_id: UUID,
    id: UUID,
    made: Developed,
    check_in_id: UUID | None,
    treatment_id: UUID | None,
    *,
    actor: Actor,
    **told: Any,
) -> Photo:
    """The row of files that are on the disk; that of an earlier request where it was of the same picture."""
    locked = Patient.objects.select_for_update().filter(clinic_id=clinic_id, id=patient_id)
    if locked.first() is None:
        raise Refused("There is no such patient here.")
    twin = _twin(clinic_id, patient_id, made.sent_sha256)
    if twin is not None:
        return twin
    own = _belongs(clinic_id, patient_id, check_in_id, treatment_id)
    photo = _row(clinic_id, patient_id, id, made, **told, **own)
    detail = {"zone": photo.zone, "view": photo.view, "check_in": bool(check_in_id), "visit": bool(treatment_id)}
    _note("photograph.take", photo, actor, detail)
    return photo


def _row(clinic_id: UUID, patient_id: UUID, id: UUID, made: Developed, **told: Any) -> Photo:
    return Photo.objects.create(
        id=id,
        clinic_id=clinic_id,
        patient_id=patient_id,
        width=made.width,
        height=made.height,
        sha256=made.sha256,
        sent_sha256=made.sent_sha256,
        **told,
    )


def _can_be(zone: str, view: str, on: date) -> None:
    if not known_zone(zone):
        raise Refused("There is no such zone.", "Choose one of the list.")
    if view not in BY_ID or BY_ID[view] not in angles_for(zone):
        raise Refused("This zone is not photographed from there.", "Choose a view of the list.")
    if on > timezone.localdate():
        raise Refused("This day has not come yet.", "Enter the day on which the photograph was taken.")


def _allowed_in_record(clinic_id: UUID, patient_id: UUID) -> None:
    """Staff take none that the patient said no to. Before any consent, the patient is asked by word of mouth."""
    if newest_signed(clinic_id, patient_id) is not None and not permits(clinic_id, patient_id, "record"):
        raise Refused("The patient does not allow photographs for the record.", ASK)


def _allowed_to_compare(clinic_id: UUID, patient_id: UUID) -> None:
    """None are compared where the patient was asked about it and said no, or took the consent back."""
    consent = newest_signed(clinic_id, patient_id)
    if consent is None or (consent.revoked_at is None and "comparison" not in permissions_now(consent)):
        return
    if not permits(clinic_id, patient_id, "comparison"):
        raise Refused("The patient does not allow that photographs are compared.", ASK)


def _twin(clinic_id: UUID, patient_id: UUID, digest: str) -> Photo | None:
    rows = Photo.objects.filter(clinic_id=clinic_id, patient_id=patient_id, sent_sha256=digest)
    return rows.filter(hidden_at__isnull=True).first()


def _belongs(clinic_id: UUID, patient_id: UUID, check_in_id: UUID | None, treatment_id: UUID | None) -> dict[str, Any]:
    own = {"clinic_id": clinic_id, "patient_id": patient_id}
    if check_in_id is not None and not CheckIn.objects.filter(id=check_in_id, **own).exists():
        raise Refused("There is no such entry of this patient.")
    if treatment_id is not None and not Treatment.objects.filter(id=treatment_id, **own).exists():
        raise Refused("There is no such visit of this patient.")
    return {"check_in_id": check_in_id, "treatment_id": treatment_id}


# --- what becomes of it -----------------------------------------------------------------------------------------------


@transaction.atomic
def change_photo(
    *, clinic_id: UUID, photo_id: UUID, what: str, member: Membership, actor: Actor, why: str = ""
) -> Photo:
    """Hide a photograph (with the reason), show it again, release it to the patient, take the release back.

    Every colleague may hide one; releasing and showing again is for who decides. Done already: nothing happens.
    """
    photo = Photo.objects.select_for_update().filter(clinic_id=clinic_id, id=photo_id).first()
    if photo is None:
        raise Refused("There is no such photograph here.")
    _may(member, clinic_id, what)
    now = timezone.now()
    if what == What.HIDDEN:
        if not why.strip():
            raise Refused("Say why this photograph is hidden.", "For example: wrong patient, blurred, asked to.")
        if photo.hidden_at is not None:
            return photo
        photo.hidden_at, photo.released_at = now, None
        for pair in Pair.objects.filter(Q(before=photo) | Q(after=photo), released_at__isnull=False):
            _changed(pair, What.RECALLED, member, "one of its photographs was hidden", None)
    elif what == What.SHOWN:
        if photo.hidden_at is None:
            return photo
        if _twin(clinic_id, photo.patient_id, photo.sent_sha256) is not None:
            raise Refused("The same picture was added again since.", "Use that one.")
        photo.hidden_at = None
    else:
        photo.released_at = _released(photo.released_at, what, now, visible=photo.hidden_at is None)
    photo.version += 1
    photo.save(update_fields=["hidden_at", "released_at", "version"])
    PhotoChange.objects.create(
        clinic_id=clinic_id, created_by=member.user, photo=photo, what=what, why=why.strip()[:200]
    )
    _note(f"photograph.{what}", photo, actor, {"reason_given": bool(why.strip())})
    return photo


@transaction.atomic
def release_pair(*, clinic_id: UUID, pair_id: UUID, release: bool, member: Membership, actor: Actor) -> Pair:
    """The patient sees a comparable pair from now on, or no longer."""
    pair = Pair.objects.select_for_update(of=("self",)).select_related("before", "after")
    found = pair.filter(clinic_id=clinic_id, id=pair_id).first()
    if found is None:
        raise Refused("There is no such pair here.")
    what = What.RELEASED if release else What.RECALLED
    _may(member, clinic_id, what)
    if release and not found.comparable:
        raise Refused("These two are not comparable.", "Release single photographs, or choose another pair.")
    if release and (found.before.hidden_at or found.after.hidden_at):
        raise Refused("One of these photographs is hidden.", "Show it again first.")
    if (found.released_at is not None) != release:
        _changed(found, what, member, "", actor)
    return found


def _changed(pair: Pair, what: str, member: Membership, why: str, actor: Actor | None) -> None:
    pair.released_at = timezone.now() if what == What.RELEASED else None
    pair.version += 1
    pair.save(update_fields=["released_at", "version"])
    PhotoChange.objects.create(clinic_id=pair.clinic_id, created_by=member.user, pair=pair, what=what, why=why)
    _note(f"photograph_pair.{what}", pair, actor or Actor("staff", member.user_id), {})


def _may(member: Membership, clinic_id: UUID, what: str) -> None:
    if member.clinic_id != clinic_id or member.ended_at is not None:
        raise NotAllowed("Your role does not include this.", "Ask a provider or the owner of the clinic.")
    if what != What.HIDDEN and member.role not in DECIDES:
        raise NotAllowed("Your role does not include this.", "Ask a provider or the owner of the clinic.")
    if what not in What.values:
        raise Refused("This cannot be done with a photograph.")


def _released(before: Any, what: str, now: Any, *, visible: bool) -> Any:
    if what == What.RELEASED and not visible:
        raise Refused("This photograph is hidden.", "Show it again first.")
    return (before or now) if what == What.RELEASED else None


# --- pairs ------------------------------------------------------------------------------------------------------------


def judge_pair(*, clinic_id: UUID, before_id: UUID, after_id: UUID, by: User | None = None, actor: Actor) -> Pair:
    """Two photographs laid on each other by the method of today; the kept verdict where there is one.

    The earlier day is the first of the two, whichever way they were asked for. Raises Refused.
    """
    rows = Photo.objects.filter(clinic_id=clinic_id, id__in=(before_id, after_id), hidden_at__isnull=True)
    found = sorted(rows, key=lambda item: (item.taken_on, item.created_at))
    if len(found) != 2:
        raise Refused("Two photographs are needed that are not hidden.", "Choose two of the list.")
    before, after = found
    if before.patient_id != after.patient_id:
        raise Refused("These are photographs of two people.")
    _allowed_to_compare(clinic_id, before.patient_id)
    known = Pair.objects.filter(before=before, after=after, method=METHOD).first()
    if known is not None:
        return known
    judged = _alignment(before, after)
    with transaction.atomic():
        pair, made = Pair.objects.get_or_create(
            before=before,
            after=after,
            method=METHOD,
            defaults={
                "clinic_id": clinic_id,
                "patient_id": before.patient_id,
                "created_by": by,
                "comparable": judged.comparable,
                "reasons": [{"id": item.id, "stops": item.stops} for item in judged.reasons],
                "numbers": {name: round(value, 5) for name, value in judged.numbers.items()},
                "transform": [] if judged.transform is None else [[float(v) for v in row] for row in judged.transform],
            },
        )
        if made:
            _note("photograph_pair.judge", pair, actor, {"comparable": pair.comparable, "method": METHOD})
    return pair


def _alignment(before: Photo, after: Photo) -> Alignment:
    """What was said to be another zone or view is not looked at."""
    named = []
    if before.zone != after.zone:
        named.append(Reason("other_zone", True))
    if before.view != after.view:
        named.append(Reason("other_view", True))
    if named:
        return Alignment(None, {}, tuple(named))
    return align(picture_of(before.id), picture_of(after.id))


# --- copies that leave, the house -------------------------------------------------------------------------------------


@transaction.atomic
def export(
    *,
    clinic_id: UUID,
    use: str,
    gone_to: str,
    content: bytes,
    member: Membership,
    actor: Actor,
    photo: Photo | None = None,
    pair: Pair | None = None,
) -> PhotoUse:
    """Write down that a picture (``content``, as it is handed out) leaves the record, where the patient allows it.

    Raises NotAllowed (role) and Refused (the patient does not allow this use, nowhere named).
    """
    what = pair or photo
    assert what is not None
    if member.clinic_id != clinic_id or what.clinic_id != clinic_id or member.role not in DECIDES:
        raise NotAllowed("Your role does not include this.", "Ask a provider or the owner of the clinic.")
    if use not in USES or not gone_to.strip():
        raise Refused("Say what the copy is for and where it goes.", "Fill in both.")
    if not permits(clinic_id, what.patient_id, use):
        raise Refused("The patient does not allow this use of photographs.", ASK)
    made = PhotoUse.objects.create(
        clinic_id=clinic_id,
        created_by=member.user,
        patient_id=what.patient_id,
        photo=photo,
        pair=pair,
        use=use,
        gone_to=gone_to.strip()[:200],
        sha256=hashlib.sha256(content).hexdigest(),
    )
    _note("photograph.export", what, actor, {"use": use, "kind": "pair" if pair else "photograph"})
    return made


@transaction.atomic
def set_research(*, clinic_id: UUID, shown: bool, member: Membership, actor: Actor) -> None:
    """The owner turns the research panel on or off."""
    if member.clinic_id != clinic_id or member.role != Role.OWNER:
        raise NotAllowed("Only the owner of the clinic decides this.", "Ask the owner.")
    ResearchSetting.objects.create(clinic_id=clinic_id, created_by=member.user, shown=shown)
    note("photographs.research", clinic_id=clinic_id, actor=actor, subject_kind="clinic", detail={"shown": shown})


def sweep(*, older_than_s: float = keeping.SWEEP_AFTER_S) -> int:
    """Take away files of no photograph, left by a kill; how many. Those of the last day are left alone."""
    known = {str(id) for id in Photo.objects.values_list("id", flat=True).iterator()}
    found: Iterable[Any] = keeping.orphans(known, older_than_s=older_than_s)
    done = 0
    for path in found:
        path.unlink(missing_ok=True)
        done += 1
    return done


def _note(action: str, item: Photo | Pair, actor: Actor, detail: Mapping[str, Any]) -> None:
    note(
        action,
        clinic_id=item.clinic_id,
        actor=actor or SYSTEM,
        subject_kind="photograph" if isinstance(item, Photo) else "photograph_pair",
        subject_id=item.id,
        patient_id=item.patient_id,
        detail=detail,
    )
