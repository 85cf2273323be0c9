"""Dates without a year are of the last year in which a log can have shown them."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from certtrail.text.instants import to_datetime

if TYPE_CHECKING:
    from pathlib import Path

TABLE: Final = """PS C:\\> Get-EventLog Application -Newest 2

   Index Time          EntryType   Source                 InstanceID Message
   ----- ----          ---------   ------                 ---------- -------
   70412 Oct 09 07:15  Error       MSExchangeTransport    3221499633 An internal transport cert...
   70398 Oct 09 06:58  Information ESE                           326 edgetransport (7120,D,5...
"""
LISTED: Final = (
    "Thumbprint : 0123456789ABCDEF0123456789ABCDEF01234567\nServices   : SMTP\n"
    "NotBefore  : 6/30/2023 8:00:00 AM\nNotAfter   : 6/30/2028 8:00:00 AM\nStatus     : Valid\n\n"
)
MAIL: Final = "From: Kim\nSent: Tuesday, October 14, 2025 9:40 AM\nTo: Help\n\n"
OLD: Final = datetime(2026, 2, 3, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("before", "year"),
    [
        (MAIL + LISTED, 2025),
        (MAIL.replace("October 14", "October 2"), 2024),
        (MAIL + "The next one is to be there by 2027-03-01.\n\n", 2025),
        (LISTED, 2025),
        ("Plan for 2027-03-01: a new one.\n\n", 2025),
        ("Copied on 2024-11-02 by Kim.\n\n", 2024),
        ("", 2025),
    ],
)
def test_no_log_is_later_than_what_shows_it(tmp_path: Path, before: str, year: int) -> None:
    """The end of a certificate tells no year, and neither does what is planned."""
    file = tmp_path / "EX01.txt"
    file.write_text(before + TABLE)
    os.utime(file, (OLD, OLD))
    found = pipeline.diagnose([file])
    spans = [span for one in found.inputs for span in one.spans if span.records]
    assert {to_datetime(span.last).year for span in spans} == {year}
