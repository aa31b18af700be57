"""The command line: `needlepoint plan case.yaml --out DIR` and its companions.

Each command is one file, which loads what it needs when it runs. Exit codes: 0 done (a "do not treat" verdict is a
result), 2 the input is wrong, 3 the machine lacks something, 130 stopped by Ctrl-C, 1 a fault of our own.
"""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command in ``sys.argv`` and leave with its exit code."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller (``>&-``)
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    try:
        from .app import run
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(run(sys.argv[1:]))
