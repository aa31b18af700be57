"""`needlepoint scale`: the published scales, what each asks, and the score of your answers.

Answers stand on the command line as `item=value` or in a YAML file. With `--before`, the change since an earlier score
of the same scale, and whether it is more than noise where that is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import InputError, Problem
from . import options

if TYPE_CHECKING:
    from ..scales import Scale
    from .findings import Line

NAME = "scale"
DIRECTION = {"lower": "lower is better", "higher": "higher is better", "none": "no better or worse"}

ScaleName = Annotated[str | None, typer.Argument(metavar="NAME", help="The scale; without it, every scale is listed.")]
GivenAnswers = Annotated[list[str] | None, typer.Argument(metavar="ITEM=VALUE...", help="The answers.")]
AnswersFile = Annotated[Path | None, typer.Option("--answers", metavar="FILE", help="The answers as YAML.")]
Before = Annotated[
    str | None,
    typer.Option("--before", metavar="SCORE", help="An earlier score, on this scale or as OTHER_SCALE=SCORE."),
]


def run(
    name: ScaleName = None,
    given: GivenAnswers = None,
    answers: AnswersFile = None,
    before: Before = None,
    as_json: options.AsJson = False,
) -> None:
    """List the scales, show what one asks, or score answers to it."""
    from ..scales import scale, scales
    from .show import print_json, print_lines

    if name is None:
        if answers is not None or before is not None:
            raise InputError(Problem("scale", "answers without a name", "the scale first: needlepoint scale NAME"))
        known = scales().values()
        if as_json:
            print_json({"scales": [item.to_json() for item in known]})
        else:
            print_lines(line for item in known for line in _short(item))
        return
    wanted = scale(name)
    found = _answers(given or [], answers)
    if not found:
        if before is not None:
            raise InputError(Problem("--before", "no answers to compare with", "the answers of the later visit too"))
        if as_json:
            print_json(wanted.to_json())
        else:
            print_lines(_whole(wanted))
        return
    document = scored(wanted.id, found, before)
    if as_json:
        print_json(document)
    else:
        print_lines(_result(wanted, document))


def scored(id: str, answers: dict[str, Any], before: str | None) -> dict[str, Any]:
    """The score of these answers as plain values; with an earlier score, the change since."""
    from ..scales import Score, band_of, change, scale, score

    known, value = scale(id), score(id, answers)
    document: dict[str, Any] = {
        "scale": id,
        "label": known.label,
        "score": value,
        "unit": known.unit,
        "low": known.low,
        "high": known.high,
        "better": known.better,
        "band": band_of(id, value) or None,
        "checked": known.checked,
        "sources": list(known.sources),
    }
    if before is not None:
        step = change(_earlier(before, id), Score(id, value))
        document["change"] = {"improvement": step.improvement, "more_than_noise": step.signal, "noise": known.mdc_note}
    return document


def _earlier(text: str, id: str) -> Any:
    """``3`` or ``gais_high_good=3`` as a score."""
    from ..scales import Score

    on, _, number = text.rpartition("=")
    return Score(on.strip() or id, _number("--before", number))


def _number(place: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise InputError(Problem(place, repr(text), "a number")) from None


def _answers(given: list[str], file: Path | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if file is not None:
        from ..case import read_document

        found |= {str(item): value for item, value in read_document(file).data.items()}
    for text in given:
        item, equals, value = (part.strip() for part in text.partition("="))
        if not (item and equals):
            raise InputError(Problem("answers", repr(text), "item=value, such as height=2"))
        if item in found:
            raise InputError(Problem(f"answers.{item}", "two answers", "one answer to each item"))
        found[item] = _number(f"answers.{item}", value)
    return found


def _short(item: Scale) -> Iterator[Line]:
    mark = "" if item.checked == "read" else " [unverified]"
    yield f"{item.id}: {item.label}, {_range(item)}, {DIRECTION[item.better]}{mark}", ""


def _range(item: Scale) -> str:
    return f"{item.low:g} to {item.high:g}{f' in steps of {item.step:g}' if item.step else ''}"


def _whole(item: Scale) -> Iterator[Line]:
    from ..evidence import source
    from ..scales.scoring import items_of

    yield from ((words, "bold") for words, _ in _short(item))
    yield f"Rule: {item.rule}.", ""
    if item.checked != "read":
        yield "Nobody has checked this rule against its paper.", "yellow"
    yield f"Grades: {', '.join(item.concerns) or 'no single concern'}.", ""
    noise = item.mdc_note if item.mdc is None else f"over {item.mdc:g} ({item.mdc_note})"
    yield f"Least change that is more than noise: {noise}.", ""
    yield f"Licence: {item.licence}.", ""
    if item.note:
        yield item.note, ""
    yield "Items", "bold"
    for asked in items_of(item).values():
        steps = "any value" if asked.step is None else f"steps of {asked.step:g}"
        left_out = "; may be left out" if asked.optional else ""
        yield f"  {asked.id}: {asked.label} ({asked.low:g} to {asked.high:g}, {steps}{left_out})", ""
        yield from ((f"      {value:g} {words}", "") for value, words in asked.choices.items())
    if item.bands:
        yield "Bands", "bold"
        yield from ((f"  from {value:g}: {words}", "") for value, words in item.bands.items())
    yield f"Sources: {'; '.join(source(id).label for id in item.sources)}", "dim"


def _result(item: Scale, document: dict[str, Any]) -> Iterator[Line]:
    band = f" ({document['band']})" if document["band"] else ""
    yield f"{item.label}: {document['score']:g} {item.unit}{band}; {_range(item)}, {DIRECTION[item.better]}", "bold"
    if item.checked != "read":
        yield "Nobody has checked this rule against its paper.", "yellow"
    if "change" in document:
        gain = document["change"]["improvement"]
        word = "no change" if gain == 0 else f"{abs(gain):g} {item.unit} {'better' if gain > 0 else 'worse'}"
        sure = {True: "more than noise", False: "no more than noise", None: "is that more than noise?"}
        yield f"Since before: {word}; {sure[document['change']['more_than_noise']]} ({item.mdc_note}).", ""
