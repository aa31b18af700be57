"""Scores: by the engine's rules, its errors at the field, beside the frozen forecast; released to the patient."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from needlepoint import InputError
from needlepoint.outcome import scales
from needlepoint_clinic.audit.chain import SYSTEM, check
from needlepoint_clinic.core.refusals import NotAllowed, Refused, Stale
from needlepoint_clinic.outcomes import actions
from needlepoint_clinic.outcomes.forecast import at, held_against
from needlepoint_clinic.outcomes.forms import ScoreForm, items_of
from needlepoint_clinic.outcomes.models import Outcome

from .builders import plan_document
from .conftest import House
from .visits import visit

BrowserOf = Callable[..., Client]
SCALE = "goodman_baron_qualitative"


def item_name(scale: str) -> str:
    return next(iter(items_of(scales()[scale])))


def scored(house: House, value: float, *, days_ago: int = 0, scale: str = SCALE, **told: Any) -> Outcome:
    given = {"clinic_id": house.clinic.id, "patient_id": house.patient.id, "by": house.assistant.user, "actor": SYSTEM}
    on = timezone.localdate() - timedelta(days=days_ago)
    return actions.record_outcome(scale=scale, answers={item_name(scale): value}, on=on, **(given | told))


@pytest.mark.parametrize(("value", "held"), [(2.0, True), (3.0, False), (1.0, True)])
def test_a_score_is_held_against_the_frozen_forecast(house: House, value: float, held: bool) -> None:
    course = visit(house, days_ago=200).course
    scored(house, 3.0, days_ago=200, course_id=course.id)
    item = scored(house, value, course_id=course.id)
    assert (item.held, item.forecast["improvement"]) == (item.forecast["held"], 3.0 - value)
    if held:
        assert item.held is (item.forecast["low"] <= 3.0 - value <= item.forecast["high"])
    assert check(house.clinic.id) is None


def test_before_the_first_visit_or_off_the_scale_nothing_is_said(house: House) -> None:
    course = visit(house, days_ago=30).course
    assert scored(house, 3.0, days_ago=30, course_id=course.id).held is None
    other = next(name for name, item in scales().items() if name != SCALE and item.scoring in ("grade", "total"))
    assert scored(house, scales()[other].low, scale=other, course_id=course.id).forecast == {}
    assert scored(house, 3.0).forecast == {}


def test_the_interval_of_a_day_lies_between_its_neighbours() -> None:
    assert [at((0.0, 10.0), (1.0, 3.0), day) for day in (-1, 0, 5, 10, 99)] == [1.0, 1.0, 2.0, 3.0, 3.0]
    told = held_against(plan_document(), "gentle", scale=SCALE, score=2.0, baseline=None, day=180)
    assert told["low"] <= told["median"] <= told["high"]
    assert told["baseline"] == 3.0


@pytest.mark.parametrize("told", [{"value": 99.0}, {"value": 1.5}])
def test_what_the_scale_cannot_have_is_refused(house: House, told: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        scored(house, **told)
    with pytest.raises(Refused, match="not come"):
        scored(house, 1.0, days_ago=-1)
    assert not Outcome.objects.exists()


def test_another_clinics_patient_and_course_are_refused(house: House, elsewhere: House) -> None:
    with pytest.raises(Refused, match="patient"):
        scored(house, 1.0, patient_id=elsewhere.patient.id)
    with pytest.raises(Refused, match="course"):
        scored(house, 1.0, course_id=visit(elsewhere).course_id)


@pytest.mark.parametrize("scale", list(scales()))
def test_every_scale_has_its_form(house: House, browser_of: BrowserOf, scale: str) -> None:
    form = ScoreForm(scale=scales()[scale], courses=[])
    names = [name for name in form.fields if name.startswith("item-")]
    assert (
        names == ["item-total"]
        if scales()[scale].totals_only
        else names == [f"item-{id}" for id in scales()[scale].items]
    )


def test_a_scale_of_others_is_a_typed_total_only(house: House, browser_of: BrowserOf) -> None:
    scale = next(item for item in scales().values() if item.totals_only)
    page = browser_of(house.owner).get(f"/patients/{house.patient.id}/outcomes/new/{scale.id}/").content.decode()
    assert "belong to others" in page
    assert page.count('name="item-') == 1


def sent(**told: Any) -> dict[str, Any]:
    given = {"submission": uuid4(), "on": timezone.localdate(), "course": "", f"item-{item_name(SCALE)}": "2"}
    return given | told


def test_a_score_is_taken_once_and_an_error_stands_at_its_field(house: House, browser_of: BrowserOf) -> None:
    client, address = browser_of(house.assistant), f"/patients/{house.patient.id}/outcomes/new/{SCALE}/"
    given = sent(blinded="on")
    assert {client.post(address, given)["location"] for _ in range(2)} == {f"/outcomes/{Outcome.objects.get().id}/"}
    assert Outcome.objects.get().blinded
    density = next(name for name, item in scales().items() if item.scoring == "density")
    odd = {f"item-{name}": str(item.high) for name, item in scales()[density].items.items()}
    area = next(name for name in odd if "area" in name)
    odd |= {area: str(scales()[density].items[area.removeprefix("item-")].low)}
    answer = client.post(f"/patients/{house.patient.id}/outcomes/new/{density}/", sent() | odd)
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()


@pytest.mark.parametrize(
    "told", [{"on": "2999-01-01"}, {"on": ""}, {"course": str(uuid4())}, {f"item-{'x'}": "1", "on": "?"}]
)
def test_a_form_that_cannot_be_keeps_nothing(house: House, browser_of: BrowserOf, told: dict[str, Any]) -> None:
    address = f"/patients/{house.patient.id}/outcomes/new/{SCALE}/"
    assert browser_of(house.owner).post(address, sent(**told)).status_code in (400, 422)
    assert not Outcome.objects.exists()


def test_release_is_for_those_who_decide_and_for_the_version_shown(house: House, elsewhere: House) -> None:
    item = scored(house, 2.0)
    told = {"clinic_id": house.clinic.id, "outcome_id": item.id, "version": 1, "released": True, "actor": SYSTEM}
    for member in (house.assistant, elsewhere.owner):
        with pytest.raises(NotAllowed):
            actions.release_outcome(member=member, **told)
    assert actions.release_outcome(member=house.provider, **told).released_at
    with pytest.raises(Stale):
        actions.release_outcome(member=house.provider, **told)


@pytest.mark.parametrize("who", ["owner", "provider", "assistant", "stranger", "nobody"])
def test_who_sees_what(house: House, elsewhere: House, browser_of: BrowserOf, who: str) -> None:
    item = scored(house, 2.0)
    member = (
        {"stranger": elsewhere.owner, "nobody": None}[who] if who in ("stranger", "nobody") else getattr(house, who)
    )
    client, wanted = browser_of(member), {"stranger": 404, "nobody": 302}.get(who, 200)
    new = f"/patients/{house.patient.id}/outcomes/new/"
    for address in (new, f"{new}{SCALE}/", f"/outcomes/{item.id}/"):
        assert client.get(address).status_code == wanted, address
    given = {"submission": uuid4(), "version": 1, "released": "yes"}
    status = {"owner": 302, "provider": 302, "assistant": 403, "stranger": 404, "nobody": 302}[who]
    assert client.post(f"/outcomes/{item.id}/release/", given).status_code == status
    item.refresh_from_db()
    assert bool(item.released_at) == (who in ("owner", "provider"))


def test_an_unknown_scale_is_not_there(house: House, browser_of: BrowserOf) -> None:
    assert browser_of(house.owner).get(f"/patients/{house.patient.id}/outcomes/new/nothing/").status_code == 404
