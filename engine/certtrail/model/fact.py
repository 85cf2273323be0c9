"""A fact: one typed statement about one server, with the records that show it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

from certtrail.model.annotations import Trait
from certtrail.model.kinds import Amount, Channel, FileName, Instant, Loose, MaybeHost

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Evidence:
    """One record, or one place in a text, that a customer can look up.

    Attributes:
        time: not known where the source has none, such as a transcript.
        server: the computer as its log names it, where that is known.
        channel: the event channel; for a transcript `console`.
        record_id: System/EventRecordID; for a text the line number, counted from 1.
        file: the input's name, as in its report.
        line: one line to paste into a ticket.
        unplaced: the time is of the server's own clock, whose zone nobody knows, and stands here
            as if it were UTC.
        from_picture: it was read from a picture, where letters and digits may be mistaken.
    """

    time: Instant | None
    server: MaybeHost
    channel: Channel
    record_id: Amount
    file: FileName
    line: Loose
    from_picture: Annotated[bool, Trait.ADDED] = False
    unplaced: Annotated[bool, Trait.ADDED] = False

    @property
    def order(self) -> tuple[int, str, str, int, str, str]:
        """The key of the total order of evidence: by time, what has none first."""
        return self.time or 0, self.server, self.channel, self.record_id, self.file, self.line


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement, ready for rules to join on.

    Attributes:
        kind: the fact kind, as `rules/` names it.
        server: the server's name as the report shows it; empty where not known.
        time: of the first evidence.
        fields: str, int or bool by name; a value that is not known is left out, never None, so
            any may be missing: `text`, `number` and `holds` read one safely.
            Times in fields are whole seconds since 1970 UTC.
        evidence: in order; never empty but for what the absence of records shows.
    """

    kind: str
    server: str
    time: Instant
    fields: Mapping[str, str | int | bool] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()

    def text(self, name: str) -> str:
        """Give a field as text; empty where it is not known."""
        return str(self.fields.get(name, ""))

    def number(self, name: str) -> int | None:
        """Give a field that is a number; None where it is not known."""
        value = self.fields.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def holds(self, name: str) -> bool:
        """Tell whether a field is known to be true."""
        return self.fields.get(name) is True

    @property
    def order(self) -> tuple[object, ...]:
        """The key of the total order of facts; equal only for equal facts."""
        first = self.evidence[0] if self.evidence else Evidence(None, "", "", 0, "", "")
        return (
            self.time,
            self.server,
            first.channel,
            first.record_id,
            first.file,
            self.kind,
            sorted((name, str(value)) for name, value in self.fields.items()),
        )
