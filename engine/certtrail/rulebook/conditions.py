"""Reads one condition such as `thumbprint == warned.thumbprint`, and says what it means of values.

A value that is missing makes a condition false (but for `is missing`), and types never mix:
text is never equal to a number, true is not 1, and only whole numbers are less or greater.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias, TypeGuard

from certtrail.rulebook.regular import MAX_TEXT, checked
from certtrail.text import instants

if TYPE_CHECKING:
    from collections.abc import Mapping

    from certtrail.model.fact import Fact

Constant: TypeAlias = str | int | bool

ALIAS: Final = re.compile(r"[a-z][a-z0-9_]*")
FIELD: Final = re.compile(r"[a-z][a-z0-9_-]*")
IMPLICIT_FIELDS: Final = frozenset({"server", "time"})


class Op(StrEnum):
    """What a condition asks of its field."""

    EQ = "=="
    NE = "!="
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="
    IN = "in"
    NOT_IN = "not in"
    MATCHES = "matches"
    PRESENT = "is present"
    MISSING = "is missing"


ORDERS: Final = frozenset({Op.LT, Op.LE, Op.GT, Op.GE})


@dataclass(frozen=True, slots=True)
class Ref:
    """A field of a bound fact; a whole-number offset may be added to it."""

    alias: str
    field: str
    offset: int = 0

    def __str__(self) -> str:
        return f"{self.alias}.{self.field}"

    def later(self, seconds: int) -> Ref:
        """Give the same with so much added."""
        return replace(self, offset=self.offset + seconds)


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition; `alias` is empty where the text names none (the pattern's own fact).

    The value is None for `is present` and `is missing`, a tuple for `in` and `not in`.
    """

    text: str
    alias: str
    field: str
    op: Op
    value: Constant | tuple[Constant, ...] | Ref | re.Pattern[str] | None

    @property
    def joins(self) -> bool:
        """Whether it compares with a field of another fact than its own."""
        return isinstance(self.value, Ref) and bool(self.value.alias)

    def without(self, alias: str) -> Condition:
        """Leave the alias out of both sides: the fact is the condition's own then."""
        value = self.value
        joined = isinstance(value, Ref) and value.alias == alias != ""
        if self.alias != alias and not joined:
            return self
        return replace(
            self,
            alias="" if self.alias == alias else self.alias,
            value=replace(value, alias="") if isinstance(value, Ref) and joined else value,
        )


NO_CONDITION: Final = Condition("", "", "", Op.PRESENT, None)
"""Stands for one that cannot be read."""

_CONDITION: Final = re.compile(
    r"\s*(?P<field>[a-z][a-z0-9_-]*(?:\.[a-z][a-z0-9_-]*)?)"
    r"(?:\s*(?P<op>==|!=|<=|>=|<|>)\s*|\s+(?P<word>not\s+in|in|matches|is)\s+)"
    r"(?P<rest>\S.*?)\s*",
    re.DOTALL,
)
_REF: Final = re.compile(
    r"(?P<alias>[a-z][a-z0-9_]*)\.(?P<field>[a-z][a-z0-9_-]*)"
    r"(?:\s*(?P<sign>[+-])\s*(?P<by>[0-9]+[smhdw]?))?"
)
_INT: Final = re.compile(r"-?(0|[1-9][0-9]*)")
_DURATION: Final = re.compile(r"[0-9]{1,6}[smhdw]")
_ITEM: Final = re.compile(r"""\s*("[^"]*"|'[^']*'|[^,"'\[\]\s]+)\s*(,|\Z)""")


def parse(text: str) -> Condition:
    """Read one condition.

    Raises:
        ValueError: says what was expected and what was found.
    """
    match = _CONDITION.fullmatch(text)
    if match is None:
        raise ValueError(
            "expected a condition such as `field == value`, `field in [a, b]`,"
            f" `field >= other.field + 2d` or `field is present`, found {text!r}"
        )
    alias, _, field = match["field"].rpartition(".")
    rest = match["rest"]
    if match["word"] == "is":
        return Condition(text, alias, field, _presence(rest), None)
    op = Op(" ".join((match["op"] or match["word"]).split()))
    return Condition(text, alias, field, op, _right(op, rest))


def parse_ref(text: str) -> Ref:
    """Read `alias.field`.

    Raises:
        ValueError: the text is not that.
    """
    match = _REF.fullmatch(text)
    if match is None or match["by"]:
        raise ValueError(f"expected alias.field, found {text!r}")
    return Ref(match["alias"], match["field"])


def _presence(rest: str) -> Op:
    for op in (Op.PRESENT, Op.MISSING):
        if rest == op.removeprefix("is "):
            return op
    raise ValueError(f"expected `is present` or `is missing`, found `is {rest}`")


def _right(op: Op, rest: str) -> Constant | tuple[Constant, ...] | Ref | re.Pattern[str]:
    if op in (Op.IN, Op.NOT_IN):
        return _constants(op, rest)
    if op is Op.MATCHES:
        return _pattern(rest)
    ref = _REF.fullmatch(rest)
    if ref is not None:
        return Ref(ref["alias"], ref["field"], _offset(ref["sign"], ref["by"]))
    if op in ORDERS:
        return _number(op, rest)
    return _constant(rest)


def _constants(op: Op, rest: str) -> tuple[Constant, ...]:
    if not (rest.startswith("[") and rest.endswith("]")):
        raise ValueError(f"expected a list such as [a, b] after `{op}`, found {rest!r}")
    inner = rest[1:-1]
    values: list[Constant] = []
    at = 0
    while at < len(inner):
        match = _ITEM.match(inner, at)
        if match is None:
            raise ValueError(f"expected values with commas between them, found {rest!r}")
        values.append(_constant(match[1]))
        at = match.end()
    if not values:
        raise ValueError(f"expected a list with at least one value after `{op}`, found []")
    return tuple(values)


def _pattern(rest: str) -> re.Pattern[str]:
    text = _constant(rest)
    if not isinstance(text, str):
        raise ValueError(f"expected a regular expression after `matches`, found {rest}")  # noqa: TRY004
    return checked(text)


def _offset(sign: str | None, by: str | None) -> int:
    if by is None:
        return 0
    amount = int(by) if by.isdigit() else instants.duration(by)
    return -amount if sign == "-" else amount


def _number(op: Op, rest: str) -> int:
    if _INT.fullmatch(rest):
        return int(rest)
    if _DURATION.fullmatch(rest):
        return instants.duration(rest)
    raise ValueError(
        f"expected a whole number, a length of time or alias.field after `{op}`, found {rest!r}"
    )


def _constant(text: str) -> Constant:
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" and text[0] not in text[1:-1]:
        return text[1:-1]
    if text in ("true", "false"):
        return text == "true"
    if _INT.fullmatch(text):
        return int(text)
    if text.lstrip("-").isdigit() or not re.fullmatch(r"[^\s\"'\[\],.]+", text):
        raise ValueError(
            f"expected a value, found {text!r}; put text that is more than a plain word in quotes"
        )
    return text


def value_of(fact: Fact, name: str) -> Constant | None:
    """Read a field, or one of the implicit fields `server` and `time` (whole seconds)."""
    if name == "server":
        return fact.server
    if name == "time":
        return fact.time // instants.SECOND
    return fact.fields.get(name)


def with_offset(value: Constant | None, offset: int) -> Constant | None:
    """Add a reference's offset; only a whole number can take one, else the value is missing."""
    if not offset:
        return value
    return value + offset if is_int(value) else None


def is_int(value: Constant | None) -> TypeGuard[int]:
    """Tell whole numbers from the booleans, which Python counts among them."""
    return isinstance(value, int) and not isinstance(value, bool)


def same(left: Constant, right: Constant) -> bool:
    """Say whether two values are equal in type and content."""
    return type(left) is type(right) and left == right


def compare(op: Op, left: Constant | None, right: Constant | None) -> bool:
    """Judge `==`, `!=` and the four orders."""
    if left is None or right is None:
        return False
    if op is Op.EQ or op is Op.NE:
        return same(left, right) == (op is Op.EQ)
    if not (is_int(left) and is_int(right)):
        return False
    if op is Op.LT:
        return left < right
    if op is Op.LE:
        return left <= right
    return left > right if op is Op.GT else left >= right


def holds_alone(condition: Condition, value: Constant | None) -> bool:
    """Judge a condition whose right side is not a reference."""
    wanted = condition.value
    if condition.op is Op.MISSING:
        return value is None
    if value is None or condition.op is Op.PRESENT:
        return value is not None
    if isinstance(wanted, tuple):
        return any(same(value, each) for each in wanted) == (condition.op is Op.IN)
    if isinstance(wanted, re.Pattern):
        return isinstance(value, str) and wanted.search(value[:MAX_TEXT]) is not None
    return not isinstance(wanted, Ref) and compare(condition.op, value, wanted)


def hold(conditions: tuple[Condition, ...], bindings: Mapping[str, Fact]) -> bool:
    """Judge conditions on bound facts, such as `closes-when`; an unbound alias has no values."""

    def read(alias: str, name: str) -> Constant | None:
        return value_of(bindings[alias], name) if alias in bindings else None

    for condition in conditions:
        left = read(condition.alias, condition.field)
        if isinstance(condition.value, Ref):
            ref = condition.value
            right = with_offset(read(ref.alias, ref.field), ref.offset)
            if not compare(condition.op, left, right):
                return False
        elif not holds_alone(condition, left):
            return False
    return True
