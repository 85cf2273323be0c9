"""Typed values in, the bytes of a substitution and its type code out.

A value of a template instance is a type code and bytes. Strings are UTF-16 without a terminator,
unless the caller puts one in (Windows does so for the data of manifest events); the items of a
string array each end in one.
"""

from __future__ import annotations

import struct
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

T = TypeVar("T")

ARRAY: Final = 0x80
LONGEST: Final = 0xFFFF
"""A substitution holds no more bytes than its 16-bit size can say."""

_ERA: Final = datetime(1601, 1, 1, tzinfo=UTC)


class ValueType(IntEnum):
    """The value types of the format, by their code."""

    NULL = 0x00
    STRING = 0x01
    ANSI = 0x02
    INT8 = 0x03
    UINT8 = 0x04
    INT16 = 0x05
    UINT16 = 0x06
    INT32 = 0x07
    UINT32 = 0x08
    INT64 = 0x09
    UINT64 = 0x0A
    FLOAT = 0x0B
    DOUBLE = 0x0C
    BOOL = 0x0D
    BINARY = 0x0E
    GUID = 0x0F
    SIZE = 0x10
    FILETIME = 0x11
    SYSTEMTIME = 0x12
    SID = 0x13
    HEX32 = 0x14
    HEX64 = 0x15
    BINXML = 0x21


Scalar = str | int | float | bytes | uuid.UUID | datetime | None


@dataclass(frozen=True, slots=True)
class Value:
    r"""A substitution value, already in its bytes; equal values have equal bytes.

    >>> Value.of(ValueType.UINT16, 12024).raw.hex()
    'f82e'
    >>> Value.array(ValueType.STRING, ["a", ""]).raw
    b'a\x00\x00\x00\x00\x00'
    """

    code: int
    raw: bytes

    @classmethod
    def of(cls, kind: ValueType, scalar: Scalar) -> Value:
        """Encode one value; `scalar` must be of the Python type that suits the kind.

        Times are aware datetimes or, to 100 ns, integers as FILETIME counts them.

        Raises:
            TypeError: the scalar is not of the kind's Python type.
            ValueError: it does not fit the kind.
        """
        return cls(int(kind), _bytes(kind, scalar))

    @classmethod
    def array(cls, kind: ValueType, scalars: Sequence[Scalar]) -> Value:
        """Encode an array; an empty one is a null, as Windows writes it.

        Raises:
            TypeError: an item is not of the kind's Python type.
            ValueError: an item does not fit, or the format has no arrays of that kind.
        """
        if kind in _NO_ARRAY:
            raise ValueError(f"the format has no arrays of {kind.name}")
        if not scalars:
            return NULL
        raw = _strings(scalars) if kind is ValueType.STRING else None
        if raw is None:
            raw = b"".join(_item(kind, scalar) for scalar in scalars)
        return cls(ARRAY | kind, raw)

    @classmethod
    def text(cls, text: str, *, terminated: bool = False) -> Value:
        """Encode a string, on request with the NUL that manifest events carry."""
        return cls.of(ValueType.STRING, text + "\0" if terminated else text)


NULL: Final = Value(int(ValueType.NULL), b"")


def to_ticks(moment: datetime | int) -> int:
    """Convert an aware datetime to FILETIME, 100 ns since 1601-01-01 UTC; an int is one already.

    >>> to_ticks(datetime(1970, 1, 1, tzinfo=UTC))
    116444736000000000
    """
    if isinstance(moment, int):
        return moment
    if moment.tzinfo is None:
        raise ValueError(f"expected a time with its zone, found {moment.isoformat()}")
    passed = moment - _ERA
    return ((passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds) * 10


def utf16(text: str) -> bytes:
    """Encode as Windows does, halves of surrogate pairs included."""
    return text.encode("utf-16-le", "surrogatepass")


def _expect(kind: type[T], scalar: Scalar) -> T:
    if not isinstance(scalar, kind):
        raise TypeError(f"expected {kind.__name__}, found {type(scalar).__name__} {scalar!r}")
    return scalar


def _integer(code: str) -> Callable[[Scalar], bytes]:
    layout = struct.Struct(f"<{code}")
    return lambda scalar: layout.pack(_expect(int, scalar))


def _real(code: str) -> Callable[[Scalar], bytes]:
    layout = struct.Struct(f"<{code}")
    return lambda scalar: layout.pack(_expect(float, scalar))


def _filetime(scalar: Scalar) -> bytes:
    moment = scalar if isinstance(scalar, datetime) else _expect(int, scalar)
    return struct.pack("<Q", to_ticks(moment))


def _systemtime(scalar: Scalar) -> bytes:
    moment = _expect(datetime, scalar)
    return struct.pack(
        "<8H",
        moment.year,
        moment.month,
        moment.isoweekday() % 7,
        moment.day,
        moment.hour,
        moment.minute,
        moment.second,
        moment.microsecond // 1000,
    )


def _sid(scalar: Scalar) -> bytes:
    text = _expect(str, scalar)
    head, *numbers = text.split("-")
    if head != "S" or len(numbers) < 2 or not all(number.isdigit() for number in numbers):
        raise ValueError(f"expected a SID such as S-1-5-18, found {text!r}")
    revision, authority, *parts = map(int, numbers)
    packed = struct.pack("<BB", revision, len(parts)) + authority.to_bytes(6, "big")
    return packed + struct.pack(f"<{len(parts)}I", *parts)


def _null(scalar: Scalar) -> bytes:
    if scalar is not None:
        raise TypeError(f"expected None for a null, found {scalar!r}")
    return b""


_ENCODERS: Final[Mapping[ValueType, Callable[[Scalar], bytes]]] = {
    ValueType.NULL: _null,
    ValueType.STRING: lambda scalar: utf16(_expect(str, scalar)),
    ValueType.ANSI: lambda scalar: _expect(str, scalar).encode("cp1252"),
    ValueType.INT8: _integer("b"),
    ValueType.UINT8: _integer("B"),
    ValueType.INT16: _integer("h"),
    ValueType.UINT16: _integer("H"),
    ValueType.INT32: _integer("i"),
    ValueType.UINT32: _integer("I"),
    ValueType.INT64: _integer("q"),
    ValueType.UINT64: _integer("Q"),
    ValueType.FLOAT: _real("f"),
    ValueType.DOUBLE: _real("d"),
    ValueType.BOOL: lambda scalar: struct.pack("<i", _expect(bool, scalar)),
    ValueType.BINARY: lambda scalar: _expect(bytes, scalar),
    ValueType.GUID: lambda scalar: _expect(uuid.UUID, scalar).bytes_le,
    # Eight bytes, as on every server that runs Exchange.
    ValueType.SIZE: _integer("Q"),
    ValueType.FILETIME: _filetime,
    ValueType.SYSTEMTIME: _systemtime,
    ValueType.SID: _sid,
    ValueType.HEX32: _integer("I"),
    ValueType.HEX64: _integer("Q"),
}

# Binary data has no end mark and no fixed size; a nested fragment is not a Value at all.
_NO_ARRAY: Final = frozenset({ValueType.NULL, ValueType.BINARY, ValueType.BINXML})


def _bytes(kind: ValueType, scalar: Scalar) -> bytes:
    if kind not in _ENCODERS:
        raise ValueError(f"a {kind.name} value is a Fragment, not a Value")
    try:
        raw = _ENCODERS[kind](scalar)
    except (struct.error, OverflowError) as error:
        raise ValueError(f"{scalar!r} does not fit {kind.name}: {error}") from error
    if len(raw) > LONGEST:
        raise ValueError(f"a value of {len(raw)} bytes is longer than the {LONGEST} of the format")
    return raw


def _strings(scalars: Sequence[Scalar]) -> bytes | None:
    """Encode strings at once; None where one is none, or what it is has to be told by itself."""
    if not all(type(scalar) is str for scalar in scalars):
        return None
    text = "\0".join([*map(str, scalars), ""])
    if text.count("\0") != len(scalars):
        return None
    raw = utf16(text)
    return raw if len(raw) <= LONGEST else None


def _item(kind: ValueType, scalar: Scalar) -> bytes:
    raw = _bytes(kind, scalar)
    if kind not in (ValueType.STRING, ValueType.ANSI):
        return raw
    if isinstance(scalar, str) and "\0" in scalar:
        raise ValueError(f"a NUL inside {scalar!r} would split that item of the array in two")
    return raw + (b"\0\0" if kind is ValueType.STRING else b"\0")
