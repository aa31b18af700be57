"""A trial that nobody ran: a table with answers known by arithmetic, for the tests of the analysis."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from needlepoint.cohort.results import PEOPLE, SCORES, Results
from needlepoint.cohort.trial import BASELINE, Trial, parse_trial

Array = NDArray[np.float64]

TEXT = """
schema: needlepoint.trial/1
title: Invented
seed: 3
concern: atrophic_acne_scar
population: acne_scars
design: {design}
patients: {patients}
worlds: {worlds}
arms:
  - name: deep
    course: {{device: {{kind: roller, needle_length_mm: 1.5}}, schedule: "every 4 weeks, 4 times",
             treat: ["cheeks: 1.5 mm, 15 passes"]}}
  - {{name: nothing, control: none}}
scales: [goodman_baron_qualitative, lipper_perez]
visits: [{{name: one month, days_after_last: 28}}, {{name: six months, days_after_last: 168}}]
analysis: {{primary: {{scale: goodman_baron_qualitative, visit: six months}}, compare: [deep, nothing],
           responder: {{points: 0.5}}}}
"""


def invented_trial(design: str = "parallel", patients: int = 60, worlds: int = 6, more: str = "") -> Trial:
    """The trial of the invented results; ``more``: lines of YAML below it."""
    return parse_trial(TEXT.format(design=design, patients=patients, worlds=worlds) + more)


Gain = Callable[[str, str, int], float]


def invented_results(
    trial: Trial,
    gain: Callable[[int, int, str, int], float],
    *,
    unseen: Callable[[int, str, int], bool] = lambda twin, arm, visit: False,
    start: float = 3.0,
    failed: Callable[[int, str], bool] = lambda twin, arm: False,
) -> Results:
    """Readings by rule. gain(twin, world, arm, visit 0 or 1): points better on both scales; unseen: not read."""
    visits, rows = [BASELINE, *(visit.name for visit in trial.visits)], []
    for twin in range(trial.patients):
        world = twin % trial.worlds
        for place, arm in enumerate(trial.arms):
            person = twin * len(trial.arms) + place if trial.design == "parallel" else twin
            for number, visit in enumerate(visits):
                for item in trial.scales:
                    better = gain(twin, world, arm.name, number - 1) if number else 0.0
                    lost = number > 0 and (unseen(twin, arm.name, number - 1) or failed(twin, arm.name))
                    rows.append(
                        {
                            "person": person,
                            "twin": twin,
                            "arm": arm.name,
                            "visit": visit,
                            "scale": item.scale,
                            "world": world,
                            "day": trial.visit_days(arm)[visit],
                            "score": np.nan if lost else start - better,
                            "true": start - better,
                            "change": np.nan if lost else better,
                            "share": better / (start - 1.0),
                            "sessions_done": (min(number * 4, 4) if arm.course else 0),
                            "seen": not lost,
                            "dropped": lost,
                            "failed": number > 0 and failed(twin, arm.name),
                            "downtime_days": 2.0 + twin % 3 if arm.course else np.nan,
                            "worst_redness": 2.0 if arm.course else np.nan,
                        }
                    )
    return Results(trial, trial.patients, _people(trial), _table(rows, SCORES), sources=("minh2019",))


def _people(trial: Trial) -> pa.Table:
    rows = []
    for twin in range(trial.patients):
        for place, arm in enumerate(trial.arms if trial.design == "parallel" else trial.arms[:1]):
            many = trial.design == "parallel"
            rows.append(
                {
                    "person": twin * len(trial.arms) + place if many else twin,
                    "twin": twin,
                    "arm": arm.name if many else None,
                    "world": twin % trial.worlds,
                    "age": 20.0 + twin % 11,
                    "sex": "female" if twin % 4 else "male",
                    "phototype": "IV",
                    "smoker": twin % 10 == 0,
                    "subtype": "mixed",
                    "dermis_mm": 1.5,
                    "epidermis_mm": 0.05,
                    "severity": 3.0,
                    "drop_out_day": np.inf,
                }
            )
    return _table(rows, PEOPLE)


def _table(rows: list[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    plain = {field.name: [row[field.name] for row in rows] for field in schema}
    return pa.table(
        {
            field.name: pa.array(plain[field.name], type=pa.string()).dictionary_encode().cast(field.type)
            if pa.types.is_dictionary(field.type)
            else pa.array(plain[field.name], type=field.type)
            for field in schema
        },
        schema=schema,
    )
