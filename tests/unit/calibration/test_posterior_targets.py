"""The targets: data that is checked when it is read, figures read off curves, and one error model for all."""

from __future__ import annotations

from importlib import resources

import numpy as np
import pytest

from needlepoint.calibration.likelihood import Traces, figure, match, misfit
from needlepoint.calibration.targets import Quantity, Targets, load_targets, parse_targets, started
from needlepoint.errors import InputError
from needlepoint.evidence import all_sources, load_parameters
from needlepoint.healing import OUTPUTS

TEXT = (resources.files("needlepoint.calibration") / "data" / "targets.yaml").read_text("utf-8")


@pytest.fixture(scope="module")
def targets() -> Targets:
    return load_targets()


def traces(days: np.ndarray, curve: np.ndarray, name: str = "synthesis:papillary") -> Traces:
    """One run in which a single output follows ``curve``."""
    values = np.zeros((1, len(days), len(OUTPUTS)))
    values[0, :, OUTPUTS.index(name)] = curve
    return Traces(days, values, np.zeros(1, bool))


def taken(quantity: Quantity, days: np.ndarray, curve: np.ndarray) -> float:
    return float(figure(quantity, traces(days, curve))[0])


def test_the_stages_come_in_the_order_of_the_evidence(targets: Targets) -> None:
    assert [stage.name for stage in targets.stages] == ["inflammation", "repair", "needling"]
    assert {target.id for target in targets.all if target.stage == "needling"} == {"papillary_gain", "epidermis_gain"}


def test_what_was_read_or_describes_a_person_is_never_fitted(targets: Targets) -> None:
    parameters = load_parameters("healing")
    fitted = {name for stage in targets.stages for name in stage.fitted}
    assert {parameters.parameter(name).kind for name in fitted} <= {"fitted", "assumed"}
    assert fitted.isdisjoint(targets.apart)
    assert {"hand_density", "hand_depth", "pigment_IV"} <= set(targets.apart)


def test_the_last_stage_moves_only_needling_constants(targets: Targets) -> None:
    assert set(targets.stages[-1].fitted) == {"KTC", "kxw", "gT", "Croom", "cuff", "gH"}
    assert {target.stage for target in targets.of_stage(targets.stages[-1])} == {"repair", "needling"}


def test_a_figure_that_nobody_checked_is_wide(targets: Targets) -> None:
    unverified = [target for target in targets.all if target.checked == "unverified"]
    assert unverified
    assert all(target.published.sd >= 0.25 for target in unverified)


def test_the_38_fold_disagreement_on_the_decay_of_tgf_beta_stays_in_the_prior(targets: Targets) -> None:
    (decay,) = [entry for entry in started(targets, load_parameters("healing")) if entry.name == "dT"]
    assert decay.prior.shape == "loguniform"
    assert decay.prior.low <= 0.24
    assert decay.prior.high >= 9.1


def test_a_fitted_constant_starts_wider_than_the_first_fit_left_it(targets: Targets) -> None:
    entries = {entry.name: entry for entry in started(targets, load_parameters("healing"))}
    assert entries["kD"].prior.spread == pytest.approx(0.5)
    assert entries["KTY"].prior.spread == load_parameters("healing").parameter("KTY").prior.spread
    assert entries["s0"].prior.spread == load_parameters("healing").parameter("s0").prior.spread


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[KTC, kxw, gT, Croom, cuff, gH]", "[KTX, kxw]", "KTX"),
        ("sources: [lotfi2013]", "sources: [lofti2013]", "Did you mean lotfi2013"),
        ("take: mean", "take: maen", "Did you mean mean"),
        ("stage: needling", "stage: kneading", "kneading"),
        ("experiment: monthly", "experiment: montly", "Did you mean monthly"),
        ("checked: unverified", "checked: hearsay", "hearsay"),
        ("{low: 5, high: 6, sd: 0.2}", "{low: 5, high: 6, sd: 0}", "an sd above 0"),
        ("{low: 5, high: 6, sd: 0.2}", "{sd: 0.2}", "a low or a high"),
    ],
)
def test_a_slip_in_the_file_is_named(old: str, new: str, words: str) -> None:
    assert old in TEXT
    with pytest.raises(InputError, match=words):
        parse_targets(TEXT.replace(old, new))


def test_every_source_says_how_well_it_was_checked(targets: Targets) -> None:
    assert all(all_sources()[id].checked for target in targets.all for id in target.sources)
    assert targets.sources() == tuple(sorted(set(targets.sources())))


def test_inside_the_interval_nothing_is_missed_and_outside_the_distance_counts_in_sd(targets: Targets) -> None:
    (fold,) = [target for target in targets.all if target.id == "synthesis_fold"]
    values = np.array([5.0, 5.7, 6.0 * np.exp(0.4), 5.0 * np.exp(-0.2)])
    assert misfit(fold, values) == pytest.approx([0.0, 0.0, 2.0, -1.0])
    assert match(fold, values) == pytest.approx([0.0, 0.0, -2.0, -0.5])


def test_an_open_interval_has_no_upper_end_and_a_linear_one_counts_in_the_unit(targets: Targets) -> None:
    by_id = {target.id: target for target in targets.all}
    assert misfit(by_id["capillary_fold"], np.array([40.0])) == pytest.approx([0.0])
    assert misfit(by_id["papillary_gain"], np.array([53.2 + 28.0])) == pytest.approx([2.0])


def test_a_peak_between_two_days_is_found_between_them() -> None:
    days = np.array([0.0, 1.0, 2.5, 4.0, 7.0, 10.0])
    curve = 9.0 - (days - 3.1) ** 2
    assert taken(Quantity("peak_day", "synthesis"), days, curve) == pytest.approx(3.1)
    assert taken(Quantity("peak", "synthesis"), days, curve) == pytest.approx(9.0)


def test_a_peak_at_the_end_stays_there() -> None:
    days = np.linspace(0.0, 10.0, 11)
    assert taken(Quantity("peak_day", "synthesis"), days, days) == 10.0


def test_crossings_before_and_after_the_peak() -> None:
    days = np.linspace(0.0, 20.0, 401)
    curve = 1.0 + 4.0 * np.exp(-(((days - 8.0) / 3.0) ** 2))
    half = 3.0 * np.sqrt(np.log(2.0))
    quarter = 3.0 * np.sqrt(np.log(4.0))
    assert taken(Quantity("onset_day", "synthesis", level=3.0), days, curve) == pytest.approx(8.0 - half, abs=0.02)
    back = Quantity("back_day", "synthesis", rest=1.0, share=0.25)
    assert taken(back, days, curve) == pytest.approx(8.0 + quarter, abs=0.02)
    assert taken(Quantity("rise_day", "synthesis", share=0.6), days, curve) == pytest.approx(8.0 - half, abs=0.02)


def test_what_never_comes_back_is_given_the_last_day() -> None:
    days = np.linspace(0.0, 20.0, 21)
    assert taken(Quantity("back_day", "synthesis", rest=0.0, share=0.25), days, 1.0 - np.exp(-days)) == 20.0


def test_ratios_means_and_changes() -> None:
    days = np.linspace(0.0, 10.0, 101)
    curve = 2.0 + days
    assert taken(Quantity("ratio", "synthesis", days=(4.0, 1.0)), days, curve) == pytest.approx(2.0)
    assert taken(Quantity("mean", "synthesis", days=(2.0, 6.0)), days, curve) == pytest.approx(6.0)
    assert taken(Quantity("change", "synthesis", days=(5.0,)), days, curve) == pytest.approx(250.0)
    assert taken(Quantity("share_of_change", "synthesis", days=(4.0, 8.0)), days, curve) == pytest.approx(0.5)
    assert taken(Quantity("share_of_peak", "synthesis", days=(1.0,)), days, curve) == pytest.approx(0.25)


def test_words_may_change_without_a_new_fit_and_figures_may_not(targets: Targets) -> None:
    assert parse_targets(TEXT.replace("basis: Masson stain", "basis: stained area")).digest == targets.digest
    assert parse_targets(TEXT.replace("low: 53.2, high: 53.2", "low: 54.2, high: 54.2")).digest != targets.digest
    assert parse_targets(TEXT.replace("passes: 15", "passes: 12")).digest != targets.digest
