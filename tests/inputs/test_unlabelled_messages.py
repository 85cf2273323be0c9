"""Copies of events whose message stands without its label: it is read, and nothing else is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """\
Log Name:      Application
Source:        MSExchangeTransport
Date:          13/02/2026 09:35:58
Event ID:      12014
Level:         Error
Computer:      EX01.contoso.com
"""
MESSAGE = (
    "Microsoft Exchange could not find a certificate that contains the domain name "
    "mail.contoso.com in the personal store on the local computer. Therefore, it is unable to "
    "support the STARTTLS SMTP verb for the connector Default EX01 with a FQDN parameter of "
    "mail.contoso.com."
)
SECOND = HEAD.replace("09:35:58", "10:35:58").replace("EX01", "EX02")


def data(folder: Path, text: str) -> list[object]:
    """Give what the records of a text say, in their order."""
    (folder / "post.txt").write_text(text, "utf-8")
    return list(pipeline.read_events([folder])["data"])


@pytest.mark.parametrize(
    "below",
    [
        MESSAGE,
        f"\n{MESSAGE}",
        f"{MESSAGE}\nSolution\nGive the connector another name, such as old.fabrikam.com.",
        f"{MESSAGE[:140]}\n{MESSAGE[140:]}\n\nWhat can I do?",
    ],
    ids=["at once", "behind a blank line", "with more below", "wrapped"],
)
def test_the_message_is_what_stands_below_the_fields(tmp_path: Path, below: str) -> None:
    """Of whatever follows it nothing is taken in."""
    assert data(tmp_path, HEAD + below) == [["mail.contoso.com", "Default EX01"]]


def test_the_next_event_is_no_message(tmp_path: Path) -> None:
    """Each has its own."""
    other = MESSAGE.replace("mail.", "relay.").replace("EX01", "EX02")
    told = data(tmp_path, f"{HEAD}{MESSAGE}\n{SECOND}{other}\n")
    assert told == [["mail.contoso.com", "Default EX01"], ["relay.contoso.com", "Default EX02"]]


def test_an_event_that_nobody_knows_keeps_its_message(tmp_path: Path) -> None:
    """It is shown, and nothing is made of it."""
    head = HEAD.replace("MSExchangeTransport", "MSExchange Unified Messaging")
    (told,) = data(tmp_path, f"{head}A TLS API failure occurred. Error = 0x80090301\n\nHelp!\n")
    assert "0x80090301" in str(told)
    assert "Help" not in str(told)


@pytest.mark.parametrize(
    "below",
    [
        "\nSince then I gave the connector the name mail.contoso.com, and it is quiet.",
        "PS C:\\> Restart-Service MSExchangeTransport\n",
        SECOND,
    ],
    ids=["somebody's words", "a prompt", "another head"],
)
def test_what_is_no_message_is_not_taken(tmp_path: Path, below: str) -> None:
    """Words of people behind a blank line, what was typed, and the next event."""
    assert "mail.contoso.com" not in str(data(tmp_path, HEAD + below))


def test_a_list_of_chosen_properties_has_no_message(tmp_path: Path) -> None:
    """What follows it is the next thing that was printed."""
    listed = (
        "ProviderName : MSExchangeTransport\nId : 12014\nTimeCreated : 2026-02-13T09:35:58Z\n"
        f"MachineName : EX01.contoso.com\n\n{MESSAGE[:120]}\n"
    )
    assert "Message=M" not in str(data(tmp_path, listed))
