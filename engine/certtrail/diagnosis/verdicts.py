"""Verdicts: what the findings and the coverage together let one say of each server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.facts.derivation import CERTIFICATES
from certtrail.model.diagnosis import Server
from certtrail.model.vocabulary import APPLICATION, Severity, Verdict
from certtrail.text import instants
from certtrail.text.message import phrase, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from certtrail.facts.coverage import Coverage
    from certtrail.facts.derivation import FactSet
    from certtrail.model.diagnosis import Finding
    from certtrail.model.input_reports import InputAccount

# Certificate events repeat while mail flows; less than a day of log shows no whole working day.
_LEAST_COVERAGE: Final = 24 * 3600
_EXCHANGE: Final = "msexchange"


def servers_of(
    facts: FactSet,
    findings: Sequence[Finding],
    accounts: Iterable[InputAccount],
) -> tuple[Server, ...]:
    """Judge every server that a log, a list of certificates or a finding names, sorted by name."""
    unread = sum(not account.complete for account in accounts)
    names = {server for server, _ in (*facts.coverage, *facts.seen)}
    names |= {
        server for server, able in facts.capabilities.items() if server and CERTIFICATES in able
    }
    names |= {server for finding in findings for server in finding.servers}
    return tuple(_server(name, facts, findings, unread) for name in sorted(names))


def _server(name: str, facts: FactSet, findings: Iterable[Finding], unread: int) -> Server:
    channels = {
        channel: coverage
        for (server, channel), coverage in facts.coverage.items()
        if server == name
    }
    mine = [finding for finding in findings if name in finding.servers]
    seen = [bounds for (server, _), bounds in facts.seen.items() if server == name]
    verdict, why = _verdict(mine, channels, unread, single=bool(seen))
    bounds = [bound for cover in channels.values() for bound in (cover.first, cover.last)]
    bounds += [bound for pair in seen for bound in pair]
    zone = facts.zones.get(name)
    return Server(
        name=name,
        verdict=verdict,
        why=why,
        first=instants.iso(min(bounds) * instants.SECOND) if bounds else "",
        last=instants.iso(max(bounds) * instants.SECOND) if bounds else "",
        time_zone=str(zone) if zone else "",
    )


def _verdict(
    findings: Sequence[Finding], channels: Mapping[str, Coverage], unread: int, *, single: bool
) -> tuple[Verdict, str]:
    for verdict in (Verdict.BROKEN, Verdict.AT_RISK):
        found = [finding for finding in findings if finding.verdict is verdict]
        if found:
            return verdict, _because(found)
    return _without_trouble(channels, unread, single=single)


def _because(findings: Sequence[Finding]) -> str:
    """Name the worst cause; those that another explains come after their explanation."""
    ordered = sorted(
        findings,
        key=lambda item: (item.explained_by is not None, -item.severity.rank, item.rule, item.id),
    )
    lead = ordered[0]
    why = phrase("{what}.", what=lead.title)
    if lead.since:
        why = phrase("{what} (since {first|time}).", what=lead.title, first=lead.since)
    # Of several servers the title does not say which is the culprit.
    return sentences(why, lead.cause) if len(lead.servers) > 1 else why


def _without_trouble(
    channels: Mapping[str, Coverage], unread: int, *, single: bool
) -> tuple[Verdict, str]:
    application = channels.get(APPLICATION)
    if application is None and single:
        return Verdict.UNKNOWN, phrase(
            "Only single records of this server's logs are here; what is not among them proves "
            "nothing."
        )
    if application is None:
        return Verdict.UNKNOWN, phrase("There is no Application log of this server to look at.")
    seen = any(
        provider.casefold().startswith(_EXCHANGE)
        for cover in channels.values()
        for provider in cover.providers
    )
    if not seen:
        return (
            Verdict.UNKNOWN,
            phrase("No log shows any Exchange event; this may not be an Exchange server."),
        )
    covered = sum(end - start for start, end in application.intervals)
    if covered < _LEAST_COVERAGE:
        return (
            Verdict.UNKNOWN,
            phrase(
                "The Application log covers only {covered|span}; that is too short to say.",
                covered=covered,
            ),
        )
    if unread:
        return Verdict.UNKNOWN, phrase(
            "What was read shows no certificate trouble; not read in full: {inputs|count} of the "
            "inputs.",
            inputs=unread,
        )
    return (
        Verdict.HEALTHY,
        (
            phrase(
                "The Application log covers {covered|span} and shows no certificate trouble at "
                "{severity} severity or above.",
                covered=covered,
                severity=Severity.MEDIUM,
            )
        ),
    )
