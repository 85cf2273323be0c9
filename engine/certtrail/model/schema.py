"""The one walk over annotated dataclasses: what their annotations say a file or a value holds.

`record_of` gives the tree of a dataclass: records of members, lists, mappings, alternatives, and
leaves with all that their annotation says. On it rest

    strict_reading     YAML and JSON into dataclasses, with every mistake and its place
    saved_diagnosis    dataclasses to JSON
    typed_texts        what is translated and what is hidden, by the type of a field
    json_schema        the JSON Schema
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Final,
    Literal,
    NamedTuple,
    TypeAlias,
    Union,
    get_args,
    get_origin,
)

from certtrail.model.annotations import As, Key, Limit, OneOf, Trait, Under
from certtrail.text.sorts import Sort

NO_LIMIT: Final = Limit()


class Leaf(NamedTuple):
    """A single value.

    Attributes:
        plain: what it is in a file: `str`, `int`, `float` or `bool`.
        limit: of the plain value.
        choices: the only values that there are, by what a file writes for them; none for any.
        written: what stands for it in a file.
        sort: what a text is to those who change it; None where nobody may.
        empty_is_null: an empty text is null in JSON.
    """

    plain: type
    limit: Limit = NO_LIMIT
    choices: tuple[tuple[object, object], ...] = ()
    written: As | None = None
    sort: Sort | None = None
    empty_is_null: bool = False


class Items(NamedTuple):
    """A list; where it `may_be_one`, an entry may stand for the list of it."""

    of: Node
    limit: Limit = NO_LIMIT
    may_be_one: bool = False


class Entries(NamedTuple):
    """A mapping whose keys the file chooses."""

    key: Leaf
    of: Node
    limit: Limit = NO_LIMIT


class Either(NamedTuple):
    """One of several, which differ in what they are in a file; `nullable`: or nothing."""

    of: tuple[Node, ...]
    nullable: bool


class Structure(NamedTuple):
    """A dataclass; `under`: the field that is the key which it stands under."""

    kind: type
    under: str = ""

    @property
    def members(self) -> tuple[StructureMember, ...]:
        """Its fields; found out when they are first asked for, as records may hold themselves."""
        return _members(self.kind)


class StructureMember(NamedTuple):
    """A field of a record.

    Attributes:
        name: of the attribute.
        key: in files, where that is not the name; else empty.
        of: what it holds.
        required: it has no default.
        added: files saved may lack it.
        unless_empty: it is left out where it is empty.
        aside: no part of the file.
    """

    name: str
    key: str
    of: Node
    required: bool
    added: bool
    unless_empty: bool
    aside: bool


Node: TypeAlias = Leaf | Items | Entries | Either | Structure


def plain_type(node: Node) -> type:
    """Say what a value is in a file."""
    if isinstance(node, Leaf):
        return node.plain
    return list if isinstance(node, Items) else dict


def record_of(kind: type) -> Structure:
    """Give the tree of a dataclass."""
    if not is_dataclass(kind):
        raise TypeError(f"expected a dataclass, found {kind!r}")
    return Structure(kind)


@cache
def _members(kind: Any) -> tuple[StructureMember, ...]:
    # A third of the time of `typing.get_type_hints`: each text is evaluated once a module.
    told = {
        name: _told(hint, each.__module__) if isinstance(hint, str) else _of(hint)
        for each in reversed(kind.__mro__)
        for name, hint in inspect.get_annotations(each).items()
    }
    return tuple(_member(field, *told[field.name]) for field in fields(kind) if field.init)


@cache
def _told(hint: str, module: str) -> tuple[Node, tuple[Any, ...]]:
    names = vars(sys.modules[module])
    return _of(names[hint] if hint in names else eval(hint, names))  # noqa: S307 - our own source


def _of(hint: Any) -> tuple[Node, tuple[Any, ...]]:
    """Give what a field holds, and all that its annotation says of it."""
    kind, marks = _parted(hint)
    return _node(kind, marks), marks


def _member(field: Field[Any], of: Node, marks: tuple[Any, ...]) -> StructureMember:
    return StructureMember(
        name=field.name,
        key=next((mark.name for mark in marks if isinstance(mark, Key)), ""),
        of=of,
        required=field.default is MISSING and field.default_factory is MISSING,
        added=Trait.ADDED in marks or Trait.UNLESS_EMPTY in marks,
        unless_empty=Trait.UNLESS_EMPTY in marks,
        aside=Trait.ASIDE in marks,
    )


def _parted(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    """Part a type from what its annotation says beside it."""
    if get_origin(hint) is Annotated:
        return hint.__origin__, hint.__metadata__
    return hint, ()


def node_of(hint: Any) -> Node:
    """Give the tree of any annotated type."""
    return _node(*_parted(hint))


def _node(kind: Any, marks: tuple[Any, ...]) -> Node:
    limit = next((mark for mark in reversed(marks) if isinstance(mark, Limit)), NO_LIMIT)
    written = next((mark for mark in marks if isinstance(mark, As)), None)
    if written is not None:
        sort = Sort.CODE if written.plain is str else None
        null = Trait.EMPTY_IS_NULL in marks
        return Leaf(written.plain, limit, written=written, sort=sort, empty_is_null=null)
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        nodes = tuple(_node(*_inside(each, marks)) for each in inner if each is not NoneType)
        nullable = NoneType in inner
        return Either(nodes, nullable) if nullable or len(nodes) > 1 else nodes[0]
    if origin is tuple and inner[1:] == (...,):
        return Items(node_of(inner[0]), limit, Trait.ONE_OR_MANY in marks)
    if origin in (dict, Mapping):
        key = node_of(inner[0])
        if not isinstance(key, Leaf):
            raise TypeError(f"expected text for the keys of {kind!r}")
        return Entries(key, node_of(inner[1]), limit)
    if is_dataclass(kind) and isinstance(kind, type):
        under = next((mark.field for mark in marks if isinstance(mark, Under)), "")
        return Structure(kind, under)
    return _leaf(kind, limit, marks)


def _inside(hint: Any, outer: tuple[Any, ...]) -> tuple[Any, tuple[Any, ...]]:
    """Part an alternative; what is said of all of them is said of it, but it goes first."""
    kind, marks = _parted(hint)
    return kind, (*outer, *marks)


def _leaf(kind: Any, limit: Limit, marks: tuple[Any, ...]) -> Leaf:
    sort = next((mark for mark in reversed(marks) if isinstance(mark, Sort)), None)
    null = Trait.EMPTY_IS_NULL in marks
    if get_origin(kind) is Literal:
        values = get_args(kind)
        choices = tuple((getattr(value, "value", value), value) for value in values)
        return Leaf(str, limit, choices, sort=Sort.CODE, empty_is_null=null)
    if isinstance(kind, type) and issubclass(kind, Enum):
        choices = tuple((value.value, value) for value in kind)
        return Leaf(str, limit, choices, sort=Sort.CODE)
    words = next((mark.words for mark in marks if isinstance(mark, OneOf)), ())
    if words:
        choices = tuple((word, word) for word in words)
        return Leaf(str, limit, choices, sort=Sort.CODE, empty_is_null=null)
    if kind in (str, int, float, bool):
        return Leaf(kind, limit, sort=sort, empty_is_null=null)
    raise TypeError(f"expected a type that a file can hold, found {kind!r}")
