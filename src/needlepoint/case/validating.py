"""Turns what pydantic finds wrong into problems that a clinician can act on.

One problem: the path in the file, the line, what stands there, what may stand there, the nearest known name. A field
says what it allows by an :class:`Allowed` mark in its annotation; a check across fields refuses with :func:`refuse`,
which carries any number of :class:`Trouble` with their own paths. Everything else is worded from the error's kind.
"""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from ..errors import InputError, Problem, did_you_mean
from .reading import Document, Loc, describe_value, place_of

MAX_PROBLEMS = 25

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Allowed:
    """What may stand in a field, in the words of an error; ``remedy``: what to do about the usual mistake."""

    text: str
    remedy: str = ""


@dataclass(frozen=True)
class Trouble:
    """One thing that a check refuses. ``at``: path below the checked value; the rest as in ``Problem``."""

    found: str
    allowed: str
    remedy: str = ""
    at: Loc = ()


@dataclass(frozen=True)
class Fault:
    """A trouble at its whole path, still in the schema's terms."""

    loc: Loc
    found: str
    allowed: str
    remedy: str = ""
    missing: bool = False


_ALLOWED = {
    "missing": "a value; it cannot be left out",
    "string_type": "text",
    "bool_type": "yes or no",
    "int_type": "a whole number",
    "float_type": "a number",
    "finite_number": "an ordinary number",
    "tuple_type": "a list",
    "list_type": "a list",
    "greater_than": "more than {gt}",
    "greater_than_equal": "{ge} or more",
    "less_than": "less than {lt}",
    "less_than_equal": "{le} or less",
    "too_short": "at least {min_length} of them",
    "too_long": "at most {max_length} of them",
    "string_too_short": "at least {min_length} letters",
    "string_too_long": "at most {max_length} letters",
    "date_type": "a date written year-month-day, like 2026-05-01",
}
_REMEDIES = {
    "bool_type": "Write it without quotes.",
    "string_type": "Put it in quotes if it is meant as text.",
    "tuple_type": "Write [one, two], or one line with a dash for each; [] for none.",
    "list_type": "Write [one, two], or one line with a dash for each; [] for none.",
}


def refuse(*troubles: Trouble) -> PydanticCustomError:
    """The error for a validator to raise when it refuses a value, with all that is wrong with it."""
    text = "; ".join(f"found {item.found}, allowed: {item.allowed}" for item in troubles)
    return PydanticCustomError("refused", "{text}", {"text": text, "troubles": troubles})


def today(context: Any) -> dt.date:
    """The day that counts as today: ``context["on"]`` of the validation where given, else the clock's."""
    day = context.get("on") if isinstance(context, dict) else None
    return day if isinstance(day, dt.date) else dt.date.today()


def validate(model: type[Model], document: Document, *, on: dt.date | None = None) -> Model:
    """The document as ``model``. ``on``: the day that counts as today. Raises InputError with every problem found."""
    try:
        return model.model_validate(document.data, context={"on": on or dt.date.today()})
    except ValidationError as cause:
        faults = [fault for error in _own(cause.errors()) for fault in _faults(model, error)]
        raise InputError(_problems(faults, document), document.name) from cause


def _problems(faults: list[Fault], document: Document) -> Iterator[Problem]:
    seen: dict[Problem, None] = {}
    for fault in faults:
        loc = _in_file(fault, document.data)
        seen[Problem(place_of(loc), fault.found, fault.allowed, fault.remedy, document.line(loc))] = None
    yield from list(seen)[:MAX_PROBLEMS]
    if len(seen) > MAX_PROBLEMS:
        yield Problem("the rest", f"{len(seen) - MAX_PROBLEMS} more problems", "none", "Mend these first.")


def _in_file(fault: Fault, data: Any) -> Loc:
    """The path as the file has it: through a name that stands before its details, and no deeper than the file goes."""
    path: Loc = ()
    for part in fault.loc:
        if isinstance(data, dict) and part not in data and len(data) == 1:
            ((name, inner),) = data.items()
            if isinstance(inner, dict) and (part in inner or part == "name"):
                path, data = (*path, name), inner
        inside = part in data if isinstance(data, dict) else isinstance(data, list) and part in range(len(data))
        if not inside:
            return (*path, part) if fault.missing else path
        path, data = (*path, part), data[part]
    return path


def _own(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """Without lists called too short only because what stands in them was refused."""
    places = {tuple(error["loc"][:end]) for error in errors for end in range(len(error["loc"]))}
    return [error for error in errors if error["type"] != "too_short" or tuple(error["loc"]) not in places]


def _faults(model: type[BaseModel], error: ErrorDetails) -> Iterator[Fault]:
    loc: Loc = tuple(error["loc"])
    context = error.get("ctx", {})
    if "troubles" in context:
        for item in context["troubles"]:
            yield Fault((*loc, *item.at), item.found, item.allowed, item.remedy)
        return
    wanted, mark = _expected(model, loc[:-1] if error["type"] == "extra_forbidden" else loc)
    if error["type"] == "extra_forbidden":
        known = _keys(wanted)
        yield Fault(loc, "an unknown key", f"the keys {', '.join(known)}", did_you_mean(str(loc[-1]), known))
    else:
        yield _plain(error, loc, context, wanted, mark)


def _plain(error: ErrorDetails, loc: Loc, context: dict[str, Any], wanted: Any, mark: Allowed | None) -> Fault:
    kind, value = error["type"], error["input"]
    missing = kind == "missing"
    template = _ALLOWED.get(kind)
    allowed = template.format(**context) if template else error["msg"].removeprefix("Value error, ")
    remedy = ""
    if mark:
        allowed, remedy = mark.text, mark.remedy
    elif names := _literals(wanted):
        allowed = ", ".join(names)
        remedy = did_you_mean(value, names) if isinstance(value, str) else ""
    elif isinstance(wanted, type) and issubclass(wanted, BaseModel) and not missing:
        allowed = f"an object with the keys {', '.join(_keys(wanted))}"
    found = "nothing" if missing else describe_value(value)
    return Fault(loc, found, allowed, remedy or _REMEDIES.get(kind, ""), missing)


def _literals(wanted: Any) -> list[str]:
    return [str(item) for item in get_args(wanted)] if get_origin(wanted) is Literal else []


def _keys(model: Any) -> list[str]:
    fields = getattr(model, "model_fields", {})
    return [entry.alias or name for name, entry in fields.items()]


def _expected(model: type[BaseModel], loc: Iterable[str | int]) -> tuple[Any, Allowed | None]:
    """The annotation at a path of the schema, bare, and the nearest ``Allowed`` mark on it."""
    wanted, mark = model, None
    for part in loc:
        wanted, mark = _step(wanted, part)
    return wanted, mark


def _step(wanted: Any, part: str | int) -> tuple[Any, Allowed | None]:
    if isinstance(wanted, type) and issubclass(wanted, BaseModel):
        for name, entry in wanted.model_fields.items():
            if part in (name, entry.alias):
                marks = [item for item in entry.metadata if isinstance(item, Allowed)]
                bare, mark = _bare(entry.annotation)
                return bare, marks[0] if marks else mark
    arguments = [item for item in get_args(wanted) if item is not Ellipsis]
    return _bare(arguments[-1]) if arguments and get_origin(wanted) in (tuple, list, dict) else (None, None)


def _bare(annotation: Any) -> tuple[Any, Allowed | None]:
    """An annotation without Optional and Annotated, and the mark it carried."""
    if get_origin(annotation) is Annotated:
        inner, *extras = get_args(annotation)
        marks = [item for item in extras if isinstance(item, Allowed)]
        bare, mark = _bare(inner)
        return bare, marks[0] if marks else mark
    if get_origin(annotation) in (Union, types.UnionType):
        options = [item for item in get_args(annotation) if item is not type(None)]
        return _bare(options[0]) if len(options) == 1 else (annotation, None)
    return annotation, None
