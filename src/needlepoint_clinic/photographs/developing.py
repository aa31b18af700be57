"""From an upload to what is kept: turned upright, colours brought to sRGB, everything else left behind, encoded anew.

Metadata (place, device, owner, thumbnails) never survives, because only pixels are carried over. Three pictures come of
one: the full one, one for the screen (long side 1600 pixels), a small one (320). All are JPEG in sRGB.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

from ..core.uploads import checked_picture

SCREEN_SIDE, SMALL_SIDE = 1600, 320
QUALITY = {"full": 92, "screen": 90, "small": 80}
LARGEST_PROFILE = 4 * 1024 * 1024
HEIC = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1", b"ftypavif")
OTHERS = (b"II*\x00", b"MM\x00*", b"GIF8", b"%PDF", b"BM")
HEIC_WORDS = _(
    "This is an HEIC or AVIF picture, which cannot be opened here. Take the photograph from this page, which sends a "
    "JPEG; or on an iPhone choose Settings, Camera, Formats, Most Compatible."
)
ZIP_WORDS = _("This is a zip archive. Take the pictures out of it and send them as JPEG.")
SVG_WORDS = _("This is an SVG drawing, not a photograph. Take a photograph and send that as JPEG.")
OTHER_WORDS = _("This is a TIFF, GIF, BMP or PDF file. Save the picture as JPEG and send that.")
DAMAGED = _("This picture is damaged and cannot be opened. Take it again.")


@dataclass(frozen=True)
class Developed:
    """What is kept of an upload. sent_sha256: of the bytes as they came, to notice the same one again."""

    pictures: dict[str, bytes]
    width: int
    height: int
    sha256: str
    sent_sha256: str


def develop(upload: UploadedFile) -> Developed:
    """The pictures of an upload. Raises ValidationError with the remedy, in words for a person."""
    digest = sent_digest(upload)
    other = _other(upload)
    if other:
        raise ValidationError(other)
    picture = checked_picture(upload)
    try:
        plain = upright(picture)
    except (OSError, SyntaxError, ValueError, MemoryError):
        raise ValidationError(DAMAGED) from None
    pictures = {"full": encoded(plain, "full")}
    for kind, side in (("screen", SCREEN_SIDE), ("small", SMALL_SIDE)):
        pictures[kind] = encoded(_within(plain, side), kind)
    sha256 = hashlib.sha256(pictures["full"]).hexdigest()
    return Developed(pictures, plain.width, plain.height, sha256, digest)


def sent_digest(upload: UploadedFile) -> str:
    """SHA-256 of the bytes as they came."""
    digest = hashlib.sha256()
    for piece in upload.chunks():
        digest.update(piece)
    upload.seek(0)
    return digest.hexdigest()


def _other(upload: UploadedFile) -> str:
    """What a file of a known other kind is told; empty for the rest."""
    upload.seek(0)
    start = upload.read(256)
    upload.seek(0)
    if start[4:12] in HEIC:
        return HEIC_WORDS
    if start.startswith(b"PK\x03\x04"):
        return ZIP_WORDS
    if b"<svg" in start.lower() or start.lstrip()[:5] == b"<?xml":
        return SVG_WORDS
    return OTHER_WORDS if start.startswith(OTHERS) else ""


def upright(picture: Image.Image) -> Image.Image:
    """The pixels as the eye saw them: turned upright, in sRGB, on white where it was see-through; nothing else."""
    profile = picture.info.get("icc_profile")
    turned = ImageOps.exif_transpose(picture)
    if turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info:
        over = turned.convert("RGBA")
        white = Image.new("RGBA", over.size, (255, 255, 255, 255))
        turned = Image.alpha_composite(white, over).convert("RGB")
    plain = _in_srgb(turned, profile)
    return Image.frombytes("RGB", plain.size, plain.tobytes())  # pixels only: no info comes along


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if profile and len(profile) <= LARGEST_PROFILE and picture.mode in ("RGB", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            found = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if found is not None:
                return found
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a profile that cannot be read says nothing about the colours
    if picture.mode in ("I", "I;16", "I;16B", "F"):
        picture = picture.point(lambda value: value / 256).convert("L")
    return picture.convert("RGB")


def _within(picture: Image.Image, side: int) -> Image.Image:
    scale = side / max(picture.size)
    if scale >= 1:
        return picture
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def encoded(picture: Image.Image, kind: str) -> bytes:
    """A picture as JPEG without any metadata."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY.get(kind, 90), subsampling=0 if kind != "small" else 2, optimize=False)
    return out.getvalue()
