"""Templates such as `{lost.configured|thumbprint}`: read and checked at loading, rendered later."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Final

from certtrail.rulebook.conditions import value_of
from certtrail.rulebook.filters import FILTERS, clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from certtrail.facts import Fact
    from certtrail.rulebook.conditions import Constant

SELF: Final = "self"
FOUND: Final = "found"
"""What the fact of an adjustment is called in its texts and conditions."""
SELF_FIELDS: Final = frozenset({"first", "last", "count", "server"})
_TIMES: Final = frozenset({"time", "first", "last"})
_TOKEN: Final = re.compile(r"(\{\{|\}\}|\{[^{}]*\}|[{}`])")
_PLACEHOLDER: Final = re.compile(
    r"\{\s*([a-z][a-z0-9_]*)\.([a-z][a-z0-9_-]*)\s*(?:\|\s*([a-z]+)\s*)?\}"
)


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One `{alias.field|filter}`."""

    alias: str
    field: str
    filter: str


@dataclass(frozen=True, slots=True)
class Command:
    """What stands between two backticks."""

    parts: tuple[str | Placeholder, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """One text with places for values."""

    text: str
    parts: tuple[str | Placeholder | Command, ...]

    @property
    def placeholders(self) -> Iterator[Placeholder]:
        """Every placeholder, in and outside commands."""
        for part in self.parts:
            inner = part.parts if isinstance(part, Command) else (part,)
            yield from (each for each in inner if isinstance(each, Placeholder))


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
    zone: tzinfo = field(default=UTC)

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
    """Read a template; gives it with what is wrong in it, if anything."""
    problems: list[str] = []
    outer: list[str | Placeholder | Command] = []
    inner: list[str | Placeholder] | None = None
    for token in _TOKEN.split(text):
        if token == "`":  # noqa: S105 - a mark in a text, not a secret
            if inner is None:
                inner = []
            else:
                outer.append(Command(tuple(inner)))
                inner = None
            continue
        part = _part(token, problems, command=inner is not None)
        if part:
            (outer if inner is None else inner).append(part)
    if inner is not None:
        problems.append("expected a second ` to end the command, found the text's end")
    return Template(text, tuple(outer)), problems


def _part(token: str, problems: list[str], *, command: bool) -> str | Placeholder:
    if token in ("{{", "}}"):
        return token[0]
    if not token.startswith(("{", "}")):
        return token
    match = _PLACEHOLDER.fullmatch(token)
    if match is None:
        problems.append(
            f"expected {{alias.field}} or {{alias.field|filter}}, found {token};"
            " write {{ and }} for braces"
        )
        return token
    alias, name, filter_name = match.groups()
    chosen = filter_name or ("time" if name in _TIMES and _is_time(alias, name) else "text")
    if chosen not in FILTERS:
        known = ", ".join(FILTERS)
        problems.append(f"expected a filter of {known}, found {chosen!r} in {token}")
        return token
    if command and FILTERS[chosen].command is None:
        safe = ", ".join(name for name, each in FILTERS.items() if each.command)
        problems.append(f"expected, inside a command, one of the filters {safe}, found {token}")
    return Placeholder(alias, name, chosen)


def _is_time(alias: str, name: str) -> bool:
    return name == "time" or alias == SELF


def render(template: Template, values: Values) -> str:
    """Fill a template in; a command that a value does not fit is left out, and it says why."""
    written: list[str] = []
    reasons: list[str] = []
    for part in template.parts:
        if isinstance(part, str):
            written.append(part)
        elif isinstance(part, Placeholder):
            written.append(_written(part, values))
        else:
            command = _command(part, values, reasons)
            written.append("(command withheld)" if command is None else f"`{command}`")
    text = "".join(written).strip()
    return " ".join([text, *dict.fromkeys(reasons)])


def _written(part: Placeholder, values: Values) -> str:
    value = values.get(part.alias, part.field)
    return "unknown" if value is None else FILTERS[part.filter].text(value, values.zone)


def _command(command: Command, values: Values, reasons: list[str]) -> str | None:
    written: list[str] = []
    for part in command.parts:
        if isinstance(part, str):
            written.append(part)
            continue
        value = values.get(part.alias, part.field)
        chosen = FILTERS[part.filter]
        safe = None if value is None or chosen.command is None else chosen.command(value)
        if safe is not None:
            written.append(safe)
        elif value is None:
            reasons.append(f"The command is withheld because {_named(part)} is not known.")
        else:
            reasons.append(
                f"The command is withheld because {_named(part)}, “{clean(value)}”,"
                f" is not {chosen.type}."
            )
    return "".join(written) if len(written) == len(command.parts) else None


def _named(part: Placeholder) -> str:
    return f"the {part.field.replace('_', ' ').replace('-', ' ')} in the logs"
