"""Binary XML in, a tree of nodes out: the grammar of fragments, elements and template instances.

A chunk's offsets are relative to the chunk, so a fragment is read from the chunk's bytes, never
from a record's alone. Nothing is filled in here: holes stay holes, which `single.elements`
fills in, and `bulk.plans` makes plans of.
"""

from __future__ import annotations

import struct
from contextlib import suppress
from html.entities import html5
from typing import TYPE_CHECKING, Final

from certtrail.evtx.format import values
from certtrail.evtx.format.markup import Hole, Instance, Node, Value
from certtrail.text.languages import noted
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from certtrail.evtx.format.markup import Piece

DEFINITION_HEAD: Final = 24
"""What stands before a template's fragment: offset of the next one, GUID, size."""
LONGEST_NAME: Final = 2048
_U16: Final = struct.Struct("<H")
_U32: Final = struct.Struct("<I")


class BinXmlError(ValueError):
    """Bytes that are not the binary XML expected at `offset` of the chunk."""

    def __init__(self, offset: int, expected: str, found: str) -> None:
        text = noted("at offset {offset} of the chunk expected {expected}, found {found}")
        super().__init__(phrase(text, offset=offset, expected=expected, found=found))


def _bytes(size: int) -> str:
    return phrase("{size} bytes", size=size)


def definition_size(chunk: bytes, offset: int) -> int:
    """Read how long the fragment of the template definition at `offset` is.

    Raises:
        BinXmlError: there is no room for a definition.
    """
    if not 0 <= offset <= len(chunk) - DEFINITION_HEAD:
        raise BinXmlError(offset, phrase("a template definition"), phrase("the end of the chunk"))
    size: int = _U32.unpack_from(chunk, offset + 20)[0]
    if offset + DEFINITION_HEAD + size > len(chunk):
        raise BinXmlError(offset, phrase("a template that ends in the chunk"), _bytes(size))
    return size


class Parser:
    """Reads one fragment, token by token.

    Args:
        chunk: what its offsets count in.
        at: where it begins.
        end: where it ends.
        dependency: whether its elements have a dependency id, as in template definitions.
        names: collects where name offsets stand.
    """

    def __init__(
        self,
        chunk: bytes,
        at: int,
        end: int,
        *,
        dependency: bool = False,
        names: list[int] | None = None,
    ) -> None:
        self.chunk = chunk
        self.at = at
        self.end = min(end, len(chunk))
        self.element_header = 6 if dependency else 4
        self.names = names
        self.top: list[Piece] = []
        self.open: list[Node] = []
        # Where the next piece goes: an attribute's value or the open element's children.
        self.into = self.top

    def parse(self) -> list[Piece]:
        """Read it all (BinXmlError if it cannot be read)."""
        self._tokens()
        return self.top

    def too_long(self, offset: int, size: int) -> int:
        """Say how many bytes a name has that claims more than any has; or refuse it."""
        raise BinXmlError(offset, phrase("a name of ordinary length"), _bytes(size))

    def fitted(self, described: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
        """Give the sizes and types of the values that begin here; or refuse them."""
        for size, kind in described:
            if not values.fits(kind, size):
                raise BinXmlError(self.at, phrase("a value that fits its type"), _bytes(size))
        return described

    def _tokens(self) -> None:
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

    def _take(self, size: int) -> int:
        at = self.at
        self.at += size
        if self.at > self.end:
            raise BinXmlError(
                at, phrase("{size} more bytes", size=size), phrase("the end of the fragment")
            )
        return at

    def _u16(self) -> int:
        at = self._take(2)
        result: int = _U16.unpack_from(self.chunk, at)[0]
        return result

    def _u32(self) -> int:
        at = self._take(4)
        result: int = _U32.unpack_from(self.chunk, at)[0]
        return result

    def _counted(self) -> str:
        size = 2 * self._u16()
        at = self._take(size)
        return values.string(self.chunk[at : at + size])

    def _name(self) -> str:
        if self.names is not None:
            self.names.append(self.at)
        offset = self._u32()
        # 4 bytes for the next name in the hash table, then hash, length, text and a NUL.
        if offset > len(self.chunk) - 8:
            raise BinXmlError(self.at - 4, phrase("the offset of a name"), str(offset))
        size = 2 * int(_U16.unpack_from(self.chunk, offset + 6)[0])
        if size > LONGEST_NAME or (offset == self.at and size > self.end - offset - 8 - 2):
            # What says so is damaged: no name is so long, and it would be spelt out in each record.
            size = self.too_long(offset, size)
        if offset == self.at:
            self._take(8 + size + 2)
        elif offset + 8 + size > len(self.chunk):
            raise BinXmlError(offset, phrase("a name that ends in the chunk"), _bytes(size))
        return self.chunk[offset + 8 : offset + 8 + size].decode("utf-16-le", "replace")

    def _innermost(self) -> Node:
        if not self.open:
            raise BinXmlError(self.at - 1, phrase("an open element"), phrase("none"))
        return self.open[-1]

    def _open_element(self, token: int) -> None:
        self._take(self.element_header)
        node = Node(self._name())
        if token & 0x40:
            self._take(4)
        (self.open[-1].children if self.open else self.top).append(node)
        self.open.append(node)
        self.into = node.children

    def _close_start(self, _: int) -> None:
        self.into = self._innermost().children

    def _close_element(self, _: int) -> None:
        self._innermost()
        self.open.pop()
        self.into = self.open[-1].children if self.open else self.top

    def _attribute(self, _: int) -> None:
        element = self._innermost()
        self.into = []
        element.attributes.append((self._name(), self.into))

    def _value(self, _: int) -> None:
        kind = self.chunk[self._take(1)]
        if kind == values.STRING:
            self.into.append(self._counted())
            return
        size = values.width(kind) or (self._u16() if kind == values.ANSI else 0)
        if not size and kind not in (values.NULL, values.ANSI):
            raise BinXmlError(self.at - 1, phrase("a literal of known size"), f"0x{kind:02x}")
        at = self._take(size)
        self.into.append(values.text(kind, self.chunk[at : at + size]))

    def _cdata(self, _: int) -> None:
        self.into.append(self._counted())

    def _character(self, _: int) -> None:
        self.into.append(bytes(self.chunk[self._take(2) : self.at]).decode("utf-16-le", "replace"))

    def _entity(self, _: int) -> None:
        name = self._name()
        self.into.append(html5.get(f"{name};", f"&{name};"))

    def _instruction(self, _: int) -> None:
        self._name()

    def _instruction_data(self, _: int) -> None:
        self._counted()

    def _hole(self, _: int) -> None:
        self.into.append(Hole(self._u16(), self.chunk[self._take(1)]))

    def _fragment(self, _: int) -> None:
        self._take(3)

    def _instance(self, _: int) -> None:
        self._take(1)
        short, definition = self._u32(), self._u32()
        if definition == self.at:
            self._take(DEFINITION_HEAD + definition_size(self.chunk, definition))
        count = self._u32()
        if count > (self.end - self.at) // 4:
            raise BinXmlError(self.at - 4, phrase("a count of values that fit"), str(count))
        described = self._take(4 * count)
        found: list[Value] = []
        sizes = list(struct.iter_unpack("<HBx", self.chunk[described : self.at]))
        for size, kind in self.fitted(sizes):
            start = self._take(size)
            found.append(Value(kind, start, self.at))
        self.into.append(Instance(short, definition, tuple(found)))


_HANDLERS: Final[Mapping[int, Callable[[Parser, int], None]]] = {
    0x01: Parser._open_element,
    0x41: Parser._open_element,
    0x02: Parser._close_start,
    0x03: Parser._close_element,
    0x04: Parser._close_element,
    0x05: Parser._value,
    0x45: Parser._value,
    0x06: Parser._attribute,
    0x46: Parser._attribute,
    0x07: Parser._cdata,
    0x47: Parser._cdata,
    0x08: Parser._character,
    0x48: Parser._character,
    0x09: Parser._entity,
    0x49: Parser._entity,
    0x0A: Parser._instruction,
    0x0B: Parser._instruction_data,
    0x0C: Parser._instance,
    0x0D: Parser._hole,
    0x0E: Parser._hole,
    0x0F: Parser._fragment,
}


def parse_definition(
    chunk: bytes,
    offset: int,
    names: list[int] | None = None,
    parser: Callable[..., Parser] = Parser,
) -> list[Piece]:
    """Read the template definition at `offset`; `names` collects where name offsets stand."""
    start = offset + DEFINITION_HEAD
    end = start + definition_size(chunk, offset)
    return parser(chunk, start, end, dependency=True, names=names).parse()


def parse_fragment(
    chunk: bytes, start: int, end: int, parser: Callable[..., Parser] = Parser
) -> list[Piece]:
    """Read the fragment of a record, or of a value of type binary XML.

    Elements outside template definitions have no dependency id. Some writers put one there: what
    cannot be read without is tried with it.

    Raises:
        BinXmlError: it cannot be read either way.
    """
    try:
        return parser(chunk, start, end).parse()
    except BinXmlError:
        with suppress(BinXmlError):
            return parser(chunk, start, end, dependency=True).parse()
        raise


def fragment_end(chunk: bytes, start: int, end: int) -> int:
    """Find where a record's fragment ends by itself (BinXmlError if it cannot be read)."""
    parser = Parser(chunk, start, end)
    parser.parse()
    return parser.at
