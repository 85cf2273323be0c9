"""NRBF: streams that are written here, record by record as [MS-NRBF] says, are read back."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrail.inputs.exchange.nrbf import NrbfError, read

END = b"\x0b"
HEADER = b"\0" + struct.pack("<4i", 1, -1, 1, 0)
LIBRARY = b"\x0c" + struct.pack("<i", 900)
INT32, STRING, OBJECT, SYSTEM_CLASS, CLASS, STRINGS = 0, 1, 2, 3, 4, 6
"""BinaryTypeEnum; the first is `primitive`, here always with the primitive type Int32."""


def number(value: int) -> bytes:
    """Write an Int32."""
    return struct.pack("<i", value)


def string(text: str) -> bytes:
    """Write a length, seven bits a byte, and the text."""
    raw = text.encode()
    size, head = len(raw), bytearray()
    while size > 127:
        head.append(size & 127 | 128)
        size >>= 7
    return bytes([*head, size]) + raw


def described(number_: int, name: str, *members: str) -> bytes:
    """Write what every class with members begins with."""
    return number(number_) + string(name) + number(len(members)) + b"".join(map(string, members))


def text_object(number_: int, text: str) -> bytes:
    """Write a string that has a number."""
    return b"\x06" + number(number_) + string(text)


def stream(*records: bytes) -> bytes:
    """Put a header before records and an end behind them."""
    return HEADER + b"".join(records) + END


def root(*values: bytes, names: str = "value", kinds: bytes = b"") -> bytes:
    """Write the root object: class 4 with members of these kinds, Object where nothing is said."""
    members = names.split()
    return (
        b"\x04" + described(1, "Root", *members) + (kinds or bytes([OBJECT] * len(members)))
    ) + b"".join(values)


def only(record: bytes, *more: bytes) -> object:
    """Read the one member of a root object."""
    return read(stream(root(record), *more))["value"]


def test_a_class_with_typed_members() -> None:
    """Primitives stand bare, by the types of the class; others are records."""
    kinds = bytes([INT32, STRING, OBJECT, SYSTEM_CLASS, CLASS, STRINGS])
    added = b"\x08" + string("System.Guid") + string("X") + number(900)
    found = read(
        stream(
            root(
                added,
                number(-7),
                text_object(2, "text"),
                b"\x0a",
                b"\x0a",
                b"\x0a",
                b"\x0a",
                names="a b c d e f",
                kinds=kinds,
            )
        )
    )
    assert found == {
        "$class": "Root",
        "a": -7,
        "b": "text",
        "c": None,
        "d": None,
        "e": None,
        "f": None,
    }


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (1, b"\x01", True),
        (2, b"\xff", 255),
        (3, "é".encode(), "é"),
        (3, "€".encode(), "€"),
        (3, "😀".encode(), "😀"),
        (5, string("1.5"), "1.5"),
        (6, struct.pack("<d", 1.5), 1.5),
        (7, struct.pack("<h", -2), -2),
        (8, struct.pack("<i", -3), -3),
        (9, struct.pack("<q", -4), -4),
        (10, b"\xfe", -2),
        (11, struct.pack("<f", 0.5), 0.5),
        (12, struct.pack("<q", 5), 5),
        (13, struct.pack("<q", 6), 6),
        (14, struct.pack("<H", 65535), 65535),
        (15, struct.pack("<I", 2**32 - 1), 2**32 - 1),
        (16, struct.pack("<Q", 2**64 - 1), 2**64 - 1),
        (18, string("x" * 300), "x" * 300),
    ],
)
def test_every_primitive(kind: int, raw: bytes, value: object) -> None:
    """As a record of its own, as a member, and in an array."""
    assert only(b"\x08" + bytes([kind]) + raw) == value
    member = root(bytes([kind]), raw, kinds=bytes([0]))
    assert read(stream(member))["value"] == value
    many = only(b"\x0f" + number(2) + number(2) + bytes([kind]) + raw + raw)
    assert many == (bytes([255, 255]) if kind == 2 else [value, value])


@pytest.mark.parametrize(
    ("kind", "library"), [(2, b""), (3, number(900)), (4, b""), (5, number(900))]
)
def test_every_form_of_class(kind: int, library: bytes) -> None:
    """With types or without, of the system or of a library, which is named before."""
    typed = bytes([STRING]) if kind in (4, 5) else b""
    record = bytes([kind]) + described(2, "Inner", "name") + typed + library
    inner = {"$class": "Inner", "name": "x"}
    assert only(LIBRARY + string("Lib, Version=1") + record + text_object(3, "x")) == inner


def test_a_class_is_described_once() -> None:
    """A second object of it names the first."""
    first = b"\x04" + described(2, "Inner", "count") + b"\x00\x08" + number(10)
    second = b"\x01" + number(3) + number(2) + number(20)
    found = read(stream(root(first, second, names="first second")))
    assert (found["first"]["count"], found["second"]["count"]) == (10, 20)
    with pytest.raises(NrbfError, match="not described before"):
        only(b"\x01" + number(3) + number(2) + number(20))


def test_references_lead_to_what_comes_later() -> None:
    """From the root, and from an object of the root."""
    inner = b"\x04" + described(2, "Inner", "name") + bytes([STRING]) + b"\x09" + number(5)
    found = read(
        stream(
            root(b"\x09" + number(5), inner, names="name inner"),
            text_object(5, "later"),
        )
    )
    assert found["name"] == "later"
    assert found["inner"]["name"] == "later"


@pytest.mark.parametrize("kind", [b"\x10", b"\x11"])
def test_arrays_of_objects(kind: bytes) -> None:
    """Several nulls can be one record."""
    items = text_object(3, "a") + b"\x0d\x02" + b"\x0e" + number(3) + text_object(4, "b")
    assert only(kind + number(2) + number(7) + items) == ["a", "b"]


@pytest.mark.parametrize("bounded", [False, True])
def test_arrays_with_a_type(bounded: bool) -> None:
    """One dimension, with a lower bound or without; of numbers, or of strings."""
    head = b"\x07" + number(2) + bytes([3 if bounded else 0]) + number(1) + number(2)
    lower = number(5) if bounded else b""
    assert only(head + lower + b"\x00\x08" + number(8) + number(9)) == [8, 9]
    strings = bytes([STRING]) + text_object(3, "a") + text_object(4, "b")
    assert only(head + lower + strings) == ["a", "b"]


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (b"\x07" + number(2) + b"\x02" + number(2) + number(1) + number(1), "2 dimensions"),
        (b"\x10" + number(2) + number(-1), "an array of -1 items"),
        (b"\x0f" + number(2) + number(-1) + b"\x08", "an array of -1 items"),
        (b"\x0f" + number(2) + number(2**31 - 1) + b"\x02", "an array of 2147483647 items"),
        (b"\x08\x11", "primitive type 17"),
        (b"\x15", "record type 21"),
        (b"\x02" + number(2) + string("X") + number(100_000), "100000 members"),
        (b"\x04" + described(2, "X", "a") + b"\x09", "member type 9"),
        (b"\x06" + number(2) + b"\xff\xff\xff\xff\xff", "found more than 5 bytes"),
        (b"\x06" + number(2) + b"\x7f", "expected 127 bytes, found the end"),
    ],
)
def test_what_is_not_read_is_told(record: bytes, said: str) -> None:
    """With the place, and before anything is made that large."""
    with pytest.raises(NrbfError, match=rf"byte \d+: .*{said}"):
        only(record)


def test_depth_and_number_of_records_are_limited() -> None:
    """A stream cannot exhaust the stack, nor name itself for ever."""
    nested = b"".join(b"\x10" + number(place) + number(1) for place in range(2, 200))
    with pytest.raises(NrbfError, match="deeper ones"):
        only(nested + b"\x0a")
    with pytest.raises(NrbfError, match="more records"):
        only(b"\x10" + number(2) + number(30_000) + b"\x0a" * 30_000)


@pytest.mark.parametrize("content", [b"", b"\x01", HEADER + END, stream(text_object(1, "x"))])
def test_what_is_no_object_is_refused(content: bytes) -> None:
    """No header, no root, a root that is no object."""
    with pytest.raises(NrbfError, match="expected"):
        read(content)


def test_a_signed_stream_is_read() -> None:
    """Behind `#sig#` and a length; a signature that was cut off does not matter."""
    content = stream(root(text_object(2, "x")))
    for signature in (b"s" * 32, b""):
        assert read(b"#sig#" + number(len(content)) + content + signature)["value"] == "x"


VALUES = st.recursive(
    st.integers(-(2**31), 2**31 - 1) | st.text(max_size=200) | st.none() | st.booleans(),
    lambda inner: (
        st.lists(inner.filter(lambda value: value is not None), max_size=4)
        | st.dictionaries(st.text(min_size=1, max_size=8), inner, max_size=4)
    ),
    max_leaves=20,
)


class Writer:
    """Writes any value as records, and numbers what needs a number."""

    def __init__(self) -> None:
        self.last = 1

    def numbered(self) -> bytes:
        """Give the next number."""
        self.last += 1
        return number(self.last)

    def record(self, value: object) -> bytes:
        """Write a value."""
        if value is None:
            return b"\x0a"
        if isinstance(value, bool):
            return b"\x08\x01" + bytes([value])
        if isinstance(value, int):
            return b"\x08\x08" + number(value)
        if isinstance(value, str):
            return b"\x06" + self.numbered() + string(value)
        if isinstance(value, list):
            head = b"\x10" + self.numbered() + number(len(value))
            return head + b"".join(map(self.record, value))
        assert isinstance(value, dict)
        names = b"".join(map(string, value))
        head = b"\x02" + self.numbered() + string("Any") + number(len(value)) + names
        return head + b"".join(map(self.record, value.values()))


def plain(value: object) -> object:
    """Take the classes' names out."""
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items() if name != "$class"}
    return value


@given(VALUES)
def test_any_value_comes_back(value: object) -> None:
    """However deep, as long as it is within the limits."""
    assert plain(only(Writer().record(value))) == value
