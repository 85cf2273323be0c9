"""Dataclasses to plain JSON values, and strictly back, as their annotations say.

Unlike `model.plain_values`, which writes a published format, this keeps values exactly as they are
in memory, messages and columns of numbers too, for the same version to read again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Final,
    NamedTuple,
    TypeAlias,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

import numpy as np
from numpy.typing import NDArray

from certtrail.inputs.opened import Read
from certtrail.inputs.parts import ReadPart
from certtrail.inputs.quoted_mails import Quoted
from certtrail.inputs.unplaced_words import UnplacedWords
from certtrail.model.beside import Surroundings
from certtrail.model.fact import Evidence, Fact
from certtrail.model.input_reports import ChannelSpan, InputReport
from certtrail.model.records import Records
from certtrail.store.typed_columns import column, column_again
from certtrail.store.typed_values import NUMBERS, SECONDS, Memo, range_of, wrong
from certtrail.text.instants import ClockTime
from certtrail.text.message import Message

_Write: TypeAlias = Callable[[Any], Any]
_Read: TypeAlias = Callable[[Any, Memo], Any]

# What annotations name that their modules import for type checkers alone.
_NAMES: Final = {
    one.__name__: one
    for one in (
        ChannelSpan,
        Evidence,
        Fact,
        InputReport,
        Mapping,
        Quoted,
        Read,
        ReadPart,
        Records,
        Surroundings,
        UnplacedWords,
    )
} | {"NDArray": NDArray, "Texts": NDArray[np.object_], "Cells": NDArray[np.object_]}
_SCALARS: Final = {str, int, bool}
_MESSAGE: Final = "m"
_CLOCK: Final = "c"


class _Form(NamedTuple):
    write: _Write
    read: _Read


def written(value: Any) -> Any:
    """Give what JSON holds of a dataclass.

    Raises:
        NotTypedError: something in it cannot be kept as it is.
    """
    kind: Any = type(value)
    return _form(kind).write(value)


def read(value: Any, kind: type) -> Any:
    """Make the dataclass again.

    Raises:
        NotTypedError: it is not what was written.
    """
    return _form(kind).read(value, {})


@cache
def _form(hint: Any) -> _Form:
    origin, inside = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _scalar(frozenset({int}), range_of(inside)) if inside[0] is int else _form(inside[0])
    if hint in _SCALARS:
        return _scalar(frozenset({hint}))
    if origin in (Union, UnionType):
        return _either(inside)
    if origin is tuple and inside[1:] == (...,):
        return _items(tuple, inside[0], list)
    if origin is frozenset:
        return _items(frozenset, inside[0], sorted)
    if origin is Mapping:
        return _entries(*inside)
    if origin is np.ndarray:
        return _Form(column, column_again)
    if is_dataclass(hint) or (isinstance(hint, type) and issubclass(hint, tuple)):
        return _record(hint)
    raise TypeError(f"expected an annotation that a store knows, found {hint}")


def _scalar(kinds: frozenset[type], within: range = SECONDS) -> _Form:
    words = " or ".join(sorted(kind.__name__ for kind in kinds))

    def write(value: Any) -> Any:
        if str in kinds and isinstance(value, str):
            return _text(value)
        if isinstance(value, np.generic):
            value = value.item()
        if type(value) not in kinds or (type(value) is int and value not in within):
            raise wrong(words, value)
        return value

    def again(value: Any, memo: Memo) -> Any:
        if type(value) is str and str in kinds:
            return memo.setdefault(value, value)
        if type(value) is dict and str in kinds:
            return _text_again(value, memo)
        if type(value) not in kinds or (type(value) is int and value not in within):
            raise wrong(words, value)
        return value

    return _Form(write, again)


def _text(value: str) -> Any:
    if isinstance(value, Message):
        values = {name: _value(one) for name, one in value.values.items()}
        return {_MESSAGE: [value.template, value.many, values]}
    return {_CLOCK: str(value)} if isinstance(value, ClockTime) else str(value)


def _value(value: Any) -> Any:
    """Write a value of a message."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, tuple | list):
        return [_value(one) for one in value]
    if value is None or type(value) is bool or (type(value) is int and value in NUMBERS):
        return value
    raise wrong("a value of a message", value)


def _text_again(value: Mapping[str, Any], memo: Memo) -> str:
    if list(value) == [_CLOCK] and type(value[_CLOCK]) is str:
        return ClockTime(value[_CLOCK])
    made = value.get(_MESSAGE)
    if type(made) is not list or [type(one) for one in made] != [str, str, dict]:
        raise wrong("a text", value)
    template, many, values = made
    return Message(template, {name: _value_again(one, memo) for name, one in values.items()}, many)


def _value_again(value: Any, memo: Memo) -> Any:
    if type(value) is dict:
        return _text_again(value, memo)
    if type(value) is list:
        return tuple(_value_again(one, memo) for one in value)
    if type(value) is int and value not in NUMBERS:
        raise wrong("a value of a message", value)
    if value is None or type(value) in _SCALARS:
        return value
    raise wrong("a value of a message", value)


def _either(kinds: tuple[Any, ...]) -> _Form:
    others = [kind for kind in kinds if kind is not NoneType]
    if set(others) <= _SCALARS:
        form = _scalar(frozenset(others))
    elif len(others) == 1:
        form = _form(others[0])
    else:
        raise TypeError(f"expected alternatives that a store can tell apart, found {kinds}")
    if NoneType not in kinds:
        return form
    return _Form(
        lambda value: None if value is None else form.write(value),
        lambda value, memo: None if value is None else form.read(value, memo),
    )


def _items(kind: type, hint: Any, listed: Callable[[Any], list[Any]]) -> _Form:
    form = _form(hint)

    def write(value: Any) -> Any:
        if not isinstance(value, kind):
            raise wrong(kind.__name__, value)
        return [form.write(one) for one in listed(value)]

    def again(value: Any, memo: Memo) -> Any:
        if type(value) is not list:
            raise wrong("a list", value)
        return kind([form.read(one, memo) for one in value])

    return _Form(write, again)


def _entries(key: Any, hint: Any) -> _Form:
    keys, form = _form(key), _form(hint)

    def write(value: Any) -> Any:
        return {keys.write(name): form.write(one) for name, one in value.items()}

    def again(value: Any, memo: Memo) -> Any:
        if type(value) is not dict:
            raise wrong("a mapping", value)
        return {keys.read(name, memo): form.read(one, memo) for name, one in value.items()}

    return _Form(write, again)


def _record(kind: Any) -> _Form:
    """A dataclass or a named tuple, as a list of its fields."""
    hints = get_type_hints(kind, localns=_NAMES, include_extras=True)
    named = [one.name for one in fields(kind) if one.init] if is_dataclass(kind) else kind._fields
    forms: list[tuple[str, _Form]] = []  # found when needed, as a record may hold itself

    def known() -> list[tuple[str, _Form]]:
        if not forms:
            forms.extend((name, _form(hints[name])) for name in named)
        return forms

    def write(value: Any) -> Any:
        if type(value) is not kind:
            raise wrong(kind.__name__, value)
        return [form.write(getattr(value, name)) for name, form in known()]

    def again(value: Any, memo: Memo) -> Any:
        if type(value) is not list or len(value) != len(named):
            raise wrong(f"the fields of {kind.__name__}", value)
        pairs = zip(known(), value, strict=True)
        return kind(**{name: form.read(one, memo) for (name, form), one in pairs})

    return _Form(write, again)
