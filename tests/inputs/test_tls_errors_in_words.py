"""TLS errors that somebody tells in words, and rows of a log that somebody changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail import pipeline
from tests.inputs.pasted import told

if TYPE_CHECKING:
    from pathlib import Path

ROWS = (
    "2017-04-14T17:00:41.125Z,EX01\\Default Frontend EX01,08D479E14521204D,20,192.0.2.10:25,"
    "198.51.100.8:30648,*,,Sending certificate\n"
    "2017-04-14T17:00:41.125Z,EX01\\Default Frontend EX01,08D479E14521204D,24,192.0.2.10:25,"
    "198.51.100.8:30648,*,{},Certificate thumbprint\n"
)


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ('I found "TLS negotiation failed with error InvalidToken" in it', "InvalidToken"),
        ("TLS negotiation failed with error SocketError, says the log", "SocketError"),
        ("tls negotiation failed with error nocredentials", "NoCredentials"),
        ("TLS negotiation failed with error 'UnknownCredentials'", "UnknownCredentials"),
        ("TLS negotiation failed with error AlgorithmMismatch", "AlgorithmMismatch"),
        ("TLS negotiation failed with error: CertificateExpired", "CertificateExpired"),
        (
            "2026-04-04T08:12:45Z,EX01\\3,SEND,*,TLS negotiation failed with error: UntrustedRoot",
            "UntrustedRoot",
        ),
        (
            "2026-04-04T08:12:45Z;SEND;TLS negotiation failed with error NoCredentials",
            "NoCredentials",
        ),
        (
            "Vyjedn\u00e1v\u00e1n\u00ed TLS se nezda\u0159ilo s chybou UnknownCredentials.",
            "UnknownCredentials",
        ),
        ("Die TLS-Aushandlung ist mit dem Fehler NoCredentials fehlgeschlagen.", "NoCredentials"),
    ],
)
def test_each_error_is_told(said: str, error: str) -> None:
    """Whatever Exchange calls it."""
    (fact,) = told(f"Mail to our partner waits.\n{said}\nWhat now?").of("tls-error-told")
    assert fact.fields["error"] == error


@pytest.mark.parametrize(
    "said",
    [
        "TLS negotiation failed with error in the log of the connector",
        "TLS negotiation failed with error code 10013",
        "KB 4495258, TLS negotiation failed with error NoCredentials",
        "Das steht in KB 4495258: TLS, NoCredentials und was dagegen hilft",
        "The class System.Net.NoCredentials has nothing to do with TLS",
        "TLS is on.\nThe method is called NoCredentials.",
    ],
)
def test_words_without_an_error_are_none(said: str) -> None:
    """Nor is the title of an article."""
    assert not told(said).of("tls-error-told")


@pytest.mark.parametrize("cut", ["*,", "*,\n"], ids=["on one line", "wrapped"])
def test_a_row_that_is_read_tells_it_once(cut: str) -> None:
    """As a failure of its connector, and not in words besides."""
    row = (
        "2026-04-14T17:00:41.125Z,Partner,08D479E14521204D,20,192.0.2.10:25,198.51.100.8:25,"
        f"{cut},TLS negotiation failed with error SocketError\n"
    )
    found = told(row)
    assert [fact.fields["error"] for fact in found.of("tls-failure")] == ["SocketError"]
    assert not found.of("tls-error-told")


def test_a_row_beside_one_that_is_read_tells_its_own() -> None:
    """Each by who reads it."""
    found = told(
        "2026-04-14T17:00:41.125Z,Partner,08D479E14521204D,20,192.0.2.10:25,198.51.100.8:25,*,,"
        "TLS negotiation failed with error SocketError\n"
        "2026-04-14T17:00:42.125Z,SEND,TLS negotiation failed with error NoCredentials\n"
    )
    assert [fact.fields["error"] for fact in found.of("tls-failure")] == ["SocketError"]
    assert [fact.fields["error"] for fact in found.of("tls-error-told")] == ["NoCredentials"]


DESCRIBED = (
    "2016-07-19T12:13:15.145Z,Outbound to Office 365,08D3AFC581A92DD3,7,,,*,{},Sending certificate "
    "Certificate subject Certificate issuer name Certificate serial number Certificate thumbprint "
    "Certificate alternate names\n"
)
SERIAL, PRINT = "0D92CFF6070B73AD5722EC8B4DA3389B", "AAA3D3DADA6891A2CCB3134D0B2D7764F1351BC4"


@pytest.mark.parametrize(
    ("data", "thumbprint"),
    [
        (f"CN=* CN=CA {SERIAL} {PRINT} *", PRINT),
        (f"CN=* CN=CA {SERIAL}9999AAAA {PRINT} mail.contoso.com;contoso.com", None),
        (f"CN=* CN=CA {SERIAL} {PRINT}", PRINT),
        (f"CN=* CN=CA {SERIAL}9999AAAA masked *", None),
        (f"CN=* CN={PRINT} {SERIAL} masked *", None),
    ],
    ids=["a name", "a serial number as long", "no name", "masked", "a name as long, masked"],
)
def test_the_thumbprint_stands_between_serial_number_and_names(
    data: str, thumbprint: str | None
) -> None:
    """In rows without instants; where it is masked no other number is taken for it."""
    found = told(DESCRIBED.format(data))
    sent = [fact.fields["thumbprint"] for fact in found.of("certificate-sent")]
    assert sent == ([] if thumbprint is None else [thumbprint])
    assert bool(found.problems) is (thumbprint is None)


@pytest.mark.parametrize(
    ("error", "rule"),
    [
        ("UnknownCredentials", "tls-error-in-words"),
        ("SocketError", "tls-error-in-words-not-of-a-key"),
        ("CertificateExpired", "tls-error-in-words-of-a-certificate"),
    ],
)
def test_rows_that_end_before_the_error_leave_it_standing(
    tmp_path: Path, error: str, rule: str
) -> None:
    """The headline tells what the rows below it do not show; rows with TLS in them outrank it."""
    headline = f"Exchange hybrid: TLS negotiation failed with error {error}\n\n"
    path = tmp_path / "send.txt"
    path.write_text(headline + DESCRIBED.format(f"CN=* CN=CA {SERIAL} {PRINT} *"), "utf-8")
    assert [one.rule for one in pipeline.diagnose(path).findings] == [rule]


def test_rows_that_show_tls_outrank_a_story(tmp_path: Path) -> None:
    """What was so last year is over."""
    path = tmp_path / "send.txt"
    path.write_text(
        "Last year Exchange wrote TLS negotiation failed with error UnknownCredentials. Now:\n\n"
        "2026-04-14T17:00:41.125Z,Partner,08D479E14521204D,20,192.0.2.10:25,198.51.100.8:25,*,,"
        "TLS protocol SP_PROT_TLS1_2_CLIENT negotiation succeeded using bulk encryption\n",
        "utf-8",
    )
    assert not pipeline.diagnose(path).findings


def test_a_changed_thumbprint_is_one_row() -> None:
    """It has a digit too many, as its author made it up."""
    found = told(ROWS.format("9876534210FEDCBA9876534210FEDCBA123456789"))
    (problem,) = found.problems
    assert problem.startswith("Line 2: this row")
    assert not told(ROWS.format("9876534210FEDCBA9876534210FEDCBA12345678")).problems


def test_several_rows_are_counted() -> None:
    """In the plural."""
    (problem,) = told(ROWS.format("9876534210FEDCBA9876534210FEDCBA123456789") * 2).problems
    assert problem.startswith("2 rows")


@pytest.mark.parametrize(
    ("stamps", "at"),
    [
        (("2026-04-04T08:12:45.567Z,",), 1_775_290_365),
        (("2026-04-04T08:12:45.567Z,", "2026-04-03T08:12:45.567Z,"), 1_775_290_365),
        (("2026-04-04 10:12:45 +02:00 ",), 1_775_290_365),
        # Without a zone nobody knows when.
        (("2026-04-04 10:12:45 ",), 0),
        (("",), 0),
    ],
)
def test_a_row_tells_when_it_was_last(stamps: tuple[str, ...], at: int) -> None:
    """Its line begins with the time."""
    rows = "".join(
        f"{stamp}SEND,*,TLS negotiation failed with error NoCredentials\n" for stamp in stamps
    )
    (fact,) = told(rows).of("tls-error-told")
    assert fact.time == at * 10**9
    assert fact.evidence[0].time == (at * 10**9 or None)
