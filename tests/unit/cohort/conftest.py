"""One small trial, run once, that the tests of this folder share."""

from __future__ import annotations

import pytest

from needlepoint.cohort import Results, Trial, parse_trial, run_trial

TEXT = """
schema: needlepoint.trial/1
title: A small trial
seed: 7
concern: atrophic_acne_scar
population: acne_scars
patients: 40
worlds: 8
arms:
  - name: needled
    course: {device: {kind: pen}, schedule: "every 4 weeks, 2 times", treat: ["cheeks: 1.5 mm, 4 passes"]}
  - {name: untreated, control: none}
scales: [goodman_baron_qualitative, gais_low_good]
visits: [{name: early, days_after_first: 28}, {name: late, days_after_last: 56}]
"""
PATIENTS = 40


@pytest.fixture(scope="session")
def trial_text() -> str:
    """The trial as text."""
    return TEXT


@pytest.fixture(scope="session")
def trial() -> Trial:
    """The trial."""
    return parse_trial(TEXT)


@pytest.fixture(scope="session")
def plain(trial: Trial) -> Results:
    """Its results from one process in one block, in memory."""
    return run_trial(trial, patients=PATIENTS, block=1024)
