"""Event XML with something between its events: it is told where it may be an event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

EVENT: Final = (
    '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>'
    '<Provider Name="MSExchangeTransport"/><EventID>12024</EventID><Level>2</Level>'
    '<TimeCreated SystemTime="2026-02-01T00:00:00.0000000Z"/><EventRecordID>1</EventRecordID>'
    "<Channel>Application</Channel><Computer>EX01.contoso.com</Computer></System>"
    "<EventData><Data>A</Data></EventData></Event>"
)
LOST: Final = {
    "in capitals": EVENT.replace("<Event ", "<EVENT ").replace("</Event>", "</EVENT>"),
    "of another name": "<Entry><Message>The certificate of Exchange has expired</Message></Entry>",
    "a text": "Event ID: 12024, Source: MSExchangeTransport, Computer: EX01.contoso.com",
    "two systems": EVENT.replace("</System>", "</System><System></System>"),
    "two numbers": EVENT.replace("<EventID>", "<EventID>1</EventID><EventID>"),
}
ORDINARY: Final = {
    "nothing": "\r\n",
    "a comment": "<!-- the events of this morning, as they were saved by a tool -->",
    "wrapped": f'</Row><Row number="2" saved="2026-02-01">{EVENT}',
}


def read(tmp_path: Path, between: str) -> tuple[int, bool]:
    """Tell how many events were read, and whether that is all."""
    path = tmp_path / "a.xml"
    path.write_text(f"<Events>{EVENT}{between}{EVENT}</Events>", "utf-8")
    found = pipeline.read([path])
    return len(found.records.time), found.inputs[0].complete


@pytest.mark.parametrize("between", LOST)
def test_what_may_be_an_event_is_told(tmp_path: Path, between: str) -> None:
    """The events around it are read."""
    count, complete = read(tmp_path, LOST[between])
    assert count >= 1
    assert not complete


@pytest.mark.parametrize("between", ORDINARY)
def test_what_loses_nothing_is_not_told(tmp_path: Path, between: str) -> None:
    """Other tools lay out and wrap the events."""
    assert read(tmp_path, ORDINARY[between])[1]


def prefixed(number: int, prefix: str = "e:", declared: str = "") -> str:
    """Write an event with prefixes before its names."""
    plain = EVENT.replace(
        ' xmlns="http://schemas.microsoft.com/win/2004/08/events/event"', declared
    )
    numbered = plain.replace(">1<", f">{number}<")
    return numbered.replace("</", "\0").replace("<", f"<{prefix}").replace("\0", f"</{prefix}")


OWN: Final = ' xmlns:e="http://schemas.microsoft.com/win/2004/08/events/event"'
SOAP: Final = (
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"{}><s:Header/><s:Body>'
    '<w:Items xmlns:w="urn:w" xmlns:i="urn:i">{}</w:Items></s:Body></s:Envelope>'
)
WRAPPED: Final = {
    "each declares it": lambda all_: "<Events>" + "".join(all_(OWN)) + "</Events>",
    "the root declares it": lambda all_: f"<e:Events{OWN}>" + "".join(all_("")) + "</e:Events>",
    "in SOAP": lambda all_: SOAP.format("", "".join(all_(OWN))),
    "declared by SOAP": lambda all_: SOAP.format(OWN, "".join(all_(""))),
    "in SOAP, with another prefix inside": lambda all_: SOAP.format(
        OWN, "".join(all_("")).replace("<e:Data>", '<e:Data i:nil="false">')
    ),
    "alone": lambda all_: "\n".join(all_(OWN)),
    "in a text": lambda all_: "Dear all,\n\n" + "\n".join(all_(OWN)) + "\nRegards\n",
    "in a report": lambda all_: f"<Report{OWN}>" + "".join(all_("")) + "</Report>",
}


@pytest.mark.parametrize("around", WRAPPED)
def test_events_with_prefixes_are_read(tmp_path: Path, around: str) -> None:
    """Whatever declares the prefix, and whatever stands around."""
    text = WRAPPED[around](lambda own: [prefixed(number, "e:", own) for number in (11, 12, 13)])
    path = tmp_path / "a.xml"
    path.write_text(text, "utf-8")
    found = pipeline.read([path])
    assert sorted(found.records.record_id) == [11, 12, 13]
    assert next(iter(found.records.data)) == ["A"]
    assert found.inputs[0].complete


def test_prefixes_at_the_seams_of_blocks(tmp_path: Path) -> None:
    """A log of some MiB comes in blocks, which cut tags anywhere."""
    path = tmp_path / "a.xml"
    count = 8_000
    with path.open("w", encoding="utf-8") as file:
        file.write(f"<e:Events{OWN}>")
        file.writelines(prefixed(number + 1, "e:") for number in range(count))
        file.write("</e:Events>")
    found = pipeline.read([path])
    assert path.stat().st_size > 2 << 20
    assert len(set(found.records.record_id)) == count
    assert found.inputs[0].complete


def test_a_wrapper_that_is_cut_is_told(tmp_path: Path) -> None:
    """Its end is missing, and so may be events."""
    path = tmp_path / "a.xml"
    path.write_text(SOAP.format(OWN, prefixed(11)).removesuffix("</s:Envelope>"), "utf-8")
    found = pipeline.read([path])
    assert len(found.records.time) == 1
    assert not found.inputs[0].complete
