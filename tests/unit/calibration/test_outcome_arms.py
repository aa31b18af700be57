"""Files of arms: what is predicted, in which unit, and what is refused, by row and column."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from needlepoint.calibration.outcome.arms import COLUMNS, parse_arms
from needlepoint.calibration.outcome.running import shipped_arms, trials_text
from needlepoint.calibration.outcome.validating import Validation, predictions, validate_arms
from needlepoint.errors import InputError

PLAIN = {
    "arm_id": "new1",
    "study": "Somebody 2030",
    "indication": "acne_scar_atrophic",
    "is_microneedling_alone": "yes",
    "arm": "MN",
    "device": "dermaroller",
    "needle_mm": "1.5",
    "sessions": "4",
    "interval_weeks": "4",
    "n_analysed": "40",
    "followup": "2 months after last",
    "scale": "GB_qualitative",
    "better_is": "lower",
    "baseline_mean": "3.2",
    "final_mean": "2.3",
    "change_unit": "grade",
}


def text_of(*rows: dict[str, str]) -> str:
    held = io.StringIO()
    writer = csv.DictWriter(held, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows([PLAIN | {"arm_id": f"a{at}"} | row for at, row in enumerate(rows)])
    return held.getvalue()


@pytest.fixture(scope="module")
def unseen() -> dict[str, dict[str, object]]:
    """Arms of a study the model has never seen, with all the words that papers use."""
    text = text_of(
        {"arm_id": "points"},
        {"arm_id": "percent", "change_unit": "percent", "change_mean": "-30"},
        {"arm_id": "rated", "scale": "improvement rating", "better_is": "higher", "change_mean": "45",
         "change_unit": "percent", "baseline_mean": "", "final_mean": ""},
        {"arm_id": "strange", "scale": "Zaragoza scar index", "baseline_mean": "20", "final_mean": "12"},
        {"arm_id": "control", "is_microneedling_alone": "no (control)", "arm": "untreated side", "sessions": "0",
         "device": "", "needle_mm": "", "final_mean": "3.1"},
        {"arm_id": "people", "baseline_mean": "", "final_mean": "", "responder_pct": "80",
         "responder_definition": ">=1 grade"},
        {"arm_id": "words", "n_analysed": "", "n_enrolled": "120 total", "needle_mm": "",
         "sessions": "weekly for 3 months",
         "interval_weeks": "", "passes": "vertical, horizontal, diagonal", "followup": "end of course"},
        {"arm_id": "prp", "is_microneedling_alone": "no", "arm": "MN + PRP"},
        {"arm_id": "hair", "indication": "androgenetic_alopecia", "scale": "hair_density", "better_is": "higher",
         "baseline_mean": "100", "final_mean": "110", "change_unit": "hairs"},
        {"arm_id": "long", "sessions": "8", "needle_mm": "2.5", "device": "Dermapen 4"},
    )  # fmt: skip
    file = parse_arms(text, "new.csv")
    assert file.problems == ()
    return {item["arm_id"]: item for item in Validation(tuple(predictions(file.arms)), ()).to_json()["arms"]}


def test_a_change_is_predicted_in_the_arms_own_unit_and_sign(unseen: dict[str, dict[str, object]]) -> None:
    assert unseen["points"]["observed"] == pytest.approx(-0.9)
    assert -2.5 < unseen["points"]["predicted"] < -0.3  # type: ignore[operator]
    assert -75.0 < unseen["percent"]["predicted"] < -10.0  # type: ignore[operator]
    assert unseen["rated"]["predicted"] > 0.0  # type: ignore[operator]
    assert 20.0 < unseen["people"]["predicted"] <= 100.0  # type: ignore[operator]


@pytest.mark.parametrize("name", ["points", "percent", "rated", "strange", "control", "people", "words", "long"])
def test_every_arm_of_needling_or_nothing_gets_an_interval_around_its_prediction(
    unseen: dict[str, dict[str, object]], name: str
) -> None:
    low, high = unseen[name]["interval90"]  # type: ignore[misc]
    assert low <= unseen[name]["predicted"] <= high  # type: ignore[operator]
    assert low < high
    assert isinstance(unseen[name]["inside"], bool)
    assert unseen[name]["why_not"] is None


def test_untreated_skin_drifts_and_no_more(unseen: dict[str, dict[str, object]]) -> None:
    assert abs(unseen["control"]["predicted"]) < 0.2  # type: ignore[arg-type]
    low, high = unseen["control"]["interval90"]  # type: ignore[misc]
    assert low < 0.0 < high
    assert high - low < 1.0


@pytest.mark.parametrize("name", ["prp", "hair"])
def test_what_the_model_cannot_speak_of_says_why(unseen: dict[str, dict[str, object]], name: str) -> None:
    assert unseen[name]["predicted"] is None
    assert unseen[name]["interval90"] is None
    assert len(str(unseen[name]["why_not"])) > 10


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("baseline_mean", "lots"),
        ("baseline_mean", "7"),
        ("n_analysed", "many"),
        ("needle_mm", "long"),
        ("needle_mm", "1500"),
        ("sessions", "a few"),
        ("sessions", "0"),
        ("responder_pct", "140"),
        ("better_is", "down"),
        ("better_is", "higher"),
        ("is_microneedling_alone", "perhaps"),
        ("baseline_sd", "-1"),
    ],
)
def test_a_bad_cell_is_named_by_row_and_column(column: str, cell: str) -> None:
    ((row, problem),) = parse_arms(text_of({}, {column: cell}), "new.csv").problems
    assert row == 2
    assert "row 2" in problem.place
    assert f"column {column}" in problem.place
    assert problem.line == 3


def test_gais_of_two_codings_is_never_mixed() -> None:
    gais = {"scale": "GAIS", "baseline_mean": "", "final_mean": "3"}
    mixed = parse_arms(text_of(gais, gais | {"better_is": "higher", "final_mean": "2"}), "new.csv")
    assert "one coding of GAIS" in str(mixed.problems[0][1])
    named = parse_arms(text_of({"scale": "SGAIS_1best_5worst", "better_is": "higher"}), "new.csv")
    assert "cannot be mixed" in str(named.problems[0][1])


def test_a_score_for_another_concern_is_refused() -> None:
    (found,) = parse_arms(text_of({"scale": "MASI"}), "new.csv").problems
    assert "column scale" in found[1].place


def test_missing_columns_are_named_with_the_nearest() -> None:
    text = text_of({}).replace("needle_mm", "needle", 1)
    with pytest.raises(InputError, match=r"no column needle_mm.*Is it needle\?"):
        parse_arms(text, "new.csv")


def test_bad_rows_stop_the_run_or_are_left_out_and_listed(tmp_path: Path) -> None:
    path = tmp_path / "arms.csv"
    path.write_text(text_of({}, {"final_mean": "none at all"}), "utf-8")
    with pytest.raises(InputError, match="row 2"):
        validate_arms(path)
    found = validate_arms(path, keep_going=True).to_json()
    assert [item["arm_id"] for item in found["arms"]] == ["a0"]
    assert [item["row"] for item in found["bad_rows"]] == [2]


def test_the_shipped_trials_read_without_a_problem_and_keep_their_null_arms() -> None:
    file = shipped_arms()
    assert file.problems == ()
    assert len(file.arms) == len(trials_text().splitlines()) - 1
    assert {arm.id for arm in file.arms if arm.verdict == "none"} >= {"pmc8501429_mn", "dguv2019"}
