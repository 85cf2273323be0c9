"""Templates such as `{lost.configured|thumbprint}`: a text read into its parts, and filled in.

What stands between two backticks is a command: a value goes into it only where it matches the
type that its filter names, else the command is left out, and the text says why. What stands
between `[[` and `]]` is said only where all its values are known; after `||` in it stands what is
said otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from certtrail.text.filters import FILTERS, clean, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from certtrail.text.filters import Value
    from certtrail.text.languages import Reader

_SELF: Final = frozenset({"self.first", "self.last"})
_TOKEN: Final = re.compile(r"(\{\{|\}\}|\{[^{}]*\}|\[\[|\]\]|\|\||[{}`])")
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


@dataclass(frozen=True)
class Clause:
    """What stands between `[[` and `]]`, and what after a `||` in it."""

    parts: tuple[Part, ...]
    otherwise: tuple[Part, ...] = ()

    @cached_property
    def placeholders(self) -> tuple[Placeholder, ...]:
        """Those that must be known, or else it is left out."""
        return tuple(_placeholders(self.parts, whole=False))


@dataclass(frozen=True, slots=True)
class Command:
    """What stands between two backticks."""

    parts: tuple[Part, ...]


Part: TypeAlias = "str | Placeholder | Command | Clause"


@dataclass(frozen=True)
class Template:
    """One text with places for values."""

    text: str
    parts: tuple[Part, ...]

    @cached_property
    def placeholders(self) -> tuple[Placeholder, ...]:
        """Every placeholder, in and outside commands and clauses."""
        return tuple(_placeholders(self.parts))

    @property
    def commands(self) -> Iterator[Command]:
        """Every command, in and outside clauses."""
        return (part for part in _walked(self.parts) if isinstance(part, Command))

    @property
    def clauses(self) -> Iterator[Clause]:
        """Every clause, in and outside commands."""
        return (part for part in _walked(self.parts) if isinstance(part, Clause))

    @property
    def needed(self) -> frozenset[str]:
        """The names of the values that it is not whole without: those outside of clauses."""
        return frozenset(place.name for place in _placeholders(self.parts, whole=False))


def _walked(parts: Iterable[Part], *, whole: bool = True) -> Iterator[Part]:
    """Yield parts and those inside of them; inside of clauses only if the whole is wanted."""
    for part in parts:
        yield part
        if isinstance(part, Command):
            yield from _walked(part.parts, whole=whole)
        elif isinstance(part, Clause) and whole:
            yield from _walked((*part.parts, *part.otherwise))


def _placeholders(parts: Iterable[Part], *, whole: bool = True) -> Iterator[Placeholder]:
    return (part for part in _walked(parts, whole=whole) if isinstance(part, Placeholder))


def parse(text: str) -> tuple[Template, list[str]]:
    """Read a template; gives it with what is wrong in it, if anything."""
    parser = _Parser(text)
    parts, _ = parser.parts()
    return Template(text, parts), parser.problems


@lru_cache(maxsize=4096)
def parsed(text: str) -> Template:
    """Read a template that is known to be sound."""
    return parse(text)[0]


class _Parser:
    """Reads the tokens of one text: clauses, commands in them or not, and clauses in those."""

    def __init__(self, text: str) -> None:
        self.problems: list[str] = []
        self._tokens = iter(_TOKEN.split(text))

    def parts(
        self, *ends: str, command: bool = False, clause: bool = False
    ) -> tuple[tuple[Part, ...], str]:
        """Read up to a token that ends this stretch; gives that, too, empty at the text's end."""
        found: list[Part] = []
        for token in self._tokens:
            if token in ends:
                return tuple(found), token
            if token == "`" and not command:  # noqa: S105 - a mark in a text, not a secret
                found.extend(self._command())
            elif token == "[[" and not clause:  # noqa: S105 - the same
                found.extend(self._clause(command=command))
            elif token == "[[":  # noqa: S105 - the same
                self.problems.append("expected no [[ within another, found one")
            elif part := _part(token, self.problems, command=command):
                found.append(part)
        return tuple(found), ""

    def _command(self) -> Iterator[Part]:
        inner, end = self.parts("`", command=True)
        if end:
            yield Command(inner)
            return
        self.problems.append("expected a second ` to end the command, found the text's end")
        yield from ("`", *inner)

    def _clause(self, *, command: bool) -> Iterator[Part]:
        ends = ("]]", "`") if command else ("]]",)
        inner, end = self.parts(*ends, "||", command=command, clause=True)
        other: tuple[Part, ...] = ()
        if end == "||":
            other, end = self.parts(*ends, command=command, clause=True)
        made = Clause(inner, other)
        if end != "]]":
            found = end or "the text's end"
            self.problems.append(f"expected ]] to end [[, found {found}")
        if not any(made.placeholders):
            self.problems.append("expected a value between [[ and ]], found none")
        if any(_placeholders(other)):
            self.problems.append("expected no value after ||, found one")
        yield made


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
    return _Writer(get, reader).whole(template)


class _Writer:
    """Fills one template in, and keeps why commands are left out."""

    def __init__(self, get: Callable[[str], Value | None], reader: Reader) -> None:
        self._get = get
        self._reader = reader
        self._reasons: list[str] = []

    def whole(self, template: Template) -> str:
        text = "".join(map(self._written, template.parts)).strip()
        if not self._reasons:
            return text
        between = self._reader.language.gettext("{first} {rest}").replace("{first} {rest}", " ")
        return between.join([text, *dict.fromkeys(self._reasons)])

    def _written(self, part: Part) -> str:
        if isinstance(part, str):
            return part
        if isinstance(part, Clause):
            return "".join(map(self._written, self._chosen(part)))
        if isinstance(part, Command):
            command = self._command(part.parts)
            return (
                self._reader.language.gettext("(command withheld)")
                if command is None
                else (f"`{command}`")
            )
        value = self._get(part.name)
        if value is None:
            return self._reader.language.gettext("unknown")
        write = FILTERS[part.filter].text if part.filter else plain
        return write(value, self._reader)

    def _chosen(self, clause: Clause) -> tuple[Part, ...]:
        known = all(self._get(place.name) is not None for place in clause.placeholders)
        return clause.parts if known else clause.otherwise

    def _command(self, parts: tuple[Part, ...]) -> str | None:
        """Write a command; None where a value does not fit, and then says why."""
        written: list[str | None] = []
        for part in parts:
            if isinstance(part, Clause):
                written.append(self._command(self._chosen(part)))
            elif isinstance(part, Placeholder):
                written.append(self._safe(part))
            elif isinstance(part, str):
                written.append(part)
        return None if None in written else "".join(filter(None, written))

    def _safe(self, part: Placeholder) -> str | None:
        value = self._get(part.name)
        chosen = FILTERS.get(part.filter, FILTERS["text"])
        safe = None if value is None or chosen.command is None else chosen.command(value)
        if safe is None:
            self._reasons.append(_reason(part, value, chosen.type, self._reader))
        return safe


def _reason(part: Placeholder, value: Value | None, type_: str, reader: Reader) -> str:
    gettext = reader.language.gettext
    # In a command the shell's `-Server` is a server.
    name = "server" if part.field == "shell" else part.field.replace("_", " ").replace("-", " ")
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
