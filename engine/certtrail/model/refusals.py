"""Turns what pydantic finds wrong in a file into problems that say expected and found."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Final, get_args, get_origin

from certtrail.model.annotated import alternatives_of, is_shape, members_of
from certtrail.model.errors import RulebookError
from certtrail.model.strict_yaml import describe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from certtrail.model.errors import Problem
    from certtrail.model.strict_yaml import Document, Steps

_EXPECTED: Final = {
    "string_type": "text",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping",
    "tuple_type": "a list",
    "dataclass_type": "a mapping",
}
_SIZES: Final = {
    "string_too_short": "at least {min_length} character(s)",
    "string_too_long": "at most {max_length} characters",
    "too_short": "at least {min_length} entries",
    "too_long": "at most {max_length} entries",
    "greater_than_equal": "at least {ge}",
    "less_than_equal": "at most {le}",
}


def refusals(error: ValidationError, document: Document, kind: type[object]) -> RulebookError:
    """List the problems, one for each place: the branches of a union are told together."""
    found: list[Problem] = []
    expected: dict[Steps, list[str]] = {}
    values: dict[Steps, object] = {}
    for detail in error.errors():
        if detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]:
            continue  # pydantic does not count entries that have mistakes of their own
        steps = _steps(detail, document)
        if detail["type"] == "missing":
            message = f"expected the key {detail['loc'][-1]!r}, found none"
            found.append(document.problem(steps, message))
        elif detail["type"] == "unexpected_keyword_argument":
            message = _unknown_key(str(steps[-1]), _keys_at(kind, steps[:-1]))
            found.append(document.problem(steps, message, key=True))
        elif detail["type"] == "value_error":
            found.append(document.problem(steps, str(detail["ctx"]["error"])))
        elif detail["loc"] and detail["loc"][-1] == "[key]":
            message = f"expected as key {_wanted(detail)}, found {steps[-1]!r}"
            found.append(document.problem(steps, message, key=True))
        else:
            expected.setdefault(steps, []).append(_wanted(detail))
            values[steps] = detail["input"]
    for steps, wanted in expected.items():
        message = f"expected {' or '.join(dict.fromkeys(wanted))}, found {describe(values[steps])}"
        found.append(document.problem(steps, message))
    return RulebookError(found)


def _steps(detail: ErrorDetails, document: Document) -> Steps:
    """Follow the location through the document; what a union's branch adds to it is left out."""
    steps: Steps = ()
    for step in detail["loc"]:
        if (*steps, step) in document.places.values:
            steps = (*steps, step)
    return steps


def _wanted(detail: ErrorDetails) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in _EXPECTED:
        return _EXPECTED[kind]
    if kind in _SIZES:
        return _SIZES[kind].format(**context)
    if kind in ("enum", "literal_error"):
        return str(context["expected"])
    if kind == "string_pattern_mismatch":
        return f"text like {context['pattern']}"
    return detail["msg"]


def _unknown_key(key: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(key, known, 1)
    if close:
        return f"unknown key {key!r}; is it {close[0]!r}?"
    return f"unknown key {key!r}; expected one of: {', '.join(known)}"


def _keys_at(kind: type[object], steps: Steps) -> list[str]:
    """Follow the steps through the annotations of a shape, to the keys that there can be."""
    places: list[object] = [kind]
    for step in steps:
        places = [each for place in places for each in alternatives_of(_inside(place, step))]
    return [key for each in places if is_shape(each) for key in members_of(each)]


def _inside(place: object, step: str | int) -> object:
    if is_shape(place):
        return members_of(place).get(str(step), (None, None))[1]
    inner = get_args(place)
    return inner[-1] if get_origin(place) is dict else inner[0] if inner else None
