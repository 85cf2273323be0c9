"""The letter answers what was asked: who is well, what was seen, and what is asked of whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail import diagnose
from certtrail.reports.reply import reply
from certtrail.reports.speech import Speech
from certtrail.text.languages import ENGLISH_READER
from tests.stories.exports import Export
from tests.stories.told import E1, X

if TYPE_CHECKING:
    from pathlib import Path

DAY = 24  # hours
YEAR = 365 * DAY


def letter(folder: Path) -> str:
    """Write the reply to the customer."""
    return reply(diagnose(folder, engine="plain"), Speech(ENGLISH_READER))


def broken(server: str, folder: Path, days: int = 6) -> None:
    """Write the log of a server that cannot load its certificate."""
    export = Export(server)
    export.every(4, 1, days * DAY, 12024, X, E1)
    export.clutter(days * DAY, step=2)
    export.write(folder / server)


def well(server: str, folder: Path, after: int = 0) -> None:
    """Write the log of a server that is well, so many hours later."""
    export = Export(server)
    for hour in range(after, after + 8 * DAY, 2):
        export.transport(hour, 16028)
        export.transport(hour, 326, provider="ESENT")
        export.transport(hour, 106, provider="MSExchange Common")
    export.write(folder / server)


@pytest.mark.parametrize("later", [False, True], ids=["today", "long ago"])
def test_it_says_which_servers_are_well(tmp_path: Path, later: bool) -> None:
    """They are what the customer asks about, however much is wrong with another one."""
    broken("OLD.contoso.com", tmp_path)
    for name in ("EX01.contoso.com", "EX02.contoso.com"):
        well(name, tmp_path, after=YEAR if later else 0)
    text = letter(tmp_path)
    first = text.splitlines()[2]
    assert first == (
        "what you sent shows no certificate trouble on EX01.contoso.com, EX02.contoso.com."
    )
    assert "What we found besides:" in text
    # Of a machine of which it is asked whether it exists nothing else is asked.
    asked = text[text.index("To be sure") :]
    assert ("still exist" in asked) is later
    assert ("Get-ExchangeCertificate" in asked) is not later
    assert ("1. " in asked and "2. " in asked) is not later


def test_all_well_or_none_is_said_as_before(tmp_path: Path) -> None:
    """Nobody is told twice."""
    well("EX01.contoso.com", tmp_path / "a")
    assert "we found no certificate trouble." in letter(tmp_path / "a")
    broken("OLD.contoso.com", tmp_path / "b")
    assert "no certificate trouble" not in letter(tmp_path / "b")


def test_chosen_records_are_asked_for_and_no_work_of_the_customers(tmp_path: Path) -> None:
    """The whole log is among what to send, with its command, and nobody is told to ask for it."""
    rows = "".join(
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
        f"<Provider Name='MSExchangeTransport'/><EventID>16028</EventID>"
        f"<TimeCreated SystemTime='2026-03-{2 + number:02d}T03:57:09Z'/>"
        f"<EventRecordID>{1000 + 77 * number}</EventRecordID><Channel>Application</Channel>"
        "<Computer>EX01.contoso.com</Computer></System><EventData/></Event>"
        for number in range(9)
    )
    (tmp_path / "app.xml").write_text(f"<Events>{rows}</Events>")
    text = letter(tmp_path)
    assert "Ask for" not in text
    asked = text[text.index("Please send us:") :]
    assert "the whole Application log, with records of every level\n   wevtutil epl" in asked
    assert asked.count('wevtutil epl "Application"') == 1
    assert "Please send the whole log" not in asked
    # What was seen stands first, and what cannot be told after it.
    assert text.splitlines()[2] == "this is what we saw in what you sent:"
    assert "Whether there is other certificate trouble on EX01.contoso.com" in text
