"""What a page shows of an entry: one small chart a sign, what was found on each day, the reasons in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from needlepoint.care import sign_names
from needlepoint.outcome import LABELS, Band
from needlepoint.report import Foreseen, Look, Seen, Visit, timeline_chart

from .foreseen import HALF
from .models import CheckIn
from .selectors import Opened

GRADES = {0.0: "none", 1.0: "mild", 2.0: "clear", 3.0: "strong", 4.0: "severe"}
TAGS = {"urgent": "urgent", "call the clinic": "urgent", "watch": "watch", "fine": ""}


@dataclass(frozen=True)
class Sign:
    """One sign of an entry beside its band. grade: None: it was not asked; inside: None: nothing was foreseen."""

    name: str
    label: str
    grade: str | None
    expected: str | None
    inside: bool | None
    chart: str


def signs_of(opened: Opened) -> Sequence[Sign]:
    """Every sign that this visit's entries tell of, with its chart."""
    told = {name for item in opened.entries for name in item.signs}
    return [_sign(name, opened) for name in sign_names() if name in told]


def _sign(name: str, opened: Opened) -> Sign:
    item, grade = opened.item, opened.item.signs.get(name)
    band = item.bands.get(name)
    return Sign(
        name=name,
        label=label(name),
        grade=None if grade is None else GRADES[float(grade)],
        expected=_span(grade_words(band[0]), grade_words(band[2])) if band else None,
        inside=None if band is None or grade is None else holds(band, grade),
        chart=_chart(name, opened.bands.get(name), opened),
    )


def _span(low: str, high: str) -> str:
    return low if low == high else f"{low} to {high}"


def label(name: str) -> str:
    """A sign as pages name it."""
    return LABELS.get(name, name.replace("_", " ").capitalize())


def grade_words(value: float) -> str:
    """The grade nearest to a value of a band."""
    return GRADES[float(min(max(round(value), 0), 4))]


def holds(band: Sequence[float], grade: float) -> bool:
    """Whether the band holds a whole grade, which stands for half a grade on either side."""
    return band[0] - HALF <= grade <= band[2] + HALF


def _chart(name: str, band: Band | None, opened: Opened) -> str:
    standing = [item for item in opened.entries if name in item.signs and not hasattr(item, "corrected_by")]
    seen = [Seen(item.day, item.signs[name], _inside(item.bands, name, item.signs[name])) for item in standing]
    foreseen = None
    if band is not None:
        median, low, high = (tuple(values) for values in (band.median, band.low, band.high))  # type: ignore[arg-type]
        foreseen = Foreseen(tuple(range(len(median))), median, low, high)
    found = ", ".join(f"day {item.day} {GRADES[float(item.value)]}" for item in seen) or "nothing"
    return timeline_chart(
        f"sign-{name}",
        f"{label(name)} after the visit",
        foreseen,
        seen=seen,
        visits=[Visit(opened.item.day, f"day {opened.item.day}", True)] if opened.item.day else [],
        desc=f"The forecast of {label(name).lower()} by day with its 90 % band; found: {found}.",
        look=Look(width=380.0, height=230.0, low=0.0, high=4.0, names=GRADES, since="the visit"),
    )


def _inside(bands: Mapping[str, Sequence[float]], name: str, grade: float) -> bool | None:
    return holds(bands[name], grade) if name in bands else None


def tag(item: CheckIn) -> str:
    """The look of a level; its words always stand in it."""
    return TAGS.get(item.level, "watch")
