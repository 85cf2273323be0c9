"""Fragments in, their bytes at the end of a chunk out; names and templates are stored once a chunk.

All offsets of binary XML count from the start of the chunk, and a name or a template definition
lies inside the first record that uses it. So records are encoded in place, one after the other,
and the last can be taken back when it turns out not to fit.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from samples.evtx_writer.tree import (
    Attribute,
    CData,
    CharacterReference,
    Element,
    EntityReference,
    Fragment,
    Instance,
    ProcessingInstruction,
    Substitution,
    Text,
)
from samples.evtx_writer.values import LONGEST, ValueType, utf16

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samples.evtx_writer.tree import Node, Template

HEADER_SIZE: Final = 512
NAME_BUCKETS: Final = 64
TEMPLATE_BUCKETS: Final = 32

_END: Final = 0x00
_OPEN: Final = 0x01
_CLOSE_START: Final = 0x02
_CLOSE_EMPTY: Final = 0x03
_CLOSE: Final = 0x04
_VALUE: Final = 0x05
_ATTRIBUTE: Final = 0x06
_CDATA: Final = 0x07
_CHARACTER: Final = 0x08
_ENTITY: Final = 0x09
_TARGET: Final = 0x0A
_PI_DATA: Final = 0x0B
_INSTANCE: Final = 0x0C
_SUBSTITUTION: Final = 0x0D
_OPTIONAL: Final = 0x0E
_MORE: Final = 0x40
_FRAGMENT_HEADER: Final = b"\x0f\x01\x01\x00"
_NO_DEPENDENCY: Final = 0xFFFF

_U32: Final = struct.Struct("<I")


def name_hash(name: str) -> int:
    """Hash an element or attribute name as the format does.

    >>> name_hash("Event") == 0x0CBA
    True
    """
    total = 0
    for unit in struct.iter_unpack("<H", utf16(name)):
        total = (total * 65599 + unit[0]) & 0xFFFFFFFF
    return total & 0xFFFF


@dataclass(slots=True)
class Arena:
    """The bytes of a chunk so far, and where in them each name and template lies."""

    data: bytearray = field(default_factory=lambda: bytearray(HEADER_SIZE))
    names: dict[str, int] = field(default_factory=dict)
    templates: dict[bytes, int] = field(default_factory=dict)
    name_heads: list[int] = field(default_factory=lambda: [0] * NAME_BUCKETS)
    template_heads: list[int] = field(default_factory=lambda: [0] * TEMPLATE_BUCKETS)

    def take_back(self, size: int) -> None:
        """Forget everything written at or after `size`; each chain's older end comes back."""
        self.names = {name: at for name, at in self.names.items() if at < size}
        self.templates = {digest: at for digest, at in self.templates.items() if at < size}
        for heads in (self.name_heads, self.template_heads):
            for bucket, head in enumerate(heads):
                older = head
                while older >= size:
                    (older,) = _U32.unpack_from(self.data, older)
                heads[bucket] = older
        del self.data[size:]

    def chain(self, heads: list[int], bucket: int) -> None:
        """Begin a definition here: its first field points to the bucket's last one."""
        offset = len(self.data)
        self.data += _U32.pack(heads[bucket])
        heads[bucket] = offset


def write_fragment(arena: Arena, fragment: Fragment) -> None:
    """Append a fragment and its end mark.

    Raises:
        ValueError: something in it is longer than its length field can say.
    """
    if fragment.header:
        arena.data += _FRAGMENT_HEADER
    if isinstance(fragment.content, Instance):
        _write_instance(arena, fragment.content)
    else:
        _write_nodes(arena, fragment.content, in_template=False)
    arena.data.append(_END)


def _write_instance(arena: Arena, instance: Instance) -> None:
    template = instance.template
    known = arena.templates.get(template.digest)
    offset = len(arena.data) + 10 if known is None else known
    arena.data += struct.pack("<BB4sI", _INSTANCE, 1, template.guid.bytes_le[:4], offset)
    if known is None:
        _write_template(arena, template)
    data = arena.data
    data += _U32.pack(len(instance.values))
    table = len(data)
    data += bytes(4 * len(instance.values))
    # Most of the time of a long log goes here: each size and code, with a zero after it.
    sizes: list[int] = []
    for value in instance.values:
        if isinstance(value, Fragment):
            start = len(data)
            write_fragment(arena, value)
            sizes += (_fit(len(data) - start, "a value"), ValueType.BINXML)
        else:
            raw = value.raw
            data += raw
            sizes += (len(raw), value.code)
    _fit(max(sizes, default=0), "a value")
    struct.pack_into(f"<{len(sizes)}H", data, table, *sizes)


def _write_template(arena: Arena, template: Template) -> None:
    arena.templates[template.digest] = len(arena.data)
    (short_id,) = _U32.unpack(template.guid.bytes_le[:4])
    arena.chain(arena.template_heads, short_id % TEMPLATE_BUCKETS)
    arena.data += template.guid.bytes_le
    with_size = _reserve(arena)
    arena.data += _FRAGMENT_HEADER
    _write_nodes(arena, (template.root,), in_template=True)
    arena.data.append(_END)
    _settle(arena, with_size)


def _reserve(arena: Arena) -> int:
    place = len(arena.data)
    arena.data += bytes(4)
    return place


def _settle(arena: Arena, place: int) -> None:
    _U32.pack_into(arena.data, place, len(arena.data) - place - 4)


def _fit(length: int, what: str) -> int:
    if length > LONGEST:
        raise ValueError(f"{what} of length {length} is longer than the {LONGEST} of the format")
    return length


def _write_name(arena: Arena, name: str) -> None:
    known = arena.names.get(name)
    if known is not None:
        arena.data += _U32.pack(known)
        return
    offset = len(arena.data) + 4
    arena.data += _U32.pack(offset)
    arena.names[name] = offset
    digest = name_hash(name)
    arena.chain(arena.name_heads, digest % NAME_BUCKETS)
    raw = utf16(name)
    arena.data += struct.pack("<HH", digest, _fit(len(raw) // 2, "a name")) + raw + b"\0\0"


def _write_nodes(arena: Arena, nodes: Sequence[Node], *, in_template: bool) -> None:
    for number, node in enumerate(nodes):
        following = nodes[number + 1] if number + 1 < len(nodes) else None
        if isinstance(node, Element):
            _write_element(arena, node, in_template=in_template)
        else:
            more = following is not None and not isinstance(following, Element)
            _write_leaf(arena, node, _MORE if more else 0)


def _write_element(arena: Arena, element: Element, *, in_template: bool) -> None:
    arena.data.append(_OPEN | (_MORE if element.attributes else 0))
    if in_template:
        dependency = _NO_DEPENDENCY if element.dependency is None else element.dependency
        arena.data += struct.pack("<H", dependency)
    size = _reserve(arena)
    _write_name(arena, element.name)
    if element.attributes:
        attributes_size = _reserve(arena)
        for number, attribute in enumerate(element.attributes, 1):
            _write_attribute(arena, attribute, last=number == len(element.attributes))
        _settle(arena, attributes_size)
    if element.children:
        arena.data.append(_CLOSE_START)
        _write_nodes(arena, element.children, in_template=in_template)
        arena.data.append(_CLOSE)
    else:
        arena.data.append(_CLOSE_EMPTY)
    _settle(arena, size)


def _write_attribute(arena: Arena, attribute: Attribute, *, last: bool) -> None:
    arena.data.append(_ATTRIBUTE | (0 if last else _MORE))
    _write_name(arena, attribute.name)
    _write_nodes(arena, attribute.parts, in_template=False)


def _write_leaf(arena: Arena, node: Node, more: int) -> None:
    data = arena.data
    match node:
        case Text(text):
            data += struct.pack("<BB", _VALUE | more, ValueType.STRING) + _counted(text)
        case Substitution(index, code, optional):
            data += struct.pack("<BHB", _OPTIONAL if optional else _SUBSTITUTION, index, code)
        case CharacterReference(code):
            data += struct.pack("<BH", _CHARACTER | more, code)
        case EntityReference(name):
            data.append(_ENTITY | more)
            _write_name(arena, name)
        case CData(text):
            data += bytes((_CDATA | more,)) + _counted(text)
        case ProcessingInstruction(target, text):
            data.append(_TARGET)
            _write_name(arena, target)
            data += bytes((_PI_DATA,)) + _counted(text)


def _counted(text: str) -> bytes:
    raw = utf16(text)
    return struct.pack("<H", _fit(len(raw) // 2, "a text")) + raw
