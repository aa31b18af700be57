"""The session sheet and the plan on paper: PDF from the page's own template, who may have one, what it may fetch."""

from __future__ import annotations

import io
from collections.abc import Callable

import pypdf
import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.test import Client

from needlepoint_clinic.core import paper

from .builders import make_course
from .conftest import House
from .visits import visit

BrowserOf = Callable[..., Client]
A4 = (595, 842)


def read(content: bytes) -> tuple[pypdf.PdfReader, str]:
    reader = pypdf.PdfReader(io.BytesIO(content))
    return reader, " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


@pytest.fixture
def sheets(house: House) -> dict[str, str]:
    """Address of the page by the address of its file."""
    treatment = visit(house)
    return {
        f"/treatments/{treatment.id}/record.pdf": f"/treatments/{treatment.id}/record/",
        f"/courses/{treatment.course_id}/plan.pdf": f"/courses/{treatment.course_id}/",
    }


def test_the_session_sheet_is_one_page_with_everything_charted(house: House, browser_of: BrowserOf) -> None:
    treatment = visit(house)
    answer = browser_of(house.provider).get(f"/treatments/{treatment.id}/record.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="session-sheet.pdf"'
    assert "no-store" in answer["Cache-Control"]
    reader, text = read(answer.content)
    assert len(reader.pages) == 1
    assert (round(reader.pages[0].mediabox.width), round(reader.pages[0].mediabox.height)) == A4
    for words in ("Session sheet", "Núñez-Prieto", "L77", "1.25 mm", "4×", "SHA-256", treatment.content_hash[:12]):
        assert words in text, words
    for words in ("Add to it", "Report one", "Sign out", "Demonstration"):
        assert words not in text, words
    assert "Núñez" not in str(reader.metadata)


def test_the_plan_prints_what_is_folded_on_the_screen(house: House, browser_of: BrowserOf) -> None:
    course = make_course(house)
    reader, text = read(browser_of(house.assistant).get(f"/courses/{course.id}/plan.pdf").content)
    assert len(reader.pages) <= 6
    for words in ("Rolling acne scars", "Visits", "Recovery after each visit", "What can go wrong", "When to stop"):
        assert words in text, words
    assert course.forecast_hash in text.replace(" ", "")


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 200), ("provider", 200), ("assistant", 200), ("stranger", 404), ("nobody", 302)],
)
def test_who_may_have_one(
    house: House, elsewhere: House, browser_of: BrowserOf, sheets: dict[str, str], who: str, status: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(paper, "_written", lambda html: b"%PDF")
    client = browser_of(None if who == "nobody" else elsewhere.owner if who == "stranger" else getattr(house, who))
    assert [client.get(address).status_code for address in sheets] == [status] * 2


def test_without_the_extra_the_page_says_how_to_get_it(
    house: House, browser_of: BrowserOf, sheets: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser_of(house.provider)
    for address, page in sheets.items():
        assert f'href="{address}"' in client.get(page).content.decode()
    monkeypatch.setattr(paper, "has_pdf", lambda: False)
    for address, page in sheets.items():
        text = client.get(page).content.decode()
        assert f'href="{address}"' not in text
        assert "needlepoint[clinic,pdf]" in text
        assert client.get(address).status_code == 400


@pytest.mark.parametrize(
    "url",
    ["https://example.org/x.css", "file:///etc/passwd", "https://paper.invalid/patients/", "http://127.0.0.1/static/a",
     "https://paper.invalid/static/../settings.py", "https://paper.invalid/static/clinic/none.css", "data:text/css,a"],
)  # fmt: skip
def test_a_pdf_fetches_nothing_but_our_own_files(url: str) -> None:
    with pytest.raises((ValueError, SuspiciousFileOperation)):
        paper.own_files_only(url)


def test_a_style_sheet_is_found_with_and_without_its_digest() -> None:
    plain = paper.own_files_only("https://paper.invalid/static/clinic/clinic.css")
    assert plain == paper.own_files_only("https://paper.invalid/static/clinic/clinic.0123456789ab.css")
    assert plain[1] == "text/css"
