"""Servers whose logs end long before those of the others: facts in, which they are out.

An export that lay about for a year is as true as ever of its time, and says nothing of today: the
machine may be gone, and another one have its name. Where a list of the servers does not have it,
weeks are enough: then it was most likely removed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from certtrail.diagnosis.asked_once import Aim
from certtrail.diagnosis.removed_servers import is_none_any_more
from certtrail.model.vocabulary import Confidence, Severity, Verdict
from certtrail.text.instants import SECOND, clock_time
from certtrail.text.message import Message, phrase, sentences

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from certtrail.facts.derivation import FactSet
    from certtrail.model.diagnosis import Finding, Server
    from certtrail.text.instants import ClockTime

_DAY: Final = 86_400
# Exports of one case are made within weeks.
_LONG: Final = 60 * _DAY
# The same of one that is in no list of the servers.
_UNLISTED: Final = 14 * _DAY
_SERVERS: Final = 2
_UNLISTED_NOW: Final = (
    "Its logs end {end|time}, {days|days} before those of the other servers, and it is not among "
    "the servers that {file} lists: it was most likely removed. What was wrong then, if anything, "
    "is among the findings."
)
_NO_MORE: Final = "It does no harm any more, if {server} was removed."
_OF_THEN: Final = (
    "Its logs end {end|time}, {days|days} before those of the other servers; what was "
    "wrong then is among the findings, and whether it still exists is not known."
)


@dataclass(frozen=True, slots=True)
class Bygone:
    """How long ago the last that is known of a server is.

    Attributes:
        end: of its logs, in seconds since 1970 UTC.
        days: so many before those of the others end.
        missing_in: the list of the servers that does not have it; empty where there is none.
        unplaced: the end is of the server's own clock, whose zone nobody knows.
    """

    end: int
    days: int
    missing_in: str = ""
    unplaced: bool = False

    @property
    def told(self) -> ClockTime:
        """The end for a sentence."""
        return clock_time(self.end * SECOND, unplaced=self.unplaced)


def bygone_servers(facts: FactSet, clocks: Collection[str]) -> dict[str, Bygone]:
    """Find the servers whose logs all end two months or more before those of another one, or two
    weeks or more where a list of the servers does not have them.

    One whose clock went wrong by days measures nobody, and is not measured.

    Args:
        facts: of all servers.
        clocks: the servers that tell times in a zone that nobody knows.
    """
    ends: dict[str, int] = {}
    for (server, _), cover in facts.coverage.items():
        ends[server] = max(cover.last, ends.get(server, cover.last))
    for (server, _), (_, last) in facts.seen.items():
        ends[server] = max(last, ends.get(server, last))
    for fact in facts.facts:
        astray = fact.kind == "clock-changed" and abs(fact.number("delta") or 0) >= _DAY
        if astray or fact.kind == "warning-by-wrong-clock":
            ends.pop(fact.server, None)
    latest = max(ends.values(), default=0)
    missing = _not_listed(facts, [name for name, end in ends.items() if latest - end < _DAY])
    return {
        server: Bygone(end, (latest - end) // _DAY, missing.get(server, ""), server in clocks)
        for server, end in ends.items()
        if latest - end >= (_UNLISTED if server in missing else _LONG)
    }


def _not_listed(facts: FactSet, lasting: Collection[str]) -> dict[str, str]:
    """Find the servers that a list of all servers does not have, with that list.

    It counts where it has several, among them one of those whose logs go on. Of a server that any
    list, queue or console tells of, somebody asked: that one is there.
    """
    lists: dict[str, set[str]] = {}
    told: set[str] = set()
    for fact in facts.facts:
        files = [one.file for one in fact.evidence if one.time is None]
        if files:
            told.add(fact.server)
        if fact.kind == "exchange-server":
            for file in files:
                lists.setdefault(file, set()).add(fact.server)
    whole = sorted(
        file
        for file, names in lists.items()
        if len(names) >= _SERVERS and not names.isdisjoint(lasting)
    )
    if not whole:
        return {}
    return {server: whole[0] for server, _ in facts.coverage if server not in told}


def may_be_gone(server: Server) -> bool:
    """Tell whether a diagnosis leaves open that the server exists at all, or has Exchange still."""
    of_then = isinstance(server.why, Message) and server.why.template in (_OF_THEN, _UNLISTED_NOW)
    return of_then or is_none_any_more(server)


def is_of_removed(finding: Finding) -> bool:
    """Tell whether a diagnosis says of a finding that its server is most likely there no more."""
    return isinstance(finding.impact, Message) and finding.impact.template == _NO_MORE


def as_of_then(
    finding: Finding, aim: tuple[Aim, ...], bygone: Mapping[str, Bygone]
) -> tuple[Finding, tuple[Aim, ...]]:
    """Say of a finding about such servers alone that it is of then, and ask for them first."""
    known = [(name, bygone[name]) for name in finding.servers if name in bygone]
    listed = any(item.time is None for item in finding.evidence)
    if not known or len(known) != len(finding.servers) or listed:
        return finding, aim
    name, last = max(known, key=lambda one: one[1].end)
    told = phrase(
        "The logs of {server} end {end|time}, {days|days} before those of the other servers: so it "
        "was then, and how it is today nothing here tells.",
        server=name,
        end=last.told,
        days=last.days,
    )
    asked = phrase(
        "Does {server}, whose logs end {end|time}, still exist, and what is its part today?",
        server=name,
        end=last.told,
    )
    first = phrase(
        "See first whether {server} still exists and is in use, as nothing is known of it after "
        "{end|time}. Nothing below is for another server, even one of the same name.",
        server=name,
        end=last.told,
    )
    if last.missing_in:
        return _of_removed(finding, name, last, asked), (Aim(-1),)
    weak = finding.severity.rank > Severity.MEDIUM.rank
    then = replace(
        finding,
        verdict=None,
        severity=Severity.MEDIUM if weak else finding.severity,
        confidence=Confidence.LOW,
        cause=sentences(finding.cause, told),
        remedy=(first, *finding.remedy) if finding.remedy else (),
        risks=tuple(replace(one, step=one.step + 1) for one in finding.risks),
        questions=(asked, *finding.questions),
    )
    return then, (Aim(-1), *aim) if finding.remedy else aim


def _of_removed(finding: Finding, name: str, last: Bygone, asked: Message) -> Finding:
    """Say of a finding that it is of a server that most likely is there no more."""
    told = phrase(
        "The logs of {server} end {end|time}, {days|days} before those of the other servers, and "
        "it is not among the servers that {file} lists: most likely it was removed, and this is of "
        "before.",
        server=name,
        end=last.told,
        days=last.days,
        file=last.missing_in,
    )
    first = phrase(
        "Nothing is to be done for it if {server} was removed. Only if it still exists, send its "
        "Application log of today first.",
        server=name,
    )
    return replace(
        finding,
        verdict=None,
        severity=Severity.INFO,
        confidence=Confidence.LOW,
        cause=sentences(told, phrase("What its log told then: {cause}", cause=finding.cause)),
        impact=phrase(_NO_MORE, server=name),
        remedy=(first,),
        risks=(),
        questions=(asked,),
        confirm=(),
        surer_with=(),
    )


def unknown_today(servers: Iterable[Server], bygone: Mapping[str, Bygone]) -> list[Server]:
    """Say why nobody knows how such a server is today, where something was wrong with it then."""
    return [
        replace(
            one,
            verdict=Verdict.UNKNOWN,
            why=phrase(
                _UNLISTED_NOW if bygone[one.name].missing_in else _OF_THEN,
                end=bygone[one.name].told,
                days=bygone[one.name].days,
                file=bygone[one.name].missing_in,
            ),
        )
        if one.name in bygone
        and (
            one.verdict is Verdict.UNKNOWN
            or (bygone[one.name].missing_in and one.verdict is Verdict.HEALTHY)
        )
        else one
        for one in servers
    ]
