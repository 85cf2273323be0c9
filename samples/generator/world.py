"""A made-up server: what happens on it goes in, the logs that it would export come out."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from samples.evtx_writer.log import EventToWrite, Quirks, Value, write_log

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from uuid import UUID

    from samples.evtx_writer.tree import Fragment

T = TypeVar("T")


class Dice:
    """Chance that falls the same way on every run and on every version of Python."""

    def __init__(self, seed: str) -> None:
        # Of the random module's methods only random() promises the same numbers for ever.
        self._random = random.Random(seed)  # noqa: S311 (nothing secret)

    def below(self, limit: int) -> int:
        """Throw a number from 0 to limit - 1."""
        return int(self._random.random() * limit)

    def between(self, low: float, high: float) -> float:
        """Throw a number of that range."""
        return low + (high - low) * self._random.random()

    def pick(self, choices: Sequence[T]) -> T:
        """Pick one."""
        return choices[self.below(len(choices))]

    def weighted(self, weights: Mapping[T, int]) -> T:
        """Pick one, each as often as its weight says."""
        throw = self.below(sum(weights.values()))
        for choice, weight in weights.items():
            throw -= weight
            if throw < 0:
                return choice
        raise AssertionError("the throw is below the sum of the weights")

    def every(self, start: datetime, end: datetime, low: float, high: float) -> Iterator[datetime]:
        """Throw instants from start to end, `low` to `high` hours apart."""
        moment = start + timedelta(hours=self.between(0, high))
        while moment < end:
            yield moment
            moment += timedelta(hours=self.between(low, high))


@dataclass(frozen=True, slots=True)
class Language:
    """What Windows writes in its own language."""

    running: str = "running"
    stopped: str = "stopped"
    transport: str = "Microsoft Exchange Transport"
    culture: str = "en-US"


ENGLISH = Language()


@dataclass(frozen=True, slots=True)
class Zone:
    """A server's standard time: UTC is local time plus the bias."""

    bias: int
    name: str

    @property
    def offset(self) -> timedelta:
        """What local time is ahead of UTC."""
        return timedelta(minutes=-self.bias)


EASTERN = Zone(300, "Eastern Standard Time")


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate by what logs tell of it."""

    thumbprint: str
    not_after: datetime

    @classmethod
    def named(cls, name: str, not_after: datetime) -> Certificate:
        """Make up a certificate; its name decides its thumbprint."""
        return cls(thumbprint(name), not_after)


def thumbprint(name: str) -> str:
    """Make up a thumbprint that stays the same for one name."""
    return hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest().upper()


@dataclass(slots=True)
class Server:
    """A server and the events of its logs; `first_ids` are the record ids its logs begin with."""

    name: str
    dice: Dice
    start: datetime
    end: datetime
    zone: Zone = EASTERN
    language: Language = ENGLISH
    events: list[EventToWrite] = field(default_factory=list)
    first_ids: dict[str, int] = field(default_factory=dict)
    _holes: list[tuple[str, int, int]] = field(default_factory=list)

    @property
    def short(self) -> str:
        """The name without its domain."""
        return self.name.partition(".")[0].upper()

    @property
    def domain(self) -> str:
        """The domain of the name; an Edge server has none."""
        return self.name.partition(".")[2].lower() or "workgroup"

    def classic(
        self,
        when: datetime,
        provider: str,
        event_id: int,
        data: Sequence[str] = (),
        *,
        channel: str = "Application",
        qualifiers: int = 16388,
        level: int = 4,
        task: int = 0,
        binary: bytes | None = None,
    ) -> None:
        """Log a classic event."""
        self._log(
            EventToWrite.classic(
                provider,
                event_id,
                time=when,
                record_id=0,
                computer=self.name,
                channel=channel,
                qualifiers=qualifiers,
                level=level,
                task=task,
                data=tuple(data),
                binary=binary,
            )
        )

    def manifest(
        self,
        when: datetime,
        provider: str,
        guid: UUID,
        event_id: int,
        channel: str,
        data: Mapping[str, str | Value] | None = None,
        *,
        level: int = 4,
        task: int = 0,
        qualifiers: int | None = None,
        source_name: str | None = None,
        keywords: int = 0x8000_0000_0000_0000,
        user_sid: str | None = None,
        binary: bytes | None = None,
        user_data: Fragment | None = None,
    ) -> None:
        """Log a manifest event."""
        self._log(
            EventToWrite.manifest(
                provider,
                event_id,
                time=when,
                record_id=0,
                computer=self.name,
                channel=channel,
                provider_guid=guid,
                source_name=source_name,
                qualifiers=qualifiers,
                level=level,
                task=task,
                keywords=keywords,
                process=(4 * (150 + self.dice.below(400)), 4 * (400 + self.dice.below(4000))),
                user_sid=user_sid,
                data=data,
                binary=binary,
                user_data=user_data,
            )
        )

    def _log(self, event: EventToWrite) -> None:
        # Windows keeps 100 ns, a datetime only microseconds.
        self.events.append(replace(event, ticks=event.ticks + self.dice.below(10)))

    def forget(self, channel: str, until: datetime) -> None:
        """Clear a log: what it held until then is gone, its record ids begin at 1 again."""
        limit = EventToWrite.classic("", 0, time=until, record_id=0, computer="").ticks
        self.events = [
            event for event in self.events if event.channel != channel or event.ticks > limit
        ]
        self.first_ids[channel] = 1

    def lose(self, channel: str, start: datetime, end: datetime) -> None:
        """Leave records out of a log's export, so that their record ids are missing."""
        first, last = (
            EventToWrite.classic("", 0, time=when, record_id=0, computer="").ticks
            for when in (start, end)
        )
        self._holes.append((channel, first, last))

    def _lost(self, event: EventToWrite) -> bool:
        return any(
            event.channel == channel and start <= event.ticks <= end
            for channel, start, end in self._holes
        )

    def export(self, folder: Path, files: Mapping[str, str], quirks: Quirks) -> None:
        """Write each channel to its file in the folder, oldest record first."""
        folder.mkdir(parents=True, exist_ok=True)
        for channel, name in files.items():
            events = [event for event in self.events if event.channel == channel]
            events.sort(key=lambda event: event.ticks)
            first = self.first_ids.setdefault(channel, 10_000 + self.dice.below(900_000))
            numbered = (replace(event, record_id=first + n) for n, event in enumerate(events))
            kept = (event for event in numbered if not self._lost(event))
            write_log(folder / name, kept, quirks)
