"""Exports with chosen columns: record ids tell that a log is whole, whatever its sources are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from certtrail.model.input_reports import ChannelSpan

SOURCES: Final = ("MSExchangeTransport", "ESE", "VSS", "MSExchangeRepl", "MsiInstaller")
CAPI2: Final = "Microsoft-Windows-CAPI2"
SCM: Final = "Service Control Manager"
Row = tuple[int, str, int]
"""A record's id, its source and its minute."""


def log(*, holes: int = 0, rows: int = 40) -> list[Row]:
    """Give records of the Application log; every so many of them is left out."""
    every = [(1000 + at, SOURCES[at % len(SOURCES)], at) for at in range(rows)]
    return [row for row in every if not holes or row[0] % holes]


def csv(rows: Iterable[Row]) -> str:
    """Write them as Select-Object and Export-Csv do."""
    lines = ['"TimeCreated","MachineName","ProviderName","Id","LevelDisplayName","RecordId"']
    lines += [
        f'"2026-11-20 {9 + minute // 60:02d}:{minute % 60:02d}:00","EX01","{source}","7777",'
        f'"{"Warning" if number % 3 else "Information"}","{number}"'
        for number, source, minute in sorted(rows, reverse=True)
    ]
    return "\n".join(lines) + "\n"


def fl(rows: Iterable[Row]) -> str:
    """Write them as Get-EventLog and Format-List do."""
    return "\n".join(
        f"Index         : {number}\nEntryType     : Information\nInstanceId    : 7777\n"
        f"Message       : Words.\nSource        : {source}\n"
        f"TimeGenerated : 2026-11-20 {9 + minute // 60:02d}:{minute % 60:02d}:00\n"
        for number, source, minute in sorted(rows, reverse=True)
    )


def spans(folder: Path, text: str, name: str = "EX01.txt") -> dict[str, ChannelSpan]:
    """Give what a file covers, by channel."""
    (folder / name).write_text(text)
    (report,) = pipeline.read([folder]).inputs
    return {span.channel: span for span in report.spans}


@pytest.mark.parametrize("write", [csv, fl])
def test_what_fills_the_holes_of_a_log_is_of_it(
    tmp_path: Path, write: Callable[[list[Row]], str]
) -> None:
    """CAPI2 has a log of its own and writes into Application as well."""
    rows = log(holes=7)
    strays = [(number, CAPI2, number - 1000) for number in range(1001, 1040) if number % 7 == 0]
    found = spans(tmp_path, write([*rows, *strays]))
    assert list(found) == ["Application"]
    span = found["Application"]
    assert (span.records, span.breaks, span.chosen) == (40, 0, False)
    assert span.providers[CAPI2] == len(strays)


def test_several_stray_sources(tmp_path: Path) -> None:
    """One beside the other, and a few in a row."""
    rows = [row for row in log() if row[0] not in (1010, 1011, 1020, 1021, 1022)]
    strays = [
        (1010, CAPI2, 10),
        (1011, SCM, 11),
        *((at, SCM, at - 1000) for at in range(1020, 1023)),
    ]
    found = spans(tmp_path, csv([*rows, *strays]))
    assert [(name, one.records, one.breaks) for name, one in found.items()] == [
        ("Application", 40, 0)
    ]


def test_a_piece_is_missing(tmp_path: Path) -> None:
    """That a piece of the log is lost makes no other log of what stands around it."""
    rows = [*log(holes=7), *((number, CAPI2, number - 1000) for number in range(1001, 1040, 7))]
    rows = [row for row in rows if not 1015 < row[0] < 1025]
    found = spans(tmp_path, csv(rows))
    assert list(found) == ["Application"]


@pytest.mark.parametrize(
    "others",
    [
        [(5000 + at, SCM, at) for at in range(20)],
        [(1000 + at, SCM, at) for at in range(20)],
        [(1008 + 7 * at, SCM, 39 - 9 * at) for at in range(4)],
    ],
    ids=["other ids", "the same ids", "at other times"],
)
def test_two_logs_stay_two(tmp_path: Path, others: list[Row]) -> None:
    """A file can hold two logs; ids that count for themselves are not those of one."""
    found = spans(tmp_path, csv([*log(holes=7), *others]))
    assert set(found) == {"Application", "System"}
    assert found["System"].records == len(others)


def test_chosen_records_are_still_told(tmp_path: Path) -> None:
    """A filter by level leaves holes which nothing fills."""
    rows = [row for row in log(rows=120) if row[0] % 3]
    assert spans(tmp_path, csv(rows))["Application"].chosen


def test_levels_of_all_sources_count(tmp_path: Path) -> None:
    """Where information is from sources that nobody knows, a log is not one of errors only."""
    head = "Level,Date and Time,Source,Event ID,Task Category\n"
    rows = [f"Error,2026-11-20 09:{at:02d}:00,{SOURCES[at % 5]},7777,None\n" for at in range(9)]
    rows += ["Information,2026-11-20 09:30:00,A Driver Nobody Knows,7777,None\n"]
    span = spans(tmp_path, head + "".join(rows), "a.csv")["Application"]
    assert (span.least, span.chosen) == ("", False)
