"""What four independent parsers read in a log, brought to one form that can be compared.

Only spelling is evened out here, each time with the reason. Where a parser reads something wrong
or not at all, the tests say so as data; nothing is skipped here.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import Evtx.Evtx
import pyevtx
import pytest
from dissect.eventlog.bxml import BxmlSub
from dissect.eventlog.evtx import Evtx as DissectLog
from Evtx.BinaryParser import ParseException
from lxml import etree

import evtx
from certtrail.text.instants import from_datetime, parse_iso

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

RUST: Final = "evtx"
LIBEVTX: Final = "libevtx"
PYTHON_EVTX: Final = "python-evtx"
DISSECT: Final = "dissect.eventlog"

_GUIDS: Final = ("Provider.Guid", "Correlation.ActivityID", "Correlation.RelatedActivityID")
_FILETIME_EPOCH: Final = 116_444_736_000_000_000


@dataclass(frozen=True, slots=True)
class Broken:
    """A parser's defect, as an entry of a table; `shows` is what it shows, None where it raises."""

    reason: str
    shows: object = None


_RAISED: Final = (
    OSError,
    RuntimeError,
    KeyError,
    UnicodeDecodeError,
    ParseException,
    StopIteration,
)


def check(wanted: object, read: Callable[[], object]) -> None:
    """Compare what a parser reads with an entry of a table."""
    if isinstance(wanted, Broken) and wanted.shows is None:
        with pytest.raises(_RAISED):
            read()
        return
    found = read()
    shown = wanted.shows if isinstance(wanted, Broken) else wanted
    assert found == shown, f"{found!r} is not {shown!r}"


@dataclass(frozen=True, slots=True)
class Seen:
    """A record in one form.

    Attributes:
        system: what System says, by `Element` or `Element.Attribute`; empty ones are left out, as
            python-evtx and dissect write what the others leave out.
        ticks: System/TimeCreated as FILETIME; see TIME_ERROR.
        payload: name and text in order: of each Data (the name may be None), or of each leaf of
            UserData (the name is its path).
        binary: EventData/Binary; empty where there is none.
    """

    system: Mapping[str, str]
    ticks: int
    payload: tuple[tuple[str | None, str], ...]
    binary: bytes = b""


def rust_xml(path: Path) -> Iterator[str]:
    """Render every record with the `evtx` wheel."""
    for record in evtx.PyEvtxParser(str(path)).records():
        yield str(record and record["data"])


def libevtx_xml(path: Path) -> Iterator[str]:
    """Render every record with libevtx; one that it had to recover counts as lost."""
    file = pyevtx.file()
    file.open(str(path))
    try:
        for number in range(file.get_number_of_records()):
            yield str(file.get_record(number).get_xml_string())
    finally:
        file.close()


def python_evtx_xml(path: Path) -> Iterator[str]:
    """Render every record with python-evtx."""
    with Evtx.Evtx.Evtx(str(path)) as log:
        for record in log.records():
            yield str(record.xml())


def rust(path: Path) -> list[Seen]:
    """Read a log with the `evtx` wheel."""
    return [_from_xml(xml, bytes.fromhex) for xml in rust_xml(path)]


def libevtx(path: Path) -> list[Seen]:
    """Read a log with libevtx."""
    return [_from_xml(xml, bytes.fromhex) for xml in libevtx_xml(path)]


def python_evtx(path: Path) -> list[Seen]:
    """Read a log with python-evtx, which writes binary values in base 64."""
    return [_from_xml(xml, base64.b64decode, _split_marks) for xml in python_evtx_xml(path)]


def dissect(path: Path) -> list[Seen]:
    """Read a log with dissect.eventlog."""
    return [_from_mapping(record) for record in dissect_raw(path)]


def dissect_raw(path: Path) -> Iterator[dict[str, Any]]:
    """Read a log with dissect.eventlog; its values change with the next record, so copy them."""
    with path.open("rb") as file:
        for record in DissectLog(file):
            yield {
                key: value.get() if isinstance(value, BxmlSub) else value
                for key, value in record.items()
            }


PEERS: Final[Mapping[str, Callable[[Path], list[Seen]]]] = {
    RUST: rust,
    LIBEVTX: libevtx,
    PYTHON_EVTX: python_evtx,
    DISSECT: dissect,
}
# By how many times 100 ns System/TimeCreated may be off. The wheel cuts to microseconds; the last
# two count microseconds in floating point.
TIME_ERROR: Final[Mapping[str, int]] = {RUST: 9, LIBEVTX: 0, PYTHON_EVTX: 30, DISSECT: 30}


def _attributes(element: etree._Element) -> list[tuple[str, str]]:
    return [(str(name), element.get(name) or "") for name in element.keys()]  # noqa: SIM118 (lxml)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname


def _one_text(text: str) -> list[str]:
    # The wheel breaks the line inside an empty element.
    return ["" if text.startswith("\n") and not text.strip() else text]


def _split_marks(text: str) -> list[str]:
    """Split an array as python-evtx writes it, inside one Data that is there even for a null."""
    return re.findall(r"<string>(.*?)</string>\n", text, re.DOTALL)


def _from_xml(
    xml: str,
    binary: Callable[[str], bytes],
    unnamed: Callable[[str], list[str]] = _one_text,
) -> Seen:
    root = etree.fromstring(xml.encode("utf-8", "surrogatepass"))
    parts = {_name(child): child for child in root}
    system = _plain(
        (key, text)
        for element in parts["System"]
        for key, text in [
            (_name(element), (element.text or "").strip()),
            *((f"{_name(element)}.{name}", str(text)) for name, text in _attributes(element)),
        ]
    )
    time = system.pop("TimeCreated.SystemTime").replace(" ", "T")
    payload: list[tuple[str | None, str]] = []
    raw = b""
    for element in parts.get("EventData", ()):
        if _name(element) == "Binary":
            raw = binary((element.text or "").strip())
        else:
            split = unnamed if element.get("Name") is None else _one_text
            payload += [(element.get("Name"), text) for text in split(element.text or "")]
    for element in parts.get("UserData", ()):
        payload += _leaves(element, ())
    return Seen(system, _ticks(parse_iso(time)), tuple(payload), raw)


def _leaves(element: etree._Element, above: tuple[str, ...]) -> Iterator[tuple[str | None, str]]:
    path = (*above, _name(element))
    yield from (("/".join((*path, f"@{name}")), str(text)) for name, text in _attributes(element))
    if not len(element):
        yield "/".join(path), _one_text(element.text or "")[0]
    for child in element:
        yield from _leaves(child, path)


def _plain(pairs: Iterator[tuple[str, str]]) -> dict[str, str]:
    system = {key: text for key, text in pairs if text}
    system["Keywords"] = f"{int(system['Keywords'], 16):#x}"  # libevtx pads it with zeros
    for key in _GUIDS:
        if key in system:  # the wheel leaves the braces out
            system[key] = str(UUID(system[key]))
    return system


_SYSTEM_OF_DISSECT: Final = re.compile(
    r"(Provider|EventID|Version|Level|Task|Opcode|Keywords|TimeCreated|EventRecordID|Correlation"
    r"|Execution|Channel|Computer|Security)(?:_(\w+))?"
)


def _from_mapping(record: Mapping[str, Any]) -> Seen:
    system: list[tuple[str, str]] = []
    payload: list[tuple[str | None, str]] = []
    raw = b""
    ticks = 0
    for key, value in record.items():
        match = _SYSTEM_OF_DISSECT.fullmatch(key)
        if key == "TimeCreated_SystemTime":
            ticks = _ticks(from_datetime(value))
        elif match is not None:
            name = ".".join(part for part in match.groups() if part)
            system.append((name, _dissect_guid(value) if name in _GUIDS else _text(value)))
        elif key == "Binary":
            raw = bytes.fromhex(value.decode()) if value else b""
        elif key == "Data":
            payload += [(None, item) for item in value or ()]
        elif not key.endswith("_xmlns"):
            payload.append((key, _text(value)))
    return Seen(_plain(iter(system)), ticks, tuple(payload), raw)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _dissect_guid(value: object) -> str:
    """Read a GUID of dissect, which prints its first three parts with their bytes reversed."""
    return "" if value is None else str(UUID(bytes_le=UUID(str(value)).bytes))


def _ticks(nanoseconds: int) -> int:
    return nanoseconds // 100 + _FILETIME_EPOCH
