"""Tending a clinic's server from its console: ``needlepoint clinic``. A task returns lines and whether all is well."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from needlepoint.errors import InputError, Problem

from .serving import add_key, prepare_environment

Told = tuple[Sequence[str], bool]


def tend(task: str, folder: Path, *, email: str | None = None, known: str | None = None) -> Told:
    """Do one task on the clinic in a folder. Raises MachineError and InputError."""
    if task == "new-key":
        id = add_key(folder)
        return (
            f"Key {id} is in use from the next start.",
            "Start the server anew, then: needlepoint clinic reseal",
        ), True
    prepare_environment(folder, demo=False, port=0, host="127.0.0.1")
    import django

    django.setup()
    if task == "check":
        return check(known)
    if task == "reseal":
        return reseal()
    if task == "free":
        return free(email or "")
    if task == "ready":
        return ready()
    from .clinics.set_up import set_up_code

    return (f"The set-up code is {set_up_code()}",), True


def check(known: str | None = None) -> Told:
    """Every clinic's chain, from its first event to its head; and whether an end kept elsewhere is in one of them."""
    from .audit.chain import check as broken_at
    from .audit.selectors import digest_at, head_of
    from .clinics.selectors import clinics

    lines, whole = [], True
    for clinic in clinics():
        found = broken_at(clinic.id)
        number, digest = head_of(clinic.id)
        whole = whole and found is None
        lines.append(
            f"{clinic.name}: {'whole' if found is None else found.what}, {number} events, end {number}:{digest}"
        )
    if known is not None:
        number_text, _, digest = known.partition(":")
        if not number_text.isdigit() or not digest:
            raise InputError(Problem("--known", known, "NUMBER:DIGEST as the audit page shows it"))
        kept = digest_at(int(number_text), digest)
        whole = whole and kept
        lines.append(f"The end you kept is {'in the chain' if kept else 'in no chain: events were rewritten'}.")
    return lines, whole


def reseal() -> Told:
    """Everything sealed anew with the key in use."""
    from .audit.chain import SYSTEM, note
    from .clinics.selectors import clinics
    from .core.actions import reseal as turn
    from .core.sealing import current_key_id

    turned = turn()
    for clinic in clinics():
        note(
            "clinic.reseal", clinic_id=clinic.id, actor=SYSTEM, subject_kind="clinic", detail={"key": current_key_id()}
        )
    held = ", ".join(f"{id}: {count}" for id, count in sorted(turned.by_key.items())) or "nothing"
    lines = [f"Sealed before, by key: {held}.", f"{turned.done} values are now sealed with {current_key_id()}."]
    lines += turned.faults
    if turned.faults:
        lines.append(f"{len(turned.faults)} values could not be opened and were left as they are.")
    return lines, not turned.faults


def free(email: str) -> Told:
    """Take away the second factor of somebody who lost it."""
    from .accounts.actions import reset_factor
    from .accounts.selectors import user_with
    from .audit.chain import SYSTEM

    user_id = user_with(email)
    if user_id is None:
        raise InputError(Problem("EMAIL", email, "the address of somebody with an account here"))
    removed = reset_factor(clinic_id=None, user_id=user_id, actor=SYSTEM)
    return (f"{removed} second factors removed. At the next sign-in a new one is asked for.",), True


def ready() -> Told:
    """Django's own list for the open net, and that nobody serves invented people there."""
    from django.conf import settings
    from django.core import checks

    found = [f"{item.id}: {item.msg}" for item in checks.run_checks(include_deployment_checks=True)]
    if not settings.ENVIRONMENT.https:
        found.append("NEEDLEPOINT_HTTPS is not 1: fit for this computer only.")
    if settings.ENVIRONMENT.demo:
        found.append("NEEDLEPOINT_DEMO is 1: people sign in without a second factor.")
    return found or ("The settings are fit for the open net.",), not found
