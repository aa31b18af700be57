"""Invented pictures as a phone would send them: one head for all tests, small, with the metadata of a real camera."""

from __future__ import annotations

import functools
import io
from typing import Any

import numpy as np
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from needlepoint_clinic.photographs.invented import Head, shot_of

SIZE = (480, 600)


@functools.cache
def head(seed: int = 1, tone: str = "II") -> Head:
    """One head; making it takes two seconds."""
    return Head(seed, tone)


@functools.cache
def shot(view: str = "front", seed: int = 0, person: int = 1, **told: Any) -> np.ndarray[Any, Any]:
    """A photograph of it as an array."""
    return head(person).photograph(shot_of(view, size=SIZE, **told), seed=seed)


def gps() -> Image.Exif:
    """Where and with what it was taken, turned on its side."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x9003] = 6, "SecretPhone", "2026:01:01 10:00:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)})
    return exif


def jpeg(picture: np.ndarray[Any, Any] | None = None, **told: Any) -> bytes:
    """As JPEG."""
    out = io.BytesIO()
    Image.fromarray(shot() if picture is None else picture).save(out, "JPEG", quality=90, **told)
    return out.getvalue()


def sent(content: bytes | None = None, name: str = "IMG_0001.jpg") -> SimpleUploadedFile:
    """As an upload."""
    return SimpleUploadedFile(name, jpeg() if content is None else content, content_type="image/jpeg")
