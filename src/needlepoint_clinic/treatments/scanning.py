"""The code on a photograph: found by zxing-cpp, given back as a scanner would send it. The picture is not kept."""

from __future__ import annotations

import zxingcpp
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from PIL import ImageOps

from ..core.uploads import checked_picture

LARGEST_SIDE = 2400
FORMATS = (zxingcpp.BarcodeFormat.DataMatrix, zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Code128)


def code_in(upload: UploadedFile) -> str:
    """The text of the one code in a picture. Raises ValidationError with words for a person."""
    picture = ImageOps.exif_transpose(checked_picture(upload)).convert("L")
    sides = [picture]
    if max(picture.size) > LARGEST_SIDE:
        small = picture.copy()
        small.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
        sides.insert(0, small)
    for side in sides:
        found = {bytes(item.bytes) for item in zxingcpp.read_barcodes(side, formats=FORMATS) if item.valid}
        if len(found) > 1:
            raise ValidationError("There is more than one code in this picture. Take it closer, with one code only.")
        if found:
            return _text(found.pop())
    raise ValidationError(
        "No code was found in this picture. Take it closer, sharp and without glare, or type what the label says."
    )


def _text(raw: bytes) -> str:
    try:
        return raw.decode("ascii")
    except UnicodeDecodeError:
        raise ValidationError("The code in this picture is not a GS1 code. Type what the label says.") from None
