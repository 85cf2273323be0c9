"""Binary XML in, a tree of nodes out: the grammar of fragments, elements and template instances.

A chunk's offsets are relative to the chunk, so a fragment is read from the chunk's bytes, never
from a record's alone. Nothing is filled in here: holes stay holes (see `templates`).
"""

from __future__ import annotations

import struct
from contextlib import suppress
from html.entities import html5
from typing import TYPE_CHECKING, Final

from certtrail.evtx.careful import fitting
from certtrail.evtx.format import values
from certtrail.evtx.format.markup import Hole, Instance, Node, Value
from certtrail.messages.languages import noted
from certtrail.messages.message import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from certtrail.evtx.format.markup import Piece

_DEFINITION: Final = 24  # next offset, GUID, size: what stands before a template's fragment
_LONGEST_NAME: Final = 2048
_U16: Final = struct.Struct("<H")
_U32: Final = struct.Struct("<I")


class BinXmlError(ValueError):
    """Bytes that are not the binary XML expected at `offset` of the chunk."""

    def __init__(self, offset: int, expected: str, found: str) -> None:
        self.offset = offset
        text = noted("at offset {offset} of the chunk expected {expected}, found {found}")
        super().__init__(phrase(text, offset=offset, expected=expected, found=found))


def _bytes(size: int) -> str:
    return phrase("{size} bytes", size=size)


def _to_nul(chunk: bytes, start: int) -> int:
    """Count the bytes of UTF-16 before its NUL; none where there is no NUL."""
    text = chunk[start : start + _LONGEST_NAME].decode("utf-16-le", "replace")
    return 2 * max(text.find("\0"), 0)


def definition_size(chunk: bytes, offset: int) -> int:
    """Read how long the fragment of the template definition at `offset` is.

    Raises:
        BinXmlError: there is no room for a definition.
    """
    if not 0 <= offset <= len(chunk) - _DEFINITION:
        raise BinXmlError(offset, phrase("a template definition"), phrase("the end of the chunk"))
    size: int = _U32.unpack_from(chunk, offset + 20)[0]
    if offset + _DEFINITION + size > len(chunk):
        raise BinXmlError(
            offset,
            phrase("a template that ends in the chunk"),
            _bytes(size),
        )
    return size


def parse_definition(
    chunk: bytes, offset: int, names: list[int] | None = None, *, lenient: bool = False
) -> list[Piece]:
    """Read the template definition at `offset`; `names` collects where name offsets stand.

    `lenient` ends a name whose length cannot be at its NUL.
    """
    start = offset + _DEFINITION
    end = start + definition_size(chunk, offset)
    return _Parser(chunk, start, end, True, names, lenient).parse()


def parse_fragment(chunk: bytes, start: int, end: int, *, lenient: bool = False) -> list[Piece]:
    """Read the fragment of a record, or of a value of type binary XML.

    Elements outside template definitions have no dependency id. Some writers put one there: what
    cannot be read without is tried with it. `lenient` cuts values off where the fragment ends and
    keeps what stands before the first thing that cannot be read.

    Raises:
        BinXmlError: it cannot be read either way.
    """
    try:
        return _Parser(chunk, start, end, False, None, lenient).parse()
    except BinXmlError:
        with suppress(BinXmlError):
            return _Parser(chunk, start, end, True, None, lenient).parse()
        raise


def fragment_end(chunk: bytes, start: int, end: int) -> int:
    """Find where a record's fragment ends by itself (BinXmlError if it cannot be read)."""
    parser = _Parser(chunk, start, end, False, None)
    parser.parse()
    return parser.at


class _Parser:
    def __init__(
        self,
        chunk: bytes,
        at: int,
        end: int,
        dependency: bool,
        names: list[int] | None,
        lenient: bool = False,
    ) -> None:
        self.chunk = chunk
        self.at = at
        self.end = min(end, len(chunk))
        self.element_header = 6 if dependency else 4
        self.names = names
        self.lenient = lenient
        self.top: list[Piece] = []
        self.open: list[Node] = []
        # Where the next piece goes: an attribute's value or the open element's children.
        self.into = self.top

    def parse(self) -> list[Piece]:
        try:
            self.tokens()
        except BinXmlError:
            if not (self.lenient and self.top):
                raise
        return self.top

    def tokens(self) -> None:
        while self.at < self.end:
            token = self.chunk[self.at]
            self.at += 1
            if token == 0x00:
                break
            handler = _HANDLERS.get(token)
            if handler is None:
                raise BinXmlError(self.at - 1, phrase("a token"), f"0x{token:02x}")
            handler(self, token)
        if self.open:
            raise BinXmlError(
                self.at,
                phrase("the end of element {name}", name=repr(self.open[-1].name)),
                phrase("nothing"),
            )

    def take(self, size: int) -> int:
        at = self.at
        self.at += size
        if self.at > self.end:
            raise BinXmlError(
                at, phrase("{size} more bytes", size=size), phrase("the end of the fragment")
            )
        return at

    def u16(self) -> int:
        at = self.take(2)
        result: int = _U16.unpack_from(self.chunk, at)[0]
        return result

    def u32(self) -> int:
        at = self.take(4)
        result: int = _U32.unpack_from(self.chunk, at)[0]
        return result

    def counted(self) -> str:
        size = 2 * self.u16()
        at = self.take(size)
        return values.string(self.chunk[at : at + size])

    def name(self) -> str:
        if self.names is not None:
            self.names.append(self.at)
        offset = self.u32()
        # 4 bytes for the next name in the hash table, then hash, length, text and a NUL.
        if offset > len(self.chunk) - 8:
            raise BinXmlError(self.at - 4, phrase("the offset of a name"), str(offset))
        size = 2 * int(_U16.unpack_from(self.chunk, offset + 6)[0])
        if size > _LONGEST_NAME or (offset == self.at and size > self.end - offset - 8 - 2):
            # What says so is damaged: no name is so long, and it would be spelt out in each record.
            if not self.lenient:
                raise BinXmlError(offset, phrase("a name of ordinary length"), _bytes(size))
            size = _to_nul(self.chunk, offset + 8)
        if offset == self.at:
            self.take(8 + size + 2)
        elif offset + 8 + size > len(self.chunk):
            raise BinXmlError(offset, phrase("a name that ends in the chunk"), _bytes(size))
        return self.chunk[offset + 8 : offset + 8 + size].decode("utf-16-le", "replace")

    def open_element(self, token: int) -> None:
        self.take(self.element_header)
        node = Node(self.name())
        if token & 0x40:
            self.take(4)
        (self.open[-1].children if self.open else self.top).append(node)
        self.open.append(node)
        self.into = node.children

    def close_start(self, _: int) -> None:
        if not self.open:
            raise BinXmlError(self.at - 1, phrase("an open element"), phrase("none"))
        self.into = self.open[-1].children

    def close_element(self, _: int) -> None:
        if not self.open:
            raise BinXmlError(self.at - 1, phrase("an open element"), phrase("none"))
        self.open.pop()
        self.into = self.open[-1].children if self.open else self.top

    def attribute(self, _: int) -> None:
        if not self.open:
            raise BinXmlError(self.at - 1, phrase("an open element"), phrase("none"))
        self.into = []
        self.open[-1].attributes.append((self.name(), self.into))

    def value(self, _: int) -> None:
        kind = self.chunk[self.take(1)]
        if kind == values.STRING:
            self.into.append(self.counted())
            return
        size = values.width(kind) or (self.u16() if kind == values.ANSI else 0)
        if not size and kind not in (values.NULL, values.ANSI):
            raise BinXmlError(
                self.at - 1,
                phrase("a literal of known size"),
                f"0x{kind:02x}",
            )
        at = self.take(size)
        self.into.append(values.text(kind, self.chunk[at : at + size]))

    def cdata(self, _: int) -> None:
        self.into.append(self.counted())

    def character(self, _: int) -> None:
        self.into.append(bytes(self.chunk[self.take(2) : self.at]).decode("utf-16-le", "replace"))

    def entity(self, _: int) -> None:
        name = self.name()
        self.into.append(html5.get(f"{name};", f"&{name};"))

    def instruction(self, _: int) -> None:
        self.name()

    def instruction_data(self, _: int) -> None:
        self.counted()

    def hole(self, token: int) -> None:
        index = self.u16()
        self.take(1)  # the type that the template expects; what counts is the value's own
        self.into.append(Hole(index, token == 0x0E))

    def fragment(self, _: int) -> None:
        self.take(3)

    def instance(self, _: int) -> None:
        self.take(1)
        short = self.u32()
        definition = self.u32()
        if definition == self.at:
            self.take(_DEFINITION + definition_size(self.chunk, definition))
        count = self.u32()
        if count > (self.end - self.at) // 4:
            raise BinXmlError(self.at - 4, phrase("a count of values that fit"), str(count))
        described = self.take(4 * count)
        found: list[Value] = []
        sizes = struct.iter_unpack("<HBx", self.chunk[described : self.at])
        if self.lenient:
            sizes = iter(fitting.fitted(sizes, self.chunk[self.at : self.end]))
        for size, kind in sizes:
            start = self.take(size)
            found.append(Value(kind, start, self.at))
        self.into.append(Instance(short, definition, tuple(found)))


_HANDLERS: Final[Mapping[int, Callable[[_Parser, int], None]]] = {
    0x01: _Parser.open_element,
    0x41: _Parser.open_element,
    0x02: _Parser.close_start,
    0x03: _Parser.close_element,
    0x04: _Parser.close_element,
    0x05: _Parser.value,
    0x45: _Parser.value,
    0x06: _Parser.attribute,
    0x46: _Parser.attribute,
    0x07: _Parser.cdata,
    0x47: _Parser.cdata,
    0x08: _Parser.character,
    0x48: _Parser.character,
    0x09: _Parser.entity,
    0x49: _Parser.entity,
    0x0A: _Parser.instruction,
    0x0B: _Parser.instruction_data,
    0x0C: _Parser.instance,
    0x0D: _Parser.hole,
    0x0E: _Parser.hole,
    0x0F: _Parser.fragment,
}
