"""The report of a trial: whole, quiet, escaped, honest about what is not known; and the worked trials it is made of."""

from __future__ import annotations

import json
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from invented import invented_results, invented_trial

from needlepoint.cli.app import run
from needlepoint.cohort import Results, Trial, read_trial
from needlepoint.cohort.analysis import analyse
from needlepoint.errors import InputError
from needlepoint.report.charts import Box, Cell, Curve, Level, Row, cell_chart, curve_chart, flow_chart, row_chart
from needlepoint.report.trial_report import render_trial

TOP = Path(__file__).parents[3]
WORKED = sorted((TOP / "examples" / "trials").glob("*.yaml"))
EVIL = "<script>alert(1)</script>"
VOID = {"meta", "br", "img", "hr", "rect", "circle", "line", "path"}


class Page(HTMLParser):
    """Tags, ids and visible text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id" and value:
                self.ids.append(value)
            if name == "href" and value:
                self.links.append(value)


def gain(twin: int, world: int, arm: str, visit: int) -> float:
    return (0.9 if arm == "deep" else 0.1) + 0.02 * (twin % 9) + 0.05 * world


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    trial = invented_trial(patients=48, worlds=6)
    return analyse(trial, invented_results(trial, gain, unseen=lambda twin, arm, visit: twin % 9 == 0)).to_json()


def test_the_page_is_self_contained_and_quiet(document: dict[str, Any]) -> None:
    text = render_trial(document, version="1.2.3")
    page = Page(text)
    assert not {"script", "img", "link", "iframe", "object"} & set(page.tags)
    assert not {name for name in page.attributes if name.startswith("on") or name == "style"}
    assert len(page.ids) == len(set(page.ids))
    assert [link for link in page.links if link.startswith("#") and link[1:] not in page.ids] == []
    assert "default-src 'none'" in text
    assert "prefers-color-scheme:dark" in text
    assert "1.2.3" in text


def test_every_part_is_there(document: dict[str, Any]) -> None:
    text = render_trial(document)
    for part in ("Answer", "Who went where", "Outcome by visit", "100 people of deep", "The next trial", "Assumptions",
                 "with the model&#39;s own uncertainty", "Not read at six months"):  # fmt: skip
        assert part in text, part


def test_names_are_escaped() -> None:
    trial = invented_trial(patients=12, worlds=2).replace(title=EVIL)
    text = render_trial(analyse(trial, invented_results(trial, gain)).to_json())
    assert EVIL not in text
    assert "&lt;script&gt;" in text


def test_what_is_not_known_is_said_and_nothing_breaks() -> None:
    trial = invented_trial(patients=1, worlds=1)
    text = render_trial(analyse(trial, invented_results(trial, gain)).to_json())
    assert "not known" in text
    assert "nan" not in text.casefold().replace("nanom", "")
    lost = invented_results(trial, gain, unseen=lambda twin, arm, visit: True)
    assert "not known" in render_trial(analyse(trial, lost).to_json())
    single = trial.replace(arms=trial.arms[:1], analysis={}, patients=8)
    assert "The next trial" not in render_trial(analyse(single, invented_results(single, gain)).to_json())


def test_published_figures_stand_beside_the_virtual_ones() -> None:
    more = """
published:
  - {arm: deep, record: minh2019_gb_2, scale: goodman_baron_qualitative, visit: six months, what: score, value: 1.77,
     n: 31, sources: [minh2019]}
"""
    trial = invented_trial(patients=48, worlds=6, more=more)
    text = render_trial(analyse(trial, invented_results(trial, gain)).to_json())
    assert "minh2019_gb_2" in text
    assert "seen by the fit" in text


@pytest.mark.parametrize("wrong", [{}, {"schema": "needlepoint.plan/1"}, [], None])
def test_another_document_is_refused(wrong: Any) -> None:
    with pytest.raises(InputError, match="schema"):
        render_trial(wrong)


def test_charts_stand_any_data() -> None:
    nothing = float("nan")
    assert "No figures" in row_chart("a", "t", [Row("x", nothing)], "axis")
    assert "<svg" in row_chart("a", "t", [Row("one", 1.0), Row("two", 1.0, (1.0, 1.0), (nothing, 2.0))], "axis")
    assert "No figures" in curve_chart("b", "t", [1.0], [Curve("c", [1.0])], ("x", "y"))
    drawn = curve_chart("b", "t", [1.0, 10.0, 100.0], [Curve("c", [0.1, None, 0.9])], ("x", "y"),
                        levels=[Level(0.8, "80 %")], logarithmic=True)  # fmt: skip
    assert "80 %" in drawn
    assert "No figures" in cell_chart("c", "t", ["1"], ["1"], {}, ("x", "y"))
    assert EVIL not in cell_chart("c", EVIL, ["1"], ["1"], {(0, 0): Cell(1.0, EVIL)}, (EVIL, EVIL))
    five = [[Box(f"arm {at}"), Box("left", leaving=True)] for at in range(5)]
    assert flow_chart("d", "t", Box("all"), five).count("arm ") == 5


def test_many_arms_and_other_days_are_drawn(trial: Trial, plain: Results) -> None:
    assert "100 people of needled" in render_trial(analyse(trial, plain).to_json())


@pytest.mark.parametrize("file", WORKED, ids=lambda file: file.stem)
def test_a_worked_trial_reads(file: Path) -> None:
    found = read_trial(file)
    assert file.read_text("utf-8").startswith("# ")
    assert found.compared is not None
    assert found.patients <= 200


def test_there_are_enough_worked_trials() -> None:
    assert len(WORKED) >= 5
    assert {read_trial(file).design for file in WORKED} == {"parallel", "within_person"}


def test_a_worked_trial_runs_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    file = TOP / "examples" / "trials" / "roller-or-pen-split-face.yaml"
    assert run(["trial", str(file), "--workers", "1", "--power", "0.85", "--out", str(out), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads((out / "results.json").read_text("utf-8"))
    assert printed["differences"][0]["method"] == "paired"
    assert [item["wanted"] for item in printed["power"]["sized"]] == [0.85]
    assert "Roller or pen" in (out / "report.html").read_text("utf-8")
    assert run(["trial", str(file), "--power", "1.5"]) == 2
