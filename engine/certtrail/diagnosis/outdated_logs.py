"""Servers whose log ends long before other evidence of themselves: facts in, which they are, and
what is said of findings that rest on such a log, out.

A queue that was tried again today, a list or an answer to Get-Date tells of a later time than the
log beside them. What the log warned of was so then: it has passed, or somebody mended it, and only
a log of today tells. What a later list shows to be as the log said still counts; one that has what
the log missed says the contrary, however soon after the log it was made.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from certtrail.diagnosis.asked_once import Aim, with_first
from certtrail.model.vocabulary import APPLICATION, Confidence, Severity, Verdict
from certtrail.text.instants import SECOND, clock_time
from certtrail.text.message import Message, phrase, sentences

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from certtrail.diagnosis.newer_lists import NewerLists
    from certtrail.facts.derivation import FactSet
    from certtrail.model.diagnosis import Finding, Server
    from certtrail.model.fact import Fact
    from certtrail.text.instants import ClockTime

_DAY: Final = 86_400
# Exports of one case are made within weeks.
_LONG: Final = 60 * _DAY
_TELLING: Final = frozenset({"console-clock", "edge-sync-state", "queue-error", "queue-waiting"})
_SESSIONS: Final = frozenset(
    {"certificate-sent", "certificate-received", "tls-failure", "tls-session", "smtp-filtered"}
)
_VALID: Final = "valid"
_OF_THEN: Final = (
    "Its Application log ends {end|time}, {days|days} before other evidence of it ({file}); how it "
    "is today nothing here tells."
)
_LISTED_SINCE: Final = (
    "Its Application log ends {end|time}, {days|days} before the list of its certificates "
    "({file}); what was logged since was not sent."
)
_BEGUN_SINCE: Final = (
    "Its Application log ends {end|time}, and what the list of its certificates ({file}) shows "
    "began after that; what was logged since was not sent."
)
_LISTED: Final = (_LISTED_SINCE, _BEGUN_SINCE)


@dataclass(frozen=True, slots=True)
class OutdatedLog:
    """How old the Application log of a server is beside other evidence of it.

    Attributes:
        end: of the log, in seconds since 1970 UTC.
        days: so many before the latest of the other evidence.
        file: the input that has this.
        unplaced: the end is of the server's own clock, whose zone nobody knows.
        shown: the certificates that a list of the server has, or that it is configured for.
        listed: that input has a list of the server's certificates.
        fresh: it is newer by days or weeks only, as exports of one case are; so only what it says
            against the log is taken from it.
    """

    end: int
    days: int
    file: str
    unplaced: bool
    shown: frozenset[str]
    listed: bool
    fresh: bool

    @property
    def told(self) -> ClockTime:
        """The end for a sentence."""
        return clock_time(self.end * SECOND, unplaced=self.unplaced)


def outdated_logs(
    facts: FactSet, clocks: Collection[str], lists: NewerLists
) -> dict[str, OutdatedLog]:
    """Find the servers whose Application log ends two months or more before their other evidence,
    or before a certificate began that a list has, and that the log missed.

    One whose clock went wrong by days is not measured.

    Args:
        facts: of all servers.
        clocks: the servers that tell times in a zone that nobody knows.
        lists: what they say against the logs.
    """
    ends = _ends(facts)
    later: dict[str, tuple[int, str]] = {}
    shown: dict[str, set[str]] = {}
    listing: set[tuple[str, str]] = set()
    for fact in facts.facts:
        if fact.server not in ends:
            continue
        shown.setdefault(fact.server, set()).update(_shown(fact))
        if fact.kind == "certificate" and fact.holds("listed"):
            listing.add((fact.server, fact.evidence[0].file))
        for at in _times(fact):
            one = at, fact.evidence[0].file
            later[fact.server] = max(one, later.get(fact.server, one))
    found: dict[str, OutdatedLog] = {}
    for server, end in ends.items():
        at, file = later.get(server, (end, ""))
        fresh = at - end < _LONG
        if fresh:
            at, file = lists.begun.get(server, (end, ""))
        if at > end if fresh else at - end >= _DAY:
            found[server] = OutdatedLog(
                end=end,
                days=(at - end) // _DAY,
                file=file,
                unplaced=server in clocks,
                shown=frozenset(shown.get(server, ())),
                listed=(server, file) in listing,
                fresh=fresh,
            )
    return found


def _ends(facts: FactSet) -> dict[str, int]:
    """Give by server where its Application log ends, but of clocks that went wrong by days."""
    ends = {server: last for (server, log), (_, last) in facts.seen.items() if log == APPLICATION}
    for (server, log), cover in facts.coverage.items():
        if log == APPLICATION:
            ends[server] = max(cover.last, ends.get(server, cover.last))
    for fact in facts.facts:
        astray = fact.kind == "clock-changed" and abs(fact.number("delta") or 0) >= _DAY
        if astray or fact.kind == "warning-by-wrong-clock":
            ends.pop(fact.server, None)
    return ends


def _times(fact: Fact) -> Iterator[int]:
    """Give when something other than a log shows the server, in seconds since 1970."""
    told = fact.number("told") if fact.kind in _TELLING else None
    if fact.kind in _SESSIONS:
        told = fact.number("last")
    # What a list calls valid had begun when it was made.
    if fact.kind == "certificate" and fact.holds("listed"):
        told = fact.number("not_before") if fact.text("status").casefold() == _VALID else None
    if told:
        yield told


def _shown(fact: Fact) -> Iterator[str]:
    if fact.kind == "certificate" and fact.holds("listed"):
        yield fact.text("thumbprint")
    if fact.kind == "transport-service":
        yield fact.text("internal")


def may_have_changed(server: Server) -> bool:
    """Tell whether a diagnosis leaves open how a server is today, as its log is too old."""
    return isinstance(server.why, Message) and server.why.template in (_OF_THEN, *_LISTED)


def is_listed_since(server: Server) -> bool:
    """Tell whether such a server's certificates were listed after the end of that log."""
    return isinstance(server.why, Message) and server.why.template in _LISTED


def as_when_logged(
    finding: Finding,
    aim: tuple[Aim, ...],
    outdated: Mapping[str, OutdatedLog],
    lists: NewerLists,
) -> tuple[Finding, tuple[Aim, ...]]:
    """Say of a finding that rests on such logs alone that it is of then; nothing is done by it."""
    logs = [outdated[name] for name in finding.servers if name in outdated]
    if not logs or len(logs) != len(finding.servers):
        return finding, aim
    log = max(logs, key=lambda one: one.end)
    times = [item.time // SECOND for item in finding.evidence if item.time]
    if not times or max(times) > log.end:
        return finding, aim
    against = lists.against(finding)
    so_still = not lists.have_it(finding) and _is_so_still(finding, logs)
    if not against and (any(one.fresh for one in logs) or so_still):
        return finding, aim
    told: str = (
        phrase(
            "This is of the time until {end|time}, where the log ends; what {file} shows is later.",
            end=log.told,
            file=log.file,
        )
        if against and not log.days
        else phrase(
            "This is of the time until {end|time}: the log ends {days|days} before other evidence "
            "of the server ({file}).",
            end=log.told,
            days=log.days,
            file=log.file,
        )
        if against
        else phrase(
            "This is of the time until {end|time}: the log ends {days|days} before other evidence "
            "of the server ({file}), and how it is today nothing here tells.",
            end=log.told,
            days=log.days,
            file=log.file,
        )
    )
    first: str = phrase(
        "Change nothing by so old a log. See what is in the Application log of today."
    )
    doubt = bool(against) and lists.in_doubt(finding)
    if doubt:
        first = phrase(
            "See first whether the log of today has it still, later than {end|time}. If it has "
            "not, it is over, and nothing is to be changed: what follows is for the case that it "
            "has.",
            end=log.told,
        )
    if not log.listed:
        shown = phrase("See what `Get-ExchangeCertificate | Format-List` shows now, too.")
        first = sentences(first, shown)
    most = Severity.MEDIUM if doubt else Severity.LOW
    of_then = replace(
        finding,
        title=phrase("{what}: as of {end|time}", what=finding.title, end=log.told),
        verdict=None,
        severity=min(finding.severity, most, key=lambda one: one.rank),
        confidence=Confidence.LOW,
        cause=sentences(
            told, *against, phrase("What the log told then: {cause}", cause=finding.cause)
        ),
    )
    if doubt:
        return with_first(of_then, first, aim)
    then = replace(
        of_then,
        remedy=(first,) if finding.remedy else (),
        risks=(),
        questions=(),
        confirm=(),
        surer_with=(),
    )
    return then, (Aim(-1),) if then.remedy else ()


def _is_so_still(finding: Finding, logs: Iterable[OutdatedLog]) -> bool:
    """Tell whether a list shows what the log told: the certificate, or that none is there."""
    shown = any(one in each.shown for each in logs for one in finding.thumbprints)
    listed = any(item.time is None for item in finding.evidence)
    return shown or (listed and not finding.thumbprints)


def unknown_now(servers: Iterable[Server], outdated: Mapping[str, OutdatedLog]) -> Iterator[Server]:
    """Say of a server that nothing else speaks of that nobody knows how it is today."""
    for one in servers:
        log = outdated.get(one.name)
        if log is None or one.verdict in (Verdict.BROKEN, Verdict.AT_RISK):
            yield one
            continue
        template = _OF_THEN if not log.listed else _LISTED_SINCE if log.days else _BEGUN_SINCE
        why = phrase(template, end=log.told, days=log.days, file=log.file)
        yield replace(one, verdict=Verdict.UNKNOWN, why=why)
