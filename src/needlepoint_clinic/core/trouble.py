"""Telling a full disk from a bug."""

from __future__ import annotations

import errno
import sqlite3

from django.db import DatabaseError

DISK_FULL = ("The disk is full, so this was not saved.", "Keep this page open, free space, and send it again.")
FULL_WORDS = ("disk is full", "disk I/O error")
POSTGRES_FULL = ("53100",)


def disk_full(fault: BaseException) -> bool:
    """Whether a fault means that the disk or the database takes no more."""
    if isinstance(fault, OSError):
        return fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    if isinstance(fault, DatabaseError):
        cause = fault.__cause__
        if isinstance(cause, sqlite3.OperationalError):
            return any(words in str(cause) for words in FULL_WORDS)
        return getattr(cause, "sqlstate", None) in POSTGRES_FULL
    return False
