"""Quotation marks in tables: what a stray one swallows is read; texts of several lines stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.inputs.opened import Read

HEAD: Final = "TimeCreated,Id,ProviderName,LevelDisplayName,MachineName,Message\n"
EVENT: Final = (
    "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
    "<Provider Name='MSExchangeTransport'/><EventID>{id}</EventID>"
    "<TimeCreated SystemTime='2026-02-01T00:00:00Z'/><EventRecordID>1</EventRecordID>"
    "<Channel>Application</Channel><Computer>EX01</Computer></System></Event>"
)


def row(day: int, message: str = '"plain, text"') -> str:
    """Write a row of Export-Csv."""
    return f"2026-02-0{day}T07:50:02Z,12014,MSExchangeTransport,Error,EX01,{message}\n"


def read(folder: Path, text: str, name: str = "a.csv") -> Read:
    """Read a text as a file."""
    path = folder / name
    path.write_text(text, "utf-8")
    (found,) = pipeline.read(path).reads
    return found


@pytest.mark.parametrize("before", ["", "#TYPE System.Object\n", "Dear all,\n\n"])
def test_rows_between_two_stray_marks_are_read(tmp_path: Path, before: str) -> None:
    """The first opens a cell, and the second closes it some rows below: no row is lost."""
    rows = row(1) + row(2, '"open') + row(3, "ab") + row(4, 'end"') + row(5)
    found = read(tmp_path, before + HEAD + rows)
    assert found.report.records.decoded == 5
    line = 3 + before.count("\n")
    assert any(f"Line {line}: a quotation mark" in text for text in found.report.problems)


def test_texts_of_several_lines_stay_whole(tmp_path: Path) -> None:
    """Event texts have line ends and commas of their own."""
    message = '"The text goes on,\n\nSubject:\n\tCN=a, O=b, L=c, S=d, C=e, E=f\n12014, 2026\n"'
    found = read(tmp_path, HEAD + row(1, message) + row(2))
    assert found.report.records.decoded == 2
    assert not found.report.problems


def test_own_tables_are_held_to_the_same(tmp_path: Path) -> None:
    """What `events --format csv` writes has other columns."""
    head = "time,computer,channel,provider,event_id,qualifiers,level,task,record_id,data,binary\n"

    def own(day: int, data: str, binary: str = "") -> str:
        return (
            f"2026-02-0{day}T07:50:02Z,EX01,Application,MSExchangeTransport,12014,,2,,{day},"
            f"{data},{binary}\n"
        )

    rows = own(1, "[]") + own(2, "[]", '"x') + own(3, "[]") + own(4, "[]", 'y"') + own(5, "[]")
    found = read(tmp_path, head + rows)
    assert found.report.records.decoded == 5
    assert any("Line 3: a quotation mark" in text for text in found.report.problems)


def test_an_event_within_a_cell_is_read_and_told(tmp_path: Path) -> None:
    """The row's own event may stand there once more, which is nothing new."""
    other = f'"see {EVENT.format(id=12017)}"'
    found = read(tmp_path, HEAD + row(1, other) + row(2))
    assert found.records is not None
    assert sorted(found.records.event_id) == [12014, 12014, 12017]
    assert any("Row 2: events stand within" in text for text in found.report.problems)
    same = read(tmp_path, HEAD + row(1, f'"{EVENT.format(id=12014)}"') + row(2), "b.csv")
    assert same.report.records.decoded == 2
    assert not same.report.problems


@pytest.mark.parametrize(
    "message",
    [
        f"Thumbprint: {'A1' * 20}",
        f"Subject: CN=a\nThumbprint: {'A1' * 20}\nPort: 12345\nProcess ID: 4242",
        "Logon Type: 3\nAccount Name: a\nSource Port: 49152\nProcess ID: 12014",
        "It was stopped.\nSource: MSExchangeTransport\nof no more",
    ],
)
def test_labels_in_the_text_of_an_event_are_its_own(tmp_path: Path, message: str) -> None:
    """Windows writes such lists into many texts."""
    found = read(tmp_path, HEAD + row(1, f'"{message}"') + row(2))
    assert found.report.records.decoded == 2
    assert not found.report.problems


def test_a_session_within_a_cell_is_told(tmp_path: Path) -> None:
    """A table of events has no place for it."""
    session = f"[PS] C:\\>Get-ExchangeCertificate | fl\nThumbprint : {'A1' * 20}\nServices : SMTP"
    found = read(tmp_path, HEAD + row(1) + row(2, f'"x\n{session}\n"'))
    assert found.report.records.decoded == 2
    assert any("Row 3: one of its cells" in text for text in found.report.problems)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_lists_of_certificates_are_held_to_the_same(tmp_path: Path, mark: str) -> None:
    """Each row is a certificate."""
    cells = [
        (f"{number:040X}", f"{before}SMTP", f"CN=mail{number}.contoso.com{behind}")
        for number, before, behind in (
            (1, "", ""),
            (2, '"', ""),
            (3, "", ""),
            (4, "", '"'),
            (5, "", ""),
        )
    ]
    rows = "".join(f"{mark.join(each)}\n" for each in cells)
    found = read(tmp_path, f"Thumbprint{mark}Services{mark}Subject\n{rows}")
    listed = {one.thumbprint for one in found.inventory.certificates}
    assert listed == {f"{number:040X}" for number in range(1, 6)}


SPOILT: Final = {
    "within the message": '"The certificate 18"51 is lost, and so on."',
    "of several lines": '"The certificate 18"51\n\nis lost,\nand so on."',
    "never closed": '"The certificate is lost',
}


@pytest.mark.parametrize("before", ["Dear all,\n\nhere they are:\n\n", "#TYPE System.Object\n"])
@pytest.mark.parametrize("message", SPOILT)
@pytest.mark.parametrize("place", [0, 1, 3])
def test_a_spoilt_row_is_told_and_costs_no_other(
    tmp_path: Path, before: str, message: str, place: int
) -> None:
    """Below words as in a file of its own, wherever in the table it stands."""
    rows = [row(day) for day in range(1, 4)]
    rows.insert(place, row(9, SPOILT[message]))
    found = read(tmp_path, before + HEAD + "".join(rows))
    assert found.report.records.decoded >= 3
    assert found.report.problems
    assert not found.report.complete


@pytest.mark.parametrize(
    "below",
    ['\nIt was "only" this, that, "and more, we think, of it\n', '\n\n"Best regards", said she\n'],
)
def test_words_with_stray_marks_below_a_table_are_no_rows(tmp_path: Path, below: str) -> None:
    """Also right below the last row."""
    found = read(tmp_path, f"Dear all,\n\n{HEAD}{row(1)}{row(2)}{below}")
    assert found.report.records.decoded == 2
    assert not found.report.problems


VIEWER: Final = "Level,Date and Time,Source,Event ID,Task Category\n"


def viewed(number: int, message: str) -> str:
    """Write a row of Event Viewer's."""
    return f"Error,03/1{number}/2026 08:50:02 AM,MSExchangeTransport,12014,(12),{message}\n"


@pytest.mark.parametrize("message", ["no text", '"some, text"', '"of\n\nlines, several"'])
@pytest.mark.parametrize("head", [VIEWER, HEAD])
@pytest.mark.parametrize(
    "title",
    [
        'Export,"EX01 Application\n',
        'Name,"Exchange, EX01\n',
        'Export;"EX01\n',
        'a,"b\n\n',
        'a,b,"c\n',
        '"EX01, Application\n',
        'Export,"EX01"\n',
    ],
)
def test_a_title_with_an_open_mark_hides_no_row(
    tmp_path: Path, title: str, head: str, message: str
) -> None:
    """Nor where it has as many cells as a heading, or none of the rows has a mark."""
    make = viewed if head is VIEWER else row
    found = read(tmp_path, title + head + "".join(make(day, message) for day in range(1, 8)))
    assert found.report.records.decoded == 7
    assert not found.report.problems


@pytest.mark.parametrize("message", ["no text", '"some, text"', '"of\n\nlines, several"'])
@pytest.mark.parametrize("head", [VIEWER, HEAD])
@pytest.mark.parametrize("place", [0, 1, 3, -1])
def test_an_open_mark_in_the_headings_hides_no_row(
    tmp_path: Path, place: int, head: str, message: str
) -> None:
    """The first row, which is the newest, and all others are read, and the mark is told."""
    names = head.rstrip().split(",")
    names[place] = f'"{names[place]}'
    make = viewed if head is VIEWER else row
    rows = "".join(make(day, message) for day in range(1, 4))
    found = read(tmp_path, ",".join(names) + "\n" + rows)
    assert found.report.records.decoded == 3
    assert any("Line 1: a quotation mark" in text for text in found.report.problems)


def test_headings_of_several_lines_stay_whole(tmp_path: Path) -> None:
    """Excel writes such, where somebody broke them."""
    head = HEAD.replace("LevelDisplayName", '"Level\nDisplayName"')
    found = read(tmp_path, head + row(1) + row(2))
    assert found.report.records.decoded == 2
    assert not found.report.problems


def test_a_table_of_which_no_row_was_read_is_told(tmp_path: Path) -> None:
    """Headings that come again are none; a table without any line below them is whole."""
    own = "time,computer,channel,provider,event_id,qualifiers,level,task,record_id,data,binary\n"
    again = read(tmp_path, own + own + own)
    assert again.report.records.found == 0
    assert not again.report.complete
    assert read(tmp_path, own, "b.csv").report.complete
