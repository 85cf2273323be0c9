"""SMTP protocol logs as files of any size: the facts that their rows tell.

#Log-type: SMTP Receive Protocol Log
#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,...
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from certtrail.inputs import decoding
from certtrail.inputs.exchange.protocol_rows import (
    LONGEST,
    ProtocolRows,
    are_fields,
    is_unread_evidence,
    read_row,
)
from certtrail.inputs.exchange.protocol_sieve import sift
from certtrail.inputs.kind import Kind
from certtrail.inputs.opened import Head, Opened, Read
from certtrail.inputs.relevance import speaks_of_it
from certtrail.model.input_reports import RecordCount
from certtrail.text.message import phrase
from certtrail.text.secrets.masking import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_TYPE: Final = re.compile(r"^#Log-type: *SMTP (Receive|Send) Protocol Log", re.MULTILINE)
_SORT: Final = "#Log-type:"
_FIELDS: Final = "#Fields:"
_PLAIN: Final = frozenset({"smtp-protocol-log", "tls-session"})
_HEADER: Final = re.compile(r"#(?:Software|Version|Log-type|Date):[^,]{0,200}")
_LINES: Final = 10


def recognise(head: Head) -> bool:
    """Tell whether a text is a protocol log of SMTP, from its first line on."""
    text = (head.text or "").lstrip("\ufeff \t\r\n")
    return text.startswith("#") and _TYPE.search(text[:4096]) is not None


@dataclass(slots=True)
class _Reading:
    """A log while it is read.

    Attributes:
        log: its rows.
        direction: of the rows that follow; empty where they are of a log of another sort.
        names: of their fields.
        bad: how many rows were not read.
        problems: what is wrong with the first of those.
        asides: the numbers of comments that are no header and speak of certificates.
        others: of those at which a log of another sort begins.
        odd: of rows that tell something in a way that nobody reads.
    """

    log: ProtocolRows
    direction: str
    names: list[str] = field(default_factory=list)
    bad: int = 0
    problems: list[str] = field(default_factory=list)
    asides: list[int] = field(default_factory=list)
    others: list[int] = field(default_factory=list)
    odd: list[int] = field(default_factory=list)

    def plain(self, rows: int) -> None:
        """Count rows that tell nothing."""
        if self.direction:
            self.log.count(self.direction, rows)
        else:
            self.bad += rows

    def comment(self, line: str, number: int) -> None:
        """Take what a header says of the rows below it."""
        aside = _is_aside(line)
        if line.startswith(_FIELDS):
            self.names = [name.strip() for name in line.removeprefix(_FIELDS).split(",")]
            self.log.repeated.begin(self.names)
            aside = bool(self.direction) and not are_fields(self.names)
        elif line.startswith(_SORT):
            self.direction = _direction(line)
            self.log.repeated.begin(self.names)
            self.others += [] if self.direction else [number]
        self.asides += [number] if aside else []

    def row(self, line: str, number: int, *, sound: bool) -> None:
        """Take a row, if it is one; see `protocol_sieve.Sifted` for one that is sound."""
        row, time = read_row(line, self.names) if self.direction else (None, 0)
        if row is None:
            self.bad += 1
            if self.direction and len(self.problems) < _LINES:
                self.problems.append(self._no_row(line, number))
            return
        took = self.log.row(row, time, number, self.direction)
        if (not took or len(line) > LONGEST) and is_unread_evidence(line):
            self.odd.append(number)
        if sound:
            self.log.repeatable(line, row)

    def _no_row(self, line: str, number: int) -> str:
        return phrase(
            "Line {number}: expected a row of {count} fields that begins with an instant, found "
            "{line}; ask for the log again.",
            number=number,
            count=len(self.names) or 9,
            line=repr(shown(line, 60)),
        )

    def lost(self) -> Iterator[str]:
        """Say what was not read, beside the rows that are none."""
        if self.asides:
            yield phrase(
                "{count|count} lines that begin with # are no header of such a log, the first of "
                "them line {number}, and were not read; ask for the log again.",
                count=len(self.asides),
                number=self.asides[0],
            )
        if self.others:
            yield phrase(
                "Line {number}: a log of another sort begins there, whose rows were not read; "
                "send it as a file of its own.",
                number=self.others[0],
            )
        yield from lost_rows(self.log, self.odd)


def read(opened: Opened) -> Read:
    """Read a log of any size: rows that tell nothing are counted, the others looked at."""
    log = ProtocolRows(opened.name, opened.file.server_hint)
    reading = _Reading(log, _direction((opened.head.text or "")[:4096]))
    to_text = decoding.line_decoder(opened.head.content)
    for sifted in sift(opened.blocks()):
        reading.plain(sifted.plain)
        for number, raw, sound in log.repeated.others(sifted, to_text):
            line = to_text(raw)
            if line.startswith("#"):
                reading.comment(line, number)
            elif line.strip():
                reading.row(line, number, sound=sound)
    rows, bad = sum(log.directions.values()), reading.bad
    facts = log.facts()
    problems = [*reading.problems, *reading.lost()]
    told = sum(fact.kind not in _PLAIN for fact in facts)
    count = RecordCount(rows + bad, rows, 0, bad)
    notes = [phrase("{count} different certificates and TLS failures.", count=told)]
    report = opened.report("smtp-protocol-log", count, problems=problems, notes=notes)
    return Read(report, facts=tuple(facts))


def _direction(text: str) -> str:
    """Give the direction that the head of a log tells; empty for a log of another sort."""
    found = _TYPE.search(text)
    return found[1].lower() if found else ""


def _is_aside(line: str) -> bool:
    told = speaks_of_it(line) or is_unread_evidence(line)
    return told and not _HEADER.fullmatch(line)


def lost_rows(log: ProtocolRows, odd: Sequence[int]) -> Iterator[str]:
    """Say what rows were not read.

    Args:
        log: what was read; some may tell more than is kept.
        odd: the numbers of the lines of rows that tell something in a way that nobody reads.
    """
    if len(odd) == 1:
        yield phrase(
            "Line {number}: this row names a certificate or a failure of TLS in a way that "
            "certtrail does not read, as where somebody changed a thumbprint; ask for the log "
            "again, as it was written.",
            number=odd[0],
        )
    elif odd:
        yield phrase(
            "{count|count} rows name a certificate or a failure of TLS in a way that certtrail "
            "does not read, the first of them line {number}; ask for the log again.",
            count=len(odd),
            number=odd[0],
        )
    if log.left_out:
        yield phrase(
            "{left_out} rows tell more different things than are kept.", left_out=log.left_out
        )


KIND = Kind("smtp-protocol-log", "rows", recognise, read)
