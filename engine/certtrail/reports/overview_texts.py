"""What many servers show together, as tables of texts that every report shows alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certtrail.diagnosis.overviewed import overview
from certtrail.model.vocabulary import WORST_FIRST
from certtrail.reports.speech import within
from certtrail.text.instants import iso

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.model.diagnosis import Diagnosis
    from certtrail.model.fleet_overview import (
        ExpiryMonth,
        FleetOverview,
        LookFirst,
        OnManyServers,
        Wave,
    )
    from certtrail.reports.speech import Speech

_NAMED: Final = 4
_ROWS: Final = 8
_MONTHS: Final = 12
_ROLES: Final = 3


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """A row of a table.

    Attributes:
        cells: one for each head; empty where there is nothing to say.
        finding: the id of the finding that it is about; empty for none.
    """

    cells: tuple[str, ...]
    finding: str = ""


@dataclass(frozen=True, slots=True)
class OverviewTable:
    """A table of the overview.

    Attributes:
        heads: of the columns; the first says what a row is about.
        more: what is not shown, in a sentence; empty for nothing.
    """

    title: str
    heads: tuple[str, ...]
    rows: tuple[OverviewRow, ...]
    more: str = ""


def overview_tables(diagnosis: Diagnosis, speech: Speech) -> tuple[OverviewTable, ...]:
    """Give the tables of the overview; none where there are few servers.

    Args:
        diagnosis: as it was made or loaded, not yet written for a reader.
        speech: of the reader.
    """
    found = overview(diagnosis)
    if found is None:
        return ()
    told = speech.written(found)
    tables = (
        _look_first(told.look_first, speech),
        _waves(told.waves, speech),
        _shared(told.shared, speech),
        _months(told, speech),
        _unheard(told, speech),
    )
    return tuple(table for table in tables if table.rows)


def verdict_counts(diagnosis: Diagnosis, speech: Speech) -> str:
    """Say how many servers have which verdict, the worst first."""
    counts = (
        (verdict, sum(server.verdict is verdict for server in diagnosis.servers))
        for verdict in WORST_FIRST
    )
    return speech.listed(
        [
            speech.say(
                "{servers} {verdict}",
                servers=speech.count(number, "{n|count} server", "{n|count} servers"),
                verdict=speech.word(verdict),
            )
            for verdict, number in counts
            if number
        ]
    )


def named(names: Sequence[str], speech: Speech, most: int = _NAMED) -> str:
    """Name the first of some servers, and count the rest."""
    if len(names) <= most + 1:
        return speech.listed(list(names))
    rest = len(names) - most
    return speech.say("{names} and {count} more", names=list(names[:most]), count=rest)


def _look_first(found: Sequence[LookFirst], speech: Speech) -> OverviewTable:
    def when(one: LookFirst) -> Iterator[str]:
        if one.since is not None:
            clock = speech.clock(unplaced=one.unplaced)
            yield speech.say("since {moment}", moment=clock.moment(one.since))
        if one.ends is not None:
            ends = within(speech.moment(one.ends), one.error_hours, speech)
            yield speech.say("a certificate ends {when}", when=ends)

    def alike(one: LookFirst) -> str:
        if not one.alike:
            return ""
        return speech.count(one.alike, "{n|count} more server", "{n|count} more servers")

    rows = [
        OverviewRow(
            (
                one.server,
                speech.word(one.verdict),
                one.title,
                speech.clauses(list(when(one))),
                alike(one),
            ),
            one.finding,
        )
        for one in found
    ]
    return OverviewTable(
        speech.say("To look at first"),
        (
            speech.say("Server"),
            speech.say("Verdict"),
            speech.say("Why"),
            speech.say("When"),
            speech.say("The same elsewhere"),
        ),
        tuple(rows),
    )


def _waves(found: Sequence[Wave], speech: Speech) -> OverviewTable:
    def before(wave: Wave) -> str:
        act = wave.act
        if act is None:
            return speech.say("nothing that the logs show")
        return speech.say(
            "{what}, on {n|count} of them, {period}",
            what=act.what,
            n=act.servers,
            period=speech.period(act.first, act.last),
        )

    rows = []
    for wave in found[:_ROWS]:
        names = [one.server for one in wave.servers]
        what = wave.title
        if wave.thumbprint:
            what = speech.say("{what}: {thumbprint}", what=what, thumbprint=wave.thumbprint)
        first, last = wave.servers[0].at, wave.servers[-1].at
        where = speech.say(
            "{n|count} servers, in this order: {names}", n=len(names), names=named(names, speech)
        )
        rows.append(OverviewRow((what, where, speech.period(first, last), before(wave))))
    return OverviewTable(
        speech.say("Began on several servers within hours"),
        (
            speech.say("What"),
            speech.say("Where"),
            speech.say("When"),
            speech.say("In the day before it"),
        ),
        tuple(rows),
        _more(len(found) - _ROWS, speech),
    )


def _shared(found: Sequence[OnManyServers], speech: Speech) -> OverviewTable:
    def roles(one: OnManyServers) -> str:
        told = [
            speech.say("{role} ({n|count})", role=each.role, n=each.servers)
            for each in one.roles[:_ROLES]
        ]
        told += ["..."] if len(one.roles) > _ROLES else []
        return speech.clauses(told)

    rows = [
        OverviewRow(
            (
                one.thumbprint,
                one.subject or speech.say("not told"),
                _counted(one.servers, speech),
                within(speech.moment(one.ends), one.error_hours, speech),
                speech.listed(list(one.services)),
                roles(one),
            )
        )
        for one in found[:_ROWS]
    ]
    return OverviewTable(
        speech.say("One certificate on several servers"),
        (
            speech.say("Thumbprint"),
            speech.say("Subject"),
            speech.say("Servers"),
            speech.say("Expires"),
            speech.say("Services"),
            speech.say("Used as"),
        ),
        tuple(rows),
        _more(len(found) - _ROWS, speech),
    )


def _months(told: FleetOverview, speech: Speech) -> OverviewTable:
    def row(month: ExpiryMonth, label: str) -> OverviewRow:
        return OverviewRow(
            (
                label,
                speech.count(month.certificates, "{n|count} certificate", "{n|count} certificates"),
                _counted(month.servers, speech),
                named(month.subjects, speech),
            )
        )

    rows = [row(month, iso(month.starts)[:7]) for month in told.months[:_MONTHS]]
    if told.ended is not None:
        rows.insert(0, row(told.ended, speech.say("ended already")))
    return OverviewTable(
        speech.say("What is in use and ends, by month"),
        (
            speech.say("Month"),
            speech.say("Certificates"),
            speech.say("Servers"),
            speech.say("Subject"),
        ),
        tuple(rows),
        _more(len(told.months) - _MONTHS, speech),
    )


def _unheard(told: FleetOverview, speech: Speech) -> OverviewTable:
    rows = [
        OverviewRow(
            (
                one.server,
                speech.say(
                    "its logs end {moment}, most others' {usual}",
                    moment=speech.moment(one.last),
                    usual=speech.moment(told.usual_end),
                ),
            )
        )
        for one in told.ended_early[:_ROWS]
    ]
    if told.without_logs:
        names = _counted(told.without_logs, speech)
        rows.append(OverviewRow((names, speech.say("named by others or by lists, without logs"))))
    return OverviewTable(
        speech.say("Not heard of, or not for long"),
        (speech.say("Server"), speech.say("What")),
        tuple(rows),
        _more(len(told.ended_early) - _ROWS, speech),
    )


def _counted(names: Sequence[str], speech: Speech) -> str:
    if len(names) <= _NAMED + 1:
        return named(names, speech)
    count = speech.count(len(names), "{n|count} server", "{n|count} servers")
    return speech.say("{what}: {names}", what=count, names=named(names, speech))


def _more(rest: int, speech: Speech) -> str:
    return speech.say("... and {n|count} more", n=rest) if rest > 0 else ""
