"""Times of a wrong clock: records with those of their neighbours in, with their own times out.

Windows tells how far the clock was set (Kernel-General 1). So what was written between that and the
next change can be placed to the second, where its neighbours only tell the day.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Final, Protocol

from certtrail.text.instants import SECOND

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_CHANGE: Final = "clock-set"
OF_CLOCKS: Final = frozenset({_CHANGE})
"""The kinds of events that tell how a clock was set."""
# The record of a change can be written a moment before or after the instants that it names.
_SLACK: Final = 60 * SECOND
# Smaller ones keep a clock right, and move nothing out of its place.
_GREAT: Final = 24 * 3600 * SECOND
_Change = tuple[int, int]


class LoggedRecord(Protocol):
    """What this has to know of a catalogued record; `logged` is set on those of a wrong clock."""

    @property
    def server(self) -> str:
        """Its server."""

    @property
    def kind(self) -> str:
        """What it observes."""

    @property
    def values(self) -> Mapping[str, str | int]:
        """Its parameters."""

    @property
    def logged(self) -> int | None:
        """Its own time, where that cannot be right."""

    @property
    def unplaced(self) -> bool:
        """Nobody knows the zone of its time."""


def reckoned(events: Sequence[LoggedRecord]) -> list[int | None]:
    """Place the records of a wrong clock by the changes of that clock.

    Returns:
        For each its time, in ns since 1970 UTC; None where no change tells it.
    """
    changes = _changes(events)
    return [_place(event, changes) for event in events]


def _changes(events: Iterable[LoggedRecord]) -> dict[str, list[_Change]]:
    """List by server what the clock showed after each great change, and before it."""
    found: dict[str, list[_Change]] = {}
    for event in events:
        if event.kind == _CHANGE and not event.unplaced:
            new, old = event.values.get("new"), event.values.get("old")
            if isinstance(new, int) and isinstance(old, int) and abs(new - old) >= _GREAT:
                found.setdefault(event.server, []).append((new, old))
    return {server: sorted(each) for server, each in found.items()}


def _place(event: LoggedRecord, changes: Mapping[str, Sequence[_Change]]) -> int | None:
    """Tell when a record of a wrong clock was written; None where no change tells."""
    logged = event.logged
    mine = changes.get(event.server, ())
    if logged is None or event.unplaced or not mine:
        return None
    at = bisect_right(mine, logged + _SLACK, key=lambda each: each[0]) - 1
    if at < 0:
        return None
    new, old = mine[at]
    # The next change away from that time ended it.
    ends = min((before for _, before in mine if before > new), default=None)
    if ends is None or logged > ends + _SLACK:
        return None
    return old + max(0, logged - new)
