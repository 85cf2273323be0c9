"""What a verdict rests on: findings in; the same out, those less sure that rest on one record.

One record that somebody copied says that it was written once. Whether it goes on, only what came
after it tells, and no log of that time is at hand. A list may have what the record misses; then a
server is at risk by it and not broken. Which of day and month goes first changes nothing: by either
reading it was written once.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.inputs.guess_note import DATE_ORDER
from certtrail.model.vocabulary import Severity, Verdict
from certtrail.text.instants import clock_time
from certtrail.text.message import phrase, sentences

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from certtrail.facts.coverage import Coverage
    from certtrail.model.diagnosis import Finding, Server
    from certtrail.model.fact import Evidence, Fact
    from certtrail.model.input_reports import InputReport

_CONSOLE: Final = "console"
_TROUBLE: Final = (Verdict.BROKEN, Verdict.AT_RISK)


def resting(
    findings: Iterable[Finding],
    coverage: Mapping[tuple[str, str], Coverage],
    reports: Iterable[InputReport],
    against: Mapping[Evidence, Fact],
) -> tuple[tuple[Finding, ...], frozenset[str]]:
    """Say what rests on one record alone, and be less sure of it; and give these findings' ids.

    Args:
        findings: of a diagnosis.
        coverage: by (server, channel).
        reports: of the inputs; they know of whose dates the order is a guess.
        against: the lines of lists that have what an event says is not to be found.
    """
    guessed = {one.name for one in reports if any(DATE_ORDER in note for note in one.notes)}
    # A file that has one record covers its moment, and nothing after it.
    whole = {
        key for key, one in coverage.items() if any(end > start for start, end in one.intervals)
    }
    known = tuple(findings)
    told = tuple(_told(finding, whole, guessed, against) for finding in known)
    alone = frozenset(now.id for now, before in zip(told, known, strict=True) if now is not before)
    return tuple(
        finding if finding.id in alone else _guessed(finding, guessed) for finding in told
    ), alone


def said_of(
    servers: Iterable[Server], findings: Iterable[Finding], alone: Collection[str]
) -> Iterator[Server]:
    """Give the servers; of one whose verdict rests on such findings alone, its reason says so.

    Args:
        servers: of a diagnosis.
        findings: of the same.
        alone: the ids of those that rest on one record.
    """
    resting_on: dict[tuple[str, Verdict], list[bool]] = {}
    for finding in findings:
        if finding.verdict in _TROUBLE:
            for name in finding.servers:
                rests = resting_on.setdefault((name, finding.verdict), [])
                rests.append(finding.id in alone)
    for server in servers:
        # A verdict that no finding gives rests on none.
        if all(resting_on.get((server.name, server.verdict), [False])):
            why = sentences(server.why, phrase("It rests on one record."))
            yield replace(server, why=why)
        else:
            yield server


def _told(
    finding: Finding,
    whole: set[tuple[str, str]],
    guessed: set[str],
    against: Mapping[Evidence, Fact],
) -> Finding:
    record = _only(finding, against)
    if finding.verdict is not Verdict.BROKEN or record is None or record.time is None:
        return finding
    # What Setup wrote of itself, or what a console replied, is no single record of a log.
    if record.channel == _CONSOLE or (record.server, record.channel) in whole:
        return finding
    told: str = phrase(
        "All of this rests on one record, of {time|time}; whether it goes on, only later records "
        "can tell.",
        time=clock_time(record.time, unplaced=record.unplaced),
    )
    if record.file in guessed:
        told = sentences(told, phrase("Whether day or month goes first in its date is a guess."))
    listed = next((against[one] for one in finding.evidence if one in against), None)
    if listed is not None:
        told = sentences(told, _listed(listed))
    return replace(
        finding,
        verdict=Verdict.AT_RISK if listed is not None else finding.verdict,
        confidence=finding.confidence.weaker,
        cause=sentences(finding.cause, told),
    )


def _listed(fact: Fact) -> str:
    return phrase(
        "But {thumbprint} is in a list of this server ({file}), with that name, valid and enabled "
        "for SMTP: the event is most likely older than that list; else the service has not looked "
        "anew since, or cannot use it.",
        thumbprint=fact.text("thumbprint"),
        file=fact.evidence[0].file,
    )


def _guessed(finding: Finding, files: Collection[str]) -> Finding:
    """Say that the order of the dates is a guess of what would be read as it stands: what is open,
    or grave, and has no other dates.
    """
    dated = [one for one in finding.evidence if one.time is not None]
    told = finding.verdict in _TROUBLE or finding.severity.rank >= Severity.MEDIUM.rank
    if not files or not told or not dated or any(one.file not in files for one in dated):
        return finding
    guess = (
        phrase("Whether day or month goes first in its date is a guess.")
        if len({one.time for one in dated}) == 1
        else phrase("Whether day or month goes first in these dates is a guess.")
    )
    return replace(finding, cause=sentences(finding.cause, guess))


def _only(finding: Finding, against: Collection[Evidence]) -> Evidence | None:
    """Give the only record behind a finding; None where there are more, or lists."""
    # What is said of a file, such as that it cuts its messages, is no evidence beside it.
    told = [one for one in finding.evidence if one.channel and one not in against]
    return told[0] if finding.count == 1 and len(told) == 1 else None
