"""`needlepoint screen CASE`: may we, and if not yet, when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from . import options

if TYPE_CHECKING:
    from ..screening import Screening

NAME = "screen"


def run(case: options.CaseFile, on: options.On = None, as_json: options.AsJson = False) -> None:
    """May this person be treated, and if not yet, when?"""
    from ..case import load_case
    from ..screening import screen

    result = screen(load_case(case), on or date.today())
    if as_json:
        from .show import print_json

        print_json(result.model_dump(mode="json"))
    else:
        show(result)


def show(result: Screening) -> None:
    """The verdict first, then each finding: what fired it, what it means, what would lift it, who says so."""
    from .findings import verdict_lines
    from .show import print_lines

    print_lines(verdict_lines(result.model_dump(mode="json")))
