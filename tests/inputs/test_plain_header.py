"""The header of an event read in bytes, against the XML parser: the same fields, or none at all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from samples.generator import event_texts

from certtrail.inputs.events.plain_header import plain_header
from certtrail.inputs.events.single_event import take
from certtrail.inputs.reading import read_files
from certtrail.inputs.walk import find_files
from certtrail.model import events
from certtrail.model.record_filter import RecordFilter

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.record import Record

SOUND = (
    "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
    "<Provider Name='MSExchangeTransport' Guid='{{1}}'/><EventID Qualifiers='49156'>12024</EventID>"
    "<Version>0</Version><Level>2</Level><Task>12</Task><Opcode>0</Opcode>"
    "<Keywords>0x80000000000000</Keywords><TimeCreated SystemTime='2026-01-05T10:00:01.1234567Z'/>"
    "<EventRecordID>123</EventRecordID><Correlation/><Execution ProcessID='0' ThreadID='0'/>"
    "<Channel>Application</Channel><Computer>EX01.contoso.com</Computer><Security/></System>"
    "<EventData><Data>A</Data></EventData></Event>"
)
CHANGES = (
    ("'", '"'), ("><", ">\r\n  <"), ("/>", " />"), ("12024", "0x10"), ("12024", "4294967296"),
    ("12024", ""), ("123<", "18446744073709551616<"), ("123<", "9999999999999999999<"),
    ("123<", "-1<"), ("<Level>2", "<Level>999"), ("<Task>12", "<Task>70000"), ("49156", "70000"),
    ("2026-01-05", "2026-02-30"), ("10:00:01", "25:00:01"), (".1234567Z", "Z"), (".1234567Z", ""),
    (".1234567Z", ".123456789Z"), ("2026", "1601"), ("2026", "9999"), ("Transport", "&amp;"),
    ("EX01", "&#69;X"), ("EX01", "EX01<!-- -->"), ("Application", "<![CDATA[Application]]>"),
    ("Application", "Anwendungsüberwachung"), ("<Channel>Application</Channel>", ""),
    ("<Computer>", "<Computer >"), ("<Version>0</Version>", ""), ("<Level>2</Level>", ""),
    ("<Opcode>0</Opcode>", "<Opcode/>"), ("<Level>2</Level>", "<Level>1</Level><Level>2</Level>"),
    ("<Event ", "<!-- x --><Event "), ("</Event>", ""), ("</Event>", "</Event></Event>"),
    ("<EventData>", "<RenderingInfo Culture='de'><Level>x</Level></RenderingInfo><EventData>"),
    ("<Data>A", "<System><Level>4</Level></System><Data>A"), ("A<", "&#0;<"), ("A<", "\x01<"),
    ("MSExchangeTransport", ""), ("<Security/>", "<Security UserID='S-1'/>"),
    ("Guid", "EventSourceName"),
    ("Name='MSExchangeTransport' Guid='{{1}}'", "Guid='{{1}}' Name='MSExchangeTransport'"),
    ("<System>", "<System x='1'>"), ("</Channel>", "</Channel>text"),
    ("MSExchangeTransport", "Größe"),
)  # fmt: skip


def parsed(piece: bytes) -> Record | None:
    """Give what the XML parser makes of a piece, without its data."""
    *_, taken = take(piece, lambda _: True)
    return taken.record and replace(taken.record, data=[], binary=None)


@given(st.lists(st.sampled_from(CHANGES), max_size=3), st.binary(max_size=3), st.integers(0, 700))
@example([], b"", 0)
def test_the_same_or_none(changes: list[tuple[str, str]], noise: bytes, at: int) -> None:
    """However an event is written: no field may differ from what the parser finds."""
    text = SOUND
    for old, new in changes:
        text = text.replace(old, new, 1)
    raw = text.encode()
    piece = raw[:at] + noise + raw[at:] if noise else raw
    found = plain_header(piece)
    assert found is None or found == parsed(piece) or parsed(piece) is None


@pytest.mark.parametrize("change", [("", ""), *CHANGES[:3], ("2026", "1999"), ("12024", "1")])
def test_what_windows_writes_needs_no_parser(change: tuple[str, str]) -> None:
    """Else it would be slow without anybody noticing."""
    piece = SOUND.replace(*change).encode()
    assert plain_header(piece) == parsed(piece) is not None


def test_selecting_and_reading_all_agree(tmp_path: Path) -> None:
    """A selection has the records of the full read that it wants, and counts as many."""
    told = [
        event_texts.Told(provider, number, 0, level, 0, 133_800_000_000_000_000 + number * 10**8,
                         number, "Application", "EX01.contoso.com", ("A", "ä & <b>"))
        for number, (provider, level) in enumerate(
            [("MSExchangeTransport", 2), ("ESE", 4), ("A & B", 3), ("Größe", 0)] * 40, 1
        )
    ]  # fmt: skip
    (tmp_path / "a.xml").write_text(event_texts.event_xml(told), "utf-8")
    wanted = RecordFilter(events={"MSExchangeTransport": frozenset(), "Größe": frozenset({8, 12})})
    (some,) = read_files(find_files([tmp_path]), wanted).reads
    (every,) = read_files(find_files([tmp_path]), RecordFilter()).reads
    assert some.report == every.report
    assert some.records is not None
    assert every.records is not None
    frame = events.frame(every.records)
    pairs = zip(frame["provider"], frame["event_id"], strict=True)
    kept = frame[[wanted.wants_event(provider, int(number)) for provider, number in pairs]]
    assert_frame_equal(events.frame(some.records), kept.reset_index(drop=True))
    assert len(kept) == 42
