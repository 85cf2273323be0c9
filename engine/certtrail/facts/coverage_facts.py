"""What the exports cover, as facts: without them a rule could not tell silence from not looking."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from certtrail.facts.spans_of_time import common
from certtrail.model.fact import Evidence, Fact
from certtrail.model.vocabulary import APPLICATION, SYSTEM
from certtrail.text import instants

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from certtrail.facts.coverage import Coverage
    from certtrail.facts.events_by_kind import EventsByKind
    from certtrail.facts.spans_of_time import Interval
    from certtrail.facts.watch import Watch
    from certtrail.model.input_reports import InputReport
    from certtrail.model.servers import Servers

# A log with ids missing everywhere falls into any number of stretches; the longest tell most.
_MOST: Final = 50
_HOUR: Final = 3600
_EXCHANGE: Final = "msexchange"
# What the transport processes write of certificates; 12021 is of connectors.
_ABOUT_CERTIFICATES: Final = frozenset({*range(12012, 12021), *range(12022, 12025)})


def coverage_facts(coverage: Iterable[Coverage]) -> Iterator[Fact]:
    """Make the facts of each channel of each server.

    `log-span`: `channel`, `first`, `last`, `hours` (covered in all), `holes` (how many), and
    `whole` (not only chosen records of it are at hand), `records` (how many are), `newest` (they
    are most likely those that somebody asked for by their number), and `of_exchange` (Exchange
    wrote in it).
    `log-covered`: one stretch without a hole: `channel`, `start`, `until`, `hours`.
    `log-hole`: `channel`, `start`, `until`, `hours`, and `mute` (its record ids show that nothing
    was written then; else records are missing, or nobody can tell).
    `log-part`: what one input holds of a log of which records were chosen: `channel`, `file`, `how`
    (filtered or forwarded), `provider` (that wrote all of them), `least` (the level they were
    chosen by), `start`, `until`, `hours`.
    """
    for one in coverage:
        holes = [(before[1], after[0]) for before, after in pairwise(one.intervals)]
        fields: dict[str, str | int | bool] = {
            "channel": one.channel,
            "first": one.first,
            "last": one.last,
            "hours": one.seconds // _HOUR,
            "holes": len(holes),
            "whole": bool(one.intervals),
            "records": one.records,
            "newest": one.newest,
            "of_exchange": any(name.casefold().startswith(_EXCHANGE) for name in one.providers),
        }
        # Without evidence, or what a rule binds to know how recent something is would be shown as
        # part of it.
        yield Fact("log-span", one.server, one.first * instants.SECOND, fields)
        yield from _stretches(
            "log-covered", one.server, {"channel": one.channel}, _longest(one.intervals)
        )
        for start, until in _longest(list(_parted(holes, one.mute))):
            ends = [
                instants.clock_time(each * instants.SECOND, unplaced=one.unplaced)
                for each in (start, until)
            ]
            told = f"Nothing of the {one.channel} log is left from {' to '.join(ends)}"
            line = replace(_line(one.server, one.channel, start, told), unplaced=one.unplaced)
            mute = (start, until) in one.mute
            fields = {"channel": one.channel, "mute": mute, **_span(start, until)}
            yield Fact("log-hole", one.server, start * instants.SECOND, fields, (line,))
        for part in one.parts[:_MOST]:
            how = "forwarded" if part.forwarded else "filtered"
            told = f"{part.file} holds chosen records of the {one.channel} log only"
            line = _line(one.server, one.channel, part.start, told)
            line = replace(line, unplaced=part.unplaced)
            fields = {"channel": one.channel, "file": part.file, "how": how}
            fields |= _span(part.start, part.until)
            # Of a channel with one provider it says nothing that all are that one's.
            if part.provider and one.channel in (APPLICATION, SYSTEM):
                fields["provider"] = part.provider
            if part.least:
                fields["least"] = part.least
            yield Fact("log-part", one.server, part.start * instants.SECOND, fields, (line,))


def single_facts(events: EventsByKind, watch: Watch) -> Iterator[Fact]:
    """Make a `log-span` of each log of which single records are at hand that cover nothing.

    A pasted event, or a table of few sources without record ids, is some of a log all the same:
    how recent a record is can be told by the others.
    """
    for (server, channel), (first, last) in events.ends().items():
        if channel not in watch.coverage:
            fields: dict[str, str | int | bool] = {"channel": channel, "first": first, "last": last}
            fields |= {"hours": 0, "holes": 0, "whole": False}
            yield Fact("log-span", server, first * instants.SECOND, fields)


def observed_facts(watch: Watch) -> Iterator[Fact]:
    """Make `process-observed` facts: `process`, `start`, `until`, `hours`, and `spoke`, when it
    wrote its last record, of the stretch which that is in.

    In such a stretch its log is covered, and the process was seen to live.
    """
    for process, life in watch.lives.items():
        cover = watch.channel_of(process)
        if cover is not None and process in watch.catalogue.processes:
            for start, until in _longest(common(cover.intervals, life.alive)):
                fields: dict[str, str | int] = {"process": process, **_span(start, until)}
                if life.spoke is not None and start <= life.spoke <= until:
                    fields["spoke"] = life.spoke
                yield Fact("process-observed", cover.server, start * instants.SECOND, fields)


def quiet_facts(events: EventsByKind, watch: Watch) -> Iterator[Fact]:
    """Make a `no-certificate-event`: a whole Application log, in which a transport process wrote,
    and none of its events about a certificate.

    What is of one source and of one number alone looks as if somebody had chosen it, as one who
    copies a record does; and a moment shows nothing of what is written every quarter of an hour
    (model).

    Fields: `start`, `until`, `hours`.
    """
    cover = watch.coverage.get(APPLICATION)
    if cover is None or not cover.intervals or cover.parts or cover.last - cover.first < _HOUR:
        return
    if not watch.catalogue.processes.intersection(cover.providers):
        return
    told = {event.event_id for event in events if event.process in watch.catalogue.processes}
    if len(cover.providers) == len(told) == 1 or told & _ABOUT_CERTIFICATES:
        return
    fields = _span(cover.first, cover.last)
    yield Fact("no-certificate-event", cover.server, cover.first * instants.SECOND, fields)


def input_facts(reports: Iterable[InputReport], servers: Servers) -> Iterator[Fact]:
    """Make an `input-damaged` fact of each event log that could not be read whole.

    What is no log, or was not understood, stands in the reports of inputs alone.

    Fields: `file`, `type`, `problems` (how many), `lost` (records that could not be read), and
    `cut` (messages that a table shows only the start of, which is none of the problems).
    """
    for report in reports:
        if report.complete or not report.problems or not report.holds_events:
            continue
        named = {servers.name(span.computer) for span in report.spans}
        server = named.pop() if len(named) == 1 else ""
        fields: dict[str, str | int | bool] = {
            "file": report.name,
            "type": report.kind,
            "problems": len(report.problems) - bool(report.cut),
            "lost": report.records.skipped,
        }
        if report.cut:
            fields["cut"] = report.cut
        line = Evidence(None, server, "", 0, report.name, report.problems[0])
        yield Fact("input-damaged", server, 0, fields, (line,))


def _stretches(
    kind: str, server: str, about: Mapping[str, str], stretches: Iterable[Interval]
) -> Iterator[Fact]:
    for start, until in stretches:
        yield Fact(kind, server, start * instants.SECOND, {**about, **_span(start, until)})


def _span(start: int, until: int) -> dict[str, int]:
    return {"start": start, "until": until, "hours": (until - start) // _HOUR}


def _parted(holes: Iterable[Interval], mute: Iterable[Interval]) -> Iterator[Interval]:
    """Part holes where a stretch in which nothing was written meets one of which records are gone:
    a record by itself between the two covers no time.
    """
    silent = list(mute)
    at = 0
    for start, until in holes:
        while at < len(silent) and silent[at][1] <= start:
            at += 1
        begin = start
        while at < len(silent) and silent[at][0] < until:
            first, last = silent[at]
            yield from [(begin, first)] if begin < first else []
            yield first, min(last, until)
            begin = min(last, until)
            if last > until:
                break
            at += 1
        yield from [(begin, until)] if begin < until else []


def _longest(intervals: Sequence[Interval]) -> list[Interval]:
    chosen = sorted(intervals, key=lambda each: (each[0] - each[1], each))[:_MOST]
    return sorted(chosen)


def _line(server: str, channel: str, at: int, told: str) -> Evidence:
    """Make evidence of what no record shows, but the lack of records."""
    return Evidence(at * instants.SECOND, server, channel, 0, "", told)
