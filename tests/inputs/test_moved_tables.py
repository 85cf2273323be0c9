"""Tables whose rows do not stand below their heads any more, as where names were replaced."""

from __future__ import annotations

import pytest

from tests.inputs.pasted import Told, told

COMMAND = (
    "[PS] C:\\>Get-ReceiveConnector -Server EX01 | ft Identity,Fqdn,TlsCertificateName,Bindings\n\n"
)
HEADS = (
    "Identity                      Fqdn                     TlsCertificateName Bindings",
    "--------                      ----                     ------------------ --------",
)
ROWS = (
    "EX01\\Default EX01             EX01.contoso.com                            {0.0.0.0:2525}",
    "EX01\\Default Frontend EX01    mail.contoso.example                        {[::]:25}",
    "EX01\\Client Frontend EX01 New mail.contoso.example                        {[::]:587}",
)
WHOLE = {
    ("Default EX01", "EX01.contoso.com", ("0.0.0.0:2525",)),
    ("Default Frontend EX01", "mail.contoso.example", ("[::]:25",)),
    ("Client Frontend EX01 New", "mail.contoso.example", ("[::]:587",)),
}
SENTENCE = "do not fit its heads"


def connectors(found: Told) -> set[tuple[str, str | None, tuple[str, ...]]]:
    """Give what was read of each connector."""
    return {
        (each.name, each.fqdn, tuple(each.bindings or ())) for each in found.inventory.connectors
    }


def table(heads: tuple[str, ...], rows: tuple[str, ...]) -> str:
    """Put a table below its command."""
    return COMMAND + "\n".join((*heads, *rows)) + "\n\n"


@pytest.mark.parametrize("by", range(-6, 12))
def test_rows_that_were_all_moved_alike_are_read(by: int) -> None:
    """The rows' own columns count; the begin of a row is its first cell's in any case."""
    rows: tuple[str, ...] = ROWS
    heads: tuple[str, ...] = HEADS
    if by >= 0:
        rows = tuple(row[:29] + " " * by + row[29:] for row in ROWS)
    else:
        heads = tuple(head[:20] + " " * -by + head[20:] for head in HEADS)
    found = told(table(heads, rows))
    assert connectors(found) == WHOLE
    assert not found.problems


@pytest.mark.parametrize("by", range(1, 6))
def test_heads_that_were_moved_whole(by: int) -> None:
    """A mail program put blanks before the heads only."""
    found = told(table(tuple(" " * by + head for head in HEADS), ROWS))
    assert connectors(found) == WHOLE or any(SENTENCE in each for each in found.problems)
    assert connectors(found) <= WHOLE


def test_rows_that_were_moved_each_by_its_own_are_read_by_their_gaps() -> None:
    """Each name was replaced by one of another length, so that what follows is moved further."""
    rows = (
        (
            "SRV-MX01\\Default SRV-MX01         SRV-MX01.contoso.com"
            "                            {0.0.0.0:2525}"
        ),
        "SRV-MX01\\Inbound         mail.contoso.example                        {[::]:25}",
    )
    found = told(table(HEADS, rows))
    assert connectors(found) == {
        ("Default SRV-MX01", "SRV-MX01.contoso.com", ("0.0.0.0:2525",)),
        ("Inbound", "mail.contoso.example", ("[::]:25",)),
    }


def test_a_row_whose_cells_cannot_be_told_is_told() -> None:
    """One blank between two cells may as well be inside of one; no name is made up."""
    rows = (
        ROWS[0],
        "EX01\\Default Frontend SRV-MX01 mailgate                                    {[::]:25}",
    )
    found = told(table(HEADS, rows))
    assert connectors(found) == {("Default EX01", "EX01.contoso.com", ("0.0.0.0:2525",))}
    (problem,) = (each for each in found.problems if SENTENCE in each)
    assert problem.startswith("Line 6: rows of a table (1)")


def test_one_blank_is_enough_where_only_the_second_cell_can_have_a_domain() -> None:
    """The longest cell of a column has one blank behind it."""
    rows = (
        ROWS[0],
        "EX01\\Default Frontend SRV-MX01 mail.contoso.example                        {[::]:25}",
    )
    assert connectors(told(table(HEADS, rows))) == {
        ("Default EX01", "EX01.contoso.com", ("0.0.0.0:2525",)),
        ("Default Frontend SRV-MX01", "mail.contoso.example", ("[::]:25",)),
    }


def test_a_number_that_was_moved_close_to_what_follows() -> None:
    """Queues of a server whose name was replaced; all is well with them, which is said."""
    text = (
        "[PS] C:\\>Get-Queue | ft Identity,Status,MessageCount,NextHopDomain\n\n"
        "Identity           Status MessageCount NextHopDomain\n"
        "--------           ------ ------------ -------------\n"
        "EX01-MBX\\3          Ready            0 dag site\n"
        "EX01-MBX\\7          Ready            2 hub version 15\n"
        "EX01-MBX\\Submission Ready            0 Submission\n\n"
    )
    found = told(text)
    assert not found.problems
    assert "Line 5: queues without an error: 3; messages in them: 2." in found.notes


def test_a_table_of_something_else_is_no_trouble() -> None:
    """What nobody reads does not have to fit."""
    text = (
        "[PS] C:\\>Get-Mailbox | ft Name,Alias,ServerName\n\n"
        "Name         Alias   ServerName\n----         -----   ----------\n"
        "Anna Bauer Meier anna    EX01\nBo           bo      EX01\n\n"
    )
    assert not told(text).problems


def test_numbers_may_begin_before_their_dashes() -> None:
    """They end below the end of them."""
    text = (
        "[PS] C:\\>Get-Queue | ft Identity,MessageCount,LastError\n\n"
        "Identity MessageCount LastError\n-------- ------------ ---------\n"
        "EX01\\3           1234 451 4.4.0 DNS query failed\n\n"
    )
    found = told(text)
    assert not found.problems
    assert found.of("queue-error")


def test_a_sentence_right_behind_a_table_spoils_no_row() -> None:
    """It fits no column, which is told; the rows before it do."""
    found = told(table(HEADS, (*ROWS, "We have a cluster made of thirty-three machines, Bob.")))
    assert connectors(found) == WHOLE
