"""A name that looks like one of ours, like a country's or a top level's, or like a number, goes."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import pytest

from certtrail import diagnose
from certtrail.diagnosis.left_names import left_names
from certtrail.diagnosis.pseudonyms import Names
from certtrail.diagnosis.redact import blanked, redacted
from certtrail.diagnosis.whole_names import distinguished, file
from certtrail.reports.format_names import Format
from certtrail.reports.formats import render

if TYPE_CHECKING:
    from pathlib import Path

MADE = "0C1D2E3F4A5B6C7D8E9F0A1B2C3D4E5F60718293"
LISTS = rf"""
[PS] C:\Users\1002345>Get-ExchangeCertificate -Server TARDIGRADE | fl

AccessRules        : {{}}
CertificateDomains : {{mail.bmw.com, ossian}}
HasPrivateKey      : True
IsSelfSigned       : False
Issuer             : CN=Federation Quokkaserv Root CA, DC=bmw, DC=com
NotAfter           : 3/19/2026 8:00:00 AM
NotBefore          : 3/19/2025 8:00:00 AM
Services           : IMAP, POP, IIS, SMTP
Status             : Valid
Subject            : CN=federation.narwhalbox.example, OU=Microsoft Exchange at Pelicanx, C=QUX
Thumbprint         : {MADE}

[PS] C:\>Get-SendConnector | fl

Identity               : 4711
Fqdn                   : smtp.umbertide
TlsCertificateName     : <I>CN=Federation Quokkaserv Root CA, DC=bmw, DC=com<S>CN=WMSvc-KRUMHORN
SourceTransportServers : {{TARDIGRADE}}
"""
PLANTED = (
    *("1002345", "4711", "2026-0815", "bmw", "quokkaserv", "narwhalbox", "pelicanx", "qux"),
    *("krumhorn", "tardigrade", "umbertide", "ossian"),
)


def event(number: int, provider: str, channel: str, *data: str) -> str:
    """Write one event as Windows exports it."""
    told = "".join(f"<Data>{html.escape(text)}</Data>" for text in data)
    return (
        '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>'
        f'<Provider Name="{provider}"/><EventID>{number}</EventID><Level>2</Level>'
        '<TimeCreated SystemTime="2026-03-04T03:00:00Z"/><EventRecordID>3</EventRecordID>'
        f"<Channel>{channel}</Channel><Computer>TARDIGRADE.bmw.com</Computer></System>"
        f"<EventData>{told}</EventData></Event>"
    )


def case(folder: Path) -> Path:
    """Write a folder whose name, user and connector are numbers, and whose firm has three letters.

    `BMW` also stands where every word is looked at.
    """
    inner = folder / "2026-0815-4711"
    inner.mkdir()
    (inner / "4711-list.txt").write_text(LISTS)
    cmdlet = ("Remove-ExchangeCertificate", f'-Thumbprint "{MADE}"', "1002345")
    rest = ("S-1-5-21-1-2-3-1104", "S-1-5-21-1-2-3-1104", "Remote-PowerShell", "7", "", "12")
    refused = "cannot be removed; ask 1002345 of BMW or bmw\\user"
    events = (
        event(12014, "MSExchangeTransport", "Application", "mail.bmw.com", "4711"),
        event(12024, "MSExchangeTransport", "Application", MADE, MADE),
        event(6, "MSExchange CmdletLogs", "MSExchange Management", *cmdlet, *rest, "", "", refused),
    )
    (inner / "events.xml").write_text(f"<Events>{''.join(events)}</Events>")
    return inner


@pytest.mark.parametrize("form", Format)
def test_none_of_them_is_left(tmp_path: Path, form: Format) -> None:
    """In no format; and the look through the report lets it pass."""
    found = diagnose([case(tmp_path)])
    names = Names()
    hidden = redacted(found, names)
    report = render(hidden, form)
    assert [name for name in PLANTED if name in report.lower()] == []
    assert left_names(report, names, lambda: render(blanked(found), form)) == []


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("CN=Microsoft Exchange Server Auth Certificate", None),
        ("CN=Microsoft Exchange", None),
        ("CN=Federation", None),
        ("CN=Federation Quokka", "CN=name-1"),
        ("CN=federation.quokka.example", "CN=host-1.domain-1"),
        ("CN=Microsoft Exchange Quokka", "CN=name-1"),
        ("CN=WMSvc-SHA2-QUOKKA", "CN=WMSvc-SHA2-server-1"),
        ("C=DE, DC=com", None),
        ("DC=local", None),
        ("C=QUX", "C=name-1"),
        ("C=xq", "C=name-1"),
        ("DC=bmw, DC=com", "DC=name-1, DC=com"),
        ("DC=ge, DC=de", "DC=name-1, DC=de"),
        ("O=de", "O=name-1"),
    ],
)
def test_the_value_of_an_attribute(written: str, shown: str | None) -> None:
    """Only what setup makes, countries and top levels stay, in a field and in any text."""
    assert Names().hidden(written) == (shown or written)
    told = distinguished(written, Names())
    assert told == (shown or written) or (shown and told.replace("host-1", "name-1") == shown)


def test_names_are_asked_first() -> None:
    """Who is called as a country or a top level is hidden there, too."""
    names = Names()
    names.server("NET")
    names.server("DE")
    assert distinguished("DC=net, C=DE", names) == "DC=server-1, C=server-2"


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("2026-03-09/Application.evtx", None),
        ("20260309-1530/system.evtx", None),
        ("events 12014/2026/03/Application (2).evtx", None),
        ("2026-0815-4711/system.evtx", "file-1/system.evtx"),
        ("case 4711/system.evtx", "file-1/system.evtx"),
        ("1002345.evtx", "file-1.evtx"),
        ("12-34-56/20260399.txt", "file-1/file-2.txt"),
    ],
)
def test_numbers_in_a_path(path: str, shown: str | None) -> None:
    """Days, times and numbers of events stay; another number may be a customer's."""
    assert file(path, Names()) == (shown or path)


def test_a_number_that_is_a_name_is_hidden_everywhere() -> None:
    """But one that an event has, and a year, which mean other things."""
    names = Names()
    for number in ("1002345", "12014", "2026"):
        names.token("user", number)
    text = "1002345 saw 12014 in 2026, #1002345 and 10023456"
    assert names.known(text) == "user-1 saw 12014 in 2026, #user-1 and 10023456"
    assert [left.token for left in left_names("by 1002345, 12014, 2026", names, str)] == ["user-1"]


def test_a_number_within_a_token_is_none_that_is_left() -> None:
    """A connector called 100 and a hundred servers."""
    names = Names()
    names.token("connector", "999")
    assert left_names("server-999", names, str) == []
