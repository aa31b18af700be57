"""A page of the portal: the template with what its frame needs (the practice, the language, which tab is open)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..clinics.models import Clinic

SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Macintosh", "Linux")
BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("Chrome", "Chrome"), ("CriOS", "Chrome"))


def show(
    request: HttpRequest, template: str, page: Mapping[str, Any], *, here: str = "", status: int = 200
) -> HttpResponse:
    """The page in its frame. here: today, check_in, ask, results or more."""
    return render(request, template, {**frame(request), **page, "here": here}, status=status)


def frame(request: HttpRequest) -> Mapping[str, Any]:
    """What templates/portal/base.html needs: practice, the number to dial, lang, inside (the tabs are shown)."""
    practice: Clinic | None = getattr(request, "practice", None)
    visitor = getattr(request, "portal", None)
    entrance = getattr(request, "entrance", None)
    told: dict[str, Any] = {"practice": practice, "inside": visitor is not None}
    told["dial"] = dial(practice.phone) if practice else ""
    if visitor is not None:
        told["lang"] = visitor.language
    elif entrance is not None:
        told["lang"] = entrance.patient.language
    return told


def dial(phone: str) -> str:
    """A telephone number as a link dials it: digits, and the plus before them."""
    digits = "".join(letter for letter in phone if letter.isdigit())
    return f"+{digits}" if phone.strip().startswith("+") else digits


def browser_of(request: HttpRequest) -> str:
    """The browser and its system in two words; nothing finer is kept."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    system = next((name for name in SYSTEMS if name in agent), "")
    name = next((label for mark, label in BROWSERS if re.search(rf"\b{mark}/", agent)), "")
    name = name or ("Safari" if "Safari/" in agent else "")
    return " · ".join(part for part in (name, "Mac" if system == "Macintosh" else system) if part)
