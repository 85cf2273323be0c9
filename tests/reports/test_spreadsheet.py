"""Workbooks: what a cell holds, what stays in sight, what is folded, and the same bytes always."""

from __future__ import annotations

import io
import time
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from click.testing import CliRunner

from certtrail.cli.main import cli
from certtrail.reports.differences_report import render_differences
from certtrail.reports.spreadsheet import Sheet, SheetCell, SheetRow, Spreadsheet
from certtrail.text.languages import ENGLISH_READER
from tests.stories.sampled import FOLDER, diagnosed

if TYPE_CHECKING:
    from pathlib import Path


def opened(report: Any) -> Any:
    """Open a workbook as a program does."""
    return openpyxl.load_workbook(io.BytesIO(report))


def one_cell(text: str) -> Any:
    """Write a text to a cell, and read the cell."""
    head = SheetRow((SheetCell("head"),))
    report = Spreadsheet([Sheet("a", (9,), head, (SheetRow((SheetCell(text),)),))])
    return opened(report)["a"]["A2"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "@x", "1.5", "#N/A", "2026-01-01", "TRUE", "{=1}"])
def test_a_cell_is_a_text(text: str) -> None:
    """Whatever a spreadsheet would take it for; also after somebody edited it."""
    cell = one_cell(text)
    assert (cell.data_type, cell.number_format) == ("s", "@")
    assert cell.value.removeprefix("'") == text


def test_what_xml_cannot_hold_is_spelled_out() -> None:
    """Nor does a code that Excel would turn into a character become one."""
    assert one_cell("a\x00\x07\ud800b\ufffe").value == "a\\x00\\x07\\ud800b\\ufffe"
    assert one_cell("_x0041__x202E_").value == "_x005F_x0041__x005F_x202E_"


def test_a_long_text_says_that_it_was_cut() -> None:
    """Excel counts in units of UTF-16."""
    for text in ("long" * 20_000, "\U00010330" * 20_000):
        told = one_cell(text).value
        assert told.endswith(" [...]")
        assert 32_000 < len(told.encode("utf-16-le")) / 2 <= 32_767


def test_titles_of_sheets() -> None:
    """What no tab can be called is left out, and each has its own."""
    head = SheetRow((SheetCell("head"),))
    titles = ["a/b:c*[d]?", "same" * 20, "same" * 20, "", "'"]
    report = Spreadsheet([Sheet(title, (9,), head, ()) for title in titles])
    assert opened(report).sheetnames == [
        "a b c  d", ("same" * 20)[:31], ("same" * 20)[:29] + " 2", "-", "- 2"
    ]  # fmt: skip


def test_servers_side_by_side() -> None:
    """The outlier first; what all share is folded; what nobody knows is not the same."""
    diagnosis = diagnosed("outlier")
    sheet = opened(render_differences(diagnosis, "xlsx", ENGLISH_READER))["Servers"]
    head, *rows = sheet.iter_rows(values_only=True)
    assert [name.partition(".")[0] for name in head[1:]] == ["EX03", "EX01", "EX02", "EX04"]
    assert sheet.freeze_panes == "B2"
    assert all(10 <= one.width <= 80 for one in sheet.column_dimensions.values())
    assert sheet["B2"].alignment.wrap_text
    parts: dict[str, list[tuple[str, ...]]] = {}
    folded = set()
    for number, row in enumerate(rows, 2):
        if row[1] is None:
            part = parts.setdefault(str(row[0]), [])
            continue
        part.append(row)
        if sheet.row_dimensions[number].hidden:
            assert sheet.row_dimensions[number].outlineLevel == 1
            folded.add(list(parts)[-1])
    differ, missing, same = parts.values()
    assert folded == set(list(parts)[1:])
    assert all(len(set(row[1:])) > 1 for row in differ)
    assert all("cannot be compared" in " ".join(row) for row in missing)
    (act,) = [row for row in differ if row[0].startswith("Enable-ExchangeCertificate")]
    assert act[1] == "not done"
    assert act[3].startswith("cannot be compared, for lack of: ")
    assert len(same) == len({row[0] for row in same}) > 3


def test_the_same_bytes_at_any_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in the file says when it was made."""
    diagnosis = diagnosed("outlier")
    first = render_differences(diagnosis, "xlsx", ENGLISH_READER)
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + 1e8)
    monkeypatch.setattr("time.localtime", lambda *_: time.gmtime(now + 1e8))
    assert render_differences(diagnosis, "xlsx", ENGLISH_READER) == first
    book = opened(first)
    assert book.properties.creator == "certtrail"
    assert book.properties.modified.year == 1980


def test_by_the_command(tmp_path: Path) -> None:
    """By its suffix into a file, by its name to a pipe."""
    outlier = str(FOLDER / "outlier")
    path = tmp_path / "diff.xlsx"
    runner = CliRunner()
    assert runner.invoke(cli, ["diff", outlier, "-o", str(path)]).exit_code == 1
    piped = runner.invoke(cli, ["diff", outlier, "--format", "xlsx"])
    assert piped.stdout_bytes == path.read_bytes()


def test_a_terminal_gets_no_workbook(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told how to have it, before any work."""
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True, raising=False)
    found = CliRunner().invoke(cli, ["diff", str(FOLDER / "outlier"), "--format", "xlsx"])
    assert found.exit_code == 2
    assert "add -o diff.xlsx" in found.stderr
    assert found.stdout == ""
