"""What a record can hold, as plain values: elements, templates, their instances, fragments.

Compose these freely to write records that no Windows would; `event` makes the usual ones.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from samples.evtx_writer.values import Value


@dataclass(frozen=True, slots=True)
class Text:
    """Literal text."""

    text: str


@dataclass(frozen=True, slots=True)
class Substitution:
    """A place that an instance's value number `index` fills; `code` is its declared type."""

    index: int
    code: int
    optional: bool = False


@dataclass(frozen=True, slots=True)
class CharacterReference:
    """`&#code;`."""

    code: int


@dataclass(frozen=True, slots=True)
class EntityReference:
    """`&name;`."""

    name: str


@dataclass(frozen=True, slots=True)
class CData:
    """A CDATA section."""

    text: str


@dataclass(frozen=True, slots=True)
class ProcessingInstruction:
    """`<?target text?>`."""

    target: str
    text: str


Content = Text | Substitution | CharacterReference | EntityReference


@dataclass(frozen=True, slots=True)
class Attribute:
    """A name and the parts of its value."""

    name: str
    parts: tuple[Content, ...]


@dataclass(frozen=True, slots=True)
class Element:
    """An element; no children means that it closes at once.

    Attributes:
        dependency: in a template, the value without which the element is left out. An array
            there repeats the element for each of its items.
    """

    name: str
    attributes: tuple[Attribute, ...] = ()
    children: tuple[Node, ...] = ()
    dependency: int | None = None


Node = Element | Content | CData | ProcessingInstruction


@dataclass(frozen=True, slots=True)
class Template:
    """A tree with places to fill, known to a chunk by its content and to readers by its GUID."""

    root: Node
    guid: uuid.UUID
    digest: bytes

    @classmethod
    def of(cls, root: Node, guid: uuid.UUID | None = None) -> Template:
        """Make a template; its GUID is taken from the content unless one is forced on it."""
        # Unlike repr(), ascii() does not change with the Unicode tables of a Python version.
        digest = hashlib.sha256(ascii((root, guid)).encode("ascii")).digest()
        return cls(root, guid or uuid.UUID(bytes=digest[:16]), digest)


@dataclass(frozen=True, slots=True)
class Instance:
    """A template and the values of its places, in the order of their index."""

    template: Template
    values: tuple[Value | Fragment, ...]


@dataclass(frozen=True, slots=True)
class Fragment:
    """Binary XML of its own: what a record holds, or a nested value.

    Attributes:
        content: a template's instance, or literal nodes without any template.
        header: whether the four bytes of the fragment header come first. Windows leaves them
            out before the nested data of manifest events.
    """

    content: Instance | tuple[Node, ...]
    header: bool = True
