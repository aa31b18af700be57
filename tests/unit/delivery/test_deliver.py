"""Delivered amounts: what must rise, what must fall, what must be refused; and the short answers for other parts."""

from __future__ import annotations

import math

import numpy as np
import pytest

from needlepoint.delivery import (
    Application,
    Delivered,
    by_name,
    deliver,
    granuloma_input,
    numbing,
    plain_channels,
    substance,
    topical,
    uptake_now,
)
from needlepoint.delivery.model import parameters
from needlepoint.delivery.transport import tissue_diffusivity, transport, water_diffusivity
from needlepoint.errors import InputError

DRAWS = 16


def run(name: str = "vitamin_c", **given: object) -> Delivered:
    return deliver(by_name(name, "cheek_left", **given), draws=DRAWS)


def test_needled_skin_lets_more_through_at_every_hour_and_amounts_only_rise() -> None:
    found = run()
    assert (found.delivered.median >= found.intact.median).all()
    assert (np.diff(found.delivered.median) >= -1e-12).all()
    assert found.delivered.high[-1] <= 2.0 * 0.15 + 1e-9  # the dose: 2 mg/cm2 of 15 %


def test_the_later_it_goes_on_the_less_gets_in() -> None:
    fast = [run(at_hours=hours, followed_hours=1.0).delivered.median[-1] for hours in (0.0, 6.0, 24.0)]
    assert fast[0] > fast[1] > fast[2]


def test_a_cover_keeps_it_open() -> None:
    assert run(occluded=True).intact_again_h[0] > run().intact_again_h[0]


def test_wiping_it_off_ends_the_supply() -> None:
    off, on = run("lidocaine", on_hours=0.5), run("lidocaine")
    assert off.delivered.median[-1] < on.delivered.median[-1]
    assert off.share_left.median[-1] == 0.0


def test_an_endless_dose_never_runs_out() -> None:
    found = run(dose_mg_cm2=math.inf)
    assert found.share_left.low[-1] == pytest.approx(1.0)
    assert found.to_json()["application"]["infinite_dose"] is True


def test_more_and_deeper_holes_let_more_through() -> None:
    by_density = [run(density_per_cm2=n, followed_hours=0.5).delivered.median[-1] for n in (0.0, 50.0, 500.0)]
    assert by_density[0] < by_density[1] < by_density[2]
    by_depth = [
        run("hyaluronic_acid_50k", depth_mm=d, followed_hours=1.0).delivered.median[-1] for d in (0.1, 0.5, 1.5)
    ]
    assert by_depth[0] < by_depth[1] < by_depth[2]


def test_heavier_is_slower_everywhere() -> None:
    p = {name: values[0] for name, values in parameters(0, 0).items()}
    weights = np.logspace(1.5, 6, 30)
    assert (np.diff([tissue_diffusivity(w, p) for w in weights]) < 0).all()
    assert (np.diff([water_diffusivity(w, p) for w in weights]) < 0).all()
    assert (np.diff([float(transport(substance(w, 0.0), 0.015, p).permeability) for w in weights]) <= 0).all()


def test_intact_skin_follows_the_published_line() -> None:
    p = {name: values[0] for name, values in parameters(0, 0).items()}
    item = substance(234.34, 2.44)
    known = 10 ** (-2.72 + 0.71 * 2.44 - 0.0061 * 234.34)
    assert float(transport(item, 0.015, p).permeability) / 240.0 == pytest.approx(known, rel=0.01)


def test_the_same_seed_gives_the_same_numbers() -> None:
    assert run("niacinamide").to_json() == run("niacinamide").to_json()


def test_the_safety_note_comes_first_in_the_document() -> None:
    document = run().to_json()
    assert next(iter(document)) == "safety"
    assert document["safety"]["on_open"] == "no"


def test_a_hole_that_ends_in_the_horny_layer_opens_nothing() -> None:
    found = run(depth_mm=0.01, followed_hours=1.0)
    assert found.delivered.median == pytest.approx(found.intact.median)


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"at_hours": -1.0}, "at hours"),
        ({"at_hours": math.nan}, "at hours"),
        ({"strength_percent": 120.0}, "strength"),
        ({"dose_mg_cm2": 0.0}, "dose"),
        ({"depth_mm": 9.0}, "depth"),
        ({"density_per_cm2": -3.0}, "density"),
        ({"on_hours": 0.0}, "on hours"),
        ({"followed_hours": 1e6}, "followed hours"),
    ],
)
def test_what_cannot_be_is_refused(given: dict[str, float], place: str) -> None:
    with pytest.raises(InputError, match=place):
        run(**given)


def test_an_unknown_zone_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match="cheek_left"):
        deliver(Application(topical("retinol"), "cheek_lef"))


def test_uptake_now_falls_with_the_hours_and_says_so() -> None:
    now, later = (uptake_now("vitamin c", "cheek_left", 0.5, 250.0, hours) for hours in (0.0, 12.0))
    assert now.factor is not None
    assert later.factor is not None
    assert now.factor > later.factor > 1.0
    assert now.hours_until_intact > later.hours_until_intact
    assert "times as fast" in now.words
    assert now.on_open == "no"
    assert "10.5" in now.measured


def test_uptake_now_of_what_intact_skin_keeps_out_has_no_factor() -> None:
    found = uptake_now("hyaluronic_acid_1m", "cheek_left", 0.5, 250.0, 1.0)
    assert found.factor is None
    assert "keeps it out" in found.words


def test_uptake_now_refuses_negative_hours() -> None:
    with pytest.raises(InputError, match="hours"):
        uptake_now("retinol", "cheek_left", 0.5, 250.0, -2.0)


def test_numbing_takes_about_its_usual_hour_and_less_through_holes() -> None:
    plain = numbing("lidocaine", "upper_arm_left", draws=DRAWS)
    holed = numbing("lidocaine", "upper_arm_left", depth_mm=0.5, density_per_cm2=500.0, draws=DRAWS)
    assert holed.onset_min[0] < plain.onset_min[0]
    assert (np.diff(plain.depth_mm.median) >= 0).all()
    assert plain.safety.startswith("Before needling only")


def test_the_granuloma_input_tells_what_was_reported_and_what_got_in() -> None:
    fresh = granuloma_input("vitamin_c", "cheek_left", 0.5, 250.0, 0.0, draws=DRAWS)
    late = granuloma_input("vitamin_c", "cheek_left", 0.5, 250.0, 72.0, draws=DRAWS)
    assert fresh.granuloma == "reported"
    assert fresh.below_mg_cm2[0] > late.below_mg_cm2[0] >= late.intact_mg_cm2[0]
    assert fresh.open_share > late.open_share


def test_plain_channels_are_as_wide_as_the_puncture_model_says() -> None:
    channels = plain_channels(0.5, 250.0, 0.14)
    assert 2 * channels.radius_mm == pytest.approx(0.0707, rel=0.02)
