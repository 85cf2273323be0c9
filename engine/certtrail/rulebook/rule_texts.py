"""The texts of rules: over the fields of bound facts, and over what the finding is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certtrail.rulebook.conditions import value_of
from certtrail.text import templates
from certtrail.text.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from certtrail.model.fact import Fact
    from certtrail.rulebook.conditions import Constant
    from certtrail.text.templates import Template

SELF: Final = "self"
FOUND: Final = "found"
"""What the fact of an adjustment is called in its texts and conditions."""
SELF_FIELDS: Final = frozenset({"first", "last", "count", "server"})


@dataclass(frozen=True, slots=True)
class About:
    """What `self` stands for: first and last time (seconds), number of records, server."""

    first: int
    last: int
    count: int
    server: str


@dataclass(frozen=True, slots=True)
class Values:
    """What a template is filled with."""

    bindings: Mapping[str, Fact]
    about: About

    def get(self, alias: str, name: str) -> Constant | None:
        """Read one value; None where it is not known."""
        if alias == SELF:
            value: Constant = getattr(self.about, name)
            return None if value == "" else value
        if alias not in self.bindings:
            return None
        value_here = value_of(self.bindings[alias], name)
        return None if value_here == "" else value_here


def parse(text: str) -> tuple[Template, list[str]]:
    """Read the text of a rule; gives it with what is wrong in it, if anything."""
    template, problems = templates.parse(text)
    problems += [
        f"expected {{alias.field}} or {{alias.field|filter}}, found {{{place.name}}}"
        for place in template.placeholders
        if not place.alias
    ]
    return template, problems


def render(template: Template, values: Values) -> Message:
    """Fill a text in; a command that a value does not fit is left out, and it says why."""
    found = {place.name: values.get(place.alias, place.field) for place in template.placeholders}
    return Message(template.text, found)
