"""Numbered references: every source of plan.json gets a number, and a citation becomes links to the list of sources.

A source id that the plan's basis lacks is shown as the id itself, marked as not listed, rather than dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from markupsafe import Markup

from .words import CHECKED

Json = Mapping[str, Any]
Cite = Callable[[Iterable[str]], Markup]
WEAK = frozenset({"unverified", "assumption"})


def link_of(source: Json) -> str | None:
    """A web address of the source (its DOI, PubMed page or http address), or None; other schemes are never linked."""
    if source.get("doi"):
        return "https://doi.org/" + quote(str(source["doi"]), safe="/().:;")
    if source.get("pmid"):
        return f"https://pubmed.ncbi.nlm.nih.gov/{quote(str(source['pmid']))}/"
    address = str(source.get("url") or "")
    return address if urlsplit(address).scheme in ("http", "https") else None


def numbered(sources: Iterable[Json]) -> list[dict[str, Any]]:
    """The sources with number, link and how well each was checked; the weak ones are labelled wherever cited."""
    return [
        {
            "number": number,
            "cite": source["cite"],
            "note": source.get("note"),
            "link": link_of(source),
            "id": source["id"],
            "checked": CHECKED.get(source["checked"], str(source["checked"])),
            "weak": source["checked"] in WEAK,
        }
        for number, source in enumerate(sources, start=1)
    ]


def citer(sources: Iterable[Json]) -> Cite:
    """A function from source ids to markup such as ``[1, 4 not verified]``, each number a link to its source."""
    by_id = {source["id"]: source for source in numbered(sources)}

    def one(id: str) -> Markup:
        source = by_id.get(id)
        if source is None:
            return Markup('<span class="weak">{} (not listed)</span>').format(id)
        label = Markup(' <span class="weak">{}</span>').format(source["checked"]) if source["weak"] else ""
        return Markup('<a href="#source-{0}" aria-label="source {0}">{0}</a>{1}').format(source["number"], label)

    def cite(ids: Iterable[str]) -> Markup:
        parts = [one(id) for id in ids]
        return Markup('<span class="cite">[{}]</span>').format(Markup(", ").join(parts)) if parts else Markup("")

    return cite
