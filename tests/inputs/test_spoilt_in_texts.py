"""Events within a text that cannot be read are told as they are in files of their own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.input_reports import InputReport

GOOD: Final[dict[str, Any]] = {
    "TimeCreated": "/Date(1767607440000)/",
    "ProviderName": "MSExchangeTransport",
    "Id": 12014,
    "LevelDisplayName": "Error",
    "Message": "Microsoft Exchange could not find a certificate that contains the domain name a.b",
    "RecordId": 7,
    "MachineName": "EX01",
    "LogName": "Application",
}
HEAD: Final = "Level,Date and Time,Source,Event ID,Task Category\n"
ROW: Final = (
    "Error,1/5/2026 10:04:00 AM,MSExchangeTransport,12014,TransportService,No certificate\n"
)
SPOILT: Final = {
    "a date that is none": ROW.replace("1/5/2026 10:04:00 AM", "soon"),
    "an id that is none": ROW.replace("12014", "x"),
    "cut": "Error,1/5/2026 10:05:00 AM,MSExchangeTransport",
}


def report(folder: Path, name: str, text: str) -> InputReport:
    """Read a text as a file."""
    (folder / name).write_text(text, "utf-8")
    return pipeline.read(folder / name).reads[0].report


def within(text: str) -> str:
    """Put a text between the words of a mail."""
    return f"Hi, these are the events:\n\n{text}\n\nRegards\nDana\n"


@pytest.mark.parametrize(
    "other",
    [
        {**GOOD, "TimeCreated": "soon"},
        {**GOOD, "Id": "x"},
        {**GOOD, "Id": 10**12},
        {"a": 1},
        "12014",
        {**GOOD, "Held": {**GOOD, "Id": 12015}},
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_an_item_of_json(tmp_path: Path, other: object, first: bool) -> None:
    """Beside one that is read; and what its file would say, the text says."""
    text = json.dumps([other, GOOD] if first else [GOOD, other], indent=1)
    alone = report(tmp_path, "a.json", text)
    told = report(tmp_path, "a.txt", within(text))
    assert (
        (told.records.skipped, len(told.problems))
        == (alone.records.skipped, len(alone.problems))
        != (0, 0)
    )
    where = f"tem {1 if first else 2}"
    assert where in told.problems[0]
    assert where in alone.problems[0]
    assert told.records.decoded == alone.records.decoded


def test_items_of_json_of_which_none_is_read(tmp_path: Path) -> None:
    """They look like events; what else there is in JSON is not told."""
    bad = report(tmp_path, "a.txt", within(json.dumps([{**GOOD, "TimeCreated": "soon"}])))
    assert bad.records.skipped == 1
    other = {"TimeCreated": "2026-01-05T10:04:00Z", "sum": 7}
    assert report(tmp_path, "b.txt", within(json.dumps([other]))).records.skipped == 0


@pytest.mark.parametrize("bad", SPOILT.values(), ids=SPOILT)
def test_the_last_row_of_a_table(tmp_path: Path, bad: str) -> None:
    """Whether an event comes behind it or not; also where it is the only one."""
    for rows, skipped in ((ROW + bad, 1), (bad, 1), (ROW, 0)):
        alone = report(tmp_path, "a.csv", HEAD + rows)
        told = report(tmp_path, "a.txt", within(HEAD + rows))
        assert (alone.records.skipped, told.records.skipped) == (skipped, skipped)
    assert told.problems == ()


def test_a_sentence_behind_a_table(tmp_path: Path) -> None:
    """Its commas make no row of it."""
    text = within(HEAD + ROW + "So, as you see, this, I think, is wrong, and bad, too.")
    assert report(tmp_path, "a.txt", text).problems == ()
