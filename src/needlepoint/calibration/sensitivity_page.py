"""The sensitivity study as a page: a table in Markdown and a picture of the constants that matter most."""

from __future__ import annotations

from collections.abc import Sequence

from ..report.svg import INK, MUTED, RULE, SERIES, element, frame, hatch, line, text
from .sensitivity import ANSWERS, COURSE, UNITS, Constant, Study

SHOWN, LEAST, NOTHING = 12, 0.05, 0.005
COLOURS = dict(zip(("assumed", "fitted", "literature", "measured", "setting"), SERIES, strict=True))
HEAD = """# Which constants move the answers

Written by `python -m needlepoint.calibration.sensitivity` (rebuild it after a constant or a prior has changed; a test
says when). {course}.
Morris's elementary effects, {trajectories} trajectories through {count} constants, each over the middle 90 % of its
prior; {left_out} of {points} points were left out because a run failed.

| answer | at the stated constants | a change of 1 means |
|---|---|---|
{stated}

`mu*` is the mean size of the change in an answer when a constant runs through its 90 % range with the others anywhere
in theirs; `sigma` its standard deviation (large: it depends on the others); `alone` the largest change when it moves by
one prior standard deviation and the others stay as stated. All are shares of the last column above. What calibration
has learnt since is not used here: this says what would matter, were nothing learnt. Holes come from the puncture
model's expected field; its own constants enter only through this hand's density and depth.

![The constants that matter most for each answer](sensitivity.svg)

Constants that are *assumed* and change an answer by more than a tenth alone are named in the notes of every run.
"""
ROW = "| `{name}` | {meaning} | {kind} | {checked} | {gain} | {redness} | {scar} |"


def page(found: Study) -> str:
    """The page: what was done, and the constants whose mu* reaches ``LEAST`` in some answer."""
    stated = "\n".join(
        f"| {words} | {found.stated[name]:g} {UNITS[name]} | {found.reference[name]:g} {UNITS[name]} |"
        for name, words in ANSWERS.items()
    )
    head = HEAD.format(
        course=COURSE[0].upper() + COURSE[1:],
        trajectories=found.trajectories,
        count=len(found.constants),
        left_out=found.left_out,
        points=found.trajectories * (len(found.constants) + 1),
        stated=stated,
    )
    rows = sorted(found.constants, key=lambda item: min(item.rank.values()))
    kept = [item for item in rows if max(item.mean_size.values()) >= LEAST]
    titles = (
        f"## {len(kept)} constants with mu* of {LEAST:g} or more\n\n"
        "Each answer: rank, mu* ± sigma, alone (–: mu* under 0.005). "
        "The others, too, are in the data file that ships with the package.\n\n"
        "| constant | meaning | kind | its sources were | collagen gain | redness | scar share |\n"
        "|---|---|---|---|---|---|---|\n"
    )
    return "\n".join([head, titles + "\n".join(_row(item) for item in kept), ""])


def _row(item: Constant) -> str:
    cells = {
        name: f"{item.rank[name]}: {item.mean_size[name]:.2f} ± {item.spread[name]:.2f}, {item.alone[name]:.2f}"
        if item.mean_size[name] >= NOTHING
        else "–"
        for name in ANSWERS
    }
    return ROW.format(name=item.name, meaning=item.meaning, kind=item.kind, checked=", ".join(item.checked), **cells)


WIDTH, LABEL, BAR, LINE = 860.0, 510.0, 280.0, 19.0


def picture(found: Study) -> str:
    """Bars of mu* for the ``SHOWN`` strongest constants of each answer, their kind by colour and hatching."""
    body, y = "".join(hatch(f"kind-{kind}", _hatch(kind), colour, "#ffffff") for kind, colour in COLOURS.items()), 26.0
    for name, words in ANSWERS.items():
        best = sorted(found.constants, key=lambda item, name=name: item.rank[name])[:SHOWN]  # type: ignore[misc]
        body += _panel(best, name, words, y)
        y += LINE * SHOWN + 62.0
    body += _legend(sorted({item.kind for item in found.constants}), y)
    title = "The constants that move each answer most (mu*, share of the reference)"
    described = "; ".join(f"{words}: {_strongest(found, name)}" for name, words in ANSWERS.items())
    return frame("sensitivity", (0.0, 0.0, WIDTH, y + 26.0), title, described, body)


def _hatch(kind: str) -> str:
    return dict(zip(COLOURS, ("rise", "dots", "rows", "cross", "fall"), strict=True))[kind]


def _strongest(found: Study, answer: str) -> str:
    return ", ".join(item.name for item in sorted(found.constants, key=lambda item: item.rank[answer])[:3])


def _panel(best: Sequence[Constant], answer: str, words: str, y: float) -> str:
    top = best[0].mean_size[answer] or 1.0
    body = text(8.0, y, words[0].upper() + words[1:], font_size=14, font_weight="bold")
    for index, item in enumerate(best):
        at = y + 14.0 + LINE * index
        long = BAR * item.mean_size[answer] / top
        body += text(LABEL - 8.0, at + 11.0, f"{item.meaning} ({item.name})", text_anchor="end", font_size=11)
        body += element(
            "rect", x=LABEL, y=at, width=long, height=LINE - 5.0, fill=f"url(#kind-{item.kind})", stroke=INK
        )
        body += text(LABEL + long + 6.0, at + 11.0, f"{item.mean_size[answer]:.2f}", font_size=11, fill=MUTED)
    bottom = y + 12.0 + LINE * len(best)
    return body + line((LABEL, y + 10.0), (LABEL, bottom), stroke=RULE)


def _legend(kinds: Sequence[str], y: float) -> str:
    body = ""
    for index, kind in enumerate(kinds):
        x = 150.0 * (index + 1)
        body += element("rect", x=x, y=y - 10.0, width=22.0, height=13.0, fill=f"url(#kind-{kind})", stroke=INK)
        body += text(x + 28.0, y + 1.0, kind, font_size=12)
    return body
