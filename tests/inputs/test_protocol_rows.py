"""Protocol logs of SMTP: as files, and their rows out of them, quoted and wrapped."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from tests.inputs.pasted import told

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from certtrail.model.fact import Fact

A: Final = "1851CC210401E7DB7C6FC614295D24A45715D5AA"
B: Final = "2851CC210401E7DB7C6FC614295D24A45715D5BB"

HEADER: Final = (
    "#Software: Microsoft Exchange Server\r\n#Version: 15.0.0.0\r\n"
    "#Log-type: SMTP {} Protocol Log\r\n#Date: 2026-02-28T13:00:00.000Z\r\n"
    "#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,"
    "event,data,context\r\n"
)


def rows(
    *told: tuple[str, str], connector: str = "EX01\\Default Frontend EX01", start: int = 0
) -> str:
    """Write rows of one session; each is (data, context)."""
    made = ""
    for number, (data, context) in enumerate(told):
        quoted = f'"{data}"' if "," in data else data
        made += (
            f"2026-02-28T13:00:{start + number:02}.000Z,{connector},08DE{start:012X},{number},"
            f"10.0.0.1:25,10.0.0.2:{4000 + start},*,{quoted},{context}\r\n"
        )
    return made


OLD: Final = (
    ("", "Sending certificate"),
    ("CN=mail.contoso.com, O=Contoso", "Certificate subject"),
    ("CN=CA", "Certificate issuer name"),
    ("0A0B", "Certificate serial number"),
    (A, "Certificate thumbprint"),
    ("mail.contoso.com", "Certificate alternate names"),
)
NEW: Final = (
    (
        f"CN=mail.contoso.com, CN=CA, 0A0B, {A}, 2026-01-01T00:00:00Z, 2027-01-01T00:00:00Z, x",
        "Sending certificate Subject Issuer name Serial number Thumbprint Not before Not after",
    ),
)


def read(path: Path, text: str) -> tuple[list[Fact], object]:
    """Read a protocol log as a user would."""
    path.write_text(text, "utf-8-sig", newline="")
    found = pipeline.read([path])
    return [fact for fact in found.facts if fact.kind != "smtp-protocol-log"], found.inputs[0]


@pytest.mark.parametrize("layout", [OLD, NEW])
@pytest.mark.parametrize("direction", ["Receive", "Send"])
def test_certificates_that_were_sent(
    tmp_path: Path, layout: tuple[tuple[str, str], ...], direction: str
) -> None:
    """Both layouts, folded over sessions, with server, connector and the first and last time."""
    text = HEADER.format(direction) + rows(*layout) + rows(*layout, start=30)
    (fact,), report = read(tmp_path / "RECV1.LOG", text)
    assert fact.kind == "certificate-sent"
    assert fact.server == "EX01"
    assert fact.fields["thumbprint"] == A
    assert fact.fields["connector"] == "Default Frontend EX01"
    assert fact.fields["direction"] == direction.lower()
    assert fact.fields["count"] == 2
    assert int(fact.fields["last"]) - int(fact.fields["first"]) == 30
    assert getattr(report, "kind", "") == "smtp-protocol-log"


def test_sessions_that_are_mixed_up(tmp_path: Path) -> None:
    """Rows of two sessions in turn do not exchange their certificates."""
    one = rows(*OLD).splitlines(keepends=True)
    other = rows(*((B if data == A else data, context) for data, context in OLD), start=30,
                 connector="EX01\\Other").splitlines(keepends=True)  # fmt: skip
    text = HEADER.format("Receive") + "".join(
        line for pair in zip(one, other, strict=True) for line in pair
    )
    facts, _ = read(tmp_path / "x.log", text)
    assert {(fact.fields["connector"], fact.fields["thumbprint"]) for fact in facts} == {
        ("Default Frontend EX01", A),
        ("Other", B),
    }


def test_failures_and_peers(tmp_path: Path) -> None:
    """TLS failures by their error; a peer's certificate is not ours."""
    text = HEADER.format("Send") + rows(
        ("", "TLS negotiation failed with error NoCredentials"),
        (A, "Received certificate"),
        ("454 4.7.0 Temporary authentication failure", ""),
        connector="Internet",
    )
    facts, _ = read(tmp_path / "x.log", text)
    assert [(fact.kind, fact.fields.get("error", A)) for fact in facts] == [
        ("tls-failure", "NoCredentials"),
        ("certificate-received", A),
        ("tls-failure", "454 4.7.0"),
    ]
    assert facts[1].fields["remote"] == "10.0.0.2"


def test_broken_rows_are_counted(tmp_path: Path) -> None:
    """What is no row is skipped, with a line for the first ones."""
    text = HEADER.format("Receive") + "broken\r\n" * 30 + rows(*OLD)
    facts, report = read(tmp_path / "x.log", text)
    assert len(facts) == 1
    counts = report.records  # type: ignore[attr-defined]
    assert (counts.found, counts.skipped) == (36, 30)


def pasted(text: str) -> list[Fact]:
    """Give what rows in a text tell."""
    kinds = ("certificate-sent", "certificate-received", "tls-failure")
    return [fact for fact in told(text).facts if fact.kind in kinds]


@pytest.mark.parametrize("layout", [OLD, NEW])
@pytest.mark.parametrize("mark", ["", "> ", ">> "])
@pytest.mark.parametrize("width", [1000, 76])
def test_rows_without_their_head(
    layout: tuple[tuple[str, str], ...], mark: str, width: int
) -> None:
    """Quoted and wrapped, they tell the same; whose connector it is tells the direction."""
    log = rows(*layout, ("", "TLS negotiation failed with error UnknownCredentials"))
    lines = [part for line in log.splitlines() for part in textwrap.wrap(line, width)]
    sent, failed = pasted("Look:\n\n" + "".join(f"{mark}{line}\n" for line in lines))
    assert (sent.kind, sent.server, sent.text("thumbprint")) == ("certificate-sent", "EX01", A)
    assert sent.text("connector") == "Default Frontend EX01"
    assert failed.text("error") == "UnknownCredentials"
    assert failed.text("thumbprint") == A
    assert sent.text("direction") == "receive"


def test_rows_with_their_head_in_a_mail() -> None:
    """Then the head says the direction."""
    text = f"This is the log:\n\n{HEADER.format('Send')}{rows(*OLD, connector='Internet')}"
    (sent,) = pasted(text)
    assert (sent.text("direction"), sent.text("connector")) == ("send", "Internet")


def test_a_row_that_is_broken_in_a_mail() -> None:
    """It is told, and loses no other."""
    broken = rows(*OLD).replace(",*,", ',*,"', 1)
    found = told(broken + "\n" + rows(*NEW, start=30))
    # The thumbprint below it, too: nobody knows whether it was sent.
    assert len(found.problems) == 2
    assert [fact.kind for fact in pasted(broken + "\n" + rows(*NEW, start=30))].count(
        "certificate-sent"
    ) == 1


def test_a_reply_is_to_the_certificate_that_was_sent(tmp_path: Path) -> None:
    """The other side refuses what this one sent in the session; our own replies tell none."""
    told = (*NEW, ("454 4.7.0 Failed to establish appropriate TLS channel: UntrustedRoot", ""))
    sent = rows(*told, connector="Outbound").replace(",*,454", ",<,454")
    found, _ = read(tmp_path / "SEND1.LOG", HEADER.format("Send") + sent)
    (failure,) = (fact for fact in found if fact.kind == "tls-failure")
    assert failure.fields["thumbprint"] == A
    assert failure.fields["status"] == "UntrustedRoot"
    ours = rows(*told).replace(",*,454", ",>,454")
    found, _ = read(tmp_path / "RECV1.LOG", HEADER.format("Receive") + ours)
    (failure,) = (fact for fact in found if fact.kind == "tls-failure")
    assert "thumbprint" not in failure.fields


MASKED = (
    ("220 ******************************", "greeting"),
    ("220-*********", "greeting"),
    ("250  mx.fabrikam.com Hello [192.0.2.7] SIZE 37748736 XXXXXXXXXX DSN XXXXXXXA", "answer"),
    ("250-XXXXXXXA", "answer"),
    ("220 mx.fabrikam.com ******** ready", ""),
    ("250 2.6.0 queued as XXXXXXXXXX", ""),
    ("250-XEXCH50", ""),
    ("550 XXXXXXXXXXXX", ""),
)


@pytest.mark.parametrize(("line", "sign"), MASKED)
def test_what_a_device_masks(tmp_path: Path, line: str, sign: str) -> None:
    """Stars for a greeting and X for extensions are told, in a log and in a session by hand."""
    kind = "smtp-filtered"
    sent = rows((line, ""), ("", "451 5.7.3 Cannot achieve"), connector="Internet")
    found, _ = read(tmp_path / "SEND1.LOG", HEADER.format("Send") + sent.replace(",*,2", ",<,2"))
    signs = [fact.fields["sign"] for fact in found if fact.kind == kind]
    assert signs == [sign] * bool(sign)
    assert [fact.fields["error"] for fact in found if fact.kind == "tls-failure"] == ["451 5.7.3"]
    by_hand = told(f"C:\\>telnet 192.0.2.25 25\n{line}\nEHLO ex01\n").facts
    signs = [fact.fields["sign"] for fact in by_hand if fact.kind == kind]
    assert signs == [sign] * bool(sign)
    assert {fact.fields["remote"] for fact in by_hand if fact.kind == kind} <= {"192.0.2.25"}


@pytest.mark.parametrize(
    ("described", "subject", "issuer"),
    [
        (
            "CN=mx1.bank.example, O=Bank SA, C=FR CN=Private Issuing CA 2, O=Sec, C=FR 77C0DE",
            "CN=mx1.bank.example",
            "CN=Private Issuing CA 2",
        ),
        (
            "CN=mx1 CN=Contoso Issuing CA, DC=contoso, DC=com 4F11",
            "CN=mx1",
            "CN=Contoso Issuing CA",
        ),
        ("CN=mx1 CN=mx1 4F11", "CN=mx1", "CN=mx1"),
        # An issuer without a common name, and one whose name cannot be told from what follows.
        ("CN=mx1, O=Bank OU=Class 2 Authority, O=Sec 77C0DE", "CN=mx1", None),
        ('CN=mx1 CN=""Bank, Inc."" 77C0DE', "CN=mx1", None),
    ],
)
def test_what_a_peer_sent(tmp_path: Path, described: str, subject: str, issuer: str | None) -> None:
    """One row tells the own parts of both names, all names and both dates."""
    row = (
        f" {described} {A} 2026-11-09T00:00:00.000Z 2027-05-27T23:59:59.000Z mx1.bank.example;mx2",
        "Remote certificate Subject Issuer name Serial number Thumbprint Not before Not after",
    )
    facts, _ = read(tmp_path / "SEND1.LOG", HEADER.format("Send") + rows(row, connector="Bank"))
    (fact,) = (one for one in facts if one.kind == "certificate-received")
    assert fact.fields.get("subject") == subject
    assert fact.fields.get("issuer") == issuer
    assert fact.fields["names"] == "mx1.bank.example, mx2"
    assert (fact.fields["not_before"], fact.fields["not_after"]) == (1794182400, 1811462399)
    assert (fact.text("thumbprint"), fact.text("remote")) == (A, "10.0.0.2")


FAILED: Final = (
    *NEW,
    ("", "TLS negotiation failed with error CertExpired"),
)


@pytest.mark.parametrize("between", ["", "\r\n", "\ufeff"])
@pytest.mark.parametrize("many", [1, 60])
def test_logs_of_both_directions_in_one_file(tmp_path: Path, between: str, many: int) -> None:
    """Each tells of its own direction, as two files do; rows that repeat others, too."""
    came = rows(*NEW) + "".join(rows(("", "Set Session Permissions"), start=at) for at in range(9))
    went = "".join(rows(*FAILED, connector="Outbound", start=at) for at in range(0, many, 2))
    one = HEADER.format("Receive") + came * many
    other = HEADER.format("Send") + came + went
    (tmp_path / "apart").mkdir()
    (tmp_path / "apart" / "RECV.LOG").write_text(one, "utf-8", newline="")
    (tmp_path / "apart" / "SEND.LOG").write_text(other, "utf-8", newline="")
    (tmp_path / "ALL.LOG").write_text(one + between + other, "utf-8", newline="")
    apart, joined = (pipeline.read([tmp_path / name]) for name in ("apart", "ALL.LOG"))
    assert {(fact.kind, *sorted(fact.fields.items())) for fact in joined.facts} == {
        (fact.kind, *sorted(fact.fields.items())) for fact in apart.facts
    }
    (report,) = joined.inputs
    assert report.problems == () or between == "\ufeff"


def test_a_log_of_another_sort_behind(tmp_path: Path) -> None:
    """Its rows are none of this log, and that is told."""
    other = HEADER.format("Send").replace("SMTP Send Protocol Log", "Message Tracking Log")
    facts, report = read(
        tmp_path / "RECV1.LOG", HEADER.format("Receive") + rows(*NEW) + other + rows(*FAILED)
    )
    assert [fact.kind for fact in facts] == ["certificate-sent"]
    (problem,) = report.problems  # type: ignore[attr-defined]
    assert "Line 9" in problem
    assert "another sort" in problem


@pytest.mark.parametrize("blank", [" {}", "\t{}", "{}", "\0{}"])
@pytest.mark.parametrize("within", ["  ", "\t", " \0"])
def test_blanks_and_control_characters_part_words(tmp_path: Path, blank: str, within: str) -> None:
    """What a row tells, it tells however its words are parted."""
    odd = [(data, blank.format(context.replace(" ", within))) for data, context in FAILED]
    # Among few rows so many control characters are none of a text.
    head = HEADER.format("Send") + rows(("", "Set Session Permissions")) * 50
    told, _ = read(tmp_path / "SEND1.LOG", head + rows(*odd))
    plain, _ = read(tmp_path / "SEND1.LOG", head + rows(*FAILED))
    assert [fact.fields for fact in told] == [fact.fields for fact in plain]


ODDLY: Final = {
    "the columns are swapped": lambda text: text.replace("data,context", "context,data"),
    "a column is named twice": lambda text: text.replace(
        "data,context", "data,context,context"
    ).replace("not after\r\n", "not after,\r\n"),
    "behind the header of a date": lambda text: text.replace("2026-02-28T13:00:00", "#Date: x"),
    "in a comment": lambda text: text.replace("2026-02-28T13:00:00", "#2026-02-28T13:00:00"),
    "far behind": lambda text: text.replace("TLS neg", " " * (1 << 17) + "TLS neg"),
    "a thumbprint with colons": lambda text: text.replace(A, A[:20] + ":" + A[20:]),
}


@pytest.mark.parametrize("way", ODDLY)
def test_rows_that_tell_something_oddly_are_told(tmp_path: Path, way: str) -> None:
    """Nothing that a row tells of certificates is passed over without a word."""
    text = HEADER.format("Send") + rows(*FAILED)
    _, report = read(tmp_path / "SEND1.LOG", ODDLY[way](text))
    assert report.problems  # type: ignore[attr-defined]


def test_ordinary_words_are_no_odd_rows(tmp_path: Path) -> None:
    """Whoever writes to the certificates@ mailbox tells nothing."""
    said = (
        ("MAIL FROM:<certificate@contoso.com>", ""),
        ("250 2.1.0 received certificate request", ""),
        ("", "Certificate thumbprint"),
        ("", "TLS negotiation"),
    )
    facts, report = read(tmp_path / "RECV1.LOG", HEADER.format("Receive") + rows(*said))
    assert not facts
    assert not report.problems  # type: ignore[attr-defined]


SERIAL: Final = "5A0F11223344556677889900AABBCCDDEEFF0011"
DATES: Final = "2026-01-01T00:00:00.000Z 2027-01-01T00:00:00.000Z mx"
TOLD_AS: Final = {
    "certificate-sent": "Sending certificate",
    "certificate-received": "Received certificate",
}


@pytest.mark.parametrize("kind", TOLD_AS)
@pytest.mark.parametrize("case", [str.upper, str.lower])
@pytest.mark.parametrize(
    "data",
    [
        f"CN=mx CN=CA {SERIAL} {A} {DATES}",
        f"CN=mx, CN=CA, {SERIAL}, {A}, {DATES}",
        f"CN={SERIAL} CN=CA 4F {A} {DATES}",
        f"CN={SERIAL} CN={SERIAL} {SERIAL} {A} {DATES}",
        f"CN=mx, O={SERIAL} Ltd CN=CA {SERIAL} {A} 1/1/2026 1:00:00 AM 1/1/2027 1:00:00 AM mx",
        f"CN=mx CN=CA {SERIAL} {A} {DATES};{SERIAL}.example",
        f"CN={SERIAL} CN=CA 4F {A}",
    ],
)
def test_a_number_as_long_as_a_thumbprint_is_none(
    tmp_path: Path, data: str, case: Callable[[str], str], kind: str
) -> None:
    """Serial numbers and names may have 40 hexadecimal digits; what is before the dates counts."""
    data = data.replace(SERIAL, case(SERIAL)).replace(A, case(A))
    text = HEADER.format("Receive") + rows((data, TOLD_AS[kind])) * 3
    facts, report = read(tmp_path / "RECV1.LOG", text)
    assert [(fact.kind, fact.text("thumbprint")) for fact in facts] == [(kind, A)]
    assert not report.problems  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", TOLD_AS)
@pytest.mark.parametrize(
    "data",
    [
        f"CN=mx CN=CA {SERIAL} {A[:30]} {DATES}",
        f"CN=mx CN=CA {SERIAL} {A} mx",
        f"CN=mx {B} {DATES} CN=CA 4F {A} {DATES}",
        f"CN={A}",
    ],
)
def test_a_thumbprint_that_cannot_be_told_is_not_guessed(
    tmp_path: Path, data: str, kind: str
) -> None:
    """Where none is before dates or the last, or several are, the row is told as not read."""
    facts, report = read(
        tmp_path / "RECV1.LOG", HEADER.format("Receive") + rows((data, TOLD_AS[kind]))
    )
    assert not facts
    assert report.problems  # type: ignore[attr-defined]


def test_properties_that_belong_to_nobody_are_told(tmp_path: Path) -> None:
    """Below two announcements in one session, or none, a thumbprint is neither side's."""
    both = (("", "Sending certificate"), ("", "Received certificate"))
    for odd in (both, ()):
        told = rows(*odd, (A, "Certificate thumbprint"), (B, "Certificate thumbprint"))
        facts, report = read(tmp_path / "x.log", HEADER.format("Receive") + told)
        assert not facts
        assert report.problems  # type: ignore[attr-defined]
    spaced = " ".join(A[at : at + 2] for at in range(0, 40, 2))
    told = rows(both[0], (spaced, "Certificate thumbprint"))
    facts, report = read(tmp_path / "x.log", HEADER.format("Receive") + told)
    assert [fact.text("thumbprint") for fact in facts] == [A]


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4, 7, 6, 5, 8), (0, 7, 2, 3, 4, 5, 6, 1, 8)])
def test_fields_in_any_order_tell_the_same(tmp_path: Path, order: tuple[int, ...]) -> None:
    """The head says which field is which, for rows that repeat others as well."""
    told = HEADER.format("Receive")
    made = "".join(
        rows((one, "Sending certificate"), start=at) for at, one in enumerate([A, B] * 5)
    )
    head, fields = told.rstrip().rsplit("\r\n#Fields: ", 1)
    mixed = [fields, *made.splitlines()]
    mixed = [",".join(line.split(",")[at] for at in order) for line in mixed]
    facts, _ = read(tmp_path / "x.log", f"{head}\r\n#Fields: " + "\r\n".join(mixed) + "\r\n")
    assert {(fact.text("thumbprint"), fact.fields["count"]) for fact in facts} == {(A, 5), (B, 5)}


def masked(*told_rows: tuple[str, str]) -> str:
    """Write a session that this side began, from its connection on; each row is (event, data)."""
    return "".join(
        f"2026-02-28T13:00:{number:02}.000Z,Internet,08DE000000000001,{number},10.0.0.1:4000,"
        f"192.0.2.25:25,{event},{said},\r\n"
        for number, (event, said) in enumerate((("*", ""), ("+", ""), *told_rows))
    )


GREETED: Final = ("<", "220 mx.fabrikam.com Microsoft ESMTP MAIL Service ready")
STARS: Final = ("<", "220 " + "*" * 30)
HELLO: Final = (">", "EHLO ex01.contoso.com")
NAMED: Final = ("<", "250-XXXXXXXX Hello [192.0.2.7]")
SIZE: Final = ("<", "250-SIZE 37748736")


@pytest.mark.parametrize(
    ("told_rows", "signs"),
    [
        # The name of who answers, or of who is greeted, is no extension.
        ((GREETED, HELLO, NAMED, SIZE), []),
        ((GREETED, HELLO, ("<", "250-mx.fabrikam.com Hello XXXXXXXXX [192.0.2.7]"), SIZE), []),
        ((GREETED, HELLO, ("<", "250-XXXXXXXX"), SIZE, HELLO, ("<", "250-XXXXXXXX"), SIZE), []),
        # What this side said is masked by nobody but a person, nor is an answer with stars.
        ((STARS, (">", "EHLO ****"), ("<", "250-**** Hello [****]"), SIZE), []),
        ((GREETED, (">", "EHLO XXXXX"), ("<", "250-mx"), ("<", "250-XXXXXXXX")), []),
        # A device, whatever a person masked besides.
        ((STARS, (">", "EHLO XXXXX"), NAMED, SIZE), ["greeting"]),
        ((GREETED, (">", "EHLO XXXXX"), NAMED, ("<", "250-XXXXXXXA")), ["answer"]),
        ((GREETED, HELLO, NAMED, ("<", "250 XXXXXXXXX")), ["answer"]),
        ((GREETED, HELLO, ("<", "250-XXXXXXXX Hello [192.0.2.7] SIZE XXXXXXXXXX DSN")), ["answer"]),
    ],
)
def test_what_a_person_masks(
    tmp_path: Path, told_rows: tuple[tuple[str, str], ...], signs: list[str]
) -> None:
    """It is no sign of a device on the way, in a log and in a session by hand."""
    log = HEADER.format("Send") + masked(*told_rows)
    found, _ = read(tmp_path / "SEND1.LOG", log)
    kind = "smtp-filtered"
    assert [fact.fields["sign"] for fact in found if fact.kind == kind] == signs
    by_hand = "\n".join(("C:\\>telnet 192.0.2.25 25", *(said for _, said in told_rows), "QUIT"))
    assert [fact.fields["sign"] for fact in told(by_hand).facts if fact.kind == kind] == signs
