"""Names become tokens: what looks like one, wherever it is met again, and nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrail.diagnosis.pseudonyms import Names

LABELS = st.from_regex(r"\A[a-z][a-z0-9]{3,9}\Z")


def known() -> Names:
    """Give names that have met one server."""
    names = Names()
    names.server("EX01.contoso.com")
    return names


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("EX01.contoso.com", "server-1.domain-1"),
        ("ex01.CONTOSO.com and ex01", "server-1.domain-1 and server-1"),
        ("EX01/Application.evtx", "server-1/Application.evtx"),
        (r"EX01\Default Frontend EX01", r"server-1\Default Frontend server-1"),
        ("mail.contoso.com", "host-1.domain-1"),
        (r"user=CONTOSO\dana.admin, id 12024", r"user=domain-1\user-1, id 12024"),
        ("contoso.com/Users/Dana Admin", "domain-1/.../user-1"),
        ("Contoso Backup", "domain-1 Backup"),
        ("dana@contoso.com", "user-1@domain-1"),
        ("from 10.1.2.3:25 and fe80::1", "from address-1:25 and address-2"),
        ("CN=mail.contoso.com, O=Fabrikam Ltd., DC=com", "CN=host-1.domain-1, O=name-1, DC=com"),
        ("<I>CN=Fabrikam CA<S>CN=ex01", "<I>CN=name-1<S>CN=server-1"),
    ],
)
def test_what_is_a_name(text: str, hidden: str) -> None:
    """Servers, domains, users, addresses and organisations, as logs write them."""
    assert known().hidden(text) == hidden


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-19T15:22:00.3185278Z Application #88164 MSExchangeTransport 12024",
        "1851CC210401E7DB7C6FC614295D24A45715D5AA",
        "Version 15.1 (Build 2507.6), 15.1.2507.6, 454 4.7.0",
        r"C:\Windows\Temp\Application.evtx and HKLM\SYSTEM\CurrentControlSet\Services",
        r"NT AUTHORITY\SYSTEM, NT SERVICE\MSExchangeTransport, BUILTIN\Administrators",
        "[System.IO.File]::ReadAllBytes('C:\\edge.xml'), Microsoft.Exchange.Transport",
        "CN=Microsoft Exchange Server Auth Certificate",
        "case.zip/logs.7z/System.evtx",
    ],
)
def test_what_is_none(text: str) -> None:
    """Instants, thumbprints, versions, paths, services, types and files stay."""
    assert known().hidden(text) == text


def test_a_name_is_found_where_it_stands_alone() -> None:
    """Once known as a user, a name is hidden in any text; a common host name is not."""
    names = known()
    names.hidden(r"CONTOSO\dana.admin logged on to mail.contoso.com")
    assert names.hidden("Dana.Admin sent mail") == "user-1 sent mail"


def test_tokens_stay_from_report_to_report() -> None:
    """The key of an earlier report is gone on with."""
    first = known()
    first.hidden("mail.fabrikam.com")
    second = Names.of(first.spelled)
    assert second.hidden("MAIL.fabrikam.com, EX01") == first.hidden("mail.fabrikam.com, EX01")
    assert second.hidden("web.adatum.com") == "host-2.domain-3"


@given(LABELS, LABELS, LABELS)
def test_nothing_of_a_name_is_left(host: str, domain: str, user: str) -> None:
    """However a server, its domain and a user are called, none of it can be read again."""
    names = Names()
    names.server(f"{host}.{domain}.example")
    text = f"{host}.{domain}.example {domain.upper()}\\{user} {user}@{domain}.example {host}: x"
    shown = names.hidden(text)
    told = re.sub(r"(?:server|domain|host|user|address|name)-\d+", "", shown)
    for name in (host, domain, user):
        assert name not in told.lower() or name in "x:@. example"


@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    """No text is too odd, and what is hidden stays as it is when it is hidden again."""
    names = Names()
    names.hidden(text)
    once = names.hidden(text)
    assert isinstance(names.known(once), str)
