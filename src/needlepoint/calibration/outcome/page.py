"""The tables of docs/outcome.md, from the document of a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def tables(document: Mapping[str, Any]) -> str:
    """Diagnostics, the leave-one-study-out table and the posterior as Markdown."""
    parts = _diagnostics(document), _summary(document["left_out"]), _arms(document), _posterior(document)
    return "\n".join(line for part in parts for line in part)


def _diagnostics(document: Mapping[str, Any]) -> list[str]:
    return [
        f"{document['draws']} draws in {document['chains']} chains, {document['kept']} shipped; "
        f"{document['divergences']} divergences, R-hat at most {document['worst_rhat']}, effective draws at least "
        f"{document['least_effective']:.0f}. Inputs: {document['inputs']}.",
        "",
    ]


def _summary(left_out: Mapping[str, Any]) -> list[str]:
    lines = ["### Each study predicted from the others", ""]
    lines += ["| arms | model | n | inside 90 % | bias | mean error | mean width | mean log score |"]
    lines += ["|---|---|---|---|---|---|---|---|"]
    for label, key in (("all", "summary"), ("means", "means"), ("responders", "responders")):
        for model, name in (("ours", "ours"), ("plain random effects", "plain")):
            row = left_out[key][name]
            cells = f"{row['arms']:.0f} | {row['inside']:.0%} | {row['bias']:+.1f} | {row['error']:.1f}"
            lines.append(f"| {label} | {model} | {cells} | {row['width']:.1f} | {row['score']:.2f} |")
    lines += ["", "Bias, error and width in percentage points of the printed start (of responders: of people).", ""]
    return lines


def _arms(document: Mapping[str, Any]) -> list[str]:
    lines = ["| arm | unit | observed | ours (90 %) | held | log score | plain (90 %) | held | log score | kept |"]
    lines += ["|---|---|---|---|---|---|---|---|---|---|"]
    for name, row in document["left_out"]["arms"].items():
        ours, plain = (_interval(row[key]) for key in ("ours", "plain"))
        held, also = ("yes" if row[key] else "no" for key in ("inside", "plain_inside"))
        first = f"| {name} | {row['unit']} | {row['observed']:.3g} | {ours} | {held} | {row['score']:.2f} "
        lines.append(first + f"| {plain} | {also} | {row['plain_score']:.2f} | {row['kept']:.0%} |")
    return [*lines, ""]


def _interval(values: list[float]) -> str:
    middle, low, high = values
    return f"{middle:.3g} ({low:.3g} to {high:.3g})"


def _posterior(document: Mapping[str, Any]) -> list[str]:
    lines = ["### Posterior", "", "| constant | median | 90 % | R-hat | effective |", "|---|---|---|---|---|"]
    for name, row in document["constants"].items():
        low, high = row["interval"]
        told = f"{row['median']:.3g} | {low:.3g} to {high:.3g} | {row['rhat']:.3f} | {row['effective']}"
        lines.append(f"| {name} | {told} |")
    return [*lines, ""]
