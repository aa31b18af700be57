"""Upkeep: what a server does for itself beside answering, at its start and every few hours.

SQLite chooses an index by what it knows of the rows. Nobody tells it, so it would take the one on the practice, which
every row has in common, and read a million check-ins for a page of twenty. ANALYZE looks at a thousand rows of each
index (tens of milliseconds on gigabytes). Connections learn of it when they are opened anew, within the hour.
PostgreSQL does this by itself.
"""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

from django.core.management import call_command
from django.db import DatabaseError, connection

log = logging.getLogger(__name__)
EVERY = timedelta(hours=6)
ROWS_LOOKED_AT = 1000


def look_at_the_data() -> None:
    """Let SQLite measure its indexes. Raises DatabaseError."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit={ROWS_LOOKED_AT}")
        cursor.execute("ANALYZE")


def keep_up(stop: threading.Event | None = None) -> threading.Thread:
    """Do it again and again in a thread of its own until ``stop``. A fault is logged, and the server goes on."""
    ended = stop or threading.Event()
    thread = threading.Thread(target=_again, args=(ended,), name="upkeep", daemon=True)
    thread.start()
    return thread


def _again(ended: threading.Event) -> None:
    while not ended.wait(EVERY.total_seconds()):
        try:
            look_at_the_data()
            call_command("clearsessions")
        except DatabaseError:
            log.exception("upkeep did not go through; the next one may")
        finally:
            connection.close()
