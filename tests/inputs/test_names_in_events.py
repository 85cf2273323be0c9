"""Names in records: blanks, line ends and marks that nobody sees are no part of them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest
from samples.evtx_writer.log import write_log

from certtrail import pipeline
from tests.evtx.factories import THUMBPRINT, transport

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.inputs.opened import Read
    from certtrail.model.diagnosis import Diagnosis

HOST: Final = "EX01.contoso.com"
EVENT: Final = (
    "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
    "<Provider Name='MSExchangeTransport'/><EventID Qualifiers='49156'>{id}</EventID>"
    "<Level>2</Level><Task>12</Task><TimeCreated SystemTime='2026-02-0{day}T00:00:00.0000000Z'/>"
    "<EventRecordID>{day}</EventRecordID><Channel>Application</Channel>"
    "<Computer>EX01.contoso.com</Computer></System><EventData>{data}</EventData></Event>\n"
)
_LEAF: Final = re.compile(r"<(\w+)([^<>]*)>([^<>\n]+)</\1>")


def events() -> str:
    """Write events of which one has two texts and one has hours."""
    made = [
        EVENT.format(id=12014, day=1, data="<Data>mail.contoso.com</Data><Data>Out</Data>"),
        EVENT.format(id=12017, day=2, data=f"<Data>{THUMBPRINT}</Data><Data>215</Data>"),
        *(EVENT.format(id=1000, day=day, data="<Data>x</Data>") for day in range(3, 8)),
    ]
    return f"<Events>{''.join(made)}</Events>"


def laid_out(text: str) -> str:
    """Give each text lines of its own, as some programs do."""
    return _LEAF.sub(r"<\1\2>\n    \3\n  </\1>", text)


def read(path: Path, text: str) -> Read:
    """Read a text as a file."""
    path.write_text(text, "utf-8")
    (found,) = pipeline.read(path).reads
    return found


def diagnosed(*paths: Path) -> Diagnosis:
    """Diagnose files."""
    return pipeline.diagnose(list(paths), engine="plain")


def test_events_with_texts_on_lines_of_their_own(tmp_path: Path) -> None:
    """They are the same events, also those that are only counted."""
    plain, pretty = (
        read(tmp_path / name, text)
        for name, text in (("a.xml", events()), ("b.xml", laid_out(events())))
    )
    assert plain.records is not None
    assert pretty.records is not None
    for name in ("computer", "channel", "provider", "event_id", "record_id", "data"):
        ours, theirs = (list(getattr(one.records, name)) for one in (plain, pretty))
        assert ours == theirs, name
    assert [replace(one, astray=()) for one in pretty.report.spans] == [
        replace(one, astray=()) for one in plain.report.spans
    ]


def test_one_server_in_two_layouts(tmp_path: Path) -> None:
    """Its events and its list belong together, and no command is withheld for its name."""
    (tmp_path / "a.xml").write_text(laid_out(events()), "utf-8")
    (tmp_path / "b.txt").write_text(
        f"[PS] C:\\>Get-ExchangeCertificate -Server {HOST} | fl\n\nThumbprint : {THUMBPRINT}\n"
        "Services : SMTP\nSubject : CN=EX01\nNotAfter : 2027-03-20 10:00:00\n",
        "utf-8",
    )
    found = diagnosed(tmp_path / "a.xml", tmp_path / "b.txt")
    assert [server.name for server in found.servers] == [HOST]
    assert "starttls-certificate-missing" in {one.rule for one in found.findings}
    assert "is not a host name" not in str(found)


def test_a_text_of_several_lines_stays(tmp_path: Path) -> None:
    """Only a name that stands between line ends tells that a program laid all texts out."""
    text = EVENT.format(id=12014, day=1, data="<Data>\nfirst\nlast\n</Data><Data> b </Data>")
    found = read(tmp_path / "a.xml", f"<Events>{text}</Events>")
    assert found.records is not None
    cells = found.records.data
    assert isinstance(cells, np.ndarray)
    assert list(cells[0]) == ["\nfirst\nlast\n", " b "]


@pytest.mark.parametrize(
    "name",
    [f" {HOST}", f"{HOST}\t", f"{HOST}.", "EX01\u200b.contoso.com", f"\u200e{HOST}", f"{HOST}\0x"],
)
def test_names_in_logs(tmp_path: Path, name: str) -> None:
    """They are one server, whichever way its records are read."""
    made = [transport(number) for number in range(20)]
    odd = [transport(number, strings=(THUMBPRINT, "99")) for number in range(20, 24)]
    renamed = [replace(one, computer=name) for one in odd]
    write_log(tmp_path / "Application.evtx", [*made, *renamed])
    found = diagnosed(tmp_path / "Application.evtx")
    assert [server.name for server in found.servers] == [HOST]


@pytest.mark.parametrize("name", ["EX02.contoso.com", "EX01.fabrikam.com", "EX 01.contoso.com"])
def test_other_servers_stay_others(tmp_path: Path, name: str) -> None:
    """A letter, a domain or a blank within makes another one."""
    made = [transport(number) for number in range(20)]
    other = [replace(transport(number), computer=name) for number in range(20, 24)]
    write_log(tmp_path / "Application.evtx", [*made, *other])
    found = diagnosed(tmp_path / "Application.evtx")
    assert {server.name for server in found.servers} == {HOST, name}


def test_names_in_json(tmp_path: Path) -> None:
    """As Get-WinEvent makes it."""
    one = {
        "Id": 12014,
        "ProviderName": " MSExchangeTransport ",
        "LogName": "Application ",
        "MachineName": f"{HOST} ",
        "RecordId": 4,
        "TimeCreated": "2026-02-01T00:00:00Z",
        "Properties": [{"Value": "mail.contoso.com"}, {"Value": "Out"}],
    }
    found = read(tmp_path / "a.json", json.dumps([one]))
    assert found.records is not None
    got = (found.records.computer, found.records.channel, found.records.provider)
    assert [list(each) for each in got] == [[HOST], ["Application"], ["MSExchangeTransport"]]
