"""What goes wrong, said in one paragraph on stderr, and the exit code that goes with it.

A user's mistake is 2, a machine that lacks something 3, Ctrl-C 130, a reader that went away (``| head``) 0. Anything
else is a fault of ours: an apology, where to report it, and the traceback only with NEEDLEPOINT_DEBUG=1.
"""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

import typer

from ..errors import InputError, MachineError, NeedlepointError, Problem
from ..files import FULL, LOCKED, explain

REINSTALL = "Install the package again, with what it needs: pip install needlepoint."


def report(fault: BaseException) -> int:
    """Say what happened on stderr; returns the exit code."""
    if isinstance(fault, KeyboardInterrupt):
        return say("stopped. Nothing half-written was left.", 130)
    if isinstance(fault, BrokenPipeError):
        return hush()
    known = _as_known(fault)
    if known is not None:
        return say(str(known), known.exit_code)
    if isinstance(fault, typer.TyperException):
        return say(_usage(fault), 2)
    return _ours(fault)


def say(text: str, code: int) -> int:
    """One paragraph on stderr; returns ``code``."""
    try:
        sys.stderr.write(f"needlepoint: {text}\n")
        sys.stderr.flush()
    except OSError:
        hush()
    return code


def hush() -> int:
    """Point both streams nowhere, so that closing them at the end says nothing. Returns 0."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    return 0


def _as_known(fault: BaseException) -> NeedlepointError | None:
    if isinstance(fault, NeedlepointError):
        return fault
    if isinstance(fault, MemoryError):
        return MachineError("The machine ran out of memory.", "Lower --draws, or close other programs.")
    if isinstance(fault, ImportError) and fault.name and not fault.name.startswith("needlepoint"):
        return MachineError(f"The Python package {fault.name} is missing or broken ({fault}).", REINSTALL)
    if isinstance(fault, UnicodeEncodeError):
        return InputError(Problem("text", repr(fault.object), "characters that the output can carry"))
    if isinstance(fault, OSError) and fault.errno in FULL | LOCKED:
        return explain(Path(fault.filename or "the output"), fault)
    return None


def _usage(fault: typer.TyperException) -> str:
    context = getattr(fault, "ctx", None)
    command = context.command_path if context else "needlepoint"
    text = " ".join(fault.format_message().split()).rstrip(".")
    end = "" if text.endswith("?") else "."
    return f"{text}{end} For what it takes: {command} --help"


def _ours(fault: BaseException) -> int:
    if os.environ.get("NEEDLEPOINT_DEBUG") == "1":
        traceback.print_exception(fault)
    return say(
        f"sorry, this is a fault in Needlepoint itself ({type(fault).__name__}: {fault}). Nothing half-written was "
        "left. Please report it in the project's issues, with the command and this line; NEEDLEPOINT_DEBUG=1 in the "
        "environment shows where it happened.",
        1,
    )
