"""Every picture of the page with its title, its one-sentence plain reading and the rows of its data table.

A figure is {svg, title, reading, table | None}. The charts themselves are drawn in :mod:`.charts`, :mod:`.section`
and :mod:`.face`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from . import words
from .charts import Band, Look, Window, band_chart, finite, interval_bar, phase_strip
from .face import zone_views
from .maps import FIELD_SCHEMA, field_charts, square_title, usual_density
from .passes import pass_chart, pass_sentence, steps_of
from .present import View, all_zones, deepest_zone, gain_view, series_table, unit_words
from .section import describe, section_chart

Json = Mapping[str, Any]
GRADES = {0.0: "none", 1.0: "mild", 2.0: "some", 3.0: "marked", 4.0: "severe"}
MAIN = frozenset(
    {
        "papillary_collagen_gain",
        "reticular_collagen_gain",
        "type_iii_share",
        "redness",
        "inflammation",
        "proliferation",
        "remodelling",
    }
)
PHASES = ("inflammation", "proliferation", "remodelling")


def figure_view(svg: str, title: str, reading: str, table: View | None = None) -> View:
    """One figure for the page."""
    return {"svg": Markup(svg), "title": title, "reading": reading, "table": table}


def _band(series: Json, hatched: bool = False) -> Band:
    return Band(series["label"], series["median"], series["low"], series["high"], hatched)


def _windows(forecast: Json) -> list[Window]:
    found = [(phase["phase"], finite(phase["start_day"]), finite(phase["end_day"])) for phase in forecast["phases"]]
    return [
        Window(words.plain(name).capitalize(), start, end)
        for name, start, end in found
        if start is not None and end is not None
    ]


def forecast_figure(
    uid: str, forecast: Json, names: Sequence[str], title: str, reading: str, look: Look, windows: bool = False
) -> View | None:
    """Bands of the named series that the plan has, or None when it has none of them."""
    series = [forecast["series"][name] for name in names if name in forecast["series"]]
    if not series:
        return None
    svg = band_chart(
        uid,
        title,
        forecast["days"],
        [_band(one, hatched=len(series) == 2 and at == 1) for at, one in enumerate(series)],
        desc=reading,
        look=look,
        sessions=forecast["session_days"],
        windows=_windows(forecast) if windows else (),
    )
    return figure_view(svg, title, reading, series_table(forecast["days"], series))


def forecast_figures(forecast: Json) -> list[View]:
    """The healing forecast in one picture: collagen."""
    return [one for one in (_collagen(forecast),) if one]


def _collagen(forecast: Json) -> View | None:
    names = ("papillary_collagen_gain", "reticular_collagen_gain")
    reading = words.gain_sentence(forecast, names[0], "upper dermis")
    look = Look(unit="% of the starting amount")
    return forecast_figure("collagen", forecast, names, "Collagen gained since the start", reading, look, windows=True)


def _young(forecast: Json) -> View | None:
    reading = words.peak_sentence(forecast, "type_iii_share", "The share of young type III collagen", " %")
    look = Look(unit="% of all collagen", from_zero=False)
    return forecast_figure("type3", forecast, ("type_iii_share",), "Young (type III) collagen", reading, look)


def _activity(forecast: Json) -> View | None:
    reading = "Each session starts the three phases again; each curve is a share of its own highest point."
    look = Look(unit="share of own peak", low=0.0, high=1.0)
    return forecast_figure("activity", forecast, PHASES, "Activity of each phase of healing", reading, look)


def _redness(forecast: Json) -> View | None:
    """Redness in grades, or where a plan has none the model's own measure of dilated vessels."""
    graded = "redness" in forecast["series"]
    name = "redness" if graded else "erythema"
    curve = forecast["series"].get(name, {}).get("median", ())
    if not graded:
        reading = words.peak_sentence(forecast, name, "The model's measure of dilated vessels", "")
        return forecast_figure(
            "redness", forecast, (name,), "Redness over the course", reading, Look(unit="model unit")
        )
    reading = words.fading_sentence(_after_first(forecast), curve, "Redness after the first session")
    look = Look(low=0.0, high=4.0, names=GRADES)
    return forecast_figure("redness", forecast, (name,), "Redness over the course", reading, look)


def _after_first(forecast: Json) -> list[float]:
    """Days up to the second session; redness of later sessions is not the first one's."""
    sessions = forecast["session_days"]
    end = sessions[1] if len(sessions) > 1 else float("inf")
    return [day for day in forecast["days"] if day < end]


def more_figures(forecast: Json) -> list[View]:
    """Type III share, phases as curves, redness, and every series that no other figure shows."""
    figures: list[View | None] = [_young(forecast), _activity(forecast), _redness(forecast)]
    for name, series in forecast["series"].items():
        if name in MAIN or (name == "erythema" and "redness" not in forecast["series"]):
            continue
        reading = words.peak_sentence(forecast, name, series["label"], f" {unit_words(series['unit'])}")
        title = series["label"] + (f" ({series['meaning']})" if series.get("meaning") else "")
        one = forecast_figure(
            f"more-{len(figures)}",
            forecast,
            (name,),
            title,
            reading,
            Look(unit=unit_words(series["unit"]), height=220.0),
        )
        figures.append(one)
    return [one for one in figures if one is not None]


def phase_figure(forecast: Json) -> View:
    """The phase windows after one session."""
    windows = _windows(forecast)
    spans = [f"{w.label.lower()} from {words.time_words(w.start)} to {words.time_words(w.end)}" for w in windows]
    reading = f"After the first session: {words.listed(spans)}." if spans else "No phase windows were found."
    rules = [{"phase": words.plain(p["phase"]), "rule": p.get("rule")} for p in forecast["phases"] if p.get("rule")]
    return {
        **figure_view(
            phase_strip("phases", "Phases of healing", windows, desc=reading),
            "Phases of healing after a session",
            reading,
        ),
        "rules": rules,
    }


def recovery_figures(recovery: Json) -> list[View]:
    """One small chart for each sign, days 0 to 14."""
    look = Look(width=340.0, height=205.0, low=0.0, high=4.0, names=GRADES)
    figures: list[View] = []
    for count, sign in enumerate(recovery["signs"].values()):
        reading = words.fading_sentence(recovery["days"], sign["median"], sign["label"])
        svg = band_chart(f"sign-{count}", sign["label"], recovery["days"], [_band(sign)], desc=reading, look=look)
        figures.append(figure_view(svg, sign["label"], reading))
    return figures


def section_figure(option: Json) -> View:
    """The skin in section in the zone that is needled deepest."""
    zone = deepest_zone(option)
    diameter = finite(option["device"].get("needle_diameter_mm")) or 0.25
    reading = describe(zone)
    return figure_view(section_chart("section", zone, diameter), f"The {zone['label']} in section", reading)


def pictured_zone(option: Json) -> Json | None:
    """The treated zone whose holes the plan pictures, or None."""
    zones = (zone for zone in all_zones(option) if (zone.get("picture") or {}).get("schema") == FIELD_SCHEMA)
    return next(zones, None)


def field_figures(zone: Json) -> list[View]:
    """The holes of one session in the pictured zone: holes per cm2, gaps, a square of skin."""
    picture = zone["picture"]
    readings = (_density_reading(picture), _gap_reading(picture), _square_reading(picture))
    titles = ("Holes per cm²", "Gaps between the holes", f"{square_title(picture)}, magnified")
    pictures = zip(field_charts("field", picture, bare=True), titles, readings, strict=True)
    return [figure_view(svg, title, reading) for svg, title, reading in pictures]


def _density_reading(picture: Json) -> str:
    usual = usual_density(picture)
    if usual is None:
        return "This run gives no map of the holes."
    low, high = (f"{part:,.0f}" for part in usual)
    return f"Nine in ten squares hold {low} to {high} holes per cm²; the darker the square, the more."


def _gap_reading(picture: Json) -> str:
    near, widest = picture["figures"]["gap_p95_mm"], picture["widest"]["radius_mm"]
    return (
        f"95 % of the skin lies within {near:.2f} mm of a hole; the ring marks the widest gap, "
        f"where the nearest hole is {widest:.2f} mm away."
    )


def _square_reading(picture: Json) -> str:
    count = len(picture["square"]["holes"])
    return f"All {count:,} holes of a square in the middle of the zone, to scale; the colour says how deep each goes."


def pass_figure(option: Json) -> View | None:
    """Coverage pass by pass in the pictured zone, or else in the largest one of which the plan says it."""
    zones = sorted(all_zones(option), key=lambda zone: -(finite(zone["area_cm2"]) or 0.0))
    known = [zone for zone in (pictured_zone(option), *zones) if zone and steps_of(zone)]
    if not known:
        return None
    reading = pass_sentence(known[0])
    return figure_view(pass_chart("passes", known[0], reading), "Coverage pass by pass", reading)


def gain_bars(options: Sequence[Json]) -> list[Markup]:
    """What each proposal promises, on one shared axis: what people would see, else the gain of collagen."""
    seen = [_benefit(option) for option in options]
    if any(seen):
        title, unit, values = "Change that people would see", "better", seen
    else:
        title, unit, values = "Upper-dermis collagen gain, percent", "%", [_gain(option) for option in options]
    top = max([value[2] for value in values if value], default=1.0)
    bottom = min([0.0, *(value[1] for value in values if value)])
    bars = (value or (float("nan"),) * 3 for value in values)
    return [
        Markup(interval_bar(f"gain-{at}", title, bar, top, bottom=bottom, unit=unit)) for at, bar in enumerate(bars)
    ]


def _gain(option: Json) -> tuple[float, float, float] | None:
    found = gain_view(option)
    return found[1:] if found else None


def _benefit(option: Json) -> tuple[float, float, float] | None:
    benefit = (option.get("axes") or {}).get("benefit") or {}
    median, low, high = (finite(benefit.get(part)) for part in ("median", "low", "high"))
    return None if median is None or low is None or high is None else (median, low, high)


def zone_figure(option: Json, excluded: Sequence[str]) -> View:
    """The zone chart: its views, the number of each zone, and the key of the hatching."""
    return zone_views("zones", all_zones(option), excluded)
