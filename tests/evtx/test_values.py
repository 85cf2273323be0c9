"""Each value type is written as its module says."""

from __future__ import annotations

import struct

import pytest

from certtrail.evtx.format import values

TEXTS = [
    (0x00, b"", ""),
    (0x00, b"\x07\x08", ""),
    (0x01, "Größe 𝄞".encode("utf-16-le"), "Größe 𝄞"),
    (0x01, "cut\0rest".encode("utf-16-le"), "cut"),
    (0x01, b"a\0b", "a"),
    (0x01, b"\x00\xd8", "\ufffd"),
    (0x02, b"caf\xe9\0", "café"),
    (0x03, b"\xff", "-1"),
    (0x04, b"\xff", "255"),
    (0x05, b"\xfe\xff", "-2"),
    (0x06, b"\xfe\xff", "65534"),
    (0x07, b"\xfd\xff\xff\xff", "-3"),
    (0x08, b"\xfd\xff\xff\xff", "4294967293"),
    (0x09, b"\xff" * 8, "-1"),
    (0x0A, b"\xff" * 8, "18446744073709551615"),
    (0x0B, struct.pack("<f", 0.1), "0.1"),
    (0x0C, struct.pack("<d", 0.1), "0.1"),
    (0x0D, b"\x01\0\0\0", "true"),
    (0x0D, bytes(4), "false"),
    (0x0E, b"\xe1\x07", "E107"),
    (0x0F, bytes(range(16)), "{03020100-0504-0706-0809-0a0b0c0d0e0f}"),
    (0x10, b"\x10\0\0\0", "0x10"),
    (0x11, bytes(8), "1601-01-01T00:00:00.0000000Z"),
    (0x11, (133_500_000_012_345_678).to_bytes(8, "little"), "2024-01-17T21:20:01.2345678Z"),
    (0x11, (2_650_467_744_000_000_000).to_bytes(8, "little"), "0x24c85a5ed1c04000"),
    (0x12, struct.pack("<8H", 2026, 1, 4, 2, 3, 4, 5, 6), "2026-01-02T03:04:05.0060000Z"),
    (0x13, bytes.fromhex("010200000000000520000000" + "20020000"), "S-1-5-32-544"),
    (0x14, b"\x00\x00\x00\xc0", "0xc0000000"),
    (0x15, (0x80_0000_0000_0000).to_bytes(8, "little"), "0x80000000000000"),
]


@pytest.mark.parametrize(("kind", "raw", "text"), TEXTS)
def test_one_value(kind: int, raw: bytes, text: str) -> None:
    """A value is written as documented."""
    assert values.text(kind, raw) == text


@pytest.mark.parametrize(
    ("kind", "raw", "texts"),
    [
        (0x01, "a\0\0b\0".encode("utf-16-le"), ["a", "", "b"]),
        (0x01, "a\0b".encode("utf-16-le"), ["a", "b"]),
        (0x01, b"\0\0", [""]),
        (0x01, b"", []),
        (0x02, b"a\0b\0", ["a", "b"]),
        (0x06, b"\1\0\2\0\3", ["1", "2"]),
        (0x0E, b"\1\2", ["0102"]),
        (0x13, bytes.fromhex("010100000000000512000000" * 2), ["S-1-5-18"] * 2),
    ],
)
def test_array(kind: int, raw: bytes, texts: list[str]) -> None:
    """An array is written item by item; an incomplete last item is left out."""
    assert values.texts(kind, raw) == texts


@pytest.mark.parametrize(
    ("kind", "raw"), [(0x55, b"x"), (0x08, b"\1\2"), (0x13, b"\1"), (0x13, b"\1\xff" + bytes(8))]
)
def test_impossible_value(kind: int, raw: bytes) -> None:
    """A type that is not known, or too few bytes for it, is an error and not a guess."""
    with pytest.raises(values.ValueFormatError):
        values.text(kind, raw)
