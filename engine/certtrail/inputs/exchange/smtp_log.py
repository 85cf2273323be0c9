"""SMTP protocol logs as files of any size: the facts that their rows tell.

#Log-type: SMTP Receive Protocol Log
#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,...
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs import decoding
from certtrail.inputs.exchange.protocol_rows import ProtocolRows, read_row
from certtrail.inputs.exchange.protocol_sieve import sift
from certtrail.inputs.kind import Kind
from certtrail.inputs.opened import Head, Opened, Read
from certtrail.inputs.relevance import speaks_of_it
from certtrail.model.input_reports import RecordCount
from certtrail.text.message import phrase
from certtrail.text.secrets.masking import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

_TYPE: Final = re.compile(r"^#Log-type: *SMTP (Receive|Send) Protocol Log", re.MULTILINE)
_FIELDS: Final = "#Fields:"
_PLAIN: Final = frozenset({"smtp-protocol-log", "tls-session"})
_HEADER: Final = re.compile(r"#(?:Software|Version|Log-type|Date|Fields):")
_LINES: Final = 10


def recognise(head: Head) -> bool:
    """Tell whether a text is a protocol log of SMTP, from its first line on."""
    text = (head.text or "").lstrip("\ufeff \t\r\n")
    return text.startswith("#") and _TYPE.search(text[:4096]) is not None


def read(opened: Opened) -> Read:
    """Read a log of any size: rows that tell nothing are counted, the others looked at."""
    found = _TYPE.search((opened.head.text or "")[:4096])
    direction = "send" if found and found[1] == "Send" else "receive"
    log = ProtocolRows(opened.name, opened.file.server_hint)
    names: list[str] = []
    plain = bad = 0
    asides: list[int] = []
    problems: list[str] = []
    to_text = decoding.line_decoder(opened.head.content)
    for sifted in sift(opened.blocks()):
        plain += sifted.plain
        for number, raw, sound in log.repeated.others(sifted, to_text):
            line = to_text(raw)
            if line.startswith("#"):
                if line.startswith(_FIELDS):
                    names = [name.strip() for name in line.removeprefix(_FIELDS).split(",")]
                    log.repeated.forget()
                elif _is_aside(line):
                    asides.append(number)
                continue
            if not line.strip():
                continue
            row, time = read_row(line, names)
            if row is None:
                bad += 1
                if len(problems) < _LINES:
                    problems.append(
                        phrase(
                            "Line {number}: expected a row of {count} fields that begins with an "
                            "instant, found {line}; ask for the log again.",
                            number=number,
                            count=len(names) or 9,
                            line=repr(shown(line, 60)),
                        )
                    )
                continue
            log.row(row, time, number, direction)
            if sound:
                log.repeatable(line, row)
    rows = log.directions[direction] = log.directions.get(direction, 0) + plain
    facts = log.facts()
    problems += _lost(log, asides)
    told = sum(fact.kind not in _PLAIN for fact in facts)
    count = RecordCount(rows + bad, rows, 0, bad)
    notes = [phrase("{count} different certificates and TLS failures.", count=told)]
    report = opened.report("smtp-protocol-log", count, problems=problems, notes=notes)
    return Read(report, facts=tuple(facts))


def _is_aside(line: str) -> bool:
    return not _HEADER.match(line) and speaks_of_it(line)


def _lost(log: ProtocolRows, asides: list[int]) -> Iterator[str]:
    """Say what was not read: things beyond those kept, and lines of these numbers."""
    if asides:
        yield phrase(
            "{count|count} lines that begin with # are no header of such a log, the first of "
            "them line {number}, and were not read; ask for the log again.",
            count=len(asides),
            number=asides[0],
        )
    if log.left_out:
        yield left_out(log)


def left_out(log: ProtocolRows) -> str:
    """Say that rows tell too many different things."""
    return phrase(
        "{left_out} rows tell more different things than are kept.", left_out=log.left_out
    )


KIND = Kind("smtp-protocol-log", "rows", recognise, read)
