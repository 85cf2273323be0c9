"""Exports within texts, beside what else is read there: each is read, or what is left is told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pytest

from certtrail import pipeline
from tests.inputs.test_protocol_rows import HEADER, NEW, rows
from tests.inputs.test_unread_marks import EVENT, LIST, TH

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from certtrail.inputs.evidences import Evidences

WORDS: Final = "Hello,\n\nhere they are:\n\n"


def event(number: int, day: int) -> dict[str, Any]:
    """Make an event as ConvertTo-Json of Windows PowerShell tells it."""
    return {
        "Id": number,
        "Level": 2,
        "RecordId": day,
        "ProviderName": "MSExchangeTransport",
        "LogName": "Application",
        "MachineName": "EX01.contoso.com",
        "TimeCreated": f"2026-03-{day:02}T07:50:02Z",
        "Properties": [{"Value": TH}, {"Value": "48"}],
        "Message": f"An internal transport certificate expired. Thumbprint:{TH}",
    }


EVENTS: Final = [event(12015, 11), event(12024, 12), event(12015, 13), event(12017, 14)]


def read(folder: Path, text: str, name: str = "a.txt") -> Evidences:
    """Read a text as a file."""
    (folder / name).write_text(text, "utf-8")
    return pipeline.read(folder / name)


def problems(found: Evidences) -> list[str]:
    """Give all that was not read."""
    return [problem for each in found.reads for problem in each.report.problems]


SPOILT: Final[dict[str, Callable[[str], str]]] = {
    "a remark": lambda text: text.replace('"Id": 12024,', '"Id": 12024,   <--- this'),
    "no comma": lambda text: text.replace('"Id": 12024,', '"Id": 12024'),
    "no quote": lambda text: text.replace('"Id": 12024', 'Id": 12024'),
    "dots": lambda text: text.replace('"Id": 12024,', '"Id": 12024, ...'),
}


@pytest.mark.parametrize("way", SPOILT)
@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("wrapped", [True, False])
@pytest.mark.parametrize("place", [0, 1, 3])
def test_a_spoilt_object_is_told_and_costs_no_other(
    tmp_path: Path, way: str, indent: int | None, place: int, *, wrapped: bool
) -> None:
    """Below words, on one line or on many, the first or the last, in a list or in an object."""
    events = [one for one in EVENTS if one["Id"] != 12024]
    events.insert(place, EVENTS[1])
    listed = {"value": events, "Count": 4} if wrapped else events
    found = read(tmp_path, WORDS + SPOILT[way](json.dumps(listed, indent=indent)))
    assert sorted(map(int, found.records.event_id)) == [12015, 12015, 12017]
    assert len(problems(found)) == 1
    assert not found.reads[0].report.complete


@pytest.mark.parametrize("cut", [0.05, 0.3, 0.6])
@pytest.mark.parametrize("indent", [None, 2])
def test_the_rest_of_a_cut_object_is_told(tmp_path: Path, cut: float, indent: int | None) -> None:
    """As where the beginning of a screen was not copied."""
    first = json.dumps(EVENTS[0], indent=indent).replace(TH, TH[::-1])
    rest = ",\n".join(json.dumps(one, indent=indent) for one in EVENTS[2:])
    found = read(tmp_path, f"{first[int(cut * len(first)) :]},\n{rest}\n]")
    assert sorted(map(int, found.records.event_id)) == [12015, 12017]
    assert problems(found)


@pytest.mark.parametrize(
    "beside",
    [
        '{"name": "certtrail", "source": "a wiki", "message": "see below" <- so it is}',
        '{"a": 1, "b": [1, 2, }',
        '[{"Name": "EX01", "Id": 7 "Role": "Mailbox"}]',
        'Set "ProviderName": it is MSExchangeTransport there, and the "Id" is 12014.',
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_other_json_and_words_are_no_events(
    tmp_path: Path, beside: str, indent: int | None
) -> None:
    """However they are spoilt."""
    text = json.dumps(EVENTS, indent=indent)
    found = read(tmp_path, f"{WORDS}{beside}\n\n{text}\n\n{beside}\n")
    assert len(found.records) == 4
    assert not problems(found)


TABLE: Final = (
    '"Thumbprint","Subject","NotAfter","Services","Status"\n'
    f'"{TH}","CN=mail.contoso.com","4/20/2026 10:00:00 AM","IIS, SMTP","Valid"\n'
)
ONE_LINE: Final = (
    "Event Type: Error Event Source: MSExchangeTransport Event Category: TransportService "
    "Event ID: 12014 Date: 3/13/2026 Time: 7:50:02 AM User: N/A Computer: EX01 Description: "
    "No certificate contains the domain name mail.contoso.com.\n"
)
POWERSHELL: Final = (
    "TimeCreated  : 3/29/2024 7:50:02 AM\nProviderName : MSExchangeTransport\n"
    "Id           : 12015\n"
    "Message      : An internal transport certificate expired. "
    "Thumbprint:1851CC210401E7DB7C6FC614295D24A45715D5AA\n"
)
BELOW: Final = {
    "a table with commas": TABLE,
    "a table with tabs": TABLE.replace('","', "\t").replace('"', ""),
    "a table of a type": "#TYPE Some.Type\n" + TABLE,
    "JSON": json.dumps([{"Thumbprint": TH, "Subject": "CN=a", "Services": "SMTP"}], indent=2),
    "JSON on a line": json.dumps([{"Thumbprint": TH, "Subject": "CN=a", "Services": "SMTP"}]),
    "a table of the console": (
        "Thumbprint                               Services   Subject\n"
        "----------                               --------   -------\n"
        f"{TH} ...WS..    CN=mail.contoso.com\n"
    ),
}


@pytest.mark.parametrize("form", BELOW)
@pytest.mark.parametrize("above", [ONE_LINE, EVENT, POWERSHELL])
@pytest.mark.parametrize("between", ["", "\n", "\n\n"])
def test_a_list_below_an_event_is_not_its_message(
    tmp_path: Path, form: str, above: str, between: str
) -> None:
    """With an empty line between, or none."""
    found = read(tmp_path, f"{above}{between}{BELOW[form]}\n")
    assert len(found.records) == 1
    assert TH not in str(next(iter(found.records.data)))
    assert [one.thumbprint for one in found.inventory.certificates] == [TH]


@pytest.mark.parametrize(
    "message",
    [
        "The following were found: Subject, Issuer, and the rest, of all that there is,\nand more.",
        "It failed with { and went on;\nthen it ended with }.",
        "Values:\n\tSubject,\n\tIssuer,\n\tNotAfter",
        "2026-03-13 07:50:02, it says, is when it was",
    ],
)
def test_what_messages_say_stays_in_them(tmp_path: Path, message: str) -> None:
    """Names of properties in a sentence, braces and instants."""
    text = (
        EVENT.partition("Description:\n")[0].replace("12015", "1000") + f"Description:\n{message}"
    )
    found = read(tmp_path, text + "\n")
    said = str(next(iter(found.records.data)))
    assert message.rsplit(maxsplit=1)[-1] in said
    assert not problems(found)


CLIXML: Final = (
    '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">\n'
    '<Obj RefId="0"><TN RefId="0"><T>System.Diagnostics.Eventing.Reader.EventLogRecord</T></TN>'
    '<Props><I32 N="Id">12024</I32><S N="ProviderName">MSExchangeTransport</S>'
    '<DT N="TimeCreated">2026-03-13T07:50:02Z</DT></Props></Obj></Objs>\n'
)


@pytest.mark.parametrize("above", [ONE_LINE, EVENT, LIST])
@pytest.mark.parametrize("between", ["", "\n", "\n\nAnd this:\n\n"])
def test_xml_of_powershell_within_a_text_is_told(tmp_path: Path, above: str, between: str) -> None:
    """It is read as a file of its own only."""
    assert any("PowerShell" in one for one in problems(read(tmp_path, above + between + CLIXML)))


LOG: Final = HEADER.format("Receive") + rows(
    *NEW, ("", "TLS negotiation failed with error Expired")
)


@pytest.mark.parametrize("above", [ONE_LINE, EVENT, LIST, POWERSHELL])
@pytest.mark.parametrize("between", ["", "\n", "\n\nAnd this is the protocol log:\n\n"])
@pytest.mark.parametrize("session", ["08DE000000000000", "08D1", "a-1"])
@pytest.mark.parametrize("headed", [True, False])
def test_rows_of_a_protocol_log_beside_others_are_read(
    tmp_path: Path, above: str, between: str, session: str, *, headed: bool
) -> None:
    """Whatever their sessions are called, with their head and without."""
    log = LOG.replace("08DE000000000000", session).replace("\r\n", "\n")
    log = log if headed else "".join(log.splitlines(keepends=True)[5:])
    found = read(tmp_path, above + between + log)
    kinds = {fact.kind for fact in found.facts}
    assert kinds >= {"certificate-sent", "tls-failure", "smtp-protocol-log"}
    assert not problems(found)


@pytest.mark.parametrize(
    "row",
    [
        "2026-03-13T07:00:00.600Z,EX01\\354,SMTP,SEND,*,TLS negotiation failed with error: Expired",
        f"2026-03-13T07:00:00.6Z\tEX01\\D\t08D1\t5\t1.2:25\t1.3:9\t*\t{TH}\tCertificate thumbprint",
    ],
)
@pytest.mark.parametrize("above", [EVENT, LIST])
def test_rows_of_other_forms_are_told(tmp_path: Path, row: str, above: str) -> None:
    """As a program or a hand wrote them."""
    assert problems(read(tmp_path, f"{above}\n\nAnd this:\n\n{row}\n"))


@pytest.mark.parametrize(
    "words",
    [
        "2026-03-13 07:00:00, Anna: the remote certificate is fine, with certificate lists\n",
        "On 2026-03-13, at noon, TLS negotiation failed, she says; which was the firewall.\n",
    ],
)
def test_words_with_an_instant_are_no_rows(tmp_path: Path, words: str) -> None:
    """A sentence has its words in another place."""
    assert not problems(read(tmp_path, f"{LIST}\n\n{words}"))


@pytest.mark.parametrize(
    "behind",
    [
        "C:\\>w32tm /query /status\nLeap Indicator: 0",
        "[PS] C:\\>Get-Date\n\nFriday, March 29, 2024 7:50:02 AM",
    ],
)
def test_a_console_behind_xml_is_told(tmp_path: Path, behind: str) -> None:
    """Whatever the command is about."""
    xml = (
        "<Events><Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
        "<Provider Name='Foo'/><EventID>1000</EventID>"
        "<TimeCreated SystemTime='2024-03-29T07:49:02Z'/><EventRecordID>1</EventRecordID>"
        "<Channel>Application</Channel><Computer>EX01</Computer></System></Event></Events>"
    )
    assert problems(read(tmp_path, f"{xml}\n\n{behind}\n", "a.xml"))
    assert not problems(read(tmp_path, f"{xml}\n\nThat is all.\n", "b.xml"))
