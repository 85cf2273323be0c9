"""Names become tokens: what looks like one, wherever it is met again, and nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrail.diagnosis.loose_texts import loose
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


@pytest.mark.parametrize(
    "before", ["", "ip:", "tcp:", "client-ip:", "IPv6:", "v4_", "-", "[", "x@"]
)
@pytest.mark.parametrize(
    "address",
    [
        "203.0.113.77",
        "203.0.113.077",
        "2001:db8:1908::25",
        "fe80::1ff:fe23:4567:890a",
        "2001:db8:0:0:0:0:0:1",
        "::ffff:203.0.113.77",
    ],
)
@pytest.mark.parametrize("behind", ["", ":25", "]", " refused", "/24", "%12", ", 5.7.1"])
def test_an_address_behind_anything(before: str, address: str, behind: str) -> None:
    """Also behind a colon, before a port, and where its numbers have zeros before them."""
    shown = loose(f"{before}{address}{behind}", Names())
    assert "address-1" in shown
    assert not re.search(r"113|2001|1908|fe80|890a", shown)


@pytest.mark.parametrize(
    "text",
    ["203-0-113-77", "00155D010203", "0015.5d01.0203", "00-15-5D-01-02-03", "00:15:5d:01:02:03"],
)
def test_an_address_in_another_form(text: str) -> None:
    """With dashes, and those of network adapters."""
    assert loose(f"from {text} to", Names()) == "from address-1 to"


@pytest.mark.parametrize(
    ("address", "before", "behind"),
    [
        *(
            ("203.0.113.77", before, behind)
            for before in ("", "rejected.", "host-", "a", "v", "..", "x5.")
            for behind in ("", ".25", "_25", "a", "x5", ".", "-25", ".example")
        ),
        *(
            ("203-0-113-77", before, behind)
            for before in ("", "rejected.", "host-", "ip-", "ec2-", "a_")
            for behind in ("", ".25", "_x", ".", "-static", "-25", ".example")
        ),
    ],
)
def test_an_address_among_other_marks(address: str, before: str, behind: str) -> None:
    """Ports, words and names of hosts may stand close to one, however they are joined."""
    shown = loose(f"Host {before}{address}{behind} refused", Names())
    assert not re.search(r"113|77", shown)


@pytest.mark.parametrize("text", ["203[.]0[.]113[.]77", "203.0.113[.]77", r"203\.0\.113\.77"])
def test_an_address_that_is_written_not_to_be_followed(text: str) -> None:
    """So that no program makes a link of it, or as a pattern has it."""
    assert loose(f"from {text} to", Names()) == "from address-1 to"


@pytest.mark.parametrize("word", ["Face2Face", "C4Cafe8a", "FaceB00c", "facade01a", "DEADBEEF01"])
def test_a_name_of_digits_to_the_base_of_16(word: str) -> None:
    """Programs write these in capitals or not, and hardly ever as words."""
    assert word not in loose(f"to {word}", Names())


@pytest.mark.parametrize("number", ["08DE1A2B3C4D5E6F", "8a3f90c1", "0x800B0109", "4B1D5A3C2E"])
def test_a_number_to_the_base_of_16(number: str) -> None:
    """Ids of sessions, and codes of errors, stay."""
    assert loose(f"to {number}", Names()) == f"to {number}"


@pytest.mark.parametrize("word", ["4ad", "0ff1ce", "1a2b"])
def test_a_short_word_that_begins_with_a_digit(word: str) -> None:
    """It may be somebody's name, though its letters are digits to the base of 16."""
    assert loose(f"to {word}", Names()) == "to name-1"


@pytest.mark.parametrize(
    "text",
    [
        "Version 15.2.1118.7, v15.1.225.42, 454 4.7.5, 550 5.7.1, 1.3.6.1.4.1.311.21.8",
        "2026-02-19-10-12-13, S-1-5-80-0, 1.3.6.1.5.5.7.3.1, 1-2-3-4-5-6-7, v4.0.30.1",
        "ab-12-34-56-78-cd-90-11 and 12.34.56.78.ab.cd.ef.01.02",
        "07:50:02.123 and 2026-02-19T15:22:00.3185278Z, 10d 12h, 0x80090308",
        "[System.IO.File]::Exists, [Collection]::Add, 202403290750",
        ":".join(["AB", "CD"] * 10),
    ],
)
def test_no_address(text: str) -> None:
    """Versions, status codes, OIDs, times, calls and thumbprints stay."""
    assert Names().without_addresses(text) == text


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
