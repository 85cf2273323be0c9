"""Which records a reader shall decode in full; all others are only counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


def _lowered(names: frozenset[str] | None) -> frozenset[str] | None:
    return None if names is None else frozenset(name.casefold() for name in names)


@lru_cache(maxsize=4096)
def _counted(beside: tuple[tuple[str, bool], ...], provider: str) -> bool | None:
    folded = provider.casefold()
    return next((every for start, every in beside if folded.startswith(start)), None)


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """A conjunction of tests; None means "no test". Names compare without case.

    Attributes:
        events: wanted event ids by provider name; an empty set wants every id of the provider.
        event_ids: wanted event ids whatever the provider.
        channels: wanted System/Channel values.
        computers: wanted System/Computer values.
        since: the first wanted instant, inclusive (aware).
        until: the last wanted instant, exclusive (aware).
        beside: what is counted beside (see `model.beside`): how a provider's name starts, and
            whether all its records count or only errors and warnings. Records are counted whether
            they are wanted or not.
    """

    events: Mapping[str, frozenset[int]] | None = None
    event_ids: frozenset[int] | None = None
    channels: frozenset[str] | None = None
    computers: frozenset[str] | None = None
    since: datetime | None = None
    until: datetime | None = None
    beside: tuple[tuple[str, bool], ...] = ()
    _events: Mapping[str, frozenset[int]] | None = field(init=False, repr=False, compare=False)
    _channels: frozenset[str] | None = field(init=False, repr=False, compare=False)
    _computers: frozenset[str] | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        lowered = None if self.events is None else {n.casefold(): i for n, i in self.events.items()}
        object.__setattr__(self, "_events", lowered)
        object.__setattr__(self, "_channels", _lowered(self.channels))
        object.__setattr__(self, "_computers", _lowered(self.computers))

    @property
    def everything(self) -> bool:
        """True when no test is set."""
        return all(
            test is None
            for test in (
                self.events,
                self.event_ids,
                self.channels,
                self.computers,
                self.since,
                self.until,
            )
        )

    def counts_beside(self, provider: str) -> bool | None:
        """Tell whether all records of a provider count beside, or only trouble; None for none."""
        return _counted(self.beside, provider)

    def wants_event(self, provider: str, event_id: int) -> bool:
        """Test provider and event id."""
        if self.event_ids is not None and event_id not in self.event_ids:
            return False
        if self._events is None:
            return True
        ids = self._events.get(provider.casefold())
        return ids is not None and (not ids or event_id in ids)

    def wants_place(self, channel: str, computer: str) -> bool:
        """Test channel and computer."""
        return self.wants_channel(channel) and self.wants_computer(computer)

    def wants_channel(self, channel: str) -> bool:
        """Test the channel."""
        return self._channels is None or channel.casefold() in self._channels

    def wants_computer(self, computer: str) -> bool:
        """Test the computer."""
        return self._computers is None or computer.casefold() in self._computers

    def wants_time(self, time: datetime) -> bool:
        """Test the instant (aware)."""
        if self.since is not None and time < self.since:
            return False
        return self.until is None or time < self.until


EVERYTHING = RecordFilter()
NOTHING = RecordFilter(events={})
