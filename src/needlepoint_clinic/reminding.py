"""What ``needlepoint remind`` does: the clinic's settings, one run, and what came of it in lines."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .serving import prepare_environment

WORDS = {
    "queued": "newly queued",
    "sent": "sent",
    "later": "to be tried later",
    "refused": "refused by the mail server",
    "uncertain": "perhaps sent: look at them",
    "withdrawn": "withdrawn",
    "late": "not sent in time",
}


def remind(folder: Path, *, dry: bool) -> tuple[Sequence[str], str]:
    """One run on the clinic in a folder: lines to print, and why nothing could be sent (empty when it could).

    Raises MachineError.
    """
    prepare_environment(folder, demo=False, port=0, host="127.0.0.1")
    import django

    django.setup()
    from .reminders.sending import remind as run

    told = run(dry=dry)
    counted = [f"{count} {WORDS.get(name, name)}" for name, count in sorted(told.counts.items()) if count]
    if dry:
        counted = [*told.lines, f"Dry run: {len(told.lines)} would be sent; nothing was kept."]
        return counted, told.trouble
    return [", ".join(counted) or "nothing to do"], told.trouble
