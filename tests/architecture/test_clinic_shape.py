"""The clinic keeps its shape: views reach no model, writes are in actions, every view is guarded, pages stay strict."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import needlepoint_clinic

ROOT = Path(needlepoint_clinic.__file__).parent
MODULES = sorted(path for path in ROOT.rglob("*.py") if "migrations" not in path.parts)
VIEWS = sorted(ROOT.rglob("views*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
LONGEST_FILE, LONGEST_FUNCTION = 600, 80
OPEN_VIEWS = {"health", "first_run", "choose"}  # for nobody yet, or for whoever is signed in
GUARDS = {"for_members", "by_link", "by_portal", "by_entrance", "by_feed"}
CHANGES = {"create", "bulk_create", "update", "delete", "get_or_create", "update_or_create", "save"}
WRITERS = {"actions.py", "once.py", "chain.py", "models.py", "records.py"}
ENGINE = {
    "needlepoint", "needlepoint.care", "needlepoint.care.questions", "needlepoint.case", "needlepoint.course",
    "needlepoint.delivery",
    "needlepoint.device", "needlepoint.errors", "needlepoint.files", "needlepoint.outcome", "needlepoint.plan",
    "needlepoint.report", "needlepoint.screening", "needlepoint.skin",
}  # fmt: skip


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_opens_with_what_it_is_and_stays_small(path: Path) -> None:
    tree = tree_of(path)
    assert ast.get_docstring(tree)
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_FILE
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < LONGEST_FUNCTION, node.name


@pytest.mark.parametrize("path", VIEWS, ids=name_of)
def test_a_view_reaches_no_model(path: Path) -> None:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[-1] == "models":
            assert {alias.name for alias in node.names} <= {"Role"}, f"line {node.lineno}"
        assert not (isinstance(node, ast.Attribute) and node.attr == "objects"), f"line {getattr(node, 'lineno', 0)}"


@pytest.mark.parametrize("path", VIEWS, ids=name_of)
def test_every_view_says_who_may_look(path: Path) -> None:
    for node in tree_of(path).body:
        if isinstance(node, ast.FunctionDef) and node.args.args and node.args.args[0].arg == "request":
            named = {ast.unparse(item).split("(")[0] for item in node.decorator_list}
            assert node.name.startswith("_") or node.name in OPEN_VIEWS or named & GUARDS, node.name


@pytest.mark.parametrize("path", [p for p in MODULES if p.name not in WRITERS and "demo" not in p.parts], ids=name_of)
def test_only_actions_write(path: Path) -> None:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGES:
            on = ast.unparse(node.func.value)
            assert ".objects" not in on, f"line {node.lineno}: {on}.{node.func.attr}"


@pytest.mark.parametrize("path", [p for p in MODULES if p.name == "actions.py"], ids=name_of)
def test_actions_take_names_and_are_whole(path: Path) -> None:
    for node in tree_of(path).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            assert not node.args.args or node.args.args[0].arg == "clinic_id", f"{node.name} takes arguments by place"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_the_engine_is_entered_by_its_front_doors(path: Path) -> None:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom) and not node.level and (node.module or "").startswith("needlepoint."):
            assert node.module in ENGINE, f"line {node.lineno}: {node.module}"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_page_has_nothing_inline(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)
    for script in re.findall(r"<script[^>]*>", text):
        assert "src=" in script or 'type="application/json"' in script


NOT_BY_PICTURES = ("screening", "checkins", "intake", "courses", "consent")
DECIDES = [path for path in MODULES if path.relative_to(ROOT).parts[0] in NOT_BY_PICTURES]


@pytest.mark.parametrize("path", DECIDES, ids=name_of)
def test_no_picture_decides_anything(path: Path) -> None:
    """Neither a photograph's pixels nor what was measured on them reach screening, triage, plan or consent."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom) and "photographs" in (node.module or "").split("."):
            assert {alias.name for alias in node.names} <= {"where_gone"}, f"line {node.lineno}"
