"""Fields marked `Trait.ASIDE`, which no file holds: left out, and taken away."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from dataclasses import Field

    from _typeshed import DataclassInstance

    D = TypeVar("D", bound=DataclassInstance)


def saved_fields(value: DataclassInstance | type[DataclassInstance]) -> tuple[Field[Any], ...]:
    """Give the fields of a dataclass that a file holds."""
    return tuple(one for one in fields(value) if not _is_aside(one))


def without_aside(value: D) -> D:
    """Give a value as a file would give it back: what is aside has its default."""
    return replace(value, **{one.name: one.default for one in fields(value) if _is_aside(one)})


def _is_aside(one: Field[Any]) -> bool:
    # Annotations are texts: what they name need not be imported to be found here.
    return "Trait.ASIDE" in str(one.type)
