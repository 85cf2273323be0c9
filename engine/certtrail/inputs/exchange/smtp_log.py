"""SMTP protocol logs as files of any size: the facts that their rows tell.

#Log-type: SMTP Receive Protocol Log
#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,...
"""

from __future__ import annotations

import re
from typing import Final

from certtrail.inputs.exchange.protocol_rows import ProtocolRows, read_row
from certtrail.inputs.kind import Kind
from certtrail.inputs.opened import Head, Opened, Read
from certtrail.model.input_reports import RecordCount
from certtrail.text.message import phrase

_TYPE: Final = re.compile(r"^#Log-type: *SMTP (Receive|Send) Protocol Log", re.MULTILINE)
_FIELDS: Final = "#Fields:"
_LINES: Final = 10


def recognise(head: Head) -> bool:
    """Tell whether a text is a protocol log of SMTP, from its first line on."""
    text = (head.text or "").lstrip("\ufeff \t\r\n")
    return text.startswith("#") and _TYPE.search(text[:4096]) is not None


def read(opened: Opened) -> Read:
    """Read a log of any size, row by row."""
    found = _TYPE.search((opened.head.text or "")[:4096])
    direction = "send" if found and found[1] == "Send" else "receive"
    log = ProtocolRows(opened.name, opened.file.server_hint)
    names: list[str] = []
    rows = bad = 0
    problems: list[str] = []
    for number, line in enumerate(opened.lines(), 1):
        if line.startswith("#"):
            if line.startswith(_FIELDS):
                names = [name.strip() for name in line.removeprefix(_FIELDS).split(",")]
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
                        line=repr(line[:60]),
                    )
                )
            continue
        rows += 1
        log.row(row, time, number, direction)
    log.directions.setdefault(direction, 0)
    facts = log.facts()
    if log.left_out:
        problems.append(left_out(log))
    told = sum(fact.kind != "smtp-protocol-log" for fact in facts)
    count = RecordCount(rows + bad, rows, 0, bad)
    notes = [phrase("{count} different certificates and TLS failures.", count=told)]
    report = opened.report("smtp-protocol-log", count, problems=problems, notes=notes)
    return Read(report, facts=tuple(facts))


def left_out(log: ProtocolRows) -> str:
    """Say that rows tell too many different things."""
    return phrase(
        "{left_out} rows tell more different things than are kept.", left_out=log.left_out
    )


KIND = Kind("smtp-protocol-log", "rows", recognise, read)
