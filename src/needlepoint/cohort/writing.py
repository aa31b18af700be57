"""A trial as TRIAL.yaml text, which reads back to an equal trial."""

from __future__ import annotations

from typing import Any

import yaml

from ..course import course_to_yaml
from .trial import Arm, Trial

HEADER = "# A virtual trial. Run it again: needlepoint trial trial.yaml\n"


def trial_to_yaml(trial: Trial) -> str:
    """The trial as text. The population is written out in full, so that the file means the same later."""
    data = trial.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    data = {"schema": "needlepoint.trial/1", **data, "arms": [_arm(arm) for arm in trial.arms]}
    return HEADER + yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=120)


def _arm(arm: Arm) -> dict[str, Any]:
    if arm.course is None:
        return {"name": arm.name, "control": arm.control}
    course = yaml.safe_load(course_to_yaml(arm.course))
    return {"name": arm.name, "course": {name: value for name, value in course.items() if name != "schema"}}
