"""What the repository promises: locks without addresses, reasons beside dependencies, a wheel that carries its data."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")


def project() -> dict[str, object]:
    return tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))


def locked(name: str) -> dict[str, str]:
    """Package name to its whole entry (version, marker, hashes)."""
    text = re.sub(r"^\s*#.*\n", "", (TOP / name).read_text("utf-8"), flags=re.MULTILINE).replace("\\\n", " ")
    return {line.split("==")[0]: line for line in text.splitlines() if line.strip()}


def wanted(lines: list[object]) -> set[str]:
    return {re.split(r"[^a-z0-9-]", line)[0] for line in lines if isinstance(line, str)}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_versions_and_hashes_and_no_address(name: str) -> None:
    text = (TOP / name).read_text("utf-8")
    assert not re.search(r"://|--index|--extra-index|--find-links|--trusted-host|\bfile:", text)
    assert locked(name)
    assert [
        entry for entry in locked(name).values() if not re.search(r"==\S+.*--hash=sha256:[0-9a-f]{64}", entry)
    ] == []


def test_the_locks_hold_every_declared_dependency_and_agree() -> None:
    declared = project()
    runtime, dev = locked(LOCKS[0]), locked(LOCKS[1])
    groups = declared["dependency-groups"]
    assert wanted(declared["project"]["dependencies"]) | wanted(groups["build"]) <= set(runtime)
    assert wanted(groups["dev"]) <= set(dev)
    assert {name: entry for name, entry in runtime.items() if dev.get(name) != entry} == {}


def test_every_dependency_says_why_it_is_there() -> None:
    lines = (TOP / "pyproject.toml").read_text("utf-8").splitlines()
    dependencies = [line for line in lines if re.match(r'  "[a-z0-9-]+>=', line)]
    assert len(dependencies) > 20
    assert [line for line in dependencies if not re.search(r",\s*# \S+ \S+", line)] == []


def test_the_wheel_carries_the_data_and_the_types(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=TOP, check=True, capture_output=True, timeout=60)
    (wheel,) = tmp_path.glob("*.whl")
    inside = set(zipfile.ZipFile(wheel).namelist())
    source = TOP / "src"
    wanted = {
        str(path.relative_to(source))
        for path in source.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert "needlepoint/py.typed" in wanted
    assert wanted - inside == set()


@pytest.mark.parametrize("name", ["LICENSE", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "INTENDED_USE.md"])
def test_the_papers_are_there(name: str) -> None:
    assert len((TOP / name).read_text("utf-8")) > 500


def test_links_between_the_papers_lead_somewhere() -> None:
    papers = [*TOP.glob("*.md"), *TOP.glob("docs/**/*.md")]
    links = [(paper, link) for paper in papers for link in re.findall(r"\]\(([^)#]+)", paper.read_text("utf-8"))]
    lost = [
        f"{paper.name}: {link}" for paper, link in links if "://" not in link and not (paper.parent / link).exists()
    ]
    assert lost == []
