"""The calibration in two Markdown tables: every figure beside what the model says of it, and every fitted constant.

Made from ``posterior.yaml`` and the targets alone, so that the published page can be checked against the shipped file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..evidence import all_sources
from .targets import Target, Targets

HEAD = "<!-- Written by `needlepoint calibrate tissue`. -->\n"


def tables(document: Mapping[str, Any], targets: Targets) -> str:
    """The page. document: what posterior.yaml holds."""
    return "\n".join(
        [
            HEAD,
            "# The calibration of the tissue model in figures\n",
            _summary(document),
            "## Figures\n",
            "Model: median of the draws with 5 and 95 %. Miss: how far the median lies outside the published\n"
            "interval, in sd of its error model.\n",
            *_figures(document, [item for item in targets.all if item.stage], targets),
            "\n## Figures that were only predicted\n",
            *_figures(document, [item for item in targets.all if not item.stage], targets),
            "\n## Fitted constants\n",
            "Shift and width are in units of the prior's own sd: a width near 1 says that these data taught nothing.\n",
            *_constants(document),
            "",
        ]
    )


def _summary(document: Mapping[str, Any]) -> str:
    stages = "\n".join(
        f"- {name}: {item['constants']} constants, {item['rounds']} rounds, {item['accepted']:.0%} of moves accepted, "
        f"correlation of ends with beginnings at most {item['memory_of_the_start']:.2f}"
        for name, item in document["stages"].items()
    )
    return (
        f"Seed {document['seed']}, {document['draws']} draws in {document['runs']} runs; worst R-hat "
        f"{document['worst_rhat']:.3f}, least effective number of draws {document['least_effective']:.0f}; "
        f"failed runs: {sum(document['failed_runs'].values())}.\n\n{stages}\n"
    )


def _figures(document: Mapping[str, Any], wanted: Sequence[Target], targets: Targets) -> list[str]:
    rows = []
    for target in wanted:
        said = document["figures"][target.id]
        low, median, high = said["model"]
        model = f"{median:.3g} ({low:.3g} to {high:.3g})"
        cites = "; ".join(all_sources()[id].cite for id in target.sources)
        rows.append((target.what, target.unit, _span(target), model, f"{said['misfit_sd']:.1f}", target.checked, cites))
    return _table(("figure", "unit", "published", "model", "miss", "checked", "source"), rows)


def _span(target: Target) -> str:
    low, high, sd = target.published.low, target.published.high, target.published.sd
    width = f"sd {sd:g}" + (" of the log" if target.scale == "log" else "")
    if low is None or high is None:
        edge = f"at most {high:g}" if low is None else f"at least {low:g}"
        return f"{edge}, {width}"
    return f"{low:g}, {width}" if low == high else f"{low:g} to {high:g}, {width}"


def _constants(document: Mapping[str, Any]) -> list[str]:
    rows = [
        (
            name,
            item["stage"],
            f"{item['stated']:.3g}",
            f"{item['median']:.3g} ({item['interval'][0]:.3g} to {item['interval'][1]:.3g})",
            f"{item['score']:+.2f}",
            f"{item['score_sd']:.2f}",
            f"{item['rhat']:.3f}",
            f"{item['effective']:.0f}",
        )
        for name, item in document["constants"].items()
        if item["stage"] != "prior"
    ]
    return _table(("constant", "stage", "stated", "median (90 %)", "shift", "width", "R-hat", "effective"), rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [_row(head), _row(["---"] * len(head)), *map(_row, rows)]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(str(cell).replace('|', '/') for cell in cells)} |"
