"""What a check-in means to the patient: call, wait for the clinic to look, or as expected; and where it lies.

The level is the one that was kept with the entry. Words of what to do are the engine's fixed ones, in the page's
language; no figure of a model stands in them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from needlepoint.care import sign_names
from needlepoint.report import Foreseen, Look, Seen, timeline_chart

from ..checkins.foreseen import said_again
from ..checkins.models import CheckIn
from ..checkins.presenters import holds
from ..checkins.selectors import Opened
from .forms import grades

HEIGHT, WIDTH = 190.0, 360.0


@dataclass(frozen=True)
class Meaning:
    """kind: emergency, call, look (the clinic will look) or fine; do: what to do now; why: the reasons."""

    kind: str
    title: str
    do: Sequence[str]
    why: Sequence[str]


@dataclass(frozen=True)
class Charted:
    """One sign on its forecast. state: more (a reason to look), less, usual; empty where nothing was foreseen."""

    label: str
    grade: str
    state: str
    chart: str


def meaning_of(opened: Opened, lang: str) -> Meaning:
    """The entry in the patient's words."""
    item, course = opened.item, opened.item.treatment.course
    said = said_again(
        course.plan,
        course.option,
        treated_on=item.treatment.on,
        day=item.day,
        signs=item.signs,
        flags=item.flags,
        before=_before(opened),
        lang=lang,
    )
    whens = {reason.get("when") for reason in item.reasons if reason.get("level") == item.level}
    if item.level == "urgent":
        kind, title = "emergency", gettext("Call the emergency number now")
    elif item.level == "call the clinic":
        kind = "call"
        title = gettext("Please call us today") if "today" in whens else gettext("Please call us this week")
    elif item.level == "watch" or not item.inside:
        kind, title = "look", gettext("We will look at this")
    else:
        kind, title = "fine", gettext("This is as expected")
    if said.level != item.level:  # an earlier day was corrected since: what was kept stands, without other words
        return Meaning(kind, title, (), ())
    return Meaning(kind, title, said.do, [reason.text for reason in said.reasons])


def _before(opened: Opened) -> Mapping[str, int]:
    """The grades of the nearest earlier day that stand, as they counted when the entry was kept."""
    item = opened.item
    earlier = [one for one in opened.entries if one.day < item.day and not hasattr(one, "corrected_by")]
    return earlier[-1].signs if earlier else {}


def sign_labels() -> Mapping[str, str]:
    """The signs by name."""
    return {
        "redness": gettext("Redness"),
        "swelling": gettext("Swelling"),
        "tightness": gettext("Tightness"),
        "flaking": gettext("Flaking"),
        "pain": gettext("Pain"),
        "bruising": gettext("Bruises"),
    }


def charts_of(opened: Opened) -> Sequence[Charted]:
    """Each sign that was answered, on the patient's own forecast."""
    return [_charted(name, opened) for name in sign_names() if name in opened.item.signs]


def _charted(name: str, opened: Opened) -> Charted:
    item, words = opened.item, dict(grades())
    label, grade = sign_labels().get(name, name), words[str(item.signs[name])]
    band = opened.bands.get(name)
    foreseen = None
    if band is not None:
        median, low, high = (tuple(values) for values in (band.median, band.low, band.high))  # type: ignore[arg-type]
        foreseen = Foreseen(tuple(range(len(median))), median, low, high)
    standing = [one for one in opened.entries if name in one.signs and not hasattr(one, "corrected_by")]
    seen = [Seen(one.day, one.signs[name], _state(one, name) != "more") for one in standing]
    told = {"label": label, "day": item.day, "grade": grade.lower()}
    chart = timeline_chart(
        f"sign-{name}",
        label,
        foreseen,
        seen=seen,
        today=float(item.day) if item.day else None,
        desc=gettext("%(label)s by day. On day %(day)s you said: %(grade)s. The band is what we expected.") % told,
        look=Look(
            width=WIDTH,
            height=HEIGHT,
            low=0.0,
            high=4.0,
            names={float(value): text for value, text in grades()},
            along=gettext("days after the visit"),
            now=gettext("this day"),
        ),
    )
    return Charted(label, grade, _state(item, name), chart)


def _state(item: CheckIn, name: str) -> str:
    """How a sign compares, as triage saw it: a mild sign in its time is usual, also above the band."""
    if any(reason.get("id") == name for reason in item.reasons):
        return "more"
    if name not in item.bands:
        return ""
    band, grade = item.bands[name], item.signs[name]
    return "less" if not holds(band, grade) and grade < band[0] else "usual"
