"""What of a value is translated and what is hidden: by the types of fields, never by their names.

Every text of a dataclass has a sort (`text.sorts`, `model.kinds`); one without is refused, so that
a new field cannot be forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

from certtrail.model.schema import Either, Entries, Items, Leaf, Structure, record_of
from certtrail.text.message import said
from certtrail.text.sorts import Sort

if TYPE_CHECKING:
    from certtrail.model.schema import Node
    from certtrail.text.languages import Reader

V = TypeVar("V")
Visit: TypeAlias = Callable[[str, Sort], str]
"""Gives what stands for a text of a sort."""
_Walk: TypeAlias = Callable[[Any, Visit], Any]


def visited(value: V, visit: Visit) -> V:
    """Change the texts of a dataclass, or of a tuple of them, however deep.

    Raises:
        TypeError: a field is a text that does not say what it is.
    """
    if isinstance(value, tuple):
        return cast("V", tuple(visited(each, visit) for each in value))
    kind: Any = type(value)
    return cast("V", _record(kind)(value, visit))


def changed(value: V, change: Callable[[str], str]) -> V:
    """Change every text for people."""
    return visited(value, lambda text, sort: change(text) if sort is Sort.PROSE else text)


def translated(value: V, reader: Reader) -> V:
    """Write every text for people for a reader."""
    return changed(value, lambda text: said(text, reader))


def sorted_texts(value: object) -> Iterator[tuple[str, Sort]]:
    """Give every text with its sort."""
    found: list[tuple[str, Sort]] = []

    def look(text: str, sort: Sort) -> str:
        found.append((text, sort))
        return text

    visited(value, look)
    yield from found


def texts_of(value: object) -> Iterator[str]:
    """Give every text for people."""
    return (text for text, sort in sorted_texts(value) if sort is Sort.PROSE)


@cache
def _record(kind: Any) -> _Walk:
    record = record_of(kind)
    shown = [member for member in record.members if not member.aside]
    walks = [(member.name, _walk(member.of, member.name, record)) for member in shown]
    wanted = [(name, walk) for name, walk in walks if walk is not None]

    def visit_all(value: Any, visit: Visit) -> Any:
        made = {}
        for name, walk in wanted:
            old = getattr(value, name)
            new = walk(old, visit)
            if new is not old:
                made[name] = new
        return replace(value, **made) if made else value

    return visit_all


def _walk(node: Node, name: str, record: Structure) -> _Walk | None:
    """Give what visits a node; None where there is no text in it."""
    if isinstance(node, Leaf):
        return _leaf(node, name, record)
    if isinstance(node, Items):
        entry = _walk(node.of, name, record)
        return entry and _each(entry)
    if isinstance(node, Entries):
        return _mapping(node, name, record)
    if isinstance(node, Either):
        return _either(node, name, record)
    kind = node.kind
    return lambda value, visit: _record(kind)(value, visit)


def _leaf(leaf: Leaf, name: str, record: Structure) -> _Walk | None:
    if leaf.plain is not str:
        return None
    if leaf.sort is None:
        raise TypeError(
            f"expected a type that says what the text is (certtrail.model.kinds), found `str` for "
            f"{record.kind.__qualname__}.{name}"
        )
    sort = leaf.sort
    if leaf.choices or leaf.written is not None:
        return None
    return lambda value, visit: visit(value, sort)


def _each(entry: _Walk) -> _Walk:
    def visit_each(value: tuple[Any, ...], visit: Visit) -> Any:
        made = tuple([entry(item, visit) for item in value])
        same = all(new is old for new, old in zip(made, value, strict=True))
        return value if same else made

    return visit_each


def _mapping(table: Entries, name: str, record: Structure) -> _Walk | None:
    keys, values = _walk(table.key, name, record), _walk(table.of, name, record)
    if keys is None and values is None:
        return None

    def visit_entries(value: Mapping[str, Any], visit: Visit) -> Any:
        return {
            (key if keys is None else keys(key, visit)): (
                each if values is None else values(each, visit)
            )
            for key, each in value.items()
        }

    return visit_entries


def _either(either: Either, name: str, record: Structure) -> _Walk | None:
    walks = [_walk(each, name, record) for each in either.of]
    if all(walk is None for walk in walks):
        return None
    if len(walks) > 1:
        raise TypeError(f"expected one type of text for {record.kind.__qualname__}.{name}")
    walk = cast("_Walk", walks[0])
    return lambda value, visit: None if value is None else walk(value, visit)
