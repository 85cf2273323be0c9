"""Turns what pydantic finds wrong in a rule file into problems that say expected and found."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Final

from certtrail.rulebook.shape import (
    AdjustShape,
    CaseShape,
    CountShape,
    EventShape,
    PatternShape,
    RuleShape,
)
from certtrail.strict_yaml import describe

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails

    from certtrail.errors import Problem
    from certtrail.strict_yaml import Document, Steps

_EXPECTED: Final = {
    "string_type": "text",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}
_SIZES: Final = {
    "string_too_short": "at least {min_length} character(s)",
    "string_too_long": "at most {max_length} characters",
    "too_short": "at least {min_length} entries",
    "too_long": "at most {max_length} entries",
    "greater_than_equal": "at least {ge}",
    "less_than_equal": "at most {le}",
}
_MODELS: Final[dict[tuple[str, int], type[BaseModel]]] = {
    ("when", 4): PatternShape,
    ("when", 5): CountShape,
    ("when", 6): PatternShape,
    ("adjust", 3): AdjustShape,
    ("adjust", 4): PatternShape,
    ("cases", 3): CaseShape,
    ("cases", 5): EventShape,
}


def refusals(error: ValidationError, document: Document) -> list[Problem]:
    """List the problems, one for each place: the branches of a union are told together."""
    found: list[Problem] = []
    expected: dict[Steps, list[str]] = {}
    values: dict[Steps, object] = {}
    for detail in error.errors():
        steps = _steps(detail, document)
        if detail["type"] == "missing":
            message = f"expected the key {detail['loc'][-1]!r}, found none"
            found.append(document.problem(steps, message))
        elif detail["type"] == "extra_forbidden":
            message = _unknown_key(str(detail["loc"][-1]), detail["loc"])
            found.append(document.problem(steps, message, key=True))
        elif detail["loc"][-1] == "[key]":
            message = f"expected as key {_wanted(detail)}, found {steps[-1]!r}"
            found.append(document.problem(steps, message, key=True))
        else:
            expected.setdefault(steps, []).append(_wanted(detail))
            values[steps] = detail["input"]
    for steps, wanted in expected.items():
        message = f"expected {' or '.join(dict.fromkeys(wanted))}, found {describe(values[steps])}"
        found.append(document.problem(steps, message))
    return found


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


def _unknown_key(key: str, loc: tuple[str | int, ...]) -> str:
    model = _MODELS.get((str(loc[0]), len(loc)), RuleShape)
    known = [field.alias or name for name, field in model.model_fields.items()]
    close = difflib.get_close_matches(key, known, 1)
    if close:
        return f"unknown key {key!r}; is it {close[0]!r}?"
    return f"unknown key {key!r}; expected one of: {', '.join(known)}"
