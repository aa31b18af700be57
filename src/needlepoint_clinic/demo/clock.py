"""An invented past: what the clinic's own actions write while somebody pretends that it is another day.

Only the demonstration turns this clock, before anybody is served. Steps of different patients run in the order of
their days, so that the audit trail grows as it would have.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from itertools import count

from django.utils import timezone

Story = Iterator[datetime]


@contextmanager
def pretending(moment: datetime) -> Iterator[None]:
    """Django's clock says this moment, never one that has not come."""
    at = min(moment, datetime.now(UTC))

    class Stopped(datetime):
        """A clock that stands."""

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return at.astimezone(tz)

    kept = timezone.datetime  # type: ignore[attr-defined]
    timezone.datetime = Stopped  # type: ignore[attr-defined]
    try:
        yield
    finally:
        timezone.datetime = kept  # type: ignore[attr-defined]


def tell(stories: Iterable[Story]) -> None:
    """Run stories together. A story yields the moment at which it goes on; the earliest goes first."""
    turns, waiting = count(), []
    for story in stories:
        _again(waiting, next(turns), story, None)
    while waiting:
        moment, _, story = heapq.heappop(waiting)
        _again(waiting, next(turns), story, moment)


def _again(waiting: list[tuple[datetime, int, Story]], turn: int, story: Story, at: datetime | None) -> None:
    try:
        if at is None:
            moment = next(story)
        else:
            with pretending(at):
                moment = next(story)
    except StopIteration:
        return
    heapq.heappush(waiting, (max(moment, at) if at else moment, turn, story))
