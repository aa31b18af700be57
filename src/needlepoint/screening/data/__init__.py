"""The screening data that ship with the package: rules, classes of names, questions; read once, versioned as a whole.

The version is the day the data were last reviewed and a digest of all of them, so that any change of a rule shows.
"""

from __future__ import annotations

import functools
import hashlib
from importlib import resources
from typing import Any, cast

from ...evidence.sources import load_data

VERSION_DIGITS = 8


def _texts(folder: str) -> tuple[str, ...]:
    files = sorted((resources.files(__name__) / folder).iterdir(), key=lambda file: file.name)
    return tuple(file.read_text("utf-8") for file in files if file.name.endswith(".yaml"))


def rule_files() -> tuple[list[dict[str, Any]], ...]:
    """The rules as written, one list per file."""
    return tuple(load_data(text) for text in _texts("rules"))


def class_files() -> tuple[dict[str, Any], ...]:
    """The classes of names as written, one object per file."""
    return tuple(load_data(text) for text in _texts("classes"))


@functools.cache
def noise_words() -> frozenset[str]:
    """Words of a written name that never say which medicine it is: salts, forms, amounts."""
    groups = load_data((resources.files(__name__) / "noise.yaml").read_text("utf-8"))
    return frozenset(word for group in groups.values() for word in group.split())


@functools.cache
def route_words() -> dict[str, frozenset[str]]:
    """Words that say where a medicine goes, by the list it is then read as; under ``not`` the words that cancel."""
    groups = load_data((resources.files(__name__) / "routes.yaml").read_text("utf-8"))
    return {route: frozenset(text.split()) for route, text in groups.items()}


@functools.cache
def _questions() -> dict[str, Any]:
    return cast("dict[str, Any]", load_data((resources.files(__name__) / "questions.yaml").read_text("utf-8")))


def question(id: str, name: str) -> str:
    """The question that asks for a missing fact, about the thing of this name."""
    return str(_questions()["questions"][id]).format(name=name)


@functools.cache
def version() -> str:
    """The day of the data and a digest of every rule and class: ``2026-11-20.1a2b3c4d``."""
    joined = "\n".join((*_texts("rules"), *_texts("classes"))).replace("\r\n", "\n")
    return f"{_questions()['version']}.{hashlib.sha256(joined.encode()).hexdigest()[:VERSION_DIGITS]}"
