"""Errors as Exchange keeps them that somebody quotes without their fields, and links in lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail import pipeline
from tests.inputs.pasted import told

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = (
    "Reason: [{{LED={0}] [LastAttemptedServerName=mail.contoso.com]}};{{MSG=}};"
    "{{FQDN=mail.contoso.com}};{{IP=192.0.2.1}};{{LRT=1/20/2026 9:00:00 AM}}]\n"
)


@pytest.mark.parametrize(
    "error",
    [
        "450 4.4.316 Connection refused [Message=Socket error code 10061",
        "450 4.4.317 Cannot connect to remote server [Message=Security status IllegalMessage",
    ],
)
@pytest.mark.parametrize("behind", [".", ". What is wrong?", "\nWhat is wrong?", ""])
def test_a_part_of_one_is_quoted(tmp_path: Path, error: str, behind: str) -> None:
    """Its message is there, so it is told, as what a sentence quotes."""
    path = tmp_path / "mail.txt"
    path.write_text(
        f"The mail to our Exchange server waits, with the Reason: [{{LED={error}]{behind}\n",
        "utf-8",
    )
    (finding,) = pipeline.diagnose(path, engine="plain").findings
    assert error.partition(" [")[0] in str(finding.cause)
    assert finding.severity == "info"


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("450 4.4.316 Connection refused [Message=Socket error code 10061", "refused"),
        ("450 4.4.316 Connection timed out [Message=Socket error code 10060", "none"),
    ],
)
def test_a_whole_one_is_read_as_ever(said: str, answer: str) -> None:
    """With all its fields."""
    (fact,) = told(WHOLE.format(said)).of("queue-error")
    assert fact.fields["host"] == "mail.contoso.com"
    assert fact.fields["answer"] == answer


def test_words_about_the_form_are_none() -> None:
    """Nothing of an error is in it."""
    assert not told("Exchange Online writes errors as [{LED=code text}], see there.").facts


LISTED = (
    "[PS] C:\\>Get-ExchangeCertificate | fl\n\n"
    "Subject    : CN=mail.contoso.com\nServices   : SMTP\nStatus     : Valid\n"
    "NotAfter   : 2049-01-20 09:00:00\nThumbprint : 1851CC210401E7DB7C6FC614295D24A45715D5AA\n"
)


def test_links_below_a_list_may_differ() -> None:
    """Nobody reads them, and nothing of the list is lost by them."""
    found = told(f"{LISTED}See: https://example.org/1\nSee: https://example.org/2\n")
    assert [one.status for one in found.inventory.certificates] == ["Valid"]
    assert not found.problems


def test_a_property_that_stands_there_twice_is_told() -> None:
    """As before: which of two is right cannot be told."""
    found = told(LISTED.replace("Services   : SMTP\n", "Services   : SMTP\nServices   : IIS\n"))
    assert any("Services" in problem for problem in found.problems)
