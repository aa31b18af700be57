"""`needlepoint calibrate tissue`: fit the tissue model to the published figures anew.

Writes posterior.npz and posterior.yaml, the files that ship with the package, and the posterior predictive charts into
one folder, all or none. The same seed gives the same files. Takes minutes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from . import options

if TYPE_CHECKING:
    from ..calibration.posterior import Posterior

NAME = "calibrate"

What = Annotated[Literal["tissue"], typer.Argument(metavar="WHAT", help="What to fit: tissue.")]
OutFolder = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the posterior's files.")]
Draws = Annotated[
    int | None, typer.Option("--draws", metavar="N", min=8, max=4096, help="Draws of the posterior. Default: 256.")
]
Rounds = Annotated[
    int | None, typer.Option("--rounds", metavar="N", min=1, max=10_000, help="Rounds of each stage; few for a trial.")
]


def run(
    what: What,
    out: OutFolder = Path("tissue-posterior"),
    seed: options.Seed = 1,
    draws: Draws = None,
    rounds: Rounds = None,
) -> None:
    """Fit the tissue model to published figures in stages; write the draws, their diagnostics and charts."""
    from ..calibration.posterior import DRAWS, calibrate_tissue, write_posterior
    from .show import print_lines, print_place, progress

    with progress() as tell:
        found = calibrate_tissue(draws=draws or DRAWS, seed=seed, rounds=rounds, tell=tell)
        write_posterior(found, out)
    print_lines([(line, "") for line in summary(found)])
    print_place("Posterior", out)


def summary(found: Posterior) -> list[str]:
    """How well the runs agree, what was not learnt, and the figures that the model misses by more than one sd."""
    fitted = [item for item in found.learnt if item.stage]
    vague = [item.name for item in fitted if not item.identified]
    missed = [item for item in found.said if abs(item.misfit) > 1.0]
    return [
        f"{len(found.values)} draws of {len(found.names)} constants, {len(fitted)} of them fitted; "
        f"R-hat at most {max(item.rhat for item in fitted):.3f}, "
        f"effective draws at least {min(item.effective for item in fitted):.0f}",
        f"Not identified by these data: {', '.join(vague) or 'none'}",
        *(f"Missed by {abs(item.misfit):.1f} sd: {item.target.what} (model {item.median:.3g})" for item in missed),
    ]
