"""Invented skin: faces and close-ups that belong to nobody, drawn from a seed, for tests, benchmarks, demonstrations.

A head is an ellipsoid; its skin is a map over longitude and latitude (tone, mottling, pores, freckles, moles, scars,
brows, eyes, nose, mouth, hair) and a height map. A camera at some yaw looks along parallel rays; light comes from one
side and from all around. Lengths are in widths of the head; angles in degrees. No picture of a person is in here or
was used to make it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
Plane = npt.NDArray[np.float32]
Pair = tuple[float, float]
MAP = (1400, 2000)  # rows, columns of the skin map: latitude 80 to -80, longitude -115 to 115 degrees
SPAN = (80.0, 115.0)
AXES = (1.0, 1.32, 1.05)  # half axes of the head: to the side, up, forward
TONES = {"I": (238, 208, 190), "II": (228, 190, 166), "III": (206, 163, 132), "IV": (170, 122, 92), "V": (124, 84, 62)}
YAW = {"front": 0.0, "left_45": 45.0, "right_45": -45.0, "left_90": 85.0, "right_90": -85.0, "close_up": 28.0}

SCAR = np.array([1.3, 1.75, 1.7], np.float32)  # how much of each colour a scar's darkness takes


@dataclass(frozen=True)
class Shot:
    """How a photograph is taken. roll, yaw: degrees; scale: 1 fills the frame; shift: in picture widths; at: longitude
    and latitude that a close-up looks at; light: degrees from the front, positive from the picture's right; healed: how
    much of scars and redness is gone, 0 to 1."""

    yaw: float = 0.0
    roll: float = 0.0
    scale: float = 1.0
    shift: tuple[float, float] = (0.0, 0.0)
    at: tuple[float, float] = (0.0, 0.0)
    light: float = -20.0
    healed: float = 0.0
    size: tuple[int, int] = (800, 1000)


def shot_of(view: str, **told: object) -> Shot:
    """The shot of a named view of a face."""
    close = {"at": (28.0, -12.0), "scale": 2.6} if view == "close_up" else {}
    return replace(Shot(yaw=YAW[view]), **(close | told))  # type: ignore[arg-type]


def between(before: Shot, after: Shot) -> npt.NDArray[np.float64]:
    """The similarity (2 by 3) from the later shot's picture to the earlier one's, in widths of each: the truth.

    Both shots share yaw, at and size.
    """
    centre = np.array([0.5, before.size[1] / before.size[0] / 2])
    to_head, from_head = _turned(after.roll) / after.scale, _turned(before.roll).T * before.scale
    turn = from_head @ to_head
    shift = np.array(before.shift) + centre - turn @ (centre + np.array(after.shift))
    return np.column_stack([turn, shift])


def _turned(roll: float) -> npt.NDArray[np.float64]:
    turn = np.deg2rad(roll)
    return np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])


class Head:
    """One invented head: the same seed always makes the same one. tone: skin type I to V."""

    def __init__(self, seed: int, tone: str = "II") -> None:
        self.chance = np.random.default_rng([seed, 20261])
        self.base = np.array(TONES[tone], np.float32) / 255
        self.tone, self.height = self._skin()
        self.scars, self.scar_height = self._scars()
        self._features()

    def _noise(self, sigma: float) -> Plane:
        small = max(1.0, sigma / 4)
        shape = (int(MAP[0] / small) + 1, int(MAP[1] / small) + 1)
        field = cv2.GaussianBlur(self.chance.standard_normal(shape).astype(np.float32), (0, 0), sigma / small)
        field = cv2.resize(field, (MAP[1], MAP[0]), interpolation=cv2.INTER_CUBIC)
        return field / (field.std() + 1e-9)

    def _dots(self, count: int, radius: tuple[float, float], strength: tuple[float, float]) -> Plane:
        field = np.zeros(MAP, np.float32)
        rows, columns = self.chance.uniform(0, MAP[0], count), self.chance.uniform(0, MAP[1], count)
        sizes, depths = self.chance.uniform(*radius, count), self.chance.uniform(*strength, count)
        stretch = self.chance.uniform(0.7, 1.3, count)
        for row, column, size, depth, long in zip(rows, columns, sizes, depths, stretch, strict=True):
            _dot(field, row, column, size, size * long, depth)
        return field

    def _skin(self) -> tuple[Plane, Plane]:
        """Colour (rows, columns, 3; 0 to 1) and height of the skin without scars."""
        mottle, red = self._noise(60) * 0.018 + self._noise(14) * 0.012, self._noise(45) * 0.02 + self._noise(8) * 0.008
        pores = np.clip(self._noise(2.2) - 1.4, 0, None)
        freckles = self._dots(int(self.chance.integers(150, 500)), (2.5, 6.0), (0.05, 0.2))
        moles = self._dots(int(self.chance.integers(6, 18)), (5.0, 10.0), (0.3, 0.6))
        dark = mottle - 0.05 * pores - freckles - moles
        tone = self.base[None, None, :] * (1 + dark[..., None] * np.array([0.75, 1.0, 1.15], np.float32))
        tone += red[..., None] * np.array([0.6, -0.55, -0.45], np.float32)
        lines = self._noise(5) * 0.25 + self._noise(2.2) * 0.12
        return tone.astype(np.float32), (lines - 0.8 * pores).astype(np.float32)

    def _scars(self) -> tuple[Plane, Plane]:
        """Darkness and depth of scars, most on the cheeks."""
        dark, depth = np.zeros(MAP, np.float32), np.zeros(MAP, np.float32)
        for side in (-1, 1):
            for _ in range(int(self.chance.integers(25, 60))):
                row, column = _place(side * self.chance.normal(38, 12), self.chance.normal(-14, 12))
                size = self.chance.uniform(4, 11)
                tall = size * self.chance.uniform(0.6, 1.5)
                _dot(dark, row, column, size * 1.3, tall * 1.3, self.chance.uniform(0.04, 0.14))
                _dot(depth, row, column, size, tall, self.chance.uniform(1.0, 3.5))
        return dark, depth

    def _features(self) -> None:
        """Brows, eyes, nose, mouth, hair: where every face has them, a little different in each."""
        near = self.chance.normal(0, 1, 12)
        ink = np.zeros(MAP, np.uint8)
        for side in (-1, 1):
            for _ in range(130):
                lon = side * self.chance.uniform(7 + near[0], 29 + near[1])
                lat = 26 + near[2] + 2.5 * np.sin((abs(lon) - 7) / 22 * 3) + self.chance.normal(0, 1.1)
                _stroke(ink, (lon, lat), (lon + side * self.chance.uniform(1, 4), lat + self.chance.normal(0.6, 0.8)))
        self._paint(cv2.GaussianBlur(ink, (0, 0), 1.2).astype(np.float32) / 255, (0.22, 0.15, 0.11), 0.85)
        for side in (-1, 1):
            where = (side * (18 + near[3]), 16 + near[4])
            self._blob(where, (7.5 + near[5] * 0.5, 2.6), (0.93, 0.92, 0.90), 0.95)
            self._blob(where, (2.6, 2.5), (0.30, 0.22, 0.16), 0.95)
            self._blob((where[0], where[1] + 3.4), (8.4, 0.7), (0.25, 0.17, 0.14), 0.8)
            self._blob((side * (4.5 + near[6] * 0.4), -11 + near[7]), (2.0, 1.2), (0.28, 0.14, 0.11), 0.8)
            fold = np.zeros(MAP, np.uint8)
            _stroke(fold, (side * 9, -10), (side * (17 + near[8]), -27), 7)
            self.height -= cv2.GaussianBlur(fold, (0, 0), 7).astype(np.float32) / 255 * 5
        self._blob((0, -29 + near[9]), (12 + near[10], 3.0), (0.66, 0.36, 0.35), 0.75)
        self._blob((0, -29 + near[9]), (11 + near[10], 0.5), (0.30, 0.13, 0.13), 0.85)
        nose = np.zeros(MAP, np.float32)
        _dot(nose, *_place(0, 2), 34, 130, 42)
        _dot(nose, *_place(0, -7), 46, 36, 36)
        self.height += nose
        rows = np.linspace(SPAN[0], -SPAN[0], MAP[0], dtype=np.float32)[:, None] + self._noise(20) * 0.8
        columns = np.abs(np.linspace(-SPAN[1], SPAN[1], MAP[1], dtype=np.float32))[None, :]
        hair = 1 / (1 + np.exp(-(rows + np.clip(columns - 45, 0, None) * 1.1 - 47 - near[11]) / 0.8))
        strands = 0.10 + 0.05 * self._noise(2)[..., None] * np.ones(3, np.float32)
        self.tone = self.tone * (1 - hair[..., None]) + np.clip(strands, 0.02, 0.3) * hair[..., None]

    def _paint(self, cover: Plane, colour: tuple[float, float, float], most: float, at: Pair = (0, 0)) -> None:
        """Lay a colour over the skin where ``cover`` (0 to 1) says; at: its first row and column on the map."""
        rows, columns = slice(int(at[0]), int(at[0]) + cover.shape[0]), slice(int(at[1]), int(at[1]) + cover.shape[1])
        share = (np.clip(cover, 0, 1) * np.float32(most))[..., None]
        under = self.tone[rows, columns]
        self.tone[rows, columns] = under + (np.array(colour, np.float32) - under) * share

    def _blob(self, where: Pair, half: Pair, colour: tuple[float, float, float], most: float) -> None:
        row, column = _place(*where)
        size = (round(half[0] * MAP[1] / (2 * SPAN[1])), round(half[1] * MAP[0] / (2 * SPAN[0])))
        drawn = np.zeros((2 * size[1] + 25, 2 * size[0] + 25), np.uint8)
        cv2.ellipse(drawn, (size[0] + 12, size[1] + 12), size, 0, 0, 360, 255, -1)
        cover = cv2.GaussianBlur(drawn, (0, 0), 2.0).astype(np.float32) / 255
        self._paint(cover, colour, most, (round(row) - size[1] - 12, round(column) - size[0] - 12))

    def photograph(self, shot: Shot, *, seed: int = 0) -> Picture:
        """The head in a shot: rows, columns, RGB. seed: of the sensor's noise."""
        tone = self.tone * (1 - (self.scars * (1 - 0.6 * shot.healed))[..., None] * SCAR)
        high = self.height - self.scar_height * np.float32(1 - 0.45 * shot.healed)
        lon, lat, inside, normal = _rays(shot)
        x = ((lon + SPAN[1]) / (2 * SPAN[1]) * (MAP[1] - 1)).astype(np.float32)
        y = ((SPAN[0] - lat) / (2 * SPAN[0]) * (MAP[0] - 1)).astype(np.float32)
        colour = cv2.remap(tone, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
        slope = [cv2.remap(part, x, y, cv2.INTER_LINEAR) for part in _slopes(high)]
        bumped = normal[..., 0] - slope[0] * 0.5, normal[..., 1] + slope[1] * 0.5
        angle = np.deg2rad(shot.light)
        from_side = bumped[0] * np.sin(angle) + bumped[1] * 0.35 + normal[..., 2] * np.cos(angle)
        shade = 0.48 + 0.55 * np.clip(from_side, 0, None)
        picture = np.where(inside[..., None], colour * shade[..., None], _wall(shot))
        chance = np.random.default_rng([seed, 77])
        grain = chance.standard_normal((*picture.shape[:2], 1)) * 0.006 + chance.standard_normal(picture.shape) * 0.004
        return (np.clip(picture + grain, 0, 1) * 255).astype(np.uint8)


def _wall(shot: Shot) -> npt.NDArray[np.floating]:
    columns = np.linspace(0.0, 1.0, shot.size[0])[None, :, None]
    return np.array([0.55, 0.60, 0.64]) + 0.04 * (columns - 0.5) * np.sign(shot.light or 1)


def _rays(shot: Shot) -> tuple[Plane, Plane, npt.NDArray[np.bool_], Plane]:
    """For every pixel: longitude and latitude of the skin it sees, whether it sees any, the normal to the camera."""
    width, height = shot.size
    columns, rows = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    u = (columns + 0.5 - width / 2) / width - shot.shift[0]
    v = (rows + 0.5 - height / 2) / width - shot.shift[1]
    turn = np.deg2rad(shot.roll)
    u, v = np.cos(turn) * u + np.sin(turn) * v, -np.sin(turn) * u + np.cos(turn) * v
    reach = 2.9 / shot.scale  # half a head is 1; a picture at scale 1 is 2.9 wide
    around = np.deg2rad(shot.yaw)
    spot = _surface(*shot.at) if shot.at != (0.0, 0.0) else np.zeros(3)
    centre = (np.cos(around) * spot[0] - np.sin(around) * spot[2], spot[1])
    x, y = u * reach + centre[0], -v * reach + centre[1]
    c, s = np.cos(around), np.sin(around)
    a, b, d = 1 / AXES[0] ** 2, 1 / AXES[1] ** 2, 1 / AXES[2] ** 2
    # camera (x, y, z) to head: X = c x + s z, Z = -s x + c z; the nearer of the two crossings
    qa = a * s * s + d * c * c
    qb = 2 * x * s * c * (a - d)
    qc = x * x * (a * c * c + d * s * s) + y * y * b - 1
    root = qb * qb - 4 * qa * qc
    inside = root > 0
    z = (-qb + np.sqrt(np.clip(root, 0, None))) / (2 * qa)
    head = (c * x + s * z, y, -s * x + c * z)
    lon = np.rad2deg(np.arctan2(head[0] / AXES[0], head[2] / AXES[2]))
    lat = np.rad2deg(np.arcsin(np.clip(head[1] / AXES[1], -1, 1)))
    n = np.stack([head[0] * a, head[1] * b, head[2] * d], -1)
    n /= np.linalg.norm(n, axis=-1, keepdims=True) + 1e-9
    normal = np.stack([c * n[..., 0] - s * n[..., 2], n[..., 1], s * n[..., 0] + c * n[..., 2]], -1)
    return lon.astype(np.float32), lat.astype(np.float32), inside, normal.astype(np.float32)


def _surface(lon: float, lat: float) -> npt.NDArray[np.floating]:
    up, around = np.deg2rad(lat), np.deg2rad(lon)
    return np.array([np.cos(up) * np.sin(around), np.sin(up), np.cos(up) * np.cos(around)]) * AXES


def _slopes(height: Plane) -> tuple[Plane, Plane]:
    return (
        cv2.Sobel(height, cv2.CV_32F, 1, 0, ksize=3) / np.float32(8),
        cv2.Sobel(height, cv2.CV_32F, 0, 1, ksize=3) / np.float32(8),
    )


def _place(lon: float, lat: float) -> tuple[float, float]:
    """Row and column of the skin map."""
    return (SPAN[0] - lat) / (2 * SPAN[0]) * MAP[0], (lon + SPAN[1]) / (2 * SPAN[1]) * MAP[1]


def _dot(field: Plane, row: float, column: float, wide: float, tall: float, strength: float) -> None:
    """Add a soft spot. wide, tall: its standard deviations in cells."""
    top, low = max(0, int(row - 3 * tall)), min(field.shape[0], int(row + 3 * tall) + 1)
    left, right = max(0, int(column - 3 * wide)), min(field.shape[1], int(column + 3 * wide) + 1)
    if top >= low or left >= right:
        return
    y, x = np.arange(top, low)[:, None] - row, np.arange(left, right)[None, :] - column
    field[top:low, left:right] += (strength * np.exp(-0.5 * ((y / tall) ** 2 + (x / wide) ** 2))).astype(np.float32)


def _stroke(ink: Picture, start: tuple[float, float], end: tuple[float, float], thick: int = 2) -> None:
    a, b = _place(*start), _place(*end)
    cv2.line(ink, (round(a[1]), round(a[0])), (round(b[1]), round(b[0])), 255, thick, cv2.LINE_AA)
