"""Several pictures on one sheet, as SVG, and any SVG as PNG.

A sheet puts pictures in rows, each in its own size. PNG is drawn by resvg from the same SVG, two pixels to one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..errors import MachineError

BOX = re.compile(r'viewBox="(\S+) (\S+) (\S+) (\S+)"')
GAP = 14.0
ZOOM = 2
PROBE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text y="9" font-family="sans-serif">{}</text></svg>'
)


def size_of(picture: str) -> tuple[float, float]:
    """Width and height of a picture by its view box."""
    found = BOX.search(picture)
    assert found is not None
    return float(found[3]), float(found[4])


def sheet(rows: Sequence[Sequence[str]]) -> str:
    """Pictures in rows, as one SVG."""
    body, top, widest = "", GAP, 0.0
    for row in rows:
        left = GAP
        for picture in row:
            width, height = size_of(picture)
            place = f'<svg x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}" '
            body += picture.replace("<svg ", place, 1)
            left += width + GAP
        top += max(size_of(picture)[1] for picture in row) + GAP
        widest = max(widest, left)
    size = f'width="{widest:g}" height="{top:g}" viewBox="0 0 {widest:g} {top:g}"'
    ground = f'<rect width="{widest:g}" height="{top:g}" fill="#ffffff"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{ground}{body}</svg>\n'


def to_png(picture: str) -> bytes:
    """A picture (with a width and height, such as a sheet) as PNG. Raises MachineError where no font is installed."""
    from resvg_py import svg_to_bytes

    if svg_to_bytes(svg_string=PROBE.format("8")) == svg_to_bytes(svg_string=PROBE.format("")):
        raise MachineError("No font is installed, so a PNG would lack its words.", "Write .svg, or install a font.")
    return svg_to_bytes(svg_string=picture, zoom=ZOOM)
