"""The words of the consent as versioned data: a template is its version, its language and the SHA-256 of its words.

``template`` gives the words in force; ``made`` reads words that were kept, so that an old consent is shown as given.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

import yaml

LANGUAGES = ("en", "es")


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it; on the phone a step of its own, named by its id."""

    heading: str
    text: str
    id: str = ""


@dataclass(frozen=True)
class Choice:
    """An answer that can be chosen on the phone."""

    id: str
    text: str


@dataclass(frozen=True)
class TeachBack:
    """A question that the patient answers in own words, or on the phone by choosing. right: id of the true choice."""

    id: str
    question: str
    ask: str = ""
    choices: Sequence[Choice] = ()
    right: str = ""
    explain: str = ""


@dataclass(frozen=True)
class PhotoUse:
    """One use of photographs, agreed to by itself."""

    id: str
    label: str


@dataclass(frozen=True)
class Template:
    """Everything that the patient reads, in one language. document: the words as they are hashed and kept."""

    version: str
    language: str
    digest: str
    title: str
    sections: Sequence[Section]
    agreement: str
    teach_back: Sequence[TeachBack]
    photo_uses: Sequence[PhotoUse]
    cooling_off_days: int
    tries: int = 3
    risks: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, str] = field(default_factory=dict)
    document: Mapping[str, Any] = field(default_factory=dict)

    def asked(self, id: str) -> TeachBack | None:
        """The question of that id."""
        return next((item for item in self.teach_back if item.id == id), None)


@functools.cache
def _data() -> Mapping[str, Any]:
    text = (resources.files("needlepoint_clinic.consent") / "template.yaml").read_text("utf-8")
    return yaml.safe_load(text)


def template(language: str) -> Template:
    """The words in force, in a language; English where there are none."""
    data = _data()
    language = language if language in data["languages"] else "en"
    return _made(data["version"], language, json.dumps(data["languages"][language]), _days(data), _tries(data))


def made(version: str, language: str, document: Mapping[str, Any]) -> Template:
    """The words that were kept with a consent."""
    return _made(version, language, json.dumps(document), _days(_data()), _tries(_data()))


def _days(data: Mapping[str, Any]) -> int:
    return int(data["cooling_off_days"])


def _tries(data: Mapping[str, Any]) -> int:
    return int(data["tries"])


@functools.lru_cache(maxsize=16)
def _made(version: str, language: str, text: str, days: int, tries: int) -> Template:
    words = json.loads(text)
    told = json.dumps({"version": version, "language": language, "words": words}, sort_keys=True, separators=(",", ":"))
    return Template(
        version=version,
        language=language,
        digest=hashlib.sha256(told.encode()).hexdigest(),
        title=words["title"],
        sections=tuple(Section(**item) for item in words["sections"]),
        agreement=words["agreement"],
        teach_back=tuple(_asked(item) for item in words["teach_back"]),
        photo_uses=tuple(PhotoUse(**item) for item in words["photo_uses"]),
        cooling_off_days=days,
        tries=tries,
        risks=words.get("risks", {}),
        others=words.get("others", {}),
        document=words,
    )


def _asked(item: Mapping[str, Any]) -> TeachBack:
    return TeachBack(**(dict(item) | {"choices": tuple(Choice(**each) for each in item.get("choices", ()))}))
