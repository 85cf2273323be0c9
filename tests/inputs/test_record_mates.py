"""Event texts that name no server: copies of records that another input has are no machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

X: Final = "9196A5FE7C0B908D8E9989DE6AEC63D8DC02275E"
E: Final = "03F022FFD395AF1AC6CC85D99A6B1BA51A9C604E"
NAMED: Final = (
    '"Message","Id","Level","RecordId","ProviderName","LogName","MachineName","TimeCreated"\n'
)
TABLE: Final = (
    "   ProviderName: MSExchangeTransport\n\n"
    "TimeCreated                     Id LevelDisplayName Message\n"
    "-----------                     -- ---------------- -------\n"
)


def row(server: str, second: int, number: int = 12024) -> str:
    """Write a record of a collector's table."""
    message = (
        f"Microsoft Exchange could not load the certificate with thumbprint of {X} from the "
        "personal store on the local computer. This certificate was configured for authentication "
        f"with other Exchange servers. Meanwhile, an ephemeral, self-signed certificate with "
        f"thumbprint {E} is being used."
    )
    return (
        f'"{message}","{number}","3","{second}","MSExchangeTransport","Application","{server}",'
        f'"11/27/2026 10:01:{second:02d} AM"\n'
    )


def copied(*seconds: int) -> str:
    """Write the same records as PowerShell's table, without a server."""
    return TABLE + "".join(
        f"11/27/2026 10:01:{second:02d} AM       12024 Warning          Microsoft Exchange could "
        "not load the certificate with thumbprint of 9196A5FE...\n"
        for second in seconds
    )


def servers(folder: Path, rows: str, table: str) -> set[str]:
    """Give the servers that records are of."""
    (folder / "collector.csv").write_text(NAMED + rows)
    (folder / "mail.txt").write_text(table)
    return set(pipeline.read([folder]).records.computer)


def test_a_copy_of_one_servers_records_is_that_servers(tmp_path: Path) -> None:
    """The records are there once, and a note says whose they are."""
    rows = row("LAB01", 11) + row("LAB01", 12) + row("EX01", 40)
    assert servers(tmp_path, rows, copied(11, 12)) == {"LAB01", "EX01"}
    read = pipeline.read([tmp_path])
    assert len(read.records) == 3
    notes = [note for each in read.inputs for note in each.notes]
    assert sum("taken for LAB01, as another input has each" in note for note in notes) == 1


@pytest.mark.parametrize(
    ("rows", "table"),
    [
        (row("LAB01", 11) + row("EX01", 40), copied(11, 12)),
        (row("LAB01", 11) + row("LAB01", 12) + row("EX01", 11) + row("EX01", 12), copied(11, 12)),
        (row("LAB01", 11) + row("EX01", 12), copied(11, 12)),
        (row("LAB01", 11) + row("EX01", 40), copied(11)),
        (row("LAB01", 11, 12023) + row("LAB01", 12, 12023) + row("EX01", 40), copied(11, 12)),
    ],
    ids=["one is not there", "two servers", "of two servers", "a single one", "another event"],
)
def test_what_does_not_tell(tmp_path: Path, rows: str, table: str) -> None:
    """Then its server has no name."""
    assert servers(tmp_path, rows, table) >= {"LAB01", "EX01", "unnamed-server"}


def block(server: str, day: int, name: str, connector: str) -> str:
    """Write a record as Event Viewer copies it."""
    return (
        "Log Name:      Application\nSource:        MSExchangeTransport\n"
        f"Date:          3/{day}/2026 7:50:02 AM\nEvent ID:      12014\nLevel:         Error\n"
        + (f"Computer:      {server}\n" if server else "")
        + "Description:\nMicrosoft Exchange could not find a certificate that contains the domain "
        f"name {name} in the personal store on the local computer. Therefore, it is unable to "
        f"support the STARTTLS SMTP verb for the connector {connector} with a FQDN parameter of "
        f"{name}. If the connector's FQDN is not specified, the computer's FQDN is used.\n\n"
    )


@pytest.mark.parametrize(
    ("name", "connector", "copied_too"),
    [
        ("mail.contoso.com", "Relay", True),
        ("edge.fabrikam.com", "Relay", False),
        ("mail.contoso.com", "Relay 7", False),
        ("contoso.com", "Relay", False),
        ("mail", "Relay", False),
    ],
)
def test_what_says_something_else_is_no_copy(
    tmp_path: Path, name: str, connector: str, *, copied_too: bool
) -> None:
    """Of the same seconds, source and id, about another name or connector."""
    days = (13, 14, 15)
    own = [block("EX01.contoso.com", day, "mail.contoso.com", "Relay") for day in days]
    (tmp_path / "a.txt").write_text("".join(own))
    (tmp_path / "b.txt").write_text(block("EX02.contoso.com", 17, "mail.contoso.com", "Relay"))
    (tmp_path / "c.txt").write_text("".join(block("", day, name, connector) for day in days[:2]))
    read = pipeline.read([tmp_path])
    mine = sum(one == "EX01.contoso.com" for one in read.records.computer)
    assert (mine == 3, "unnamed-server" in set(read.records.computer)) == (True, not copied_too)


def test_a_cut_copy_asks_for_nothing(tmp_path: Path) -> None:
    """Each of its records is whole in another input: nothing has to be printed again."""
    servers(tmp_path, row("LAB01", 11) + row("LAB01", 12), copied(11, 12))
    (table,) = (one for one in pipeline.read([tmp_path]).inputs if one.name == "mail.txt")
    assert (table.complete, table.cut, table.problems) == (True, 0, ())
    assert any("another input has each of these whole" in note for note in table.notes)


def test_a_cut_record_that_is_nowhere_else_is_asked_for(tmp_path: Path) -> None:
    """One row more than the other input has is lost with its message."""
    servers(tmp_path, row("LAB01", 11) + row("LAB01", 12), copied(11, 12, 13))
    (table,) = (one for one in pipeline.read([tmp_path]).inputs if one.name == "mail.txt")
    assert (table.complete, table.cut) == (False, 3)
