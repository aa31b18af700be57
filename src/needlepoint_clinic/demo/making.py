"""The invented practice of ``needlepoint serve --demo``: three colleagues, thirty patients at every stage.

Everything is made through the clinic's own actions, on days counted from the first start. A second start changes
nothing. A database that holds a real practice is left alone.
"""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from needlepoint.errors import MachineError

from ..accounts.models import User
from ..audit.chain import SYSTEM
from ..clinics.actions import add_member, make_clinic
from ..clinics.models import Clinic, Level, Membership, Role
from ..treatments.signer import prove
from .clock import pretending, tell
from .house import Practice
from .people import PEOPLE
from .plans import KINDS, work
from .stories import (
    LATER_LOT,
    Telling,
    answered,
    begun,
    consented,
    new,
    overridden,
    planned,
    running,
    screened,
    stopped_by,
    visit_today,
    waiting,
)

PASSWORD = "invented-people"
OWNER = "owner@example.org"
ZONE = "Europe/Madrid"
RED = {"what": "Linear red marks on the left cheek", "severity": "mild", "action": "Depth reduced; watched."}
STORIES: tuple[Telling, ...] = (
    new,
    begun,
    answered,
    screened,
    waiting(0),
    waiting(3),
    waiting(60),
    stopped_by(pregnant="yes"),
    stopped_by(condition__skin_infection="yes"),
    overridden,
    planned(10),
    planned(17),
    consented(6),
    consented(9, revoked=True),
    visit_today("not begun"),
    visit_today("open"),
    visit_today("signed"),
    running(-1, after={0: "fine", 1: "urgent"}, lot=LATER_LOT),
    running(-5, after={1: "fine", 4: "high"}, lot=LATER_LOT),
    running(-4, after={1: "fine", 3: "flag"}),
    running(-49, after={1: "fine", 6: "watch"}, scores={44: 0.1}, pictured=7),
    running(-46, after={1: "calm", 3: "corrected"}, leave_open=True),
    running(-50, after={1: "fine", 4: "answered", 6: "calm"}, event=RED),
    running(-52, after={2: "calm", 3: "event"}, scores={48: -0.2}),
    running(-174, after={1: "fine", 4: "calm", 7: "fine"}),
    running(-180, after={2: "fine"}, scores={45: 0.2}, pictured=8),
    running(-200, after={1: "fine"}, scores={44: 0.0, 180: 0.1}, ends="finished"),
    running(-215, after={1: "calm"}, scores={44: 0.1, 190: -3.0}, ends="finished", event=RED),
    running(-320, after={1: "fine"}, scores={130: 0.2, 210: 0.3}, ends="finished"),
    running(-60, after={1: "fine"}, ends="stopped", deeper="0.10"),
)


def make_demo() -> bool:
    """Make it, all or nothing. Whether anything was made: False when it is there already."""
    if User.objects.filter(email=OWNER).exists():
        return False
    if Clinic.objects.exists():
        raise MachineError(
            "This database holds a practice already; invented people do not go into it.",
            "leave out --demo, or name another folder with --data",
        )
    with timezone.override(ZoneInfo(ZONE)):
        today = timezone.localdate()
        plans = {kind: work(kind, today - timedelta(days=7)) for kind in KINDS}
        with transaction.atomic():
            with pretending(timezone.now() - timedelta(days=400)):
                owner, provider, assistant = _people()
            house = Practice(owner.clinic, owner, provider, assistant, today, plans, prove(provider, PASSWORD))
            tell(story(house, person, at) for at, (story, person) in enumerate(zip(STORIES, PEOPLE, strict=True), 1))
    return True


def _people() -> tuple[Membership, Membership, Membership]:
    clinic = make_clinic(
        name="Clínica Inventada",
        phone="+1 555 0100",
        time_zone=ZONE,
        currency="EUR",
        session_price=None,
        owner_name="Odile Owner",
        owner_email=OWNER,
        owner_password=PASSWORD,
        actor=SYSTEM,
    )
    names = {Role.PROVIDER: "Dr. Pau Provider", Role.ASSISTANT: "Asha Assistant"}
    provider, assistant = (
        add_member(
            clinic_id=clinic.id,
            name=name,
            email=f"{role.value}@example.org",
            password=PASSWORD,
            role=role,
            licence="INVENTED-1" if role == Role.PROVIDER else "",
            level=Level.SPECIALIST if role == Role.PROVIDER else Level.CLINICIAN,
            actor=SYSTEM,
        )
        for role, name in names.items()
    )
    return Membership.objects.get(clinic=clinic, role=Role.OWNER), provider, assistant
