"""What a page says of a score: the scale's name and band, each answer in words, the forecast of its day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, override

from needlepoint.outcome import Scale, band_of, scales

from ..checkins.foreseen import option_of
from .models import Outcome


@dataclass(frozen=True)
class Shown:
    """A score in words. improvement, low, median, high: in points of the scale, positive is better; None: not told."""

    label: str
    value: str
    of: str
    band: str
    answers: Sequence[tuple[str, str]]
    improvement: str | None
    low: str | None
    median: str | None
    high: str | None
    held: bool | None
    baseline: str | None
    noise: bool


def shown(item: Outcome) -> Shown:
    """A score as it is shown. A scale that the engine no longer knows keeps its id as its name."""
    scale, told = scales().get(item.scale), item.forecast or {}
    figures = {name: _signed(told.get(name)) for name in ("improvement", "low", "median", "high")}
    return Shown(
        label=scale.label if scale else item.scale,
        value=f"{float(item.score):g}",
        of=f"{scale.low:g} to {scale.high:g}, {_way(scale)}" if scale else "",
        band=band_of(item.scale, float(item.score)) if scale else "",
        answers=_answers(item, scale),
        held=item.held,
        baseline=f"{told['baseline']:g}" if "baseline" in told else None,
        noise=told.get("signal") is False,
        **figures,
    )


def label_of(scale: str) -> str:
    """The name of a scale."""
    found = scales().get(scale)
    return found.label if found else scale


def _way(scale: Scale) -> str:
    return {"lower": "lower is better", "higher": "higher is better"}.get(scale.better, "neither way is better")


def _signed(value: float | None) -> str | None:
    if value is None:
        return None
    if abs(value) < 0.005:
        return "no change"
    return f"{abs(value):.2f}".rstrip("0").rstrip(".") + (" better" if value > 0 else " worse")


def _answers(item: Outcome, scale: Scale | None) -> Sequence[tuple[str, str]]:
    found = []
    for name, value in item.items.items():
        known = scale.items.get(name) if scale else None
        words = known.choices.get(float(value)) if known else None
        found.append((known.label if known else name, f"{value:g}: {words}" if words else f"{value:g}"))
    return found


def draft(item: Outcome, lang: str) -> str:
    """What one more visit would add, by the stop rule of the frozen plan: a draft for the provider to change."""
    if item.course is None:
        return ""
    rule = option_of(item.course.plan, item.course.option).get("stop_rule") or {}
    gain = (rule.get("one_more") or {}).get("gain") or {}
    with override(lang):
        unit = {"grade": gettext("of a grade"), "percent": "%"}.get(str(gain.get("unit")), str(gain.get("unit") or ""))
        figures = {name: f"{gain[name]:.2g}" for name in ("median", "low", "high") if gain.get(name) is not None}
        words = []
        if len(figures) == 3:
            text = gettext(
                "One more visit would add about %(median)s %(unit)s. For nine people in ten it is %(low)s to %(high)s."
            )
            words.append(text % {**figures, "unit": unit})
        advice = {
            "stop": gettext("We would stop here for now."),
            "wait": gettext("We would wait, and look again before we plan more."),
            "go on": gettext("We would go on as planned."),
            "other": gettext("We would talk about another treatment."),
        }
        words += [advice[rule["verdict"]]] if rule.get("verdict") in advice else []
        return " ".join(words)
