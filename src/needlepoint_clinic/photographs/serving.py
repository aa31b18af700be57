"""Pictures as answers: opened for the one who may see them, kept by nobody on the way."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponse

from ..core.refusals import Refused
from ..core.sealing import SealError
from . import keeping, opening
from .models import Pair, Photo

JPEG, PNG = "image/jpeg", "image/png"


def picture(photo: Photo, kind: str) -> HttpResponse:
    """One picture. 404 for a kind that is not kept; a page with the remedy when it cannot be opened."""
    if kind not in keeping.KINDS:
        raise Http404
    return _answer(lambda: keeping.read(photo.id, kind), JPEG)


def guide(photo: Photo) -> HttpResponse:
    """The outline of a photograph."""
    return _answer(lambda: opening.guide(photo.id), PNG)


def laid(pair: Pair) -> HttpResponse:
    """The later picture laid on the earlier. 404 where the two are not comparable: nothing is swiped then."""
    if not pair.comparable or not pair.transform:
        raise Http404
    return _answer(lambda: opening.laid_over(pair), JPEG)


def download(content: bytes, id: str) -> HttpResponse:
    """An exported file, named by a random id."""
    response = HttpResponse(content, content_type=JPEG)
    response["Content-Disposition"] = f'attachment; filename="photographs-{id[:8]}.jpg"'
    return response


def _answer(make: Callable[[], bytes], kind: str) -> HttpResponse:
    try:
        content = make()
    except FileNotFoundError:
        raise Refused("This picture's file is not in the data folder.", "Restore the folder from the backup.") from None
    except SealError:
        raise Refused(
            "This picture cannot be opened: its key is gone, or the file was changed.", "Restore the key or the backup."
        ) from None
    response = HttpResponse(content, content_type=kind)
    response["Cache-Control"] = "no-store"
    response["Content-Disposition"] = "inline"
    return response
