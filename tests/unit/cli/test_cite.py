"""`needlepoint cite` lists what a plan really used, or the whole registry, with how well each was checked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from needlepoint.cli.app import run
from needlepoint.evidence import all_parameters, all_sources

PLAN = {
    "schema": "needlepoint.plan/1",
    "basis": {
        "parameters": [
            {"name": "skin.depth", "value": 1.5, "unit": "mm", "kind": "measured", "sources": ["x2001", "y2002"]}
        ],
        "sources": [
            {"id": "x2001", "cite": "X et al., A journal, 2001", "checked": "read", "doi": "10.1/x", "url": ""},
            {"id": "y2002", "cite": "Y et al., [b]Another[/b], 2002", "checked": "unverified", "doi": "", "url": ""},
        ],
    },
}


def written(folder: Path, document: Any) -> Path:
    (folder / "plan.json").write_text(document if isinstance(document, str) else json.dumps(document))
    return folder / "plan.json"


def test_without_a_file_it_lists_everything(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["cite"]) == 0
    out = capsys.readouterr().out
    assert [id for id in all_sources() if f"  {id}  " not in out] == []
    count = sum(len(entries) for entries in all_parameters().values())
    assert f"{count} parameters, {len(all_sources())} sources" in out


def test_the_registry_as_json_has_the_form_of_a_plans_basis(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["cite", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert {entry["id"] for entry in document["sources"]} == set(all_sources())
    assert {"name", "value", "unit", "kind", "sources"} == set(document["parameters"][0])


@pytest.mark.parametrize("by_folder", [False, True])
def test_a_plan_lists_only_what_it_used(capsys: pytest.CaptureFixture[str], tmp_path: Path, by_folder: bool) -> None:
    file = written(tmp_path, PLAN)
    assert run(["cite", str(tmp_path if by_folder else file)]) == 0
    out = capsys.readouterr().out
    assert "1 parameters, 2 sources" in out
    assert out.index("read (1)") < out.index("x2001  X et al.") < out.index("unverified (1)") < out.index("y2002  Y")
    assert "[b]Another[/b]" in out
    assert "skin.depth" in out


def test_a_plans_basis_as_json_is_what_the_plan_says(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(["cite", str(written(tmp_path, PLAN)), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == PLAN["basis"]


@pytest.mark.parametrize(
    "document",
    [
        "not json",
        "",
        "[]",
        "[" * 100_000,
        "null",
        {"schema": "other/1", "basis": PLAN["basis"]},
        {"schema": "needlepoint.plan/1"},
        {"schema": "needlepoint.plan/1", "basis": {"parameters": [{}], "sources": []}},
        {"schema": "needlepoint.plan/1", "basis": {"parameters": [], "sources": [{"id": 1}]}},
        {"schema": "needlepoint.plan/1", "basis": []},
    ],
)
def test_what_is_no_plan_is_exit_2(capsys: pytest.CaptureFixture[str], tmp_path: Path, document: Any) -> None:
    assert run(["cite", str(written(tmp_path, document))]) == 2
    err = capsys.readouterr().err
    assert "plan.json" in err
    assert err.count("\n") == 1


def test_a_folder_without_a_plan_and_a_file_of_bytes_are_exit_2(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(["cite", str(tmp_path)]) == 2
    (tmp_path / "plan.json").write_bytes(b"\xff\xfe\x00")
    assert run(["cite", str(tmp_path)]) == 2
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert run(["cite", str(tmp_path / "loop")]) == 2
    assert capsys.readouterr().err.count("\n") == 3
