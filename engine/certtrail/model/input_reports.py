"""What became of each input, and what time and records of each channel it covers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Final

from certtrail.model.annotations import Trait
from certtrail.model.kinds import Amount, Channel, FileName, Host, Instant, Provider, Sha256, Word
from certtrail.model.vocabulary import APPLICATION, SYSTEM
from certtrail.text.instants import SECOND
from certtrail.text.message import Text

# The kinds of input that hold others, which have reports of their own.
PICTURE: Final = "picture"
HOLDERS: Final = frozenset({"archive", "mail", "document", PICTURE})
# In a log that is whole no id is missing but where a piece is; of a filtered one, some everywhere.
_SCATTERED: Final = 3
_ONE_IN: Final = 50
# A server's log without record ids that shows fewer sources was filtered by them.
_SOURCES: Final = 3
# Nor does one provider alone write for days into a log that all of Windows writes to.
_BUSY: Final = frozenset({APPLICATION, SYSTEM})
_OF_ONE: Final = 50
_LONG: Final = 2 * 86_400 * SECOND
# By name, the number of a level, and how many records of it or of a graver one, and no other, tell.
_LEVELS: Final = (("error", 2, 5), ("warning", 3, 20))
# The kinds of input that say nothing; what is of another kind was understood.
_NOT_KNOWN: Final = frozenset({"text", "unknown"})
_SAYS_NOTHING: Final = HOLDERS | _NOT_KNOWN | {"empty", "unreadable"}


class ReadState(StrEnum):
    """How much of an input was read."""

    FULL = "in full"
    ASIDE = "left aside"
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

    found: Amount = 0
    decoded: Amount = 0
    recovered: Amount = 0
    skipped: Amount = 0


@dataclass(frozen=True, slots=True)
class Gap:
    """Record ids missing between two neighbours of one channel on one computer.

    Where none are missing, nothing at all was written in that time (`mute_stretches`).
    """

    after_id: Amount
    before_id: Amount
    after_time: Instant
    before_time: Instant


@dataclass(frozen=True, slots=True)
class Stray:
    """Neighbouring records whose times are not those of the records around them.

    Attributes:
        time: that of the record before them, or after them where there is none before.
    """

    first_id: Amount
    last_id: Amount
    time: Instant


@dataclass(frozen=True, slots=True)
class Activity:
    """A stretch in which an Exchange provider wrote records, no two of them a day apart."""

    provider: Provider
    first: Instant
    last: Instant


@dataclass(frozen=True, slots=True)
class ChannelSpan:
    """What one input holds of one channel of one computer, selected or not.

    Attributes:
        first, last: of the records that are not astray.
        gaps: record ids that are missing between two neighbours, the largest ones; `breaks` is how
            many there are in all.
        providers: how many records each provider wrote.
        astray: the longest stretches of records with a time that cannot be theirs.
        activity: when each Exchange provider wrote, sorted.
        levels: of records without ids, sorted; 0 where a record tells none.
    """

    computer: Host
    channel: Channel
    records: Amount
    first: Instant
    last: Instant
    first_id: Amount
    last_id: Amount
    gaps: tuple[Gap, ...] = ()
    providers: Mapping[Provider, Amount] = field(default_factory=dict)
    breaks: Annotated[Amount, Trait.ADDED] = 0
    astray: Annotated[tuple[Stray, ...], Trait.ADDED] = ()
    activity: Annotated[tuple[Activity, ...], Trait.ADDED] = ()
    levels: Annotated[tuple[Amount, ...], Trait.ADDED] = ()

    @property
    def least(self) -> str:
        """The level that records had to have to be chosen, `error` or `warning`; empty for none.

        Most of what is written into the logs of Windows is information.
        """
        if self.last_id or not self.levels or self.channel not in _BUSY:
            return ""
        for name, least, known in _LEVELS:
            if self.levels[0] > 0 and self.levels[-1] <= least:
                return name if self.records >= known else ""
        return ""

    @property
    def chosen(self) -> bool:
        """Records were chosen for it: ids are missing all over, not where a piece was lost.

        What Event Viewer saves of a filtered log, and what servers forward to a collector, looks
        so; without record ids only few sources tell. In a whole log of days more than one writes,
        whatever its ids look like.
        """
        if not self.last_id:
            return 0 < len(self.providers) < _SOURCES or bool(self.least)
        wrote = sum(number > 0 for number in self.providers.values())
        alone = wrote == 1 and self.channel in _BUSY and self.records >= _OF_ONE
        if alone and self.last - self.first >= _LONG:
            return True
        steps = self.records - 1
        scattered = self.breaks >= _SCATTERED and self.breaks * _ONE_IN >= steps
        return scattered or self.breaks == steps > 0


@dataclass(frozen=True, slots=True)
class InputReport:
    """What became of one input.

    Attributes:
        name: the path as the user would recognise it, `/` between parts, never absolute.
        kind: what it was found to be: the name of a kind of input (`inputs/registry.py`), one of
            `HOLDERS`, or `empty`, `text`, `unknown`, `unreadable` for what was left out.
        sha256: of its bytes; not known where it could not be read.
        records: the count of records; for a transcript the warnings found.
        problems: one sentence each: place, what was expected, what was found, what to do.
        complete: False when anything in it was not read, or nobody understood it.
        notes: oddities that lost nothing (dirty header, absent checksums, export quirks).
        spans: channel coverage (event logs only).
        unplaced: times in it are of a server's own clock, whose zone nobody knows; they stand here
            as if they were UTC.
        cut: messages of events that a table shows only the start of.
        unread_output: commands printed what nobody reads; `notes` names them.
    """

    name: FileName
    kind: Word
    sha256: Sha256
    records: RecordCount = RecordCount()
    problems: tuple[Text, ...] = ()
    complete: bool = True
    notes: tuple[Text, ...] = ()
    spans: tuple[ChannelSpan, ...] = ()
    unplaced: Annotated[bool, Trait.ADDED] = False
    cut: Annotated[Amount, Trait.ADDED] = 0
    unread_output: Annotated[bool, Trait.ADDED] = False

    @property
    def read(self) -> ReadState:
        """How much of it was read: of what is not complete, whether anything could be used.

        Words for people, and what is about something else, are nothing to read, and left aside.
        """
        if self.complete:
            return ReadState.ASIDE if self.kind in _NOT_KNOWN else ReadState.FULL
        used = self.records.found > self.records.skipped
        return ReadState.PART if used else ReadState.NOT

    @property
    def holds_events(self) -> bool:
        """It is an event log, or a text that tells events."""
        return self.kind == "evtx" or self.kind.startswith("event-")

    @property
    def understood(self) -> bool:
        """It is of a kind that says something; those that hold others do so by their members."""
        return self.kind not in _SAYS_NOTHING


def read_from_pictures(reports: Iterable[InputReport]) -> frozenset[str]:
    """Give the names of the inputs that are texts of pictures."""
    known = tuple(reports)
    pictures = {report.name for report in known if report.kind == PICTURE}
    return frozenset(report.name for report in known if report.name.rpartition("/")[0] in pictures)
