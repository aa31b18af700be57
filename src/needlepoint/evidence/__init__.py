"""Where every number and every rule comes from: sources, parameters, and the record of what a run used."""

from .ledger import Used, note, recording, remembered
from .parameters import Parameter, ParameterSet, Prior, all_parameters, load_parameters
from .sources import Source, all_sources, source

__all__ = [
    "Parameter",
    "ParameterSet",
    "Prior",
    "Source",
    "Used",
    "all_parameters",
    "all_sources",
    "load_parameters",
    "note",
    "recording",
    "remembered",
    "source",
]
