"""The timeline of one server: what its processes and certificates went through, in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from certtrail.model.annotations import OneOf, Trait
from certtrail.model.kinds import Amount, Instant, Loose, MaybeHost
from certtrail.text.message import Text

_STATES: Final = ("valid", "expiring", "expired", "substitute", "ephemeral", "missing")
State = Annotated[str, OneOf(_STATES)]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A state that lasted.

    Attributes:
        start, end: of the records that show it.
        what: a short sentence.
    """

    start: Instant
    end: Instant
    state: State
    what: Text


@dataclass(frozen=True, slots=True)
class Lane:
    """What one thing went through, in order.

    Attributes:
        label: the process's source, the thumbprint, or the connector (or the name looked for).
        ends: of a certificate: when it expires, where that is known.
        error_hours: how far off `ends` may be, either way.
    """

    kind: Annotated[str, OneOf(("process", "certificate", "connector"))]
    label: Loose
    stretches: tuple[Stretch, ...]
    ends: Instant | None = None
    error_hours: Amount = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened.

    Attributes:
        until: the end of a gap; nothing else has one.
        what: a short sentence.
    """

    time: Instant
    until: Instant | None
    kind: Annotated[str, OneOf(("action", "restart", "cleared", "clock", "gap"))]
    what: Text


@dataclass(frozen=True, slots=True)
class Timeline:
    """What the processes and certificates of one server went through, and what was done.

    Attributes:
        start, end: of the logs; a certificate may end after that.
        more_lanes, more_marks: how many were too many to keep.
        now: the instant that is judged by, unless that is where the logs end.
        unplaced: some times are of the server's own clock, whose zone nobody knows.
    """

    server: MaybeHost
    start: Instant
    end: Instant
    lanes: tuple[Lane, ...]
    marks: tuple[Mark, ...]
    more_lanes: Amount = 0
    more_marks: Amount = 0
    now: Annotated[Instant | None, Trait.ADDED] = None
    unplaced: Annotated[bool, Trait.ADDED] = False
