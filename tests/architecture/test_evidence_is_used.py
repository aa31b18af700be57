"""Every parameter is read by some model, every source is cited by something, and every citation leads somewhere."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

import needlepoint
from needlepoint.evidence import all_parameters, all_sources

ROOT = Path(needlepoint.__file__).parent
REGISTRY = ROOT / "evidence" / "data" / "sources"
CITING_KEYS = ("sources", "source", "who")


@functools.cache
def quoted() -> frozenset[str]:
    """Every string constant in the code."""
    return frozenset(
        node.value
        for path in ROOT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


@functools.cache
def data() -> dict[str, Any]:
    """Every YAML file of the package but the registry itself."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return {
        str(path.relative_to(ROOT)): yaml.load(path.read_text("utf-8"), Loader=loader)
        for path in ROOT.rglob("*.yaml")
        if REGISTRY not in path.parents
    }


def strings(node: Any) -> Iterator[str]:
    """Every string value (and key) below a node."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield str(key)
            yield from strings(value)
    elif isinstance(node, list):
        for value in node:
            yield from strings(value)


def citations(node: Any) -> Iterator[str]:
    """Every source id that data cites, under the keys that cite."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in CITING_KEYS:
                yield from ([value] if isinstance(value, str) else value if is_ids(value) else ())
            yield from citations(value)
    elif isinstance(node, list):
        for value in node:
            yield from citations(value)


def is_ids(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def cited_in_code() -> Iterator[tuple[str, str]]:
    """Ids in ``source("...")`` calls and in ``sources=("...",)`` arguments, with the file."""
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            cited = list(node.args[:1]) if name == "source" else []
            cited += [
                item for word in node.keywords if word.arg == "sources" for item in getattr(word.value, "elts", [])
            ]
            for item in cited:
                if isinstance(item, ast.Constant) and isinstance(item.value, str):
                    yield item.value, str(path.relative_to(ROOT))


def test_every_parameter_is_read_by_name_in_the_code_or_in_a_models_data() -> None:
    store = str(Path("evidence") / "data")
    named = {text for file, document in data().items() if not file.startswith(store) for text in strings(document)}
    unread = [
        f"{name}.{entry.name}"
        for name, entries in all_parameters().items()
        for entry in entries
        if entry.name not in quoted() | named
    ]
    assert unread == []


def test_every_figure_from_a_page_or_a_fit_says_where_or_to_what() -> None:
    unlocated = [
        f"{name}.{entry.name}"
        for name, entries in all_parameters().items()
        for entry in entries
        if entry.kind in ("measured", "literature", "fitted") and not (entry.locator or entry.derivation)
    ]
    assert unlocated == []


def test_every_citation_in_the_data_leads_to_the_registry() -> None:
    known = all_sources()
    lost = {(file, id) for file, document in data().items() for id in citations(document) if id not in known}
    assert sorted(lost) == []


def test_every_citation_in_the_code_leads_to_the_registry() -> None:
    known = all_sources()
    assert sorted({(file, id) for id, file in cited_in_code() if id not in known}) == []


def test_every_source_of_the_registry_is_used() -> None:
    used = quoted() | {text for document in data().values() for text in strings(document)}
    assert sorted(set(all_sources()) - used) == []


def test_every_source_can_be_found_by_a_reader() -> None:
    blind = [
        source.id
        for source in all_sources().values()
        if source.checked not in ("assumption", "derived", "brief") and len(source.cite) < 15
    ]
    assert blind == []
