"""Messages of several lines in tables, wherever their column stands: Python's csv is the truth."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrail import pipeline
from certtrail.inputs import decoding

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.inputs.opened import Read

CELLS: Final = {
    "Id": "1309", "Qualifiers": "32768", "RecordId": "7", "ProviderName": "Other",
    "LogName": "Application", "MachineName": "EX01", "TimeCreated": "2/28/2026 1:00:00 PM",
    "LevelDisplayName": "Warning", "Properties": "System.Collections.Generic.List`1[x]",
}  # fmt: skip
NAMES: Final = (*CELLS, "Message")
# What stands in real texts, and what looks like a piece of a table.
LINES: Final = (
    "", "Event code: 3005 ", "The client disconnected.", "\tNewEngineState=Available",
    'say "x", so', '"', '","',
    "1309", "a, b; c\td", "2/28/2026 1:00:00 PM,Other,1309", '"Id","RecordId"',
    "#TYPE x", "HostApplication=powershell -c \"a\",\"b\"", "The time is \u200e2026", "x\x0cy",
)  # fmt: skip


def table(rows: list[list[str]], delimiter: str, *, quoted: bool, end: str) -> str:
    """Write a table as Export-Csv does; one that quotes only what needs it is PowerShell 7's."""
    out = io.StringIO()
    quoting: Literal[0, 1] = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(rows)
    return out.getvalue()


def bare(message: str) -> str:
    """Take off what no reader keeps: line ends of another kind, marks, what is around a text."""
    plain = message.replace("\r\n", "\n").replace("\u200e", "").replace("\x0c", " ")
    return plain.strip('" \n\t')


def read(path: Path) -> Read:
    """Read one file."""
    (found,) = pipeline.read(path).reads
    return found


@given(
    st.lists(
        st.lists(st.sampled_from(LINES) | st.just("a row"), max_size=5).map(tuple), max_size=12
    ),
    st.permutations(NAMES),
    st.sampled_from(",;\t"),
    st.booleans(),
    st.sampled_from(["", "#TYPE Selected.EventLogRecord\r\n"]),
    st.sampled_from([("\r\n", "\r\n"), ("\r\n", "\n"), ("\n", "\n")]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from([60, 1 << 18]),
    st.booleans(),
)
def test_every_message_is_read_whole(
    tmp_path_factory: pytest.TempPathFactory,
    messages: list[tuple[str, ...]],
    names: list[str],
    delimiter: str,
    quoted: bool,
    start: str,
    ends: tuple[str, str],
    encoding: str,
    size: int,
    singly: bool,
) -> None:
    """Nothing is lost, joined or said to be broken in a table that is sound."""
    end, inner = ends
    # Unquoted and without doubled marks such a line is what a stray mark leaves: see
    # `test_open_quotes`.
    whole = table([[CELLS.get(n, "x") for n in names]], delimiter, quoted=True, end="")
    plain = [
        inner.join(whole if line == "a row" and quoted else line for line in lines)
        for lines in [*messages, ("The", "end.")]
    ]
    rows = [[{**CELLS, "Message": one}[name] for name in names] for one in plain]
    text = table([names, *rows], delimiter, quoted=quoted, end=end)
    place = names.index("Message")
    truth = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))[1:]
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    path.write_bytes(f"{start}{text}".encode(encoding))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decoding, "_BLOCK", size)
        if singly:
            patch.setattr("certtrail.inputs.events.csv_rows._is_plain", lambda *_: None)
        found = read(path)
    assert not found.report.problems
    assert found.report.records.skipped == 0
    assert found.records is not None
    told = [data["RenderingInfo"]["Message"] for data in found.records.data]
    assert [bare(one) for one in told] == [bare(row[place]) for row in truth]


@pytest.mark.parametrize("before", ["", "Dear all,\n\n"])
@pytest.mark.parametrize("mark", ",;\t")
def test_a_message_in_the_first_column(tmp_path: Path, before: str, mark: str) -> None:
    """Its last line has all other cells on it: as a file, and pasted into a mail."""
    cells = ["1309", "Other", "2/28/2026 1:00:00 PM", "EX01"]
    rows = [
        [message, *cells]
        for message in ("one", "Event code: 3005 \nThe client disconnected.", "a\n\nb\nc")
    ]
    head = ["Message", "Id", "ProviderName", "TimeCreated", "MachineName"]
    path = tmp_path / "a.csv"
    path.write_text(before + table([head, *rows], mark, quoted=True, end="\n"), "utf-8")
    found = read(path)
    assert not found.report.problems
    assert found.records is not None
    told = [data["RenderingInfo"]["Message"] for data in found.records.data]
    assert [one.split() for one in told] == [row[0].split() for row in rows]


def test_a_row_that_is_cut_at_the_end_costs_itself(tmp_path: Path) -> None:
    """The disk was full, or the copy was broken off; it is told."""
    rows = [["two\nlines", *(CELLS[name] for name in CELLS)] for _ in range(4)]
    text = table([["Message", *CELLS], *rows], ",", quoted=True, end="\n")
    for cut in (text[: text.rindex("lines")], text[: text.rindex("EX01") + 2]):
        path = tmp_path / "a.csv"
        path.write_text(cut, "utf-8")
        found = read(path)
        assert found.report.records.decoded == 3
        assert found.report.records.skipped == 1
        assert not found.report.complete


@pytest.mark.parametrize("start", ["", "#TYPE System.Diagnostics.Eventing.Reader.EventLogRecord\n"])
def test_exports_put_one_behind_the_other(tmp_path: Path, start: str) -> None:
    """What heads the second is no record that was lost; a row that says nothing is one."""
    rows = [["two\nlines", *(CELLS[name] for name in CELLS)] for _ in range(2)]
    text = start + table([["Message", *CELLS], *rows], ",", quoted=True, end="\n")
    path = tmp_path / "a.csv"
    path.write_text(text * 2, "utf-8")
    found = read(path)
    assert found.report.records.decoded == 4
    assert found.report.complete
    path.write_text(f"{text}x\n{text}", "utf-8")
    assert read(path).report.records.skipped == 1


def test_a_list_of_certificates_with_a_cell_of_several_lines(tmp_path: Path) -> None:
    """The names of a certificate, one below the other, in the first column."""
    rows = [["mail.contoso.com\nautodiscover.contoso.com", "A1" * 20, "SMTP"]] * 2
    head = ["CertificateDomains", "Thumbprint", "Services"]
    path = tmp_path / "a.csv"
    path.write_text(table([head, *rows], ",", quoted=True, end="\n"), "utf-8")
    found = read(path)
    names = [one.names for one in found.inventory.certificates]
    assert {*names} == {("mail.contoso.com", "autodiscover.contoso.com")}
