"""What Django calls when a request cannot be answered: unreadable, too long, without proof of origin, broken."""

from __future__ import annotations

import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .refusals import Full, Refused, TooBig
from .trouble import DISK_FULL, disk_full

AGAIN = "Go back, load the page again and send it once more."


def bad(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 for a form that is too long."""
    too_big = isinstance(exception, RequestDataTooBig | TooManyFieldsSent)
    refused = TooBig() if too_big else Refused("This request cannot be read.", AGAIN)
    return render(request, "clinic/refused.html", {"refused": refused}, status=refused.status)


def broken(request: HttpRequest) -> HttpResponse:
    """500; 507 when the disk is full. These pages ask the database for nothing."""
    fault = sys.exc_info()[1]
    if fault is not None and disk_full(fault):
        return render(None, "clinic/refused.html", {"refused": Full(*DISK_FULL)}, status=Full.status)  # type: ignore[arg-type]
    return render(None, "500.html", status=500)  # type: ignore[arg-type]


def unproven(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form's proof of origin is missing or old, most often after signing in anew in another tab."""
    return render(request, "clinic/refused.html", {"refused": Refused("This form is too old.", AGAIN)}, status=403)
