"""What became of each invented patient: one story a stage, told through the clinic's own actions.

A story yields the moment at which it goes on (days from today), and does the next thing then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from needlepoint.outcome import scales

from ..checkins.actions import answer_check_in, open_adverse_event
from ..checkins.foreseen import recovery_bands
from ..checkins.models import CheckIn
from ..consent.actions import revoke
from ..courses.actions import finish_course, stop_course
from ..courses.models import Course
from ..intake.actions import begin, open_link
from ..outcomes.actions import release_outcome
from ..outcomes.forecast import first_goal
from ..patients.models import Patient
from ..safety.actions import close_adverse_event
from ..screening.actions import override
from ..treatments.models import AdverseEvent, Treatment
from .clock import Story
from .house import Practice
from .people import Invented
from .photographs import demo_pair, demo_photographs

LOT, LATER_LOT = "L2408A", "L2411C"
WORDS = {
    "en": ("Pink, but less than I feared.", "One side is worse than yesterday. Is that normal?"),
    "es": ("Un poco rojo, nada más.", "Un lado está peor que ayer. ¿Es normal?"),
}
Telling = Callable[[Practice, Invented, int], Story]


# --- before a plan ---------------------------------------------------------------------------------------------------


def new(house: Practice, person: Invented, number: int) -> Story:
    """Added today, a link to the phone is out."""
    yield house.at(0, 8)
    patient = house.add(person, number)
    open_link(patient_id=patient.id, **house.told(house.assistant))


def begun(house: Practice, person: Invented, number: int) -> Story:
    """Began the questions and stopped halfway."""
    yield house.at(-1, 17)
    patient = house.add(person, number)
    house.ask(patient, finish=False, condition__keloid=None, pregnant=None)


def answered(house: Practice, person: Invented, number: int) -> Story:
    """Answered everything at home; nobody has screened yet."""
    yield house.at(-2, 19)
    patient = house.add(person, number)
    house.ask(patient)


def waiting(ends: int) -> Telling:
    """A wait after isotretinoin that ends in some days."""

    def told(house: Practice, person: Invented, number: int) -> Story:
        yield house.at(-40)
        patient = house.add(person, number)
        last = _last_isotretinoin(house, patient, person, house.today + timedelta(days=ends))
        house.ask(patient, **_isotretinoin(last))
        house.screen(patient, person.kind)

    return told


def _isotretinoin(last: date) -> dict[str, Any]:
    row = {"name": "isotretinoin", "still": "no", "last": last.isoformat(), "prescribed": "yes"}
    return {"medications": "yes", "medications.rows": [row]}


def _last_isotretinoin(house: Practice, patient: Patient, person: Invented, free: date) -> date:
    """The last day of the medicine with which the engine's wait ends on a day."""
    begin(patient_id=patient.id, **house.told(house.assistant))
    guess = timezone.localdate() - timedelta(days=20)
    house.ask(patient, finish=False, **_isotretinoin(guess))
    found = house.screen(patient, person.kind).earliest_date
    return guess + (free - found) if found else guess


def stopped_by(**given: Any) -> Telling:
    """Screening says stop."""

    def told(house: Practice, person: Invented, number: int) -> Story:
        yield house.at(-9)
        patient = house.add(person, number)
        house.ask(patient, **given)
        yield house.at(-8, 9)
        house.screen(patient, person.kind)

    return told


def screened(house: Practice, person: Invented, number: int) -> Story:
    """Screened and clear; nothing planned yet."""
    yield house.at(-3)
    patient = house.add(person, number)
    house.ask(patient, by_patient=False)
    house.screen(patient, person.kind)


# --- a course --------------------------------------------------------------------------------------------------------


def _planned(house: Practice, person: Invented, number: int, first: int) -> tuple[Patient, Course]:
    patient = house.add(person, number)
    house.ask(patient)
    screening = house.screen(patient, person.kind)
    return patient, house.plan(patient, person.kind, screening, house.today + timedelta(days=first))


def planned(first: int) -> Telling:
    """A plan accepted; the first visit is still to come, the consent too."""

    def told(house: Practice, person: Invented, number: int) -> Story:
        yield house.at(-4)
        _planned(house, person, number, first)

    return told


def consented(first: int, *, revoked: bool = False) -> Telling:
    """Consent given, the first visit to come; or taken back again."""

    def told(house: Practice, person: Invented, number: int) -> Story:
        yield house.at(-12)
        _, course = _planned(house, person, number, first)
        yield house.at(-9)
        consent = house.consent(course)
        if revoked:
            yield house.at(-2, 16)
            told = house.told(house.provider)
            revoke(consent_id=consent.id, reason="The patient would rather wait until after the summer.", **told)

    return told


def overridden(house: Practice, person: Invented, number: int) -> Story:
    """A finding set aside by a clinician with the reason; then planned."""
    yield house.at(-16)
    patient = house.add(person, number)
    house.ask(patient, condition__keloid="yes")
    screening = house.screen(patient, person.kind)
    lifted = [item for item in screening.findings["findings"] if item["override"] in ("clinician", "specialist")]
    for rule in dict.fromkeys(item["rule"] for item in lifted):
        override(
            clinic_id=house.clinic.id,
            screening_id=screening.id,
            rule=rule,
            reason="One raised scar on the chest from 2009, flat today; none on the face. Test spot first.",
            member=house.provider,
            actor=house.staff(house.provider),
        )
    yield house.at(-15)
    house.screen(patient, person.kind)


def visit_today(state: str) -> Telling:
    """The first visit is today: not begun, chart open, or signed."""

    def told(house: Practice, person: Invented, number: int) -> Story:
        yield house.at(-15)
        _, course = _planned(house, person, number, 0)
        yield house.at(-10)
        house.consent(course)
        if state == "not begun":
            return
        yield house.at(0, 8, 30)
        treatment = house.open(course, 1)
        if state == "signed":
            house.needle(treatment, lot=LATER_LOT)
            house.sign(treatment)

    return told


def running(
    first: int,
    *,
    after: Mapping[int, str] | None = None,
    lot: str = LOT,
    event: Mapping[str, Any] | None = None,
    leave_open: bool = False,
    scores: Mapping[int, float] | None = None,
    ends: str = "",
    deeper: str = "0",
    pictured: int = 0,
) -> Telling:
    """A course that began some days ago: every visit that is due is done.

    after: day after the last visit to what the patient wrote (fine, calm, high, flag, ...); scores: days after the
    first visit to the distance from the forecast's middle; ends: finished or stopped; leave_open: the last chart is
    unsigned; pictured: the seed of a face that is photographed at each visit, 0 for none.
    """

    def told(house: Practice, person: Invented, number: int) -> Story:
        yield house.at(first - 16)
        _, course = _planned(house, person, number, first)
        yield house.at(first - 10)
        house.consent(course)
        yield house.at(first, 9, 40)
        baseline = _baseline(course)
        house.score(course, baseline)
        days = [(row.on - house.today).days for row in course.sessions.order_by("number")]
        due = [day for day in days if day < 0]
        steps = [(day, "visit", at) for at, day in enumerate(due, 1)]
        steps += [(first + day, "score", at) for at, day in enumerate(scores or {}) if first + day <= 0]
        treatment = None
        for day, what, at in sorted(steps):
            yield house.at(day, 10 if what == "visit" else 15)
            if what == "score":
                _score(house, course, baseline, list(scores or {})[at], list((scores or {}).values())[at], at)
                continue
            treatment = house.open(course, at)
            if pictured:
                demo_photographs(house, treatment, seed=pictured, number=at)
            house.needle(treatment, lot=lot if at < 3 else LATER_LOT, deeper=deeper)
            last = at == len(due)
            if not (last and leave_open):
                house.sign(treatment, event=event if last else None)
            if pictured and last:
                demo_pair(house, course)
            yield from _entries(house, person, treatment, after if last else {1: "fine", 3: "calm"})
        yield from _ended(house, course, treatment, ends, event)

    return told


def _entries(house: Practice, person: Invented, treatment: Treatment, after: Mapping[int, str] | None) -> Story:
    for day, how in (after or {}).items():
        moment = house.at((treatment.on - house.today).days + day, 20)
        if (treatment.on - house.today).days + day > 0:
            return
        yield moment
        _wrote(house, person, treatment, day, how)


def _wrote(house: Practice, person: Invented, treatment: Treatment, day: int, how: str) -> None:
    bands = recovery_bands(treatment.course.plan, treatment.course.option)
    wanted = ("redness", "swelling", "tightness", "flaking", "pain")
    usual = {name: _usual(bands[name].median, day) for name in wanted if name in bands}  # type: ignore[arg-type]
    calm, hurt = WORDS[person.language]
    if how == "high":
        house.write(treatment, day, signs=usual | {"redness": 3, "swelling": 1}, words=hurt)
    elif how == "urgent":
        house.write(treatment, day, signs=usual, flags=["vision"], words=hurt, by=house.assistant)
    elif how == "flag":
        house.write(treatment, day, signs=usual | {"pain": 3}, flags=["fever", "hot_skin"], words=hurt)
    elif how == "event":
        entry = house.write(treatment, day, signs=usual | {"redness": 3}, flags=["blister"], words=hurt)
        _as_event(house, entry)
    elif how == "watch":
        house.write(treatment, day, signs=usual | {"flaking": 2}, by=house.assistant)
    elif how == "corrected":
        first = house.write(treatment, day, signs=usual | {"redness": 4})
        house.write(treatment, day, signs=usual, corrects=first.id, words=calm)
    elif how == "answered":
        entry = house.write(treatment, day, signs=usual | {"redness": 4}, words=hurt)
        _answered(house, entry)
    else:
        house.write(treatment, day, signs=usual, words=calm if how == "calm" else "")


def _usual(values: tuple[float, ...], day: int) -> int:
    return round(values[min(day, len(values) - 1)])


def _answered(house: Practice, entry: CheckIn) -> None:
    answer_check_in(
        clinic_id=house.clinic.id,
        check_in_id=entry.id,
        version=entry.version,
        answer="Called back: no fever, warmth from the sun on the way home. Cool packs, shade, look again tomorrow.",
        member=house.provider,
        actor=house.staff(house.provider),
    )


def _as_event(house: Practice, entry: CheckIn) -> None:
    open_adverse_event(
        clinic_id=house.clinic.id,
        check_in_id=entry.id,
        version=entry.version,
        what="Cold sore on the upper lip",
        severity="moderate",
        done="Seen the same day, antiviral prescribed by the GP.",
        member=house.provider,
        actor=house.staff(house.provider),
    )


def _baseline(course: Course) -> float:
    goal = first_goal(course.plan, course.option) or {}
    if goal.get("baseline") is not None:
        return float(goal["baseline"])
    return 3.0


def _score(house: Practice, course: Course, baseline: float, day: int, away: float, at: int) -> None:
    """A score near what was foreseen for the day, ``away`` points better or worse than its middle."""
    goal = first_goal(course.plan, course.option)
    if goal is None:
        return
    curve = goal["by_day"]
    near = min(range(len(curve["days"])), key=lambda place: abs(curve["days"][place] - day))
    gain = curve["median"][near] + away
    value = baseline - gain if goal["better"] != "higher" else baseline + gain
    kept = house.score(course, _on_scale(goal["scale"], value), blinded=at % 2 == 1)
    if at == 0:
        release_outcome(
            clinic_id=house.clinic.id,
            outcome_id=kept.id,
            version=kept.version,
            released=True,
            member=house.provider,
            actor=house.staff(house.provider),
        )


def _on_scale(scale: str, value: float) -> float:
    known = scales()[scale]
    step = known.step or 0.1
    return min(max(round((value - known.low) / step) * step + known.low, known.low), known.high)


def _ended(
    house: Practice, course: Course, treatment: Treatment | None, ends: str, event: Mapping[str, Any] | None
) -> Story:
    if not ends or treatment is None:
        return
    yield house.at(min((treatment.on - house.today).days + (100 if ends == "finished" else 5), -1), 11)
    course.refresh_from_db()
    told = {"course_id": course.id, "version": course.version, **house.told(house.provider)}
    if ends == "finished":
        finish_course(reason="Both agreed that this is enough for now.", **told)
    else:
        stop_course(reason="Moved to another town.", **told)
    for item in AdverseEvent.objects.filter(treatment__course=course) if event else ():
        close_adverse_event(
            clinic_id=house.clinic.id,
            event_id=item.id,
            version=item.version,
            outcome="Gone after nine days, no mark left.",
            member=house.provider,
            actor=house.staff(house.provider),
        )
