"""Each value type, and arrays of it, that the encoder writes, as the four parsers read it.

Where a parser cannot read one, or reads it wrong, its entry says so: a Broken carries the reason.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from lxml import etree
from samples.evtx_writer.log import EventToWrite, Value, ValueType, write_log
from samples.evtx_writer.values import NULL

from tests.evtx import peers
from tests.evtx.peers import Broken, check

if TYPE_CHECKING:
    from pathlib import Path

TICKS = 133_500_000_012_345_678
GUID = UUID("555908d1-a6d7-4695-8e1e-26931d2012f4")
SWAPPED = "{D1085955-D7A6-9546-8E1E-26931D2012F4}"
MOMENT = datetime(2024, 1, 17, 21, 20, 1, 234000, tzinfo=UTC)


NEGATIVE = "libfwevt prints a negative number as minus what its other bits say"
NO_ARRAY = Broken("python-evtx knows arrays of strings only")
FLOATING = "they count microseconds in floating point"
K = ValueType

# value: what libevtx, the evtx wheel, python-evtx and dissect show
Shown = tuple[object, object, object, object]
VALUES: dict[str, tuple[Value, Shown]] = {
    "null": (NULL, (None, "", "", None)),
    "string": (Value.text("a b"), ("a b", "a b", "a b", "a b")),
    "string with NUL": (Value.text("a", terminated=True), ("a", "a", "a", "a")),
    "empty string": (Value.text(""), ("", "", "", "")),
    "ansi": (Value.of(K.ANSI, "abc"), ("abc", "abc", "abc", b"abc")),
    "ansi, high byte": (
        Value.of(K.ANSI, "é"),
        ("é", "é", Broken("python-evtx reads ANSI text as ASCII"), b"\xe9"),
    ),
    "int8": (Value.of(K.INT8, -5), (Broken(NEGATIVE, "-123"), "-5", "-5", -5)),
    "uint8": (Value.of(K.UINT8, 200), ("200", "200", "200", 200)),
    "int16": (Value.of(K.INT16, -500), (Broken(NEGATIVE, "-32268"), "-500", "-500", -500)),
    "int16, positive": (Value.of(K.INT16, 500), ("500", "500", "500", 500)),
    "uint16": (Value.of(K.UINT16, 60000), ("60000", "60000", "60000", 60000)),
    "int32": (Value.of(K.INT32, -7), (Broken(NEGATIVE, "-2147483641"), "-7", "-7", -7)),
    "uint32": (Value.of(K.UINT32, 2**32 - 1), ("4294967295",) * 3 + (2**32 - 1,)),
    "int64": (Value.of(K.INT64, -7), (Broken(NEGATIVE, f"-{2**63 - 7}"), "-7", "-7", -7)),
    "uint64": (Value.of(K.UINT64, 2**64 - 1), (str(2**64 - 1),) * 3 + (2**64 - 1,)),
    "float": (Value.of(K.FLOAT, 1.5), ("1.500000e+000", "1.5", "1.5", 1.5)),
    "double": (Value.of(K.DOUBLE, -0.1), ("-1.000000e-001", "-0.1", "-0.1", -0.1)),
    "true": (Value.of(K.BOOL, True), ("true", "true", "True", 1)),
    "false": (Value.of(K.BOOL, False), ("false", "false", "False", 0)),
    "binary": (Value.of(K.BINARY, b"\0\xff\x10"), ("00FF10", "00FF10", "AP8Q", b"00ff10")),
    "guid": (
        Value.of(K.GUID, GUID),
        (
            f"{{{str(GUID).upper()}}}",
            str(GUID).upper(),
            f"{{{GUID}}}",
            Broken("dissect prints the first three parts with their bytes reversed", SWAPPED),
        ),
    ),
    "size_t": (
        Value.of(K.SIZE, 4096),
        (
            Broken("libfwevt prints every size as 0", "0x0000000000000000"),
            "0x1000",
            "4096",
            "0x1000",
        ),
    ),
    "size_t, 32 bit": (
        Value(K.SIZE, b"\0\x10\0\0"),
        (Broken("libfwevt prints every size as 0", "0x00000000"), "0x1000", "4096", "0x1000"),
    ),
    "filetime": (
        Value.of(K.FILETIME, TICKS),
        (
            "2024-01-17T21:20:01.234567800Z",
            "2024-01-17T21:20:01.234567Z",
            Broken(FLOATING, "2024-01-17 21:20:01.234568+00:00"),
            Broken(FLOATING, datetime(2024, 1, 17, 21, 20, 1, 234568, tzinfo=UTC)),
        ),
    ),
    "systemtime": (
        Value.of(K.SYSTEMTIME, MOMENT),
        (
            "2024-01-17T21:20:01.234000000Z",
            "2024-01-17T21:20:01.234000Z",
            Broken("python-evtx takes milliseconds for microseconds", "2024-01-17 21:20:01.000234"),
            MOMENT.replace(tzinfo=None),
        ),
    ),
    "sid": (Value.of(K.SID, "S-1-5-21-1-4000000000-500"), ("S-1-5-21-1-4000000000-500",) * 4),
    "hex32": (Value.of(K.HEX32, 0x8009030D), ("0x8009030d",) * 4),
    "hex64": (
        Value.of(K.HEX64, 1 << 55),
        ("0x0080000000000000", "0x80000000000000", "0x0080000000000000", "0x80000000000000"),
    ),
}

Arrays = tuple[object, object, object]  # libevtx, the evtx wheel, dissect
ONE, TWO = UUID(int=1), UUID(int=2)
ARRAYS: dict[str, tuple[Value, Arrays]] = {
    "ansi": (
        Value.array(K.ANSI, ["ab", "cd"]),
        (["ab", "cd"], Broken("the wheel has no arrays of ANSI text"), [b"ab", b"cd"]),
    ),
    "int8": (
        Value.array(K.INT8, [-1, 2]),
        (Broken(NEGATIVE, ["-127", "2"]), ["-1", "2"], [-1, 2]),
    ),
    "uint8": (Value.array(K.UINT8, [1, 255]), (["1", "255"], ["1", "255"], [1, 255])),
    "int16": (Value.array(K.INT16, [1, 2]), (["1", "2"], ["1", "2"], [1, 2])),
    "uint16": (Value.array(K.UINT16, [1, 2]), (["1", "2"], ["1", "2"], [1, 2])),
    "int32": (Value.array(K.INT32, [1, 2]), (["1", "2"], ["1", "2"], [1, 2])),
    "uint32": (Value.array(K.UINT32, [1, 2]), (["1", "2"], ["1", "2"], [1, 2])),
    "int64": (Value.array(K.INT64, [1, 2]), (["1", "2"], ["1", "2"], [1, 2])),
    "uint64": (Value.array(K.UINT64, [1, 2]), (["1", "2"], ["1", "2"], [1, 2])),
    "float": (
        Value.array(K.FLOAT, [1.5, 2.5]),
        (["1.500000e+000", "2.500000e+000"], ["1.5", "2.5"], [1.5, 2.5]),
    ),
    "double": (
        Value.array(K.DOUBLE, [1.5, 2.5]),
        (["1.500000e+000", "2.500000e+000"], ["1.5", "2.5"], [1.5, 2.5]),
    ),
    "bool": (
        Value.array(K.BOOL, [True, False]),
        (
            Broken("libfwevt has no arrays of booleans"),
            ["true", "false"],
            Broken("dissect takes one byte for a boolean", [1, 0, 0, 0, 0, 0, 0, 0]),
        ),
    ),
    "guid": (
        Value.array(K.GUID, [ONE, TWO]),
        ([f"{{{ONE}}}", f"{{{TWO}}}"], [str(ONE), str(TWO)], [f"{{{ONE}}}", f"{{{TWO}}}"]),
    ),
    "size_t": (
        Value.array(K.SIZE, [1, 2]),
        (
            Broken("libfwevt has no arrays of sizes"),
            Broken("the wheel has no arrays of sizes"),
            ["0x1", "0x2"],
        ),
    ),
    "filetime": (
        Value.array(K.FILETIME, [TICKS - 5_678, TICKS + 994_322]),
        (
            ["2024-01-17T21:20:01.234000000Z", "2024-01-17T21:20:01.334000000Z"],
            ["2024-01-17T21:20:01.234000Z", "2024-01-17T21:20:01.334000Z"],
            Broken(
                FLOATING, [MOMENT.replace(microsecond=233999), MOMENT.replace(microsecond=334000)]
            ),
        ),
    ),
    "systemtime": (
        Value.array(K.SYSTEMTIME, [MOMENT, MOMENT]),
        (
            ["2024-01-17T21:20:01.234000000Z"] * 2,
            ["2024-01-17T21:20:01.234000Z"] * 2,
            [MOMENT.replace(tzinfo=None)] * 2,
        ),
    ),
    "sid": (
        Value.array(K.SID, ["S-1-5-18", "S-1-5-21-7"]),
        (Broken("libfwevt has no arrays of SIDs"), *(["S-1-5-18", "S-1-5-21-7"],) * 2),
    ),
    "hex32": (
        Value.array(K.HEX32, [1, 2]),
        (["0x00000001", "0x00000002"], ["0x1", "0x2"], ["0x1", "0x2"]),
    ),
    "hex64": (
        Value.array(K.HEX64, [1, 2]),
        (["0x0000000000000001", "0x0000000000000002"], ["0x1", "0x2"], ["0x1", "0x2"]),
    ),
}


def with_data(**data: Value) -> EventToWrite:
    """Make an event around named data."""
    return EventToWrite.manifest(
        "Test",
        1,
        time=TICKS,
        record_id=1,
        computer="C",
        channel="Test",
        provider_guid=GUID,
        data=data,
    )


def xml_data(xml: str) -> list[str]:
    """Read the texts of the Data named `value`; line breaks inside an empty one are the wheel's."""
    found = [
        element.text or ""
        for element in etree.fromstring(xml.encode()).iter("{*}Data")
        if element.get("Name") == "value"
    ]
    return ["" if text.startswith("\n") else text for text in found]


@pytest.mark.parametrize("name", VALUES)
def test_a_value_of_each_type(tmp_path: Path, name: str) -> None:
    """Each parser shows the value, or what the table says of it; what follows is not moved."""
    value, (libevtx, rust, python_evtx, dissect) = VALUES[name]
    path = tmp_path / "value.evtx"
    write_log(path, [with_data(value=value, after=Value.text("after"))])
    for wanted, render in (
        (libevtx, peers.libevtx_xml),
        (rust, peers.rust_xml),
        (python_evtx, peers.python_evtx_xml),
    ):
        check(wanted, lambda: next(iter(xml_data(next(render(path)))), None))  # noqa: B023 (called at once)
    check(dissect, lambda: next(peers.dissect_raw(path))["value"])
    assert next(peers.dissect_raw(path))["after"] == "after"


@pytest.mark.parametrize("name", ARRAYS)
def test_an_array_of_each_type(tmp_path: Path, name: str) -> None:
    """An array repeats its element; python-evtx knows arrays of strings only."""
    value, (libevtx, rust, dissect) = ARRAYS[name]
    path = tmp_path / "array.evtx"
    write_log(path, [with_data(value=value)])
    check(libevtx, lambda: xml_data(next(peers.libevtx_xml(path))))
    check(rust, lambda: xml_data(next(peers.rust_xml(path))))
    check(NO_ARRAY, lambda: xml_data(next(peers.python_evtx_xml(path))))
    check(dissect, lambda: next(peers.dissect_raw(path))["value"])


@pytest.mark.parametrize(
    ("kind", "scalar", "error"),
    [
        (K.UINT8, 256, ValueError),
        (K.INT16, 40_000, ValueError),
        (K.UINT32, -1, ValueError),
        (K.UINT16, "1", TypeError),
        (K.STRING, 1, TypeError),
        (K.NULL, "x", TypeError),
        (K.SID, "S-1", ValueError),
        (K.SID, "Administrators", ValueError),
        (K.ANSI, "証", ValueError),
        (K.BINXML, "x", ValueError),
    ],
)
def test_a_value_that_does_not_fit_is_refused(
    kind: ValueType, scalar: str | int, error: type[Exception]
) -> None:
    """Nothing is cut or guessed to make a value fit its type."""
    with pytest.raises(error):
        Value.of(kind, scalar)


def test_arrays_that_cannot_be_read_back_are_refused() -> None:
    """Binary data has no end mark, and a NUL inside a string would split it in two."""
    with pytest.raises(ValueError, match="no arrays of BINARY"):
        Value.array(K.BINARY, [b"x"])
    with pytest.raises(ValueError, match="split"):
        Value.array(K.STRING, ["a\0b"])
