"""Pages that stay fast with many patients: as many queries for five as for one, and no list that reads every row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from needlepoint_clinic.checkins.foreseen import option_of
from needlepoint_clinic.checkins.models import CheckIn
from needlepoint_clinic.checkins.selectors import LOOKED_AT, lately_closed, queue
from needlepoint_clinic.core.upkeep import look_at_the_data
from needlepoint_clinic.courses.models import Course
from needlepoint_clinic.courses.selectors import accepted_option
from needlepoint_clinic.safety.selectors import calibration
from needlepoint_clinic.timeline.selectors import today
from needlepoint_clinic.treatments.selectors import who_got_lot

from .builders import make_course
from .conftest import House
from .test_databases import on_sqlite
from .test_timeline import another, fill, queries
from .visits import CALM, visit, wrote


def test_search_and_audit_ask_as_much_for_many_as_for_one(house: House, browser_of: Callable[..., Client]) -> None:
    client = browser_of(house.owner)
    another(house, 0)
    pages = ("/patients/", "/audit/", f"/audit/?patient={house.patient.id}", "/audit/?before=3")
    before = [queries(client, page) for page in pages]
    for number in range(1, 30):
        another(house, number)
    assert [queries(client, page) for page in pages] == before
    assert max(before) <= 10


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_lists_are_found_along_their_indexes(house: House) -> None:
    """As SQLite plans them once it has looked at its rows."""
    found: list[str] = []

    def explain(go: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("SELECT"):
            rows = connection.connection.execute("EXPLAIN QUERY PLAN " + sql.replace("%s", "?"), params).fetchall()
            found.extend(str(row[3]) for row in rows)
        return go(sql, params, many, context)

    fill(house, house.patient)
    for day in range(40):
        wrote(house, visit(house, days_ago=day + 10), 1)
    look_at_the_data()
    connection.close()  # a new one knows what was seen
    with connection.execute_wrapper(explain):
        today(house.clinic.id, timezone.localdate())
        queue(house.clinic.id)
        lately_closed(house.clinic.id)
        who_got_lot(house.clinic.id, "L77")
    assert len(found) > 20
    for index in ("checkin_waiting", "checkin_closed", "checkin_correction", "screening_wait_ends", "session_standing",
                  "course_standing", "treatment_open", "cartridge_lot_anyhow"):  # fmt: skip
        assert any(index in line for line in found), index


def test_the_accepted_proposal_is_cut_out_whole(house: House) -> None:
    course = make_course(house)
    whole = dict(option_of(Course.objects.get(id=course.id).plan, course.option))
    whole.pop("sessions", None)
    assert accepted_option(course.id) == whole
    Course.objects.filter(id=course.id).update(option="none")
    assert accepted_option(course.id) is None


def test_what_was_corrected_counts_once(house: House) -> None:
    treatment = visit(house)
    wrong = wrote(house, treatment, 1)
    wrote(house, visit(house, patient=another(house, 1)), 1)
    before = calibration(house.clinic.id)[0]
    assert before.stated > 0
    assert before.people == 2
    wrote(house, treatment, 1, corrects=wrong.id, signs=CALM | {"redness": 4})
    after = calibration(house.clinic.id)[0]
    assert (after.stated, after.people) == (before.stated, before.people)
    standing = CheckIn.objects.filter(stated__gt=0, corrected_by=None).values_list("stated", "held")
    assert (after.stated, after.held) == tuple(map(sum, zip(*standing, strict=True)))
    assert CheckIn.objects.filter(corrects__isnull=False).count() == 1


def test_the_queue_is_in_its_order_however_long(house: House) -> None:
    treatment = visit(house, days_ago=9)
    for day in range(1, 6):
        wrote(house, treatment, day, signs=CALM | {"redness": 4})
    wrote(house, treatment, 6, flags=["fever"])
    every = [one.item for one in queue(house.clinic.id)]
    assert len(every) > 3
    assert every == sorted(every, key=lambda item: (LOOKED_AT.index(item.level), item.on))
    assert [one.item for one in queue(house.clinic.id, most=3)] == every[:3]
