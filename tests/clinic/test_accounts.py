"""Accounts: signing in with a second factor, sessions that end, mail that tells nothing, doors that stay shut."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from smtplib import SMTPException
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client, override_settings

from needlepoint_clinic.accounts import middleware
from needlepoint_clinic.accounts.models import User
from needlepoint_clinic.audit.selectors import events_of_clinic
from needlepoint_clinic.environment import Environment

from .conftest import PASSWORD, House

NEW = "quite-another-one-41"


@pytest.fixture(autouse=True)
def _no_old_attempts() -> Iterator[None]:
    """Attempts are counted in the cache, which tests share."""
    cache.clear()
    yield
    cache.clear()


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def actions_of(house: House) -> list[str]:
    return [event.action for event in events_of_clinic(house.clinic.id)]


def sign_in(client: Client, user: User, password: str = PASSWORD) -> Any:
    return client.post("/accounts/login/", {"login": user.email, "password": password}, follow=True)


def test_a_password_alone_leads_to_the_second_factor_and_no_further(house: House) -> None:
    client = Client()
    page = sign_in(client, house.provider.user)
    assert page.redirect_chain[-1][0] == "/accounts/2fa/"
    assert "set up a second factor" in page.content.decode()
    assert client.get("/patients/").url == "/accounts/2fa/"


@pytest.mark.django_db(transaction=True)
def test_the_way_from_password_to_the_first_page(house: House) -> None:
    client, user = Client(), house.provider.user
    sign_in(client, user)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    text = page.content.decode()
    secret = page.context["form"].secret
    assert "<svg" in text
    assert "data:" not in text, "the QR code stands in the page"
    codes = client.post("/accounts/2fa/totp/activate/", {"code": code_now(secret)}, follow=True)
    assert len(re.findall(r"<code>\d{8}</code>", codes.content.decode())) == 10
    assert client.get("/").status_code == 200
    client.post("/accounts/logout/")
    assert sign_in(client, user).redirect_chain[-1][0] == "/accounts/2fa/authenticate/"
    assert client.get("/").status_code == 302
    cache.clear()  # a code is taken once; in a test the next one is half a minute away
    done = client.post("/accounts/2fa/authenticate/", {"code": code_now(secret)}, follow=True)
    assert done.redirect_chain[-1][0] == "/"
    told = actions_of(house)
    assert {"account.sign_in", "account.sign_out", "account.factor_add"} <= set(told)


def test_a_recovery_code_opens_once(house: House) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    user = house.provider.user
    TOTP.activate(user, generate_totp_secret())
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    for opens in (True, False):
        client = Client()
        sign_in(client, user)
        page = client.post("/accounts/2fa/authenticate/", {"code": code})
        assert (page.status_code == 302) is opens


@pytest.mark.parametrize("skew", [-30, 30])
def test_a_phone_whose_clock_is_half_a_minute_off_still_counts(house: House, skew: int) -> None:
    secret = generate_totp_secret()
    TOTP.activate(house.provider.user, secret)
    client = Client()
    sign_in(client, house.provider.user)
    code = format_hotp_value(hotp_value(secret, int(time.time() + skew) // 30))
    assert client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302


def test_secrets_of_second_factors_are_sealed(house: House) -> None:
    secret = generate_totp_secret()
    TOTP.activate(house.provider.user, secret)
    stored = Authenticator.objects.get(user=house.provider.user)
    assert secret not in str(stored.data)
    assert get_adapter().decrypt(stored.data["secret"]) == secret


def test_invented_people_need_no_second_factor(house: House) -> None:
    told = Environment(**{**vars(settings.ENVIRONMENT), "demo": True})
    client = Client()
    client.force_login(house.provider.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    with override_settings(ENVIRONMENT=told):
        assert client.get("/").status_code == 200
    assert client.get("/").url == "/accounts/2fa/"


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(middleware, "time", clock)
    return clock


def test_a_quarter_of_an_hour_without_use_ends_the_session(
    house: House, browser_of: Callable[..., Client], clock: Clock
) -> None:
    client = browser_of(house.provider)
    assert client.get("/").status_code == 200
    clock.now += 15 * 60
    assert client.get("/").status_code == 200
    clock.now += 15 * 60 + 1
    page = client.get("/patients/", follow=True)
    assert page.redirect_chain == [("/accounts/login/?next=%2Fpatients%2F", 302)]
    assert "nobody used this page" in page.content.decode()
    assert "_auth_user_id" not in client.session


def test_twelve_hours_end_it_even_when_used(house: House, browser_of: Callable[..., Client], clock: Clock) -> None:
    client = browser_of(house.provider)
    for _ in range(12 * 6 + 1):  # every ten minutes
        assert client.get("/patients/").status_code == 200
        clock.now += 600
    page = client.get("/patients/", follow=True)
    assert "twelve hours" in page.content.decode()


def test_use_every_minute_writes_the_session_seldom(
    house: House, browser_of: Callable[..., Client], clock: Clock, django_assert_num_queries: Any
) -> None:
    client = browser_of(house.provider)
    client.get("/patients/")
    clock.now += 5
    with django_assert_num_queries(4):  # session, user, second factor, membership
        client.get("/clinic/choose/x/")


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in(house: House) -> None:
    answer = Client().post("/patients/", {"q": "an"}, HTTP_HX_REQUEST="true")
    assert answer.status_code == 204
    assert answer["HX-Redirect"].startswith("/accounts/login/")


def test_signing_out_clears_the_browser(house: House, browser_of: Callable[..., Client]) -> None:
    client = browser_of(house.provider)
    assert client.get("/accounts/logout/").status_code == 200
    answer = client.post("/accounts/logout/")
    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert client.get("/").status_code == 302


def test_sessions_are_listed_and_ended(house: House) -> None:
    TOTP.activate(house.provider.user, generate_totp_secret())
    here, there = (Client(), Client())
    for client in (here, there):
        client.force_login(house.provider.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert client.get("/").status_code == 200
    page = here.get("/accounts/sessions/").content.decode()
    assert page.count('<th scope="row">') == 2
    assert "this one" in page
    here.post("/accounts/sessions/")
    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 302


def test_nobody_signs_up_alone(db: None, house: House) -> None:
    page = Client().get("/accounts/signup/")
    assert "No sign-up here" in page.content.decode()
    told = {"email": "new@x.example", "password1": NEW, "password2": NEW}
    Client().post("/accounts/signup/", told)
    assert not User.objects.filter(email="new@x.example").exists()


def test_addresses_are_changed_by_nobody_alone(house: House, browser_of: Callable[..., Client]) -> None:
    assert browser_of(house.provider).get("/accounts/email/").status_code == 404


def test_a_forgotten_password_is_set_anew_by_mail(house: House) -> None:
    client = Client()
    client.post("/accounts/password/reset/", {"email": house.provider.user.email})
    [message] = mail.outbox
    link = re.search(r"http://testserver(/\S+)", message.body)
    assert link
    assert house.clinic.name not in message.subject + message.body
    assert house.provider.user.name not in message.body
    form = client.get(link[1], follow=True)
    answer = client.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW}, follow=True)
    assert "The password is changed" in answer.content.decode()
    assert sign_in(Client(), house.provider.user, NEW).redirect_chain
    assert "no longer works" in Client().get(link[1], follow=True).content.decode(), "a link works once"


def test_asking_for_a_new_password_does_not_tell_who_has_an_account(house: House) -> None:
    pages = [
        Client().post("/accounts/password/reset/", {"email": email}, follow=True).content.decode()
        for email in (house.provider.user.email, "nobody@nowhere.example")
    ]
    assert pages[0] == pages[1]
    assert "If the address belongs" in pages[0]
    assert [message.to for message in mail.outbox] == [[house.provider.user.email]]


def test_a_mail_server_that_is_down_changes_no_page(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*args: Any, **kwargs: Any) -> None:
        raise SMTPException("down")

    monkeypatch.setattr("allauth.core.internal.adapter.BaseAdapter.send_mail", down, raising=False)
    monkeypatch.setattr("allauth.account.adapter.DefaultAccountAdapter.send_mail", down)
    page = Client().post("/accounts/password/reset/", {"email": house.provider.user.email}, follow=True)
    assert "Look into your mail" in page.content.decode()


def test_guessing_is_slowed_down(house: House) -> None:
    client = Client()
    for _ in range(5):
        sign_in(client, house.provider.user, "wrong-wrong-wrong")
    page = sign_in(client, house.provider.user)
    assert "_auth_user_id" not in client.session
    assert "Too many failed login attempts" in page.content.decode()
    assert actions_of(house).count("account.sign_in_failed") == 5


def test_wrong_password_and_unknown_address_read_the_same(house: House) -> None:
    said = []
    for email in (house.provider.user.email, "nobody@nowhere.example"):
        page = Client().post("/accounts/login/", {"login": email, "password": "wrong-wrong-wrong"})
        said.append(re.findall(r'class="errors".*?</div>', page.content.decode(), re.DOTALL))
    assert said[0] == said[1] != []


def test_an_owner_takes_away_a_lost_factor_after_showing_who_they_are(
    house: House, elsewhere: House, browser_of: Callable[..., Client]
) -> None:
    TOTP.activate(house.provider.user, generate_totp_secret())
    address = f"/clinic/members/{house.provider.id}/factor/"
    client = browser_of(house.owner)
    assert client.get(address).url.startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.get(address).status_code == 200
    client.post(address)
    assert not Authenticator.objects.filter(user=house.provider.user).exists()
    assert "account.factor_reset" in actions_of(house)
    assert browser_of(house.assistant).get(address).status_code == 403
    assert browser_of(None).get(address).status_code == 302
    stranger = browser_of(elsewhere.owner)
    stranger.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert stranger.get(address).status_code == 404


@pytest.mark.parametrize(("host", "offered"), [("localhost:8000", True), ("127.0.0.1:8000", False)])
def test_passkeys_are_offered_where_they_can_work(house: House, host: str, offered: bool) -> None:
    page = Client(headers={"host": host}).get("/accounts/login/").content.decode()
    assert ("passkey_login" in page) is offered
