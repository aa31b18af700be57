"""`needlepoint calibrate tissue`, `calibrate outcome`: fit the tissue model or the outcome model anew.

tissue writes posterior.npz and posterior.yaml, outcome writes outcome_posterior.npz and .yaml, the files that ship with
the package, with charts or tables, into one folder, all or none. The same seed gives the same files. Takes minutes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from . import options

if TYPE_CHECKING:
    from ..calibration.posterior import Posterior

NAME = "calibrate"

What = Annotated[Literal["tissue", "outcome"], typer.Argument(metavar="WHAT", help="What to fit: tissue, or outcome.")]
OutFolder = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Folder for the posterior's files.")]
Draws = Annotated[
    int | None,
    typer.Option("--draws", metavar="N", min=8, max=4096, help="Draws (outcome: of each chain)."),
]
Rounds = Annotated[
    int | None, typer.Option("--rounds", metavar="N", min=1, max=10_000, help="Rounds of each stage; few for a trial.")
]


def run(
    what: What,
    out: OutFolder = None,
    seed: options.Seed = 1,
    draws: Draws = None,
    rounds: Rounds = None,
) -> None:
    """Fit a model to what was published; write the draws, their diagnostics, and charts or tables."""
    folder = out or Path(f"{what}-posterior")
    if what == "outcome":
        _outcome(folder, seed, draws)
        return
    from ..calibration.posterior import DRAWS, calibrate_tissue, write_posterior
    from .show import print_lines, print_place, progress

    with progress() as tell:
        found = calibrate_tissue(draws=draws or DRAWS, seed=seed, rounds=rounds, tell=tell)
        write_posterior(found, folder)
    print_lines([(line, "") for line in summary(found)])
    print_place("Posterior", folder)


def _outcome(folder: Path, seed: int, draws: int | None) -> None:
    """Fit the outcome model, and predict every study from the others."""
    from ..calibration.outcome.running import DRAWS, WARMUP, calibrate_outcome, calibration_document, calibration_files
    from ..files import write_folder
    from .show import print_lines, print_place, progress

    with progress() as tell:
        found = calibrate_outcome(seed=seed, draws=draws or DRAWS, warmup=draws or WARMUP, tell=tell)
        write_folder(folder, calibration_files(found))
    document = calibration_document(found)
    both = document["left_out"]["summary"]
    print_lines([(f"{document['divergences']} divergences, R-hat at most {document['worst_rhat']}", "")])
    for label, row in (("ours", both["ours"]), ("a plain random-effects mean", both["plain"])):
        text = f"{row['inside']:.0%} of {row['arms']:.0f} left-out arms inside 90 %, mean width {row['width']:.0f}"
        print_lines([(f"{label}: {text} points, mean log score {row['score']:.2f}", "")])
    print_place("Posterior", folder)


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
