"""Values of dataclasses in; the same out, with every text that people read changed."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from certtrail.text.message import said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from certtrail.text.languages import Reader

V = TypeVar("V")


def changed(value: V, change: Callable[[str], str]) -> V:
    """Change every text for people in a dataclass, however deep; see `message.Text`."""
    return cast("V", _changed(value, change))


def translated(value: V, reader: Reader) -> V:
    """Write every text for people in a dataclass for a reader."""
    return changed(value, lambda text: said(text, reader))


def texts_of(value: object) -> Iterator[str]:
    """Give every text for people in a dataclass, however deep."""
    if isinstance(value, tuple | list):
        for item in value:
            yield from texts_of(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for name, is_text in _fields(type(value)):
            found = getattr(value, name)
            if not is_text:
                yield from texts_of(found)
            elif isinstance(found, str):
                yield found
            else:
                yield from found


@cache
def _fields(kind: type[Any]) -> tuple[tuple[str, bool], ...]:
    """Name the fields, and whether each is for people: they are annotated with `Text`."""
    return tuple((field.name, field.type in ("Text", "tuple[Text, ...]")) for field in fields(kind))


def _changed(value: object, change: Callable[[str], str]) -> object:
    if isinstance(value, tuple):
        return tuple(_changed(item, change) for item in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    made = {}
    for name, is_text in _fields(type(value)):
        old = getattr(value, name)
        if not is_text:
            new = _changed(old, change) if isinstance(old, tuple) or is_dataclass(old) else old
        else:
            new = change(old) if isinstance(old, str) else tuple(map(change, old))
        if new is not old:
            made[name] = new
    return replace(value, **made) if made else value
