"""What goes to stdout: text that a person reads, or one JSON document; and the progress bar on stderr.

Text is plain: no markup is read from it, so nothing in a file can change how it shows. Colour and the bar appear on a
terminal only.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

Progress = Callable[[str, float], None]
"""Told as work goes on: what is being done, and the share of the whole that is done (0 to 1)."""

PIPE_WIDTH = 10_000


def console() -> Console:
    """Where text goes; as wide as the terminal, or without wrapping in a pipe."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else PIPE_WIDTH
    return Console(markup=False, highlight=False, emoji=False, width=width)


def print_lines(lines: Iterable[tuple[str, str]]) -> None:
    """Each text in its style; on a terminal a long one goes on below its own beginning."""
    from rich.padding import Padding
    from rich.text import Text

    out = console()
    for words, style in lines:
        text = Text(words.lstrip(" "), style=style)
        indent = len(words) - len(text)
        if out.is_terminal and indent:
            out.print(Padding(text, (0, 0, 0, indent), expand=False))
        else:
            out.print(words, style=style)


def print_place(what: str, place: Path) -> None:
    """Where something was written, on one line that can be copied whole."""
    console().print(f"{what}: {place.resolve()}", soft_wrap=True)


def print_json(document: Any) -> None:
    """One JSON document on stdout, with a line end."""
    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=plain, allow_nan=False) + "\n")


@contextlib.contextmanager
def progress() -> Iterator[Progress]:
    """A function to tell how far the work is: a bar on a terminal, silence in a pipe."""
    if not sys.stderr.isatty():
        yield lambda what, share: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bars

    with Bars(console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("starting", total=1.0)
        yield lambda what, share: bars.update(task, description=what, completed=share)
