"""Findings in, waves out: the same one that began on several servers within a short time.

One deployment, one script or one evening of updates makes them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from math import sqrt
from typing import TYPE_CHECKING, Final

from certtrail.model.fleet_overview import ActBefore, Struck, Wave
from certtrail.text.instants import SECOND
from certtrail.text.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from certtrail.model.diagnosis import Diagnosis, Finding
    from certtrail.model.server_timeline import Mark

    Onset = tuple[int, str, Finding]

_HOUR: Final = 3600 * SECOND
_GAP: Final = 3 * _HOUR
_LONGEST: Final = 24 * _HOUR
_BEFORE: Final = 24 * _HOUR
"""So long before its onset what was done on a server may be behind it: events repeat by the day."""
_SETTLED: Final = 48 * _HOUR
"""What shows so soon after a log begins need not have begun then."""
_LEAST: Final = 3
_DENSER: Final = 3
_SWAYS: Final = 6
"""So many times as many as chance brings together, and so many times what that sways by (the root
of it): there are many hours in which chance can bring some together."""
_NEARLY: Final = 0.9


def waves(diagnosis: Diagnosis) -> tuple[Wave, ...]:
    """Find the waves of a diagnosis, the gravest first, then by how many servers.

    A wave is at least three servers on which findings of one rule began within a day, with at most
    three hours from one to the next, and far more than would fall together by chance.
    Findings that another one explains are left out, as that one tells of the wave; and so is what
    was there when a log began, as it says nothing of when it came.
    """
    begins = {server.name: server.first for server in diagnosis.servers}
    known = [server.first for server in diagnosis.servers if server.first is not None]
    lasts = [server.last for server in diagnosis.servers if server.last is not None]
    whole = max(lasts, default=0) - min(known, default=0)
    by_rule: dict[str, list[Onset]] = {}
    for finding in diagnosis.findings:
        onset = _onset(finding, begins)
        if onset is not None:
            by_rule.setdefault(finding.rule, []).append(onset)
    marks = {one.server: one.marks for one in diagnosis.timelines if not one.unplaced}
    found = [
        _wave(near, marks)
        for onsets in by_rule.values()
        for near in _near(_first_of_each(onsets))
        if _is_dense(near, len(onsets), whole)
    ]
    return tuple(
        sorted(
            found,
            key=lambda one: (
                -one.severity.rank,
                -len(one.servers),
                one.servers[0].at,
                one.rule,
            ),
        )
    )


def _onset(finding: Finding, begins: Mapping[str, int | None]) -> Onset | None:
    """Give when a finding of one server began there; None where that is not known."""
    at = finding.onset
    if finding.explained_by is not None or at is None or len(finding.servers) != 1:
        return None
    (server,) = finding.servers
    begin = begins.get(server)
    if finding.unplaced or begin is None or at < begin + _SETTLED:
        return None
    return at, server, finding


def _first_of_each(onsets: Iterable[Onset]) -> list[Onset]:
    found: dict[str, Onset] = {}
    for onset in sorted(onsets, key=lambda each: each[:2]):
        found.setdefault(onset[1], onset)
    return list(found.values())


def _near(onsets: Sequence[Onset]) -> Iterator[list[Onset]]:
    """Cut onsets where the next is too long after the last, or too long after the first."""
    near: list[Onset] = []
    for onset in onsets:
        if near and (onset[0] - near[-1][0] > _GAP or onset[0] - near[0][0] > _LONGEST):
            yield near
            near = []
        near.append(onset)
    if near:
        yield near


def _is_dense(near: Sequence[Onset], of_rule: int, whole: int) -> bool:
    span = max(near[-1][0] - near[0][0], _GAP)
    by_chance = of_rule * span / max(whole, span)
    # Where all that the logs show is one evening, there is nothing to tell it from.
    dense = _DENSER * by_chance + _SWAYS * sqrt(by_chance)
    return len(near) >= _LEAST and (len(near) >= dense or whole <= _LONGEST)


def _wave(near: Sequence[Onset], marks: Mapping[str, Sequence[Mark]]) -> Wave:
    first = near[0][2]
    prints = {finding.thumbprints[:1] for _, _, finding in near}
    same = next(iter(prints)) if len(prints) == 1 else ()
    worst = max((finding.severity for _, _, finding in near), key=lambda one: one.rank)
    return Wave(
        rule=first.rule,
        title=first.title,
        severity=worst,
        thumbprint="".join(same),
        servers=tuple(Struck(server, at) for at, server, _ in near),
        act=_act(near, marks, "action") or _act(near, marks, "restart"),
    )


def _act(near: Sequence[Onset], marks: Mapping[str, Sequence[Mark]], kind: str) -> ActBefore | None:
    """Find what was done before it began on more than half of the servers."""
    times: dict[str, dict[str, int]] = {}
    for at, server, _ in near:
        for mark in _before(marks.get(server, ()), at):
            if mark.kind == kind:
                for what in _shorter(mark.what):
                    times.setdefault(what, {})[server] = mark.time
    most = max((len(servers) for servers in times.values()), default=0)
    if 2 * most <= len(near):
        return None
    # The one that says most, of those that hold of about as many servers as any does.
    what = min(
        (each for each in times if len(times[each]) >= _NEARLY * most),
        key=lambda each: (-len(each), -len(times[each]), each),
    )
    when = times[what].values()
    return ActBefore(what, len(when), min(when), max(when))


def _before(marks: Sequence[Mark], at: int) -> Sequence[Mark]:
    """Give the marks of the day before; they are in the order of time."""
    start = bisect_left(marks, at - _BEFORE, key=lambda mark: mark.time)
    return marks[start : bisect_right(marks, at, key=lambda mark: mark.time)]


def _shorter(what: str) -> Iterator[str]:
    """Give a text, then the same with ever less said of it: without by whom, without of what."""
    told: object = what
    while isinstance(told, str):
        yield told
        told = told.values.get("told") if isinstance(told, Message) else None
