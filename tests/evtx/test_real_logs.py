"""Every record of the real logs at hand equals what the `evtx` wheel and libevtx read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from lxml import etree

import evtx
from certtrail.evtx.reader import read_log
from certtrail.text.instants import parse_iso
from tests.places import REAL_LOGS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER = REAL_LOGS
LOGS = sorted(FOLDER.glob("*.evtx"))
NAMESPACE = "{http://schemas.microsoft.com/win/2004/08/events/event}"
GUID = re.compile(r"^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$")
TIME = re.compile(r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.(\d+)Z$")


def peer_records(path: Path) -> Iterator[etree._Element]:
    """Read what the wheel makes of the log, without the records that it gives up."""
    parser = etree.XMLParser(recover=True, huge_tree=True)
    records = evtx.PyEvtxParser(str(path)).records()
    while True:
        try:
            record = next(records)
        except StopIteration:
            return
        except RuntimeError:
            continue
        xml = str(record and record["data"])
        # Control characters are no XML; the wheel writes them all the same.
        clean = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "\ufffd", xml.partition("?>")[2])
        yield etree.fromstring(clean, parser)


def text(element: etree._Element) -> str:
    """Take an element's text; the wheel writes an empty element as a line break."""
    found = element.text or ""
    return "" if not found.strip() and len(element) == 0 else found


def plain(leaf: str) -> str:
    """Fold what sorts differently in ours and theirs."""
    return f"{{{leaf.lower()}}}" if GUID.match(leaf) else leaf.strip()


def same(ours: str, theirs: str) -> bool:
    """Compare two leaves, modulo what `values` documents as ours."""
    if GUID.match(theirs):
        theirs = f"{{{theirs.lower()}}}"
    if TIME.match(ours) and TIME.match(theirs):
        # The wheel rounds to microseconds where it reads a FILETIME.
        return abs(parse_iso(ours) - parse_iso(theirs)) < 1000
    clean = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "\ufffd", ours).replace("\r\n", "\n")
    return clean.replace("\r", "\n").strip() == theirs.strip()


def leaves(data: Any) -> list[str]:
    """List every text in a row's data, in order."""
    if isinstance(data, str):
        return [data]
    inside = data.values() if isinstance(data, dict) else data
    return [leaf for item in inside for leaf in leaves(item)]


def peer_leaves(element: etree._Element) -> list[str]:
    """List every text under an element: children first, then its attributes."""
    found = [] if len(element) or element.attrib else [text(element)]
    for child in element:
        found.extend(peer_leaves(child))
    found.extend(str(value) for name, value in element.attrib.items() if name != "xmlns")
    if element.attrib and not len(element) and text(element):
        found.append(text(element))
    return found


def expected(event: etree._Element) -> list[str]:
    """List the texts that a row's data should have."""
    event_data = event.find(f"{NAMESPACE}EventData")
    if event_data is not None:
        return [text(item) for item in event_data.findall(f"{NAMESPACE}Data")]
    user_data = event.find(f"{NAMESPACE}UserData")
    return [] if user_data is None else [t for child in user_data for t in peer_leaves(child)]


@pytest.mark.parametrize("path", LOGS, ids=lambda path: path.name)
def test_equals_the_wheel(path: Path) -> None:
    """Each record of the wheel is in ours, with the same System fields, data and binary."""
    frame = read_log(path, path.name).events
    ours = {row["record_id"]: row for row in frame.to_dict("records")}
    peers = list(peer_records(path))
    assert len(frame) >= len(peers)
    for event in peers:
        system = event.find(f"{NAMESPACE}System")
        assert system is not None
        number = system.findtext(f"{NAMESPACE}EventRecordID")
        if not number or not number.strip():
            continue  # what the wheel makes of a damaged record: an Event without content
        row = ours[int(number)]
        created = system.find(f"{NAMESPACE}TimeCreated")
        provider = system.find(f"{NAMESPACE}Provider")
        event_id = system.find(f"{NAMESPACE}EventID")
        assert created is not None
        assert provider is not None
        assert event_id is not None
        assert abs(row["time"].value - parse_iso(str(created.get("SystemTime")))) < 1000
        assert row["provider"] == provider.get("Name")
        assert row["event_id"] == int(text(event_id))
        assert same(str(row["qualifiers"]), event_id.get("Qualifiers", "None"))
        for field, name in (("level", "Level"), ("task", "Task"), ("channel", "Channel")):
            assert str(row[field]) == system.findtext(f"{NAMESPACE}{name}")
        assert row["computer"] == system.findtext(f"{NAMESPACE}Computer")
        found, wanted = leaves(row["data"]), expected(event)
        if isinstance(row["data"], dict):
            # Repeated names are gathered in a list, so their order among others is not kept.
            found, wanted = sorted(map(plain, found)), sorted(map(plain, wanted))
        pairs = list(zip(found, wanted, strict=True))
        assert all(same(a, b) for a, b in pairs), [p for p in pairs if not same(*p)]
        binary = event.findtext(f"{NAMESPACE}EventData/{NAMESPACE}Binary")
        assert (None if pd.isna(row["binary"]) else row["binary"]) == (binary or None)
