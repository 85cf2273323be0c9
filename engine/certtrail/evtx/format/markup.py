"""What a fragment of binary XML says, as a tree with holes: what `binxml` reads."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Hole:
    """A place in a template where the value `index` of an instance goes.

    `kind` is the type that the template expects; the value's own counts, unless damage is known.
    """

    index: int
    kind: int


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a template instance: its type and where its bytes are in the chunk."""

    kind: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Instance:
    """A template's use: where its definition is and the values for its holes.

    `short` is what the instance repeats of the definition's GUID: the first 4 bytes, as a number.
    """

    short: int
    definition: int
    values: tuple[Value, ...]


@dataclass(slots=True)
class Node:
    """An element; pieces of text are str."""

    name: str
    attributes: list[tuple[str, list[Piece]]] = field(default_factory=list)
    children: list[Piece] = field(default_factory=list)


Piece = str | Hole | Node | Instance
