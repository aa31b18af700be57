"""The invented practice, and what its people do to a patient: each step through the clinic's own actions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from needlepoint.outcome import scales

from ..audit.chain import Actor
from ..checkins.actions import check_in
from ..checkins.models import CheckIn
from ..clinics.models import Clinic, Membership
from ..consent.actions import record_consent
from ..consent.models import Consent
from ..consent.template import template
from ..courses.actions import accept_option
from ..courses.models import Course
from ..intake import actions as intakes
from ..intake.case import case_document
from ..intake.invented import demo_answers
from ..intake.questionnaire import Person
from ..intake.selectors import latest_intake
from ..outcomes.actions import record_outcome
from ..outcomes.models import Outcome
from ..patients.actions import add_patient
from ..patients.models import Patient
from ..patients.selectors import known
from ..screening.actions import screen_patient
from ..screening.models import Screening
from ..treatments import actions as charts
from ..treatments.models import Treatment
from ..treatments.planned import planned_zones
from ..treatments.signer import Proven
from .people import Invented
from .plans import KINDS, OPTION, PEN, PRICE, Worked

SAID = {
    "what": "Small needles, three visits, six weeks apart.",
    "risk": "Dark marks, because of the sun here.",
    "call": "If it gets hot or I have a fever. The number is on the card.",
}
DECIDED = "Discussed with the patient; the gentle depth is kept."


@dataclass(frozen=True)
class Practice:
    """Who works here, the plans that were worked out, and that the provider typed the password before any chart."""

    clinic: Clinic
    owner: Membership
    provider: Membership
    assistant: Membership
    today: date
    plans: Mapping[str, Worked]
    proven: Proven
    lots: list[int] = field(default_factory=lambda: [0])

    def at(self, days: int, hour: int = 10, minute: int = 0) -> datetime:
        """A moment in the clinic's zone, days from today."""
        day = self.today + timedelta(days=days)
        return datetime.combine(day, time(hour, minute), tzinfo=timezone.get_current_timezone())

    def staff(self, member: Membership) -> Actor:
        """A colleague as the audit trail names one."""
        return Actor("staff", member.user_id, "127.0.0.1")

    def told(self, member: Membership) -> dict[str, Any]:
        """What every action wants to know."""
        return {"clinic_id": self.clinic.id, "by": member.user, "actor": self.staff(member)}

    # --- what is done to a patient ---

    def add(self, person: Invented, number: int) -> Patient:
        """A patient of the practice."""
        kind = KINDS[person.kind]
        identity = person.identity(number, kind.age, self.today)
        return add_patient(
            identity=identity,
            sex=person.sex,
            phototype=kind.phototype,
            phototype_found_by="examination",
            language=person.language,
            **self.told(self.assistant),
        )

    def ask(self, patient: Patient, *, by_patient: bool = True, finish: bool = True, **given: Any) -> None:
        """The questionnaire: no to everything but what is given."""
        intake = intakes.begin(patient_id=patient.id, **self.told(self.assistant))
        person = Person(patient.sex, known(patient).age)
        actor = Actor("patient", patient.id, "127.0.0.1") if by_patient else self.staff(self.assistant)
        told = {"clinic_id": self.clinic.id, "intake_id": intake.id, "by_patient": by_patient, "actor": actor}
        intakes.answer(answers=demo_answers(person, **given), **told)
        if finish:
            intakes.finish(**told)

    def screen(self, patient: Patient, kind: str) -> Screening:
        """The engine's rules against what was answered."""
        case = case_document(
            known(patient), latest_intake(self.clinic.id, patient.id), KINDS[kind].goals, PEN, "clinic", PRICE
        )
        on = timezone.localdate()
        return screen_patient(patient_id=patient.id, case=case, on=on, **self.told(self.provider))

    def plan(self, patient: Patient, kind: str, screening: Screening, first: date) -> Course:
        """The proposal accepted, its forecast frozen, its visits from ``first`` on."""
        document, protocol = self.plans[kind].from_day(first)
        return accept_option(
            patient_id=patient.id,
            screening_id=screening.id,
            case=screening.case,
            plan=document,
            option=OPTION,
            protocol=protocol,
            decided=DECIDED,
            **self.told(self.provider),
        )

    def consent(self, course: Course) -> Consent:
        """Told, asked back, signed on paper."""
        words = template("en")
        answers = {item.id: SAID.get(item.id, "As it was explained.") for item in words.teach_back}
        photos = {item.id: item.id in ("record", "comparison") for item in words.photo_uses}
        return record_consent(
            course_id=course.id,
            how="paper",
            teach_back=answers,
            photo_permissions=photos,
            **self.told(self.assistant),
        )

    def open(self, course: Course, number: int) -> Treatment:
        """The chart of one visit, with the first four steps done."""
        session = course.sessions.get(number=number)
        told = self.told(self.assistant)
        treatment = charts.open_treatment(session_id=session.id, **told)
        told["treatment_id"] = treatment.id
        charts.confirm_identity(identifiers=["name", "birth_date"], **told)
        charts.confirm_screening(**told)
        charts.confirm_consent(**told)
        charts.decide_photographs(decided="taken", **told)
        return treatment

    def needle(self, treatment: Treatment, *, lot: str, deeper: str = "0") -> None:
        """Cartridge and every planned zone; ``deeper``: mm more than planned."""
        told = self.told(self.provider) | {"treatment_id": treatment.id}
        treatment.refresh_from_db()
        charts.set_up(name="Invented Pen 2", serial="NP-0042", preparation="Cleansed, chlorhexidine, dried.", **told)
        self.lots[0] += 1
        charts.set_cartridge(
            lot=lot,
            expiry=treatment.on + timedelta(days=400),
            gtin="09506000134352",
            serial=f"S{self.lots[0]:05d}",
            how="scan",
            **told,
        )
        for zone in planned_zones(treatment):
            done = {
                "depth_mm": zone.depth_mm + Decimal(deeper),
                "passes": zone.passes,
                "pattern": zone.pattern,
                "endpoint": zone.endpoint,
                "pain": 3,
            }
            charts.chart_zone(zone=zone.zone, done=done, **told)

    def sign(self, treatment: Treatment, *, event: Mapping[str, Any] | None = None) -> None:
        """Aftercare given, signed by the provider, who typed the password once, before the first chart of all."""
        told = self.told(self.provider) | {"treatment_id": treatment.id}
        if event:
            charts.report_adverse_event(onset=treatment.on, **event, **told)
        charts.finish_up(
            advice="spoken_and_written",
            product="Plain moisturiser",
            product_lot="M-204",
            no_adverse_event=None if event else True,
            **told,
        )
        charts.sign(
            clinic_id=self.clinic.id,
            treatment_id=treatment.id,
            password=self.proven,
            member=self.provider,
            actor=self.staff(self.provider),
        )

    def write(self, treatment: Treatment, day: int, *, by: Membership | None = None, **told: Any) -> CheckIn:
        """A patient's entry; ``by``: a colleague wrote it down."""
        actor = self.staff(by) if by else Actor("patient", treatment.patient_id, "127.0.0.1")
        user = by.user if by else None
        return check_in(clinic_id=self.clinic.id, treatment_id=treatment.id, day=day, by=user, actor=actor, **told)

    def score(self, course: Course, value: float, *, blinded: bool = False) -> Outcome:
        """A score of today on the scale of the course's goal."""
        scale = next(goal["scale"] for goal in course.plan["options"][0]["outcomes"] if goal["scale"])
        return record_outcome(
            patient_id=course.patient_id,
            course_id=course.id,
            scale=scale,
            answers=_answers(scale, value),
            on=timezone.localdate(),
            blinded=blinded,
            **self.told(self.assistant),
        )


def _answers(scale: str, value: float) -> dict[str, float]:
    """Answers that give about this score: the one grade of a scale, or all items of one that is their mean."""
    known_scale = scales()[scale]
    names = ["total"] if known_scale.totals_only else list(known_scale.items)
    if known_scale.scoring != "mean":
        return {names[0]: value}
    low = int(value)
    more = round((value - low) * len(names))
    return {name: float(low + (at < more)) for at, name in enumerate(names)}
