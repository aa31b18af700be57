"""The portal's door and its sessions: once, for one patient, for a while; what is guessed or replayed gets nothing.

What stands on the pages is in test_portal_pages.py.
"""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from needlepoint_clinic.audit.chain import SYSTEM, check
from needlepoint_clinic.audit.models import AuditEvent
from needlepoint_clinic.core.links import LETTERS, code_of, digest_of
from needlepoint_clinic.core.refusals import Refused
from needlepoint_clinic.patients.models import Patient
from needlepoint_clinic.portal import actions, mailing, selectors
from needlepoint_clinic.portal.models import Entrance, Entry, Feed, Passkey, WrongCode

from .conftest import House
from .visits import visit, wrote

PortalOf = Callable[[Patient], Client]
BrowserOf = Callable[..., Client]
PAGES = ("", "calendar/", "ask/", "check-in/", "results/", "more/", "day/3/")
POSTS = ("calendar/address/", "calendar/address/end/", "results/satisfied/", "language/", "sign-out/")


def made(house: House, **told: Any) -> tuple[Entrance, str]:
    given = {"clinic_id": house.clinic.id, "patient_id": house.patient.id, "purpose": "portal", "by": None} | told
    return actions.open_entrance(actor=SYSTEM, **given)


def form(key: object = None, **told: str) -> dict[str, str]:
    return {"submission": str(key or uuid4()), **told}


# --- the door ---------------------------------------------------------------------------------------------------------


def test_looking_at_a_link_spends_nothing_and_the_button_spends_it_once(house: House) -> None:
    entrance, secret = made(house)
    for preview in (Client(), Client(HTTP_USER_AGENT="WhatsApp/2"), Client(HTTP_PURPOSE="prefetch")):
        page = preview.get(f"/p/{secret}/")
        assert page.status_code == 200
        assert "portal" not in preview.session
        assert preview.head(f"/p/{secret}/").status_code == 200
    entrance.refresh_from_db()
    assert entrance.used_at is None
    first, second = Client(), Client()
    assert first.post(f"/p/{secret}/").url == "/me/"
    assert first.get("/me/").status_code == 200
    assert first.get(f"/p/{secret}/").url == "/me/"  # the same browser may open its link again
    answer = second.post(f"/p/{secret}/")
    assert answer.status_code == 410
    assert "It was opened before" in answer.content.decode()
    assert second.get("/me/").status_code == 404
    assert Entry.objects.count() == 1


def test_the_database_holds_no_secret_and_a_form_sent_twice_makes_one(house: House, browser_of: BrowserOf) -> None:
    client, key = browser_of(house.assistant), uuid4()
    address = f"/patients/{house.patient.id}/portal/entrance/"
    pages = [client.post(address, form(key, purpose="portal", hours="24", how="show")) for _ in range(2)]
    links = {re.search(r"/p/([\w-]{43})/", page.content.decode())[1] for page in pages}  # type: ignore[index]
    assert len(links) == 1
    assert Entrance.objects.count() == 1
    entrance, secret = Entrance.objects.get(), links.pop()
    assert entrance.digest == digest_of(secret)
    code = code_of(secret)
    assert f"{code[:4]} {code[4:]}" in pages[0].content.decode()
    assert set(code) <= set(LETTERS)
    kept = " ".join(str(value) for value in Entrance.objects.values().get().values())
    assert secret not in kept
    assert code not in kept
    assert timedelta(hours=23) < entrance.until - timezone.now() <= timedelta(hours=24)


@pytest.mark.parametrize("end", ["until", "ended", "newer"])
def test_a_link_that_is_over_opens_nothing(house: House, end: str) -> None:
    entrance, secret = made(house)
    if end == "until":
        Entrance.objects.update(until=timezone.now() - timedelta(seconds=1))
    elif end == "ended":
        actions.end_entrance(clinic_id=house.clinic.id, entrance_id=entrance.id, actor=SYSTEM)
    else:
        made(house)
    client = Client()
    assert client.get(f"/p/{secret}/").status_code == 410
    assert client.post(f"/p/{secret}/").status_code == 410
    assert client.post("/p/", {"code": code_of(secret)}).status_code == 422
    assert client.get("/me/").status_code == 404


def test_taking_a_link_back_ends_what_it_opened(house: House, portal_of: PortalOf) -> None:
    client = portal_of(house.patient)
    entrance = Entrance.objects.get()
    assert client.get("/me/").status_code == 200
    actions.end_entrance(clinic_id=house.clinic.id, entrance_id=entrance.id, actor=SYSTEM)
    assert client.get("/me/").status_code == 404


def test_a_code_opens_once_however_it_is_typed(house: House) -> None:
    _entrance, secret = made(house)
    code = code_of(secret)
    client = Client()
    assert client.post("/p/", {"code": f" {code[:4].lower()} - {code[4:].lower()} "}).url == "/me/"
    assert client.get("/me/").status_code == 200
    assert Client().post("/p/", {"code": code}).status_code == 422


def test_guessing_is_counted_and_locked_and_a_lock_holds_the_right_code_out(house: House) -> None:
    _entrance, secret = made(house)
    guesser, elsewhere_now = Client(REMOTE_ADDR="203.0.113.7"), Client(REMOTE_ADDR="203.0.113.8")
    for number in range(selectors.MOST_HERE):
        guess = "".join(LETTERS[(number + k) % len(LETTERS)] for k in range(8))
        assert guesser.post("/p/", {"code": guess}).status_code == 422
    assert guesser.post("/p/", {"code": code_of(secret)}).status_code == 429
    assert guesser.get("/p/").status_code == 429
    assert "203.0.113.7" not in str(list(WrongCode.objects.values()))
    assert elsewhere_now.post("/p/", {"code": code_of(secret)}).status_code == 302
    _entrance, secret = made(house)
    WrongCode.objects.update(at=timezone.now() - selectors.WINDOW)
    assert guesser.post("/p/", {"code": code_of(secret)}).status_code == 302


def test_guesses_from_many_places_lock_codes_but_no_link(house: House) -> None:
    _entrance, secret = made(house)
    for number in range(selectors.MOST_EVERYWHERE):
        actions.count_wrong_code(address=f"198.51.100.{number}")
    assert Client().post("/p/", {"code": code_of(secret)}).status_code == 429
    assert Client().post(f"/p/{secret}/").status_code == 302


@pytest.mark.parametrize("guess", ["x", "A" * 43, "../me", "%00", "é" * 43, "out2"])
def test_a_secret_that_never_was_is_not_there(house: House, guess: str) -> None:
    made(house)
    page = Client().get(f"/p/{guess}/")
    assert page.status_code == 404
    assert Client().post(f"/p/{guess}/").status_code == 404


def test_nothing_planted_before_lives_on_and_staff_are_signed_out(house: House, browser_of: BrowserOf) -> None:
    client = browser_of(house.owner)
    client.get("/")
    planted = client.session.session_key
    _entrance, secret = made(house)
    client.post(f"/p/{secret}/")
    assert client.session.session_key != planted
    assert "_auth_user_id" not in client.session
    assert client.get("/me/").status_code == 200
    assert client.get(f"/patients/{house.patient.id}/").status_code == 302
    other = Client()
    other.cookies["session"] = planted
    assert other.get("/me/").status_code == 404


def test_how_long_a_browser_stays_in(house: House) -> None:
    for own, hours in (("", 12), ("1", 30 * 24)):
        _entrance, secret = made(house)
        client = Client()
        client.post(f"/p/{secret}/", {"own": own})
        entry = Entry.objects.latest("created_at")
        assert timedelta(hours=hours - 1) < entry.until - timezone.now() <= timedelta(hours=hours)
        assert client.session.get_expire_at_browser_close() == (own == "")
        Entry.objects.filter(id=entry.id).update(seen_at=timezone.now() - selectors.IDLE)
        assert client.get("/me/").status_code == (200 if own else 404)
        Entry.objects.filter(id=entry.id).update(until=timezone.now(), seen_at=timezone.now())
        assert client.get("/me/").status_code == 404


def test_signing_out_here_and_everywhere(house: House, portal_of: PortalOf) -> None:
    first, second, third = (portal_of(house.patient) for _ in range(3))
    answer = first.post("/me/sign-out/")
    assert answer.url == "/p/out/"
    assert "storage" in answer["Clear-Site-Data"]
    assert first.get("/me/").status_code == 404
    assert second.get("/me/").status_code == 200
    _unused, secret = made(house)
    second.post("/me/sign-out/", {"everywhere": "1"})
    assert third.get("/me/").status_code == 404
    assert Client().post(f"/p/{secret}/").status_code == 410
    assert check(house.clinic.id) is None


def test_a_link_may_lead_to_another_page_and_purposes_do_not_end_each_other(house: House) -> None:
    _first, one = made(house)
    _second, two = made(house, purpose="consent")
    assert Client().post(f"/p/{one}/").status_code == 302
    assert Client().post(f"/p/{two}/").url.startswith("/me/")
    with pytest.raises(Refused):
        made(house, purpose="everything")
    with pytest.raises(Refused):
        made(house, hours=10_000)


# --- who sees what ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", PAGES)
def test_pages_are_for_the_patient_alone(house: House, browser_of: BrowserOf, portal_of: PortalOf, at: str) -> None:
    visit(house, days_ago=2)
    assert portal_of(house.patient).get(f"/me/{at}").status_code == 200
    for member in (house.owner, house.provider, house.assistant, None):
        answer = browser_of(member).get(f"/me/{at}")
        assert answer.status_code == 404
        assert "Ask us for a new link" in answer.content.decode()


@pytest.mark.parametrize("at", POSTS)
def test_what_is_sent_from_outside_changes_nothing(house: House, browser_of: BrowserOf, at: str) -> None:
    for member in (house.owner, None):
        assert browser_of(member).post(f"/me/{at}", form()).status_code == 404
    assert not Feed.objects.exists()


def test_another_patients_entry_is_not_there(house: House, elsewhere: House, portal_of: PortalOf) -> None:
    mine, theirs = wrote(house, visit(house)), wrote(elsewhere, visit(elsewhere))
    other = Patient.objects.create(clinic=house.clinic, number="x", identity=b"1.k.x", sex="female", birth_year=1990)
    assert portal_of(house.patient).get(f"/me/check-in/{mine.id}/").status_code == 200
    assert portal_of(house.patient).get(f"/me/check-in/{theirs.id}/").status_code == 404
    assert portal_of(other).get(f"/me/check-in/{mine.id}/").status_code == 404
    assert portal_of(other).get("/me/").status_code == 200


def test_nothing_of_the_patient_in_links_titles_or_the_trail(house: House, portal_of: PortalOf) -> None:
    visit(house, days_ago=2)
    client = portal_of(house.patient)
    for page in PAGES:
        text = client.get(f"/me/{page}").content.decode()
        title = re.search(r"<title>(.*?)</title>", text, re.DOTALL)[1].lower()  # type: ignore[index]
        for word in ("needl", "scar", "skin", "núñez", "ana", "treat"):
            assert word not in title
        assert "Núñez" not in text
        assert str(house.patient.id) not in text
    told = str(list(AuditEvent.objects.filter(action__startswith="portal").values_list("detail", flat=True)))
    assert "Núñez" not in told
    assert "ours.example" not in told


# --- staff ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["owner", "provider", "assistant"])
def test_members_see_and_end_what_is_open(house: House, browser_of: BrowserOf, portal_of: PortalOf, who: str) -> None:
    inside, client = portal_of(house.patient), browser_of(getattr(house, who))
    base = f"/patients/{house.patient.id}/portal/"
    assert client.get(base).status_code == 200
    entry = Entry.objects.get()
    assert client.post(f"{base}entry/{entry.id}/end/").status_code == 302
    assert inside.get("/me/").status_code == 404
    inside = portal_of(house.patient)
    assert client.post(f"{base}end/").status_code == 302
    assert inside.get("/me/").status_code == 404
    entrance, _secret = made(house)
    assert client.post(f"{base}entrance/{entrance.id}/end/").status_code == 302
    entrance.refresh_from_db()
    assert entrance.ended_at


def test_strangers_and_nobody_make_and_end_nothing(
    house: House, elsewhere: House, browser_of: BrowserOf, portal_of: PortalOf
) -> None:
    entrance, _secret = made(house)
    inside = portal_of(house.patient)
    entry, base = Entry.objects.get(), f"/patients/{house.patient.id}/portal/"
    places = ("entrance/", f"entrance/{entrance.id}/end/", f"entry/{entry.id}/end/", "end/")
    stranger = browser_of(elsewhere.owner)
    for client, status in ((stranger, 404), (browser_of(None), 302), (inside, 302)):
        assert client.get(base).status_code == status
        for place in places:
            assert client.post(base + place, form(purpose="portal", hours="24")).status_code == status
    theirs = f"/patients/{elsewhere.patient.id}/portal/entry/{entry.id}/end/"
    assert stranger.post(theirs).status_code == 400
    assert inside.get("/me/").status_code == 200


def test_a_mail_says_nothing_and_is_sent_once(house: House, browser_of: BrowserOf) -> None:
    house.patient.language = "es"
    house.patient.save()
    client, key = browser_of(house.provider), uuid4()
    address = f"/patients/{house.patient.id}/portal/entrance/"
    for _ in range(2):
        assert client.post(address, form(key, purpose="portal", hours="168", how="mail")).status_code == 302
    assert len(mail.outbox) == 1
    sent = mail.outbox[0]
    assert sent.to == ["ana@invented.example"]
    assert sent.subject == "Su página privada"
    for word in ("Núñez", "Ana", "needl", "microneedling", "piel", "cicatri", "tratamiento"):
        assert word.lower() not in (sent.subject + sent.body).lower()
    secret = re.search(r"/p/([\w-]{43})/", sent.body)[1]  # type: ignore[index]
    assert Client().post(f"/p/{secret}/").status_code == 302


def test_a_mail_that_cannot_go_leaves_no_open_link(
    house: House, browser_of: BrowserOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: object) -> None:
        raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr(mailing.EmailMessage, "send", broken)
    address = f"/patients/{house.patient.id}/portal/entrance/"
    answer = browser_of(house.provider).post(address, form(purpose="portal", hours="168", how="mail"))
    assert answer.status_code == 400
    assert "could not be sent" in answer.content.decode()
    assert selectors.state_of(Entrance.objects.get()) == selectors.ENDED


# --- the calendar's address -------------------------------------------------------------------------------------------


def test_the_calendar_has_an_address_of_its_own_that_can_be_ended(house: House, portal_of: PortalOf) -> None:
    visit(house, days_ago=2)
    client = portal_of(house.patient)
    addresses = []
    for _ in range(2):
        text = client.post("/me/calendar/address/", form()).content.decode()
        addresses.append(re.search(r"/days/[\w-]{43}\.ics", text)[0])  # type: ignore[index]
    old, new = addresses
    assert Client().get(old).status_code == 404
    answer = Client().get(new)
    assert answer["Content-Type"].startswith("text/calendar")
    text = answer.content.decode()
    assert text.count("CLASS:PRIVATE") == text.count("BEGIN:VEVENT") > 3
    assert "DTSTART;VALUE=DATE:" in text
    for word in ("needl", "scar", "skin", "cheek", "Núñez", "ours"):
        assert word.lower() not in text.lower()
    uids = re.findall(r"UID:(\S+)", text)
    assert len(set(uids)) == len(uids)
    assert re.findall(r"UID:(\S+)", Client().get(new).content.decode()) == uids
    client.post("/me/calendar/address/end/")
    assert Client().get(new).status_code == 404
    assert Client().get("/days/x.ics").status_code == 404


# --- passkeys (the ceremony itself is in test_portal_browser.py) ------------------------------------------------------


@pytest.mark.parametrize("answer", ["", "{}", "[]", "null", "x" * 30_000, '{"id": "a", "rawId": "YQ", "response": {}}'])
def test_an_answer_that_is_no_passkey_opens_and_adds_nothing(house: House, portal_of: PortalOf, answer: str) -> None:
    stranger, inside = Client(), portal_of(house.patient)
    for client, address in ((stranger, "/p/passkey/"), (inside, "/me/passkey/")):
        assert client.get(address).status_code == 200
        for _ in range(2):  # with a challenge, and with one that was used up
            assert client.post(address, {"credential": answer}).status_code == 422
    assert stranger.get("/me/").status_code == 404
    assert not Passkey.objects.exists()


def test_a_passkey_belongs_to_one_patient_and_is_kept_once(house: House) -> None:
    told = {"clinic_id": house.clinic.id, "patient_id": house.patient.id, "actor": SYSTEM}
    held = actions.add_passkey(credential=b"key", id=b"id", browser="Chrome", **told)
    with pytest.raises(Refused):
        actions.add_passkey(credential=b"key", id=b"id", browser="Chrome", **told)
    how = {"own_device": False, "browser": "", "address": ""}
    entry = actions.enter_by_passkey(clinic_id=house.clinic.id, passkey_id=held.id, **how)
    assert selectors.entry_in_use({"entry": str(entry.id)})
    actions.end_passkeys(**told)
    assert selectors.entry_in_use({"entry": str(entry.id)}) is None
    assert selectors.passkey_with(b"id") is None
    with pytest.raises(Refused):
        actions.enter_by_passkey(clinic_id=house.clinic.id, passkey_id=held.id, **how)
