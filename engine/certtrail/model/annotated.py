"""Annotated dataclasses: what their annotations say of the keys and values of a file."""

from __future__ import annotations

from types import UnionType
from typing import TYPE_CHECKING, Any, Final, Union, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    from collections.abc import Mapping

# Keys that are no names of attributes, or would hide something.
_KEYS: Final = {"any_of": "any", "length": "for", "sets": "set"}


def key_of(attribute: str) -> str:
    """Give the key that an attribute has in YAML."""
    return _KEYS.get(attribute, attribute.replace("_", "-"))


_CONFIG: Final[Mapping[str, object]] = {
    "extra": "forbid",
    "strict": True,
    "alias_generator": key_of,
}


class Shape:
    """What shapes have in common; a `__post_init__` may raise ValueError."""

    __slots__ = ()
    __pydantic_config__ = _CONFIG


def members_of(kind: Any) -> dict[str, tuple[str, Any]]:
    """Give each key of a shape with its attribute and what that is, limits left out."""
    return {key_of(name): (name, hint) for name, hint in get_type_hints(kind).items()}


def alternatives_of(hint: Any) -> list[Any]:
    """List what a value may be."""
    union = get_origin(hint) in (Union, UnionType)
    return list(get_args(hint)) if union else [hint]


def is_shape(hint: Any) -> bool:
    """Say whether a value is a shape."""
    return isinstance(hint, type) and issubclass(hint, Shape)
