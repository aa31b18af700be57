"""Treatments: six steps, what blocks them, nothing overwritten, and after the signature only added to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from needlepoint.errors import InputError
from needlepoint_clinic.audit.chain import SYSTEM, check
from needlepoint_clinic.audit.selectors import events_of_patient
from needlepoint_clinic.consent.actions import revoke
from needlepoint_clinic.core.refusals import NotAllowed, Refused, Signed, Stale
from needlepoint_clinic.screening.models import Override, Screening
from needlepoint_clinic.treatments import actions, presenters, selectors, steps
from needlepoint_clinic.treatments.models import Cartridge, Treatment
from needlepoint_clinic.treatments.refusals import OverLimit, WrongPassword

from .builders import EIGHT_ZONES, make_consent, make_course, make_screening, open_treatment, ready_treatment
from .conftest import PASSWORD, House

DONE = {"depth_mm": Decimal("1.00"), "passes": 4, "pattern": "crosshatch", "endpoint": "pinpoint_bleeding", "pain": 3}
LATER = date(2029, 12, 31)
GTIN = "09506000134352"


def told(house: House, treatment: Treatment) -> dict[str, Any]:
    return {"clinic_id": house.clinic.id, "treatment_id": treatment.id, "by": house.provider.user, "actor": SYSTEM}


def sign(house: House, treatment: Treatment, **changed: Any) -> Treatment:
    given = {"password": PASSWORD, "member": house.provider} | changed
    return actions.sign(clinic_id=house.clinic.id, treatment_id=treatment.id, actor=SYSTEM, **given)


def charted(house: House, **ready: Any) -> Treatment:
    """Everything done but the signature."""
    treatment = ready_treatment(house, **ready)
    who = told(house, treatment)
    actions.set_cartridge(lot="LOT1", expiry=LATER, gtin=GTIN, serial=f"S{uuid4().hex[:8]}", how="scan", **who)
    for row in presenters.rows_of(selectors.chart_of(house.clinic.id, treatment.id)):
        actions.chart_zone(zone=row.zone, done=DONE, **who)
    actions.finish_up(
        advice="spoken_and_written", product="Panthenol gel", product_lot="PG7", no_adverse_event=True, **who
    )
    treatment.refresh_from_db()
    return treatment


def signed(house: House, **ready: Any) -> Treatment:
    treatment = sign(house, charted(house, **ready))
    treatment.refresh_from_db()
    return treatment


# --------------------------------------------------------------------------------------------------- the first steps
def test_a_session_has_one_chart(house: House) -> None:
    course = make_course(house)
    assert open_treatment(house, course).id == open_treatment(house, course).id


def test_a_session_that_does_not_take_place_has_no_chart(house: House) -> None:
    course = make_course(house)
    course.sessions.filter(number=1).update(cancelled_at=timezone.now())
    with pytest.raises(Refused, match="does not take place"):
        open_treatment(house, course)


@pytest.mark.parametrize("given", [[], ["name"], ["name", "name"], ["name", "shoe size"]])
def test_one_identifier_is_not_enough(house: House, given: list[str]) -> None:
    treatment = open_treatment(house, make_course(house))
    with pytest.raises(Refused, match="Two identifiers"):
        actions.confirm_identity(identifiers=given, **told(house, treatment))


def test_the_screening_is_run_again_for_the_day(house: House) -> None:
    old = make_screening(house, on=timezone.localdate() - timedelta(days=1))
    treatment = open_treatment(house, make_course(house, screening=old))
    Screening.objects.exclude(id=old.id).delete()
    found = actions.confirm_screening(**told(house, treatment))
    assert found.screening is not None
    assert found.screening_id != old.id
    assert found.screening.on == treatment.on


def blocked(house: House, verdict: str, *, counts: bool = True) -> Treatment:
    screening = make_screening(house)
    finding = {
        "rule": "active_infection", "effect": verdict, "zones": [], "until": None, "until_event": None,
        "fact": "cold sore now", "reason": "It spreads.", "sources": [], "override": "clinician", "counts": counts,
    }  # fmt: skip
    screening.verdict = verdict if counts else "caution"
    screening.findings = screening.findings | {"findings": [finding]}
    screening.save()
    return open_treatment(house, make_course(house, screening=screening))


@pytest.mark.parametrize("verdict", ["stop", "wait"])
def test_a_stop_or_a_wait_blocks(house: House, verdict: str) -> None:
    treatment = blocked(house, verdict)
    with pytest.raises(Refused, match="cold sore now"):
        actions.confirm_screening(**told(house, treatment))
    treatment.refresh_from_db()
    assert treatment.screening_id is None


def test_what_was_set_aside_blocks_no_more(house: House) -> None:
    assert actions.confirm_screening(**told(house, treatment := blocked(house, "stop", counts=False))).screening_id
    assert treatment


def test_an_override_made_after_it_has_the_screening_run_again(house: House) -> None:
    treatment = blocked(house, "stop")
    screening = Screening.objects.get(patient=house.patient)
    Override.objects.create(
        clinic=house.clinic, patient=house.patient, screening=screening, rule="active_infection", level="clinician",
        reason="Healed since, seen by me today.", created_by=house.provider.user,
    )  # fmt: skip
    found = actions.confirm_screening(**told(house, treatment))
    assert found.screening_id != screening.id


def test_never_screened_is_refused(house: House, elsewhere: House) -> None:
    treatment = open_treatment(house, make_course(house))
    Screening.objects.update(patient=elsewhere.patient)
    with pytest.raises(Refused, match="never screened"):
        actions.confirm_screening(**told(house, treatment))


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({}, None),
        ({"revoked": True}, "took the consent back"),
        ({"cooling_off_until": "later"}, "time to think it over"),
    ],
)
def test_the_consent_must_hold(house: House, changed: dict[str, Any], why: str | None) -> None:
    if changed.get("cooling_off_until"):
        changed = {"cooling_off_until": timezone.now() + timedelta(hours=3)}
    course = make_course(house)
    make_consent(house, course, **changed)
    treatment = open_treatment(house, course)
    if why is None:
        assert actions.confirm_consent(**told(house, treatment)).consent_id
    else:
        with pytest.raises(Refused, match=why):
            actions.confirm_consent(**told(house, treatment))


def test_a_consent_for_another_forecast_does_not_count(house: House) -> None:
    course = make_course(house)
    consent = make_consent(house, course)
    consent.forecast_hash = "0" * 64
    consent.save()
    with pytest.raises(Refused, match="another plan"):
        actions.confirm_consent(**told(house, open_treatment(house, course)))


def test_no_consent_at_all(house: House) -> None:
    with pytest.raises(Refused, match="no consent"):
        actions.confirm_consent(**told(house, open_treatment(house, make_course(house))))


def test_photographs_need_the_permission(house: House) -> None:
    course = make_course(house)
    make_consent(house, course, photographs=False)
    treatment = open_treatment(house, course)
    actions.confirm_consent(**told(house, treatment))
    with pytest.raises(Refused, match="does not allow"):
        actions.decide_photographs(decided="taken", **told(house, treatment))
    assert actions.decide_photographs(decided="declined", **told(house, treatment)).photographs_decided == "declined"


def test_nothing_touches_the_skin_before_the_first_steps(house: House) -> None:
    treatment = open_treatment(house, make_course(house))
    with pytest.raises(Refused, match=r"two identifiers.*screening.*consent"):
        actions.chart_zone(zone="cheek_left", done=DONE, **told(house, treatment))
    with pytest.raises(Refused, match="Not yet"):
        actions.add_anaesthetic(drug="lidocaine_4", grams=Decimal(2), area_cm2=Decimal(20), **told(house, treatment))


def test_a_revoked_consent_stops_the_first_pass_but_not_the_charting_of_what_was_done(house: House) -> None:
    treatment = ready_treatment(house)
    who = told(house, treatment)
    assert treatment.consent is not None
    actions.chart_zone(zone="cheek_left", done=DONE, **who)
    consent = {"consent_id": treatment.consent.id, "clinic_id": house.clinic.id, "by": None, "actor": SYSTEM}
    revoke(reason="Enough.", **consent)
    actions.chart_zone(zone="cheek_right", done=DONE | {"early_stop": "patient asked"}, **who)

    other = ready_treatment(house)
    assert other.consent is not None
    revoke(reason="Enough.", **(consent | {"consent_id": other.consent.id}))
    with pytest.raises(Refused, match="took the consent back"):
        actions.chart_zone(zone="cheek_left", done=DONE, **told(house, other))


# ------------------------------------------------------------------------------------------------------- numbing cream
def cream(house: House, treatment: Treatment, **changed: Any) -> Any:
    given = {"drug": "lidocaine_4", "grams": Decimal("5"), "area_cm2": Decimal("60"), "weight_kg": Decimal("62")}
    return actions.add_anaesthetic(**(given | changed), **told(house, treatment))


def test_the_dose_is_worked_out_and_its_warnings_kept(house: House) -> None:
    row = cream(house, ready_treatment(house))
    assert (row.mg, row.strength_percent, row.minutes_wanted) == (Decimal("200.0"), Decimal("4.0"), 30)
    assert any("label" in item for item in row.warnings)


def test_a_dose_over_a_limit_must_be_meant(house: House) -> None:
    treatment = ready_treatment(house)
    with pytest.raises(OverLimit, match=r"4\.5 mg per kg"):
        cream(house, treatment, grams=Decimal("12"))
    assert cream(house, treatment, grams=Decimal("12"), over_limits_meant=True).mg == Decimal("480.0")


@pytest.mark.parametrize("bad", [{"grams": Decimal(-1)}, {"area_cm2": Decimal(0)}, {"drug": "cocaine"}])
def test_amounts_that_cannot_be(house: House, bad: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        cream(house, ready_treatment(house), **bad)


def test_the_first_pass_waits_until_all_cream_is_off(house: House) -> None:
    treatment = ready_treatment(house)
    row = cream(house, treatment)
    with pytest.raises(Refused, match="Wipe all numbing cream off"):
        actions.chart_zone(zone="cheek_left", done=DONE, **told(house, treatment))
    actions.remove_anaesthetic(anaesthetic_id=row.id, **told(house, treatment))
    assert actions.chart_zone(zone="cheek_left", done=DONE, **told(house, treatment)).order == 1


def test_no_cream_on_skin_that_was_needled(house: House) -> None:
    treatment = ready_treatment(house)
    actions.chart_zone(zone="cheek_left", done=DONE, **told(house, treatment))
    with pytest.raises(Refused, match="needled"):
        cream(house, treatment)


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch) -> datetime:
    noon = datetime.combine(timezone.localdate(), time(12), tzinfo=timezone.get_current_timezone())
    monkeypatch.setattr(timezone, "now", lambda: noon)
    return noon


def test_clocks_that_cannot_be_are_refused(house: House, at_noon: datetime) -> None:
    treatment = ready_treatment(house)
    with pytest.raises(Refused, match="in the future"):
        cream(house, treatment, on_at=time(12, 10))
    row = cream(house, treatment, on_at=time(11, 0))
    for wrong, why in ((time(10, 59), "before"), (time(13), "in the future")):
        with pytest.raises(Refused, match=why):
            actions.remove_anaesthetic(anaesthetic_id=row.id, off_at=wrong, **told(house, treatment))
    off = actions.remove_anaesthetic(anaesthetic_id=row.id, off_at=time(11, 30), **told(house, treatment))
    assert off.off_at - off.on_at == timedelta(minutes=30)


def test_the_clock_says_when_to_take_it_off(house: House, at_noon: datetime) -> None:
    from needlepoint_clinic.treatments.numbing import clock_of

    row = cream(house, ready_treatment(house), on_at=time(11, 45))
    states = [(clock_of(row, at_noon + timedelta(minutes=more))) for more in (0, 15, 300)]
    assert [(item.state, item.minutes, item.left) for item in states] == [
        ("on", 15, 15),
        ("due", 30, 0),
        ("due", 315, 0),
    ]
    assert [f"{item.at:%H:%M}" for item in states[0].moments] == ["11:45", "12:15", "12:25"]
    long = cream(house, ready_treatment(house), drug="lidocaine_prilocaine", grams=Decimal(2), on_at=time(6))
    assert clock_of(long, at_noon).state == "late"


# ------------------------------------------------------------------------------------------------------------ cartridge
def test_an_expired_cartridge_stops(house: House) -> None:
    treatment = ready_treatment(house)
    with pytest.raises(Refused, match="Stop: this cartridge expired"):
        actions.set_cartridge(lot="A", expiry=timezone.localdate() - timedelta(days=1), **told(house, treatment))
    assert actions.set_cartridge(lot="A", expiry=timezone.localdate(), **told(house, treatment))


@pytest.mark.parametrize(("gtin", "stops"), [(GTIN, True), ("", True), ("00614141007349", False)])
def test_a_serial_is_used_once(house: House, gtin: str, stops: bool) -> None:
    first, second = ready_treatment(house), ready_treatment(house)
    given = {"lot": "A", "expiry": LATER, "serial": "77"}
    row = actions.set_cartridge(gtin=GTIN, **given, **told(house, first))
    assert actions.set_cartridge(gtin=GTIN, **given, **told(house, first)).id == row.id  # the same visit, told twice
    if stops:
        with pytest.raises(Refused, match="used before"):
            actions.set_cartridge(gtin=gtin, **given, **told(house, second))
    else:
        actions.set_cartridge(gtin=gtin, **given, **told(house, second))


def test_the_database_itself_refuses_a_second_use(house: House) -> None:
    first, second = ready_treatment(house), ready_treatment(house)
    given = {"clinic": house.clinic, "gtin": GTIN, "serial": "77", "lot": "A", "expiry": LATER, "how": "typed"}
    Cartridge.objects.create(treatment=first, **given)
    with pytest.raises(IntegrityError), transaction.atomic():
        Cartridge.objects.create(treatment=second, **given)


def test_another_clinic_may_have_the_same_serial(house: House, elsewhere: House) -> None:
    given = {"lot": "A", "expiry": LATER, "serial": "77", "gtin": GTIN}
    for place in (house, elsewhere):
        actions.set_cartridge(**given, **told(place, ready_treatment(place)))


def test_a_cartridge_entered_by_mistake_leaves_its_trace(house: House) -> None:
    treatment = ready_treatment(house)
    row = actions.set_cartridge(lot="A", expiry=LATER, serial="77", **told(house, treatment))
    actions.take_out_cartridge(cartridge_id=row.id, **told(house, treatment))
    last = events_of_patient(house.clinic.id, house.patient.id)[0]
    assert (last.action, last.detail["serial"]) == ("treatment.cartridge_out", "77")
    assert actions.set_cartridge(lot="A", expiry=LATER, serial="77", **told(house, treatment))


# ---------------------------------------------------------------------------------------------------------------- zones
def test_plan_beside_done(house: House) -> None:
    treatment = ready_treatment(house)
    actions.chart_zone(zone="cheek_left", done=DONE, **told(house, treatment))
    actions.chart_zone(zone="cheek_right", done=DONE | {"depth_mm": Decimal("0.80")}, **told(house, treatment))
    actions.chart_zone(zone="nose", done=DONE, **told(house, treatment))
    rows = {row.zone: row for row in presenters.rows_of(selectors.chart_of(house.clinic.id, treatment.id))}
    assert {zone: (row.state, list(row.differs)) for zone, row in rows.items()} == {
        "nose": ("other", ["not planned"]),
        "cheek_left": ("done", []),
        "cheek_right": ("other", ["depth"]),
    }


def test_a_zone_that_the_screening_leaves_out_is_not_charted(house: House) -> None:
    treatment = ready_treatment(house)
    assert treatment.screening is not None
    treatment.screening.findings = treatment.screening.findings | {"excluded_zones": ["cheek_left"]}
    treatment.screening.save()
    with pytest.raises(Refused, match="leaves this zone out"):
        actions.chart_zone(zone="cheek_left", done=DONE, **told(house, treatment))


def test_two_people_on_one_zone_the_second_is_told(house: House) -> None:
    treatment = ready_treatment(house)
    empty = steps.zone_version(None)
    actions.chart_zone(zone="cheek_left", done=DONE, shown=empty, **told(house, treatment))
    with pytest.raises(Stale) as caught:
        actions.chart_zone(zone="cheek_left", done=DONE | {"pain": 5}, shown=empty, **told(house, treatment))
    assert (caught.value.theirs["pain"], caught.value.yours["pain"]) == ("3", "5")
    row = actions.chart_zone(zone="cheek_right", done=DONE, shown=empty, **told(house, treatment))
    assert row.pain == 3, "another zone is nobody's business"


def test_two_people_on_one_part_the_second_is_told_and_parts_do_not_disturb_each_other(house: House) -> None:
    treatment = ready_treatment(house)
    shown = {part: steps.part_version(treatment, part) for part in steps.PARTS}
    given = {"name": "Pen", "serial": "1", "preparation": "chlorhexidine"}
    actions.set_up(shown=shown["setup"], **given, **told(house, treatment))
    actions.finish_up(advice="spoken", shown=shown["after"], **told(house, treatment))
    actions.set_up(shown=shown["setup"], **given, **told(house, treatment))  # says the same: nothing to be told
    with pytest.raises(Stale) as caught:
        actions.set_up(shown=shown["setup"], **(given | {"preparation": "alcohol"}), **told(house, treatment))
    assert caught.value.theirs["preparation"] == "chlorhexidine"


def test_the_last_visit_and_the_zone_before_give_settings_only(house: House) -> None:
    first = signed(house)
    second = ready_treatment(house, course=first.course, number=2)
    actions.chart_zone(zone="cheek_left", done=DONE | {"depth_mm": Decimal("1.20")}, **told(house, second))
    chart = selectors.chart_of(house.clinic.id, second.id)
    before, visit = selectors.last_zone(chart, "cheek_right"), selectors.last_visit_zone(second, "cheek_right")
    assert before is not None
    assert visit is not None
    assert presenters.settings_of(before)["depth_mm"] == Decimal("1.20")
    assert presenters.settings_of(visit)["depth_mm"] == Decimal("1.00")
    assert set(presenters.settings_of(visit)) == {"depth_mm", "passes", "pattern"}  # speed: nobody said


# ------------------------------------------------------------------------------------------------------- the signature
def test_everything_missing_is_said_at_once(house: House) -> None:
    with pytest.raises(Refused) as caught:
        sign(house, open_treatment(house, make_course(house)))
    for word in ("identifiers", "screening", "consent", "photographs", "zone", "advice", "adverse event"):
        assert word in caught.value.reason.lower()


def test_an_adverse_event_or_an_explicit_none(house: House) -> None:
    treatment = charted(house)
    Treatment.objects.filter(id=treatment.id).update(no_adverse_event=None)
    with pytest.raises(Refused, match="adverse event"):
        sign(house, treatment)
    given = {"what": "Fainted", "onset": treatment.on, "severity": "moderate", "action": "Laid down."}
    actions.report_adverse_event(**given, **told(house, treatment))
    with pytest.raises(Refused, match="is reported"):
        actions.finish_up(advice="spoken", no_adverse_event=True, **told(house, treatment))
    assert sign(house, treatment).no_adverse_event is False


@pytest.mark.parametrize("days", [-1, 1])
def test_an_adverse_event_begins_at_the_visit_or_later_and_not_tomorrow(house: House, days: int) -> None:
    treatment = charted(house)
    with pytest.raises(Refused, match="on the day of the visit or later"):
        actions.report_adverse_event(
            what="Fainted", onset=treatment.on + timedelta(days=days), severity="mild", **told(house, treatment)
        )


def test_who_signs_and_with_what(house: House, elsewhere: House) -> None:
    treatment = charted(house)
    for member in (house.assistant, elsewhere.owner):
        with pytest.raises(NotAllowed):
            sign(house, treatment, member=member)
    with pytest.raises(WrongPassword):
        sign(house, treatment, password="something else")
    row = sign(house, treatment, member=house.owner)
    assert (row.signed_by, row.signature_meaning) == (house.owner.user, actions.MEANING)
    assert selectors.intact(Treatment.objects.get(id=row.id))


def test_what_changed_while_it_was_read_is_not_signed(house: House) -> None:
    treatment = charted(house)
    seen = steps.chart_version(treatment)
    actions.chart_zone(zone="cheek_left", done=DONE | {"pain": 9}, **told(house, treatment))
    with pytest.raises(Stale):
        sign(house, treatment, content_shown=seen)


EVERY_CHANGE: dict[str, Callable[[dict[str, Any]], Any]] = {
    "abandon": lambda who: actions.abandon_treatment(reason="no", **who),
    "identity": lambda who: actions.confirm_identity(identifiers=["name", "phone"], **who),
    "screen_today": lambda who: actions.screen_today(**who),
    "screening": lambda who: actions.confirm_screening(**who),
    "consent": lambda who: actions.confirm_consent(**who),
    "photographs": lambda who: actions.decide_photographs(decided="declined", **who),
    "setup": lambda who: actions.set_up(name="Pen", serial="", preparation="", **who),
    "cream": lambda who: actions.add_anaesthetic(drug="lidocaine_4", grams=Decimal(1), area_cm2=Decimal(9), **who),
    "cream_off": lambda who: actions.remove_anaesthetic(anaesthetic_id=1, **who),
    "cartridge": lambda who: actions.set_cartridge(lot="B", expiry=LATER, **who),
    "cartridge_out": lambda who: actions.take_out_cartridge(cartridge_id=uuid4(), **who),
    "zone": lambda who: actions.chart_zone(zone="nose", done=DONE, **who),
    "zone_out": lambda who: actions.remove_zone(zone="cheek_left", **who),
    "after": lambda who: actions.finish_up(advice="spoken", **who),
}


@pytest.mark.parametrize("change", EVERY_CHANGE)
def test_a_signed_chart_refuses_every_change(house: House, change: str) -> None:
    treatment = signed(house)
    with pytest.raises(Signed):
        EVERY_CHANGE[change](told(house, treatment))
    assert selectors.intact(Treatment.objects.get(id=treatment.id))


def test_it_is_signed_once(house: House) -> None:
    treatment = signed(house)
    with pytest.raises(Signed):
        sign(house, treatment)


def test_no_action_was_forgotten() -> None:
    """Every public action that takes a chart is in the list above, or adds beside it."""
    import inspect

    beside = {"open_treatment", "report_adverse_event", "add_addendum", "note_refused", "sign"}
    public = {
        name for name, item in vars(actions).items() if inspect.isfunction(item) and item.__module__ == actions.__name__
    }
    public = {name for name in public if not name.startswith("_")}
    assert len(public - beside) == len(EVERY_CHANGE)


def test_what_comes_later_stands_beside_it(house: House) -> None:
    treatment = signed(house)
    actions.add_addendum(text="Called next day: well.", **told(house, treatment))
    actions.report_adverse_event(what="Cold sore", onset=treatment.on, severity="mild", **told(house, treatment))
    row = Treatment.objects.get(id=treatment.id)
    assert selectors.intact(row)
    assert row.no_adverse_event is True
    with pytest.raises(Refused, match="not signed"):
        actions.add_addendum(text="Too early.", **told(house, ready_treatment(house)))


@pytest.mark.parametrize("where", ["zone", "cartridge", "cream", "field"])
def test_a_change_behind_our_back_is_seen(house: House, where: str) -> None:
    treatment = ready_treatment(house)
    who = told(house, treatment)
    row = cream(house, treatment)
    actions.remove_anaesthetic(anaesthetic_id=row.id, **who)
    actions.chart_zone(zone="cheek_left", done=DONE, **who)
    actions.set_cartridge(lot="A", expiry=LATER, **who)
    actions.finish_up(advice="spoken", no_adverse_event=True, **who)
    treatment = sign(house, treatment)
    if where == "zone":
        treatment.zones.update(pain=1)
    elif where == "cartridge":
        treatment.cartridges.update(lot="B")
    elif where == "cream":
        treatment.anaesthetics.update(grams=1)
    else:
        Treatment.objects.filter(id=treatment.id).update(advice="none")
    assert not selectors.intact(Treatment.objects.get(id=treatment.id))


def test_not_carried_out(house: House) -> None:
    treatment = ready_treatment(house)
    actions.abandon_treatment(reason="Patient has a fever.", **told(house, treatment))
    with pytest.raises(Refused, match="not carried out"):
        actions.chart_zone(zone="cheek_left", done=DONE, **told(house, treatment))
    begun = ready_treatment(house)
    actions.chart_zone(zone="cheek_left", done=DONE, **told(house, begun))
    with pytest.raises(Refused, match="done at this visit already"):
        actions.abandon_treatment(reason="Patient has a fever.", **told(house, begun))


def test_a_visit_stopped_before_the_first_zone_can_be_signed(house: House) -> None:
    treatment = ready_treatment(house)
    actions.finish_up(advice="spoken", no_adverse_event=True, early_stop="Fear of needles.", **told(house, treatment))
    assert sign(house, treatment).status == "signed"


# ------------------------------------------------------------------------------------------------ others, lots, audit
def test_another_clinic_reaches_nothing(house: House, elsewhere: House) -> None:
    treatment = charted(house)
    who = told(house, treatment) | {"clinic_id": elsewhere.clinic.id}
    for change in EVERY_CHANGE.values():
        with pytest.raises(Refused):
            change(who)
    assert not selectors.who_got_lot(elsewhere.clinic.id, "LOT1")
    assert not selectors.treatments_of_patient(elsewhere.clinic.id, house.patient.id)


def test_who_got_a_lot(house: House) -> None:
    treatment = signed(house)
    actions_found = selectors.who_got_lot(house.clinic.id, " lot1 ")
    assert [(got.treatment.id, got.what, got.expiry) for got in actions_found] == [(treatment.id, "cartridge", LATER)]
    assert [(got.what, got.product) for got in selectors.who_got_lot(house.clinic.id, "pg7")] == [
        ("product", "Panthenol gel")
    ]
    assert not selectors.who_got_lot(house.clinic.id, "")
    assert not selectors.who_got_lot(house.clinic.id, "LOT")


def test_every_write_is_in_the_chain_without_words_of_a_person(house: House) -> None:
    signed(house)
    assert check(house.clinic.id) is None
    events = events_of_patient(house.clinic.id, house.patient.id)
    kinds = {event.action for event in events}
    assert {"treatment.open", "treatment.identity", "treatment.zone", "treatment.sign"} <= kinds
    assert not any("Núñez" in str(event.detail) or "Panthenol" in str(event.detail) for event in events)


def test_a_chart_costs_the_same_queries_with_two_zones_and_with_eight(
    house: House, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for zones in (EIGHT_ZONES[:2], EIGHT_ZONES):
        treatment = charted(house, zones=zones)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            chart = selectors.chart_of(house.clinic.id, treatment.id)
            presenters.rows_of(chart), presenters.drawings(chart)
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 8
