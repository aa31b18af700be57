"""Reads: adverse events with their settings, overrides with what came of them, how often forecasts held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum
from django.http import Http404

from ..checkins.models import CheckIn
from ..courses.selectors import HEAVY
from ..outcomes.forecast import SURE
from ..outcomes.models import Outcome
from ..patients.selectors import Known, known
from ..screening.models import Override
from ..treatments.models import AdverseEvent, Cartridge, FollowUp, Treatment, ZoneRecord

MOST = 100
INTERVAL = 0.9


@dataclass(frozen=True)
class Happened:
    """An adverse event beside the settings of its visit. days: after the visit, None when it is of no visit."""

    event: AdverseEvent
    known: Known
    treatment: Treatment | None
    zones: Sequence[ZoneRecord]
    cartridges: Sequence[Cartridge]
    days: int | None
    follow_ups: Sequence[FollowUp]


@dataclass(frozen=True)
class SetAside:
    """An override and what came after it: signed visits, adverse events, scores that the forecast held or did not."""

    override: Override
    known: Known
    visits: int
    events: int
    held: int
    missed: int


@dataclass(frozen=True)
class Count90:
    """How often statements held. id: of which kind; said: the share that should; people: how many they are about."""

    id: str
    said: float
    stated: int
    held: int
    people: int


def adverse_events(clinic_id: UUID) -> Sequence[Happened]:
    """The newest adverse events, open ones first."""
    ordered = _whole(clinic_id).order_by(F("closed_at").desc(nulls_first=True), "-onset", "-created_at")[:MOST]
    return [_happened(event) for event in ordered]


def _whole(clinic_id: UUID) -> QuerySet[AdverseEvent]:
    """Adverse events with everything that stands beside them."""
    rows = AdverseEvent.objects.filter(clinic_id=clinic_id)
    rows = rows.select_related("patient", "treatment__course", "created_by", "closed_by")
    rows = rows.defer(*(f"treatment__course__{name}" for name in HEAVY))
    return rows.prefetch_related("treatment__zones", "treatment__cartridges", "follow_ups__created_by")


def event_of(clinic_id: UUID, event_id: UUID) -> Happened:
    """One adverse event of this clinic. Raises Http404 for every other."""
    found = _whole(clinic_id).filter(id=event_id).first()
    if found is None:
        raise Http404
    return _happened(found)


def _happened(event: AdverseEvent) -> Happened:
    visit = event.treatment
    zones, cartridges = (list(visit.zones.all()), list(visit.cartridges.all())) if visit else ([], [])
    days = (event.onset - visit.on).days if visit else None
    return Happened(event, known(event.patient), visit, zones, cartridges, days, list(event.follow_ups.all()))


def overrides(clinic_id: UUID) -> Sequence[SetAside]:
    """The newest overrides, with what came after each."""
    rows = Override.objects.filter(clinic_id=clinic_id).select_related("patient", "created_by")
    found = list(rows.order_by("-created_at")[:MOST])
    people = {item.patient_id for item in found}
    told = {"clinic_id": clinic_id, "patient_id__in": people}
    signed = Treatment.objects.filter(status=Treatment.Status.SIGNED, **told)
    visits = list(signed.values_list("patient_id", "signed_at"))
    events = list(AdverseEvent.objects.filter(**told).values_list("patient_id", "created_at"))
    scores = list(Outcome.objects.filter(held__isnull=False, **told).values_list("patient_id", "created_at", "held"))
    return [
        SetAside(
            item,
            known(item.patient),
            visits=_since(item, visits),
            events=_since(item, events),
            held=_since(item, ((who, at) for who, at, held in scores if held)),
            missed=_since(item, ((who, at) for who, at, held in scores if not held)),
        )
        for item in found
    ]


def _since(item: Override, rows: Iterable[tuple[UUID, object]]) -> int:
    return sum(who == item.patient_id and at is not None and at >= item.created_at for who, at in rows)  # type: ignore[operator]


def by_rule(rows: Sequence[SetAside]) -> Sequence[tuple[str, Counter[str]]]:
    """The same by rule: overrides made, visits after them, adverse events, scores that held and did not."""
    found: dict[str, Counter[str]] = {}
    for row in rows:
        told = {"made": 1, "visits": row.visits, "events": row.events, "held": row.held, "missed": row.missed}
        found.setdefault(row.override.rule, Counter()).update(told)
    return sorted(found.items(), key=lambda pair: -pair[1]["made"])


def calibration(clinic_id: UUID) -> Sequence[Count90]:
    """How often what was said came true: signs after a visit, scores, and changes that were called likely."""
    scored = Outcome.objects.filter(clinic_id=clinic_id, held__isnull=False).values("patient")
    scored = scored.annotate(all_of=Count("held"), held_of=Count("held", filter=Q(held=True))).order_by()
    scores = scored.aggregate(stated=Sum("all_of"), held=Sum("held_of"), people=Count("patient"))
    sure = Outcome.objects.filter(clinic_id=clinic_id, forecast__chance__gte=SURE)
    came = Count("id", filter=Q(forecast__came=True))
    likely = sure.aggregate(stated=Count("id"), held=came, people=Count("patient", distinct=True))
    return [
        _count("signs", INTERVAL, _signs(clinic_id)),
        _count("scores", INTERVAL, scores),
        _count("likely", SURE, likely),
    ]


def _signs(clinic_id: UUID) -> dict[str, int | None]:
    """Patient by patient along one index; what was corrected since is taken off again, as the few that it is."""
    entries = CheckIn.objects.filter(clinic_id=clinic_id, stated__gt=0).values("patient")
    entries = entries.annotate(all_of=Sum("stated"), held_of=Sum("held")).order_by()
    every = entries.aggregate(stated=Sum("all_of"), held=Sum("held_of"), people=Count("patient"))
    corrected = CheckIn.objects.filter(corrects__isnull=False).values("corrects_id")
    off = CheckIn.objects.filter(clinic_id=clinic_id, id__in=corrected).aggregate(
        stated=Sum("stated"), held=Sum("held")
    )
    return every | {name: (every[name] or 0) - (off[name] or 0) for name in off}


def _count(id: str, said: float, row: dict[str, int | None]) -> Count90:
    return Count90(id, said, row["stated"] or 0, row["held"] or 0, row["people"] or 0)
