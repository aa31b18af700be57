"""The house itself: the first run, the practice's details, colleagues, choosing between practices."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client, override_settings

from needlepoint_clinic.accounts.models import User
from needlepoint_clinic.audit.chain import SYSTEM, check
from needlepoint_clinic.clinics import actions
from needlepoint_clinic.clinics.middleware import FirstRun
from needlepoint_clinic.clinics.models import Clinic, Membership, Role
from needlepoint_clinic.clinics.set_up import set_up_code
from needlepoint_clinic.core.refusals import Refused
from needlepoint_clinic.environment import Environment

from .conftest import House

FIRST = {
    "submission": str(uuid4()), "name": "Praxis", "phone": "+49 30 1234", "time_zone": "Europe/Berlin",
    "currency": "EUR", "session_price": "180.00", "owner_name": "Olga", "owner_email": "Olga@Praxis.example",
    "owner_password": "quite-a-long-one-7",
}  # fmt: skip
DETAILS = {name: value for name, value in FIRST.items() if not name.startswith("owner")}


@pytest.fixture
def nobody_yet(db: None) -> Iterator[None]:
    """A server that nobody uses."""
    FirstRun.known = False
    yield
    FirstRun.known = True


@pytest.mark.parametrize("address", ["/", "/patients/", "/accounts/login/", "/clinic/members/"])
def test_on_the_first_run_every_page_leads_to_the_set_up(nobody_yet: None, address: str) -> None:
    assert Client().get(address).url == "/start/"


def test_the_first_run_makes_the_practice_and_its_owner_once(nobody_yet: None) -> None:
    assert Client().get("/start/").status_code == 200
    assert Client().post("/start/", FIRST).url == "/accounts/login/"
    owner = Membership.objects.get()
    assert (owner.role, owner.user.email, owner.clinic.phone) == (Role.OWNER, "olga@praxis.example", "+49 30 1234")
    assert check(owner.clinic_id) is None
    assert Client().get("/start/").status_code == Client().post("/start/", FIRST).status_code == 404


@pytest.mark.parametrize(
    "changed",
    [
        {"phone": ""}, {"phone": "call us"}, {"name": ""}, {"name": "x" * 121}, {"time_zone": "Mars/Base"},
        {"currency": "euro"}, {"session_price": "-1"}, {"session_price": "a lot"}, {"owner_email": "olga"},
        {"owner_password": "short"}, {"owner_password": "qwerty123456"}, {"submission": "twice"},
    ],
)  # fmt: skip
def test_a_first_run_that_cannot_be_makes_nothing(nobody_yet: None, changed: dict[str, str]) -> None:
    assert Client().post("/start/", FIRST | changed).status_code == 422
    assert not Clinic.objects.exists()
    assert not User.objects.exists()


def test_on_a_server_that_others_reach_the_first_run_needs_the_code(nobody_yet: None) -> None:
    told = Environment(**{**vars(settings.ENVIRONMENT), "https": True})
    with override_settings(ENVIRONMENT=told):
        assert Client().post("/start/", FIRST | {"code": "AAAA BBBB CCCC"}).status_code == 422
        assert Client().post("/start/", FIRST | {"code": f" {set_up_code().lower()} "}).status_code == 302


def test_the_database_itself_refuses_a_practice_without_a_phone(house: House) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Clinic.objects.filter(id=house.clinic.id).update(phone="")


def test_an_owner_changes_the_details(house: House, browser_of: Callable[..., Client]) -> None:
    client = browser_of(house.owner)
    assert "+49 30 123456" in client.get("/clinic/details/").content.decode()
    assert client.post("/clinic/details/", DETAILS | {"version": "1"}).url == "/clinic/details/"
    assert Clinic.objects.get(id=house.clinic.id).name == "Praxis"
    assert client.post("/clinic/details/", DETAILS | {"phone": "", "version": "2"}).status_code == 422


def test_two_owners_at_the_details_the_second_is_told(house: House, browser_of: Callable[..., Client]) -> None:
    client = browser_of(house.owner)
    client.post("/clinic/details/", DETAILS | {"version": "1"})
    answer = client.post("/clinic/details/", DETAILS | {"submission": str(uuid4()), "name": "Mine", "version": "1"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Praxis" in text
    assert "Mine" in text
    assert Clinic.objects.get(id=house.clinic.id).name == "Praxis"


@pytest.mark.parametrize("address", ["/clinic/details/", "/clinic/members/", "/audit/"])
def test_the_house_belongs_to_its_owner(
    house: House, elsewhere: House, browser_of: Callable[..., Client], address: str
) -> None:
    assert browser_of(house.owner).get(address).status_code == 200
    assert browser_of(house.provider).get(address).status_code == 403
    assert browser_of(house.assistant).get(address).status_code == 403
    assert browser_of(None).get(address).url.startswith("/accounts/login/")
    other = browser_of(elsewhere.owner).get(address).content.decode()
    assert "ours" not in other


def member_form(**changed: str) -> dict[str, str]:
    told = {
        "submission": str(uuid4()), "name": "Nora New", "email": "Nora@ours.example", "role": "assistant",
        "licence": "", "password": "quite-a-long-one-7",
    }  # fmt: skip
    return told | changed


def test_an_owner_adds_a_colleague_once(house: House, browser_of: Callable[..., Client]) -> None:
    client, told = browser_of(house.owner), member_form()
    assert client.post("/clinic/members/", told).status_code == client.post("/clinic/members/", told).status_code == 302
    assert Membership.objects.filter(clinic=house.clinic, user__email="nora@ours.example").count() == 1
    again = client.post("/clinic/members/", member_form())
    assert again.status_code == 400
    assert "already belongs" in again.content.decode()


@pytest.mark.parametrize("changed", [{"email": "nora"}, {"role": "king"}, {"password": "short"}, {"name": "x" * 121}])
def test_a_colleague_that_cannot_be_is_not_added(
    house: House, browser_of: Callable[..., Client], changed: dict[str, str]
) -> None:
    assert browser_of(house.owner).post("/clinic/members/", member_form(**changed)).status_code == 422
    assert Membership.objects.filter(clinic=house.clinic).count() == 3


def test_roles_change_and_memberships_end(house: House, elsewhere: House, browser_of: Callable[..., Client]) -> None:
    client, told = browser_of(house.owner), {"submission": str(uuid4())}
    address = f"/clinic/members/{house.assistant.id}/"
    client.post(address, told | {"role": "provider"})
    assert Membership.objects.get(id=house.assistant.id).role == Role.PROVIDER
    worker = browser_of(Membership.objects.get(id=house.assistant.id))
    assert worker.get("/patients/").status_code == 200
    client.post(address, told | {"end": "1"})
    assert worker.get("/patients/").status_code == 404, "who left sees nothing, also in an open session"
    for stranger in (elsewhere.owner, house.provider):
        before = Membership.objects.get(id=house.provider.id).role
        answer = browser_of(stranger).post(f"/clinic/members/{house.provider.id}/", told | {"role": "owner"})
        assert answer.status_code in (403, 404)
        assert Membership.objects.get(id=house.provider.id).role == before


def test_the_last_owner_stays(house: House) -> None:
    told = {"clinic_id": house.clinic.id, "membership_id": house.owner.id, "actor": SYSTEM}
    with pytest.raises(Refused, match="needs an owner"):
        actions.change_role(role=Role.PROVIDER, **told)
    with pytest.raises(Refused, match="needs an owner"):
        actions.end_membership(**told)


def test_who_belongs_to_two_practices_chooses(
    house: House, elsewhere: House, browser_of: Callable[..., Client]
) -> None:
    both = {"name": "", "password": None, "role": Role.PROVIDER, "licence": "", "actor": SYSTEM}
    actions.add_member(clinic_id=elsewhere.clinic.id, email=house.provider.user.email, **both)
    client = browser_of(house.provider)
    assert client.get(f"/patients/{elsewhere.patient.id}/details/").status_code == 404
    assert client.post("/clinic/choose/", {"clinic": str(elsewhere.clinic.id)}).url == "/"
    assert client.get(f"/patients/{elsewhere.patient.id}/details/").status_code == 200
    assert client.get(f"/patients/{house.patient.id}/details/").status_code == 404
    third = str(uuid4())
    assert client.post("/clinic/choose/", {"clinic": third}).status_code == 404


def test_what_was_not_taken_is_a_line_without_words(house: House, browser_of: Callable[..., Client]) -> None:
    from needlepoint_clinic.audit.selectors import events_of_clinic

    browser_of(house.assistant).post("/patients/new/", {"given_name": "Secret Name"})
    event = events_of_clinic(house.clinic.id)[0]
    assert (event.action, event.detail) == ("refused", {"page": "add_patient", "status": 422})
