"""Virtual trials: arms given to the same virtual people, from one person to hundreds of thousands."""

from .people import people
from .population import Population, find_population, populations
from .results import Results, to_dataset
from .running import run_trial
from .trial import Trial, parse_trial, read_trial

__all__ = [
    "Population",
    "Results",
    "Trial",
    "find_population",
    "parse_trial",
    "people",
    "populations",
    "read_trial",
    "run_trial",
    "to_dataset",
]
