"""Holds the conditions of rules that look at the history: conditions, medicines, procedures, allergies, unknown names.

A window counts from the day in the file: the last dose, the day (or the end) of a procedure. Up to the day before the
window ends, the fact counts; on the day it ends, it does not.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ..case import Condition, Procedure
from .classes import Found, NameReading, prednisolone_mg
from .facts import Facts, Taken, last_day, place_words, where_hit
from .outcome import Hit, Missing, Outcome
from .rule import AllergyTest, ConditionTest, MedicineTest, ProcedureTest, UnknownNameTest


def _unanswered(part: str) -> Outcome:
    return Outcome(missing=(Missing(part, f"history.{part}"),))


def conditions(test: ConditionTest, facts: Facts) -> Outcome:
    """Conditions of these names, with these details, in these places."""
    listed = facts.case.history.conditions
    if listed is None:
        return _unanswered("conditions")
    chosen = ((place, item) for place, item in enumerate(listed) if item.name in test.names)
    return Outcome.union(_condition(test, item, f"history.conditions[{place}]", facts) for place, item in chosen)


def _condition(test: ConditionTest, item: Condition, place: str, facts: Facts) -> Outcome:
    at = where_hit(test.where, item.zones, facts.wanted)
    if at is None or (item.active is False and test.active != "any"):
        return Outcome()
    given = {detail: getattr(item, detail) for detail in test.attributes}
    if any(value is not None and value not in test.attributes[detail] for detail, value in given.items()):
        return Outcome()
    unknown = [] if test.missing_counts else [detail for detail, value in given.items() if value is None]
    if test.active == "yes" and item.active is None:
        unknown.append("active")
    if unknown:
        name = item.name.replace("_", " ")
        return Outcome(missing=tuple(Missing(detail, f"{place}.{detail}", name, at, place) for detail in unknown))
    return Outcome(hits=(Hit(place, _condition_words(item), at),))


def _condition_words(item: Condition) -> str:
    active = {True: "active now", False: "not active now", None: None}[item.active]
    last = f"last on {item.last}" if item.last else None
    control = {None: None, "controlled": "well controlled", "uncontrolled": "not well controlled"}[item.control]
    grade = f"grade {item.grade}" if item.grade else None
    details = ", ".join(filter(None, (item.severity, item.subtype, grade, control, active, last)))
    return f"{item.name.replace('_', ' ')}{f' ({details})' if details else ''}{place_words(item.zones)}"


def medicines(test: MedicineTest, facts: Facts) -> Outcome:
    """Medicines and skin products of these classes."""
    return Outcome.union(_one_list(test, which, facts) for which in test.lists)


def _one_list(test: MedicineTest, which: str, facts: Facts) -> Outcome:
    taken = facts.taken(which)
    if taken is None:
        return _unanswered(which)
    return Outcome.union(
        _medicine(test, item, found, facts.on) for item in taken for found in _of_class(test, item.reading)
    )


def _of_class(test: MedicineTest | AllergyTest, reading: NameReading) -> list[Found]:
    """The first part of the name that is of the classes (one is enough to fire), or none."""
    return [found for found in reading.found if found.entry.classes & set(test.classes)][:1]


def _medicine(test: MedicineTest, item: Taken, found: Found, on: date) -> Outcome:
    over, until = _time(test, item, on)
    if over or not _prescribed_fits(test, item):
        return Outcome()
    hit = Hit(item.place, _medicine_words(item, found, on), (), until)
    if test.prescribed == "yes" and item.prescribed is None:
        return Outcome(
            missing=(Missing("prescribed", f"{item.place}.prescribed", found.entry.generic, (), item.place),)
        )
    if test.dose is None:
        return Outcome(hits=(hit,))
    return _dose(test, item, found, hit)


def _time(test: MedicineTest, item: Taken, on: date) -> tuple[bool, date | None]:
    """Whether it is too long ago (or still going on, for a test of what has ended), and the day its window ends."""
    if item.now(on) or item.entry.last is None:
        return test.taken == "ended", None
    until = test.window.ends(item.entry.last)
    return test.taken == "now" or on >= until, until


def _prescribed_fits(test: MedicineTest, item: Taken) -> bool:
    if test.prescribed == "yes":
        return item.prescribed is not False
    return test.prescribed is None or item.prescribed is not True


def _dose(test: MedicineTest, item: Taken, found: Found, hit: Hit) -> Outcome:
    dose = prednisolone_mg(item.entry.name, found.entry)
    if dose is None:
        question = Missing("dose", f"{item.place}.name", found.entry.generic, (), item.place)
        return Outcome((hit,), (question,)) if test.dose == "high" else Outcome()
    fits = (dose >= test.limit_mg) == (test.dose == "high")
    worded = replace(hit, fact=f"{hit.fact}; read as a day's dose, it does what {dose:g} mg of prednisolone does")
    return Outcome(hits=(worded,) if fits else ())


def _medicine_words(item: Taken, found: Found, on: date) -> str:
    when = "still taken" if item.now(on) else f"last on {item.entry.last}"
    used = when.replace("taken", "used") if ".topicals" in item.place else when
    return f"{name_words(item.reading, found)}, {used}"


def name_words(reading: NameReading, found: Found) -> str:
    """A name as written, and what it was taken for when that differs."""
    known, generic = found.entry.name, found.entry.generic
    meaning = known if known == generic else f"{known} ({generic})"
    if found.typo:
        return f"'{reading.written}', taken for {meaning}"
    return reading.written if generic in reading.written.casefold() else f"{reading.written} ({generic})"


def procedures(test: ProcedureTest, facts: Facts) -> Outcome:
    """Procedures of these kinds, in these places, within the window."""
    listed = facts.case.history.procedures
    if listed is None:
        return _unanswered("procedures")
    chosen = ((place, item) for place, item in enumerate(listed) if item.kind in test.names)
    return Outcome.union(_procedure(test, item, f"history.procedures[{place}]", facts) for place, item in chosen)


def _procedure(test: ProcedureTest, item: Procedure, place: str, facts: Facts) -> Outcome:
    at = where_hit(test.where, item.zones, facts.wanted)
    if at is None:
        return Outcome()
    name, last = item.kind.replace("_", " "), last_day(item)
    if last is None and test.undated == "ask":
        return Outcome(missing=(Missing("procedure_date", f"{place}.date", name, at, place),))
    if last is None or (item.end is not None and item.end > facts.on):
        words = f"{name}{place_words(item.zones)}, still going on" + ("" if item.end else " (no date given)")
        return Outcome(hits=(Hit(place, words, at),) if test.done != "ended" else ())
    return _done(
        test, item, Hit(place, f"{name}{place_words(item.zones)} on {last}", at, test.window.ends(last)), facts
    )


def _done(test: ProcedureTest, item: Procedure, hit: Hit, facts: Facts) -> Outcome:
    """A procedure whose day is known. One that usually lasts is asked for its end when only its day is given."""
    ask = test.end_matters and item.end is None
    name = item.kind.replace("_", " ")
    missing = (Missing("procedure_end", f"{hit.place}.end", name, hit.zones, hit.place),) if ask else ()
    fires = test.done != "now" and hit.until is not None and facts.on < hit.until
    return Outcome((hit,) if fires else (), missing)


def allergies(test: AllergyTest, facts: Facts) -> Outcome:
    """Allergies to something of these classes."""
    listed = facts.allergies()
    if listed is None:
        return _unanswered("allergies")
    return Outcome(
        hits=tuple(
            Hit(place, f"allergy: {name_words(reading, found)}")
            for place, reading in listed
            for found in _of_class(test, reading)
        )
    )


def unknown_names(_: UnknownNameTest, facts: Facts) -> Outcome:
    """Names that nothing matches; and, to be confirmed, harmless ones that match but for a letter."""
    found: list[Outcome] = []
    for which in ("medications", "topicals"):
        taken = facts.taken(which)
        found += [_unanswered(which)] if taken is None else [_unknown(item.place, item.reading) for item in taken]
    listed = facts.allergies()
    found += [_unanswered("allergies")] if listed is None else [_unknown(*item) for item in listed]
    return Outcome.union(found)


def _unknown(place: str, reading: NameReading) -> Outcome:
    which = place.split("[")[0].removeprefix("history.")
    hits = tuple(Hit(place, f"'{part}' among the {which} is a name that no class knows") for part in reading.unknown)
    guessed = [found for found in reading.found if found.typo and found.entry.harmless]
    asked = tuple(
        Missing("spelling", f"{place}.name", f"'{found.typo}' ({found.entry.name})", (), place) for found in guessed
    )
    return Outcome(hits, asked)
