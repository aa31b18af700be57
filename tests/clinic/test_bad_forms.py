"""Every form of the staff, sent with what it must not take: a clear answer, never a fault, and nothing written.

The forms are not listed: every page is opened as the owner, every form on it is read as a browser reads it, and then
each field in turn gets each of EVIL while the others stay as the page had them. What a field may well take (words in a
text) is taken; what is refused leaves no row behind and says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import resolve

from .conftest import House
from .test_every_view import GROUP
from .test_photographs import folder
from .world import address, furnish, patterns, proven

__all__ = ["folder"]
EVIL = {
    "too long": "x" * 20_000,
    "wrong type": "\u202e'\">a<b>",
    "a number without end": "1e999",
    "not a number": "NaN",
    "a character that nobody stores": "a\x00b",
}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
FILES = {"photograph.jpg": SVG, "code.png": b"MZ\x90\x00" * 50, "empty.png": b"", "page.html": b"<script>1</script>"}
ANSWERS = {200, 302, 400, 403, 404, 409, 413, 422, 429}
STAFF = ("all", "decides", "owner")
KEPT = {"audit", "sessions", "usersessions", "core"}  # may grow when a form is refused
# forms that no page of this practice shows, and why
NOT_SHOWN = {
    "try_settings": "shown with a plan that is worked out; test_plan sends it what cannot be",
    "own_plan": "the same form with another button",
    "treatment_sign": "shown when nothing is missing; test_treatment_pages",
    "treatment_zone_out": "a button without a field; test_treatment_pages",
    "intake_end_link": "a button without a field, while a link is out; test_intake",
    "settle_reminder": "a button without a field, while a reminder waits; test_reminders",
}


@dataclass
class Form:
    """A form as a browser sees it."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


class Reader(HTMLParser):
    """Forms of a page, with the values that a browser would send."""

    def __init__(self, here: str) -> None:
        super().__init__()
        self.here, self.forms, self.chosen, self.text = here, list[Form](), "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(told.get("action") or self.here, told.get("method", "get").lower()))
        elif self.forms and "name" in told and tag in ("input", "select", "textarea"):
            self._field(tag, told)
        elif tag == "option" and self.chosen and ("selected" in told or not self.forms[-1].fields[self.chosen]):
            self.forms[-1].fields[self.chosen] = told.get("value", "")

    def _field(self, tag: str, told: dict[str, str]) -> None:
        form, name, kind = self.forms[-1], told["name"], told.get("type", "text")
        if kind == "file":
            form.files.append(name)
        elif kind not in ("checkbox", "radio") or "checked" in told or name not in form.fields:
            form.fields[name] = told.get("value", "")
        self.chosen = name if tag == "select" else ""
        self.text = name if tag == "textarea" else ""

    def handle_data(self, data: str) -> None:
        if self.text:
            self.forms[-1].fields[self.text] += data

    def handle_endtag(self, tag: str) -> None:
        self.text = "" if tag == "textarea" else self.text
        self.chosen = "" if tag == "select" else self.chosen


def forms_of(client: Client, pages: list[str]) -> dict[str, Form]:
    """Every form by the name of where it goes, the one with the most fields where pages differ."""
    found: dict[str, Form] = {}
    for page in pages:
        answer = client.get(page, follow=True)
        if answer.status_code != 200 or answer.streaming or "html" not in answer["Content-Type"]:
            continue
        here = answer.redirect_chain[-1][0] if answer.redirect_chain else page
        reader = Reader(here.partition("?")[0])
        reader.feed(answer.content.decode())
        for form in reader.forms:
            name = str(resolve(form.action.partition("?")[0]).view_name)
            known = found.get(name, Form("", ""))
            if form.method == "post" and GROUP.get(name) in STAFF and len(form.fields) > len(known.fields):
                found[name] = form
    return found


def rows() -> int:
    """How many rows there are of what counts."""
    tables = [item._meta.db_table for item in apps.get_models() if item._meta.app_label not in KEPT]
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + " + ".join(f'(SELECT COUNT(*) FROM "{name}")' for name in tables))
        return int(cursor.fetchone()[0])


def tries(form: Form, theirs: UUID) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is sent, and how it is called."""
    base = {name: value for name, value in form.fields.items() if name != "csrfmiddlewaretoken"}
    for name, value in base.items():
        evils = EVIL | ({"another clinic's": str(theirs), "nobody's": str(uuid4())} if is_id(value) else {})
        for what, evil in evils.items():
            yield f"{name}: {what}", base | {"submission": str(uuid4()), name: evil}
    for name in form.files:
        for called, content in FILES.items():
            sent = SimpleUploadedFile(called, content, "image/jpeg")
            yield f"{name}: {called}", base | {"submission": str(uuid4()), name: sent}


def is_id(value: str) -> bool:
    try:
        return bool(UUID(value))
    except ValueError:
        return False


def test_no_form_breaks_and_what_is_refused_leaves_nothing(
    house: House, elsewhere: House, folder: Any, browser_of: Callable[..., Client]
) -> None:
    values = furnish(house)
    client = proven(browser_of(house.owner))
    client.raise_request_exception = False
    staff = [item for item in patterns() if GROUP[str(item.name)] in STAFF]
    pages = [address(item, values) for item in staff if not str(item.pattern).endswith((".pdf", ".jpg", ".csv"))]
    forms = forms_of(client, [*pages, f"/treatments/{values['signed']}/record/"])
    posts = {str(resolve(page).view_name) for page in pages if client.get(page).status_code == 405}
    assert posts - set(forms) - set(NOT_SHOWN) == set(), "forms that no page shows"
    faults, sent = [], 0
    for name, form in forms.items():
        for what, told in tries(form, elsewhere.patient.id):
            with transaction.atomic():
                before = rows()
                answer = client.post(form.action, told)
                sent += 1
                if answer.status_code not in ANSWERS:
                    faults.append(f"{name}, {what}: {answer.status_code}")
                elif answer.status_code >= 400 and rows() != before:
                    faults.append(f"{name}, {what}: {answer.status_code}, but something was written")
                elif answer.status_code == 422 and not says_why(answer.content.decode()):
                    faults.append(f"{name}, {what}: 422 without a word")
                transaction.set_rollback(True)
    assert len(forms) >= 30
    assert sent > 500
    assert not faults, f"{len(faults)} of {sent}:\n" + "\n".join(faults)


def says_why(page: str) -> bool:
    return any(mark in page for mark in ('role="alert"', 'class="error', 'class="errors', 'class="message'))
