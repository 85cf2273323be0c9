"""Dataclasses in; the plain values out that JSON writes for them, as their annotations say."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from certtrail.model.schema import Either, Entries, Items, Leaf, record_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed import DataclassInstance

    from certtrail.model.schema import Node

    Write = Callable[[Any], object]
    D = TypeVar("D", bound=DataclassInstance)


def plain(value: object) -> object:
    """Give what JSON holds of a dataclass: every key, in the order of its fields."""
    kind: Any = type(value)
    return _record(kind)(value)


def without_aside(value: D) -> D:
    """Give a dataclass as a file would give it back: what is aside has its default."""
    kind: Any = type(value)
    aside = {member.name for member in record_of(kind).members if member.aside}
    return replace(value, **{one.name: one.default for one in fields(value) if one.name in aside})


@cache
def _record(kind: Any) -> Write:
    members = [
        (member.key or member.name, member.name, _writer(member.of), member.unless_empty)
        for member in record_of(kind).members
        if not member.aside
    ]

    def write(value: object) -> object:
        made = {}
        for key, name, writer, unless_empty in members:
            found = getattr(value, name)
            if found or not unless_empty:
                made[key] = writer(found)
        return made

    return write


def _writer(node: Node) -> Write:
    if isinstance(node, Leaf):
        return _leaf(node)
    if isinstance(node, Items):
        entry = _writer(node.of)
        return lambda value: [entry(item) for item in value]
    if isinstance(node, Entries):
        inside = _writer(node.of)
        return lambda value: {key: inside(value[key]) for key in sorted(value)}
    if isinstance(node, Either):
        return _either(node)
    kind = node.kind
    return lambda value: _record(kind)(value)  # found when needed, as a record may hold itself


def _leaf(leaf: Leaf) -> Write:
    if leaf.written is not None and leaf.written.write is not None:
        written = leaf.written.write
    elif any(word is not member for word, member in leaf.choices):
        written = {member: word for word, member in leaf.choices}.__getitem__
    else:
        written = None
    if not leaf.empty_is_null:
        return written or _itself
    return lambda value: None if value == "" else value if written is None else written(value)


def _itself(value: object) -> object:
    return value


def _either(either: Either) -> Write:
    """Choose by what the value is."""
    if len(either.of) == 1:
        only = _writer(either.of[0])
        return lambda value: None if value is None else only(value)
    listed = next((_writer(node) for node in either.of if isinstance(node, Items)), _itself)

    def write(value: object) -> object:
        if isinstance(value, tuple | list):
            return listed(value)
        return value if value is None or isinstance(value, str | int) else plain(value)

    return write
