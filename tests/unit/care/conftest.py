"""Builds courses, cases and findings for the tests of care, and counts how hard a text is to read."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import yaml

from needlepoint.care import CarePlan, care_plan
from needlepoint.case import Case, parse_case
from needlepoint.course import Course, Session, ZoneTreatment
from needlepoint.device import Technique
from needlepoint.screening import Finding, Screening

ON = date(2026, 11, 20)
FIRST = date(2026, 12, 1)


def course_of(
    zones: tuple[str, ...] = ("cheek_left", "cheek_right"),
    depth_mm: float = 1.5,
    first: date | None = FIRST,
    sessions: int = 3,
    interval: int = 28,
    kind: str = "pen",
    phototype: str | None = "II",
    depths: tuple[float, ...] = (),
) -> Course:
    made = tuple(
        Session(
            number=index + 1,
            day=index * interval,
            date=first + timedelta(days=index * interval) if first else None,
            treatments=tuple(
                ZoneTreatment(
                    zone=zone,
                    technique=Technique(
                        depth_mm=depths[index] if depths else depth_mm, passes=4, pattern="crosshatch", speed_mm_s=None
                    ),
                )
                for zone in zones
            ),
        )
        for index in range(sessions)
    )
    about = {"age": 32, "sex": "female", "phototype": phototype}
    return Course.model_validate({"device": {"kind": kind}, "about": about, "sessions": made})


def case_of(**changes: Any) -> Case:
    """A case that fires nothing special, with parts replaced: ``case_of(setting="home")``."""
    parts: dict[str, Any] = {
        "patient": {"age": 32, "sex": "female", "phototype": "II", "weight_kg": 62},
        "history": {
            "conditions": [],
            "medications": [],
            "topicals": [],
            "procedures": [],
            "allergies": [],
            "pregnant": False,
            "breastfeeding": False,
        },
        "goals": [{"concern": "atrophic_acne_scar", "subtype": "rolling", "zones": ["cheek_left", "cheek_right"]}],
        "setting": "clinic",
        "device": {"kind": "pen"},
        "overrides": [],
    }
    for name, value in changes.items():
        part = parts[name]
        parts[name] = {**part, **value} if isinstance(part, dict) else value
    return parse_case(yaml.safe_dump(parts), on=ON)


def screening_of(*rules: str) -> Screening:
    """A screening that found just these rules."""
    findings = tuple(
        Finding.model_validate(
            {
                "rule": rule,
                "effect": "caution",
                "fact": "a test",
                "reason": "A test.",
                "sources": ("needlepoint",),
                "override": "none",
                "would_change": "nothing",
            }
        )
        for rule in rules
    )
    return Screening.model_validate(
        {
            "verdict": "caution" if rules else "clear",
            "earliest_date": None,
            "excluded_zones": (),
            "open_zones": ("cheek_left", "cheek_right"),
            "findings": findings,
            "on": ON,
            "rules_version": "test",
        }
    )


@pytest.fixture(name="make_course")
def _make_course() -> Callable[..., Course]:
    return course_of


@pytest.fixture(name="make_case")
def _make_case() -> Callable[..., Case]:
    return case_of


@pytest.fixture(name="make_plan")
def _make_plan() -> Callable[..., CarePlan]:
    def made(
        case: dict[str, Any] | None = None,
        findings: tuple[str, ...] = (),
        lang: str = "en",
        applied: tuple[str, ...] = (),
        **course: Any,
    ) -> CarePlan:
        found = screening_of(*findings)
        return care_plan(course_of(**course), case_of(**(case or {})), found, ON, lang=lang, applied=applied)

    return made


@pytest.fixture(name="ids")
def _ids() -> Callable[..., set[str]]:
    """The ids of all advice of a plan, or of one session of it."""

    def found(plan: CarePlan, session: int | None = None) -> set[str]:
        every = (*plan.preparation, *plan.visit, *plan.days, *plan.maintenance)
        return {advice.id for advice in every if session is None or session in advice.sessions}

    return found


def _syllables(word: str) -> int:
    """Groups of vowels, without a silent e at the end and a silent ed; at least one."""
    bare = re.sub(r"[^a-z]", "", word.lower())
    count = len(re.findall(r"[aeiouy]+", bare))
    if re.search(r"[^aeiouyl]e$|[^aeiouytd]ed$|[^aeiouysxz]es$", bare):
        count -= 1
    return max(count, 1)


def flesch_kincaid(text: str) -> float:
    """Flesch-Kincaid grade (Kincaid 1975): 0.39 words per sentence + 11.8 syllables per word - 15.59."""
    sentences = [part for part in re.split(r"[.!?:;]+(?:\s|$)", text) if re.search(r"\w", part)]
    words = re.findall(r"[A-Za-z][A-Za-z'-]*|\d+(?:\.\d+)?", text)
    syllables = sum(_syllables(word) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


@pytest.fixture(name="reading_grade")
def _reading_grade() -> Callable[[str], float]:
    return flesch_kincaid
