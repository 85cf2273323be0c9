"""An Exchange server that offers no STARTTLS to who greets it, in sessions as people paste them."""

from __future__ import annotations

from typing import Final

import pytest

from tests.inputs.pasted import told

HOST: Final = "ex01.contoso.com"
GREETING: Final = (
    f"220 {HOST} Microsoft ESMTP MAIL Service ready at Tue, 20 Feb 2024 15:57:31 +0800"
)
PLAIN: Final = (f"250-{HOST} Hello [192.0.2.7]", "250-SIZE 37748736", "250-AUTH NTLM", "250 DSN")
OFFER: Final = (*PLAIN[:2], "250-STARTTLS", *PLAIN[2:])
TELNET: Final = f"C:\\>telnet {HOST} 25\n"


def session(*answers: tuple[str, ...], opened: str = TELNET, before: str = "") -> str:
    """Write a session: each line of the server behind what a program writes before it."""
    said = "\n".join(
        "EHLO client.contoso.com\n" + "\n".join(before + line for line in one) for one in answers
    )
    return f"{opened}{before}{GREETING}\n{said}\n"


def lacking(text: str) -> list[tuple[object, object]]:
    """Give the hosts and ports that offer none."""
    return [
        (one.fields.get("host"), one.fields.get("port"))
        for one in told(text).facts
        if one.kind == "certificate-presented" and one.fields["starttls"] is False
    ]


@pytest.mark.parametrize(
    ("opened", "before", "port"),
    [
        (TELNET, "", 25),
        (f"$ nc -v {HOST} 2525\n", "", 2525),
        ("", "> ", None),
        (f"$ swaks --server {HOST}:587\n", "<-  ", 587),
        (
            f"2024-02-20 07:57:32 Connection: opening to {HOST}:587, timeout=300\n",
            "2024-02-20 07:57:32 SERVER -> CLIENT: ",
            587,
        ),
        ("", "reply: b'", None),
        ("", "< ", None),
    ],
)
def test_what_programs_write_of_a_session(opened: str, before: str, port: int | None) -> None:
    """The port is told where it was; what offers it is not told."""
    assert lacking(session(PLAIN, opened=opened, before=before)) == [(HOST, port)]
    assert lacking(session(OFFER, opened=opened, before=before)) == []


def test_a_host_by_its_address_is_what_it_calls_itself() -> None:
    """Twice is once."""
    text = session(PLAIN, opened="C:\\>telnet 127.0.0.1 25\n")
    assert lacking(text + text) == [(HOST, 25)]


def test_an_answer_that_lost_its_lines() -> None:
    """Pages run them together."""
    assert lacking(f"SERVER -> CLIENT: {''.join(PLAIN)}\n") == [(HOST, None)]
    assert lacking(f"SERVER -> CLIENT: {''.join(OFFER)}\n") == []


@pytest.mark.parametrize(
    "text",
    [
        # Within TLS it is not offered again.
        session(OFFER, PLAIN),
        session(PLAIN, opened=f"$ openssl s_client -connect {HOST}:465\nCONNECTED(00000003)\n"),
        session(PLAIN, opened=f"$ curl -v smtps://{HOST}\n", before="< "),
        # An answer that is cut, one to HELO, and one of another server.
        session(PLAIN[:3]),
        session((f"250 {HOST} Hello [192.0.2.7]",)),
        session(("250-mx.contoso.com", "250-SIZE 1", "250-8BITMIME", "250 DSN")),
        # What a device masks is told as that.
        session((*PLAIN[:2], "250-XXXXXXXA", "250 DSN")),
        session(PLAIN)
        .replace(GREETING, "220 " + "*" * 40)
        .replace("250-AUTH NTLM", "250-XXXXXXXA"),
        # Exchange Online has a certificate.
        session(PLAIN, opened="").replace(HOST, "fra.mail.protection.outlook.com"),
        "Our server says 250 DSN and Hello [192.0.2.7] without STARTTLS.",
    ],
)
def test_what_tells_nothing(text: str) -> None:
    """Nothing is lacking."""
    assert lacking(text) == []


@pytest.mark.parametrize(
    "begun",
    [
        "220 2.0.0 SMTP server ready",
        "220 SMTP server ready",
        "220 2.0.0 Ready to start TLS",
        "220 Go ahead with SMTP within TLS",
    ],
)
@pytest.mark.parametrize("before", ["", "2024-02-20 07:57:32 SERVER -> CLIENT: ", "reply: b'"])
def test_what_is_said_of_tls_begins_no_session(begun: str, before: str) -> None:
    """Only a greeting does, which has the name of who greets first."""
    first = "\n".join(before + line for line in OFFER)
    second = "\n".join(before + line for line in PLAIN)
    text = f"EHLO web7\n{first}\nSTARTTLS\n{before}{begun}\nEHLO web7\n{second}\n"
    assert lacking(text) == []
    assert lacking(f"{before}{GREETING}\n{text}") == []
    assert lacking(text.partition("STARTTLS\n" + before)[2]) == []
    other = f"{before}{GREETING}\nEHLO web7\n{second}\n".replace(HOST, "ex02.contoso.com")
    assert lacking(f"{text}QUIT\n{other}") == [("ex02.contoso.com", None)]


@pytest.mark.parametrize(
    "opened",
    [
        f"connect: to ('{HOST}', 465) None\n",
        f'DEBUG SMTP: trying to connect to host "{HOST}", port 465, isSSL true\n',
        "* SSL connection using TLSv1.2 / ECDHE-RSA-AES256-GCM-SHA384\n",
    ],
)
def test_within_tls_from_the_first_byte(opened: str) -> None:
    """Nothing has to be offered there."""
    assert lacking(session(PLAIN, opened=opened)) == []


def test_of_two_servers_each_is_its_own() -> None:
    """What one offers the other may lack, and so may another port."""
    other = session(PLAIN).replace(HOST, "ex02.contoso.com")
    assert lacking(session(OFFER) + other) == [("ex02.contoso.com", 25)]
    # Connectors of several servers may have one Fqdn.
    alike = session(PLAIN, opened="C:\\>telnet ex02.contoso.com 25\n")
    assert lacking(session(OFFER) + alike) == [("ex02.contoso.com", 25)]
    assert lacking(session(OFFER) + session(PLAIN, opened=f"$ nc {HOST} 587\n")) == [(HOST, 587)]


def test_what_the_same_server_offers_it_has() -> None:
    """At another address, or later; what it offered before it may have lost."""
    there = session(PLAIN, opened="C:\\>telnet 10.1.1.50 25\n")
    here = session(OFFER, opened="C:\\>telnet 10.1.1.5 25\n")
    assert lacking(there) == [(HOST, 25)]
    assert lacking(there + here) == lacking(here + there) == []
    assert lacking(session(PLAIN, opened="C:\\>telnet ex01 25\n") + here) == []
    earlier = session(PLAIN).replace("20 Feb", "19 Feb")
    assert lacking(earlier + session(OFFER)) == lacking(session(OFFER) + earlier) == []
    before = session(OFFER).replace("20 Feb", "19 Feb")
    assert lacking(before + session(PLAIN)) == lacking(session(PLAIN) + before) == [(HOST, 25)]
    undated = session(PLAIN).partition(" at Tue")[0] + session(PLAIN).partition("+0800")[2]
    assert lacking(before + undated) == []


@pytest.mark.parametrize("typed", ["STARTTLS\n", "\nSTARTTLS\n"])
@pytest.mark.parametrize(
    ("answered", "lacks"),
    [
        ("220 2.0.0 SMTP server ready", False),
        ("220 SMTP server ready", False),
        ("500 5.3.3 Unrecognized command", True),
        ("502 5.3.3 Command not implemented", True),
        (GREETING.replace(HOST, "ex02.contoso.com"), True),
        ("250 2.0.0 Resetting", True),
    ],
)
def test_what_it_accepts_it_has(typed: str, answered: str, *, lacks: bool) -> None:
    """Although a line of its answer is lost; who refuses it does not have it."""
    text = f"{session(PLAIN)}{typed}{answered}\n"
    assert lacking(text) == ([(HOST, 25)] if lacks else [])
    # Of another server it tells nothing.
    other = session(PLAIN, opened="C:\\>telnet ex02.contoso.com 25\n")
    other = other.replace(HOST, "ex02.contoso.com")
    assert ("ex02.contoso.com", 25) in lacking(text + other)


@pytest.mark.parametrize(
    "text",
    [
        # IIS answers alike, and others greet in other words.
        session(PLAIN).replace(" ready", ", Version: 10.0.14393.2608 ready"),
        session((*PLAIN[:2], "250-TURN", "250-ETRN", "250 OK"), opened="").replace(GREETING, ""),
        session(PLAIN).replace("Microsoft ESMTP MAIL Service", "ESMTP Postfix"),
        # Nobody has these.
        session(PLAIN).replace(HOST, "mail.example.com"),
        session(PLAIN).replace(HOST, "mx.fabrikam.example"),
        session(PLAIN, opened="C:\\>telnet 203.0.113.25 25\n"),
    ],
)
def test_whose_answers_tell_nothing_of_exchange(text: str) -> None:
    """Only Exchange is meant, and one that is somewhere."""
    assert lacking(text) == []


@pytest.mark.parametrize(
    ("asker", "seen", "stranger"),
    [
        ("ex01.fabrikam.com", "131.107.2.9", True),
        ("ex01.fabrikam.com", "10.1.1.9", False),
        ("web.contoso.com", "131.107.2.9", False),
        ("web.contoso.net", "131.107.2.9", False),
        ("web7", "131.107.2.9", False),
        ("web7.localdomain", "131.107.2.9", False),
    ],
)
def test_who_asks_from_another_domain(asker: str, seen: str, stranger: bool) -> None:
    """Whom the server sees in its own network is none."""
    text = session(PLAIN).replace("client.contoso.com", asker).replace("192.0.2.7", seen)
    (fact,) = (one for one in told(text).facts if one.kind == "certificate-presented")
    assert fact.holds("stranger") is stranger
