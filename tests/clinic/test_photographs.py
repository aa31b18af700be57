"""Photographs: what is kept of an upload, sealed files, who sees which, pairs, releases, copies that leave, keys."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone
from PIL import Image, ImageCms

from needlepoint_clinic.audit.chain import SYSTEM, check
from needlepoint_clinic.audit.models import AuditEvent
from needlepoint_clinic.consent.models import PhotoWish
from needlepoint_clinic.core.actions import reseal
from needlepoint_clinic.core.refusals import NotAllowed, Refused
from needlepoint_clinic.core.sealing import SealError, key_id
from needlepoint_clinic.photographs import actions, keeping, opening, presenters, selectors
from needlepoint_clinic.photographs.angles import number_of, view_number
from needlepoint_clinic.photographs.developing import develop
from needlepoint_clinic.photographs.models import Pair, Photo, PhotoChange, PhotoUse
from needlepoint_clinic.treatments.models import Treatment

from .builders import make_consent, make_course, ready_treatment
from .conftest import House
from .pictures import gps, jpeg, sent, shot
from .visits import visit, wrote

Browsers = Callable[..., Client]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    """A data folder for each test."""
    with override_settings(ENVIRONMENT=replace(settings.ENVIRONMENT, data=tmp_path)):
        yield tmp_path / "photographs"


def taken(house: House, content: bytes | None = None, **told: Any) -> Photo:
    """One photograph in the record."""
    given: dict[str, Any] = {"zone": "face", "view": "front", "by": house.assistant.user, "actor": SYSTEM} | told
    own = {"clinic_id": house.clinic.id, "patient_id": house.patient.id}
    return actions.take(file=sent(content), **own, **given).photo


def two(house: House, **told: Any) -> tuple[Photo, Photo]:
    """Two of one view, some weeks apart."""
    before = taken(house, jpeg(shot()), taken_on=timezone.localdate() - timedelta(days=60))
    return before, taken(house, jpeg(shot(seed=2, roll=6.0, healed=0.6)), **told)


def judged(house: House, before: Photo, after: Photo) -> Pair:
    return actions.judge_pair(clinic_id=house.clinic.id, before_id=before.id, after_id=after.id, actor=SYSTEM)


def changed(house: House, photo: Photo, what: str, why: str = "", member: Any = None) -> Photo:
    told = {"member": member or house.provider, "actor": SYSTEM, "what": what, "why": why}
    return actions.change_photo(clinic_id=house.clinic.id, photo_id=photo.id, **told)


# --- what is kept of an upload ----------------------------------------------------------------------------------------


def test_nothing_of_the_metadata_is_kept_and_the_picture_stands_upright(house: House) -> None:
    content = jpeg(exif=gps(), comment=b"SecretPhone remark")
    assert b"SecretPhone" in content
    photo = taken(house, content)
    assert (photo.width, photo.height) == (600, 480), "turned on its side, as the tag says"
    for kind in keeping.KINDS:
        kept = keeping.read(photo.id, kind)
        assert b"SecretPhone" not in kept
        assert b"Exif" not in kept
        opened = Image.open(io.BytesIO(kept))
        assert opened.format == "JPEG"
        assert not opened.getexif()
        assert not {"icc_profile", "comment", "xmp", "photoshop"} & set(opened.info)
        assert max(opened.size) <= {"full": 600, "screen": 600, "small": 320}[kind]


def test_colours_are_brought_to_srgb() -> None:
    wide = Image.new("RGB", (64, 64), (255, 64, 64))
    out = io.BytesIO()
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    wide.save(out, "PNG", icc_profile=lab.tobytes())
    red = np.array(Image.open(io.BytesIO(develop(sent(out.getvalue(), "a.png")).pictures["full"])))[32, 32]
    assert np.abs(red.astype(int) - (255, 64, 64)).max() < 6
    wide.save(out := io.BytesIO(), "PNG", icc_profile=b"nonsense")
    assert develop(sent(out.getvalue())).width == 64


def test_grey_clear_and_paletted_pictures_become_plain(house: House) -> None:
    for mode in ("L", "RGBA", "P", "1", "LA"):
        out = io.BytesIO()
        Image.new(mode, (40, 30)).save(out, "PNG")
        assert develop(sent(out.getvalue())).pictures["full"][:2] == b"\xff\xd8"


def bomb() -> bytes:
    """A PNG of a few bytes that says it is 30,000 by 30,000."""

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(bytes(1000))) + part(b"IEND", b"")


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.jpg", b"x" * 100)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x00\x00\x00\x18ftypheic" + bytes(200), "HEIC"),
        (b"II*\x00" + bytes(100), "TIFF"),
        (zipped(), "zip archive"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        (b"GIF89a" + bytes(100), "GIF"),
        (b"%PDF-1.7" + bytes(100), "PDF"),
        (b"#!/bin/sh\n" + bytes(100), "not a JPEG"),
        (bomb(), "million pixels"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "damaged"),
        (b"", "not a JPEG"),
    ],
    ids=["heic", "tiff", "zip", "svg", "gif", "pdf", "renamed", "bomb", "torn", "empty"],
)
def test_what_is_no_picture_is_named_with_the_remedy(house: House, folder: Path, content: bytes, said: str) -> None:
    with pytest.raises(ValidationError, match=said) as fault:
        taken(house, content)
    assert any(word in fault.value.messages[0] for word in ("JPEG", "again", "smaller", "Take"))
    assert not Photo.objects.exists()
    assert not folder.exists()


def test_a_truncated_picture_is_refused(house: House) -> None:
    with pytest.raises(ValidationError, match="damaged"):
        taken(house, jpeg()[:4000])


# --- sealed files -----------------------------------------------------------------------------------------------------


def test_files_are_sealed_bound_to_their_row_and_outside_what_is_served(house: House, folder: Path) -> None:
    first, second = taken(house, jpeg(shot())), taken(house, jpeg(shot(seed=5)))
    paths = [keeping.path_of(first.id, kind) for kind in keeping.KINDS]
    assert all(path.is_relative_to(folder) and path.stat().st_mode & 0o077 == 0 for path in paths)
    assert b"\xff\xd8\xff" not in paths[0].read_bytes()[:64]
    assert not Path(settings.STATIC_ROOT).is_relative_to(folder)
    keeping.path_of(second.id, "full").write_bytes(paths[0].read_bytes())
    with pytest.raises(SealError):
        keeping.read(second.id, "full")
    paths[2].write_bytes(paths[0].read_bytes())
    with pytest.raises(SealError):
        keeping.read(first.id, "small")


def test_a_new_key_reaches_the_files(house: House) -> None:
    photo = taken(house)
    before = keeping.read(photo.id, "full")
    held = {"k2": b"k2".ljust(32, b"!"), "k1": bytes(32)}
    with override_settings(ENVIRONMENT=replace(settings.ENVIRONMENT, identity_keys=held)):
        turned = reseal()
        assert turned.by_key["k1"] == 1 + len(keeping.KINDS)
        assert not turned.faults
        assert key_id(keeping.path_of(photo.id, "screen").read_bytes()) == "k2"
        keeping.path_of(photo.id, "small").write_bytes(b"1.k9.x")
        assert "k9" in reseal().faults[0]
    with override_settings(ENVIRONMENT=replace(settings.ENVIRONMENT, identity_keys={"k2": held["k2"]})):
        assert keeping.read(photo.id, "full") == before


@pytest.mark.django_db(transaction=True)
def test_no_row_without_its_files_and_orphans_are_swept(house: House, folder: Path, monkeypatch: Any) -> None:
    with transaction.atomic():
        taken(house)
        transaction.set_rollback(True)  # as a kill between the files and the commit
    assert not Photo.objects.exists()
    kept = taken(house, jpeg(shot(seed=5)))
    assert actions.sweep() == 0, "somebody may still be writing"
    (folder / "ab").mkdir(exist_ok=True)
    (folder / "ab" / f"{uuid4()}.full.1234.part").write_bytes(b"half")
    assert actions.sweep(older_than_s=-1) == len(keeping.KINDS) + 1
    assert keeping.read(kept.id, "full")

    def full(*told: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keeping, "write_whole", full)
    with pytest.raises(OSError, match="No space"):
        taken(house, jpeg(shot(seed=6)))
    assert Photo.objects.count() == 1


def test_the_same_picture_again_is_noticed(house: House, elsewhere: House) -> None:
    first = taken(house)
    again = actions.take(
        clinic_id=house.clinic.id, patient_id=house.patient.id, zone="face", view="front", file=sent(), actor=SYSTEM
    )
    assert again.again
    assert again.photo == first
    assert taken(elsewhere) != first
    changed(house, first, "hidden", "wrong view")
    assert taken(house, view="left_45") != first


@pytest.mark.parametrize(
    "told",
    [
        {"zone": "moon"},
        {"view": "back"},
        {"zone": "back", "view": "left_45"},
        {"taken_on": timezone.localdate() + timedelta(days=2)},
        {"treatment_id": uuid4()},
        {"check_in_id": uuid4()},
    ],
)
def test_what_cannot_be_is_refused(house: House, told: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        taken(house, **told)
    assert not Photo.objects.exists()


def test_staff_take_none_against_the_consent_the_patient_may(house: House) -> None:
    make_consent(house, make_course(house), photographs=False)
    with pytest.raises(Refused, match="does not allow"):
        taken(house)
    assert taken(house, by=None)


# --- pairs ------------------------------------------------------------------------------------------------------------


def test_a_pair_is_judged_once_in_the_order_of_its_days(house: House) -> None:
    before, after = two(house)
    pair = judged(house, after, before)
    assert (pair.before, pair.after) == (before, after)
    assert pair.comparable
    assert judged(house, before, after) == pair
    verdict = presenters.verdict(pair)
    assert verdict.title == "Comparable"
    laid = np.array(Image.open(io.BytesIO(opening.laid_over(pair))))
    apart = np.abs(laid.astype(int) - opening.picture_of(before.id).astype(int))
    assert np.median(apart) < 12


def test_another_view_and_another_person_are_refused_in_words(house: House) -> None:
    before, side = taken(house), taken(house, jpeg(shot("left_45")), view="left_45")
    pair = judged(house, before, side)
    assert "different views" in presenters.verdict(pair).why[0]
    other = taken(house, jpeg(shot(person=2)))
    pair = judged(house, before, other)
    assert not pair.comparable
    assert presenters.verdict(pair).why
    with pytest.raises(Refused, match="not comparable"):
        actions.release_pair(
            clinic_id=house.clinic.id, pair_id=pair.id, release=True, member=house.provider, actor=SYSTEM
        )
    burnt = np.array(Image.open(io.BytesIO(opening.exported(pair, ("Before", "After")))).convert("RGB")).astype(int)
    bar = (abs(burnt - (163, 32, 29)).max(axis=2) < 25).mean()
    assert bar > 0.01, "not comparable is burnt in"
    good = judged(house, before, taken(house, jpeg(shot(seed=2, roll=3.0))))
    clean = np.array(Image.open(io.BytesIO(opening.exported(good, ("Before", "After")))).convert("RGB")).astype(int)
    assert (abs(clean - (163, 32, 29)).max(axis=2) < 25).mean() < 0.001


def test_a_release_and_what_takes_it_back(house: House) -> None:
    before, after = two(house)
    pair = judged(house, before, after)
    told = {"clinic_id": house.clinic.id, "pair_id": pair.id, "actor": SYSTEM}
    with pytest.raises(NotAllowed):
        actions.release_pair(release=True, member=house.assistant, **told)
    actions.release_pair(release=True, member=house.provider, **told)
    [found] = selectors.released_pairs(house.clinic.id, house.patient.id)
    assert found == pair
    with pytest.raises(Refused, match="Say why"):
        changed(house, after, "hidden")
    changed(house, after, "hidden", "The patient asked.", house.assistant)
    assert not selectors.released_pairs(house.clinic.id, house.patient.id)
    assert Pair.objects.get().released_at is None
    whats = PhotoChange.objects.order_by("created_at").values_list("what", flat=True)
    assert list(whats) == ["released", "recalled", "hidden"]
    with pytest.raises(NotAllowed):
        changed(house, after, "shown", member=house.assistant)
    changed(house, after, "shown")
    assert check(house.clinic.id) is None


def test_a_copy_leaves_only_where_the_patient_allows_it_and_is_told_of(house: House) -> None:
    photo = taken(house)
    told = {"clinic_id": house.clinic.id, "photo": photo, "content": b"x", "actor": SYSTEM, "member": house.provider}
    with pytest.raises(Refused, match="does not allow"):
        actions.export(use="teaching", gone_to="Course in Madrid", **told)
    consent = make_consent(house, make_course(house))
    with pytest.raises(Refused, match="where it goes"):
        actions.export(use="teaching", gone_to=" ", **told)
    actions.export(use="teaching", gone_to="Course in Madrid", **told)
    with pytest.raises(NotAllowed):
        actions.export(use="teaching", gone_to="x", **{**told, "member": house.assistant})
    consent.revoked_at, consent.revoked_why = timezone.now(), "Changed her mind."
    consent.save()
    with pytest.raises(Refused):
        actions.export(use="teaching", gone_to="Another", **told)
    [gone] = selectors.where_gone(house.clinic.id, house.patient.id)
    assert gone["what"] == "Course in Madrid (to teach)"


def test_none_are_compared_where_the_patient_said_no(house: House) -> None:
    before, after = two(house)
    consent = make_consent(house, make_course(house))
    assert judged(house, before, after)
    PhotoWish.objects.create(
        clinic=house.clinic, patient=house.patient, consent=consent, use="comparison", allowed=False
    )
    with pytest.raises(Refused, match="compared"):
        judged(house, before, after)


# --- pages ------------------------------------------------------------------------------------------------------------


def form(**told: Any) -> dict[str, Any]:
    given = {"submission": str(uuid4()), "zone": "face", "view": "front", "taken_on": str(timezone.localdate())}
    return given | told


def test_who_sees_a_photograph(house: House, elsewhere: House, browser_of: Browsers, portal_of: Any) -> None:
    before, after = two(house)
    pair = judged(house, before, after)
    addresses = [
        f"/patients/{house.patient.id}/photographs/",
        f"/patients/{house.patient.id}/photographs/take/",
        f"/photographs/{before.id}/",
        f"/photographs/{before.id}/small.jpg",
        f"/photographs/{before.id}/full.jpg",
        f"/photographs/{before.id}/guide.png",
        f"/photographs/pairs/{pair.id}/",
        f"/photographs/pairs/{pair.id}/laid.jpg",
    ]
    staff = {member.role: browser_of(member) for member in (house.owner, house.provider, house.assistant)}
    for client in staff.values():
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert answer["Cache-Control"] == "no-store"
    stranger, nobody, patient = browser_of(elsewhere.owner), browser_of(None), portal_of(house.patient)
    for address in addresses:
        assert stranger.get(address).status_code == 404, address
        assert nobody.get(address).status_code == 302, address
        assert patient.get(address).status_code == 302, address
    client = staff["assistant"]
    assert client.get(f"/photographs/{before.id}/secret.jpg").status_code == 404
    assert client.post(f"/photographs/pairs/{pair.id}/release/", form(release="on")).status_code == 403
    assert client.get(f"/photographs/pairs/{pair.id}/export/").status_code == 403
    assert staff["provider"].post("/photographs/research/", form(shown="on")).status_code == 403
    assert stranger.post(f"/photographs/{before.id}/change/", form(what="hidden", why="x")).status_code == 404
    looks = AuditEvent.objects.filter(action="patient.look", clinic_id=house.clinic.id)
    assert looks.filter(detail__page="photograph in full").count() == 3


def test_several_at_once_a_bad_one_among_them_and_again_after_a_broken_line(house: House, browser_of: Browsers) -> None:
    client, address = browser_of(house.assistant), f"/patients/{house.patient.id}/photographs/take/"
    told = form()

    def files() -> list[Any]:
        return [sent(jpeg(shot(seed=n)), f"{n}.jpg") for n in range(3)] + [sent(zipped(), "all.zip")]

    answer = client.post(address, told | {"files": files()})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "3 photographs are kept." in text
    assert "all.zip" in text
    assert "zip archive" in text
    assert client.post(address, told | {"files": files()[:3]}).status_code == 302
    assert client.post(address, form(files=files()[:3])).status_code == 302
    assert Photo.objects.count() == 3
    page = client.get(f"/patients/{house.patient.id}/photographs/").content.decode()
    assert page.count("small.jpg") == 3
    assert client.post(address, form()).status_code == 422
    assert client.post(address, form(files=files()[:1], taken_on="2999-01-01")).status_code == 422


def test_the_page_s_script_is_answered_file_by_file(house: House, browser_of: Browsers) -> None:
    client, address = browser_of(house.assistant), f"/patients/{house.patient.id}/photographs/take/"
    told, ask = form(), {"headers": {"accept": "application/json"}}
    assert client.post(address, told | {"files": [sent()]}, **ask).json()["kept"] == "1 photograph is kept."
    assert client.post(address, told | {"files": [sent()]}, **ask).json()["kept"] == "1 was here already."
    answer = client.post(address, form(files=[sent()], taken_on="2999-01-01"), **ask)
    assert answer.json()["problem"] == "This day has not come yet."
    answer = client.post(address, form(files=[sent(b"nothing")]), **ask)
    assert answer.status_code == 422
    assert "JPEG" in answer.json()["problem"]
    assert Photo.objects.count() == 1


def test_a_photograph_of_a_visit_and_the_next_view(house: House, browser_of: Browsers) -> None:
    treatment: Treatment = ready_treatment(house)
    client = browser_of(house.assistant)
    step = client.get(f"/treatments/{treatment.id}/photographs/").content.decode()
    assert f"/patients/{house.patient.id}/photographs/take/?visit={treatment.id}" in step
    address = f"/patients/{house.patient.id}/photographs/take/?visit={treatment.id}&zone=0&view=0"
    answer = client.post(address, form(files=[sent()], light="Two softboxes"))
    assert answer.status_code == 302
    assert f"view={view_number('left_45')}" in answer["Location"]
    photo = Photo.objects.get()
    assert (photo.treatment_id, photo.light) == (treatment.id, "Two softboxes")
    assert "Two softboxes" in client.get(address).content.decode(), "as noted last time"
    other = visit(house)
    assert client.get(address.replace(str(treatment.id), str(uuid4()))).status_code == 404
    assert client.get(address.replace(str(treatment.id), "nonsense")).status_code == 404
    assert selectors.photographs_of_treatment(house.clinic.id, other.id) == []


def test_no_address_names_a_part_of_a_body(house: House, browser_of: Browsers) -> None:
    course = make_course(house)
    client = browser_of(house.assistant)
    zones = selectors.course_zones(house.clinic.id, house.patient.id)
    assert zones[0] == "face"
    assert "cheek_left" in zones
    taken(house, zone="cheek_left", view="close_up")
    text = client.get(f"/patients/{house.patient.id}/photographs/").content.decode()
    assert f"?zone={number_of('cheek_left')}&amp;view={view_number('close_up')}" in text
    assert course


def test_staff_pages_do_what_they_say(house: House, browser_of: Browsers) -> None:
    before, after = two(house)
    make_consent(house, make_course(house))
    client = browser_of(house.provider)
    chosen = {"submission": str(uuid4()), "photo": [str(before.id), str(after.id)]}
    answer = client.post(f"/patients/{house.patient.id}/photographs/pair/", chosen)
    pair = Pair.objects.get()
    assert answer["Location"] == f"/photographs/pairs/{pair.id}/"
    page = client.get(answer["Location"]).content.decode()
    assert page.index("Comparable") < page.index("data-swipe") < page.index("Side by side")
    assert client.post(f"/photographs/pairs/{pair.id}/release/", form(release="on")).status_code == 302
    assert Pair.objects.get().released_at is not None
    client.post(f"/photographs/{before.id}/change/", form(what="released"))
    assert "Take the release back" in client.get(f"/photographs/{before.id}/").content.decode()
    one = {"submission": str(uuid4()), "photo": [str(before.id)]}
    assert client.post(f"/patients/{house.patient.id}/photographs/pair/", one)["Location"].endswith("/photographs/")
    assert client.get(f"/photographs/pairs/{pair.id}/export/")["Location"].startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": "invented-people"})
    told = form(use="publication", gone_to="A journal")
    answer = client.post(f"/photographs/pairs/{pair.id}/export/", told)
    assert answer["Content-Type"] == "image/jpeg"
    assert client.post(f"/photographs/pairs/{pair.id}/export/", told).status_code == 200
    assert PhotoUse.objects.count() == 1
    assert client.post(f"/photographs/{before.id}/export/", form(use="teaching", gone_to="School")).status_code == 200
    assert "A journal" in str(selectors.where_gone(house.clinic.id, house.patient.id))


def test_what_is_not_comparable_is_not_swiped(house: House, browser_of: Browsers) -> None:
    pair = judged(house, taken(house), taken(house, jpeg(shot(person=2))))
    client = browser_of(house.owner)
    page = client.get(f"/photographs/pairs/{pair.id}/").content.decode()
    assert "Not comparable" in page
    assert "data-swipe" not in page
    assert client.get(f"/photographs/pairs/{pair.id}/laid.jpg").status_code == 404


def test_the_research_panel_is_off_until_the_owner_turns_it_on(house: House, browser_of: Browsers) -> None:
    pair = judged(house, *two(house))
    client = browser_of(house.owner)
    assert "For research only" not in client.get(f"/photographs/pairs/{pair.id}/").content.decode()
    client.post("/photographs/research/", form(shown="on"))
    page = client.get(f"/photographs/pairs/{pair.id}/").content.decode()
    assert "Decide nothing by them" in page
    assert "Redness a*" in page
    client.post("/photographs/research/", form())
    assert "Redness a*" not in client.get(f"/photographs/pairs/{pair.id}/").content.decode()


def test_a_lost_file_or_key_is_said_in_words(house: House, browser_of: Browsers) -> None:
    photo = taken(house)
    client = browser_of(house.owner)
    keeping.path_of(photo.id, "small").unlink()
    answer = client.get(f"/photographs/{photo.id}/small.jpg")
    assert answer.status_code == 400
    assert "Restore" in answer.content.decode()


# --- the patient ------------------------------------------------------------------------------------------------------


def test_the_patient_sends_photographs_with_the_check_in(house: House, portal_of: Any) -> None:
    entry = wrote(house, visit(house, days_ago=2), 2)
    client = portal_of(house.patient)
    told = form()
    assert client.post("/me/photographs/", told | {"files": [sent(jpeg(exif=gps()))]}).status_code == 302
    assert client.post("/me/photographs/", told | {"files": [sent(jpeg(exif=gps()))]}).status_code == 302
    photo = Photo.objects.get()
    assert photo.created_by is None
    assert photo.check_in == entry
    assert list(selectors.photographs_of_check_in(entry.id)) == [photo]
    assert client.get(f"/me/photographs/{photo.id}/small.jpg").status_code == 200
    assert client.get(f"/me/photographs/{photo.id}/guide.png")["Content-Type"] == "image/png"
    answer = client.post("/me/photographs/", form(files=[sent(b"\x00\x00\x00\x18ftypheic" + bytes(99), "a.heic")]))
    assert answer.status_code == 422
    assert "HEIC" in answer.content.decode()
    last = AuditEvent.objects.filter(action="photograph.take").get()
    assert last.actor_kind == "patient"


def test_the_patient_sees_their_own_and_what_was_released(
    house: House, elsewhere: House, portal_of: Any, browser_of: Browsers
) -> None:
    before, after = two(house)
    pair = judged(house, before, after)
    other = taken(elsewhere, by=None)
    client = portal_of(house.patient)
    others = [browser_of(None), portal_of(elsewhere.patient), browser_of(house.owner)]
    mine = f"/me/photographs/{before.id}/screen.jpg"
    shown = [mine, f"/me/photographs/pairs/{pair.id}/", f"/me/photographs/pairs/{pair.id}/laid.jpg"]
    for address in shown:
        assert client.get(address).status_code == 404
    told = {"clinic_id": house.clinic.id, "pair_id": pair.id, "member": house.provider, "actor": SYSTEM}
    actions.release_pair(release=True, **told)
    for address in shown:
        assert client.get(address).status_code == 200, address
        assert [other.get(address).status_code for other in others] == [404] * 3
    assert client.get(f"/me/photographs/{other.id}/small.jpg").status_code == 404
    assert f"/me/photographs/pairs/{pair.id}/" in client.get("/me/photographs/").content.decode()
    assert client.get("/me/results/").status_code == 200
    actions.release_pair(release=False, **told)
    for address in shown:
        assert client.get(address).status_code == 404
