"""What the staff's page and the patient's page share when pictures arrive: each file by itself, each once.

A form with several files is taken file by file: what is good is kept, what is not is named with its remedy. Each file
has a key of its own made from the form's key and its bytes, so that a form sent again after a broken connection adds
only what is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from ..core.refusals import Refused
from ..core.uploads import too_large, too_large_words
from .actions import Taken
from .developing import sent_digest
from .forms import TakeForm

Take = Callable[[UploadedFile, UUID], Taken]


@dataclass(frozen=True)
class Arrived:
    """What came of the files. problems: file and why, in words."""

    kept: Sequence[Taken]
    problems: Sequence[tuple[str, str]]

    @property
    def words(self) -> str:
        """What was kept, in a sentence; empty where nothing was."""
        new, again = sum(not item.again for item in self.kept), sum(item.again for item in self.kept)
        said = []
        if new:
            said.append(_("1 photograph is kept.") if new == 1 else _("%(n)d photographs are kept.") % {"n": new})
        if again:
            said.append(_("1 was here already.") if again == 1 else _("%(n)d were here already.") % {"n": again})
        return " ".join(said)


def take_all(request: HttpRequest, form: TakeForm, take: Take) -> Arrived:
    """Every file of a valid form through ``take``, which is given the file and its key."""
    kept, problems = [], []
    key = form.cleaned_data["submission"]
    for file in form.pictures():
        try:
            kept.append(take(file, uuid5(key, sent_digest(file))))
        except ValidationError as fault:
            problems.append((file.name or "", str(fault.messages[0])))
        except Refused as fault:
            problems.append((file.name or "", f"{_(fault.reason)} {_(fault.remedy) if fault.remedy else ''}".strip()))
    if any(too_large(request, name) for name in ("files", "camera_file")):
        problems.append((_("A file"), str(too_large_words())))
    elif not kept and not problems:
        problems.append(("", _("Choose a photograph first.")))
    return Arrived(kept, problems)


def wants_json(request: HttpRequest) -> bool:
    """Whether the page's own script asks."""
    return request.headers.get("accept", "") == "application/json"


def form_as_json(form: TakeForm) -> JsonResponse:
    """What the page's own script is told when the form itself cannot be taken."""
    first = next(iter(form.errors.values()))[0]
    return JsonResponse({"kept": "", "problem": str(first)}, status=422)


def as_json(arrived: Arrived) -> JsonResponse:
    """What the page's own script is told of one file."""
    told = {"kept": arrived.words, "problem": arrived.problems[0][1] if arrived.problems else ""}
    return JsonResponse(told, status=422 if arrived.problems else 200)
