"""What `needlepoint deliver` prints, in English or Spanish: the safety note first, then the amounts by hour.

The document of ``--json`` stays English.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..care.words import PROVIDER, say
from .findings import Line

if TYPE_CHECKING:
    from ..delivery import Application, Delivered, Topical

TINY_MG_CM2 = 1e-5  # told in nanograms
SHOWN_HOURS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 12.0, 24.0)
WIDTHS = (8, 29, 29)


def lines(item: Topical, found: tuple[Delivered, ...], lang: str = "en", out: Path | None = None) -> Iterator[Line]:
    """What is said, the safety note first; of a mixture then every part."""
    yield _verdict(item, lang), "bold red" if item.on_open in ("no", "before", "unknown") else "bold"
    if item.safety != item.verdict:
        yield say(item.safety, lang, domain=PROVIDER), ""
    if item.parts:
        each = say("each by itself, at what was measured in donors.", lang, domain="provider")
        yield f"{_label(item, lang)}: {each}", ""
    for part in found:
        yield "", ""
        yield from _head(part, lang)
        yield from _table(part, lang)
        yield "", ""
        yield from _until(part, lang)
        yield from ((note, "dim") for note in _notes(part, lang))
    if out is not None:
        yield say("Pictures: {place}", lang, domain="provider", place=out.resolve()), ""


def _verdict(item: Topical, lang: str) -> str:
    if item.on_open == "no":
        return say("Must not be put on open channels.", lang, domain="provider")
    if item.on_open == "sterile":
        return say("On open channels only sterile, made for it, and put on by a professional.", lang, domain="provider")
    if item.on_open == "before":
        return say("Before needling only, on unbroken skin; never on open channels.", lang, domain="provider")
    return say("Not in the library: its safety is not known. Do not put it on open channels.", lang, domain="provider")


def _label(item: Topical, lang: str) -> str:
    if item.id != "substance":
        return say(item.label, lang, domain=PROVIDER)
    return say(
        "A substance of {weight:g} Da, logP {logp:g}", lang, domain="provider", weight=item.weight_da, logp=item.logp
    )


def _head(found: Delivered, lang: str) -> Iterator[Line]:
    from ..care.facts import zone_words

    wish, item, channels = found.application, found.application.topical, found.application.channels()
    held = f"{item.payload['ng_ml']:g} ng/ml" if item.payload else f"{wish.strength:g} %"
    yield (
        say(
            "{what} {held}, {amount}, on the {zone}",
            lang,
            domain="provider",
            what=_label(item, lang),
            held=held,
            amount=_amount(wish, lang),
            zone=zone_words(wish.zone, lang),
        ),
        "bold",
    )
    yield (
        say(
            "put on {hours:g} h after {holes:.0f} holes per cm2, {depth:.2g} mm deep",
            lang,
            domain="provider",
            hours=wish.at_hours,
            holes=channels.density_per_mm2 * 100,
            depth=channels.depth_mm,
        )
        + (say(", under a cover", lang, domain="provider") if wish.occluded else ""),
        "",
    )
    yield "", ""


def _amount(wish: Application, lang: str) -> str:
    return f"{wish.dose:g} mg/cm2" if math.isfinite(wish.dose) else say("an endless dose", lang, domain="provider")


def _table(found: Delivered, lang: str) -> Iterator[Line]:
    wish = found.application
    heads = (
        say("hours", lang, domain="provider"),
        say("through needled skin", lang, domain="provider"),
        say("through intact skin", lang, domain="provider"),
    )
    front = "".join(f"{head:{width}}" for head, width in zip(heads, WIDTHS, strict=True))
    yield front + say("depth reached", lang, domain="provider"), "bold"
    tiny = float(found.delivered.high[-1]) < TINY_MG_CM2
    for k, hour in enumerate(found.hours):
        if hour in SHOWN_HOURS or hour in (wish.on_hours, wish.followed_hours):
            cells = (f"{hour:5g}", *(_weighed(part.at(k), tiny, lang) for part in (found.delivered, found.intact)))
            row = "".join(f"{cell:{width}}" for cell, width in zip(cells, WIDTHS, strict=True))
            yield f"{row}{found.depth_um.median[k]:.0f} um", ""


def _weighed(values: tuple[float, float, float], tiny: bool, lang: str) -> str:
    scale, unit = (1e6, "ng/cm2") if tiny else (1e3, "ug/cm2")
    median, low, high = (_short(max(scale * value, 0.0)) for value in values)
    if high == "0":
        return say("none", lang, domain="provider")
    return f"{say('{median} ({low} to {high})', lang, domain='provider', median=median, low=low, high=high)} {unit}"


def _short(value: float) -> str:
    if value < 1e-6:
        return "0"
    return f"{value:.2g}" if value < 99.5 else f"{value:.0f}"


def _until(found: Delivered, lang: str) -> Iterator[Line]:
    if found.factor_now is None:
        yield say("Intact skin lets hardly any of it through, so there is no ratio.", lang, domain="provider"), ""
    else:
        median, low, high = (_short(value) for value in found.factor_now)
        yield (
            say(
                "Uptake when it goes on: {median} times that of intact skin (90 %: {low} to {high}).",
                lang,
                domain="provider",
                median=median,
                low=low,
                high=high,
            ),
            "",
        )
    again, shut = _hours(found.intact_again_h, lang), _hours(found.channels_shut_h, lang)
    yield say("Intact again for this: {hours} after the needling.", lang, domain="provider", hours=again), ""
    yield (
        say("Channels shut (a twentieth open): {hours} after the needling.", lang, domain="provider", hours=shut),
        "",
    )


def _hours(values: tuple[float, float, float], lang: str) -> str:
    from ..delivery.model import LONGEST_HOURS

    over = say("over {minutes}", lang, domain="provider", minutes=f"{LONGEST_HOURS:.0f}")
    median, low, high = (over if value >= LONGEST_HOURS else f"{value:.0f}" for value in values)
    return say("{median} h (90 %: {low} to {high})", lang, domain="provider", median=median, low=low, high=high)


def _notes(found: Delivered, lang: str) -> Iterator[str]:
    """The notes of the answer; in another language worded anew from the same facts."""
    if lang == "en":
        yield from found.notes
        return
    from ..delivery.transport import FITTED, outside_the_line

    item = found.application.topical
    if outside_the_line(item):
        (light, heavy), (low, high) = FITTED
        yield say(
            "Intact skin is beyond what was measured: the line stands for {light:g} to {heavy:g} Da and logP {low:g} "
            "to {high:g}; this is {weight:g} Da and logP {logp:g}.",
            lang,
            domain="provider",
            light=light,
            heavy=heavy,
            low=low,
            high=high,
            weight=item.weight_da,
            logp=item.logp,
        )
    if item.payload:
        yield say(
            "{what} in platelet-rich plasma: {mean:g} ± {sd:g} ng/ml (115 donors).",
            lang,
            domain="provider",
            what=item.payload["what"],
            mean=item.payload["ng_ml"],
            sd=item.payload["sd"],
        )
    if item.measured:
        yield say(item.measured, lang, domain=PROVIDER)
    yield say(
        "How wide a channel stays after the needle is assumed, over a wide range; it moves every figure here.",
        lang,
        domain="provider",
    )
