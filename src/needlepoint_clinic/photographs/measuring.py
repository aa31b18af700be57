"""The research panel: redness a* and ITA of the skin that both of a comparable pair show. Off unless the owner wants.

a* is the red-green axis of CIELAB (D65); ITA = atan((L* - 50) / b*) in degrees (Chardon, Cretois and Hourseau 1991).
Both are of a photograph, not of skin: they move with light, camera and what the phone does to faces. They are shown
with that warning, to staff only, and nothing else in the program reads them.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from .aligning import Picture, warp_to
from .models import Pair
from .opening import picture_of

LEAST = 500  # pixels of skin seen in both
WARNING = (
    "For research only. These are colours of two photographs, not of skin: light, camera and the phone's own "
    "retouching move them more than treatment does. Decide nothing by them."
)


@dataclass(frozen=True)
class Colour:
    """Medians over the skin of one photograph. redness: a*; ita: degrees."""

    redness: float
    ita: float


@dataclass(frozen=True)
class Measured:
    """Both photographs over the same skin. share: of the earlier picture that was measured."""

    before: Colour
    after: Colour
    share: float

    @property
    def percent(self) -> int:
        """The share in percent."""
        return round(100 * self.share)


def measured(pair: Pair) -> Measured | None:
    """The colours in the aligned overlap; None where the two are not comparable or too little skin is seen."""
    if not pair.comparable or not pair.transform:
        return None
    earlier, later = picture_of(pair.before_id), picture_of(pair.after_id)
    return colours(earlier, later, np.array(pair.transform, float))


def colours(earlier: Picture, later: Picture, transform: npt.NDArray[np.float64]) -> Measured | None:
    """The colours of two pictures where both show skin."""
    laid, seen = warp_to(later, transform, (earlier.shape[1], earlier.shape[0]))
    both = seen & _skin(earlier) & _skin(laid)
    if int(both.sum()) < LEAST:
        return None
    return Measured(_colour(earlier, both), _colour(laid, both), float(both.mean()))


def _skin(picture: Picture) -> npt.NDArray[np.bool_]:
    """Pixels of skin's hue (chroma thresholds of Chai and Ngan 1999)."""
    chroma = cv2.cvtColor(picture, cv2.COLOR_RGB2YCrCb)
    red, blue = chroma[..., 1], chroma[..., 2]
    return (red >= 133) & (red <= 173) & (blue >= 77) & (blue <= 127)


def _colour(picture: Picture, where: npt.NDArray[np.bool_]) -> Colour:
    lab = cv2.cvtColor((picture / 255).astype(np.float32), cv2.COLOR_RGB2LAB)[where]
    light, red, yellow = (float(value) for value in np.median(lab, axis=0))
    return Colour(red, float(np.degrees(np.arctan2(light - 50, yellow))))
