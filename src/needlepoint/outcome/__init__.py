"""Outcome: from tissue to what people see. First edition: recovery signs, downtime, the forecast's series and words."""

from .recovery import INTERVAL, Band, Recovery, band, recovery
from .signs import (
    LABELS,
    Signs,
    central_signs,
    downtime_days,
    graded_redness,
    recovery_signs,
    sample_days,
    worst_erythema,
)
from .statements import Statement, statements_for
from .summary import (
    FORECAST_AFTER_DAYS,
    Milestone,
    Series,
    collagen,
    forecast_days,
    milestones,
    percent_change,
    series,
    zone_mean,
)

__all__ = [
    "FORECAST_AFTER_DAYS",
    "INTERVAL",
    "LABELS",
    "Band",
    "Milestone",
    "Recovery",
    "Series",
    "Signs",
    "Statement",
    "band",
    "central_signs",
    "collagen",
    "downtime_days",
    "forecast_days",
    "graded_redness",
    "milestones",
    "percent_change",
    "recovery",
    "recovery_signs",
    "sample_days",
    "series",
    "statements_for",
    "worst_erythema",
    "zone_mean",
]
