"""Opened pictures: of one photograph, of a pair laid on each other, the outline that guides the next one, an export.

Everything is made in memory for the one who asked and never kept.
"""

from __future__ import annotations

import functools
import io
from uuid import UUID

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from . import keeping
from .aligning import Picture, warp_to
from .models import Pair

GUIDE_SIDE, GUIDE_COLOUR = 480, (255, 255, 255)
EXPORT_HEIGHT, BAR = 1200, 64
NOT_COMPARABLE = "NOT COMPARABLE"


def picture_of(photo_id: UUID, kind: str = "screen") -> Picture:
    """A photograph as rows, columns, RGB. Raises SealError, FileNotFoundError."""
    return np.array(Image.open(io.BytesIO(keeping.read(photo_id, kind)), formats=("JPEG",)).convert("RGB"))


def laid_over(pair: Pair) -> bytes:
    """The later picture as the earlier one's frame sees it, JPEG; black where it shows nothing."""
    earlier, later = picture_of(pair.before_id), picture_of(pair.after_id)
    laid, _ = warp_to(later, np.array(pair.transform, float), (earlier.shape[1], earlier.shape[0]))
    return jpeg(laid)


def guide(photo_id: UUID) -> bytes:
    """The outline of a photograph as light lines on nothing, PNG: what the next one is laid under."""
    picture = picture_of(photo_id, "screen")
    scale = GUIDE_SIDE / max(picture.shape[:2])
    size = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
    grey = cv2.cvtColor(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
    calm = cv2.GaussianBlur(grey, (0, 0), 2.2)
    middle = float(np.median(calm))
    edges = cv2.Canny(calm, 0.25 * middle, 0.6 * middle)
    lines = cv2.dilate(_long(edges), np.ones((2, 2), np.uint8))
    drawn = np.zeros((size[1], size[0], 4), np.uint8)
    dark = cv2.dilate(lines, np.ones((3, 3), np.uint8))
    drawn[dark > 0] = (0, 0, 0, 150)  # a dark rim, so that the line shows on light skin too
    drawn[lines > 0] = (*GUIDE_COLOUR, 235)
    out = io.BytesIO()
    Image.fromarray(drawn, "RGBA").save(out, "PNG")
    return out.getvalue()


def _long(edges: Picture, least: int = 40) -> Picture:
    """Edges of some length: the outline and the features, not each pore."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(edges, connectivity=8)
    keep = np.flatnonzero(stats[:, cv2.CC_STAT_AREA] >= least)
    kept = np.isin(labels, keep[keep > 0])
    return (kept * 255).astype(np.uint8) if count > 1 else edges


def exported(pair: Pair, words: tuple[str, str]) -> bytes:
    """Both pictures beside each other with their days beneath, JPEG. Not comparable is burnt in, in both."""
    earlier = picture_of(pair.before_id)
    size = (earlier.shape[1], earlier.shape[0])
    later = picture_of(pair.after_id)
    if pair.comparable and pair.transform:
        later = warp_to(later, np.array(pair.transform, float), size)[0]
    parts = [_captioned(item, text, pair.comparable) for item, text in zip((earlier, later), words, strict=True)]
    sheet = Image.new("RGB", (sum(item.width for item in parts) + 12, max(item.height for item in parts)), "white")
    sheet.paste(parts[0], (0, 0))
    sheet.paste(parts[1], (parts[0].width + 12, 0))
    return jpeg(np.array(sheet))


def _captioned(picture: Picture, text: str, comparable: bool) -> Image.Image:
    shown = Image.fromarray(picture)
    shown = shown.resize((max(1, round(shown.width * EXPORT_HEIGHT / shown.height)), EXPORT_HEIGHT))
    sheet = Image.new("RGB", (shown.width, EXPORT_HEIGHT + BAR), "white")
    sheet.paste(shown, (0, 0))
    draw = ImageDraw.Draw(sheet)
    draw.text((12, EXPORT_HEIGHT + 14), text, fill="black", font=_font(30))
    if not comparable:
        size = max(24, min(90, shown.width // 11))
        width = draw.textlength(NOT_COMPARABLE, font=_font(size))
        left, top = (shown.width - width) / 2, EXPORT_HEIGHT * 0.78
        draw.rectangle((left - 16, top - 8, left + width + 16, top + size * 1.25), fill=(163, 32, 29))
        draw.text((left, top), NOT_COMPARABLE, fill="white", font=_font(size))
    return sheet


@functools.cache
def _font(size: int) -> ImageFont.ImageFont | ImageFont.FreeTypeFont:
    return ImageFont.load_default(size)


def jpeg(picture: Picture, quality: int = 88) -> bytes:
    """A picture as JPEG without metadata."""
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "JPEG", quality=quality)
    return out.getvalue()
