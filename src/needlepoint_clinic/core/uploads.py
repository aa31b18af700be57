"""Uploads: what a file is, by its content, how large it may be, and nothing of it kept.

A file over the limit is thrown away while it arrives, so that it never fills memory or disk; the rest of the form
still arrives. A picture is measured by its header before a pixel is decoded. Only JPEG, PNG and WebP are pictures here.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

MOST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 40_000_000
SMALLEST_SIDE = 16
FORMATS = ("JPEG", "PNG", "WEBP")
STARTS = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG"}
_MB = 1024 * 1024


class Bounded(FileUploadHandler):
    """Stops taking a file at the limit and leaves a note on the request. First among the handlers."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Count anew for each file."""
        super().new_file(*args, **kwargs)
        self.taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the piece on, or skip the rest of the file."""
        self.taken += len(raw_data)
        if self.taken > MOST_BYTES:
            self.request.too_large = {*getattr(self.request, "too_large", ()), self.field_name}  # type: ignore[union-attr]
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler makes the file."""


def too_large(request: HttpRequest, field: str) -> bool:
    """Whether the file of this field was thrown away because of its size. Read the request's files first."""
    return field in getattr(request, "too_large", ())


def too_large_words() -> str:
    """What a person is told."""
    words = _("This file is larger than %(most)d MB, so it was not taken. Send a smaller photograph.")
    return words % {"most": MOST_BYTES // _MB}


def checked_picture(upload: UploadedFile) -> Image.Image:
    """The decoded picture of an upload. Raises ValidationError with words for a person; nothing is written anywhere."""
    if upload.size is None or upload.size > MOST_BYTES:
        raise ValidationError(too_large_words())
    upload.seek(0)
    if _kind(upload.read(32)) is None:
        raise ValidationError(
            _("This is not a JPEG, PNG or WebP picture, whatever its name says. Take a photograph and send that.")
        )
    upload.seek(0)
    try:
        picture = Image.open(upload, formats=FORMATS)
        _check_size(*picture.size)
        picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValidationError(_too_many_pixels()) from None
    except (OSError, SyntaxError, ValueError, UnidentifiedImageError, EOFError):
        raise ValidationError(_("This picture is damaged and cannot be opened. Take it again.")) from None
    return picture


def _kind(start: bytes) -> str | None:
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "WEBP"
    return next((name for magic, name in STARTS.items() if start.startswith(magic)), None)


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise ValidationError(_too_many_pixels())
    if min(width, height) < SMALLEST_SIDE:
        raise ValidationError(_("This picture is too small to show anything."))


def _too_many_pixels() -> str:
    words = _("This picture has more than %(most)d million pixels. Send a smaller one.")
    return words % {"most": MOST_PIXELS // 1_000_000}
