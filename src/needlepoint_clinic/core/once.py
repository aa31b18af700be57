"""Once: a form carries a key made when it was shown; the action that takes it runs once for that key.

A second submission (a double click, a retry after a lost connection) gets the result of the first. Both in one
transaction: a key is only kept together with what it made.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from uuid import UUID

from django.db import IntegrityError, transaction

from .records import Submission


def new_key() -> str:
    """A key for one showing of a form."""
    return str(uuid.uuid4())


def once(key: UUID, *, clinic_id: UUID, user_id: UUID | None, act: Callable[[], str]) -> str:
    """The result (a short text, such as an id) of ``act`` for this key; ``act`` runs at most once for it."""
    taken = Submission.objects.filter(key=key, clinic_id=clinic_id).first()
    if taken is not None:
        return taken.result
    try:
        with transaction.atomic():
            row = Submission.objects.create(key=key, clinic_id=clinic_id, user_id=user_id, result="")
            row.result = act()
            row.save(update_fields=["result"])
            return row.result
    except IntegrityError:
        taken = Submission.objects.filter(key=key, clinic_id=clinic_id).first()
        if taken is None:
            raise
        return taken.result
