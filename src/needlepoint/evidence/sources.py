"""The registry of sources: papers, labels, manuals, briefs, and our own assumptions, each with how well it was checked.

``checked`` is one of: read (the figure was read in the paper's abstract or page), read_second_hand (read on a page that
quotes it), unverified (not checked against any page), derived (arithmetic on others), assumption (ours), brief (one of
the four briefs that this project implements). Data: every ``data/sources/*.yaml``.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal, get_args

import yaml

from ..errors import InputError, Problem, did_you_mean
from .ledger import note

Checked = Literal["read", "read_second_hand", "unverified", "derived", "assumption", "brief"]


@dataclass(frozen=True)
class Source:
    """One source. id: short key; cite: how a reader finds it; doi, pmid, url: locators; checked: how well."""

    id: str
    cite: str
    checked: Checked
    doi: str = ""
    pmid: str = ""
    url: str = ""
    note: str = ""

    @property
    def label(self) -> str:
        """Short words for a page: the citation, marked when nobody has checked it."""
        return f"{self.cite} [unverified]" if self.checked == "unverified" else self.cite


def load_data(text: str) -> Any:
    """YAML that ships with the package, by the fast loader where there is one."""
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@functools.cache
def all_sources() -> dict[str, Source]:
    """Every source by id. Raises InputError on a double id or an unknown ``checked``."""
    found: dict[str, Source] = {}
    folder = resources.files("needlepoint.evidence") / "data" / "sources"
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        for key, entry in (load_data(file.read_text("utf-8")) or {}).items():
            if key in found:
                raise InputError(Problem(f"{file.name}: {key}", "a second source of this id", "one entry per id"))
            if entry.get("checked") not in get_args(Checked):
                raise InputError(
                    Problem(f"{file.name}: {key}.checked", repr(entry.get("checked")), ", ".join(get_args(Checked)))
                )
            found[key] = Source(id=key, **{name: str(value) for name, value in entry.items()})  # type: ignore[arg-type]
    return found


def source(id: str) -> Source:
    """The source of this id; noted in the open record. Raises InputError with the nearest id."""
    known = all_sources()
    if id not in known:
        raise InputError(Problem("source", repr(id), "an id of the source registry", did_you_mean(id, known)))
    note(sources=(id,))
    return known[id]
