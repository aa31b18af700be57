"""From an arm to tissue: its course simulated, with what the paper leaves out drawn anew for each of ``DETAILS`` runs.

Details of one study are drawn under one key, so that its arms share them. The engine runs at its stated constants: what
they leave open scales every arm alike and is the outcome model's intercept. Features are read on the day of reading,
seen through every lag of ``LAGS``. Lists to draw from: data/details.yaml.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ...device import Technique, device_library
from ...evidence import source
from ...evidence.sources import load_data
from ...healing import Request, ZoneCourse, central_parameters, tissues
from ...healing.release import release_by_day, release_parameters
from ...outcome.features import collagen_gains
from ...outcome.model import FEATURES, HALF_OF_THE_STRANDS, STRENGTH_DAY, lagged
from ...puncture import expected_field
from ...randomness import scores
from ...skin import layers
from .arms import Arm
from .cells import Choice, folded

Array = NDArray[np.float64]

DETAILS = 8
LAGS = (0.5, 5.0, 10.0, 20.0, 35.0, 55.0, 80.0, 120.0)
LONGEST = 730.0
STEP = 4.0
MOST_SESSIONS = 40
SCARS = ("acne", "scar", "burn")
Kind = Literal["roller", "pen", "stamp"]
ASPECTS = ("device", "needle_mm", "passes", "sessions", "interval_weeks", "reading")


@dataclass(frozen=True)
class Course:
    """One way an arm may have been done. technique on a device in a zone; session days; day of reading."""

    device: str
    depth_mm: float
    passes: int
    zone: str
    session_days: tuple[float, ...]
    read_day: float

    @property
    def key(self) -> tuple[Any, ...]:
        """What the run depends on, the day of reading apart."""
        return self.device, self.depth_mm, self.passes, self.zone, self.session_days


REFERENCE = Course("generic_roller", 1.5, 15, "cheek_left", (0.0, 28.0, 56.0, 84.0), 84.0 + STRENGTH_DAY)


@functools.cache
def details() -> Mapping[str, Any]:
    """The lists to draw from."""
    found: Mapping[str, Any] = load_data(
        (resources.files("needlepoint.calibration") / "data" / "details.yaml").read_text("utf-8")
    )
    return found


def courses(arm: Arm, count: int = DETAILS) -> tuple[Course, ...]:
    """``count`` ways the arm may have been done; one and the same where everything was told."""
    for id in details()["sources"]:
        source(id)
    table = 0.5 * (1.0 + np.tanh(0.8 * scores(count, len(ASPECTS), seed=1, person=0, process=f"details: {arm.study}")))
    return tuple(_course(arm, dict(zip(ASPECTS, map(float, row), strict=True))) for row in table)


def _course(arm: Arm, at: Mapping[str, float]) -> Course:
    known = details()
    device, kind = _device(arm, at["device"])
    lists = known[kind]
    needles = known["burn_needle_mm"] if arm.lesion == "burn" else lists["needle_mm"]
    depth = _drawn(arm.needle, needles, at["needle_mm"])
    visits = int(min(max(round(_drawn(arm.sessions, known["sessions"], at["sessions"])), 1), MOST_SESSIONS))
    weeks = _drawn(arm.interval_weeks, known["interval_weeks"], at["interval_weeks"])
    gap = max(0.5, 7.0 * weeks)
    days = tuple(gap * number for number in range(visits))
    passes = round(_drawn(arm.passes, lists["passes"], at["passes"]))
    zone = "neck" if "neck" in folded(arm.scale + " " + arm.device) else known["zones"].get(arm.lesion, "cheek_left")
    most = device_library()[device].max_depth_mm
    return Course(device, min(depth, most), passes, zone, days, _read_day(arm, days, gap, at["reading"]))


def _read_day(arm: Arm, days: Sequence[float], gap: float, at: float) -> float:
    last, known = days[-1], details()
    reading = arm.reading
    if reading.end:
        after = _drawn(None, known["end_of_course"], at) * min(gap, 30.0)
    else:
        after = _drawn(reading.days, known["read_after_days"], at)
        if reading.days is not None and (reading.from_start or after < 0):
            # a reading from the start that falls before the last session is of a part of the course: read at its end
            after = max(after - last, 1.0)
    return min(last + max(after, 1.0), LONGEST)


def _drawn(told: Choice | None, otherwise: Sequence[float], at: float) -> float:
    values = told.values if told else tuple(map(float, otherwise))
    return values[min(int(at * len(values)), len(values) - 1)]


def _device(arm: Arm, at: float) -> tuple[str, Kind]:
    """Library id and kind; the generic one where the brand is not known, a drawn one where nothing is."""
    plain = folded(arm.device)
    for key, device in device_library().items():
        if folded(device.name) and folded(device.name) in plain and not key.startswith("generic"):
            return key, device.kind
    kind: Kind = next(
        (name for name, words in details()["words"].items() if any(re.search(rf"{word}", plain) for word in words)),
        details()["device"][min(int(at * len(details()["device"])), len(details()["device"]) - 1)],
    )
    return f"generic_{kind}", kind


@dataclass(frozen=True)
class Simulated:
    """Features of arms (arm, detail, reading, feature): reading 0 is the strength of the course, on its own day and
    without a lag, the others the day of reading through each lag; and the unit of each (feature,): collagen of the
    reference course, half of the strands."""

    features: Array
    reference: Array


def simulate(arms: Sequence[Arm], count: int = DETAILS) -> Simulated:
    """Run every course once, all in one batch. Controls have no features (0)."""
    wanted = [courses(arm, count) if arm.treatment.kind == "needling" else () for arm in arms]
    latest: dict[tuple[Any, ...], Course] = {}
    for course in (REFERENCE, *(item for row in wanted for item in row)):
        held = latest.get(course.key)
        if held is None or course.read_day > held.read_day:
            latest[course.key] = course
    curves = dict(zip(latest, simulated_curves(tuple(latest.values())), strict=True))
    features = np.zeros((len(arms), count, 1 + len(LAGS), len(FEATURES)))
    for at, row in enumerate(wanted):
        for number, course in enumerate(row):
            features[at, number] = _read(curves[course.key], course)
    reference = _strength(*curves[REFERENCE.key], REFERENCE)
    reference[FEATURES.index("released")] = HALF_OF_THE_STRANDS
    for at, arm in enumerate(arms):
        if arm.lesion not in SCARS:
            # no strands to cut: what is weighed in their place is what the collagen says
            features[at, ..., 2] = reference[2] * (features[at, ..., :2] / reference[:2]).mean(axis=-1)
    return Simulated(features, reference)


def simulated_curves(runs: Sequence[Course]) -> list[tuple[Array, Array]]:
    """Days, and features (feature, day), of every course."""
    central, strands = (central_parameters(None),), (release_parameters(),)
    requests = []
    for run in runs:
        skin = layers(run.zone, None, None)
        field = expected_field(device_library()[run.device], Technique(run.depth_mm, run.passes), run.zone, skin)
        course = ZoneCourse(run.zone, skin, run.session_days, (field,) * len(run.session_days))
        end = max(run.read_day, run.session_days[-1] + STRENGTH_DAY)
        days = tuple(sorted({*np.arange(0.0, end + STEP, STEP).tolist(), *run.session_days, end + 1.0}))
        requests.append(Request((course,), central, days))
    found = []
    for request, tissue in zip(requests, tissues(requests), strict=True):
        gains = collagen_gains(tissue, [1.0])
        strips = release_by_day(request.courses, request.days, strands)[0, 0]
        values = np.stack([gains["papillary"][0], gains["reticular"][0], strips])
        found.append((np.asarray(request.days), values))
    return found


def _strength(days: Array, values: Array, course: Course) -> Array:
    at = course.session_days[-1] + STRENGTH_DAY
    return np.asarray([np.interp(at, days, row) for row in values])


def _read(curves: tuple[Array, Array], course: Course) -> Array:
    """Features (reading, feature) of one course."""
    (days, values), day = curves, course.read_day
    cut = days <= day + 1e-9
    upto = np.append(days[cut], day) if days[cut][-1] < day else days[cut]
    held = np.stack([np.interp(upto, days, row) for row in values])
    seen = [lagged(upto, held, np.full(len(held), lag))[:, -1] for lag in LAGS]
    return np.asarray([_strength(days, values, course), *seen])
