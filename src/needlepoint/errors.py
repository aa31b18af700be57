"""What can go wrong at the door, said so that a person can act on it.

An input problem names the place, what was found, what is allowed and the remedy. A machine problem names what is
missing and the command that mends it. The command line turns the first into exit code 2 and the second into 3.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an input.

    place: where, as a reader would look for it (``goals[0].zones[1]``, a file name, an option).
    found: what stands there. allowed: what may stand there. remedy: what to do.
    line: 1-based line in the file, if known.
    """

    place: str
    found: str
    allowed: str
    remedy: str = ""
    line: int | None = None

    def __str__(self) -> str:
        where = f"{self.place} (line {self.line})" if self.line else self.place
        text = f"{where}: found {self.found}; allowed: {self.allowed}."
        return f"{text} {self.remedy}" if self.remedy else text


class NeedlepointError(Exception):
    """Base of every error that this package raises on purpose."""

    exit_code = 1


class InputError(NeedlepointError):
    """The input is wrong. Carries one or more :class:`Problem`; ``str()`` is one readable paragraph or list."""

    exit_code = 2

    def __init__(self, problems: Problem | Iterable[Problem], source: str = "") -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        self.source = source
        super().__init__(str(self))

    def __str__(self) -> str:
        head = f"{self.source}: " if self.source else ""
        if len(self.problems) == 1:
            return f"{head}{self.problems[0]}"
        lines = "\n".join(f"  - {problem}" for problem in self.problems)
        return f"{head}{len(self.problems)} things to mend:\n{lines}"


class MachineError(NeedlepointError):
    """The machine lacks something. ``remedy`` is the command or the step that mends it."""

    exit_code = 3

    def __init__(self, what: str, remedy: str) -> None:
        self.what = what
        self.remedy = remedy
        super().__init__(f"{what} {remedy}")


def nearest(word: str, known: Iterable[str], count: int = 1) -> list[str]:
    """The known words most like ``word`` (best first, at most ``count``; empty when nothing is near)."""
    by_folded = {item.casefold(): item for item in known}
    hits = difflib.get_close_matches(str(word).casefold(), list(by_folded), n=count, cutoff=0.6)
    return [by_folded[hit] for hit in hits]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``Did you mean cheek_left?`` or an empty string when nothing is near."""
    hits = nearest(word, known)
    return f"Did you mean {hits[0]}?" if hits else ""
