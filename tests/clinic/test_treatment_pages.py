"""The pages of a treatment: who may open them, sent twice, wrong, too long, too large; a code that is asked about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client
from django.test.client import MULTIPART_CONTENT
from django.utils import timezone

from needlepoint_clinic.audit.selectors import events_of_patient
from needlepoint_clinic.core import uploads
from needlepoint_clinic.treatments import presenters
from needlepoint_clinic.treatments.models import Anaesthetic, Cartridge, Treatment, ZoneRecord

from .builders import make_consent, make_course, open_treatment, ready_treatment
from .conftest import PASSWORD, House
from .test_gs1 import GTIN, PRINTED, SVG, blank, photograph
from .test_treatments import charted, signed

NOWHERE = "7d3b1f5e-0000-4000-8000-000000000000"
GETS = ("", "identity/", "screen/", "consent/", "photographs/", "treat/", "treat/6/", "sign/", "abandon/", "record/")
POSTS = (
    "treat/setup/", "treat/cream/", "treat/cream/1/off/", "treat/code/", "treat/cartridge/", "treat/6/out/",
    "sign/after/", "event/", "record/addendum/", f"treat/cartridge/{NOWHERE}/out/",
)  # fmt: skip
LEFT, RIGHT = (presenters.zone_number(zone) for zone in ("cheek_left", "cheek_right"))
ZONE = {
    "depth_mm": "1.00",
    "passes": "4",
    "pattern": "crosshatch",
    "speed": "usual",
    "endpoint": "pinpoint_bleeding",
    "pain": "3",
}


def key(**fields: str) -> dict[str, str]:
    return {"submission": str(uuid4()), **fields}


def at(treatment: Treatment, part: str) -> str:
    return f"/treatments/{treatment.id}/{part}"


# ------------------------------------------------------------------------------------------------------- who may look
@pytest.mark.parametrize("who", ["owner", "provider", "assistant"])
def test_members_open_every_page(house: House, browser_of: Callable[..., Client], who: str) -> None:
    treatment, client = ready_treatment(house), browser_of(getattr(house, who))
    session = treatment.session
    assert session is not None
    assert client.get(f"/treatments/open/{session.id}/").status_code == 200
    for part in GETS:
        page = client.get(at(treatment, part))
        assert page.status_code == (302 if part in ("", "record/") else 200), part
        if page.status_code == 200:
            assert "Núñez-Prieto" in page.content.decode()
            assert "Núñez" not in page.content.decode().split("</title>")[0]
    assert any(event.action == "patient.look" for event in events_of_patient(house.clinic.id, house.patient.id))


def test_strangers_get_404_and_nobody_the_sign_in(
    house: House, elsewhere: House, browser_of: Callable[..., Client]
) -> None:
    treatment = charted(house)
    session = treatment.session
    assert session is not None
    stranger, nobody = browser_of(elsewhere.owner), browser_of(None)
    for part in (*GETS, *POSTS):
        for method in ("get", "post") if part in GETS else ("post",):
            address = at(treatment, part)
            assert getattr(stranger, method)(address, key()).status_code in (404, 405), part
            page = getattr(nobody, method)(address, key())
            assert page.status_code == 302 and page.url.startswith("/accounts/login/"), part  # noqa: PT018
    assert stranger.get(f"/treatments/open/{session.id}/").status_code == 404
    assert nobody.get(f"/treatments/open/{session.id}/").status_code == 302


def test_an_assistant_prepares_and_does_not_sign(house: House, browser_of: Callable[..., Client]) -> None:
    treatment, client = charted(house), browser_of(house.assistant)
    assert "A provider or the owner signs it" in client.get(at(treatment, "sign/")).content.decode()
    assert client.post(at(treatment, "sign/"), key(password=PASSWORD)).status_code == 403
    treatment.refresh_from_db()
    assert treatment.status == "open"


# --------------------------------------------------------------------------------------------------- the whole walk
def version_in(client: Client, address: str, form: str = "form") -> str:
    return str(client.get(address).context[form]["version"].value())


def test_the_six_steps(house: House, browser_of: Callable[..., Client]) -> None:
    course = make_course(house)
    make_consent(house, course)
    client = browser_of(house.provider)
    session = course.sessions.get(number=1)
    opened = client.post(f"/treatments/open/{session.id}/", key())
    treatment = Treatment.objects.get()
    assert opened.url == at(treatment, "")
    assert client.get(opened.url).url == at(treatment, "identity/")
    walk = [
        ("identity/", {"identifiers": ["name", "birth_date"]}, "screen/"),
        ("screen/", {}, "consent/"),
        ("consent/", {}, "photographs/"),
        ("photographs/", {"decided": "taken"}, "treat/"),
        ("treat/setup/", {"name": "Pen", "serial": "P1", "preparation": "chlorhexidine"}, "treat/"),
        ("treat/cream/", {"drug": "lidocaine_4", "grams": "5", "area_cm2": "60", "weight_kg": "62"}, "treat/"),
        ("treat/code/", {"code": PRINTED}, "treat/"),
    ]
    for part, fields, leads_to in walk:
        page = client.post(at(treatment, part), key() | fields)
        assert (page.status_code, getattr(page, "url", "")) == (302, at(treatment, leads_to)), part
    assert client.get(at(treatment, f"treat/{LEFT}/")).content.decode().count("Wipe all numbing cream off") == 1
    cream = Anaesthetic.objects.get()
    client.post(at(treatment, f"treat/cream/{cream.id}/off/"), key())
    following = client.post(at(treatment, f"treat/{LEFT}/"), key(**ZONE, next="1"))
    assert following.url == at(treatment, f"treat/{RIGHT}/")
    assert client.post(at(treatment, f"treat/{RIGHT}/"), key(**ZONE, next="1")).url == at(treatment, "treat/")
    client.post(at(treatment, "sign/after/"), key(advice="spoken", no_adverse_event="on"))
    done = client.post(
        at(treatment, "sign/"), key(password=PASSWORD, version=version_in(client, at(treatment, "sign/"), "sign"))
    )
    assert done.url == at(treatment, "record/")
    sheet = client.get(done.url).content.decode()
    for words in ("Session sheet", "Lot ABC123", "200.0 mg", "left cheek", "Unchanged since it was signed", "Provider"):
        assert words in sheet
    assert client.get(at(treatment, "treat/")).url == at(treatment, "record/")


def test_a_step_can_be_visited_again_and_changed(house: House, browser_of: Callable[..., Client]) -> None:
    treatment, client = ready_treatment(house), browser_of(house.assistant)
    address = at(treatment, "photographs/")
    client.post(address, key(decided="declined", version=version_in(client, address)))
    treatment.refresh_from_db()
    assert treatment.photographs_decided == "declined"


def test_sent_twice_is_done_once(house: House, browser_of: Callable[..., Client]) -> None:
    treatment, client = ready_treatment(house), browser_of(house.assistant)
    cream = key(drug="lidocaine_4", grams="2", area_cm2="20", weight_kg="62")
    event = key(what="Fainted", onset=str(treatment.on), severity="mild")
    for part, form in (("treat/cream/", cream), ("event/", event)):
        pages = [client.post(at(treatment, part), form) for _ in range(2)]
        assert [page.status_code for page in pages] == [302, 302]
    assert (Anaesthetic.objects.count(), treatment.adverse_events.count()) == (1, 1)


def test_two_people_on_one_zone(house: House, browser_of: Callable[..., Client]) -> None:
    treatment = ready_treatment(house)
    one, two = browser_of(house.assistant), browser_of(house.provider)
    address = at(treatment, f"treat/{LEFT}/")
    shown = version_in(two, address)
    assert one.post(address, key(**ZONE, version=shown)).status_code == 302
    late = two.post(address, key(**(ZONE | {"pain": "7"}), version=shown))
    page = late.content.decode()
    assert late.status_code == 409
    assert "while you were writing" in page and ">7<" in page and ">3<" in page  # noqa: PT018
    assert ZoneRecord.objects.get().pain == 3


@pytest.mark.parametrize(
    ("part", "fields"),
    [
        ("identity/", {"identifiers": ["name"]}),
        ("identity/", {"identifiers": ["name", "shoe"]}),
        ("photographs/", {"decided": "perhaps"}),
        ("treat/setup/", {"name": "x" * 121}),
        ("treat/setup/", {"name": ""}),
        ("treat/cream/", {"drug": "cocaine", "grams": "2", "area_cm2": "20"}),
        ("treat/cream/", {"drug": "lidocaine_4", "grams": "-2", "area_cm2": "20"}),
        ("treat/cream/", {"drug": "lidocaine_4", "grams": "much", "area_cm2": "20"}),
        ("treat/cream/", {"drug": "lidocaine_4", "grams": "NaN", "area_cm2": "20"}),
        ("treat/cream/", {"drug": "lidocaine_4", "grams": "2", "area_cm2": "20", "on_at": "25:00"}),
        ("treat/cartridge/", {"lot": "x" * 21, "expiry": "2029-01-01"}),
        ("treat/cartridge/", {"lot": "", "expiry": "2029-01-01"}),
        ("treat/cartridge/", {"lot": "A", "expiry": "soon"}),
        ("treat/cartridge/", {"lot": "A", "expiry": "2029-01-01", "gtin": "09506000134353"}),
        ("treat/cartridge/", {"lot": "A", "expiry": "2020-01-01"}),
        ("treat/code/", {}),
        ("treat/code/", {"code": "x" * 201}),
        ("treat/code/", {"code": "hello"}),
        (f"treat/{LEFT}/", ZONE | {"depth_mm": "5.01"}),
        (f"treat/{LEFT}/", ZONE | {"depth_mm": "0"}),
        (f"treat/{LEFT}/", ZONE | {"passes": "61"}),
        (f"treat/{LEFT}/", ZONE | {"pattern": "zigzag"}),
        (f"treat/{LEFT}/", ZONE | {"endpoint": ""}),
        (f"treat/{LEFT}/", ZONE | {"pain": "11"}),
        (f"treat/{LEFT}/", ZONE | {"pain": ""}),
        (f"treat/{LEFT}/", ZONE | {"reaction": "x" * 201}),
        (f"treat/{LEFT}/", ZONE | {"submission": "1"}),
        ("sign/after/", {"advice": "maybe"}),
        ("sign/after/", {"advice": "spoken", "product_lot": "L1"}),
        ("sign/after/", {"advice": "spoken", "early_stop": "x" * 2001}),
        ("event/", {"what": "x", "onset": "2026-01-01", "severity": "mild"}),
        ("event/", {"what": "Fainted", "onset": "2999-01-01", "severity": "mild"}),
        ("event/", {"what": "Fainted", "severity": "awful"}),
        ("abandon/", {"reason": ""}),
        ("sign/", {"password": "wrong"}),
    ],
)
def test_a_form_that_cannot_be_says_so_and_saves_nothing(
    house: House, browser_of: Callable[..., Client], part: str, fields: dict[str, Any]
) -> None:
    treatment, client = ready_treatment(house), browser_of(house.provider)
    before = (treatment.version, Anaesthetic.objects.count(), Cartridge.objects.count(), ZoneRecord.objects.count())
    page = client.post(at(treatment, part), key() | fields)
    treatment.refresh_from_db()
    after = (treatment.version, Anaesthetic.objects.count(), Cartridge.objects.count(), ZoneRecord.objects.count())
    assert (page.status_code, after) == (422, before)
    assert 'role="alert"' in page.content.decode()


def test_unknown_zones_creams_and_cartridges_are_not_there(house: House, browser_of: Callable[..., Client]) -> None:
    treatment, client = ready_treatment(house), browser_of(house.provider)
    for part in ("treat/0/", "treat/999/"):
        assert client.get(at(treatment, part)).status_code == 404
    for part in ("treat/999/out/", "treat/cream/999/off/", f"treat/cartridge/{NOWHERE}/out/"):
        assert client.post(at(treatment, part), key()).status_code == 404
    assert client.get(f"/treatments/{NOWHERE}/treat/").status_code == 404


@pytest.mark.parametrize("part", [part for part in POSTS if "addendum" not in part and "event" not in part])
def test_a_signed_chart_takes_nothing_more(house: House, browser_of: Callable[..., Client], part: str) -> None:
    treatment, client = signed(house), browser_of(house.owner)
    fields = ZONE | {
        "name": "Pen", "drug": "lidocaine_4", "grams": "1", "area_cm2": "10", "code": PRINTED, "advice": "spoken",
        "lot": "A", "expiry": "2029-01-01",
    }  # fmt: skip
    page = client.post(at(treatment, part), key() | fields)
    assert page.status_code in (404, 409)
    if page.status_code == 409:
        assert "signed and does not change" in page.content.decode()
    assert client.post(at(treatment, "record/addendum/"), key(text="Called: well.")).status_code == 302
    assert "Called: well." in client.get(at(treatment, "record/")).content.decode()


# ----------------------------------------------------------------------------------------------- dose, clock, cartridge
def test_checking_a_dose_saves_nothing_and_a_limit_must_be_meant(
    house: House, browser_of: Callable[..., Client]
) -> None:
    treatment, client = ready_treatment(house), browser_of(house.assistant)
    form = {"drug": "lidocaine_4", "grams": "12", "area_cm2": "120", "weight_kg": "62"}
    page = client.post(at(treatment, "treat/cream/"), key(**form, check="1"))
    assert page.status_code == 200
    assert "480 mg" in page.content.decode()
    assert "Above 4.5 mg per kg" in page.content.decode()
    assert client.post(at(treatment, "treat/cream/"), key(**form)).status_code == 422
    assert not Anaesthetic.objects.exists()
    assert client.post(at(treatment, "treat/cream/"), key(**form, meant="on")).status_code == 302


def test_the_clock_stands_on_the_page(house: House, browser_of: Callable[..., Client]) -> None:
    treatment, client = ready_treatment(house), browser_of(house.assistant)
    client.post(at(treatment, "treat/cream/"), key(drug="lidocaine_4", grams="2", area_cm2="20", weight_kg="62"))
    page = client.get(at(treatment, "treat/")).content.decode()
    assert "On for 0 min, 30 to go" in page
    assert "earliest first pass" in page


def test_a_missing_separator_is_asked_and_the_answer_taken(house: House, browser_of: Callable[..., Client]) -> None:
    treatment, client = ready_treatment(house), browser_of(house.assistant)
    page = client.post(at(treatment, "treat/code/"), key(code=f"01{GTIN}1729123110ABC1232177"))
    text = page.content.decode()
    assert page.status_code == 422
    assert "Which of these stands on the label?" in text
    assert text.count("The label says this") == 2
    assert not Cartridge.objects.exists()
    chosen = key(lot="ABC123", serial="77", expiry="2029-12-31", gtin=GTIN, how="string")
    assert client.post(at(treatment, "treat/cartridge/"), chosen).status_code == 302
    assert Cartridge.objects.get().serial == "77"


def test_a_code_without_expiry_asks_for_it(house: House, browser_of: Callable[..., Client]) -> None:
    treatment, client = ready_treatment(house), browser_of(house.assistant)
    page = client.post(at(treatment, "treat/code/"), key(code=f"(01){GTIN}(10)ABC123"))
    assert page.status_code == 422
    assert "Type what is missing" in page.content.decode()
    assert 'value="ABC123"' in page.content.decode()


def test_a_photograph_of_the_code_is_read_and_not_kept(
    house: House, browser_of: Callable[..., Client], settings: Any
) -> None:
    treatment, client = ready_treatment(house), browser_of(house.assistant)
    picture = SimpleUploadedFile("label.jpg", photograph(kind="JPEG"), "image/jpeg")
    assert client.post(at(treatment, "treat/code/"), key() | {"picture": picture}).status_code == 302
    row = Cartridge.objects.get()
    assert (row.how, row.lot, row.serial) == ("scan", "ABC123", "77")
    assert not list(settings.MEDIA_ROOT.rglob("*"))
    again = client.post(at(ready_treatment(house), "treat/code/"), key(code=PRINTED))
    assert again.status_code == 422
    assert "Stop: a cartridge with this serial was used before" in again.content.decode()
    assert events_of_patient(house.clinic.id, house.patient.id, most=3)[1].detail == {"what": "cartridge"}


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize(
    ("content", "why"),
    [
        (SVG, "not a JPEG, PNG or WebP"),
        (b"PK\x03\x04" + bytes(100), "not a JPEG, PNG or WebP"),
        (blank((10_000, 10_000)), "40 million pixels"),
        (blank()[:50], "damaged"),
        (b"\xff\xd8\xff" + bytes(uploads.MOST_BYTES), "larger than 15 MB"),
    ],
    ids=["svg", "zip", "100 megapixel", "cut", "large"],
)
def test_what_is_no_photograph_is_told_so_with_a_line_in_the_trail(
    house: House, browser_of: Callable[..., Client], content: bytes, why: str
) -> None:
    treatment, client = ready_treatment(house), browser_of(house.assistant)
    picture = SimpleUploadedFile("label.jpg", content, "image/jpeg")
    page = client.post(at(treatment, "treat/code/"), key() | {"picture": picture})
    assert page.status_code == 422
    assert why in page.content.decode()
    found = [event.detail for event in events_of_patient(house.clinic.id, house.patient.id, most=3)]
    assert {"what": "code"} in found


def test_thirty_megabytes_do_not_reach_the_disk(
    house: House, browser_of: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []
    keep = TemporaryFileUploadHandler.receive_data_chunk

    def counted(self: Any, raw_data: bytes, start: int) -> None:
        written.append(len(raw_data))
        keep(self, raw_data, start)

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", counted)
    treatment, client = ready_treatment(house), browser_of(house.assistant)
    picture = SimpleUploadedFile("label.jpg", b"\xff\xd8\xff" + bytes(30 * 1024 * 1024), "image/jpeg")
    page = client.post(at(treatment, "treat/code/"), {"picture": picture} | key())
    assert page.status_code == 422
    assert "larger than 15 MB" in page.content.decode()
    assert sum(written) <= uploads.MOST_BYTES


def test_two_hundred_megabytes_are_not_read_at_all(house: House, browser_of: Callable[..., Client]) -> None:
    class Long:
        """A body that must not be read."""

        def read(self, *args: Any) -> bytes:
            raise AssertionError("it was read")

        readline = read

    treatment, client = ready_treatment(house), browser_of(house.assistant)
    sent = {"CONTENT_LENGTH": str(200 * 1024 * 1024), "wsgi.input": Long()}
    page = client.generic("POST", at(treatment, "treat/code/"), b"", content_type=MULTIPART_CONTENT, **sent)
    assert page.status_code == 413
    assert "too big" in page.content.decode()


# ------------------------------------------------------------------------------------------------------- the signature
def test_wrong_passwords_are_noted_and_slowed_down(house: House, browser_of: Callable[..., Client]) -> None:
    treatment, client = charted(house), browser_of(house.provider)
    pages = [client.post(at(treatment, "sign/"), key(password="wrong")) for _ in range(12)]
    assert {page.status_code for page in pages} == {422}
    assert "not your password" in pages[0].content.decode()
    assert "Too many tries" in pages[-1].content.decode()
    events = events_of_patient(house.clinic.id, house.patient.id)
    assert any(event.action == "treatment.refused" and event.detail == {"what": "signature"} for event in events)


def test_what_changed_since_it_was_read_is_not_signed(house: House, browser_of: Callable[..., Client]) -> None:
    treatment, client = charted(house), browser_of(house.provider)
    shown = version_in(client, at(treatment, "sign/"), "sign")
    browser_of(house.assistant).post(at(treatment, f"treat/{LEFT}/"), key(**(ZONE | {"pain": "8"})))
    assert client.post(at(treatment, "sign/"), key(password=PASSWORD, version=shown)).status_code == 409
    assert Treatment.objects.get().status == "open"


def test_a_stop_shows_on_the_screening_step(house: House, browser_of: Callable[..., Client]) -> None:
    from .test_treatments import blocked

    treatment, client = blocked(house, "stop"), browser_of(house.provider)
    page = client.get(at(treatment, "screen/")).content.decode()
    assert "This visit cannot go on." in page
    assert client.post(at(treatment, "screen/"), key()).status_code == 422


def test_not_carried_out(house: House, browser_of: Callable[..., Client]) -> None:
    treatment, client = open_treatment(house, make_course(house)), browser_of(house.assistant)
    assert client.post(at(treatment, "abandon/"), key(reason="Patient has a fever.")).status_code == 302
    page = client.get(at(treatment, "record/")).content.decode()
    assert "Not carried out" in page
    assert "Patient has a fever." in page


def test_the_day_of_a_chart_is_the_clinics_day(house: House, browser_of: Callable[..., Client]) -> None:
    treatment = open_treatment(house, make_course(house))
    assert abs((treatment.on - timezone.now().date()).days) <= 1
