"""Photographs of the invented people: drawn, never taken. At each visit front and left side; at the end a pair."""

from __future__ import annotations

import functools
from dataclasses import replace

from django.core.files.uploadedfile import SimpleUploadedFile

from ..courses.models import Course
from ..photographs.actions import judge_pair, release_pair, take
from ..photographs.invented import Head, shot_of
from ..photographs.models import Photo
from ..photographs.opening import jpeg
from ..treatments.models import Treatment
from .house import Practice

SIZE = (480, 600)
VIEWS = ("front", "left_45")
ROOM = {"light": "Two softboxes, 45 degrees", "camera": "Phone, twice as near", "background": "Grey wall"}


@functools.lru_cache(maxsize=4)
def _head(seed: int, tone: str) -> Head:
    return Head(seed, tone if tone != "VI" else "V")


def demo_photographs(house: Practice, treatment: Treatment, *, seed: int, number: int) -> None:
    """The photographs of one visit; number: of the visit, from 1; with each the skin is a little better."""
    head = _head(seed, treatment.patient.phototype or "II")
    for at, view in enumerate(VIEWS):
        turn = (-3.0, 2.0, 4.0)[number % 3] + at
        shot = replace(
            shot_of(view, size=SIZE), roll=turn, scale=1.0 + 0.03 * number, healed=min(0.9, 0.35 * (number - 1))
        )
        picture = head.photograph(shot, seed=10 * number + at)
        file = SimpleUploadedFile("invented.jpg", jpeg(picture, 92), content_type="image/jpeg")
        told = house.told(house.assistant) | {"zone": "face", "view": view, "file": file, "noted": ROOM}
        take(patient_id=treatment.patient_id, treatment_id=treatment.id, taken_on=treatment.on, **told)


def demo_pair(house: Practice, course: Course) -> None:
    """The first and the last front view laid on each other, and shown to the patient."""
    rows = Photo.objects.filter(patient_id=course.patient_id, zone="face", view="front")
    photos = list(rows.order_by("taken_on", "created_at"))
    if len(photos) < 2:
        return
    told = {"clinic_id": house.clinic.id, "actor": house.staff(house.provider)}
    pair = judge_pair(before_id=photos[0].id, after_id=photos[-1].id, by=house.provider.user, **told)
    if pair.comparable:
        release_pair(pair_id=pair.id, release=True, member=house.provider, **told)
