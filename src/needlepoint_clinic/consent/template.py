"""The words of the consent as versioned data: a template is its version, its language and the SHA-256 of its words."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml

LANGUAGES = ("en", "es")


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it."""

    heading: str
    text: str


@dataclass(frozen=True)
class TeachBack:
    """A question that the patient answers in own words."""

    id: str
    question: str


@dataclass(frozen=True)
class PhotoUse:
    """One use of photographs, agreed to by itself."""

    id: str
    label: str


@dataclass(frozen=True)
class Template:
    """Everything that the patient reads, in one language."""

    version: str
    language: str
    digest: str
    title: str
    sections: Sequence[Section]
    agreement: str
    teach_back: Sequence[TeachBack]
    photo_uses: Sequence[PhotoUse]
    cooling_off_days: int


@functools.cache
def _data() -> Mapping[str, Any]:
    text = (resources.files("needlepoint_clinic.consent") / "template.yaml").read_text("utf-8")
    return yaml.safe_load(text)


@functools.cache
def template(language: str) -> Template:
    """The words in a language; English where there are none."""
    data = _data()
    language = language if language in data["languages"] else "en"
    words = data["languages"][language]
    told = json.dumps(
        {"version": data["version"], "language": language, "words": words}, sort_keys=True, separators=(",", ":")
    )
    return Template(
        version=data["version"],
        language=language,
        digest=hashlib.sha256(told.encode()).hexdigest(),
        title=words["title"],
        sections=tuple(Section(**item) for item in words["sections"]),
        agreement=words["agreement"],
        teach_back=tuple(TeachBack(**item) for item in words["teach_back"]),
        photo_uses=tuple(PhotoUse(**item) for item in words["photo_uses"]),
        cooling_off_days=data["cooling_off_days"],
    )
