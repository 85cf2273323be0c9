"""How a rule file writes what a rule is made of: ids and names, conditions, texts, lengths."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Final, TypeAlias

from certtrail.model.annotations import As, Limit, tried
from certtrail.rulebook import rule_texts
from certtrail.rulebook.conditions import NO_CONDITION, Condition, Ref, parse, parse_ref
from certtrail.rulebook.rule_texts import RuleText
from certtrail.text import instants

_ID: Final = r"^[a-z][a-z0-9-]*$"
_LONGEST_ID: Final = 80
TEXT: Final = Limit(1, 4000)
_LINE: Final = Limit(1, 200)
_REF: Final = Limit(like=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_-]*$")
_LENGTH: Final = Limit(like=r"^[0-9]{1,6}[smhdw]$")

Id: TypeAlias = Annotated[str, Limit(most=_LONGEST_ID, like=_ID)]
Alias: TypeAlias = Annotated[str, Limit(most=40, like=r"^[a-z][a-z0-9_]*$")]
FieldName: TypeAlias = Annotated[str, Limit(like=r"^[a-z][a-z0-9_-]*$")]
Name: TypeAlias = Annotated[str, Limit(1, 120)]
Line: TypeAlias = Annotated[str, _LINE]
Block: TypeAlias = Annotated[str, TEXT]
Scalar: TypeAlias = str | int | bool
Length: TypeAlias = Annotated[int, As(str, tried(instants.duration, 0)), _LENGTH]
"""A length of time such as `30d`, in seconds."""
FieldRef: TypeAlias = Annotated[Ref, As(str, tried(parse_ref, Ref("", ""))), _REF]
"""A field of a bound fact: `alias.field`."""
Test: TypeAlias = Annotated[Condition, As(str, tried(parse, NO_CONDITION)), _LINE]
"""A condition such as `thumbprint == warned.thumbprint`."""
Tests: TypeAlias = Annotated[tuple[Test, ...], Limit(most=32)]
"""Conditions that must all hold; so few that each can be held against each."""
Told: TypeAlias = Annotated[RuleText, As(str, rule_texts.parse), TEXT]
"""A text with places for values."""
Taken: TypeAlias = Mapping[FieldName, Scalar | tuple[Line, ...]]
"""`step` with the id of a standard step, and what its parameters stand for; or a text as `says`."""
Said: TypeAlias = Told | Taken


def is_id(text: str) -> bool:
    """Tell whether a text can be the id of a rule."""
    return len(text) <= _LONGEST_ID and re.fullmatch(_ID, text) is not None
