"""Published trials as files: their figures are those of the record, their replay is honest about what the fit saw."""

from __future__ import annotations

import csv
import importlib.resources
import json
import re
from pathlib import Path

import numpy as np
import pytest

from needlepoint.cohort import parse_trial, read_trial, run_trial
from needlepoint.cohort.published import (
    Table,
    markdown,
    predicted,
    record_sources,
    replay_folder,
    replayed,
    seen_by_the_fit,
)
from needlepoint.cohort.readings import readings_of
from needlepoint.errors import InputError

TOP = Path(__file__).parents[3]
FOLDER = TOP / "examples" / "trials" / "published"
FILES = sorted(FOLDER.glob("*.yaml"))


def record() -> dict[str, dict[str, str]]:
    text = (importlib.resources.files("needlepoint.calibration") / "data" / "trials.csv").read_text("utf-8")
    return {row["arm_id"]: row for row in csv.DictReader(text.splitlines())}


def figures() -> list[tuple[str, object]]:
    return [(file.name, figure) for file in FILES for figure in read_trial(file).published]


def test_there_are_at_least_ten_arms_and_some_that_the_fit_never_saw() -> None:
    arms = {figure.record for _, figure in figures()}
    assert len(arms) >= 20
    assert len(arms - seen_by_the_fit()) >= 5
    assert arms <= set(record())


@pytest.mark.parametrize(("file", "figure"), figures(), ids=lambda item: getattr(item, "record", item))
def test_a_figure_is_the_one_of_the_record(file: str, figure: object) -> None:
    row = record()[figure.record]
    column = {"score": "final_mean", "responders": "responder_pct"}.get(figure.what, "change_mean")
    text = row[column]
    if text:
        assert abs(float(text)) == figure.value
    else:
        # Park and Majid print a share of people, the record keeps it among the responders
        assert figure.what in ("change", "percent")
    people = re.search(r"\d+", row["n_analysed"] or row["n_enrolled"])
    assert people is not None
    assert figure.n == int(people.group())
    if row["final_sd"] and figure.what == "score":
        assert figure.sd == float(row["final_sd"])
    assert record_sources(figure.record) == figure.sources


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_what_is_taken_beyond_the_paper_is_said_in_the_file(file: Path) -> None:
    first = file.read_text("utf-8").splitlines()[0]
    assert first.startswith("# ")
    told = record()[read_trial(file).published[0].record]
    if not told["needle_mm"] or not told["passes"]:
        assert "taken" in first


def test_one_is_played_out_whole() -> None:
    trial = read_trial(FOLDER / "minh-2019.yaml").replace(patients=64, worlds=16)
    found = replayed(trial, readings_of(run_trial(trial)))
    assert [item.name for item in found] == [item.record for item in trial.published]
    for item in found:
        assert item.interval.low is not None
        assert item.interval.low < item.virtual < item.interval.high
        assert item.used_in_the_fit
    first = Table(tuple(("minh-2019.yaml", trial.title, item) for item in found))
    assert first.inside()[1] == 6
    assert first.inside(seen=False) == (0, 0)
    assert "| minh2019_gb_2 |" in markdown(first)
    json.dumps(first.to_json(), allow_nan=False)


def test_the_interval_is_that_of_trials_played_again() -> None:
    random = np.random.Generator(np.random.Philox(key=9))
    worlds = np.repeat(np.arange(200), 10)
    values = random.normal(1.0, 0.5, 200)[worlds] + random.normal(0.0, 1.0, 2000)
    _, low, high = predicted(values, worlds, 25, 0.9)
    again = random.normal(1.0, 0.5, 20_000) + random.normal(0.0, 1.0 / 5.0, 20_000)
    assert (low, high) == pytest.approx(tuple(np.quantile(again, [0.05, 0.95])), abs=0.15)


def test_a_folder_without_published_figures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="published"):
        replay_folder(tmp_path)
    (tmp_path / "plain.yaml").write_text((TOP / "examples" / "trials" / "deep-or-shallow.yaml").read_text("utf-8"))
    with pytest.raises(InputError, match="no trial with published figures"):
        replay_folder(tmp_path)


def test_an_unknown_source_of_a_figure_is_refused(tmp_path: Path) -> None:
    text = (FOLDER / "rana-2017.yaml").read_text("utf-8").replace("sources: [rana2017]", "sources: [rana2018]")
    file = tmp_path / "rana.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(InputError, match="rana2018"):
        read_trial(file)


def test_the_ten_lines_of_the_documentation_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (TOP / "docs" / "trials.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert len([line for line in code.splitlines() if line.strip()]) <= 10
    monkeypatch.chdir(TOP)
    exec(compile(code, "docs/trials.md", "exec"), {})
    assert "more than" in capsys.readouterr().out


def test_the_trial_of_the_documentation_reads() -> None:
    page = (TOP / "docs" / "trials.md").read_text("utf-8")
    (text,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert parse_trial(text).compared == ("deep", "untreated")


@pytest.mark.nightly
def test_the_table_of_the_documentation_is_todays() -> None:
    table = replay_folder(FOLDER)
    page = (TOP / "docs" / "trials.md").read_text("utf-8")
    rows = {line.split("|")[1].strip(): line for line in page.splitlines() if line.startswith("| ")}
    for _, _, item in table.rows:
        line = rows[item.name]
        assert ("**no**" in line) is (item.inside is False)
        assert line.rstrip().endswith("yes |" if item.used_in_the_fit else "no |")
