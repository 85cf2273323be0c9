"""The commands of a text, read by a small grammar of the forms that are allowed in them.

A command is a program with its words, or statements of cmdlets: pipelines, assignments to a
variable, and few expressions around them. Whatever else PowerShell knows is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final

from certtrail.rulebook.command_table import VERSIONS

if TYPE_CHECKING:
    from certtrail.rulebook.command_table import CommandTable

_LONGEST: Final = 2000
_TOKEN: Final = re.compile(
    r"""(?P<space>\s+)
    |(?P<single>'[^']*')
    |(?P<double>"[^"]*")
    |(?P<bytes>\[System\.IO\.File\]::ReadAllBytes(?=\())
    |(?P<variable>\$(?:env:)?\w+(?:\.\w+)*)
    |(?P<parameter>-[A-Za-z]\w*:?)
    |(?P<mark>@\{|[(){}|;,=])
    |(?P<word>[^\s'"(){}|;,$`\[\]=@&<>]+)""",
    re.VERBOSE,
)
# What a string between double quotes may fill in: a variable, its property, the environment.
_FILLED: Final = re.compile(r"\$(?:\(\$\w+(?:\.\w+)*\)|\{env:\w+\}|(?:env:)?\w+)")
_WORDS: Final = re.compile(r"(?:[^\s\"']|\"[^\"]*\"|'[^']*')+")
_HEAD: Final = re.compile(r"[A-Za-z][\w.]*")
_MEMBER: Final = re.compile(r"(?:\.\w+)+")
_OPERATORS: Final = frozenset({"-eq", "-ne", "-like", "-notlike", "-match", "-lt", "-gt"})
_JOINS: Final = frozenset({"-and", "-or"})
_DEEPEST: Final = 6
_VALUES: Final = frozenset({"single", "double", "variable", "word", "bytes"})
_OPENING: Final = frozenset({"(", "@{", "{"})


@dataclass(frozen=True, slots=True)
class Uses:
    """What a command is made of.

    Attributes:
        versions: of Exchange, those that have every cmdlet and parameter in it.
        problems: what is wrong with it, in words; empty for nothing.
    """

    versions: frozenset[str] = frozenset(VERSIONS)
    problems: tuple[str, ...] = ()


def read_command(text: str, table: CommandTable) -> Uses:
    """Read one command."""
    if len(text) > _LONGEST:
        return Uses(problems=(f"expected a command of at most {_LONGEST} characters",))
    head = _HEAD.match(text)
    if head and head[0].casefold() in table.programs and "-" not in text[head.end() :][:1]:
        return _program(head[0], text[head.end() :], table)
    reader = _CommandReader(text, table)
    try:
        reader.statements()
    except _RefusedError as error:
        reader.problems.append(str(error))
    return Uses(frozenset(reader.versions), tuple(reader.problems))


def _program(name: str, rest: str, table: CommandTable) -> Uses:
    words = [word.casefold() for word in _WORDS.findall(rest)]
    forms = table.programs[name.casefold()]
    bare = _FILLED.sub("", rest)
    if any(mark in bare for mark in ";|`$<>&") or not any(_fits(words, form) for form in forms):
        known = " or ".join(f"`{name} {' '.join(form)}`" for form in forms)
        return Uses(problems=(f"expected {known}, found {(name + rest)!r}",))
    return Uses()


def _fits(words: list[str], form: tuple[str, ...]) -> bool:
    if form[-1:] == ("...",):
        return len(words) >= len(form) and _fits(words[: len(form) - 1], form[:-1])
    return len(words) == len(form) and all(map(fnmatchcase, words, form))


class _RefusedError(Exception):
    """A command has a form that is not allowed; the rest of it is not read."""


@dataclass
class _CommandReader:
    """Reads the tokens of one command, and keeps what it finds wrong."""

    text: str
    table: CommandTable
    problems: list[str] = field(default_factory=list)
    versions: set[str] = field(default_factory=lambda: set(VERSIONS))

    def __post_init__(self) -> None:
        self._tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(self.text):
            found = _TOKEN.match(self.text, at)
            if found is None:
                self.problems.append(f"expected a plain command, found {self.text[at:][:20]!r}")
                break
            if found.lastgroup != "space":
                self._tokens.append((found.lastgroup or "", found[0]))
            at = found.end()
        self._tokens.append(("end", ""))
        self._at = 0

    @property
    def _kind(self) -> str:
        return self._tokens[self._at][0]

    @property
    def _here(self) -> str:
        return self._tokens[self._at][1]

    def _next(self) -> str:
        token = self._here
        if self._kind != "end":
            self._at += 1
        return token

    def _take(self, mark: str) -> None:
        if self._here != mark or self._kind != "mark":
            raise _RefusedError(f"expected {mark!r}, found {self._here or 'the end'!r}")
        self._next()

    def statements(self) -> None:
        """Read `$name = pipeline; pipeline; ...` to the end."""
        if self.problems:
            return
        if sum(piece == "(" for _, piece in self._tokens) > _DEEPEST:
            raise _RefusedError(f"expected at most {_DEEPEST} opening parentheses, found more")
        self._statement()
        while self._here == ";" and self._kind == "mark":
            self._next()
            self._statement()
        if self._kind != "end":
            raise _RefusedError(f"expected the command's end, found {self._here!r}")

    def _statement(self) -> None:
        if self._kind == "variable" and self._tokens[self._at + 1][1] == "=":
            if "." in self._next():
                raise _RefusedError("expected a variable without a property before =")
            self._next()
            if self._kind in ("double", "single"):
                self._value()
                return
        self._pipeline()

    def _pipeline(self) -> None:
        self._call()
        while self._here == "|" and self._kind == "mark":
            self._next()
            self._call()

    def _call(self) -> None:
        """Read a cmdlet and its arguments, or an expression in parentheses."""
        if self._here == "(" and self._kind == "mark":
            self._value()
            return
        name = self._next() if self._kind == "word" else ""
        cmdlet = self.table.cmdlets.get(name.casefold())
        if cmdlet is None:
            known = "expected a known cmdlet or program in a command"
            raise _RefusedError(
                f"{known}, found {name or self._here!r}; what is no command needs no `"
            )
        self.versions &= cmdlet.versions
        positional = 0
        while self._kind in _VALUES | {"parameter"} or self._here in _OPENING:
            if self._kind != "parameter":
                positional += 1
                self._values()
                continue
            parameter = self._next().rstrip(":")
            if parameter[1:].casefold() in cmdlet.parameters:
                self.versions &= cmdlet.parameters[parameter[1:].casefold()]
            elif parameter.casefold() in _OPERATORS:
                positional -= 1
            else:
                self.problems.append(f"expected a parameter of {name}, found {parameter!r}")
            if self._kind in _VALUES or self._here in _OPENING:
                self._values()
        if positional > cmdlet.positional:
            self.problems.append(
                f"expected at most {cmdlet.positional} value(s) without a parameter's name after"
                f" {name}, found {positional}"
            )

    def _values(self) -> None:
        self._value()
        while self._here == "," and self._kind == "mark":
            self._next()
            self._value()

    def _value(self) -> None:
        kind, piece = self._kind, self._next()
        if kind == "double":
            if "$" in _FILLED.sub("", piece):
                self.problems.append(f"expected a plain string, found {piece}")
        elif piece == "@{":
            self._table()
        elif piece == "{":
            self._block()
        elif piece == "(" and kind == "mark":
            if self._kind == "bytes":
                self._value()
            else:
                self._pipeline()
            self._take(")")
            self._members()
        elif kind == "bytes":
            self._take("(")
            self._values()
            self._take(")")
        elif kind not in _VALUES:
            raise _RefusedError(f"expected a value, found {piece or 'the end'!r}")

    def _members(self) -> None:
        """Read the properties, or the call of a method, after a closing parenthesis."""
        if self._kind == "word" and _MEMBER.fullmatch(self._here):
            self._next()
            if self._here == "(" and self._kind == "mark":
                self._next()
                self._values()
                self._take(")")

    def _table(self) -> None:
        """Read `Name=value; Name=value}`."""
        while self._here != "}":
            if self._kind != "word":
                raise _RefusedError(f"expected a name, found {self._here or 'the end'!r}")
            self._next()
            self._take("=")
            self._values()
            if self._here != "}":
                self._take(";")
        self._next()

    def _block(self) -> None:
        """Read `$_.Name -operator value -and ...}`, as Where-Object takes it."""
        while True:
            if self._kind != "variable":
                raise _RefusedError(f"expected $_, found {self._here or 'the end'!r}")
            self._next()
            if self._next().casefold() not in _OPERATORS:
                raise _RefusedError("expected a comparison such as `$_.Name -eq 'x'`")
            self._value()
            if self._here.casefold() not in _JOINS:
                break
            self._next()
        self._take("}")
