"""The form of one step: built from its questions, with nothing required and nothing taken for no.

A field's name is the id of its answer. A date has a tick beside it for "I don't know"; zones are ticks by part of the
body. What is left empty does not become an answer.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _

from ..core.forms import ClinicForm
from .questionnaire import (
    ELSEWHERE,
    NO,
    UNKNOWN,
    Options,
    Question,
    Step,
    other_zones,
    words_of_answers,
    zone_groups,
    zone_words,
)

MAX_ROWS = 40
LONGEST_NAME = 120
HEAVIEST_KG, LIGHTEST_KG = 400, 2
NOT_KNOWN = "not_known"


def step_version(step: Step, answers: Mapping[str, Any]) -> int:
    """A number that changes when the answers of this step do: a form shown for others is stale."""
    told = {id: answers.get(id) for id in step.answer_ids}
    return 1 + zlib.crc32(json.dumps(told, sort_keys=True).encode()) % (2**31 - 2)


@dataclass(frozen=True)
class Block:
    """One question as a page shows it. parts: the bound fields; groups: (part of the body, its ticks)."""

    question: Question
    kind: str
    parts: tuple[BoundField, ...]
    groups: tuple[tuple[str, BoundField], ...] = ()

    @property
    def errors(self) -> list[str]:
        """What is wrong with it, in words."""
        fields = (*self.parts, *(field for _, field in self.groups))
        return [str(error) for field in fields for error in field.errors]

    @property
    def id(self) -> str:
        """For the page's own references."""
        return f"q-{self.question.id}".replace(".", "-")


class StepForm(ClinicForm):
    """The questions of one step. ``answers``: what was answered before; ``born``: no date lies before it."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        step: Step,
        answers: Mapping[str, Any],
        today: date,
        born: date,
        blank_rows: int = 1,
    ) -> None:
        super().__init__(data)
        self.step, self.answers, self.today, self.born = step, answers, today, born
        self.use_required_attribute = False
        self.fields["version"].initial = step_version(step, answers)
        for question, given in self._asked(blank_rows):
            self._add(question, given)

    def _asked(self, blank_rows: int) -> Iterator[tuple[Question, Any]]:
        if self.step.rows is None:
            yield from ((question, self.answers.get(question.id)) for question in self.step.questions)
            return
        kept = self.answers.get(f"{self.step.rows.id}.rows", [])
        for place in range(self.row_count(len(kept), blank_rows)):
            row = kept[place] if place < len(kept) else {}
            yield from ((_in_row(self.step.rows, place, one), row.get(one.id)) for one in self.step.rows.rows)

    def row_count(self, kept: int, blank: int) -> int:
        """How many rows the page has: those that were sent, or those kept and some blank ones."""
        if not self.is_bound or self.step.rows is None:
            return min(kept + blank, MAX_ROWS)
        first, place = self.step.rows.rows[0].id, 0
        while place < MAX_ROWS and f"{self.step.rows.id}.rows-{place}-{first}" in self.data:
            place += 1
        return place

    def _add(self, question: Question, given: Any) -> None:
        if question.kind == "zones":
            self._add_zones(question, given)
        elif question.kind == "date":
            known = given not in (None, UNKNOWN)
            widget = forms.DateInput(attrs={"type": "date", "max": self.today.isoformat()}, format="%Y-%m-%d")
            self.fields[question.id] = forms.DateField(
                required=False, widget=widget, initial=date.fromisoformat(given) if known else None
            )
            self.fields[f"{question.id}.{NOT_KNOWN}"] = forms.BooleanField(required=False, initial=given == UNKNOWN)
        else:
            self.fields[question.id] = _field(question, given)

    def _add_zones(self, question: Question, given: Any) -> None:
        for place, (_name, zones) in enumerate((*zone_groups(), ("", other_zones()))):
            chosen = {"[]": [ELSEWHERE], UNKNOWN: [UNKNOWN]}.get(str(given), given or ())
            self.fields[f"{question.id}.{place}"] = _many(zones, [id for id, _words in zones if id in chosen])

    def blocks(self) -> list[Block]:
        """The questions in order, ready to be shown."""
        return [self._block(question) for question, _given in self._asked(1)]

    def rows(self) -> list[list[Block]]:
        """For a list: the blocks of each row."""
        size = len(self.step.rows.rows) if self.step.rows else 1
        blocks = self.blocks()
        return [blocks[start : start + size] for start in range(0, len(blocks), size)]

    def _block(self, question: Question) -> Block:
        if question.kind == "zones":
            names = [name for name, _zones in zone_groups()]
            groups = tuple((name, self[f"{question.id}.{place}"]) for place, name in enumerate(names))
            return Block(question, "zones", (self[f"{question.id}.{len(names)}"],), groups)
        if question.kind == "date":
            return Block(question, "date", (self[question.id], self[f"{question.id}.{NOT_KNOWN}"]))
        kind = "radio" if question.kind in ("three", "choice", "points") else question.kind
        return Block(question, kind, (self[question.id],))

    def clean(self) -> dict[str, Any]:
        """Dates lie between birth and today."""
        cleaned = super().clean() or self.cleaned_data
        for name, value in list(cleaned.items()):
            if isinstance(value, date) and not self.born <= value <= self.today:
                self.add_error(name, ValidationError(_("This day cannot be. Write a day up to today.")))
        return cleaned

    def taken(self) -> dict[str, Any]:
        """Answer id -> answer for everything that this step settles; None = not answered."""
        if self.step.rows is not None:
            rows = [self._row(place) for place in range(self.row_count(0, 0))]
            return {f"{self.step.rows.id}.rows": [row for row in rows if row.get("name")] or None}
        rest = NO if self.data.get("rest") == NO else None
        return {question.id: self._answer(question, rest) for question in self.step.questions}

    def _row(self, place: int) -> dict[str, Any]:
        assert self.step.rows is not None
        told = {one.id: self._answer(_in_row(self.step.rows, place, one), None) for one in self.step.rows.rows}
        return {id: value for id, value in told.items() if value is not None}

    def _answer(self, question: Question, rest: str | None) -> Any:
        if question.kind == "zones":
            return self._zones(question)
        value = self.cleaned_data.get(question.id)
        if question.kind == "date":
            unknown = self.cleaned_data.get(f"{question.id}.{NOT_KNOWN}")
            return value.isoformat() if value else (UNKNOWN if unknown else None)
        if question.kind == "points":
            return int(value) if value and value != UNKNOWN else (value or None)
        if question.kind == "number":
            return float(value) if value is not None else None
        return value or (rest if question.kind == "three" else None)

    def _zones(self, question: Question) -> Any:
        chosen = [id for place in range(len(zone_groups()) + 1) for id in self.cleaned_data[f"{question.id}.{place}"]]
        zones = [id for id in chosen if id in zone_words()]
        if zones or ELSEWHERE in chosen:
            return zones
        return UNKNOWN if UNKNOWN in chosen else None


def _in_row(owner: Question, place: int, one: Question) -> Question:
    return Question(f"{owner.id}.rows-{place}-{one.id}", one.text, one.kind, one.hint, options=one.options)


def _spoken(options: Options) -> list[tuple[str, str]]:
    return [(value, _(words)) for value, words in options]


def _many(options: Options, given: list[str]) -> forms.Field:
    widget = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(choices=_spoken(options), required=False, widget=widget, initial=given)


def _field(question: Question, given: Any) -> forms.Field:
    if question.kind == "many":
        return _many(question.options, list(given or ()))
    if question.kind == "text":
        return forms.CharField(max_length=LONGEST_NAME, required=False, initial=given)
    if question.kind == "number":
        return forms.DecimalField(
            min_value=LIGHTEST_KG, max_value=HEAVIEST_KG, max_digits=5, decimal_places=1, required=False, initial=given
        )
    unknown = words_of_answers()[-1:]
    options = words_of_answers() if question.kind == "three" else question.options + unknown
    initial = None if given is None else str(given)
    return forms.ChoiceField(choices=_spoken(options), required=False, widget=forms.RadioSelect, initial=initial)


def checked(answers: Mapping[str, Any], known: Mapping[str, Question]) -> None:
    """Raises ValueError when an answer has no question or is not of its kind (for answers that no form took)."""
    for id, value in answers.items():
        owner = known.get(id.removesuffix(".rows"))
        if owner is None or (id.endswith(".rows") and not owner.rows):
            raise ValueError(f"{id} is no question")
        if value is not None and not _fits(owner, id, value):
            raise ValueError(f"{id}: {value!r} does not answer it")


def _fits(question: Question, id: str, value: Any) -> bool:
    if id.endswith(".rows"):
        allowed = {one.id: one for one in question.rows}
        return isinstance(value, list) and len(value) <= MAX_ROWS and all(_row_fits(allowed, row) for row in value)
    if question.kind in ("many", "zones"):
        words = {id for id, _words in question.options} if question.kind == "many" else set(zone_words())
        return (value == UNKNOWN and question.kind == "zones") or (isinstance(value, list) and set(value) <= words)
    if question.kind == "points":
        return value == UNKNOWN or (type(value) is int and 0 <= value < len(question.options))
    if question.kind == "number":
        return isinstance(value, int | float) and LIGHTEST_KG <= value <= HEAVIEST_KG
    if question.kind == "date":
        return value == UNKNOWN or (isinstance(value, str) and date.fromisoformat(value) is not None)
    if question.kind == "text":
        return isinstance(value, str) and 0 < len(value) <= LONGEST_NAME
    options = words_of_answers() if question.kind == "three" else question.options + words_of_answers()[-1:]
    return value in {option for option, _words in options}


def _row_fits(allowed: Mapping[str, Question], row: Any) -> bool:
    return (
        isinstance(row, dict)
        and "name" in row
        and all(id in allowed and _fits(allowed[id], id, value) for id, value in row.items())
    )
