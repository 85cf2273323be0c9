"""Verdicts: what the findings and the coverage together let one say of each server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.facts.derivation import CERTIFICATES
from certtrail.model.diagnosis import Server
from certtrail.model.vocabulary import APPLICATION, Severity, Verdict
from certtrail.text import instants
from certtrail.text.message import phrase, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from certtrail.facts.coverage import Coverage
    from certtrail.facts.derivation import FactSet
    from certtrail.facts.watch import Watch
    from certtrail.model.diagnosis import Finding
    from certtrail.model.input_reports import InputReport

# Certificate events repeat while mail flows; less than a day of log shows no whole working day.
_LEAST_COVERAGE: Final = 24 * 3600
_EXCHANGE: Final = "msexchange"


def servers_of(
    facts: FactSet,
    findings: Sequence[Finding],
    reports: Iterable[InputReport],
) -> tuple[Server, ...]:
    """Judge every server that a log, a list of certificates or a finding names, sorted by name."""
    unread = sum(not report.complete for report in reports)
    names = {server for server, _ in (*facts.coverage, *facts.seen)}
    names |= {
        server for server, able in facts.capabilities.items() if server and CERTIFICATES in able
    }
    names |= {server for finding in findings for server in finding.servers}
    return tuple(_server(name, facts, findings, unread) for name in sorted(names))


def _server(name: str, facts: FactSet, findings: Iterable[Finding], unread: int) -> Server:
    mine = [finding for finding in findings if name in finding.servers]
    watch = facts.watches.get(name)
    seen = [bounds for (server, _), bounds in facts.seen.items() if server == name]
    verdict, why = _verdict(mine, watch, unread, single=bool(seen))
    covers = watch.coverage.values() if watch else ()
    bounds = [bound for cover in covers for bound in (cover.first, cover.last)]
    bounds += [bound for pair in seen for bound in pair]
    zone = facts.zones.get(name)
    return Server(
        name=name,
        verdict=verdict,
        why=why,
        first=min(bounds) * instants.SECOND if bounds else None,
        last=max(bounds) * instants.SECOND if bounds else None,
        time_zone=str(zone) if zone else "",
    )


def _verdict(
    findings: Sequence[Finding], watch: Watch | None, unread: int, *, single: bool
) -> tuple[Verdict, str]:
    for verdict in (Verdict.BROKEN, Verdict.AT_RISK):
        found = [finding for finding in findings if finding.verdict is verdict]
        if found:
            return verdict, _because(found)
    application = watch.coverage.get(APPLICATION) if watch else None
    if application is None and single:
        return Verdict.UNKNOWN, phrase(
            "Only single records of this server's logs are here; what is not among them proves "
            "nothing."
        )
    if watch is None or application is None:
        return Verdict.UNKNOWN, phrase("There is no Application log of this server to look at.")
    for reason in (
        _too_little(watch, application),
        _not_running(watch, application),
        _still_open(findings),
    ):
        if reason:
            return Verdict.UNKNOWN, reason
    if unread:
        return Verdict.UNKNOWN, phrase(
            "What was read shows no certificate trouble; not read in full: {inputs|count} of the "
            "inputs.",
            inputs=unread,
        )
    return Verdict.HEALTHY, phrase(
        "The Application log covers {covered|span} and shows no certificate trouble at "
        "{severity} severity or above.",
        covered=application.seconds,
        severity=Severity.MEDIUM,
    )


def _because(findings: Sequence[Finding]) -> str:
    """Name the worst cause; those that another explains come after their explanation."""
    ordered = sorted(
        findings,
        key=lambda item: (item.explained_by is not None, -item.severity.rank, item.rule, item.id),
    )
    lead = ordered[0]
    why = phrase("{what}.", what=lead.title)
    if lead.since is not None:
        since = instants.iso(lead.since)
        why = phrase("{what} (since {first|time}).", what=lead.title, first=since)
    # Of several servers the title does not say which is the culprit.
    return sentences(why, lead.cause) if len(lead.servers) > 1 else why


def _too_little(watch: Watch, application: Coverage) -> str:
    """Say why the logs do not suffice to call a server healthy; empty where they do."""
    seen = any(
        provider.casefold().startswith(_EXCHANGE)
        for cover in watch.coverage.values()
        for provider in cover.providers
    )
    if not seen:
        return phrase("No log shows any Exchange event; this may not be an Exchange server.")
    if not application.intervals:
        return phrase(
            "Only chosen records of the Application log were sent; what was left out is not known."
        )
    sources = {name for cover in watch.coverage.values() for name in cover.providers}
    if len(sources) == 1:
        return phrase(
            "All that was sent of it is records of {provider}, which looks as if they had been "
            "chosen; what was left out is not known.",
            provider=sources.pop(),
        )
    if application.seconds < _LEAST_COVERAGE:
        return phrase(
            "The Application log covers only {covered|span}; that is too short to say.",
            covered=application.seconds,
        )
    return ""


def _not_running(watch: Watch, application: Coverage) -> str:
    """Say why it is not sure that the transport service runs; empty where it is."""
    lives = {name: one for name, one in watch.lives.items() if name in watch.catalogue.processes}
    if not lives:
        return phrase("No transport process wrote anything, so whether one ran is not known.")
    for process, life in lives.items():
        if life.stopped_since is not None:
            return phrase(
                "{process} was stopped at {time|time}, and it was not seen to start again.",
                process=process,
                time=life.stopped_since,
            )
    silent = {name: one for name, one in lives.items() if not watch.heard_until_the_end(name)}
    missed = {name: one for name, one in silent.items() if one.regular}
    if len(silent) == len(lives):
        missed = silent
    for process, life in sorted(missed.items(), key=lambda item: -item[1].last):
        return phrase(
            "{process} wrote nothing after {time|time}, and the log ends {end|time}; whether it "
            "ran since is not known.",
            process=process,
            time=life.last,
            end=application.last,
        )
    return ""


def _still_open(findings: Iterable[Finding]) -> str:
    """Say that something is not as it should be although no finding speaks of the server's mail."""
    found = [
        finding
        for finding in findings
        if finding.severity.rank >= Severity.MEDIUM.rank and not finding.over
    ]
    if not found:
        return ""
    worst = min(found, key=lambda item: (-item.severity.rank, item.rule, item.id))
    return phrase("Nothing shows that mail is at risk, but: {what}.", what=worst.title)
