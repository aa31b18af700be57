"""By link: whoever holds the secret of a message may end the messages, and nothing else. Speaks the patient's language.

The secret proves the origin, so that a mail program's one click (RFC 8058) needs no cookie and no token.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from ..clinics.models import Clinic
from .models import Reminder
from .selectors import by_stop_secret

View = Callable[..., HttpResponse]


class StopRequest(HttpRequest):
    """A request by an unsubscribe link (type only)."""

    reminder: Reminder
    practice: Clinic | None


def by_link(view: View) -> View:
    """The message of the secret in the address; else 404."""

    @csrf_exempt
    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.member = None  # type: ignore[attr-defined]
        request.reminder = found = by_stop_secret(kwargs["secret"])  # type: ignore[attr-defined]
        request.practice = None  # type: ignore[attr-defined]  # its name may itself tell
        with translation.override(found.patient.language):
            return view(request, *args, **kwargs)

    return guarded
