"""Fields of values that a diagnosis does not keep: they are marked, left out, and taken away."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping
    from dataclasses import Field

    from _typeshed import DataclassInstance

    D = TypeVar("D", bound=DataclassInstance)

UNSAVED: Final[Mapping[str, bool]] = {"unsaved": True}
"""The metadata of such a field, which has a default."""


def saved_fields(value: DataclassInstance | type[DataclassInstance]) -> tuple[Field[Any], ...]:
    """Give the fields of a dataclass that are saved."""
    return tuple(one for one in fields(value) if not one.metadata.get("unsaved"))


def without_unsaved(value: D) -> D:
    """Give a value as a saved diagnosis would give it back."""
    defaults = {one.name: one.default for one in fields(value) if one.metadata.get("unsaved")}
    return replace(value, **defaults)
