"""One step of the questionnaire, shown and taken: the same for a patient with a link and on the clinic's tablet."""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID, uuid5

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from ..accounts.models import User
from ..audit.chain import Actor
from ..core.once import new_key, once
from ..core.refusals import Stale
from ..patients.selectors import Known
from . import actions, presenters
from .forms import StepForm, step_version
from .models import Intake
from .questionnaire import Step, after, before, step_ids, step_of, steps
from .selectors import person_of


@dataclass(frozen=True)
class Walk:
    """Whose questionnaire is walked through, and by whom. by: the colleague who holds the tablet, None by link."""

    intake: Intake
    known: Known
    actor: Actor
    by: User | None = None

    @property
    def by_patient(self) -> bool:
        """Whether the patient answers with a link of their own."""
        return self.by is None

    def url(self, name: str, *parts: object) -> str:
        """The address of one of the pages of this walk."""
        prefix = () if self.by_patient else (self.known.patient.id,)
        return reverse(f"{'my_' if self.by_patient else ''}intake_{name}", args=[*prefix, *parts])

    def step_url(self, step: Step | None) -> str:
        """The page of a step; after the last one, the page that checks."""
        return self.url("step", step.number) if step else self.url("check")

    def steps(self) -> tuple[Step, ...]:
        """The pages of this person with these answers."""
        return steps(self.intake.answers, person_of(self.known))


def show_or_take(request: HttpRequest, walk: Walk, number: int, leave: str = "") -> HttpResponse:
    """Show a step, or take its answers and go on. leave: where a colleague goes with "Save and close"."""
    ids, person = step_ids(), person_of(walk.known)
    step = step_of(ids[number - 1], walk.intake.answers, person) if 0 < number <= len(ids) else None
    if step is None:
        return redirect(walk.url("check"))
    if request.method != "POST":
        return _page(request, walk, step, _form(walk, step, None), leave)
    form = _form(walk, step, request.POST)
    if not form.is_valid():
        return _page(request, walk, step, form, leave, status=422)
    try:
        _take(request.POST, walk, step, form)
    except Stale:
        walk.intake.refresh_from_db()
        again = request.POST.copy()
        again["version"], again["submission"] = str(step_version(step, walk.intake.answers)), new_key()
        return _page(request, walk, step, _form(walk, step, again), leave, status=409)
    if "more" in request.POST:
        return redirect(walk.step_url(step) + "#rows-end")
    if "close" in request.POST and leave:
        return redirect(leave)
    return redirect(walk.step_url(after(step, walk.intake.answers | form.taken(), person)))


def _form(walk: Walk, step: Step, data: QueryDict | None) -> StepForm:
    born = walk.known.identity.birth_date
    return StepForm(data, step=step, answers=walk.intake.answers, today=timezone.localdate(), born=born)


def _take(sent: QueryDict, walk: Walk, step: Step, form: StepForm) -> None:
    def act() -> str:
        taken = actions.answer(
            clinic_id=walk.intake.clinic_id,
            intake_id=walk.intake.id,
            answers=form.taken(),
            by_patient=walk.by_patient,
            actor=walk.actor,
            step=step,
            shown=form.cleaned_data["version"] or 0,
            by=walk.by,
        )
        return str(taken.id)

    key = _key(form.cleaned_data["submission"], sent)
    once(key, clinic_id=walk.intake.clinic_id, user_id=walk.by.pk if walk.by else None, act=act)


def _key(submission: UUID, sent: QueryDict) -> UUID:
    """The form's key with what was sent: a page kept by a browser and sent again with other answers counts anew."""
    told = {name: values for name, values in sent.lists() if name != "csrfmiddlewaretoken"}
    return uuid5(submission, json.dumps(told, sort_keys=True))


def _page(request: HttpRequest, walk: Walk, step: Step, form: StepForm, leave: str, status: int = 200) -> HttpResponse:
    person = person_of(walk.known)
    back = before(step, walk.intake.answers, person)
    page = {
        "form": form,
        "step": step,
        "walk": walk,
        "leave": leave,
        "stale": presenters.told(step, walk.intake.answers) if status == 409 else (),
        "back": walk.step_url(back) if back else "",
        "progress": presenters.progress(step, walk.steps()),
        **frame(walk),
    }
    return render(request, "intake/step.html", page, status=status)


def frame(walk: Walk) -> dict[str, object]:
    """What every page of the questionnaire knows. No navigation: a tablet in a patient's hand leads nowhere else."""
    return {
        "member": None,
        "lang": walk.intake.language,
        "language_url": walk.url("language"),
        "practice": walk.intake.clinic,
    }


def show_check(request: HttpRequest, walk: Walk, leave: str = "") -> HttpResponse:
    """What is still open, and the button that sends."""
    page = {
        "open": presenters.open_steps(walk),
        "send_url": walk.url("send"),
        "key": new_key(),
        "back": walk.step_url(walk.steps()[-1]),
        "leave": leave,
        **frame(walk),
    }
    return render(request, "intake/check.html", page)
