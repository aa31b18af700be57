"""What a virtual trial leaves: two tables, one row a person and one row a reading.

``people`` (one row a person; ``PEOPLE`` has the types):
    person   number from 0. parallel: person = twin x arms + place of the arm; within_person: person = twin
    twin     the virtual person. The same twin stands in every arm, so that arms differ only by the treatment
    arm      the person's arm (parallel); null where everybody has every arm (within_person)
    world    the draw of the model's own uncertainty that this person lives in, 0 to worlds - 1: twin modulo worlds
    age (years), sex, phototype, smoker, subtype (of scar), dermis_mm and epidermis_mm (of the first treated zone)
    severity the true starting score on the first scale, without rater noise
    drop_out_day  the day after which this person does not come any more; infinite = never

``scores`` (person x arm x visit x scale, in this order; visits: "baseline" first, then the trial's; ``SCORES``):
    person, twin, arm, visit, scale, world; day after the first session
    score    what the raters wrote (mean over raters), NaN where the person was not seen
    true     the score without rater noise, also where nobody saw it
    change   from the written baseline to the written score, points, positive = better; NaN where not seen
    share    share of what can go that is gone, without rater noise (1 = all of it)
    sessions_done   sessions held before this reading; seen; dropped (gone by then); failed: the tissue model gave no
             number (score NaN, to be counted, never silently left out)
    downtime_days, worst_redness (0-4) after the first session of the arm; NaN in arms without one

Arrays: ``Results.column(table, name)``. All tables are pyarrow; ``to_dataset`` gives xarray.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from .trial import BASELINE, Trial

if TYPE_CHECKING:
    import xarray

WORD = pa.dictionary(pa.int16(), pa.string())

PEOPLE = pa.schema(
    [
        ("person", pa.int32()),
        ("twin", pa.int32()),
        ("arm", WORD),
        ("world", pa.int16()),
        ("age", pa.float32()),
        ("sex", WORD),
        ("phototype", WORD),
        ("smoker", pa.bool_()),
        ("subtype", WORD),
        ("dermis_mm", pa.float32()),
        ("epidermis_mm", pa.float32()),
        ("severity", pa.float32()),
        ("drop_out_day", pa.float32()),
    ]
)
SCORES = pa.schema(
    [
        ("person", pa.int32()),
        ("twin", pa.int32()),
        ("arm", WORD),
        ("visit", WORD),
        ("scale", WORD),
        ("world", pa.int16()),
        ("day", pa.float32()),
        ("score", pa.float32()),
        ("true", pa.float32()),
        ("change", pa.float32()),
        ("share", pa.float32()),
        ("sessions_done", pa.int16()),
        ("seen", pa.bool_()),
        ("dropped", pa.bool_()),
        ("failed", pa.bool_()),
        ("downtime_days", pa.float32()),
        ("worst_redness", pa.float32()),
    ]
)


@dataclass(frozen=True)
class Results:
    """A finished trial. people, scores: the tables above; folder: where they are kept, None = in memory only;
    patients: virtual people in every arm; notes: what was assumed; sources: ids of everything that was used."""

    trial: Trial
    patients: int
    people: pa.Table
    scores: pa.Table
    folder: Path | None = None
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = field(default=())

    def column(self, table: str, name: str) -> NDArray[Any]:
        """A column of ``people`` or ``scores`` as an array; words as text."""
        held: pa.Table = getattr(self, table)
        column = held.column(name)
        if pa.types.is_dictionary(column.type):
            column = column.cast(pa.string())  # a dictionary's own nulls read as its last word
        values: NDArray[Any] = column.to_numpy()
        return values

    def to_dataset(self) -> xarray.Dataset:
        """The same as xarray, see :func:`to_dataset`."""
        return to_dataset(self)


def to_dataset(results: Results) -> xarray.Dataset:
    """Scores by (twin, arm, visit, scale), people by twin, with units and meanings as attributes."""
    import xarray

    trial = results.trial
    arms, scales = [arm.name for arm in trial.arms], [item.scale for item in trial.scales]
    visits = [BASELINE, *(visit.name for visit in trial.visits)]
    shape = (results.patients, len(arms), len(visits), len(scales))
    dims = ("twin", "arm", "visit", "scale")
    words = {
        "score": "what the raters wrote",
        "true": "the score without rater noise",
        "change": "from the written baseline, points, positive is better",
        "share": "share of what can go that is gone",
        "seen": "whether the person was seen",
        "dropped": "whether the person had left by then",
        "failed": "whether the tissue model gave no number",
    }
    held: dict[str, Any] = {
        name: (dims, results.column("scores", name).reshape(shape), {"units": "1", "long_name": text})
        for name, text in words.items()
    }
    for name, unit in (("day", "day"), ("sessions_done", "1")):
        values = results.column("scores", name).reshape(shape)[..., 0]
        held[name] = (dims[:3], values, {"units": unit, "long_name": name.replace("_", " ")})
    for name, unit in (("downtime_days", "day"), ("worst_redness", "grade")):
        values = results.column("scores", name).reshape(shape)[:, :, 0, 0]
        held[name] = (dims[:2], values, {"units": unit, "long_name": name.replace("_", " ")})
    units = {"age": "year", "dermis_mm": "mm", "epidermis_mm": "mm", "drop_out_day": "day"}
    once = slice(None, None, len(arms) if trial.design == "parallel" else 1)
    for name in ("world", "age", "sex", "phototype", "smoker", "subtype", "dermis_mm", "epidermis_mm", "severity"):
        values = np.asarray(results.column("people", name)[once])
        held[name] = (
            ("twin",),
            values.astype(str) if values.dtype == object else values,
            {"units": units.get(name, "1")},
        )
    coordinates = {"twin": np.arange(results.patients), "arm": arms, "visit": visits, "scale": scales}
    return xarray.Dataset(
        held, coords=coordinates, attrs={"title": trial.title, "seed": trial.seed, "trial": trial.key}
    )
