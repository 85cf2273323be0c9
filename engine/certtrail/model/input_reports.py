"""What became of each input, and what time and records of each channel it covers."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from certtrail.text.message import Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


# The kinds of input that say nothing; what is of another kind was understood.
_SAYS_NOTHING: Final = frozenset({"archive", "empty", "text", "unknown", "unreadable"})


class ReadState(StrEnum):
    """How much of an input was read."""

    FULL = "in full"
    PART = "in part"
    NOT = "not read"


@dataclass(frozen=True, slots=True)
class RecordCount:
    """found = decoded + recovered + skipped.

    Attributes:
        found: records of which any trace was seen.
        decoded: read in the ordinary way (for records that no selection wanted: their System
            fields were read).
        recovered: read although the file is damaged around them, or by the reference reader.
        skipped: seen but not readable; each has a line in the input's problems.
    """

    found: int = 0
    decoded: int = 0
    recovered: int = 0
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Gap:
    """Record ids missing between two neighbours of one channel on one computer."""

    after_id: int
    before_id: int
    after_time: datetime
    before_time: datetime


@dataclass(frozen=True, slots=True)
class ChannelSpan:
    """What one input holds of one channel of one computer, selected or not. Times are UTC."""

    computer: str
    channel: str
    records: int
    first: datetime
    last: datetime
    first_id: int
    last_id: int
    gaps: tuple[Gap, ...] = ()
    providers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InputAccount:
    """What became of one input.

    Attributes:
        name: the path as the user would recognise it, `/` between parts, never absolute.
        kind: what it was found to be: the name of a kind of input (`inputs/kinds.py`), `archive`,
            or `empty`, `text`, `unknown`, `unreadable` for what was left out.
        sha256: of its bytes, lower-case hex; empty where it could not be read.
        records: the count of records; for a transcript the warnings found.
        problems: one sentence each: place, what was expected, what was found, what to do.
        complete: False when anything in it was not read, or nobody understood it.
        notes: oddities that lost nothing (dirty header, absent checksums, export quirks).
        spans: channel coverage (event logs only).
    """

    name: str
    kind: str
    sha256: str
    records: RecordCount = RecordCount()
    problems: tuple[Text, ...] = ()
    complete: bool = True
    notes: tuple[Text, ...] = ()
    spans: tuple[ChannelSpan, ...] = ()

    @property
    def read(self) -> ReadState:
        """How much of it was read: of what is not complete, whether anything could be used."""
        if self.complete:
            return ReadState.FULL
        used = self.records.found > self.records.skipped
        return ReadState.PART if used else ReadState.NOT

    @property
    def holds_events(self) -> bool:
        """It is an event log, or a text that tells events."""
        return self.kind == "evtx" or self.kind.startswith("event-")

    @property
    def understood(self) -> bool:
        """It is of a kind that says something; archives do so by their members."""
        return self.kind not in _SAYS_NOTHING
