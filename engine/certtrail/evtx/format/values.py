"""A typed BinXML value in, its text out: the one place that decides how a value is written.

Where parsers differ, the choice is what Windows' own Event Viewer shows, so that a record read
from a log equals the same record read from Event XML:

- FILETIME and SYSTEMTIME: ISO 8601 UTC, seven digits and Z; a FILETIME after year 9999 is hex
- GUID: lower case in braces; SID: S-1-5-...; hex integers and sizes: 0x and lower case
- Boolean: true or false; binary: upper-case hex without spaces
- floating point: the shortest text that reads back to the same number, as Python writes it
- text ends at its first NUL; a half character (lone surrogate) becomes U+FFFD
- ANSI text is Windows-1252, as the log does not say which code page it used
- a null value is the empty string; an array is a list with one text for each item
"""

from __future__ import annotations

import struct
import uuid
from codecs import utf_16_le_decode
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NULL: Final = 0x00
STRING: Final = 0x01
ANSI: Final = 0x02
UINT8: Final = 0x04
UINT16: Final = 0x06
UINT32: Final = 0x08
UINT64: Final = 0x0A
BINARY: Final = 0x0E
FILETIME: Final = 0x11
SID: Final = 0x13
HEX64: Final = 0x15
BINXML: Final = 0x21
ARRAY: Final = 0x80

# 100 ns intervals from 1601-01-01 to 1970-01-01.
EPOCH: Final = 116_444_736_000_000_000
_ERA: Final = datetime(1601, 1, 1)  # noqa: DTZ001 (only its calendar is used)
_LAST_TICK: Final = 2_650_467_743_999_999_999  # the end of year 9999


class ValueFormatError(ValueError):
    """A value whose bytes cannot be what its type says."""


def string(raw: bytes) -> str:
    """Read UTF-16 text up to its first NUL."""
    text = raw[: len(raw) & ~1].decode("utf-16-le", "replace")
    end = text.find("\0")
    return text if end < 0 else text[:end]


def ansi(raw: bytes) -> str:
    """Read single-byte text up to its first NUL."""
    return raw.partition(b"\0")[0].decode("cp1252", "replace")


def filetime(raw: bytes) -> str:
    """Write a FILETIME with all its digits.

    >>> filetime((116_444_736_000_000_001).to_bytes(8, "little"))
    '1970-01-01T00:00:00.0000001Z'
    """
    ticks = int.from_bytes(raw[:8], "little")
    if ticks > _LAST_TICK:
        return hex(ticks)
    seconds, rest = divmod(ticks, 10_000_000)
    return f"{(_ERA + timedelta(seconds=seconds)).isoformat()}.{rest:07d}Z"


def _systemtime(raw: bytes) -> str:
    year, month, _, day, hour, minute, second, milli = struct.unpack_from("<8H", raw)
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}0000Z"


def sid(raw: bytes) -> str:
    """Write a security identifier.

    >>> sid(bytes.fromhex("010100000000000512000000"))
    'S-1-5-18'
    """
    if len(raw) < 8 or len(raw) < 8 + 4 * raw[1]:
        raise ValueFormatError(phrase("a SID needs more than {count} bytes", count=len(raw)))
    parts = struct.unpack_from(f"<{raw[1]}I", raw, 8)
    return "-".join(map(str, ("S", raw[0], int.from_bytes(raw[2:8], "big"), *parts)))


def _signed(raw: bytes) -> str:
    return str(int.from_bytes(raw, "little", signed=True))


def _unsigned(raw: bytes) -> str:
    return str(int.from_bytes(raw, "little"))


def _hexadecimal(raw: bytes) -> str:
    return hex(int.from_bytes(raw, "little"))


def _single(raw: bytes) -> str:
    return str(np.float32(struct.unpack("<f", raw)[0]))


def _double(raw: bytes) -> str:
    return repr(struct.unpack("<d", raw)[0])


def _boolean(raw: bytes) -> str:
    return "true" if any(raw) else "false"


def _guid(raw: bytes) -> str:
    return f"{{{uuid.UUID(bytes_le=raw)}}}"


def _binary(raw: bytes) -> str:
    return raw.hex().upper()


# Type -> (bytes it takes, how it is written).
_FIXED: Final[Mapping[int, tuple[int, Callable[[bytes], str]]]] = {
    0x03: (1, _signed),
    UINT8: (1, _unsigned),
    0x05: (2, _signed),
    UINT16: (2, _unsigned),
    0x07: (4, _signed),
    UINT32: (4, _unsigned),
    0x09: (8, _signed),
    UINT64: (8, _unsigned),
    0x0B: (4, _single),
    0x0C: (8, _double),
    0x0D: (4, _boolean),
    0x0F: (16, _guid),
    FILETIME: (8, filetime),
    0x12: (16, _systemtime),
    0x14: (4, _hexadecimal),
    HEX64: (8, _hexadecimal),
}
# Types whose size is in the descriptor. 0x20 (handle) and 0x23 (XML) are not known from any real
# log; hex loses nothing.
_SIZED: Final[Mapping[int, Callable[[bytes], str]]] = {
    NULL: lambda _: "",
    STRING: string,
    ANSI: ansi,
    BINARY: _binary,
    0x10: _hexadecimal,
    SID: sid,
    0x20: _binary,
    0x23: _binary,
}


def width(kind: int) -> int:
    """Say how many bytes a value of this type takes; 0 where that varies."""
    return _FIXED[kind][0] if kind in _FIXED else 0


def fits(kind: int, size: int) -> bool:
    """Say whether a value of this type can take so many bytes; of no real log it is otherwise."""
    return kind not in _FIXED or _FIXED[kind][0] == size


def text(kind: int, raw: bytes) -> str:
    """Write one value that is not an array.

    Raises:
        ValueFormatError: the type is unknown or its bytes do not fit it.
    """
    if not raw:
        return ""
    sized = _SIZED.get(kind)
    if sized is not None:
        return sized(raw)
    if kind not in _FIXED:
        raise ValueFormatError(phrase("value type 0x{kind} is not known", kind=f"{kind:02x}"))
    size, write = _FIXED[kind]
    if len(raw) < size:
        raise ValueFormatError(
            phrase(
                "a value of type 0x{kind} needs {size} bytes, has {count}",
                kind=f"{kind:02x}",
                size=size,
                count=len(raw),
            )
        )
    return write(raw[:size])


def texts(kind: int, raw: bytes) -> list[str]:
    """Write every item of an array; `kind` is the type of an item.

    Raises:
        ValueFormatError: the type is unknown or its bytes do not fit it.
    """
    if kind == STRING:
        return strings(raw)
    if kind == ANSI:
        lines = raw.decode("cp1252", "replace").split("\0")
        return lines if lines[-1] else lines[:-1]
    if kind == SID:
        return _sids(raw)
    if kind in _FIXED:
        size, write = _FIXED[kind]
        return [write(raw[at : at + size]) for at in range(0, len(raw) - size + 1, size)]
    return [text(kind, raw)] if raw else []


def strings(raw: bytes) -> list[str]:
    """Write every item of an array of strings."""
    # What `bytes.decode` comes to, without the two calls in between.
    items = utf_16_le_decode(raw[: len(raw) & ~1], "replace", True)[0].split("\0")
    if not items[-1]:
        items.pop()
    return items


def _sids(raw: bytes) -> list[str]:
    found: list[str] = []
    at = 0
    while at < len(raw):
        found.append(sid(raw[at:]))
        at += 8 + 4 * raw[at + 1]
    return found
