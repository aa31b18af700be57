"""A practice with years of invented records, written in bulk: rows as the database keeps them, indexes made at the end.

Per patient: identity and search tokens, an intake, a screening, a course of three visits, consent, a signed chart of
four zones and a cartridge for each visit that has been, two scores, ten check-ins, ten events in a chain that holds.
The engine's whole plan (400 KB) stands in every course that a measured page can touch (``shown`` patients, and the
courses whose visit, review or maintenance is due now); the others carry a stub, since 100,000 of them are 40 GB.
"""

from __future__ import annotations

import functools
import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

ROOT = Path(__file__).parents[1]
PLAN = ROOT / "tests/clinic/data/plan.json"
BATCH, YEARS, SHOWN, SESSIONS, EVERY, ZONES = 5000, 10, 200, 3, 42, ("cheek_left", "cheek_right", "forehead", "chin")
DUE = ((-7, 7), (-112, -84), (-210, -182))  # days since the last visit whose courses stand on Today
WATCHED = 0.0005  # of the check-ins wait for somebody
GIVEN = ("Ana", "Ben", "Chloe", "Dimitri", "Esra", "Femi", "Grete", "Hana", "Ivo", "Jonas", "Kira", "Luz", "Mira")
FAMILY = ("Adler", "Brandt", "Costa", "Demir", "Eriksen", "Fischer", "Garcia", "Horvat", "Ito", "Jansen", "Klein")
SYLLABLES = ("ba", "ko", "li", "ren", "sto", "vi", "mar", "te", "gu", "nel", "ha", "dri", "po", "sen", "zu", "ly")
SIGNS = {"redness": 1, "swelling": 0, "tightness": 1, "flaking": 0, "pain": 0}
BANDS = {name: [0.0, 0.7, 1.6] for name in SIGNS}


@dataclass
class Filled:
    """What the database was filled with. cookies: one signed-in person each; visited: patients whose pages open."""

    cookies: list[str]
    visited: list[UUID]
    words: list[str]


class Form:
    """Values as one database takes them in bulk, past Django's own slow way."""

    def __init__(self, connection: Any) -> None:
        self.lite = connection.vendor == "sqlite"
        self.connection = connection

    def id(self, value: UUID) -> Any:
        return value.hex if self.lite else value

    def day(self, value: date) -> Any:
        return value.isoformat() if self.lite else value

    def moment(self, value: datetime) -> Any:
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ") if self.lite else value

    def plain(self, value: Any, kept: Any) -> Any:
        """A value of a template row; JSON as text, which both databases read."""
        return json.dumps(kept) if isinstance(kept, dict | list) else value


class Rows:
    """The rows of one model: those of a template, but for the columns that change."""

    def __init__(self, form: Form, template: Any, *changing: str) -> None:
        columns = template._meta.concrete_fields
        self.names = [item.column for item in columns]
        self.table = template._meta.db_table
        self.row = [
            form.plain(item.get_db_prep_save(kept := getattr(template, item.attname), form.connection), kept)
            for item in columns
        ]
        self.places = [self.names.index(name) for name in changing]
        self.made: list[list[Any]] = []
        if self.names[0] == "id" and self.row[0] is None:  # counted by the database
            self.names, self.row = self.names[1:], self.row[1:]
            self.places = [place - 1 for place in self.places]

    def add(self, *values: Any) -> None:
        row = self.row.copy()
        for place, value in zip(self.places, values, strict=True):
            row[place] = value
        self.made.append(row)


def write(connection: Any, tables: Sequence[Rows]) -> None:
    """Everything that was added goes into the database, tables in the order that foreign keys ask for."""
    for rows in tables:
        if not rows.made:
            continue
        names = ", ".join(f'"{name}"' for name in rows.names)
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                marks = ", ".join("?" * len(rows.names))
                raw = connection.connection
                raw.executemany(f'INSERT INTO "{rows.table}" ({names}) VALUES ({marks})', rows.made)
            else:
                with cursor.copy(f'COPY "{rows.table}" ({names}) FROM STDIN') as copy:
                    for row in rows.made:
                        copy.write_row(row)
        rows.made = []


def _without_indexes(connection: Any) -> Callable[[], None]:
    """Drop the indexes that are no constraint; what makes them again."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_keys=OFF")
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        else:
            cursor.execute("SET session_replication_role = replica")  # the rows refer to each other as they should
            cursor.execute("SET maintenance_work_mem = '256MB'")
            cursor.execute(
                "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND NOT EXISTS "
                "(SELECT 1 FROM pg_constraint WHERE conindid = (quote_ident(indexname))::regclass)"
            )
        found = [(name, sql) for name, sql in cursor.fetchall() if not name.startswith(("django_", "auth_"))]
        for name, _ in found:
            cursor.execute(f'DROP INDEX "{name}"')

    def again() -> None:
        with connection.cursor() as cursor:
            for _, sql in found:
                cursor.execute(sql)
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA foreign_keys=ON")
                cursor.execute("PRAGMA synchronous=FULL")
            else:
                cursor.execute("SET session_replication_role = origin")
            if connection.vendor != "sqlite":  # the server looks at SQLite's rows itself
                cursor.execute("VACUUM ANALYZE")

    return again


def fill(patients: int, check_ins: int, events: int, users: int) -> Filled:
    """Fill the database that Django is set to."""
    from django.db import connection, transaction

    from needlepoint_clinic.audit.chain import SYSTEM
    from needlepoint_clinic.clinics.actions import add_member, make_clinic
    from needlepoint_clinic.clinics.models import Role

    clinic = make_clinic(
        name="Large practice", phone="+49 30 1234", time_zone="Europe/Berlin", currency="EUR", session_price=None,
        owner_name="Olga", owner_email="owner@example.org", owner_password="invented-people", actor=SYSTEM,
    )  # fmt: skip
    told = {"password": None, "role": Role.PROVIDER, "licence": "", "actor": SYSTEM}
    members = [
        add_member(clinic_id=clinic.id, name=f"Provider {number}", email=f"p{number}@example.org", **told)
        for number in range(users)
    ]
    again = _without_indexes(connection)
    house = _House(clinic, members[0].user, Form(connection), check_ins // patients, random.Random(1))
    people: list[UUID] = []
    for start in range(0, patients, BATCH):
        with transaction.atomic():
            made = [
                house.patient(number, number <= SHOWN) for number in range(start + 1, min(start + BATCH, patients) + 1)
            ]
            write(connection, house.tables)
        people += made
    clinic.last_number = patients
    clinic.save(update_fields=["last_number"])
    _trail(connection, clinic.id, members[0].user_id, people, events)
    again()
    words = [
        *FAMILY,
        *GIVEN,
        "Kl",
        "Gre",
        "kl gre",
        "ba jo",
        "costa luz",
        "stoviren",
        "1980-02-03",
        f"{patients // 2:06d}",
    ]
    words.append(f"{patients // 2:06d}")
    return Filled([_session(member.user) for member in members], people[:SHOWN], words)


@dataclass
class _House:
    """The templates of one practice's rows."""

    clinic: Any
    by: Any
    form: Form
    entries: int
    chance: random.Random
    tables: list[Rows] = field(init=False)

    def __post_init__(self) -> None:
        self.today = date.today()
        self.tables = list(self._tables())

    def _tables(self) -> Iterator[Rows]:
        from django.utils import timezone

        from needlepoint_clinic.checkins.models import CheckIn
        from needlepoint_clinic.consent.models import Consent
        from needlepoint_clinic.courses.models import Course, PlannedSession
        from needlepoint_clinic.intake.models import Intake
        from needlepoint_clinic.outcomes.models import Outcome
        from needlepoint_clinic.patients.models import Patient, PatientToken
        from needlepoint_clinic.screening.models import Screening
        from needlepoint_clinic.treatments.models import AdverseEvent, Cartridge, Treatment, ZoneRecord

        make, now, nobody = functools.partial(Rows, self.form), timezone.now(), UUID(int=0)
        owned = {"clinic": self.clinic, "created_by": self.by}
        of = owned | {"patient_id": nobody}
        plan = json.loads(PLAN.read_text("utf-8"))
        self.plan, self.stub = json.dumps(plan), json.dumps({"options": []})
        self.findings, self.none = json.dumps(_findings()), json.dumps({"findings": []})
        self.patients = make(
            Patient(**owned, identity=b"", sex="female", birth_year=1980, phototype="III"),
            "id", "identity", "number", "birth_year", "created_at",
        )  # fmt: skip
        self.tokens = make(PatientToken(clinic=self.clinic, patient_id=nobody), "patient_id", "token")
        self.intakes = make(
            Intake(**of, questionnaire="1", answers={"smoking": "no"}, answered_at=now),
            "id",
            "patient_id",
            "created_at",
        )
        screened = {"engine_version": "0", "case": {}, "findings": {}, "verdict": "clear"}
        self.screenings = make(
            Screening(**of, on=self.today, **screened),
            "id",
            "patient_id",
            "on",
            "findings",
            "created_at",
            "verdict",
            "earliest_date",
        )
        frozen = {
            "option": plan["options"][0]["name"],
            "case": {},
            "plan": {},
            "protocol": "",
            "forecast_hash": "0" * 64,
        }
        self.courses = make(
            Course(**of, screening_id=nobody, title="Scars", engine_version="0", **frozen),
            "id", "patient_id", "screening_id", "plan", "status", "ended_why", "created_at",
        )  # fmt: skip
        self.sessions = make(PlannedSession(**owned, course_id=nobody), "id", "course_id", "number", "on")
        words = {"template_version": "1", "template_hash": "0" * 64, "forecast_hash": "0" * 64}
        self.consents = make(
            Consent(**of, course_id=nobody, signed_at=now, **words),
            "id", "patient_id", "course_id", "created_at",
        )  # fmt: skip
        signed = {
            "status": "signed",
            "signed_at": now,
            "signed_by": self.by,
            "content_hash": "0" * 64,
            "no_adverse_event": True,
        }
        self.treatments = make(
            Treatment(**of, course_id=nobody, session_id=nobody, on=self.today, device={"name": "Pen"}, **signed),
            "id", "patient_id", "course_id", "session_id", "on", "created_at", "product", "product_lot",
        )  # fmt: skip
        needled = {"depth_mm": "1.20", "passes": 4, "pattern": "crosshatch", "endpoint": "erythema"}
        self.zones = make(
            ZoneRecord(treatment_id=nobody, order=0, zone="", **needled),
            "treatment_id", "order", "zone",
        )  # fmt: skip
        self.cartridges = make(
            Cartridge(**owned, treatment_id=nobody, gtin="09506000134352", expiry=self.today, how="scan"),
            "id", "treatment_id", "lot", "serial",
        )  # fmt: skip
        self.check_ins = make(
            CheckIn(
                **of, treatment_id=nobody, day=0, on=self.today, signs=SIGNS, level="fine", inside=True, bands=BANDS,
                stated=5, held=4,
            ),
            "id", "patient_id", "treatment_id", "day", "on", "level", "inside", "created_at",
        )  # fmt: skip
        self.outcomes = make(
            Outcome(**of, course_id=nobody, on=self.today, scale="lemperle", score="2", held=True),
            "id", "patient_id", "course_id", "on", "held", "created_at",
        )  # fmt: skip
        self.events = make(
            AdverseEvent(**of, treatment_id=nobody, what="Marks", onset=self.today, severity="mild"),
            "id", "patient_id", "treatment_id", "onset", "closed_at", "created_at",
        )  # fmt: skip
        yield from (
            self.patients, self.tokens, self.intakes, self.screenings, self.courses, self.sessions, self.consents,
            self.treatments, self.zones, self.cartridges, self.check_ins, self.outcomes, self.events,
        )  # fmt: skip

    def _id(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)

    def patient(self, number: int, shown: bool) -> UUID:
        """One patient with everything; the id."""
        from needlepoint_clinic.patients.identity import Identity, sealed_identity, tokens_of

        form, chance = self.form, self.chance
        born = date(1945, 1, 1) + timedelta(days=chance.randrange(22_000))
        identity = Identity(*self._name(), born)
        id = self._id()
        first = self.today - timedelta(days=chance.randrange(-30, YEARS * 365))
        made = datetime(first.year, first.month, first.day, 9, number % 60, tzinfo=UTC) - timedelta(days=14)
        made = min(made, datetime.now(UTC))
        at = form.moment(made)
        self.patients.add(form.id(id), sealed_identity(id, identity), f"{number:06d}", born.year, at)
        for token in tokens_of(self.clinic.id, identity):
            self.tokens.add(form.id(id), token)
        self._course(id, first, at, shown)
        return id

    def _name(self) -> tuple[str, str]:
        """Half of the people share a few names, which is hard for a search; the others have one of thousands."""
        chance = self.chance
        if chance.random() < 0.5:
            return chance.choice(GIVEN), f"{chance.choice(FAMILY)}-{chance.choice(FAMILY)}"
        return (
            "".join(chance.choices(SYLLABLES, k=2)).capitalize(),
            "".join(chance.choices(SYLLABLES, k=chance.choice((2, 3, 4)))).capitalize(),
        )

    def _course(self, person: UUID, first: date, at: Any, shown: bool) -> None:
        form, chance = self.form, self.chance
        who, screening, course = form.id(person), form.id(self._id()), form.id(self._id())
        on = form.day(first)
        days = [first + timedelta(days=EVERY * number) for number in range(SESSIONS)]
        since = (days[-1] - self.today).days
        whole = shown or self.today in days or any(low <= since <= high for low, high in DUE)
        ended = ("finished", "The last visit was done.") if since < -160 else ("running", "")
        waits = chance.random() < 0.02
        verdict, earliest = ("wait", form.day(first + timedelta(days=10))) if waits else ("clear", None)
        found = self.findings if shown else self.none
        self.intakes.add(form.id(self._id()), who, at)
        self.screenings.add(screening, who, on, found, at, verdict, earliest)
        self.courses.add(course, who, screening, self.plan if whole else self.stub, *ended, at)
        self.consents.add(form.id(self._id()), who, course, at)
        for number, day in enumerate(days, 1):
            session = form.id(self._id())
            self.sessions.add(session, course, number, form.day(day))
            if day < self.today:
                self._visit(who, course, session, day, number)
        for after in (-1, 150):
            if first + timedelta(days=after) <= self.today:
                self.outcomes.add(
                    form.id(self._id()),
                    who,
                    course,
                    form.day(first + timedelta(days=after)),
                    None if after < 0 else chance.random() < 0.88,
                    at,
                )

    def _visit(self, who: Any, course: Any, session: Any, day: date, number: int) -> None:
        form, chance = self.form, self.chance
        id, on = form.id(self._id()), form.day(day)
        at = form.moment(datetime(day.year, day.month, day.day, 10, tzinfo=UTC))
        month = f"L{day:%y%m}{chance.randrange(5)}"
        self.treatments.add(id, who, course, session, on, at, "Plain moisturiser", f"M{day:%y%m}")
        for order, zone in enumerate(ZONES):
            self.zones.add(id, order, zone)
        self.cartridges.add(form.id(self._id()), id, month, f"{chance.getrandbits(60):x}")
        if chance.random() < 0.01:
            self.events.add(form.id(self._id()), who, id, on, None if chance.random() < 0.02 else at, at)
        if number > 1:
            return
        for after in range(self.entries):
            wrong = chance.random() < WATCHED
            entry = form.day(day + timedelta(days=after))
            self.check_ins.add(form.id(self._id()), who, id, after, entry, "watch" if wrong else "fine", not wrong, at)


def _trail(connection: Any, clinic_id: UUID, user_id: UUID, people: Sequence[UUID], events: int) -> None:
    """Looks at patients' records, each carrying the digest of the one before."""
    from django.db import transaction

    from needlepoint_clinic.audit.chain import digest_of
    from needlepoint_clinic.audit.models import AuditEvent, AuditHead

    form, chance = Form(connection), random.Random(2)
    head = AuditHead.objects.get(clinic_id=clinic_id)
    told: dict[str, Any] = {
        "actor_kind": "staff", "actor_id": user_id, "address": "127.0.0.1", "action": "patient.look",
        "subject_kind": "patient", "detail": {"page": "timeline"},
    }  # fmt: skip
    template = AuditEvent(
        clinic_id=clinic_id, number=0, at=datetime.now(UTC), subject_id="", previous="", digest="", **told
    )
    rows = Rows(form, template, "id", "number", "at", "subject_id", "patient_id", "previous", "digest")
    number, digest, at = head.number, head.digest, datetime.now(UTC)
    while events > 0:
        for _ in range(min(events, 10 * BATCH)):
            person = chance.choice(people)
            number += 1
            of: Mapping[str, Any] = {"number": number, "at": at, "subject_id": str(person), "patient_id": person}
            fresh = digest_of(clinic_id, digest, told | of)
            id = form.id(UUID(int=chance.getrandbits(128), version=4))
            rows.add(id, number, form.moment(at), str(person), form.id(person), digest, fresh)
            digest = fresh
        events -= len(rows.made)
        with transaction.atomic():
            write(connection, [rows])
    AuditHead.objects.filter(clinic_id=clinic_id).update(number=number, digest=digest)


@functools.cache
def _findings() -> dict[str, Any]:
    """A screening of the example case, as the clinic keeps it."""
    import needlepoint

    case = needlepoint.load_case(ROOT / "examples/acne-scars.yaml", date.today())
    return needlepoint.screen(case, date.today()).model_dump(mode="json")


def _session(user: Any) -> str:
    """A signed-in session with a second factor."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    TOTP.activate(user, generate_totp_secret())
    store = SessionStore()
    store[SESSION_KEY], store[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    store.create()
    return str(store.session_key)
