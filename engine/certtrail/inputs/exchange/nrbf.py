"""NRBF, .NET's binary serialisation ([MS-NRBF]): bytes in, plain values out.

Nothing is ever deserialised: classes are names, objects are dicts of their members. Only the record
types that Exchange writes are read, within hard limits.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_RECORDS: Final = 20_000
_DEEPEST: Final = 48
_MEMBERS: Final = 512
_SIGNED: Final = b"#sig#"
_SIGNATURE: Final = 32
_CLASS: Final = "$class"


class NrbfError(ValueError):
    """The bytes are no NRBF, or of a form that is not read here."""


@dataclass(frozen=True, slots=True)
class _Reference:
    number: int


@dataclass(frozen=True, slots=True)
class _Nulls:
    count: int


@dataclass(frozen=True, slots=True)
class _Layout:
    """A class: its members, each with its kind (BinaryTypeEnum) and what this adds."""

    name: str
    members: tuple[str, ...]
    kinds: tuple[tuple[int, object], ...]


@dataclass(slots=True)
class _NrbfReader:
    content: bytes
    at: int = 0
    records: int = 0
    objects: dict[int, Any] = field(default_factory=dict)
    layouts: dict[int, _Layout] = field(default_factory=dict)

    def take(self, size: int) -> bytes:
        if size < 0 or self.at + size > len(self.content):
            raise NrbfError(f"byte {self.at}: expected {size} bytes, found the end")
        self.at += size
        return self.content[self.at - size : self.at]

    def number(self, form: str = "<i") -> Any:
        return struct.unpack(form, self.take(struct.calcsize(form)))[0]

    def string(self) -> str:
        size = shift = 0
        while True:
            byte = self.take(1)[0]
            size |= (byte & 0x7F) << shift
            if byte < 0x80:
                break
            shift += 7
            if shift > 28:
                raise NrbfError(f"byte {self.at}: expected a length, found more than 5 bytes")
        return self.take(size).decode("utf-8", "replace")

    def record(self, depth: int) -> Any:
        """Read a record; libraries are skipped, as they may stand before any other."""
        while True:
            self.records += 1
            if self.records > _RECORDS or depth > _DEEPEST:
                raise NrbfError(f"byte {self.at}: more records, or deeper ones, than are read")
            kind = self.take(1)[0]
            if kind != 12:
                break
            self.number()
            self.string()
        read = _READ.get(kind)
        if read is None:
            raise NrbfError(f"byte {self.at - 1}: record type {kind} is not read")
        return read(self, depth)

    def primitive(self, kind: int) -> Any:
        if kind == 3:
            return self._character()
        if kind in (5, 18):
            return self.string()
        form = _PRIMITIVES.get(kind)
        if form is None:
            raise NrbfError(f"byte {self.at}: primitive type {kind} is not read")
        return self.number(form)

    def _character(self) -> str:
        first = self.take(1)
        more = 0 if first[0] < 0xC0 else 1 if first[0] < 0xE0 else 2 if first[0] < 0xF0 else 3
        return (first + self.take(more)).decode("utf-8", "replace")

    def layout(self, *, typed: bool, library: bool) -> tuple[int, _Layout]:
        number, name, count = self.number(), self.string(), self.number()
        if not 0 <= count <= _MEMBERS:
            raise NrbfError(f"byte {self.at}: {count} members are not read")
        members = tuple(self.string() for _ in range(count))
        kinds: tuple[tuple[int, object], ...] = ((2, None),) * count
        if typed:
            sorts = self.take(count)
            kinds = tuple((sort, self.added(sort)) for sort in sorts)
        if library:
            self.number()
        made = _Layout(name, members, kinds)
        self.layouts[number] = made
        return number, made

    def added(self, sort: int) -> object:
        if sort in (0, 7):
            return self.take(1)[0]
        if sort == 3:
            return self.string()
        if sort == 4:
            return self.string(), self.number()
        if sort in (1, 2, 5, 6):
            return None
        raise NrbfError(f"byte {self.at}: member type {sort} is not read")

    def fill(self, number: int, layout: _Layout, depth: int) -> dict[str, Any]:
        made: dict[str, Any] = {_CLASS: layout.name}
        self.objects[number] = made
        for name, (sort, added) in zip(layout.members, layout.kinds, strict=True):
            plain = added if sort == 0 and isinstance(added, int) else None
            made[name] = self.record(depth + 1) if plain is None else self.primitive(plain)
        return made

    def items(self, number: int, count: int, depth: int) -> list[Any]:
        """Read the items of an array of records."""
        if count < 0:
            raise NrbfError(f"byte {self.at}: an array of {count} items")
        made: list[Any] = []
        self.objects[number] = made
        left = count
        while left > 0:
            item = self.record(depth + 1)
            if isinstance(item, _Nulls):
                left -= item.count
                continue
            made.append(item)
            left -= 1
        return made


def _class(*, typed: bool, library: bool) -> Callable[[_NrbfReader, int], Any]:
    def read(reader: _NrbfReader, depth: int) -> Any:
        return reader.fill(*reader.layout(typed=typed, library=library), depth)

    return read


def _class_again(reader: _NrbfReader, depth: int) -> Any:
    number, known = reader.number(), reader.number()
    layout = reader.layouts.get(known)
    if layout is None:
        raise NrbfError(f"byte {reader.at}: a class that was not described before")
    reader.layouts[number] = layout
    return reader.fill(number, layout, depth)


def _string(reader: _NrbfReader, depth: int) -> str:
    del depth
    number = reader.number()
    text = reader.string()
    reader.objects[number] = text
    return text


def _array(reader: _NrbfReader, depth: int) -> Any:
    number, form, rank = reader.number(), reader.take(1)[0], reader.number()
    if rank != 1 or form > 5:
        raise NrbfError(f"byte {reader.at}: an array of {rank} dimensions is not read")
    count = reader.number()
    if form >= 3:
        reader.number()
    sort = reader.take(1)[0]
    added = reader.added(sort)
    if sort == 0 and isinstance(added, int):
        return _primitives(reader, number, count, added)
    return reader.items(number, count, depth)


def _primitives(reader: _NrbfReader, number: int, count: int, kind: int) -> Any:
    if not 0 <= count <= len(reader.content):
        raise NrbfError(f"byte {reader.at}: an array of {count} items")
    values = reader.take(count) if kind == 2 else [reader.primitive(kind) for _ in range(count)]
    reader.objects[number] = values
    return values


def _primitive_array(reader: _NrbfReader, depth: int) -> Any:
    del depth
    number, count, kind = reader.number(), reader.number(), reader.take(1)[0]
    return _primitives(reader, number, count, kind)


def _object_array(reader: _NrbfReader, depth: int) -> Any:
    return reader.items(reader.number(), reader.number(), depth)


def _null(reader: _NrbfReader, depth: int) -> None:
    del reader, depth


_READ: Final[Mapping[int, Callable[[_NrbfReader, int], Any]]] = {
    1: _class_again,
    2: _class(typed=False, library=False),
    3: _class(typed=False, library=True),
    4: _class(typed=True, library=False),
    5: _class(typed=True, library=True),
    6: _string,
    7: _array,
    8: lambda reader, _: reader.primitive(reader.take(1)[0]),
    9: lambda reader, _: _Reference(reader.number()),
    10: _null,
    13: lambda reader, _: _Nulls(reader.take(1)[0]),
    14: lambda reader, _: _Nulls(max(reader.number(), 1)),
    15: _primitive_array,
    16: _object_array,
    17: _object_array,
}
_PRIMITIVES: Final = {
    1: "<?",
    2: "<B",
    6: "<d",
    7: "<h",
    8: "<i",
    9: "<q",
    10: "<b",
    11: "<f",
    12: "<q",
    13: "<q",
    14: "<H",
    15: "<I",
    16: "<Q",
}


def read(content: bytes) -> dict[str, Any]:
    """Read the root object of a stream, plain or signed (`#sig#`, length, stream, signature).

    Returns:
        its members by name, and the class's name under `$class`. A member that is an object is a
        dict or a list again, bytes for a byte array; references are resolved one level down.

    Raises:
        NrbfError: the bytes are something else; says where.
    """
    if content.startswith(_SIGNED):
        size = int.from_bytes(content[5:9], "little", signed=True)
        if size < 0 or len(content) != 9 + size + _SIGNATURE:
            size = max(0, min(size, len(content) - 9))
        content = content[9 : 9 + size]
    reader = _NrbfReader(content)
    if reader.take(1) != b"\0":
        raise NrbfError("byte 0: expected a stream header (0)")
    root = reader.number()
    reader.take(12)
    while reader.at < len(content) and content[reader.at] != 11:
        reader.record(0)
    found = reader.objects.get(root)
    if not isinstance(found, dict):
        raise NrbfError(f"expected an object with the number {root}, found none")
    return {name: _resolved(value, reader.objects) for name, value in found.items()}


def _resolved(value: Any, objects: Mapping[int, Any]) -> Any:
    found = objects.get(value.number) if isinstance(value, _Reference) else value
    if isinstance(found, dict):
        return {
            name: objects.get(one.number) if isinstance(one, _Reference) else one
            for name, one in found.items()
        }
    return found
