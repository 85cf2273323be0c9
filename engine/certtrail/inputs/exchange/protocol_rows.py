r"""Rows of an SMTP protocol log: row by row in; certificates that were really sent or received, and
TLS failures, as facts, out.

    2026-02-28T13:00:00.123Z,EX01\Default,08D,5,10.0.0.1:25,10.0.0.2:9,*,,Sending certificate
    2026-02-28T13:00:00.123Z,EX01\Default,08D,6,10.0.0.1:25,1.2:9,*,1851CC,Certificate thumbprint

Older versions write one row for each property of a certificate, newer ones one row for all.
"""

from __future__ import annotations

import csv
import re
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Self

from certtrail.inputs.console.smtp_reasons import status_in
from certtrail.inputs.exchange.protocol_certificates import described
from certtrail.model.fact import Evidence, Fact
from certtrail.rulebook.reply_reasons import squeezed
from certtrail.text.instants import SECOND, iso, parse_iso
from certtrail.text.thumbprint import thumbprints_within

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# The order of the fields never changed.
FIELDS: Final = (
    "date-time",
    "connector-id",
    "session-id",
    "sequence-number",
    "local-endpoint",
    "remote-endpoint",
    "event",
    "data",
    "context",
)
_NEEDED: Final = frozenset(FIELDS) - {"sequence-number", "local-endpoint"}
_FAILED: Final = re.compile(
    r"TLS negotiation failed with error (\w{1,60})", re.IGNORECASE | re.ASCII
)
# SP_PROT_TLS1_2_CLIENT, SP_PROT_TLS1_3_SERVER; what both sides agreed on.
_AGREED: Final = re.compile(
    r"SP_PROT_(\w{3,12}?)_(?:CLIENT|SERVER)\b negotiation succeeded", re.ASCII
)
_REPLY: Final = re.compile(r"\b(454 4\.7\.\d{1,3}|451 5\.7\.3)\b", re.ASCII)
_PARTS: Final = {"certificate subject": "subject", "certificate issuer name": "issuer"}
# Sessions whose rows may still come; facts that differ. Beyond that a log is hostile.
_SESSIONS: Final = 10_000
_FACTS: Final = 5_000
_REMOTES: Final = 50  # that are kept of one failure
_LONGEST: Final = 1 << 16
_BEFORE_DATA: Final = 7  # fields


@dataclass(slots=True)
class _Seen:
    """One fact while it is collected; times in ns, those of repeated rows as they are written."""

    fields: dict[str, str | int | bool]
    server: str
    first: int
    last: int
    line: int
    end: int
    count: int = 0
    remotes: dict[str, None] = field(default_factory=dict)
    earliest: bytes = b""
    latest: bytes = b""

    def take(self, time: int, line: int) -> None:
        """Count a row that tells it."""
        self.first, self.last = min(self.first, time), max(self.last, time)
        self.end = line
        self.count += 1

    def settled(self) -> Self:
        """Read the times of the repeated rows, too."""
        for raw in filter(None, (self.earliest, self.latest)):
            time = parse_iso(raw.decode())
            self.first, self.last = min(self.first, time), max(self.last, time)
        return self


@dataclass(slots=True)
class _Session:
    """What the rows of a session told: a certificate that is announced, and the one sent last."""

    kind: str = ""
    known: dict[str, str] = field(default_factory=dict)
    sent: str = ""


@dataclass(slots=True)
class ProtocolRows:
    """The rows of one text.

    Attributes:
        name: of the file.
        hint: the server where a row names none.
        left_out: rows that tell more different things than are kept.
        directions: how many rows there were of each direction.
    """

    name: str
    hint: str = ""
    left_out: int = 0
    directions: dict[str, int] = field(default_factory=dict)
    _seen: dict[tuple[str, ...], _Seen] = field(default_factory=dict)
    _sessions: OrderedDict[str, _Session] = field(default_factory=OrderedDict)
    _last: tuple[str, _Seen, str] | None = None
    _repeated: dict[tuple[bytes, bytes], tuple[_Seen, str, str]] = field(default_factory=dict)

    def repeats(self, raw: bytes, line: int) -> bool:
        """Take a row that tells of a certificate sent just what an earlier one told.

        A busy server sends the same few certificates all day.

        Args:
            raw: the bytes of the row, which is as it should be; see `protocol_sieve.Sifted`.
            line: its number.

        Returns:
            Whether it is such a row, and was taken.
        """
        parts = raw.split(b",", _BEFORE_DATA)
        known = self._repeated.get((parts[1], parts[-1]))
        if known is None:
            return False
        seen, thumbprint, way = known
        self.directions[way] += 1
        session = self._session(parts[2].decode())
        session.kind, session.known, session.sent = "", {}, thumbprint
        # As Exchange writes them, instants sort as texts do.
        at = parts[0]
        if at > seen.latest:
            seen.latest = at
        if at < seen.earliest or not seen.earliest:
            seen.earliest = at
        seen.end = line
        seen.count += 1
        return True

    def other_fields(self) -> None:
        """Forget what may be repeated: from here on rows have other fields."""
        self._repeated.clear()

    def repeatable(self, raw: bytes, row: dict[str, str]) -> None:
        """Note that the row just taken may be repeated, where it told of a certificate sent."""
        session = self._sessions.get(row["session-id"])
        parts = raw.split(b",", _BEFORE_DATA)
        if session is None or len(parts) <= _BEFORE_DATA or self._last is None:
            return
        kind, seen, way = self._last
        if kind == "certificate-sent" and not session.known and len(self._repeated) < _FACTS:
            self._repeated[parts[1], parts[-1]] = (seen, session.sent, way)

    def row(self, row: dict[str, str], time: int, line: int, direction: str = "") -> None:
        """Take a row.

        Args:
            row: its fields by name.
            time: of the row, in nanoseconds.
            line: its number.
            direction: `receive` or `send`; without it, as the connector's name tells.
        """
        # A receive connector stands behind its server, a send connector alone.
        self._last = None
        way = direction or ("receive" if "\\" in row["connector-id"] else "send")
        self.directions[way] = self.directions.get(way, 0) + 1
        context, data = row["context"], row["data"]
        lowered = context.lower()
        failed = _FAILED.search(f"{context} {data}")
        reply = _REPLY.search(data)
        session = self._sessions.get(row["session-id"])
        if failed or reply:
            told = {"error": failed[1] if failed else reply[1] if reply else ""}
            # What this side sent is what the other side complains of.
            theirs = failed or (way == "send" and row["event"] == "<")
            if theirs and session is not None and session.sent:
                told["thumbprint"] = session.sent
            if reply and theirs and (status := status_in(squeezed(data))):
                told["status"] = status
            self._note("tls-failure", row, time, line, way, told)
        elif lowered.startswith(
            ("sending certificate", "received certificate", "remote certificate")
        ):
            kind = "certificate-sent" if lowered.startswith("send") else "certificate-received"
            found = thumbprints_within(data)
            session = self._session(row["session-id"])
            session.kind, session.known = "" if found else kind, {}
            if found and kind == "certificate-received":
                session.known = described(data, found[0])
            if found:
                self._certificate(kind, row, time, line, way, session, found[0])
        elif agreed := _AGREED.search(context):
            self._note("tls-session", row, time, line, way, {"protocol": agreed[1]})
        elif session is not None and session.kind:
            self._part(row, lowered, time, line, way, session)

    def _part(
        self, row: dict[str, str], context: str, time: int, line: int, way: str, session: _Session
    ) -> None:
        """Take one property of a certificate that was announced before."""
        if context in _PARTS:
            session.known[_PARTS[context]] = row["data"].strip()[:400]
        elif context == "certificate thumbprint":
            found = thumbprints_within(row["data"])
            if found:
                self._certificate(session.kind, row, time, line, way, session, found[0])
            session.kind = ""

    def _certificate(
        self,
        kind: str,
        row: dict[str, str],
        time: int,
        line: int,
        way: str,
        session: _Session,
        thumbprint: str,
    ) -> None:
        told = {"thumbprint": thumbprint.upper(), **session.known}
        if kind == "certificate-sent":
            session.sent = told["thumbprint"]
        self._note(kind, row, time, line, way, told)

    def _session(self, name: str) -> _Session:
        session = self._sessions.setdefault(name, _Session())
        if len(self._sessions) > _SESSIONS:
            self._sessions.popitem(last=False)
        return session

    def _note(
        self, kind: str, row: dict[str, str], time: int, line: int, way: str, told: dict[str, str]
    ) -> None:
        server, _, name = row["connector-id"].rpartition("\\")
        known: dict[str, str | int | bool] = {"connector": name[:200], "direction": way, **told}
        server = server or self.hint
        if kind == "certificate-received":
            known["remote"] = row["remote-endpoint"].rpartition(":")[0][:64]
        key = (kind, server, *(f"{name}={value}" for name, value in sorted(known.items())))
        seen = self._seen.get(key)
        if seen is None:
            if len(self._seen) >= _FACTS:
                self.left_out += 1
                return
            seen = self._seen[key] = _Seen(known, server, time, time, line, line)
        if kind == "tls-failure" and len(seen.remotes) < _REMOTES:
            seen.remotes[row["remote-endpoint"].rpartition(":")[0][:64]] = None
        seen.take(time, line)
        self._last = (kind, seen, way)

    def facts(self) -> list[Fact]:
        """Make the facts, each with its first and last row, and that the log is at hand."""
        told = [_fact(kind, seen.settled(), self.name) for (kind, *_), seen in self._seen.items()]
        servers = sorted({fact.server for fact in told}) or [self.hint]
        return [*self._at_hand(servers), *told]

    def _at_hand(self, servers: Sequence[str]) -> Iterator[Fact]:
        """Tell that the log of a server is at hand, whatever is in it."""
        for direction, rows in sorted(self.directions.items()):
            for server in servers:
                line = f"{self.name}: SMTP {direction} protocol log of {rows} rows"
                place = Evidence(None, server, "smtp-protocol-log", 1, self.name, line)
                fields: dict[str, str | int | bool] = {"direction": direction, "rows": rows}
                yield Fact("smtp-protocol-log", server, 0, fields, (place,))


def _fact(kind: str, seen: _Seen, name: str) -> Fact:
    times = {"first": seen.first // SECOND, "last": seen.last // SECOND, "count": seen.count}
    places = {seen.line: seen.first, seen.end: seen.last}
    told = ", ".join(f"{name}={value}" for name, value in seen.fields.items())
    known = seen.fields | ({"remotes": ", ".join(seen.remotes)} if seen.remotes else {})
    evidence = tuple(
        Evidence(
            time,
            seen.server,
            "smtp-protocol-log",
            line,
            name,
            f"{iso(time)} {name} line {line}: {kind} {told}"[:500],
        )
        for line, time in places.items()
    )
    return Fact(kind, seen.server, seen.first, {**known, **times}, evidence)


def read_row(line: str, names: Sequence[str] = FIELDS) -> tuple[dict[str, str] | None, int]:
    """Read a row: its fields by name, and its time in nanoseconds; None for what is none."""
    try:
        values = next(csv.reader([line[:_LONGEST]]), [])
        row = dict(zip(names, values, strict=True))
        if not row.keys() >= _NEEDED:
            return None, 0
        return row, parse_iso(row["date-time"])
    except (csv.Error, ValueError, OverflowError):
        return None, 0
