"""What a count of forecasts that held says: too few to tell, as said, too sure, too careful; and a lot as CSV."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass

from needlepoint.report import zones_in_words

from ..patients.selectors import known
from ..treatments.models import ZoneRecord
from ..treatments.selectors import Got
from .selectors import Count90

FEWEST_PEOPLE = 20
FEWEST_STATEMENTS = 20
Z = 1.96
HEAD = (
    "record number", "family name", "given name", "date of birth", "phone", "e-mail", "visit", "chart", "what", "lot",
    "GTIN", "serial", "expiry", "product",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Held:
    """A count in figures. share, low, high: percent; verdict: few, as_said, too_sure or too_careful."""

    id: str
    said: int
    stated: int
    held: int
    people: int
    share: int
    low: int
    high: int
    verdict: str
    needed: int


def held(row: Count90) -> Held:
    """The share that held with its 95 % interval. Statements about one person hang together, so people are counted."""
    share = row.held / row.stated if row.stated else 0.0
    low, high = wilson(share, row.people)
    few = row.people < FEWEST_PEOPLE or row.stated < FEWEST_STATEMENTS
    verdict = "few" if few else "too_sure" if high < row.said else "too_careful" if low > row.said else "as_said"
    figures = {"share": round(100 * share), "low": round(100 * low), "high": round(100 * high)}
    return Held(
        row.id,
        round(100 * row.said),
        row.stated,
        row.held,
        row.people,
        **figures,
        verdict=verdict,
        needed=FEWEST_PEOPLE,
    )


def wilson(share: float, n: int) -> tuple[float, float]:
    """The 95 % interval of a share seen in n people."""
    if not n:
        return 0.0, 1.0
    middle = share + Z**2 / (2 * n)
    wide = Z * math.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    return max(0.0, (middle - wide) / (1 + Z**2 / n)), min(1.0, (middle + wide) / (1 + Z**2 / n))


def settings_in_words(zones: Sequence[ZoneRecord]) -> list[str]:
    """What was done, zones with the same settings together: ``cheek (both sides): 1.25 mm, 4 passes``."""
    alike: dict[str, list[str]] = {}
    for row in zones:
        passes = "1 pass" if row.passes == 1 else f"{row.passes} passes"
        alike.setdefault(f"{row.depth_mm.normalize():f} mm, {passes}", []).append(row.zone)
    return [f"{zones_in_words(ids)}: {told}" for told, ids in alike.items()]


def lot_csv(found: Sequence[Got]) -> str:
    """Everybody who got a lot, with how to reach them. A cell never begins like a formula of a spreadsheet."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(HEAD)
    for got in found:
        person = known(got.treatment.patient)
        who = person.identity
        cells = (
            person.patient.number, who.family_name, who.given_name, who.birth_date, who.phone, who.email,
            got.treatment.on, got.treatment.status, got.what, got.lot, got.gtin, got.serial, got.expiry or "",
            got.product,
        )  # fmt: skip
        rows.writerow([_cell(value) for value in cells])
    return out.getvalue()


def _cell(value: object) -> str:
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
