"""Holds one condition of a rule against the facts of a case: what fires it, and what it would have to know.

The logic has three values. A hit is a fact that fulfils the condition; a missing fact leaves it open and is asked for;
neither means no. Nothing that is not answered counts as no.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from ..case import Goal
from ..skin import zones
from . import evaluate_history as history
from .facts import Facts
from .outcome import Hit, Missing, Outcome
from .rule import (
    AgeTest,
    AllTest,
    AnswerTest,
    ConcernTest,
    DeviceTest,
    FindingTest,
    Permitted,
    PhototypeTest,
    SettingTest,
    Test,
)


def evaluate(test: Test, facts: Facts) -> Outcome:
    """What the condition finds in the facts."""
    return _KINDS[test.kind](test, facts)


def _age(test: AgeTest, facts: Facts) -> Outcome:
    age = facts.case.patient.age_on(facts.on)
    if age is None:
        return Outcome(missing=(Missing("age", "patient.age"),))
    fits = test.at_least <= age < test.below
    return Outcome(hits=(Hit("patient.age", f"age {age}"),) if fits else ())


def _phototype(test: PhototypeTest, facts: Facts) -> Outcome:
    phototype = facts.case.patient.phototype
    if phototype is None:
        return Outcome(missing=(Missing("phototype", "patient.phototype"),))
    fits = phototype in test.among
    return Outcome(hits=(Hit("patient.phototype", f"phototype {phototype}"),) if fits else ())


def _setting(test: SettingTest, facts: Facts) -> Outcome:
    setting = facts.case.setting
    if setting is None:
        return Outcome(missing=(Missing("setting", "setting"),))
    return Outcome(hits=(Hit("setting", f"setting: {setting}"),) if setting == test.setting else ())


def _answer(test: AnswerTest, facts: Facts) -> Outcome:
    place = f"history.{test.fact}"
    given = getattr(facts.case.history, test.fact)
    if given is not None:
        return Outcome(hits=(Hit(place, f"{test.fact}: yes"),) if given else ())
    sex, age = facts.case.patient.sex, facts.case.patient.age_on(facts.on)
    if (sex and sex not in test.sexes) or (age is not None and not test.ages[0] <= age <= test.ages[1]):
        return Outcome()
    unknown_sex = () if sex else (Missing("sex", "patient.sex"),)
    return Outcome(missing=(*unknown_sex, Missing(test.fact, place)))


def _device(test: DeviceTest, facts: Facts) -> Outcome:
    if facts.case.device is None:
        return Outcome(missing=(Missing("device", "device"),))
    checks = []
    if test.radiofrequency is not None:
        checks.append(_radiofrequency(test.radiofrequency, facts))
    if test.deeper_than_mm is not None:
        checks.append(_reach(test.deeper_than_mm, facts))
    if test.material:
        checks.append(_material(test, facts))
    return _every(checks)


def _radiofrequency(wanted: bool, facts: Facts) -> Outcome:
    spec = facts.case.device
    has = bool(spec and spec.radiofrequency)
    words = f"a {spec.kind if spec else 'device'} {'with' if has else 'without'} radiofrequency"
    return Outcome(hits=(Hit("device", words),) if has == wanted else ())


def _reach(limit_mm: float, facts: Facts) -> Outcome:
    reach = facts.reach_mm()
    if reach is None:
        return Outcome(missing=(Missing("depth", "device.max_depth_mm or device.needle_length_mm"),))
    return Outcome(hits=(Hit("device", f"a device that reaches {reach:g} mm"),) if reach > limit_mm else ())


def _material(test: DeviceTest, facts: Facts) -> Outcome:
    material = facts.material()
    if material is not None:
        return Outcome(hits=(Hit("device", f"needles of {material}"),) if material in test.material else ())
    unknown = (Missing("material", "device.material"),)
    hits = (Hit("device", "needles whose material is not given, so probably steel"),) if test.missing_counts else ()
    return Outcome(hits, unknown)


def _concern(test: ConcernTest, facts: Facts) -> Outcome:
    found = [_goal(test, goal, place, facts.on) for place, goal in enumerate(facts.case.goals)]
    return Outcome.union(found)


def _goal(test: ConcernTest, goal: Goal, place: int, on: date) -> Outcome:
    at = tuple(zone for zone in goal.zones if not any(_permits(one, goal.concern, zone) for one in test.unless))
    if not at or (test.names and goal.concern not in test.names):
        return Outcome()
    words = f"{goal.words.label} on {', '.join(zones()[zone].label for zone in at)}"
    key = f"goals[{place}]"
    if test.scar_window is None:
        return Outcome(hits=(Hit(key, words, at),))
    if goal.scar_date is None:
        return Outcome(missing=(Missing("scar_date", f"{key}.scar_date", zones=at),) if test.ask else ())
    until = test.scar_window.ends(goal.scar_date)
    hit = Hit(key, f"{words}, made on {goal.scar_date}", at, until)
    return Outcome(hits=(hit,) if on < until else ())


def _permits(one: Permitted, concern: str, zone: str) -> bool:
    place = zones()[zone]
    return concern in one.names and (place.region in one.regions or place.base in one.bases)


def _finding(test: FindingTest, facts: Facts) -> Outcome:
    fired = facts.fired.get(test.effect, ())
    names = ", ".join(rule.replace("_", " ") for rule in dict.fromkeys(fired))
    return Outcome(hits=(Hit("findings", f"a {test.effect}'s decision is needed: {names}"),) if fired else ())


def _all(test: AllTest, facts: Facts) -> Outcome:
    return _every(evaluate(part, facts) for part in test.tests)


def _every(outcomes: Iterable[Outcome]) -> Outcome:
    """All of them: no when one says no, open while one is open (only the first open one is asked for)."""
    parts = list(outcomes)
    if any(not part.hits and not part.missing for part in parts):
        return Outcome()
    asked: tuple[Missing, ...] = ()
    for part in parts:
        asked += part.missing
        if not part.hits:
            return Outcome(missing=asked)
    others = "; ".join(hit.fact for part in parts[1:] for hit in part.hits)
    hits = tuple(replace(hit, fact=f"{hit.fact}; {others}" if others else hit.fact) for hit in parts[0].hits)
    return Outcome(hits, asked)


_KINDS: dict[str, Callable[[Any, Facts], Outcome]] = {
    "age": _age,
    "phototype": _phototype,
    "setting": _setting,
    "answer": _answer,
    "condition": history.conditions,
    "medicine": history.medicines,
    "procedure": history.procedures,
    "allergy": history.allergies,
    "unknown_name": history.unknown_names,
    "device": _device,
    "concern": _concern,
    "finding": _finding,
    "all": _all,
}
