"""Starts of transport processes that fail again and again, until the log ends or one is good.

A start is seen by what the service shell and Windows write of it, or by a listener that is refused,
as ports are opened at a start. It failed when within minutes the service named a trouble and ended.
A start that only ended, as within updates, is no failed one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from certtrail.facts.runs import evidence_of
from certtrail.facts.services import service_of, state_changes
from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.facts.catalogued_events import CataloguedEvent
    from certtrail.facts.watch import Watch
    from certtrail.rulebook.catalogue import Catalogue

_MINUTE: Final = 60
# The attempt, what Windows says of it, and the success are words about one start.
_ONE_START: Final = _MINUTE
# What comes later than that after a start is of a service that ran.
_AT_ONCE: Final = 3 * _MINUTE
_SOON: Final = 10 * _MINUTE
# Between starts that were seen, and between those of which only the failing was.
_PAUSE: Final = 180 * _MINUTE
_SHORT_PAUSE: Final = 15 * _MINUTE
_LEAST: Final = 3
_SHELL_PROCESS: Final = "MSExchangeTransport"
_LISTENER: Final = frozenset({"listener-refused-1018", "listener-refused-1019"})
_OF_SHELL: Final = frozenset({"worker-start-failed", "worker-thrashes", "worker-ended-abnormally"})
_OF_WINDOWS: Final = frozenset(
    {"service-crashed", "service-ended-with-error", "service-ended-with-own-error"}
    | {"service-start-failed", "service-start-timeout", "service-hung-on-start"}
)
# What runs can do, too, so that without a start just before they tell of none.
_CRASHES: Final = frozenset({"service-crashed", "worker-ended-abnormally"})
_TROUBLE: Final = _LISTENER | _OF_SHELL | _OF_WINDOWS | {"transport-stopping"}
_ENDS: Final = _OF_SHELL | _OF_WINDOWS | {"transport-stopped", "transport-stopping"}
# What a start that fails writes, too, and a service that runs does not write without more.
_OF_A_START: Final = _TROUBLE | {"transport-start-attempted", "direct-trust-failed-inbound"}


@dataclass(slots=True)
class _Start:
    """One start: when, whether it was seen, whether it was a success by its own words, and more."""

    at: int
    seen: bool
    done: bool = False
    ended: bool = False
    events: list[CataloguedEvent] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """It ended at once, for a reason of a start: what crashes after some minutes did run."""
        told = {event.kind for event in self.events} & _TROUBLE
        if not self.seen:
            return self.ended and bool(told - _CRASHES)
        return self.ended and bool(told) and self.events[-1].seconds - self.at <= _AT_ONCE


def failed_starts(events: Sequence[CataloguedEvent], watch: Watch) -> list[Fact]:
    """Make a `transport-start-failing` fact of each three failed starts or more without a good one.

    Fields: `process`, `count` (of starts), `listener` (a port was taken in one of them), `endpoint`
    (which, where all name the same), `open` (the process is not seen to run after the last), and
    `log_end`.
    """
    by_process: dict[str, list[tuple[CataloguedEvent, bool, bool]]] = {}
    for event, process, begins, done in _words(events, watch.catalogue):
        by_process.setdefault(process, []).append((event, begins, done))
    return [
        _fact(process, run, events, watch, last=last)
        for process in sorted(by_process)
        for run, last in _runs(_starts(by_process[process]), _log_end(process, events, watch))
        if len(run) >= _LEAST
    ]


def _words(
    events: Sequence[CataloguedEvent], catalogue: Catalogue
) -> Iterator[tuple[CataloguedEvent, str, bool, bool]]:
    """Give what is said of a start: the record, the process, whether it begins one, and well."""
    changes = {id(one.event): one for one in state_changes(events, catalogue) if one.process}
    for event in events:
        if event.unplaced:
            continue
        if event.kind == "transport-start-attempted":
            yield event, _SHELL_PROCESS, True, False
        elif (change := changes.get(id(event))) is not None:
            if change.means != "worker-replaced":
                yield event, change.process, change.running, change.running
        elif event.kind in _OF_SHELL:
            yield event, _SHELL_PROCESS, False, False
        elif event.kind in _OF_WINDOWS:
            service = service_of(event, catalogue)
            if service is not None:
                yield event, service.provider, False, False
        elif event.kind in _TROUBLE:
            yield event, event.process, False, False


def _starts(words: Iterable[tuple[CataloguedEvent, bool, bool]]) -> list[_Start]:
    found: list[_Start] = []
    for event, begins, done in words:
        now = found[-1] if found else None
        if begins:
            if now is None or now.ended or event.seconds - now.at > _ONE_START:
                now = _Start(event.seconds, seen=True)
                found.append(now)
            now.done |= done
        elif now is None or event.seconds - now.at > _SOON or _after(now, event):
            if event.kind not in _TROUBLE:
                continue
            now = _Start(event.seconds, seen=False)
            found.append(now)
        now.ended |= event.kind in _ENDS or (not begins and event.kind == "service-state-changed")
        now.events.append(event)
    return found


def _after(start: _Start, event: CataloguedEvent) -> bool:
    """Tell whether a record is of another start, as that one had ended before."""
    return start.ended and event.seconds - start.events[-1].seconds > _ONE_START


def _runs(starts: Sequence[_Start], log_end: int) -> Iterator[tuple[list[_Start], bool]]:
    """Give each run of failed starts, and whether it is the last and no good start follows it."""
    run: list[_Start] = []
    for start in starts:
        if start.failed:
            if run and not _follows(run[-1], start):
                yield run, False
                run = []
            run.append(start)
        elif run and start.done and not start.ended and log_end - start.at > _SOON:
            yield run, False
            run = []
    if run:
        yield run, True


def _follows(one: _Start, other: _Start) -> bool:
    pause = _PAUSE if one.seen and other.seen else _SHORT_PAUSE
    return other.at - one.events[-1].seconds <= pause


def _log_end(process: str, events: Sequence[CataloguedEvent], watch: Watch) -> int:
    cover = watch.channel_of(process)
    placed = (event.seconds for event in events if not event.unplaced)
    return cover.last if cover is not None else max(placed, default=0)


def _fact(
    process: str,
    run: Sequence[_Start],
    events: Sequence[CataloguedEvent],
    watch: Watch,
    *,
    last: bool,
) -> Fact:
    records = [event for start in run for event in start.events]
    end = max(event.seconds for event in records)
    refused = [event for event in records if event.kind in _LISTENER]
    endpoints = {event.text("endpoint") for event in refused} - {""}
    fields: dict[str, str | int | bool] = {
        "process": process,
        "open": last and not _speaks(process, end + _SOON, events, watch),
        "log_end": max(end, _log_end(process, events, watch)),
        "first": run[0].at,
        "last": end,
        "count": len(run),
    }
    if refused:
        fields["listener"] = True
    if len(endpoints) == 1:
        fields["endpoint"] = endpoints.pop()
    time = records[0].time
    return Fact("transport-start-failing", records[0].server, time, fields, evidence_of(records))


def _speaks(process: str, since: int, events: Iterable[CataloguedEvent], watch: Watch) -> bool:
    """Tell whether a process wrote what only one that runs writes."""
    if any(
        event.process == process
        and event.seconds > since
        and not event.unplaced
        and event.kind not in _OF_A_START
        for event in events
    ):
        return True
    cover = watch.channel_of(process)
    if cover is None:
        return False
    spelling = watch.catalogue.spelling
    words = [
        end
        for provider, stretches in cover.activity.items()
        if spelling.get(provider.casefold()) == process
        for _, end in stretches
    ]
    # Stretches tell of all that it wrote, and so of what comes with a start, too.
    return max(words, default=0) > max([since, *_of_starts(process, events)])


def _of_starts(process: str, events: Iterable[CataloguedEvent]) -> Iterator[int]:
    return (
        event.seconds + _SOON
        for event in events
        if event.process == process and event.kind in _OF_A_START
    )
