"""A file of trial arms, read row by row: what was done, to what, when it was read, and what came of it.

Format: that of ``calibration/data/trials.csv``. Everything wrong is named with its row (1 is the first below the head)
and column. An outcome becomes one kind: percent (of the start, or rated), points (a change, or final minus start),
rating (the mean of a rating of improvement), responders (percent of people), direction (only whether it was
significant), none.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ...errors import InputError, Problem, nearest
from ...outcome.instruments import Instrument, find_instrument
from . import cells
from .cells import Choice, Reading, Unreadable
from .responders import Threshold, threshold
from .treatment import Treatment, lesion, scar_type, treatment

COLUMNS = (
    "arm_id", "study", "indication", "subtype", "design", "n_enrolled", "n_analysed", "arm", "is_microneedling_alone",
    "device", "needle_mm", "sessions", "interval_weeks", "passes", "followup", "scale", "better_is", "baseline_mean",
    "baseline_sd", "final_mean", "final_sd", "change_mean", "change_sd_or_ci", "change_unit", "responder_pct",
    "responder_definition",
)  # fmt: skip
UNKNOWN_N = 30.0
SHARES_OF_A_TRIAL = 2.0
Kind = Literal["percent", "points", "rating", "responders", "direction", "none"]
Row = Mapping[str, str]


@dataclass(frozen=True)
class Arm:
    """One arm. n: people, assumed where ``n_told`` is false; instrument: None when the scale is not known.

    observed: in the arm's own unit, None when no number was printed; baseline: None when not printed; sign: +1 where a
    higher score is better; verdict: "better" or "none" where only significance was told; row: in the file, from 1;
    top: best value of a rating; blur: half of a printed range."""

    id: str
    study: str
    row: int
    status: str
    treatment: Treatment
    lesion: str
    type: str | None
    instrument: Instrument | None
    scale: str
    sign: int
    n: float
    n_told: bool
    device: str
    needle: Choice | None
    sessions: Choice | None
    interval_weeks: Choice | None
    passes: Choice | None
    reading: Reading
    kind: Kind
    observed: float | None
    baseline: float | None
    threshold: Threshold | None
    verdict: str
    top: float | None = None
    blur: float = 0.0


@dataclass(frozen=True)
class ArmFile:
    """Arms that could be read, and what was wrong with the rest: (row, problem)."""

    arms: tuple[Arm, ...]
    problems: tuple[tuple[int, Problem], ...]


def read_arms(path: Path) -> ArmFile:
    """Arms of a file. Raises InputError when it is no such file: unreadable, empty, columns missing."""
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as cause:
        raise InputError(Problem(path.name, "text that is not UTF-8", "a CSV file in UTF-8")) from cause
    except (OSError, ValueError) as cause:
        remedy = "Check the name and the folder."
        raise InputError(Problem(str(path), "no file that can be read", "a CSV file of arms", remedy)) from cause
    return parse_arms(text, path.name)


def parse_arms(text: str, name: str) -> ArmFile:
    """Arms of the text of a file."""
    table = list(csv.reader(io.StringIO(text.lstrip("﻿"))))
    head = [cell.strip() for cell in table[0]] if table else []
    missing = [column for column in COLUMNS if column not in head]
    if missing:
        raise InputError([_missing(name, column, head) for column in missing])
    body = [row for row in table[1:] if any(cell.strip() for cell in row)]
    if not body:
        raise InputError(Problem(name, "no row below the head", "one arm a row"))
    rows, problems = [], []
    for at, cells_of in enumerate(body, 1):
        if len(cells_of) != len(head):
            found = f"{len(cells_of)} cells"
            problems.append((at, Problem(f"{name}, row {at}", found, f"{len(head)}, one a column", QUOTES, at + 1)))
            continue
        rows.append((at, dict(zip(head, (cell.strip() for cell in cells_of), strict=True))))
    return _arms(rows, problems, name)


QUOTES = "A comma inside a cell needs the cell in quotes."


def _missing(name: str, column: str, head: Sequence[str]) -> Problem:
    near = nearest(column, head)
    return Problem(
        f"{name}, head", f"no column {column}", "every column of the format", (near and f"Is it {near[0]}?") or ""
    )


def _arms(rows: list[tuple[int, dict[str, str]]], problems: list[tuple[int, Problem]], name: str) -> ArmFile:
    seen: Counter[str] = Counter()
    arms, sides = [], Counter(row["study"] for _, row in rows)
    coded: dict[str, tuple[str, int]] = {}
    for at, row in rows:
        reader = _Reader(row, at, name)
        seen[row["arm_id"]] += 1
        if not row["arm_id"]:
            reader.wrong("arm_id", "nothing", "a name for the arm")
        elif seen[row["arm_id"]] > 1:
            reader.wrong("arm_id", f"{row['arm_id']} a second time", "each arm once")
        arm = reader.arm(sides[row["study"]])
        if (
            arm is not None
            and arm.instrument is not None
            and arm.instrument.kind == "gais"
            and arm.treatment.kind != "other"
        ):
            before = coded.setdefault(arm.study, (row["better_is"], at))
            if before[0] != row["better_is"]:
                found = f"{row['better_is']}, where row {before[1]} of the same study has {before[0]}"
                reader.wrong("better_is", found, "one coding of GAIS in a study, low good or high good")
        problems += [(at, problem) for problem in reader.problems]
        if arm is not None and not reader.problems:
            arms.append(arm)
    return ArmFile(tuple(arms), tuple(problems))


class _Reader:
    """One row: its cells, and what is wrong with them."""

    def __init__(self, row: Row, at: int, name: str) -> None:
        self.row, self.at, self.name = row, at, name
        self.problems: list[Problem] = []

    def wrong(self, column: str, found: str, allowed: str, remedy: str = "") -> None:
        place = f"{self.name}, row {self.at} ({self.row['arm_id'] or 'no arm_id'}), column {column}"
        self.problems.append(Problem(place, found, allowed, remedy, self.at + 1))

    def number(self, column: str, low: float | None = None, high: float | None = None) -> float | None:
        try:
            value = cells.number(self.row[column])
        except Unreadable as cause:
            self.wrong(column, repr(self.row[column]), cause.allowed)
            return None
        if value is not None and ((low is not None and value < low) or (high is not None and value > high)):
            self.wrong(column, f"{value:g}", _between(low, high))
            return None
        return value

    def choice(self, column: str, read: Callable[..., Choice | None], *others: str) -> Choice | None:
        try:
            return read(self.row[column], *(self.row[other] for other in others))
        except Unreadable as cause:
            self.wrong(column, repr(self.row[column]), cause.allowed)
            return None

    def visits(self, given: Treatment) -> Choice | None:
        found = self.choice("sessions", cells.sessions)
        if found is not None and given.kind == "needling" and max(found.values) < 1:
            self.wrong("sessions", "0, for an arm that was needled", "1 or more")
        return found

    def people(self, sides: int) -> tuple[float, bool]:
        for column in ("n_analysed", "n_enrolled"):
            try:
                value, total = cells.count(self.row[column])
            except Unreadable as cause:
                self.wrong(column, repr(self.row[column]), cause.allowed)
                continue
            if value is not None and value < 1:
                self.wrong(column, f"{value:g}", "1 or more")
            elif value is not None:
                shared = max(SHARES_OF_A_TRIAL, float(sides), _arms_in(self.row["design"]))
                return (max(value / shared, 1.0), True) if total else (value, True)
        return UNKNOWN_N, False

    def arm(self, sides: int) -> Arm | None:
        row = self.row
        given = treatment(row)
        if given is None:
            self.wrong(
                "is_microneedling_alone", repr(row["is_microneedling_alone"]), "yes, or no; then why, in brackets"
            )
            return None
        instrument = _instrument(row["scale"])
        where = lesion(row["indication"])
        sign = self.sign(instrument, given)
        self.fits(instrument, where, given)
        people = self.people(sides)
        kind, observed, baseline, limit = self.outcome(instrument, sign, given)
        return Arm(
            id=row["arm_id"],
            study=row["study"] or row["arm_id"],
            row=self.at,
            status=row.get("status", ""),
            treatment=given,
            lesion=where,
            type=scar_type(row["subtype"]),
            instrument=instrument,
            scale=row["scale"],
            sign=sign,
            n=people[0],
            n_told=people[1],
            device=row["device"] or row["arm"],
            needle=self.choice("needle_mm", cells.needle),
            sessions=self.visits(given),
            interval_weeks=self.choice("interval_weeks", cells.interval_weeks, "sessions"),
            passes=self.choice("passes", cells.passes),
            reading=cells.followup(row["followup"]),
            kind=kind,
            observed=observed,
            baseline=baseline,
            threshold=limit,
            verdict=_verdict(row["change_sd_or_ci"]),
            top=_top(row["scale"]),
            blur=cells.half_range(row["change_mean"]),
        )

    def sign(self, instrument: Instrument | None, given: Treatment) -> int:
        """+1 where higher is better. A coding that contradicts the scale, or its own name, is a problem."""
        said = cells.folded(self.row["better_is"])
        named = _named_coding(self.row["scale"])
        usual = named or (instrument.better if instrument else None)
        if said not in ("lower", "higher", ""):
            self.wrong("better_is", repr(self.row["better_is"]), "lower, higher, or nothing")
        elif said and named and said != named:
            remedy = "GAIS is used with low good and with high good; they cannot be mixed."
            self.wrong("better_is", f"{said}, on {self.row['scale']}", named, remedy)
        elif (
            said
            and instrument
            and instrument.kind == "severity"
            and instrument.better
            and said != instrument.better
            and not instrument.silent
        ):
            self.wrong("better_is", f"{said}, on {self.row['scale']}", f"{instrument.better} ({instrument.label})")
        return 1 if (said or usual) == "higher" else -1

    def fits(self, instrument: Instrument | None, where: str, given: Treatment) -> None:
        """A score made for another concern is a problem."""
        families = {"melasma", "hair"}
        if instrument is None or not instrument.lesions or where in ("other", "mixed", "pigment", *instrument.lesions):
            return
        if families & ({where} | set(instrument.lesions)):
            self.wrong(
                "scale", self.row["scale"], f"a scale for {self.row['indication']}", "This one is for something else."
            )

    def outcome(
        self, instrument: Instrument | None, sign: int, given: Treatment
    ) -> tuple[Kind, float | None, float | None, Threshold | None]:
        low, high = (instrument.low, instrument.high) if instrument and instrument.kind == "severity" else (None, None)
        baseline, final = self.number("baseline_mean", low, high), self.number("final_mean", low, high)
        for column in ("baseline_sd", "final_sd"):
            self.number(column, 0.0)
        percent = "%" in self.row["change_unit"] or "percent" in self.row["change_unit"].casefold()
        least = -100.0 if percent and sign < 0 else None
        change = self.number("change_mean", least)
        responders = self.number("responder_pct", 0.0, 100.0)
        rated = instrument is not None and instrument.kind != "severity"
        if change is None and baseline is not None and final is not None and not (percent and baseline <= 0):
            change = 100.0 * (final - baseline) / baseline if percent else final - baseline
        if change is not None:
            return ("percent" if percent else "points"), change, baseline, None
        if rated and final is not None:
            return "rating", final, None, None
        graded = instrument is not None and instrument.kind == "severity" and instrument.family == "grade"
        limit = threshold(self.row["responder_definition"], graded)
        if responders is not None:
            return "responders", responders, baseline, limit
        kind: Kind = "direction" if _verdict(self.row["change_sd_or_ci"]) else "none"
        return kind, None, baseline, None


def _between(low: float | None, high: float | None) -> str:
    if low is None:
        return f"at most {high:g}"
    return f"{low:g} or more" if high is None else f"{low:g} to {high:g}"


def _arms_in(design: str) -> float:
    """Arms or groups that the design speaks of; 1 when it does not."""
    found = re.search(r"(\d)\s*(?:arms|groups)", cells.folded(design))
    return float(found.group(1)) if found else 1.0


def _instrument(scale: str) -> Instrument | None:
    """The instrument of a scale cell; of several, the first that the model can speak of."""
    found = [item for part in re.split(r"[,;/+]", scale) if (item := find_instrument(part))]
    return next((item for item in found if not item.silent), found[0] if found else None)


def _named_coding(scale: str) -> str | None:
    """Which end is good, where the scale's name says it: "1best", "low good", "5 = best"."""
    plain = cells.folded(scale).replace("_", " ").replace("=", " ")
    if re.search(r"low(?:er)? (?:is )?(?:good|better|best)|\b[01] ?best|5 ?worst", plain):
        return "lower"
    if re.search(r"high(?:er)? (?:is )?(?:good|better|best)|\b[3-5] ?best|\b1 ?worst", plain):
        return "higher"
    return None


def _verdict(text: str) -> str:
    """What a paper says where it prints no number: "none" (no significant change), "better", or "" (nothing usable).

    A comparison with another arm says nothing of the change itself.
    """
    plain = cells.folded(text)
    if re.search(r"not different|\bvs\b|versus|compared|between", plain.split(";")[0]):
        return ""
    if re.search(r"no (?:statistically )?significant|not significant|unchanged|no change", plain):
        return "none"
    return "better" if re.search(r"p\s*[<=]\s*0?\.0", plain) else ""


def _top(scale: str) -> float | None:
    """The best value of a rating, where the scale's name gives its range (1_4, 0-10)."""
    found = re.search(r"(?<!\d)([01])\s*(?:_|-|to)\s*(\d{1,3})(?!\d)", scale)
    return float(found.group(2)) if found else None
