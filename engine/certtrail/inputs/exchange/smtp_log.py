r"""SMTP protocol logs: certificates that were really sent or received, and TLS failures, as facts.

    #Log-type: SMTP Receive Protocol Log
    #Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,...
    2026-02-28T13:00:00.123Z,EX01\Default,08D,5,10.0.0.1:25,10.0.0.2:9,*,,Sending certificate
    2026-02-28T13:00:00.123Z,EX01\Default,08D,6,10.0.0.1:25,1.2:9,*,1851CC,Certificate thumbprint

Older versions write one row for each property of a certificate, newer ones one row for all.
"""

from __future__ import annotations

import csv
import re
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from certtrail.inputs.kind import Kind
from certtrail.inputs.opened import Head, Opened, Read
from certtrail.model.fact import Evidence, Fact
from certtrail.model.input_reports import RecordCount
from certtrail.text.instants import SECOND, iso, parse_iso
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

_TYPE: Final = re.compile(r"^#Log-type: *SMTP (Receive|Send) Protocol Log", re.MULTILINE)
_FIELDS: Final = "#Fields:"
_NAMES: Final = (
    "date-time",
    "connector-id",
    "session-id",
    "remote-endpoint",
    "event",
    "data",
    "context",
)
_THUMBPRINT: Final = re.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{40}(?![0-9A-Fa-f])", re.ASCII)
_FAILED: Final = re.compile(r"TLS negotiation failed with error (\w{1,60})", re.IGNORECASE)
_REPLY: Final = re.compile(r"\b(454 4\.7\.\d{1,3}|451 5\.7\.3)\b", re.ASCII)
_PARTS: Final = {"certificate subject": "subject", "certificate issuer name": "issuer"}
# Sessions whose certificate rows may still come; facts that differ. Beyond that a log is hostile.
_SESSIONS: Final = 10_000
_FACTS: Final = 5_000
_LONGEST: Final = 1 << 16
_LINES: Final = 10


@dataclass(slots=True)
class _Seen:
    """One fact while it is collected; times in ns."""

    fields: dict[str, str | int | bool]
    server: str
    first: int
    last: int
    line: int
    end: int
    count: int = 0


@dataclass(slots=True)
class _Log:
    """A log while it is read."""

    opened: Opened
    direction: str
    seen: dict[tuple[str, ...], _Seen] = field(default_factory=dict)
    sessions: OrderedDict[str, tuple[str, dict[str, str]]] = field(default_factory=OrderedDict)
    left_out: int = 0

    def row(self, row: dict[str, str], time: int, line: int) -> None:
        """Take a row."""
        context, data = row["context"], row["data"]
        lowered = context.casefold()
        failed = _FAILED.search(f"{context} {data}")
        reply = _REPLY.search(data)
        if failed or reply:
            error = failed[1] if failed else reply[1] if reply else ""
            self._note("tls-failure", row, time, line, {"error": error})
        elif lowered.startswith(
            ("sending certificate", "received certificate", "remote certificate")
        ):
            kind = "certificate-sent" if lowered.startswith("send") else "certificate-received"
            found = _THUMBPRINT.search(data)
            if found:
                self._note(kind, row, time, line, {"thumbprint": found[0].upper()})
            else:
                self._remember(row["session-id"], kind)
        elif row["session-id"] in self.sessions:
            self._part(row, lowered, time, line)

    def _part(self, row: dict[str, str], context: str, time: int, line: int) -> None:
        """Take one property of a certificate that was announced before."""
        kind, known = self.sessions[row["session-id"]]
        if context in _PARTS:
            known[_PARTS[context]] = row["data"].strip()[:400]
        elif context == "certificate thumbprint":
            found = _THUMBPRINT.search(row["data"])
            del self.sessions[row["session-id"]]
            if found:
                self._note(kind, row, time, line, {"thumbprint": found[0].upper(), **known})

    def _remember(self, session: str, kind: str) -> None:
        self.sessions[session] = (kind, {})
        if len(self.sessions) > _SESSIONS:
            self.sessions.popitem(last=False)

    def _note(
        self, kind: str, row: dict[str, str], time: int, line: int, told: dict[str, str]
    ) -> None:
        server, _, name = row["connector-id"].rpartition("\\")
        known: dict[str, str | int | bool] = {
            "connector": name[:200],
            "direction": self.direction,
            **told,
        }
        server = server or self.opened.file.server_hint
        if kind == "certificate-received":
            known["remote"] = row["remote-endpoint"].rpartition(":")[0][:64]
        key = (kind, server, *(f"{name}={value}" for name, value in sorted(known.items())))
        seen = self.seen.get(key)
        if seen is None:
            if len(self.seen) >= _FACTS:
                self.left_out += 1
                return
            seen = self.seen[key] = _Seen(known, server, time, time, line, line)
        seen.first, seen.last = min(seen.first, time), max(seen.last, time)
        seen.end = line
        seen.count += 1

    def facts(self) -> Iterator[Fact]:
        """Make the facts, each with its first and last row."""
        for (kind, *_), seen in self.seen.items():
            times = {
                "first": seen.first // SECOND,
                "last": seen.last // SECOND,
                "count": seen.count,
            }
            places = [(seen.first, seen.line)]
            if seen.end != seen.line:
                places.append((seen.last, seen.end))
            told = ", ".join(f"{name}={value}" for name, value in seen.fields.items())
            name = self.opened.name
            evidence = tuple(
                Evidence(
                    time,
                    seen.server,
                    "smtp-protocol-log",
                    line,
                    name,
                    f"{iso(time)} {name} line {line}: {kind} {told}"[:500],
                )
                for time, line in places
            )
            yield Fact(kind, seen.server, seen.first, {**seen.fields, **times}, evidence)


def recognise(head: Head) -> bool:
    """Tell whether a text is a protocol log of SMTP."""
    return head.text is not None and _TYPE.search(head.text[:4096]) is not None


def read(opened: Opened) -> Read:
    """Read a log of any size, row by row."""
    found = _TYPE.search((opened.head.text or "")[:4096])
    log = _Log(opened, "send" if found and found[1] == "Send" else "receive")
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
        row, time = _row(line, names)
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
        log.row(row, time, number)
    facts = tuple(log.facts())
    if log.left_out:
        problems.append(
            phrase(
                "{left_out} rows tell more different things than are kept.", left_out=log.left_out
            )
        )
    count = RecordCount(rows + bad, rows, 0, bad)
    notes = [phrase("{count} different certificates and TLS failures.", count=len(facts))]
    account = opened.account("smtp-protocol-log", count, problems=problems, notes=notes)
    servers = sorted({fact.server for fact in facts}) or [opened.file.server_hint]
    told = [_at_hand(opened, server, log.direction, rows) for server in servers]
    return Read(account, told=(*told, *facts))


def _row(line: str, names: list[str]) -> tuple[dict[str, str] | None, int]:
    try:
        values = next(csv.reader([line[:_LONGEST]]), [])
        row = dict(zip(names, values, strict=True))
        if any(name not in row for name in _NAMES):
            return None, 0
        return row, parse_iso(row["date-time"])
    except (csv.Error, ValueError, OverflowError):
        return None, 0


def _at_hand(opened: Opened, server: str, direction: str, rows: int) -> Fact:
    """Tell that the log of a server is at hand, whatever is in it."""
    line = f"{opened.name}: SMTP {direction} protocol log of {rows} rows"
    place = Evidence(None, server, "smtp-protocol-log", 1, opened.name, line)
    return Fact("smtp-protocol-log", server, 0, {"direction": direction, "rows": rows}, (place,))


KIND = Kind("smtp-protocol-log", "rows", recognise, read)
