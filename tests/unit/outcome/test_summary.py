"""The forecast's series, milestones and statements."""

from __future__ import annotations

import numpy as np
import pytest

from needlepoint.case import CONCERNS
from needlepoint.evidence import recording
from needlepoint.healing import OUTPUTS, Tissue
from needlepoint.outcome import forecast_days, milestones, series, statements_for, zone_mean
from needlepoint.outcome.statements import all_statements
from needlepoint.outcome.summary import WORDS


def growing(draws: int = 5, zones: int = 2) -> Tissue:
    """Collagen that rises to 1.1, 1.2, ... by draw; everything else still."""
    days = np.asarray(forecast_days((0.0, 28.0)))
    values = np.zeros((draws, zones, len(days), len(OUTPUTS)))
    rise = 1.0 + np.arange(1, draws + 1)[:, None, None] / 10 * (days / days[-1])[None, None, :]
    for layer in ("papillary", "upper_reticular", "lower_reticular"):
        values[..., OUTPUTS.index(f"collagen_i:{layer}")] = 0.9 * rise
        values[..., OUTPUTS.index(f"collagen_iii:{layer}")] = 0.1 * rise
        for name in ("elastin", "tropoelastin", "capillaries", "synthesis"):
            values[..., OUTPUTS.index(f"{name}:{layer}")] = 1.0
    values[..., OUTPUTS.index("epidermis")] = 1.0
    return Tissue(values, days, ("cheek_left", "cheek_right")[:zones], (), ())


def test_days_are_close_after_each_session_and_end_on_time() -> None:
    days = forecast_days((0.0, 28.0), 100.0)
    assert {0.0, 0.25, 1.0, 7.0, 28.0, 28.25, 35.0, 128.0} <= set(days)
    assert list(days) == sorted(set(days))


def test_every_series_has_words_and_a_band_in_order() -> None:
    for item in series(growing(), (60.0, 60.0)):
        assert item.label == WORDS[item.name][0]
        low, middle, high = (np.asarray(getattr(item.band, name)) for name in ("low", "median", "high"))
        assert (low <= middle + 1e-12).all()
        assert (middle <= high + 1e-12).all()


def test_collagen_gain_is_percent_of_the_own_start() -> None:
    gain = next(item for item in series(growing(), (1.0, 1.0)) if item.name == "papillary_collagen_gain")
    assert gain.band.median[0] == 0.0
    assert gain.band.median[-1] == pytest.approx(30.0)


def test_milestones_are_in_order_and_read_off_the_curve() -> None:
    found = milestones(growing(), (1.0, 1.0), (0.0, 28.0))
    assert [item.day for item in found] == sorted(item.day for item in found)
    assert found[-1].median == pytest.approx(30.0)
    assert all(item.low <= item.median <= item.high for item in found)


def test_zones_count_by_their_area() -> None:
    values = np.array([[[1.0], [4.0]]])
    assert zone_mean(values, (3.0, 1.0)) == pytest.approx(np.array([[1.75]]))


def test_statements_name_known_concerns_and_note_their_sources() -> None:
    assert {concern for item in all_statements() for concern in item.concerns} <= set(CONCERNS)
    with recording() as used:
        found = statements_for(["melasma"])
    assert {id for item in found for id in item.sources} <= used.sources
    assert any("cannot be told apart" in item.text for item in found)
    assert not any("Goodman" in item.text for item in found)


def test_the_big_claim_is_a_claim_and_no_forecast() -> None:
    claims = [item for item in statements_for(["glow"]) if item.kind == "claim"]
    assert len(claims) == 1
    assert "400 %" in claims[0].text
    assert "not part of the forecast" in claims[0].text
