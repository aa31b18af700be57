"""The code keeps its shape: floors, docstrings, sizes, and a front door that costs nothing to open."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import needlepoint

ROOT = Path(needlepoint.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))
LONGEST_FILE, LONGEST_FUNCTION = 600, 80

# From the bottom up. A package may import what stands on its own row or below.
FLOORS = (
    ("errors",),
    ("units", "files"),
    ("evidence",),
    ("randomness",),
    ("scales", "skin"),
    ("device",),
    ("case",),
    ("screening", "puncture"),
    ("healing", "delivery"),
    ("outcome",),
    ("course",),
    ("care",),
    ("report", "plan", "cohort", "calibration"),
    ("cli",),
    ("needlepoint", "__main__"),
)
RANK = {name: rank for rank, row in enumerate(FLOORS) for name in row}
NAMES_OF_THE_TOP = {"__version__"}


def top(path: Path) -> str:
    """The package or module of the top folder that a file belongs to."""
    first = path.relative_to(ROOT).parts[0].removesuffix(".py")
    return "needlepoint" if first == "__init__" else first


def imported(path: Path, tree: ast.AST) -> Iterator[str]:
    """The top packages of this distribution that a file imports, at any depth of its code."""
    package = ["needlepoint", *path.relative_to(ROOT).parts[:-1]]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (
                first_below(alias.name.split(".")) for alias in node.names if alias.name.startswith("needlepoint")
            )
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            parts = base + (node.module.split(".") if node.module else [])
            if parts[:1] != ["needlepoint"]:
                continue
            if len(parts) > 1:
                yield parts[1]
            else:
                yield from (alias.name for alias in node.names if alias.name not in NAMES_OF_THE_TOP)


def first_below(parts: list[str]) -> str:
    return parts[1] if len(parts) > 1 else "needlepoint"


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.fixture(scope="module")
def trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text("utf-8")) for path in MODULES}


def test_every_package_has_its_floor() -> None:
    assert {top(path) for path in MODULES} <= set(RANK)


def test_no_floor_imports_a_higher_one(trees: dict[Path, ast.Module]) -> None:
    wrong = [
        f"{name_of(path)} imports {other}"
        for path, tree in trees.items()
        for other in imported(path, tree)
        if RANK.get(other, len(FLOORS)) > RANK[top(path)]
    ]
    assert wrong == []


def test_no_two_packages_import_each_other(trees: dict[Path, ast.Module]) -> None:
    edges = {(top(path), other) for path, tree in trees.items() for other in imported(path, tree)}
    assert sorted((one, two) for one, two in edges if one < two and (two, one) in edges) == []


def test_an_upward_import_inside_a_function_would_be_seen() -> None:
    tree = ast.parse(
        "def f():\n    from ..course import load_course\n    import needlepoint.cli\n    from .. import plan\n"
    )
    assert sorted(imported(ROOT / "skin" / "zones.py", tree)) == ["cli", "course", "plan"]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_says_what_it_is_and_fits_in_the_head(path: Path) -> None:
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    docstring = ast.get_docstring(tree) or ""
    assert len(docstring) > 20, "opens with a docstring"
    assert len(text.splitlines()) <= LONGEST_FILE
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


def test_public_names_resolve_and_are_listed() -> None:
    for name in needlepoint.__all__:
        assert getattr(needlepoint, name) is not None
        assert name in dir(needlepoint)
    with pytest.raises(AttributeError, match="no attribute 'plann'"):
        needlepoint.plann  # noqa: B018


def test_importing_is_quick_and_loads_nothing_heavy() -> None:
    script = (
        "import sys, time; start = time.perf_counter(); import needlepoint; print(time.perf_counter() - start)\n"
        "print(sorted({'jax', 'django', 'matplotlib', 'numpy', 'xarray', 'pydantic'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    seconds, heavy = done.stdout.splitlines()
    assert float(seconds) < 0.3
    assert heavy == "[]"


def test_the_command_line_starts_without_the_engine() -> None:
    script = (
        "import sys; from needlepoint.cli.app import run; run(['--version'])\n"
        "print(sorted({'jax', 'xarray', 'pydantic', 'scipy', 'pint', 'rich.table'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.splitlines() == [f"needlepoint {needlepoint.__version__}", "[]"]
