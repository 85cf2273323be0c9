"""Templates such as `{lost.configured|thumbprint}`: a text read into its parts, and filled in.

What stands between two backticks is a command: a value goes into it only where it matches the
type that its filter names, else the command is left out, and the text says why.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from certtrail.text.filters import FILTERS, clean, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from certtrail.text.filters import Value
    from certtrail.text.languages import Reader

_SELF: Final = frozenset({"self.first", "self.last"})
_TOKEN: Final = re.compile(r"(\{\{|\}\}|\{[^{}]*\}|[{}`])")
_PLACEHOLDER: Final = re.compile(
    r"\{\s*((?:[a-z][a-z0-9_]*\.)?[a-z][a-z0-9_-]*)\s*(?:\|\s*([a-z]+)\s*)?\}"
)


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One `{name|filter}`; the name of a rule's is `alias.field`, and it always has a filter."""

    name: str
    filter: str

    @property
    def alias(self) -> str:
        """Of which bound fact; empty in a text that is no rule's."""
        return self.name.rpartition(".")[0]

    @property
    def field(self) -> str:
        """Which of its fields."""
        return self.name.rpartition(".")[2]


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


@lru_cache(maxsize=4096)
def parsed(text: str) -> Template:
    """Read a template that is known to be sound."""
    return parse(text)[0]


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
    name, filter_name = match.groups()
    chosen = filter_name or _default(name)
    if chosen and chosen not in FILTERS:
        known = ", ".join(FILTERS)
        problems.append(f"expected a filter of {known}, found {chosen!r} in {token}")
        return token
    if command and (not chosen or FILTERS[chosen].command is None):
        safe = ", ".join(name for name, each in FILTERS.items() if each.command)
        problems.append(f"expected, inside a command, one of the filters {safe}, found {token}")
    return Placeholder(name, chosen)


def _default(name: str) -> str:
    """Choose the filter of a placeholder that names none: values of logs are always cleaned."""
    if "." not in name:
        return ""
    return "time" if name in _SELF or name.endswith(".time") else "text"


def fill(template: Template, get: Callable[[str], Value | None], reader: Reader) -> str:
    """Fill a template in.

    Args:
        template: what to fill in.
        get: gives the value of a placeholder by its name; None where it is not known.
        reader: who reads it.
    """
    written: list[str] = []
    reasons: list[str] = []
    for part in template.parts:
        if isinstance(part, str):
            written.append(part)
        elif isinstance(part, Placeholder):
            written.append(_written(part, get(part.name), reader))
        else:
            command = _command(part, get, reader, reasons)
            withheld = reader.language.gettext("(command withheld)")
            written.append(withheld if command is None else f"`{command}`")
    text = "".join(written).strip()
    return (
        reader.language.gettext("{first} {rest}")
        .replace("{first} {rest}", " ")
        .join([text, *dict.fromkeys(reasons)])
    )


def _written(part: Placeholder, value: Value | None, reader: Reader) -> str:
    if value is None:
        return reader.language.gettext("unknown")
    return FILTERS[part.filter].text(value, reader) if part.filter else plain(value, reader)


def _command(
    command: Command, get: Callable[[str], Value | None], reader: Reader, reasons: list[str]
) -> str | None:
    written: list[str] = []
    for part in command.parts:
        if isinstance(part, str):
            written.append(part)
            continue
        value = get(part.name)
        chosen = FILTERS.get(part.filter, FILTERS["text"])
        safe = None if value is None or chosen.command is None else chosen.command(value)
        if safe is not None:
            written.append(safe)
        else:
            reasons.append(_reason(part, value, chosen.type, reader))
    return "".join(written) if len(written) == len(command.parts) else None


def _reason(part: Placeholder, value: Value | None, type_: str, reader: Reader) -> str:
    gettext = reader.language.gettext
    name = part.field.replace("_", " ").replace("-", " ")
    if value is None:
        text = gettext("The command is withheld because the {name} in the logs is not known.")
        return text.replace("{name}", name)
    text = gettext(
        "The command is withheld because the {name} in the logs, “{value}”, is not {type}."
    )
    return (
        text.replace("{name}", name)
        .replace("{type}", gettext(type_))
        .replace("{value}", clean(value))
    )
