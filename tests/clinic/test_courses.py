"""Courses: a proposal accepted with its forecast frozen, proved by its hash; visits moved; a course ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from needlepoint_clinic.audit.chain import SYSTEM, Actor, check
from needlepoint_clinic.core.refusals import NotAllowed, Refused, Stale
from needlepoint_clinic.courses import actions, selectors
from needlepoint_clinic.courses.frozen import canonical, digest
from needlepoint_clinic.courses.models import Course, PlannedSession, WorkedPlan
from needlepoint_clinic.screening.models import Override, Screening

from .conftest import House
from .planned import CASE, KELOID, accept_form, opened, plan_url, quick, screened, settings_form

__all__ = ["quick"]
pytestmark = pytest.mark.usefixtures("quick")
Browser = Callable[..., Client]


def accepted(house: House, client: Client, option: str = "standard") -> Course:
    screened(house)
    found = opened(house, client)
    sent = client.post(plan_url(house, f"{found.id}/accept/{option}/"), accept_form())
    assert sent.status_code == 302, sent.content.decode()
    return Course.objects.get(id=sent.url.split("/")[2])


def told(house: House, found: WorkedPlan, option: str = "standard", **changed: Any) -> dict[str, Any]:
    return {
        "clinic_id": house.clinic.id, "patient_id": house.patient.id, "screening_id": found.screening_id,
        "case": found.screening.case, "plan": found.document, "option": option, "protocol": found.protocols[option],
        "by": house.provider.user, "actor": Actor("staff", house.provider.user_id),
    } | changed  # fmt: skip


def test_accepting_freezes_the_forecast_and_plans_the_visits(house: House, browser_of: Browser) -> None:
    client = browser_of(house.provider)
    course = accepted(house, client)
    found = WorkedPlan.objects.get()
    chosen = next(item for item in found.document["options"] if item["name"] == "standard")
    assert (course.plan, course.case, course.option) == (found.document, CASE, "standard")
    assert course.protocol == found.protocols["standard"]
    assert course.engine_version
    days = [item.on.isoformat() for item in selectors.sessions_of(course)]
    assert days == [item["date"] for item in chosen["sessions"]]
    assert selectors.is_untouched(course)
    assert check(house.clinic.id) is None
    page = client.get(f"/courses/{course.id}/").content.decode()
    assert chosen["outcomes"][0]["words"][0] in page
    assert course.forecast_hash in page
    assert "nothing of it has changed" in page


def test_the_same_form_twice_and_the_same_forecast_twice_give_one_course(house: House, browser_of: Browser) -> None:
    screened(house)
    client = browser_of(house.owner)
    found = opened(house, client)
    address, form = plan_url(house, f"{found.id}/accept/gentle/"), accept_form()
    urls = {client.post(address, form).url for _ in range(2)} | {client.post(address, accept_form()).url}
    assert len(urls) == 1
    assert Course.objects.count() == 1
    assert PlannedSession.objects.count() == len(selectors.option_of(Course.objects.get())["sessions"])


def test_assistants_do_not_accept(house: House, browser_of: Browser) -> None:
    screened(house)
    client = browser_of(house.assistant)
    found = opened(house, client)
    address = plan_url(house, f"{found.id}/accept/gentle/")
    assert client.get(address).status_code == client.post(address, accept_form()).status_code == 403
    with pytest.raises(NotAllowed):
        actions.accept_option(**told(house, found, by=house.assistant.user))
    assert not Course.objects.exists()


def test_a_stranger_accepts_nothing_by_any_door(house: House, elsewhere: House, browser_of: Browser) -> None:
    screened(house)
    found = opened(house, browser_of(house.provider))
    for by, clinic in ((elsewhere.owner.user, house.clinic), (elsewhere.owner.user, elsewhere.clinic)):
        with pytest.raises(Refused):
            actions.accept_option(**told(house, found, by=by, clinic_id=clinic.id))
    assert not Course.objects.exists()


@pytest.mark.parametrize("verdict", ["stop", "wait"])
def test_stop_and_wait_refuse_until_overridden(house: House, browser_of: Browser, verdict: str) -> None:
    screening = screened(house)
    client = browser_of(house.provider)
    found = opened(house, client)
    Screening.objects.filter(id=screening.id).update(verdict=verdict)
    sent = client.post(plan_url(house, f"{found.id}/accept/gentle/"), accept_form())
    assert sent.status_code == 400
    assert "Screening says" in sent.content.decode()
    Screening.objects.filter(id=screening.id).update(verdict="caution")
    assert client.post(plan_url(house, f"{found.id}/accept/gentle/"), accept_form()).status_code == 302


def test_where_a_clinician_decides_the_decision_is_written_and_kept(house: House, browser_of: Browser) -> None:
    screened(house)
    client = browser_of(house.provider)
    found = opened(house, client)
    made = client.post(plan_url(house, "own/"), settings_form(found, "gentle", interval_days=26, sessions=2))
    own = WorkedPlan.objects.get(id=made.url.split("/")[4])
    address = plan_url(house, f"{own.id}/accept/own/")
    assert client.post(address, accept_form()).status_code == 422
    sent = client.post(address, accept_form(decided="Healed well before; two weeks are enough here."))
    course = Course.objects.get(id=sent.url.split("/")[2])
    assert course.option == "own"
    assert "Healed well" in client.get(sent.url).content.decode()
    assert "every 26 days, 2 times" in course.protocol
    with pytest.raises(Refused, match="decide"):
        actions.accept_option(**told(house, own, "own"))


def test_settings_beyond_what_anybody_may_pass_are_refused(house: House, browser_of: Browser) -> None:
    screened(house)
    client = browser_of(house.provider)
    found = opened(house, client)
    made = client.post(plan_url(house, "own/"), settings_form(found, depth_cheek_left="2.4"))
    own = WorkedPlan.objects.get(id=made.url.split("/")[4])
    with pytest.raises(Refused, match="limit"):
        actions.accept_option(**told(house, own, "own", decided="I want it all the same."))
    assert f"{own.id}/accept/own/" not in client.get(made.url).content.decode()


def test_after_another_screening_the_old_plan_is_stale(house: House, browser_of: Browser) -> None:
    screened(house)
    client = browser_of(house.provider)
    found = opened(house, client)
    screened(house, KELOID)
    assert client.post(plan_url(house, f"{found.id}/accept/gentle/"), accept_form()).status_code == 409
    assert not Course.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [{"option": "heroic"}, {"plan": {}}, {"plan": {"schema": "x"}}, {"protocol": "treat: {"}, {"protocol": ""}],
)
def test_what_is_no_plan_is_refused_whole(house: House, browser_of: Browser, changed: dict[str, Any]) -> None:
    screened(house)
    found = opened(house, browser_of(house.provider))
    with pytest.raises(Refused):
        actions.accept_option(**told(house, found) | changed)
    assert not Course.objects.exists()
    assert not PlannedSession.objects.exists()


@pytest.mark.parametrize("what", ["plan", "option", "protocol", "case", "hash"])
def test_tampering_shows(house: House, browser_of: Browser, what: str) -> None:
    client = browser_of(house.provider)
    course = accepted(house, client)
    rows = Course.objects.filter(id=course.id)
    if what == "plan":
        course.plan["options"][0]["recovery"]["downtime_days"]["median"] += 0.1
        rows.update(plan=course.plan)
    elif what == "hash":  # the plan and its hash both: the audit chain still knows
        course.plan["made"]["seed"] = 2
        named = ("plan", "option", "protocol", "case", "engine_version")
        rows.update(plan=course.plan, forecast_hash=digest({name: getattr(course, name) for name in named}))
    else:
        rows.update(**{what: {"option": "gentle", "protocol": "other", "case": {}}[what]})
    page = client.get(f"/courses/{course.id}/")
    assert page.status_code == 200
    assert "not the one that was accepted" in page.content.decode()


def test_canonical_text_is_the_same_however_numbers_were_kept() -> None:
    kept = {"b": [1.0, -0.0, 1e-5, 0.1], "a": None, "c": 1e300}
    read = {"c": int(1e300), "a": None, "b": [1, 0, 0.00001, 0.1]}
    assert canonical(kept) == canonical(read)
    assert canonical({"a": True}) != canonical({"a": 1})


@pytest.mark.parametrize("who", ["owner", "provider", "assistant"])
def test_members_read_the_course_and_those_who_decide_end_it(house: House, browser_of: Browser, who: str) -> None:
    browser = browser_of(getattr(house, who)) if who != "provider" else None
    first = browser_of(house.provider)
    course, client = accepted(house, first), browser or first
    assert client.get(f"/courses/{course.id}/").status_code == 200
    assert client.get(f"/courses/{course.id}/end/").status_code == (403 if who == "assistant" else 200)
    session = course.sessions.get(number=1)
    assert client.get(f"/courses/{course.id}/visits/{session.id}/").status_code == 200


def test_strangers_and_nobody_see_no_course(house: House, elsewhere: House, browser_of: Browser) -> None:
    course = accepted(house, browser_of(house.provider))
    session = course.sessions.get(number=1)
    stranger, nobody = browser_of(elsewhere.owner), browser_of(None)
    for rest in ("", "end/", f"visits/{session.id}/"):
        assert stranger.get(f"/courses/{course.id}/{rest}").status_code == 404
        assert nobody.get(f"/courses/{course.id}/{rest}").status_code == 302


def test_a_course_is_stopped_with_a_reason_and_its_visits_are_off(house: House, browser_of: Browser) -> None:
    client = browser_of(house.provider)
    course = accepted(house, client)
    form = accept_form(how="stop", reason="Moves to another town.", version="1")
    assert client.post(f"/courses/{course.id}/end/", form | {"reason": ""}).status_code == 422
    assert client.post(f"/courses/{course.id}/end/", form).status_code == 302
    assert client.post(f"/courses/{course.id}/end/", form).status_code == 302  # the same form again
    course.refresh_from_db()
    assert course.status == "stopped"
    assert not course.sessions.filter(cancelled_at=None).exists()
    stale = accept_form(how="finish", reason="All done.", version="1")
    assert client.post(f"/courses/{course.id}/end/", stale).status_code == 409
    assert client.post(f"/courses/{course.id}/end/", accept_form(**{**stale, "version": "2"})).status_code in (400, 409)
    page = client.get(f"/courses/{course.id}/").content.decode()
    assert "Moves to another town." in page
    assert "nothing of it has changed" in page
    assert check(house.clinic.id) is None


def move(house: House, session: PlannedSession, on: date, **changed: Any) -> PlannedSession:
    common = {
        "clinic_id": house.clinic.id, "session_id": session.id, "version": session.version, "on": on,
        "reason": "The patient is away.", "shortest_days": 28, "by": house.assistant.user, "actor": SYSTEM,
    }  # fmt: skip
    actor = Actor("staff", house.assistant.user_id)
    return actions.move_session(**common | {"actor": actor} | changed)


def test_a_visit_moves_within_its_neighbours_and_a_stale_form_is_told(house: House, browser_of: Browser) -> None:
    client = browser_of(house.assistant)
    course = accepted(house, browser_of(house.provider))
    first, second = course.sessions.all()[:2]
    address = f"/courses/{course.id}/visits/{second.id}/"
    later = (second.on + timedelta(days=2)).isoformat()
    form = accept_form(on=later, reason="The patient is away.", version="1")
    sent = [client.post(address, form).status_code, client.post(address, form).status_code]
    second.refresh_from_db()
    assert sent == [302, 302]
    assert second.on.isoformat() == later
    assert second.version == 2
    stale = client.post(address, accept_form(on=later, reason="Again.", version="1"))
    assert stale.status_code == 409
    assert later in stale.content.decode()
    with pytest.raises(Refused, match="order"):
        move(house, second, first.on)
    assert check(house.clinic.id) is None


def test_closer_than_published_takes_somebody_who_decides(house: House, browser_of: Browser) -> None:
    course = accepted(house, browser_of(house.provider))
    first, second = course.sessions.all()[:2]
    near = first.on + timedelta(days=10)
    with pytest.raises(NotAllowed, match="10 days"):
        move(house, second, near)
    moved = move(house, second, near, by=house.provider.user, actor=Actor("staff", house.provider.user_id))
    assert moved.on == near


def test_a_visit_is_cancelled_with_a_reason_and_stays_in_sight(house: House, browser_of: Browser) -> None:
    client = browser_of(house.assistant)
    course = accepted(house, browser_of(house.provider))
    session = course.sessions.last()
    address = f"/courses/{course.id}/visits/{session.id}/"
    assert client.post(address, accept_form(cancel="1", reason="", version="1")).status_code == 422
    form = accept_form(cancel="1", reason="Enough after two.", version="1")
    assert client.post(address, form).status_code == 302
    assert "Enough after two." in client.get(f"/courses/{course.id}/").content.decode()
    session.refresh_from_db()
    with pytest.raises(Refused, match="off"):
        move(house, session, session.on)


def test_sessions_of_a_day_are_those_of_running_courses_of_this_clinic(
    house: House, elsewhere: House, browser_of: Browser
) -> None:
    course = accepted(house, browser_of(house.provider))
    day = course.sessions.get(number=1).on
    assert [item.course_id for item in selectors.sessions_on(house.clinic.id, day)] == [course.id]
    assert not selectors.sessions_on(elsewhere.clinic.id, day)
    told = {"clinic_id": house.clinic.id, "course_id": course.id, "version": 1, "reason": "All done."}
    actions.finish_course(by=house.provider.user, actor=SYSTEM, **told)
    assert not selectors.sessions_on(house.clinic.id, day)
    with pytest.raises(Stale):
        actions.stop_course(by=house.provider.user, actor=SYSTEM, **told)


def test_overrides_made_for_the_patient_stand_on_the_plan(house: House, browser_of: Browser) -> None:
    screening = screened(house)
    findings = screening.findings["findings"]
    Override.objects.create(
        clinic=house.clinic, patient=house.patient, screening=screening, rule="x", level="clinician", reason="r" * 20,
        created_by=house.provider.user,
    )  # fmt: skip
    page = browser_of(house.provider).get(plan_url(house) + "?now=1").content.decode()
    assert all(item["reason"][:30] in page for item in findings)
    assert str(uuid4()) not in page
