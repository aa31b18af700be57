"""GS1 codes: what stands on a cartridge is read as it is; where two readings are possible, nothing is guessed."""

from __future__ import annotations

import contextlib
import io
import string
from datetime import date, timedelta

import pytest
import zxingcpp
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from needlepoint_clinic.core import uploads
from needlepoint_clinic.treatments.gs1 import SEPARATOR, NotGS1, full_gtin, read, valid_gtin
from needlepoint_clinic.treatments.scanning import code_in

TODAY = date(2026, 11, 20)
GTIN = "09506000134352"  # GS1's own example
PRINTED = f"(01){GTIN}(17)271231(10)ABC123(21)77"
GS = SEPARATOR


@pytest.mark.parametrize(
    "text",
    [
        PRINTED,
        f"(01) {GTIN} (17) 271231 (10) ABC123 (21) 77",
        f"01{GTIN}1727123110ABC123{GS}2177",
        f"]d201{GTIN}1727123110ABC123{GS}2177{GS}",
        f"]C1{GS}01{GTIN}{GS}17271231{GS}10ABC123{GS}2177",
        f"01{GTIN}1727123110ABC123<GS>2177",
        f"01{GTIN}1727123110ABC123␝2177\r\n",
        f"01{GTIN}10ABC123{GS}2177{GS}17271231",
        f"01{GTIN}11250101172712312177{GS}10ABC123",
        f"01{GTIN}15271130240REF-9{GS}2177{GS}1727123110ABC123",
    ],
)
def test_it_is_read_however_it_is_written(text: str) -> None:
    code = read(text, TODAY).sure
    assert code is not None
    assert (code.gtin, code.lot, code.serial, code.expiry) == (GTIN, "ABC123", "77", date(2027, 12, 31))


def test_what_else_a_code_may_hold() -> None:
    code = read(f"(01){GTIN}(11)250131(15)270131(240)REF-9", TODAY).sure
    assert code is not None
    assert (code.made, code.best_before, code.number) == (date(2025, 1, 31), date(2027, 1, 31), "REF-9")
    assert (code.lot, code.serial, code.expiry) == ("", "", None)


@pytest.mark.parametrize(
    ("digits", "day"),
    [
        ("270200", date(2027, 2, 28)), ("280200", date(2028, 2, 29)), ("271200", date(2027, 12, 31)),
        ("280229", date(2028, 2, 29)), ("760101", date(2076, 1, 1)), ("770101", date(1977, 1, 1)),
        ("990630", date(1999, 6, 30)), ("000101", date(2000, 1, 1)),
    ],
)  # fmt: skip
def test_days_and_centuries(digits: str, day: date) -> None:
    code = read(f"(17){digits}(10)A", TODAY).sure
    assert code is not None
    assert code.expiry == day
    assert code.month_only == digits.endswith("00")


def test_the_century_turns_with_the_year() -> None:
    code = read("(17)050101(10)A", date(2060, 1, 1)).sure
    assert code is not None
    assert code.expiry == date(2105, 1, 1)


@pytest.mark.parametrize(
    ("text", "lots"),
    [
        (f"01{GTIN}1727123110ABC1232177", ["ABC1232177", "ABC123"]),
        (f"01{GTIN}10ABC12317271231", ["ABC12317271231", "ABC123"]),
        (f"01{GTIN}10ABC1231727123121S", ["ABC1231727123121S", "ABC12317271231", "ABC123"]),
        (f"01{GTIN}10ABCDEFGHIJKLMNOPQRS17271231", ["ABCDEFGHIJKLMNOPQRS"]),
        (f"01{GTIN}10ABC12317271231{GS}2177", ["ABC12317271231", "ABC123"]),
    ],
)
def test_a_missing_separator_is_asked_about(text: str, lots: list[str]) -> None:
    reading = read(text, TODAY)
    assert reading.sure is None
    assert "separator is missing" in reading.doubt
    assert {code.lot for code in reading.readings} == set(lots)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no code"), (GS, "no code"), ("hello", "begins with none"), ("x" * 201, "longer than any"),
        (f"01{GTIN[:-1]}3", "check digit"), (f"(01){GTIN[:-1]}3", "check digit"), ("(01)123", "has 14 digits"),
        (f"(01){GTIN}(99)x", "not read here"), ("(17)271331", "no such month"), ("(17)270230", "no such day"),
        ("(10)", "1 to 20"), (f"(10){'x' * 21}", "1 to 20"), ("(10)ä", "1 to 20"), ("(10)a b", "1 to 20"),
        ("(10)a(10)b", "same thing twice"), (f"01{GTIN}17271331", "nothing fits"), (f"01{GTIN}9912", "nothing fits"),
        ("(17)٢٧١٢٣١", "6 digits"), ("https://example.org", "begins with none"), ("x(01)1", "begins with none"),
    ],
)  # fmt: skip
def test_what_is_no_code_says_why(text: str, why: str) -> None:
    with pytest.raises(NotGS1, match=why):
        read(text, TODAY)


@pytest.mark.parametrize(
    ("typed", "full"), [("9506000134352", GTIN), ("0 950600 0134352 ", GTIN), ("40170725", "00000040170725")]
)
def test_a_typed_gtin_is_made_whole(typed: str, full: str) -> None:
    assert full_gtin(typed) == full


@pytest.mark.parametrize("typed", ["9506000134353", "12345", "9506000134325", "abc", "٩٥٠٦٠٠٠١٣٤٣٥٢"])
def test_a_wrong_gtin_is_refused(typed: str) -> None:
    with pytest.raises(NotGS1):
        full_gtin(typed)


LETTERS = string.ascii_letters + string.digits + "-/.+"
lots = st.text(LETTERS, min_size=1, max_size=20)
days = st.integers(0, 40 * 365).map(lambda more: TODAY + timedelta(days=more))


@given(lot=lots, serial=lots, expiry=days)
def test_written_and_read_is_the_same(lot: str, serial: str, expiry: date) -> None:
    for text in (
        f"(01){GTIN}(17){expiry:%y%m%d}(10){lot}(21){serial}",
        f"01{GTIN}17{expiry:%y%m%d}21{serial}{GS}10{lot}{GS}",
    ):
        found = {(code.gtin, code.lot, code.serial, code.expiry) for code in read(text, TODAY).readings}
        assert (GTIN, lot, serial, expiry) in found


@given(lot=lots, serial=lots, expiry=days)
def test_without_its_separator_a_code_is_never_read_with_confidence(lot: str, serial: str, expiry: date) -> None:
    try:
        reading = read(f"01{GTIN}17{expiry:%y%m%d}10{lot}21{serial}", TODAY)
    except NotGS1:
        return
    assert reading.sure is None
    assert (lot, serial) in {(code.lot, code.serial) for code in reading.readings}


@given(st.text(max_size=60) | st.text("0127 1()" + GS, max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(NotGS1):
        assert read(text, TODAY).readings


@given(st.integers(0, 10**13 - 1), st.integers(0, 12), st.integers(1, 9))
def test_the_check_digit_sees_every_wrong_digit(number: int, place: int, more: int) -> None:
    body = f"{number:013d}"
    full = next(f"{body}{digit}" for digit in range(10) if valid_gtin(f"{body}{digit}"))
    wrong = full[:place] + str((int(full[place]) + more) % 10) + full[place + 1 :]
    assert not valid_gtin(wrong)


# ------------------------------------------------------------------------------------------------------------ pictures
def photograph(text: str = PRINTED, *, turned: int = 0, kind: str = "PNG", gs1: bool = True, size: int = 900) -> bytes:
    """A picture of a label: the symbol, small, on a grey ground."""
    symbol = Image.fromarray(
        zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.DataMatrix, gs1=gs1).to_image(scale=8)
    )
    ground = Image.new("L", (size, size), 190)
    ground.paste(symbol.convert("L"), ((size - symbol.width) // 2, (size - symbol.height) // 3))
    kept = io.BytesIO()
    ground.rotate(turned, fillcolor=190).convert("RGB").save(kept, kind)
    return kept.getvalue()


def upload(content: bytes, name: str = "label.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


@pytest.mark.parametrize("turned", [0, 90, 17, 180])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_code_is_read_from_a_photograph(turned: int, kind: str) -> None:
    code = read(code_in(upload(photograph(turned=turned, kind=kind))), TODAY).sure
    assert code is not None
    assert (code.gtin, code.lot, code.serial, code.expiry) == (GTIN, "ABC123", "77", date(2027, 12, 31))


def blank(size: tuple[int, int] = (300, 300), kind: str = "PNG") -> bytes:
    kept = io.BytesIO()
    Image.new("1", size, 1).save(kept, kind)
    return kept.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize(
    ("content", "why"),
    [
        (blank(), "No code was found"),
        (SVG, "not a JPEG, PNG or WebP"),
        (b"%PDF-1.7 ...", "not a JPEG, PNG or WebP"),
        (b"MZ\x90\x00" + bytes(200), "not a JPEG, PNG or WebP"),
        (blank()[:60], "damaged"),
        (b"\xff\xd8\xff\xe0" + SVG, "damaged"),
        (blank((10_000, 10_000)), "40 million pixels"),
        (blank((40_000_001, 1)), "40 million pixels"),
        (blank((8, 8)), "too small"),
        (bytes(uploads.MOST_BYTES + 1), "larger than 15 MB"),
        (b"", "not a JPEG"),
    ],
    ids=["blank", "svg", "pdf", "exe", "cut", "lying", "100 megapixel", "thin", "tiny", "large", "empty"],
)
def test_what_is_not_a_photograph_of_a_code_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        code_in(upload(content))


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_hundred_megapixels_are_refused_before_a_pixel_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = upload(blank((10_000, 10_000)))
    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load", lambda self: pytest.fail("decoded"))
    with pytest.raises(ValidationError, match="million pixels"):
        uploads.checked_picture(sent)


def test_a_code_that_is_not_gs1_says_so() -> None:
    with pytest.raises(NotGS1, match="begins with none"):
        read(code_in(upload(photograph("https://example.org", gs1=False))), TODAY)
