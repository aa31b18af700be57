"""Laying a later photograph on an earlier one, and whether the two can be compared. Pictures in, numbers out.

1. Features (SIFT) on grey pictures 640 pixels wide, evened out locally (CLAHE); matches that are clearly the best
   (Lowe's ratio) and the best both ways; the similarity (turn, scale, shift) that most of them agree on (RANSAC).
2. Dense check: patches all over the earlier picture are looked for in the laid-over later one by normalised
   cross-correlation of the middle frequencies (freckles, pores, scars; not light, not noise). Patches that hold one
   straight edge only are left out: an outline fits any other. The shifts of patches that are found refine the
   similarity by least squares with outliers weighed down; twice.
3. What is compared: the median correlation of patches (the same skin?), what a similarity leaves over (pose), turn and
   scale, overlap, light (mean and low-frequency field), colour cast, sharpness (fine over middle frequencies).

Everything is measured in widths of the earlier picture. The limits below were set on invented skin (``invented``) by
``benchmarks/photographs.py``; they have not been tried on photographs of people, and the page says so.
Sources: Lowe 2004 (SIFT, ratio test); Fischler and Bolles 1981 (RANSAC); Zuiderveld 1994 (CLAHE); Shi
and Tomasi 1994 (which patches say something).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]
Grey = npt.NDArray[np.float32]

METHOD = "needlepoint.pair/1"
WIDTH = 640
FEATURES, RATIO, LEAST_MATCHES = 2500, 0.82, 8
PATCH, STEP = 48, 26  # pixels at 640 wide
FAR, NEAR = 14, 4  # how far a patch is looked for; how far off the same skin may lie
FOUND = 0.6  # correlation of a patch that is found
TEXTURE, CORNER = 0.15, 0.3  # least contrast; least ratio of the gradients across and along
EMPTY = (222, 226, 226)  # the colour of what a laid-over picture does not show
FINE, COARSE, FULL = 1.6, 6.0, 0.02  # the band of frequencies, and the contrast at which it is full
LEAST_PATCHES = 12


@dataclass(frozen=True)
class Limits:
    """Where comparing ends (refuse) and where it needs a word (mind)."""

    likeness: float = 0.70  # least median correlation of patches
    turn_deg: float = 20.0  # most the camera may have been turned
    scale: float = 1.35  # most one may be larger than the other
    overlap: float = 0.55  # least share of the earlier picture seen in the later one
    pose: float = 0.0045  # most that a similarity may leave over, root mean square, in widths
    pose_mind: float = 0.0025
    dark: float = 50.0  # least lightness, 0 to 255, of the lightest tenth (dark skin is not a dark picture)
    bright: float = 235.0  # most lightness of the darkest quarter
    light: float = 0.60  # most difference of lightness, as log ratio of the medians
    light_mind: float = 0.25
    side: float = 0.40  # most change of the light's field over the picture, as log ratio (standard deviation)
    side_mind: float = 0.20
    cast: float = 16.0  # most difference of colour in a* b*
    cast_mind: float = 6.0
    sharp: float = 0.45  # least sharpness of the blurrier one, as a share of the other's
    sharp_mind: float = 0.70
    blurred: float = 0.02  # least sharpness of any picture


LIMITS = Limits()


@dataclass(frozen=True)
class Reason:
    """One thing that stands against comparing (stops) or that must be minded."""

    id: str
    stops: bool


@dataclass(frozen=True)
class Alignment:
    """What came of it. transform: 2 by 3, from the later picture to the earlier, in widths of each; None when none was
    found. numbers: what was measured, by name; reasons: in the order of their weight."""

    transform: Floats | None
    numbers: dict[str, float]
    reasons: tuple[Reason, ...]

    @property
    def comparable(self) -> bool:
        """Whether nothing stands against comparing them."""
        return self.transform is not None and not any(item.stops for item in self.reasons)


def align(before: Picture, after: Picture, limits: Limits = LIMITS) -> Alignment:
    """Lay ``after`` on ``before`` (rows, columns, RGB; any sizes) and judge the pair."""
    earlier, later = _working(before), _working(after)
    numbers = _alone("before", earlier) | _alone("after", later)
    rough = _rough(earlier, later)
    if rough is None:
        return Alignment(None, numbers, _reasons_alone(numbers, limits) or (Reason("not_found", True),))
    transform = rough
    for step in (2 * STEP, STEP):
        found = _patches(earlier, later, transform, FAR if step > STEP else 2 * NEAR, step)
        if len(found.at) < LEAST_PATCHES:
            break
        transform = _compose(found.refinement(), transform)
    found = _patches(earlier, later, transform, 2 * NEAR, STEP)
    numbers |= _together(earlier, later, transform, found)
    reasons = (*_reasons_alone(numbers, limits), *_reasons(numbers, limits))
    return Alignment(_in_widths(transform, later, earlier), numbers, reasons)


# --- features ---------------------------------------------------------------------------------------------------------


def _working(picture: Picture) -> Picture:
    height = max(16, round(picture.shape[0] * WIDTH / picture.shape[1]))
    small = picture.shape[1] > WIDTH
    return cv2.resize(picture, (WIDTH, height), interpolation=cv2.INTER_AREA if small else cv2.INTER_CUBIC)  # type: ignore[return-value]


def _rough(earlier: Picture, later: Picture) -> Floats | None:
    """The similarity from later to earlier pixels that most matched features agree on."""
    cv2.setRNGSeed(20261120)
    sift = cv2.SIFT_create(nfeatures=FEATURES, contrastThreshold=0.012)
    (keys_a, told_a), (keys_b, told_b) = (sift.detectAndCompute(_even(item), None) for item in (earlier, later))
    if told_a is None or told_b is None or min(len(keys_a), len(keys_b)) < LEAST_MATCHES:
        return None
    pairs = _best_both_ways(_rooted(told_b), _rooted(told_a))
    if len(pairs) < LEAST_MATCHES:
        return None
    source = np.array([keys_b[i].pt for i, _ in pairs], np.float32)
    target = np.array([keys_a[j].pt for _, j in pairs], np.float32)
    found, inside = cv2.estimateAffinePartial2D(
        source, target, method=cv2.RANSAC, ransacReprojThreshold=5.0, maxIters=4000, confidence=0.999, refineIters=20
    )
    if found is None or int(inside.sum()) < LEAST_MATCHES or not 0.2 < math.hypot(found[0, 0], found[1, 0]) < 5:
        return None
    return np.asarray(found, np.float64)


def _even(picture: Picture) -> Picture:
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    return cv2.createCLAHE(clipLimit=3.0, tileGridSize=(8, 8)).apply(grey)  # type: ignore[return-value]


def _rooted(told: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Descriptors under Hellinger's distance, which minds large bins less."""
    return np.sqrt(told / (told.sum(axis=1, keepdims=True) + 1e-9))


def _best_both_ways(query: npt.NDArray[np.float32], train: npt.NDArray[np.float32]) -> list[tuple[int, int]]:
    likeness = query @ train.T  # rooted descriptors have length 1: distance falls as this rises
    best = likeness.argmax(axis=1)
    back = likeness.argmax(axis=0)
    two = np.partition(likeness, -2, axis=1)[:, -2:]
    gap = np.sqrt(np.clip(2 - 2 * two, 0, None))
    clear = gap[:, 1] < RATIO * gap[:, 0]
    rows = np.flatnonzero(clear & (back[best] == np.arange(len(best))))
    return [(int(row), int(best[row])) for row in rows]


# --- patches ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Patches:
    """Patches of the earlier picture looked for in the laid-over later one. at: centres (x, y) of those found; by: how
    far each was off; likeness: median correlation of all that say anything; asked: how many those were."""

    at: Floats
    by: Floats
    likeness: float
    asked: int

    def refinement(self) -> Floats:
        """The similarity, in earlier pixels, that takes the later picture's patches to where they belong."""
        source, target = self.at + self.by, self.at
        weights = np.ones(len(source))
        found = np.array([[1.0, 0, 0], [0, 1.0, 0]])
        for _ in range(6):
            found = _similarity(source, target, weights)
            left = np.linalg.norm(source @ found[:, :2].T + found[:, 2] - target, axis=1)
            weights = 1 / (1 + (left / 1.5) ** 2)
        return found

    def left_over(self) -> float:
        """What the best similarity leaves over, root mean square in pixels, the worst tenth aside."""
        found = self.refinement()
        left = np.linalg.norm((self.at + self.by) @ found[:, :2].T + found[:, 2] - self.at, axis=1)
        kept = np.sort(left)[: max(1, int(len(left) * 0.9))]
        return float(np.sqrt(np.mean(kept**2)))


def _patches(earlier: Picture, later: Picture, transform: Floats, search: int, step: int) -> Patches:
    size = (earlier.shape[1], earlier.shape[0])
    laid = cv2.warpAffine(later, transform, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    seen = cv2.warpAffine(np.full(later.shape[:2], 255, np.uint8), transform, size)
    a, b = _middle(earlier), _middle(laid)
    half, margin = PATCH // 2, PATCH // 2 + search
    seen = cv2.erode(seen, np.ones((2 * margin, 2 * margin), np.uint8), borderValue=255)
    says = (seen == 255) & _says(a)
    at, by, scores = [], [], []
    for y in range(margin, size[1] - margin, step):
        for x in range(margin, size[0] - margin, step):
            if not says[y, x]:
                continue
            window = b[y - margin : y + margin, x - margin : x + margin]
            field = cv2.matchTemplate(window, a[y - half : y + half, x - half : x + half], cv2.TM_CCOEFF_NORMED)
            _, best, _, (column, row) = cv2.minMaxLoc(field)
            near = slice(search - NEAR, search + NEAR + 1)
            scores.append(float(field[near, near].max()))
            if best >= FOUND and 0 < column < field.shape[1] - 1 and 0 < row < field.shape[0] - 1:
                at.append((x, y))
                off = _peak(field[row, column - 1 : column + 2]), _peak(field[row - 1 : row + 2, column])
                by.append((column - search + off[0], row - search + off[1]))
    likeness = float(np.median(scores)) if len(scores) >= LEAST_PATCHES else 0.0
    return Patches(np.array(at, float).reshape(-1, 2), np.array(by, float).reshape(-1, 2), likeness, len(scores))


def _middle(picture: Picture) -> Grey:
    """Middle frequencies of lightness, evened out: blind to light, colour cast and noise."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    band = cv2.GaussianBlur(grey, (0, 0), FINE) - cv2.GaussianBlur(grey, (0, 0), COARSE)
    local = cv2.GaussianBlur(grey, (0, 0), 2 * COARSE)
    return np.tanh(band / (local + 12) / FULL).astype(np.float32)


def _says(band: Grey) -> npt.NDArray[np.bool_]:
    """Where a patch has contrast, and in more than one direction (Shi and Tomasi's smaller eigenvalue)."""
    contrast = np.sqrt(np.clip(cv2.boxFilter(band * band, -1, (PATCH, PATCH)), 0, None))
    gx, gy = cv2.Sobel(band, cv2.CV_32F, 1, 0), cv2.Sobel(band, cv2.CV_32F, 0, 1)
    xx, yy, xy = (cv2.boxFilter(item, -1, (PATCH, PATCH)) for item in (gx * gx, gy * gy, gx * gy))
    root = np.sqrt((xx - yy) ** 2 + 4 * xy**2)
    return (contrast > TEXTURE) & ((xx + yy - root) > CORNER * (xx + yy + root))


def _peak(three: npt.NDArray[np.float32]) -> float:
    """Where between its three samples a parabola is highest."""
    low, mid, high = (float(value) for value in three)
    bend = low - 2 * mid + high
    return 0.0 if bend >= 0 else max(-0.5, min(0.5, 0.5 * (low - high) / bend))


def _similarity(source: Floats, target: Floats, weights: Floats) -> Floats:
    """The weighted least-squares similarity from source to target points."""
    share = (weights / weights.sum())[:, None]
    mean_s, mean_t = (source * share).sum(0), (target * share).sum(0)
    s, t = source - mean_s, target - mean_t
    spread = float((share * s * s).sum()) + 1e-12
    a = float((share * (s * t)).sum()) / spread
    b = float((share[:, 0] * (s[:, 0] * t[:, 1] - s[:, 1] * t[:, 0])).sum()) / spread
    turn = np.array([[a, -b], [b, a]])
    return np.column_stack([turn, mean_t - turn @ mean_s])


def _compose(second: Floats, first: Floats) -> Floats:
    """First one, then the other."""
    return np.column_stack([second[:, :2] @ first[:, :2], second[:, :2] @ first[:, 2] + second[:, 2]])


def _in_widths(transform: Floats, later: Picture, earlier: Picture) -> Floats:
    """From pixels (centres at half) to widths of each picture; both working pictures are equally wide."""
    half = np.array([0.5, 0.5])
    shift = transform[:, 2] + half - transform[:, :2] @ half
    return np.column_stack([transform[:, :2], shift / WIDTH])


# --- what is compared -------------------------------------------------------------------------------------------------


def _alone(name: str, picture: Picture) -> dict[str, float]:
    """Lightness (of the lightest tenth, of the darkest quarter) and sharpness of one picture."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    high, low = np.percentile(grey, (90, 25))
    return {f"high_{name}": float(high), f"low_{name}": float(low), f"sharp_{name}": _sharpness(grey)}


def _sharpness(grey: Grey, mask: npt.NDArray[np.bool_] | None = None) -> float:
    """Energy of fine over middle frequencies where there is something to see; noise of single pixels smoothed away."""
    calm = cv2.GaussianBlur(grey, (0, 0), 0.9)
    fine = calm - cv2.GaussianBlur(grey, (0, 0), 1.8)
    middle = cv2.GaussianBlur(grey, (0, 0), 1.8) - cv2.GaussianBlur(grey, (0, 0), 7.0)
    energy = cv2.boxFilter(middle * middle, -1, (25, 25))
    there = energy > np.percentile(energy, 50)
    if mask is not None:
        there &= mask
    return float(np.sqrt((fine[there] ** 2).mean() / ((middle[there] ** 2).mean() + 1e-6))) if there.any() else 0.0


def _together(earlier: Picture, later: Picture, transform: Floats, found: Patches) -> dict[str, float]:
    size = (earlier.shape[1], earlier.shape[0])
    laid = cv2.warpAffine(later, transform, size, flags=cv2.INTER_LINEAR)
    seen = cv2.warpAffine(np.full(later.shape[:2], 255, np.uint8), transform, size) == 255
    scale = math.hypot(transform[0, 0], transform[1, 0])
    numbers = {
        "turn_deg": abs(math.degrees(math.atan2(transform[1, 0], transform[0, 0]))),
        "scale": max(scale, 1 / scale),
        "overlap": float(seen.mean()),
        "likeness": found.likeness,
        "patches": float(found.asked),
        "pose": found.left_over() / WIDTH if len(found.at) >= LEAST_PATCHES else 1.0,
    }
    if seen.mean() < 0.05:
        return numbers | {"light": 9.0, "side": 9.0, "cast": 99.0, "sharp": 0.0}
    return numbers | _light(earlier, laid, seen) | {"sharp": _sharp(earlier, laid, seen)}


def _light(earlier: Picture, laid: Picture, seen: npt.NDArray[np.bool_]) -> dict[str, float]:
    lab_a, lab_b = (cv2.cvtColor(item.astype(np.float32) / 255, cv2.COLOR_RGB2LAB) for item in (earlier, laid))
    log_a, log_b = (np.log(cv2.blur(item[..., 0], (61, 61)) + 4) for item in (lab_a, lab_b))
    inner = cv2.erode(seen.astype(np.uint8), np.ones((61, 61), np.uint8)).astype(bool)
    inner = inner if inner.any() else seen
    grey = [cv2.cvtColor(item, cv2.COLOR_RGB2GRAY)[seen] for item in (earlier, laid)]
    cast = np.median(lab_b[seen][:, 1:], axis=0) - np.median(lab_a[seen][:, 1:], axis=0)
    return {
        "light": abs(math.log((np.median(grey[1]) + 4) / (np.median(grey[0]) + 4))),
        "side": float((log_b - log_a)[inner].std()),
        "cast": float(np.hypot(*cast)),
    }


def _sharp(earlier: Picture, laid: Picture, seen: npt.NDArray[np.bool_]) -> float:
    """Sharpness of the blurrier one as a share of the other's, where both are seen."""
    greys = [cv2.cvtColor(item, cv2.COLOR_RGB2GRAY).astype(np.float32) for item in (earlier, laid)]
    inner = cv2.erode(seen.astype(np.uint8), np.ones((15, 15), np.uint8)).astype(bool)
    one, other = (_sharpness(item, inner) for item in greys)
    return min(one, other) / (max(one, other) + 1e-9)


def _reasons_alone(numbers: dict[str, float], limits: Limits) -> tuple[Reason, ...]:
    found = []
    for name in ("before", "after"):
        if numbers[f"high_{name}"] < limits.dark:
            found.append(Reason(f"dark_{name}", True))
        elif numbers[f"low_{name}"] > limits.bright:
            found.append(Reason(f"bright_{name}", True))
        if numbers[f"sharp_{name}"] < limits.blurred:
            found.append(Reason(f"blurred_{name}", True))
    return tuple(found)


def _reasons(numbers: dict[str, float], limits: Limits) -> Sequence[Reason]:
    found: list[Reason] = []
    if numbers["likeness"] < limits.likeness:
        found.append(Reason("other_skin", True))
    if numbers["overlap"] < limits.overlap:
        found.append(Reason("overlap", True))
    if numbers["turn_deg"] > limits.turn_deg:
        found.append(Reason("turned", True))
    if numbers["scale"] > limits.scale:
        found.append(Reason("scale", True))
    if numbers["sharp"] < limits.sharp:
        found.append(Reason("sharp", True))
    elif numbers["sharp"] < limits.sharp_mind:
        found.append(Reason("sharp", False))
    for name in ("pose", "light", "side", "cast"):
        if numbers[name] > getattr(limits, name):
            found.append(Reason(name, True))
        elif numbers[name] > getattr(limits, f"{name}_mind"):
            found.append(Reason(name, False))
    return sorted(found, key=lambda item: not item.stops)


def warp_to(after: Picture, transform: Floats, size: tuple[int, int]) -> tuple[Picture, npt.NDArray[np.bool_]]:
    """The later picture laid on a frame (width, height) of the earlier one, and where it shows anything."""
    width = size[0]
    grow, shrink = width / 1.0, 1.0 / after.shape[1]
    turn = transform[:, :2] * (shrink * grow)
    shift = transform[:, 2] * grow
    half = np.array([0.5, 0.5])
    matrix = np.column_stack([turn, turn @ half + shift - half])
    flags = cv2.INTER_AREA if turn[0, 0] < 0.5 else cv2.INTER_CUBIC
    laid = cv2.warpAffine(after, matrix, size, flags=flags, borderValue=EMPTY)
    seen = cv2.warpAffine(np.full(after.shape[:2], 255, np.uint8), matrix, size) == 255
    return laid, seen  # type: ignore[return-value]
