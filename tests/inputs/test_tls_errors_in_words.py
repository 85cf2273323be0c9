"""TLS errors that somebody tells in words, and rows of a log that somebody changed."""

from __future__ import annotations

import pytest

from tests.inputs.pasted import told

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
    ],
)
def test_words_without_an_error_are_none(said: str) -> None:
    """Nor is the title of an article."""
    assert not told(said).of("tls-error-told")


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
