"""Rows of SMTP protocol logs in pasted text: without their head, quoted, wrapped; as facts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.exchange.protocol_rows import ProtocolRows, is_unread_evidence, read_row
from certtrail.inputs.exchange.smtp_log import lost_rows
from certtrail.text.message import phrase
from certtrail.text.secrets.masking import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROW: Final = re.compile(
    r"^[ \t]{0,8}\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,7})?Z,[^,\n]{0,300}(?:\n[^,\n]{0,200})?,"
    # An id of a session in its sixteen digits, or one of another look with what stands behind it.
    r"\s?(?:[0-9A-F]{8,20},|[^,\s]{1,40},\s?\d{1,9},\s?(?:[^,\s]{1,80}:\d{1,5})?,)",
    re.MULTILINE,
)
_HEAD: Final = re.compile(r"^#Log-type: *SMTP (Receive|Send)", re.MULTILINE | re.IGNORECASE)
_END: Final = re.compile(r"\n(?=[ \t]*(?:\n|#|\d{4}-\d\d-\d\dT[\d:.]{8,16}Z,\S))|\Z")
_LONGEST: Final = 8_000
_PROBLEMS: Final = 5


def recognise(paste: Paste) -> bool:
    """Tell whether a text holds such rows."""
    return _ROW.search(paste.text) is not None


def scan(paste: Paste) -> Scanned:
    """Read the rows."""
    rows = ProtocolRows(paste.name, paste.hint)
    problems: list[str] = []
    odd: list[int] = []
    bad = count = 0
    for place, _, text, direction in _rows(paste.text):
        row, time = read_row(text)
        if row is None:
            bad += 1
            if bad <= _PROBLEMS:
                problems.append(
                    phrase(
                        "Line {number}: expected a row of a protocol log with its nine fields, "
                        "found {line}; paste the log again, or send the file.",
                        number=paste.line_at(place),
                        line=repr(shown(text, 60)),
                    )
                )
            continue
        count += 1
        took = rows.row(row, time, paste.line_at(place), direction)
        odd += [] if took or not is_unread_evidence(text) else [paste.line_at(place)]
    if bad > _PROBLEMS:
        problems.append(phrase("And {number} more of that sort.", number=bad - _PROBLEMS))
    problems += lost_rows(rows, odd)
    return Scanned(count, tuple(rows.facts()) if count else (), problems=tuple(problems))


def rows_in(text: str) -> Iterator[tuple[int, int]]:
    """Give where each such row starts and ends."""
    for found in _ROW.finditer(text):
        yield found.start(), _end(text, found)


def _end(text: str, found: re.Match[str]) -> int:
    stop = _END.search(text, found.end(), found.start() + _LONGEST)
    return stop.start() if stop is not None else found.start() + _LONGEST


def stretches_read(text: str) -> list[tuple[int, int]]:
    """Give where each row that is read starts and ends, in their order."""
    return [(start, end) for start, end, row, _ in _rows(text) if read_row(row)[0] is not None]


def _rows(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Give where each row starts and ends, and it, joined again where a mail program wrapped it."""
    heads = [(found.start(), found[1].casefold()) for found in _HEAD.finditer(text)]
    at = 0
    direction = ""
    for found in _ROW.finditer(text):
        while at < len(heads) and heads[at][0] < found.start():
            direction = heads[at][1]
            at += 1
        end = _end(text, found)
        row = text[found.start() : end].strip()
        # What was wrapped lost a blank, or none: a thumbprint is whole again either way.
        yield found.start(), end, " ".join(row.split("\n")), direction


SCANNER = Scanner(phrase("rows of SMTP protocol logs"), (), recognise, scan)
