r"""Rows of an SMTP protocol log: row by row in; certificates that were really sent or received, and
TLS failures, as facts, out.

    2026-02-28T13:00:00.123Z,EX01\Default,08D,5,10.0.0.1:25,10.0.0.2:9,*,,Sending certificate
    2026-02-28T13:00:00.123Z,EX01\Default,08D,6,10.0.0.1:25,1.2:9,*,1851CC,Certificate thumbprint

Older versions write one row for each property of a certificate, newer ones one row for all.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.smtp_reasons import status_in
from certtrail.inputs.exchange.protocol_certificates import described, thumbprint_in
from certtrail.inputs.exchange.protocol_repeats import RepeatedRows
from certtrail.inputs.exchange.protocol_seen import SeenRows, seen_fact
from certtrail.inputs.exchange.protocol_sessions import Session, Sessions
from certtrail.inputs.exchange.smtp_masks import SmtpMasks
from certtrail.model.fact import Evidence, Fact
from certtrail.rulebook.reply_reasons import squeezed
from certtrail.text.instants import parse_iso
from certtrail.text.thumbprint import read_thumbprint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

# The order of the fields never changed.
FIELDS: Final = (
    *("date-time", "connector-id", "session-id", "sequence-number", "local-endpoint"),
    *("remote-endpoint", "event", "data", "context"),
)
_NEEDED: Final = frozenset(FIELDS) - {"sequence-number", "local-endpoint"}
_FAILED: Final = re.compile(
    r"TLS negotiation failed with error:? (\w{1,60})", re.IGNORECASE | re.ASCII
)
# SP_PROT_TLS1_2_CLIENT, SP_PROT_TLS1_3_SERVER; what both sides agreed on.
_AGREED: Final = re.compile(
    r"SP_PROT_(\w{3,12}?)_(?:CLIENT|SERVER)\b negotiation succeeded", re.ASCII
)
_REPLY: Final = re.compile(r"\b(454 4\.7\.\d{1,3}|451 5\.7\.3)\b", re.ASCII)
_PARTS: Final = {"certificate subject": "subject", "certificate issuer name": "issuer"}
# Facts that differ. Beyond that a log is hostile.
_FACTS: Final = 5_000
_REMOTES: Final = 50  # that are kept of one failure
# Before it come the attempt, the connection, the greeting and EHLO.
_FIRST_ANSWER: Final = "4"
LONGEST: Final = 1 << 16
"""Of a longer row, in characters, the beginning is read."""
_SENDING: Final = "sending certificate"
# Control characters say nothing, and part words as blanks do.
_BLANKS: Final = re.compile(r"[\s\x00-\x1f\x7f]+")
# What a row says that tells something, wherever it stands, without white space.
_EVIDENCE: Final = re.compile(
    r",\"?(?:sending|received|remote)certificate|tlsnegotiationfailed"
    r"|[0-9a-f]{40}\"?,\"?certificatethumbprint"
    r"|,[<>],\"?45(?:44\.7\.\d|15\.7\.3)"
)


@dataclass(slots=True)
class ProtocolRows:
    """The rows of one text.

    Attributes:
        name: of the file.
        hint: the server where a row names none.
        left_out: rows that tell more different things than are kept.
        directions: how many rows there were of each direction.
        repeated: takes rows that repeat what others told.
    """

    name: str
    hint: str = ""
    left_out: int = 0
    directions: dict[str, int] = field(default_factory=dict)
    _seen: dict[tuple[str, ...], SeenRows] = field(default_factory=dict)
    repeated: RepeatedRows = field(init=False)
    _sessions: Sessions = field(default_factory=Sessions)
    _last: tuple[str, SeenRows, str] | None = None
    _masks: SmtpMasks = field(default_factory=SmtpMasks)

    def __post_init__(self) -> None:
        """Let repeated rows count in the same places."""
        self.repeated = RepeatedRows(self._sessions, self.directions)

    def count(self, direction: str, rows: int) -> None:
        """Count rows of a direction, of which nothing else is to be told."""
        self.directions[direction] = self.directions.get(direction, 0) + rows

    def repeatable(self, line: str, row: dict[str, str]) -> None:
        """Note that the row just taken may be repeated, where it told of a certificate sent.

        Args:
            line: the row, as it should be; see `protocol_sieve.Sifted`.
            row: its fields by name.
        """
        session = self._sessions.get(row["session-id"])
        # A single property tells what its session says that it does.
        whole = row["context"].lower().startswith(_SENDING)
        if whole and session is not None and self._last is not None:
            kind, seen, way = self._last
            if kind == "certificate-sent":
                self.repeated.know(line, seen, session, way)

    def row(self, row: dict[str, str], time: int, line: int, direction: str = "") -> bool:
        """Take a row, and tell whether it told anything.

        Args:
            row: its fields by name.
            time: of the row, in nanoseconds.
            line: its number.
            direction: `receive` or `send`; without it, as the connector's name tells.
        """
        # A receive connector stands behind its server, a send connector alone.
        self._last = None
        way = direction or ("receive" if "\\" in row["connector-id"] else "send")
        self.count(way, 1)
        context, data = _BLANKS.sub(" ", row["context"]).strip(), row["data"]
        lowered = context.lower()
        failed = _FAILED.search(f"{context} {data}")
        # What this side says of the session stands in the context.
        reply = _REPLY.search(data) or (row["event"] == "*" and _REPLY.search(context)) or None
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
        elif lowered.startswith((_SENDING, "received certificate", "remote certificate")):
            kind = "certificate-sent" if lowered.startswith("send") else "certificate-received"
            found = thumbprint_in(data)
            received = found is not None and kind == "certificate-received"
            session = self._sessions.announced(
                row["session-id"],
                # Whose the properties below two announcements are, nobody knows.
                "" if found or (session is not None and session.kind) else kind,
                described(data, found) if found and received else {},
            )
            if found:
                self._certificate(kind, row, time, line, way, session, found[0])
            # Where the properties have rows of their own, there is nothing beside these words.
            return bool(found) or not data.strip()
        elif agreed := _AGREED.search(context):
            self._note("tls-session", row, time, line, way, {"protocol": agreed[1]})
        elif row["event"] == ">" and way == "send":
            self._masks.own(data)
            return False
        elif row["event"] == "<" and way == "send" and (mask := self._mask(row)):
            remote = row["remote-endpoint"].rpartition(":")[0][:64]
            self._note("smtp-filtered", row, time, line, way, {"remote": remote, "sign": mask})
        elif session is None or not session.kind:
            return False
        else:
            return self._part(row, lowered, time, line, way, session)
        return True

    def _mask(self, row: dict[str, str]) -> str:
        """Tell what a device masked in what the other side said."""
        first = row.get("sequence-number") == _FIRST_ANSWER
        return self._masks.sign(row["data"], first=first)

    def _part(
        self, row: dict[str, str], context: str, time: int, line: int, way: str, session: Session
    ) -> bool:
        """Take one property of a certificate that was announced before; tell whether it is one."""
        if context in _PARTS:
            session.known[_PARTS[context]] = row["data"].strip()[:400]
        elif context == "certificate thumbprint":
            found = read_thumbprint(row["data"])
            if found:
                self._certificate(session.kind, row, time, line, way, session, found)
            session.kind = ""
            return bool(found)
        else:
            return False
        return True

    def _certificate(
        self,
        kind: str,
        row: dict[str, str],
        time: int,
        line: int,
        way: str,
        session: Session,
        thumbprint: str,
    ) -> None:
        told = {"thumbprint": thumbprint.upper(), **session.known}
        if kind == "certificate-sent":
            session.sent = thumbprint.upper()
        self._note(kind, row, time, line, way, told)

    def _note(
        self,
        kind: str,
        row: dict[str, str],
        time: int,
        line: int,
        way: str,
        told: Mapping[str, str | int],
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
            seen = self._seen[key] = SeenRows(known, server, time, time, line, line)
            seen.sample = row["data"][:300] if kind == "smtp-filtered" else ""
        if kind == "tls-failure" and len(seen.remotes) < _REMOTES:
            seen.remotes[row["remote-endpoint"].rpartition(":")[0][:64]] = None
        seen.take(time, line)
        self._last = (kind, seen, way)

    def facts(self) -> list[Fact]:
        """Make the facts, each with its first and last row, and that the log is at hand."""
        told = [
            seen_fact(kind, seen.settled(), self.name)
            for (kind, *_), seen in self._seen.items()
            if kind != "smtp-filtered" or self._masks.counts(str(seen.fields["sign"]))
        ]
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


def are_fields(names: Sequence[str]) -> bool:
    """Tell whether these are names of fields as such a log has them, each once."""
    return set(names) >= _NEEDED and len(set(names)) == len(names)


def is_unread_evidence(line: str) -> bool:
    """Tell whether a row that told nothing names what others tell of: it is written oddly."""
    return _EVIDENCE.search(_BLANKS.sub("", line).lower()) is not None


def read_row(line: str, names: Sequence[str] = FIELDS) -> tuple[dict[str, str] | None, int]:
    """Read a row: its fields by name, and its time in nanoseconds; None for what is none.

    Of one beyond `LONGEST` only the beginning is read.
    """
    try:
        values = next(csv.reader([line[:LONGEST]]), [])
        row = dict(zip(names, values, strict=True))
        if not row.keys() >= _NEEDED:
            return None, 0
        return row, parse_iso(row["date-time"])
    except (csv.Error, ValueError, OverflowError):
        return None, 0
