"""Collect every text that a patient reads into the message catalogues, and compile them.

A data file (YAML, anywhere in the package) declares its texts at its top:

    patient_texts:
      domain: needlepoint            # the catalogue: locale/LANG/LC_MESSAGES/needlepoint.po
      paths: [entries.*.text]        # keys, * for every item of a list or value of a mapping; a list of texts counts
      unless: {audience: provider}   # optional: items (any mapping on the way) that hold this are passed over
      only: {audience: provider}     # optional: of the items with an id only those that hold this

What a provider reads (checklists, the words of sources) is declared in the same way as ``provider_texts``: its
catalogue is ``provider``, and no reading age is asked of it.
In code, the first argument of ``say("...", lang)`` is collected when it is written out (``domain="..."`` as well).
The clinic's pages speak by Django's own catalogue (domain ``django``, in the clinic's package): its data files, what
``_("...")`` and ``gettext("...")`` say in its code, and ``translate`` and ``blocktranslate`` in its templates.
English is its own translation. Run it to update and compile every domain, or those that are named; ``--check`` writes
nothing and fails when something is missing, fuzzy, dead, or not compiled, or when placeholders differ. Needs Babel (a
development dependency).
"""

from __future__ import annotations

import ast
import gettext
import io
import re
import string
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1] / "src" / "needlepoint"
CLINIC = ROOT.with_name("needlepoint_clinic")
CLINIC_DOMAIN = "django"
TAGS = re.compile(r'{% translate "([^"]+)"|{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}', re.DOTALL)
LANGUAGES = ("en", "es")
DEFAULT_DOMAIN = "needlepoint"
BLOCKS = {"patient_texts": DEFAULT_DOMAIN, "provider_texts": "provider"}
FIXED_DATE = datetime(2026, 1, 1, tzinfo=UTC)
Texts = dict[str, dict[str, set[str]]]
GETTEXT = ("_", "gettext")


def collect() -> Texts:
    """domain -> text -> the files it stands in."""
    found: Texts = {}
    for path in sorted(ROOT.rglob("*.yaml")):
        for domain, text in declared(path):
            found.setdefault(domain, {}).setdefault(text, set()).add(path.relative_to(ROOT).as_posix())
    for path in sorted(ROOT.rglob("*.py")):
        for domain, text in spoken(path):
            found.setdefault(domain, {}).setdefault(text, set()).add(path.relative_to(ROOT).as_posix())
    for path in sorted(path for kind in ("yaml", "py", "html") for path in CLINIC.rglob(f"*.{kind}")):
        for text in of_the_clinic(path):
            found.setdefault(CLINIC_DOMAIN, {}).setdefault(text, set()).add(path.relative_to(CLINIC).as_posix())
    return found


def of_the_clinic(path: Path) -> Iterator[str]:
    """Every text of a file of the clinic that its catalogue translates."""
    if path.suffix == ".yaml":
        yield from (text for _, text in declared(path))
    elif path.suffix == ".html":
        for plain, block in TAGS.findall(path.read_text("utf-8")):
            parts = [plain] if plain else re.split("{% plural %}", block)
            yield from (re.sub(r"{{ (\w+) }}", r"%(\1)s", part).strip() for part in parts)
    else:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in GETTEXT:
                yield from (
                    text.value
                    for text in node.args[:1]
                    if isinstance(text, ast.Constant) and isinstance(text.value, str)
                )


def declared(path: Path) -> Iterator[tuple[str, str]]:
    """(domain, text) for every text that a data file declares."""
    raw = path.read_text("utf-8")
    if not any(f"{block}:" in raw for block in BLOCKS):
        return
    document = yaml.load(raw, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    for block, domain in BLOCKS.items():
        wanted = document.get(block, {})
        for way in wanted.get("paths", ()):
            for text in _at(document, way.split("."), wanted.get("unless", {}), wanted.get("only", {})):
                yield wanted.get("domain", domain), text


def _at(node: Any, way: list[str], unless: Mapping[str, Any], only: Mapping[str, Any]) -> Iterator[str]:
    if isinstance(node, Mapping) and "id" in node and any(node.get(key) != value for key, value in only.items()):
        return
    if isinstance(node, Mapping) and any(key in node and node[key] == value for key, value in unless.items()):
        return
    if not way:
        yield from (text for text in (node if isinstance(node, list) else [node]) if isinstance(text, str) and text)
    elif way[0] == "*":
        for item in node.values() if isinstance(node, Mapping) else node or ():
            yield from _at(item, way[1:], unless, only)
    elif isinstance(node, Mapping) and way[0] in node:
        yield from _at(node[way[0]], way[1:], unless, only)


def spoken(path: Path) -> Iterator[tuple[str, str]]:
    """(domain, text) for every ``say`` of ``care.words`` in the code whose text is written out."""
    tree = ast.parse(path.read_text("utf-8"))
    brought = [
        node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("words")
    ]
    if not any(name.name == "say" for node in brought for name in node.names):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say" and node.args:
            domain = next((word.value for word in node.keywords if word.arg == "domain"), None)
            text = node.args[0]
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield domain.value if isinstance(domain, ast.Constant) else DEFAULT_DOMAIN, text.value


def place(lang: str, domain: str, suffix: str) -> Path:
    """Where a catalogue lies."""
    root = CLINIC if domain == CLINIC_DOMAIN else ROOT
    return root / "locale" / lang / "LC_MESSAGES" / f"{domain}{suffix}"


def kept(lang: str, domain: str) -> dict[str, str]:
    """Text -> translation of the catalogue as it is; fuzzy ones are not counted."""
    path = place(lang, domain, ".po")
    if not path.exists():
        return {}
    with path.open("rb") as opened:
        read = read_po(opened, locale=lang)
    return {str(item.id): str(item.string or "") for item in read if item.id and not item.fuzzy}


def built(lang: str, domain: str, texts: Mapping[str, set[str]]) -> Catalog:
    """The catalogue of these texts with what was translated before."""
    old = kept(lang, domain)
    catalogue = Catalog(
        locale=lang, domain=domain, project="needlepoint", fuzzy=False, creation_date=None, revision_date=None
    )
    for text in sorted(texts, key=lambda text: (sorted(texts[text]), text)):
        told = text if lang == "en" else old.get(text, "")
        files = [(file, None) for file in sorted(texts[text])]
        catalogue.add(text, told, locations=files)  # type: ignore[arg-type]
    return catalogue


def po_bytes(catalogue: Catalog) -> bytes:
    """The text form; without dates, so that the same texts give the same bytes."""
    into = io.BytesIO()
    write_po(into, catalogue, width=120, omit_header=False, include_lineno=False)
    dates = (b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Last-Translator', b'"Language-Team', b'"Generated-By')
    return b"".join(line for line in into.getvalue().splitlines(keepends=True) if not line.startswith((*dates, b"# ")))


def mo_bytes(po: bytes, lang: str) -> bytes:
    """The compiled form of a .po file, with a fixed date: the same texts give the same bytes."""
    catalogue = read_po(io.BytesIO(po), locale=lang)
    catalogue.creation_date = catalogue.revision_date = FIXED_DATE
    into = io.BytesIO()
    write_mo(into, catalogue)
    return into.getvalue()


def compiled(lang: str, domain: str) -> dict[str, str]:
    """Text -> translation of the compiled catalogue; empty when there is none."""
    path = place(lang, domain, ".mo")
    if not path.exists():
        return {}
    with path.open("rb") as opened:
        read = gettext.GNUTranslations(opened)._catalog  # type: ignore[attr-defined]
    return {text: told for text, told in read.items() if text}


def names(text: str) -> set[str]:
    """The placeholders of a text."""
    formed = {name for _, name, _, _ in string.Formatter().parse(text) if name}
    return formed | set(re.findall(r"%\((\w+)\)s", text))


def faults(lang: str, domain: str, texts: Mapping[str, set[str]]) -> list[str]:
    """What is wrong with a catalogue as it lies there; empty when nothing is."""
    told = kept(lang, domain)
    found = [f"{lang}/{domain}: missing: {text}" for text in texts if not told.get(text)]
    found += [f"{lang}/{domain}: nobody says it any more: {text}" for text in told if text not in texts]
    found += [
        f"{lang}/{domain}: placeholders differ: {text}"
        for text, new in told.items()
        if new and names(text) != names(new)
    ]
    if compiled(lang, domain) != {text: new for text, new in told.items() if new}:
        found.append(f"{lang}/{domain}: the .mo is not in step with the .po")
    return found


def main(arguments: list[str]) -> int:
    """Update and compile every catalogue, or check them."""
    wrong = []
    wanted = [name for name in arguments if not name.startswith("-")]
    for domain, texts in collect().items():
        if wanted and domain not in wanted:
            continue
        for lang in LANGUAGES:
            if "--check" not in arguments:
                po = po_bytes(built(lang, domain, texts))
                place(lang, domain, ".po").parent.mkdir(parents=True, exist_ok=True)
                place(lang, domain, ".po").write_bytes(po)
                place(lang, domain, ".mo").write_bytes(mo_bytes(po, lang))
            wrong += faults(lang, domain, texts)
    sys.stdout.write("\n".join(wrong or ["catalogues are complete and in step"]) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
