"""Workbooks: each sheet is CSV, dates are ISO, and what is too large or damaged is said."""

from __future__ import annotations

import csv
import re
import zipfile
from datetime import date, datetime, time
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certtrail.inputs.carriers import workbook
from certtrail.inputs.limits import Limits
from tests.inputs.archives import zipped
from tests.inputs.carried import THUMBPRINT, Carried, carried

if TYPE_CHECKING:
    from pathlib import Path


MOMENT = datetime.fromisoformat("2024-03-29 07:50:02")


def book(sheets: dict[str, list[list[Any]]]) -> bytes:
    """Write a workbook."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def rows(found: Carried, name: str) -> list[list[str]]:
    """Give the rows of a sheet."""
    return list(csv.reader(StringIO(found.text(name))))


def edited(content: bytes, name: str, edit: Any) -> bytes:
    """Change a part of a workbook."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    parts[name] = edit(parts[name])
    return zipped(parts)


def test_values_as_anybody_would_write_them(tmp_path: Path) -> None:
    """Dates are ISO, whole numbers are whole, texts stay as they are; empty sheets are nothing."""
    content = book(
        {
            "Certs": [
                ["Thumbprint", "NotAfter", "Day", "Time", "Id", "Half", "Key", "Name"],
                [
                    *(THUMBPRINT, MOMENT, date(2024, 3, 29)),
                    *(time(7, 50), 12014.0, 0.5, True, 'a "b", c\nd'),
                ],
                [],
                [None, "x"],
            ],
            "empty": [],
        }
    )
    found = carried(tmp_path, content)
    assert list(found.files) == ["Certs.csv"]
    assert rows(found, "Certs.csv")[1:] == [
        [
            *(THUMBPRINT, "2024-03-29 07:50:02", "2024-03-29 00:00:00", "07:50:00"),
            *("12014", "0.5", "True", 'a "b", c\nd'),
        ],
        [],
        ["", "x"],
    ]
    assert found.report.complete


CELLS = st.one_of(
    st.none(),
    st.integers(-(2**40), 2**40),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=30).filter(
        lambda text: not text.startswith("=") and text == text.strip()
    ),
)


@given(cells=st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=6))
@settings(max_examples=40)
def test_any_sheet_comes_out_cell_by_cell(
    cells: list[list[Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Every value is where it was; rows and cells that are empty at the end are not."""
    found = carried(tmp_path_factory.mktemp("book"), book({"one": cells}))
    expected = [["" if cell is None else str(cell) for cell in row] for row in cells]
    got = rows(found, "one.csv") if found.files else []

    def trimmed(table: list[list[str]]) -> list[list[str]]:
        kept = [re.sub(r"\0+$", "", "\0".join(row)).split("\0") for row in table]
        kept = [[] if row == [""] else row for row in kept]
        while kept and not kept[-1]:
            kept.pop()
        while kept and not kept[0]:
            kept.pop(0)
        return kept

    assert trimmed(got) == trimmed(expected)


def test_notes_beside_the_sheets_are_text(tmp_path: Path) -> None:
    """What somebody wrote to a cell is not lost."""
    made = openpyxl.Workbook()
    made.active["A1"] = "x"
    made.active["A1"].comment = openpyxl.comments.Comment(f"see {THUMBPRINT}", "a")
    out = BytesIO()
    made.save(out)
    assert f"see {THUMBPRINT}" in carried(tmp_path, out.getvalue()).text("text.txt")


def test_open_document_sheets(tmp_path: Path) -> None:
    """LibreOffice writes the date beside what it shows, and repeats cells by a number."""
    content = (
        '<o:d xmlns:o="o" xmlns:b="b" xmlns:t="t"><b:table b:name="Certs"><b:table-row>'
        '<b:table-cell o:date-value="2024-03-29T07:50:02"><t:p>29.3.24</t:p></b:table-cell>'
        '<b:table-cell b:number-columns-repeated="2"><t:p>x</t:p></b:table-cell>'
        '<b:table-cell b:number-columns-repeated="16000"/></b:table-row></b:table></o:d>'
    )
    parts = {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": content.encode(),
    }
    found = carried(tmp_path, zipped(parts, method=0))
    assert rows(found, "Certs.csv") == [["2024-03-29 07:50:02", "x", "x"]]


def test_a_sheet_that_is_damaged_costs_itself(tmp_path: Path) -> None:
    """The others are read, and it is said."""
    content = book({"good": [["a"]], "bad": [["b"]]})
    broken = edited(content, "xl/worksheets/sheet2.xml", lambda xml: xml[: len(xml) // 2])
    found = carried(tmp_path, broken)
    assert rows(found, "good.csv") == [["a"]]
    assert "bad" in " ".join(found.report.problems)


@pytest.mark.parametrize(
    "row",
    [
        '<row r="999999999999"><c r="A999999999999"><v>1</v></c></row>',
        '<row><c r="XFD1"><v>1</v></c></row>' * 1000,
        "<row/>" * 20_000,
    ],
)
def test_a_sheet_that_says_it_is_huge_ends(
    tmp_path: Path, row: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows and cells that are not there cost as much as those that are."""
    monkeypatch.setattr(workbook, "_MOST_ROWS", 10_000)
    monkeypatch.setattr(workbook, "_MOST_CELLS", 1_000_000)
    sheet = f"<sheetData>{row}</sheetData>".encode()
    content = edited(
        book({"one": [["first"]]}),
        "xl/worksheets/sheet1.xml",
        lambda xml: re.sub(rb"<sheetData>.*</sheetData>", sheet, xml, flags=re.DOTALL),
    )
    found = carried(tmp_path, content)
    assert "larger than is read" in " ".join(found.report.problems)


def test_a_workbook_that_would_not_fit(tmp_path: Path) -> None:
    """Its parts say how large they are, before any is unpacked."""
    content = book({"one": [["x" * 30000] for _ in range(10)]})
    found = carried(tmp_path, content, Limits(parts=100_000))
    assert "larger than" in found.report.problems[0]
