"""Shapes: dataclasses that say what a YAML file may hold; plain values in, instances of them out.

`checked` has pydantic hold every value to its annotation, and lists all that is wrong. `trusted`
only puts values in their places. It is for the files that certtrail ships, which the tests hold to
their shapes: loading pydantic would take a fifth of the time that a small diagnosis does.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import (
    TYPE_CHECKING,
    Any,
    TypeVar,
    cast,
    get_args,
    get_origin,
)

from certtrail.model.annotated import Shape, alternatives_of, is_shape, members_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, TypeAdapter

    from certtrail.model.strict_yaml import Document

    Convert = Callable[[Any], Any]

ShapeT = TypeVar("ShapeT", bound=Shape)


@dataclass(frozen=True, slots=True)
class Limit:
    """In an annotation: how large, long or many a value may be, and what it looks like.

    Attributes:
        least: of a number; of characters or entries otherwise.
        most: the same.
        like: a regular expression that a text has to match.
        about: what the value is for, in the JSON Schema.
    """

    least: int | None = None
    most: int | None = None
    like: str = ""
    about: str = ""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> Any:
        """Tell pydantic."""
        schema: Any = handler(source)
        number = schema["type"] == "int"
        for name, value in (
            ("ge" if number else "min_length", self.least),
            ("le" if number else "max_length", self.most),
            ("pattern", self.like or None),
        ):
            if value is not None:
                schema[name] = value
        return schema

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> Any:
        """Tell pydantic."""
        return {**handler(schema), "description": self.about} if self.about else handler(schema)


def adapter(kind: type[ShapeT]) -> TypeAdapter[ShapeT]:
    """Give what pydantic checks a shape by."""
    found: TypeAdapter[ShapeT] = _adapter(cast("Any", kind))
    return found


@cache
def _adapter(kind: Any) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def checked(document: Document, kind: type[ShapeT]) -> ShapeT:
    """Read a document as that shape.

    Raises:
        RulebookError: lists every problem.
    """
    from pydantic import ValidationError

    from certtrail.model.refusals import refusals

    try:
        # As JSON: there, what is strict takes mappings for shapes and texts for enumerations.
        return adapter(kind).validate_json(json.dumps(document.value))
    except ValidationError as error:
        raise refusals(error, document, kind) from error


def trusted(document: Document, kind: type[ShapeT]) -> ShapeT:
    """Read a document that is known to have that shape; one that has not is checked.

    Raises:
        RulebookError: lists every problem.
    """
    try:
        return _built(document.value, kind)
    except (AttributeError, KeyError, TypeError, ValueError):
        return checked(document, kind)


def _built(value: Any, kind: Callable[..., ShapeT]) -> ShapeT:
    plan = _plan(kind)
    fields = {}
    for key, item in value.items():
        attribute, convert = plan[key]
        fields[attribute] = item if convert is None else convert(item)
    return kind(**fields)


@cache
def _plan(kind: Any) -> dict[str, tuple[str, Convert | None]]:
    return {key: (name, _converter(hint)) for key, (name, hint) in members_of(kind).items()}


def _converter(hint: Any) -> Convert | None:
    """Give what makes a value of plain ones; None where it is one."""
    origin, inner = get_origin(hint), get_args(hint)
    if len(alternatives := alternatives_of(hint)) > 1:
        every = {_plain(each): _converter(each) for each in alternatives}
        return _either({plain: each for plain, each in every.items() if each is not None})
    if origin is tuple:
        item = _converter(inner[0])
        return lambda value: tuple(_list(value) if item is None else map(item, _list(value)))
    if origin is dict:
        entry = _converter(inner[1])
        return entry and (lambda value: {name: entry(each) for name, each in value.items()})
    if is_shape(hint):
        return lambda value: _built(value, hint)
    return hint if isinstance(hint, type) and issubclass(hint, Enum) else None


def _plain(hint: Any) -> type:
    """Give the type that a value has in YAML."""
    if get_origin(hint) is tuple:
        return list
    if get_origin(hint) is dict or is_shape(hint):
        return dict
    return str if isinstance(hint, type) and issubclass(hint, Enum) else object


def _either(converters: Mapping[type, Convert]) -> Convert | None:
    def convert(value: Any) -> Any:
        converter = converters.get(type(value))
        return value if converter is None else converter(value)

    return convert if converters else None


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError
    return value
