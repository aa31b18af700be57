"""A link as a QR code, drawn as one SVG path: dark squares on a white ground in light and dark pages alike."""

from __future__ import annotations

import re

import zxingcpp


def picture(address: str) -> str:
    """The code of an address as an SVG element, labelled, without a style of its own."""
    code = zxingcpp.create_barcode(address, zxingcpp.BarcodeFormat.QRCode)
    drawn = str(zxingcpp.write_barcode_to_svg(code))
    size, path = re.search(r'width="(\d+)"', drawn), re.search(r' d="([^"]+)"', drawn)
    if size is None or path is None:
        raise ValueError("the QR code was not drawn")
    side = size.group(1)
    return (
        f'<svg class="qr" viewBox="0 0 {side} {side}" width="240" height="240" role="img" '
        f'aria-label="QR code of the link" shape-rendering="crispEdges">'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path d="{path.group(1)}" fill="#000"/></svg>'
    )
