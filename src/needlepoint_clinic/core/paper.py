"""A printed page as PDF (the extra ``pdf``): the page's own template and print styles, no second layout.

WeasyPrint is imported when the first PDF is asked for. It reads our own style sheets and nothing else: no other file,
no network. Drawings inside a page do not see the page's style sheets there, so theirs goes into each of them.
"""

from __future__ import annotations

import functools
import importlib.util
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse

from .refusals import Refused

BASE = "https://paper.invalid/"
DRAWINGS = "clinic/zones.css"
HOW = "Whoever runs this server installs it with: pip install 'needlepoint[clinic,pdf]'. Or print from the browser."
_SVG = re.compile(r"(<svg\b[^>]*>)")
_HASHED = re.compile(r"\.[0-9a-f]{12}(\.[a-z0-9]+)$")


def has_pdf() -> bool:
    """Whether PDFs can be made here."""
    return importlib.util.find_spec("weasyprint") is not None


def choices(address: str) -> Mapping[str, object]:
    """What the buttons of a printed page need: where its PDF is, or how to get one."""
    return {"pdf": has_pdf(), "pdf_url": address, "pdf_how": "" if has_pdf() else f"No PDF here. {HOW}"}


def as_pdf(page: HttpResponse, name: str) -> HttpResponse:
    """A rendered page as a PDF file. Raises Refused without the extra; a page that is no success stays itself."""
    if page.status_code != 200:
        return page
    if not has_pdf():
        raise Refused("PDF is not installed on this server.", HOW)
    answer = HttpResponse(_written(page.content.decode()), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer


def _written(html: str) -> bytes:
    from PIL import ImageFile
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint turns it on for the whole process; uploads rely on it

    class OwnFiles(URLFetcher):  # type: ignore[misc]
        """Reads what ``own_files_only`` lets through."""

        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
            body, kind = own_files_only(url)
            return URLFetcherResponse(url, body, {"Content-Type": kind})

    drawn = _SVG.sub(lambda found: f"{found.group(1)}<style>{_drawings()}</style>", html)
    return bytes(HTML(string=drawn, base_url=BASE, url_fetcher=OwnFiles()).write_pdf())


def own_files_only(url: str) -> tuple[bytes, str]:
    """A style sheet or picture of ours, and its type. Raises ValueError for every other address."""
    parts, static = urlsplit(url), "/" + settings.STATIC_URL.strip("/") + "/"
    if f"{parts.scheme}://{parts.netloc}/" != BASE or not parts.path.startswith(static):
        raise ValueError(f"{parts.scheme} addresses are not fetched")
    found = own_file(unquote(parts.path.removeprefix(static)))
    return found.read_bytes(), "text/css" if found.suffix == ".css" else "image/svg+xml"


def own_file(name: str) -> Path:
    """A static file by its name, with or without the digest that the server puts into it. Raises ValueError."""
    found = finders.find(_HASHED.sub(r"\1", name))
    if not isinstance(found, str):
        raise ValueError(f"{name} is none of our files")
    return Path(found)


@functools.cache
def _drawings() -> str:
    return own_file(DRAWINGS).read_text("utf-8")
