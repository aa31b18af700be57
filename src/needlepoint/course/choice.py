"""Which of the compared plans become the gentle, the standard and the intensive one. Rules on predictions, no table.

Allowed: no scar flag, downtime within the person's limit, and the course fits before the event.
Front: the allowed plans that no other one beats on benefit, downtime, risk, cost and visits at once (``front``); only
these are named.
Intensive: the most benefit (benefits closer than ``gain_step`` count as equal; then the least burden).
Gentle: the least downtime among plans that keep ``gentle_gain_share`` of the intensive benefit.
Standard: the knee of benefit against burden between the two, where benefit differs from both by ``gain_step`` or more:
most of (benefit - burden), each scaled 0 to 1 over the front. Burden: half the recovery days of the whole course, half
the visits (time and money), each as a share of the most.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from ..evidence import load_parameters
from .candidates import Candidate
from .front import Axes, undominated


@dataclass(frozen=True)
class Prediction:
    """What a simulation expects of a candidate.

    gain: the benefit, share of the complaint that goes for the average person (any measure does that is the same for
    all candidates); downtime_days: per session; scar_flag: the simulation warns of scarring; coverage: share 0-1;
    risk: most scar-making cells as a share of the level at which the scar warning is raised, 0 upwards.
    """

    gain: float
    downtime_days: float
    scar_flag: bool
    coverage: float
    risk: float = 0.0


@dataclass(frozen=True)
class Weighed:
    """A candidate with its prediction and dates. refused: why it is out ("scar" | "downtime" | "event"), or "";
    price: of one visit, None when the case gives none."""

    candidate: Candidate
    prediction: Prediction
    dates: tuple[date, ...]
    refused: str = ""
    price: float | None = None

    @property
    def recovery_days(self) -> float:
        """Days of recovery over the whole course."""
        return self.prediction.downtime_days * self.candidate.schedule.sessions

    @property
    def axes(self) -> Axes:
        """What the candidate gives and asks; without a price its visits stand for the cost."""
        visits = self.candidate.schedule.sessions
        cost = visits * (1.0 if self.price is None else self.price)
        seen = self.prediction
        return Axes(seen.gain, seen.downtime_days, seen.risk, cost, visits)


def weigh(
    candidates: Sequence[Candidate],
    predictions: Sequence[Prediction],
    dates_of: Callable[[Candidate, Prediction], tuple[date, ...] | None],
    max_downtime_days: int | None,
    price: float | None = None,
) -> tuple[Weighed, ...]:
    """Each candidate with its verdict, in the same order. ``dates_of`` gives None when a course does not fit; price: of
    one visit."""
    weighed = []
    for candidate, prediction in zip(candidates, predictions, strict=True):
        dates = dates_of(candidate, prediction)
        refused = "event" if dates is None else ""
        if max_downtime_days is not None and prediction.downtime_days > max_downtime_days:
            refused = "downtime"
        if prediction.scar_flag:
            refused = "scar"
        weighed.append(Weighed(candidate, prediction, dates or (), refused, price))
    return tuple(weighed)


def burdens(allowed: Sequence[Weighed]) -> dict[Candidate, float]:
    """Burden of each plan, 0 to 1: the mean of its share of the most recovery days and of the most visits."""
    most_days = max((item.recovery_days for item in allowed), default=0.0) or 1.0
    most_visits = max((item.candidate.schedule.sessions for item in allowed), default=1)
    return {
        item.candidate: (item.recovery_days / most_days + item.candidate.schedule.sessions / most_visits) / 2
        for item in allowed
    }


def front_of(weighed: Sequence[Weighed]) -> tuple[Weighed, ...]:
    """The allowed plans that no other allowed plan dominates, in their order."""
    allowed = [item for item in weighed if not item.refused]
    kept = undominated([item.axes for item in allowed])
    return tuple(item for item, keep in zip(allowed, kept, strict=True) if keep)


def choose(weighed: Sequence[Weighed]) -> dict[str, Weighed]:
    """The chosen plans by role (gentle, standard, intensive); fewer when fewer differ, none when none is allowed.

    With two, the stronger one is the standard; with one, it is the standard. All of them are of the front.
    """
    allowed = front_of(weighed)
    if not allowed:
        return {}
    burden = burdens(allowed)
    strongest = _strongest(allowed, burden)
    gentle = _gentlest(allowed, burden, strongest)
    if gentle is strongest:
        return {"standard": strongest}
    knee = _knee(allowed, burden, gentle, strongest)
    if knee is None:
        return {"gentle": gentle, "standard": strongest}
    return {"gentle": gentle, "standard": knee, "intensive": strongest}


def _tie(item: Weighed, burden: dict[Candidate, float]) -> tuple[float, float, int, int]:
    """The same order every time: less burden, shallower, fewer passes, shorter course."""
    plan = item.candidate
    return round(burden[plan], 9), round(plan.depth_mm, 9), plan.passes, plan.schedule.span_days


def _strongest(allowed: Sequence[Weighed], burden: dict[Candidate, float]) -> Weighed:
    step = load_parameters("course")["gain_step"]
    most = max(item.prediction.gain for item in allowed)
    return min((item for item in allowed if item.prediction.gain >= most - step), key=lambda item: _tie(item, burden))


def _gentlest(allowed: Sequence[Weighed], burden: dict[Candidate, float], strongest: Weighed) -> Weighed:
    share = load_parameters("course")["gentle_gain_share"]
    floor = min(share * strongest.prediction.gain, strongest.prediction.gain)
    keeping = [
        item for item in allowed if item.prediction.gain >= floor and item.prediction.gain <= strongest.prediction.gain
    ]
    return min(keeping, key=lambda item: (round(item.prediction.downtime_days, 2), *_tie(item, burden)))


def _knee(
    allowed: Sequence[Weighed], burden: dict[Candidate, float], gentle: Weighed, strongest: Weighed
) -> Weighed | None:
    gains = [item.prediction.gain for item in allowed]
    low, span = min(gains), (max(gains) - min(gains)) or 1.0
    lightest, reach = min(burden.values()), (max(burden.values()) - min(burden.values())) or 1.0

    def lift(item: Weighed) -> float:
        return (item.prediction.gain - low) / span - (burden[item.candidate] - lightest) / reach

    step = load_parameters("course")["gain_step"]
    between = [
        item
        for item in allowed
        if gentle.prediction.gain + step <= item.prediction.gain < max(gains) - step
        and burden[item.candidate] < burden[strongest.candidate]
    ]
    return min(between, key=lambda item: (-round(lift(item), 9), *_tie(item, burden)), default=None)
