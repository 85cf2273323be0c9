"""The commands of a text, read by a small grammar of the forms that are allowed in them.

A command is a program with its words, or one pipeline of cmdlets, before which variables may be
set. Each value is a literal of the type that its parameter takes, or one of few expressions.
Whatever else PowerShell knows is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certtrail.rulebook.command_table import VERSIONS
from certtrail.rulebook.command_tokens import RefusedError, Tokens
from certtrail.rulebook.command_values import FILLED, holds, is_word, without_computer
from certtrail.rulebook.program_forms import fits

if TYPE_CHECKING:
    from certtrail.rulebook.command_table import Cmdlet, CommandTable
    from certtrail.rulebook.command_values import ValueType

_LONGEST: Final = 2000
_HEAD: Final = re.compile(r"([A-Za-z][\w.]*)(?: (.*))?")
_MEMBER: Final = re.compile(r"(?:\.\w+)+")
_OPERATORS: Final = frozenset({"-eq", "-ne", "-like", "-notlike", "-match", "-lt", "-gt"})
_JOINS: Final = frozenset({"-and", "-or"})
_DEEPEST: Final = 6
_VALUES: Final = frozenset({"single", "double", "variable", "word", "bytes", "empty"})
_OPENING: Final = frozenset({"(", "@{", "{"})
# What ends something computes none of its values.
_ENDING: Final = frozenset({"remove", "restart", "stop", "suspend"})
# By which a cmdlet is told what to change; a value without a name is one of them, too.
_TARGETS: Final = frozenset({"identity", "name", "server", "thumbprint"})
# What a line before has made may be enabled: of that no list shows the thumbprint yet.
_JUST_MADE: Final = "$new.thumbprint"
_WILD: Final = re.compile(r"[*?]")
_COMPUTED: Final = frozenset({"text", "thumbprint", "host", "number"})
"""The types of values that may come from a variable or an expression."""
_SWITCHED: Final = frozenset({"on", "off"})
_CONSTANTS: Final = frozenset({"$true", "$false", "$null"})
# No others, as many of PowerShell's own say where things are or how they run. A step may use what
# the one before it has set.
_NAMES: Final = frozenset({"$c", "$cert", "$certificate", "$name", "$new", "$old", "$server"})


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
    head = _HEAD.fullmatch(text)
    forms = table.programs.get(head[1].casefold()) if head else None
    if head and forms:
        if fits(head[2] or "", forms):
            return Uses()
        known = " or ".join(f"`{head[1]} {form}`" for form in forms)
        return Uses(problems=(f"expected {known}, found {text!r}",))
    reader = _CommandReader(text, table)
    try:
        reader.statements()
    except RefusedError as error:
        reader.problems.append(str(error))
    return Uses(frozenset(reader.versions), tuple(reader.problems))


class _CommandReader(Tokens):
    """Reads the tokens of one command, and keeps what it finds wrong."""

    def __init__(self, text: str, table: CommandTable) -> None:
        super().__init__(text)
        self.table = table
        self.versions = set(VERSIONS)
        self.enables = False
        self.named = False  # this value names what is changed: one thing, and computes it not

    def statements(self) -> None:
        """Read `$name = pipeline; $name = pipeline; pipeline` to the end."""
        if self.problems:
            return
        if self.opened > _DEEPEST:
            raise RefusedError(f"expected at most {_DEEPEST} opening parentheses, found more")
        while self._assignment():
            if not self.at_mark(";"):
                break
            self.next()
        else:
            if not self.writes():
                self._pipeline()
        if self.kind != "end":
            raise RefusedError(f"expected the command's end, found {self.here!r}")

    def _assignment(self) -> bool:
        """Read one, if there is one."""
        if self.kind != "variable" or self.following != ("mark", "="):
            return False
        name = self.next()
        if name.casefold() not in _NAMES:
            known = ", ".join(sorted(_NAMES))
            raise RefusedError(f"expected a variable of {known} before =, found {name}")
        self.next()
        if self.kind in ("double", "single"):
            self._value("text")
        else:
            self._pipeline()
        return True

    def _pipeline(self) -> Cmdlet | None:
        """Read calls with pipes between them; gives the last."""
        cmdlet = self._call()
        while self.at_mark("|"):
            self.next()
            if self.at_mark("("):
                raise RefusedError("expected a cmdlet after a pipe, found '('")
            name = self.here
            cmdlet = self._call()
            if cmdlet is not None and not cmdlet.piped:
                self.problems.append(f"expected {name} to name what it is for, found a pipe")
        return cmdlet

    def _call(self) -> Cmdlet | None:
        """Read a cmdlet and its arguments, or an expression in parentheses."""
        if self.at_mark("("):
            self.next()
            self._grouped()
            return None
        name = self.next() if self.kind == "word" else ""
        cmdlet = self.table.cmdlets.get(name.casefold())
        if cmdlet is None:
            known = "expected a known cmdlet or program in a command"
            raise RefusedError(
                f"{known}, found {name or self.here!r}; what is no command needs no `"
            )
        self.versions &= cmdlet.versions
        self._arguments(name, cmdlet)
        return cmdlet

    def _arguments(self, name: str, cmdlet: Cmdlet) -> None:
        positional = 0
        verb = name.partition("-")[0].casefold()
        ends = verb in _ENDING
        self.enables = verb == "enable"
        while self._begins_value() or self.kind == "parameter":
            if self.kind != "parameter":
                self._named_values("text" if positional else cmdlet.takes, named=not cmdlet.reads)
                positional += 1
                continue
            parameter = self.next().rstrip(":")
            known = parameter[1:].casefold()
            if known in cmdlet.parameters:
                self.versions &= cmdlet.parameters[known]
            elif parameter.casefold() in _OPERATORS:
                positional -= 1
            else:
                self.problems.append(f"expected a parameter of {name}, found {parameter!r}")
            if self._begins_value():
                named = ends or (known in _TARGETS and not cmdlet.reads)
                self._named_values(cmdlet.types.get(known, "text"), named=named)
        if positional > cmdlet.positional:
            self.problems.append(
                f"expected at most {cmdlet.positional} value(s) without a parameter's name after"
                f" {name}, found {positional}"
            )

    def _named_values(self, kind: ValueType, *, named: bool) -> None:
        before, self.named = self.named, named
        self._values(kind)
        self.named = before

    def _begins_value(self) -> bool:
        return self.kind in _VALUES or (self.kind == "mark" and self.here in _OPENING)

    def _values(self, kind: ValueType) -> None:
        self._value(kind)
        while self.at_mark(","):
            self.next()
            self._value(kind)

    def _value(self, kind: ValueType) -> None:
        sort, piece = self.kind, self.next()
        if sort in ("single", "double", "word"):
            self._literal(sort, piece, kind)
        elif sort == "empty" and kind == "text":  # a list of nothing: it names nothing to end
            pass
        elif sort == "variable":
            self._variable(piece)
            self._computed(kind, piece)
        elif sort == "bytes":
            self.take("(")
            self._values("file")
            self.take(")")
        elif sort == "mark" and piece in _OPENING:
            self._opened(piece, kind)
        else:
            raise RefusedError(f"expected a value, found {piece or 'the end'!r}")

    def _opened(self, mark: str, kind: ValueType) -> None:
        """Read a table, a block, or what stands in parentheses."""
        if mark == "@{":
            self._table()
        elif mark == "{":
            self._block()
        elif self.kind == "bytes":
            self._value(kind)
            self.take(")")
        else:
            self._computed(kind, "(...)")
            self._grouped()

    def _computed(self, kind: ValueType, piece: str) -> None:
        """Demand a literal where what is named must be seen."""
        if piece.casefold() in _CONSTANTS and (kind not in _SWITCHED or holds(kind, piece)):
            return
        if self.enables and piece.casefold() == _JUST_MADE:
            return
        if kind not in _COMPUTED or self.named:
            self.problems.append(f"expected a value such as a {kind} itself, found {piece}")

    def _literal(self, sort: str, piece: str, kind: ValueType) -> None:
        """Demand that a word or a string is of a type, and fills in nothing but what it may."""
        text = piece if sort == "word" else piece[1:-1]
        if sort == "double":
            text = FILLED.sub(self._filled, without_computer(text))
            if "$" in text or "`" in text:
                self.problems.append(f"expected a plain string, found {piece}")
                return
        if (sort == "word" and not is_word(piece)) or not holds(kind, text):
            self.problems.append(f"expected a value such as a {kind}, found {piece}")
        elif self.named and _WILD.search(text):
            self.problems.append(f"expected the name of one thing to change, found {piece}")

    def _filled(self, found: re.Match[str]) -> str:
        self._variable(found[1] or found[2])
        return "x"

    def _variable(self, name: str) -> None:
        base = name.partition(".")[0].casefold()
        if base not in _NAMES | _CONSTANTS:
            known = ", ".join(sorted(_NAMES | _CONSTANTS))
            self.problems.append(f"expected a variable of {known}, found {name}")

    def _grouped(self) -> None:
        """Read what stands in parentheses, and what of it is asked for after them."""
        cmdlet = self._pipeline()
        self.take(")")
        if self.touches and self.kind == "word" and _MEMBER.fullmatch(self.here):
            member = self.next()
            if self.at_mark("("):
                if cmdlet is None or member[1:].casefold() not in cmdlet.methods:
                    raise RefusedError(f"expected a property, found the call of {member[1:]!r}")
                self.next()
                self._values("text")
                self.take(")")

    def _table(self) -> None:
        """Read `Name=value; Name=value}`."""
        while not self.at_mark("}"):
            if self.kind != "word":
                raise RefusedError(f"expected a name, found {self.here or 'the end'!r}")
            self.next()
            self.take("=")
            self._constant()
            while self.at_mark(","):
                self.next()
                self._constant()
            if not self.at_mark("}"):
                self.take(";")
        self.next()

    def _constant(self) -> None:
        """Read a string, a number or a variable: where it stands, a bare word would be run."""
        if self.kind not in ("single", "double", "variable") and not self.here.isdecimal():
            raise RefusedError(f"expected a text in quotes, found {self.here or 'the end'!r}")
        self._value("text")

    def _block(self) -> None:
        """Read `$_.Name -operator value -and ...}`, as Where-Object takes it."""
        while True:
            if self.kind != "variable" or not self.here.startswith("$_"):
                raise RefusedError(f"expected $_, found {self.here or 'the end'!r}")
            self.next()
            if self.next().casefold() not in _OPERATORS:
                raise RefusedError("expected a comparison such as `$_.Name -eq 'x'`")
            self._constant()
            if self.here.casefold() not in _JOINS:
                break
            self.next()
        self.take("}")
