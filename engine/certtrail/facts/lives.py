"""When each process was seen alive: what it wrote, and what Windows wrote of its service.

Between two words of a process it lived, unless it was seen to stop in between. After its last word
it is seen only while the System log shows its service running, and no longer than a process keeps
silent that works. After a start of Windows nothing is known until it speaks or its service runs:
one that was seen to stop before it, and is not heard within an hour after it, counts as stopped.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from certtrail.facts.services import state_changes
from certtrail.facts.spans_of_time import union
from certtrail.model.vocabulary import APPLICATION, SYSTEM

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from certtrail.facts.catalogued_events import CataloguedEvent
    from certtrail.facts.coverage import Coverage
    from certtrail.facts.spans_of_time import Interval
    from certtrail.rulebook.catalogue import Catalogue

_DAY: Final = 86_400
# Words that are still written while a service stops.
_LAST_WORDS: Final = 120
# A service that starts with Windows has said something by then.
_STARTED: Final = 3600
# How long a process is taken to run that says nothing while its service is shown as running: long
# enough beside an act that explains its silence, too short to call trouble gone.
_VOUCHED: Final = 2 * _DAY
_REGULAR: Final = 3 * _DAY
_EXCHANGE: Final = "msexchange"


class _Mark(IntEnum):
    """What is known at an instant; of several the later ones count."""

    BOOT = 0
    OFF = 1
    STOPPED = 2
    RUNS = 3
    SPOKE = 4


_DOWN: Final = (_Mark.OFF, _Mark.STOPPED)


@dataclass(frozen=True, slots=True)
class Life:
    """What was seen of one process, in seconds since 1970 UTC.

    Attributes:
        alive: sorted and disjoint.
        starts: when it was seen to start, in order.
        pause: the longest time between two days on which it spoke, a day at least.
        regular: it spoke for days without a longer pause, so that its silence tells something.
        stopped_since: when it was seen to stop for good; None where it was not.
        spoke: when it wrote its last record; None where it wrote none.
    """

    alive: tuple[Interval, ...]
    starts: tuple[int, ...]
    pause: int
    regular: bool
    stopped_since: int | None
    spoke: int | None = None

    @property
    def last(self) -> int:
        """When it was seen last."""
        return self.alive[-1][1]


def lives(
    events: Sequence[CataloguedEvent],
    catalogue: Catalogue,
    coverage: Mapping[str, Coverage],
) -> dict[str, Life]:
    """Tell when the processes of one server were seen alive; those never seen are left out.

    Args:
        events: of the server, in order.
        catalogue: names the services and their processes.
        coverage: of the server, by channel.
    """
    words: dict[str, list[Interval]] = {}
    heard: dict[str, list[int]] = {}
    for cover in coverage.values():
        for provider, stretches in cover.activity.items():
            spoke = catalogue.spelling.get(provider.casefold())
            if spoke is not None:
                words.setdefault(spoke, []).extend(stretches)
    for event in events:
        if event.process.casefold().startswith(_EXCHANGE):
            heard.setdefault(event.process, []).append(event.seconds)
            words.setdefault(event.process, []).append((event.seconds,) * 2)
    changes: dict[str, list[tuple[int, _Mark, bool]]] = {}
    for change in state_changes(events, catalogue):
        mark = _Mark.RUNS if change.running else _Mark.STOPPED
        if not change.process:
            mark = _Mark.BOOT if change.running else _Mark.OFF
        vouched = change.means == "service-control"
        changes.setdefault(change.process, []).append((change.at, mark, vouched))
    system = coverage.get(SYSTEM)
    application = coverage.get(APPLICATION)
    end = application.last if application is not None else 0
    everywhere = changes.pop("", [])
    found = {
        process: _life(
            _together(words.get(process, [])),
            heard.get(process, []),
            [*changes.get(process, []), *everywhere],
            system,
            end,
        )
        for process in sorted({*words, *changes})
    }
    return {process: life for process, life in found.items() if life.alive}


def _together(words: Iterable[Interval]) -> list[Interval]:
    """Join stretches that are a day apart at most."""
    joined: list[Interval] = []
    for start, end in union(words):
        if joined and start - joined[-1][1] <= _DAY:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _life(
    words: Sequence[Interval],
    heard: Sequence[int],
    changes: Iterable[tuple[int, _Mark, bool]],
    system: Coverage | None,
    end: int,
) -> Life:
    single = ((at, _Mark.SPOKE, False) for at in heard)
    marks = sorted([*changes, *_spoken(words, changes), *single])
    alive: list[Interval] = []
    starts: list[int] = []
    known: _Mark = _Mark.BOOT
    since, vouched = 0, False
    ended: int | None = None
    for at, mark, by_windows in marks:
        up = known in (_Mark.RUNS, _Mark.SPOKE)
        if mark <= _Mark.STOPPED:
            if up and mark is not _Mark.BOOT:
                alive.append((since, at))
            elif up and vouched:
                alive.append((since, min(at, since + _VOUCHED)))
            ended = at if mark is _Mark.STOPPED else ended
            known, since, vouched = mark, at, False
            continue
        if mark is _Mark.SPOKE and known in _DOWN and at - since <= _LAST_WORDS:
            continue
        if mark is _Mark.RUNS or (since and not up):
            starts.append(at)
        alive.append((since if up else at, at))
        ended = None
        known, since, vouched = mark, at, by_windows or (vouched and up)
    if vouched and system is not None:
        shown = next((end for start, end in system.intervals if start <= since <= end), since)
        alive.append((since, min(shown, since + _VOUCHED)))
    pauses = [after[0] - before[1] for before, after in pairwise(words)]
    return Life(
        tuple(union(alive)),
        tuple(starts),
        max([_DAY, *pauses]),
        max((end - start for start, end in words), default=0) >= _REGULAR,
        since if known in _DOWN else ended if since + _STARTED <= end else None,
        max((at for at in (*heard, *(end for _, end in words))), default=None),
    )


def _spoken(
    words: Sequence[Interval], changes: Iterable[tuple[int, _Mark, bool]]
) -> Iterator[tuple[int, _Mark, bool]]:
    """Give when it spoke: ends of stretches, and at most a day before and after each change."""
    ends = sorted(at for at, *_ in changes)
    number = 0
    for start, end in words:
        yield start, _Mark.SPOKE, False
        yield end, _Mark.SPOKE, False
        while number < len(ends) and ends[number] <= end:
            for near in (ends[number] - _DAY, ends[number] + _DAY):
                if start < near < end:
                    yield near, _Mark.SPOKE, False
            number += 1
