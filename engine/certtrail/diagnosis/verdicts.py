"""Verdicts: what the findings and the coverage together let one say of each server."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from certtrail.diagnosis.domain_controllers import is_domain_controller
from certtrail.diagnosis.folded import as_of_server, witnessed
from certtrail.diagnosis.last_heard import not_running
from certtrail.diagnosis.ordinary_noise import ordinary_noise
from certtrail.diagnosis.other_matters import is_other_matter
from certtrail.diagnosis.verdict_reasons import because, below_what_is_over
from certtrail.facts.capabilities import CERTIFICATES
from certtrail.model.diagnosis import Server
from certtrail.model.vocabulary import APPLICATION, Severity, Verdict
from certtrail.text import instants
from certtrail.text.message import phrase, sentences

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from certtrail.facts.coverage import Coverage
    from certtrail.facts.derivation import FactSet
    from certtrail.facts.spans_of_time import Interval
    from certtrail.facts.watch import Watch
    from certtrail.model.diagnosis import Finding
    from certtrail.model.fact import Fact
    from certtrail.model.input_reports import InputReport

# Certificate events repeat while mail flows; less than a day of log shows no whole working day.
_LEAST_COVERAGE: Final = 24 * 3600
_EXCHANGE: Final = "msexchange"
NOT_OF_EXCHANGE: Final = phrase(
    "No log shows any Exchange event; this may not be an Exchange server."
)
"""Why nothing is said of a server whose logs may be another computer's."""
SUPPRESSED: Final = phrase(
    "What would judge it is left out by suppress.yaml; the notes say what that is."
)
_UNJUDGED: Final = phrase(
    "No rule looked at it, as the exports name more servers than are judged at once; diagnose its "
    "exports alone."
)


def is_of_another(server: Server) -> bool:
    """Tell whether a server's logs show nothing of Exchange, or are a domain controller's."""
    return server.why == NOT_OF_EXCHANGE or is_domain_controller(server)


def servers_of(
    facts: FactSet,
    findings: Sequence[Finding],
    reports: Iterable[InputReport],
    hidden: Collection[str] = (),
    unjudged: Collection[str] = (),
) -> tuple[Server, ...]:
    """Judge every server that a log, a list of certificates or a finding names, sorted by name.

    Args:
        facts: of all servers.
        findings: that are shown.
        reports: of the inputs.
        hidden: servers of which a suppression leaves out what would judge them.
        unjudged: servers that no rule looked at.
    """
    unread = sum(not report.complete for report in reports)
    names = {server for server, _ in (*facts.coverage, *facts.seen)}
    names |= {
        server for server, able in facts.capabilities.items() if server and CERTIFICATES in able
    }
    names |= {server for finding in findings for server in finding.servers}
    # Where nothing tells more, those that the rules looked at all the same, as what they lack says.
    names = names or {server for server in facts.capabilities if server}
    by_server = _ByServer.of(facts, findings)
    judged = (
        replace(_server(name, facts, by_server, unread), hidden=name in hidden)
        for name in sorted(names)
    )
    why = dict.fromkeys(hidden, SUPPRESSED) | dict.fromkeys(unjudged, _UNJUDGED)
    return tuple(
        replace(one, verdict=Verdict.UNKNOWN, why=why[one.name])
        if one.verdict is Verdict.HEALTHY and one.name in why
        else one
        for one in judged
    )


@dataclass(frozen=True, slots=True)
class _ByServer:
    """What is known of each server: its findings, when records of it were seen, its facts; and
    all findings by their ids.
    """

    findings: Mapping[str, list[Finding]]
    named: Mapping[str, Finding]
    seen: Mapping[str, list[Interval]]
    facts: Mapping[str, list[Fact]]

    @classmethod
    def of(cls, facts: FactSet, findings: Iterable[Finding]) -> _ByServer:
        found: dict[str, list[Finding]] = {}
        named = {finding.id: finding for finding in findings}
        for finding in named.values():
            for server in dict.fromkeys(finding.servers):
                found.setdefault(server, []).append(as_of_server(finding, server, named))
        seen: dict[str, list[Interval]] = {}
        for (server, _), bounds in facts.seen.items():
            seen.setdefault(server, []).append(bounds)
        told: dict[str, list[Fact]] = {}
        for fact in facts.facts:
            told.setdefault(fact.server, []).append(fact)
        return cls(found, named, seen, told)


def _server(name: str, facts: FactSet, known: _ByServer, unread: int) -> Server:
    mine = known.findings.get(name, [])
    watch = facts.watches.get(name)
    seen = known.seen.get(name, [])
    told = known.facts.get(name, ())
    witnessing = {
        one.id: other for one in mine if (other := witnessed(one, name, known.named)) is not None
    }
    verdict, why = _verdict(mine, watch, unread, told, name, witnessing, single=bool(seen))
    bounds = _bounds(watch, seen)
    zone = facts.zones.get(name)
    return Server(
        name=name,
        verdict=verdict,
        why=why,
        first=min(bounds) * instants.SECOND if bounds else None,
        last=max(bounds) * instants.SECOND if bounds else None,
        time_zone=str(zone) if zone else "",
    )


def _bounds(watch: Watch | None, seen: Iterable[Interval]) -> list[int]:
    """Give where the logs begin and end that the verdict rests on: the Application log, if any."""
    covers = list(watch.coverage.values()) if watch else []
    application = [cover for cover in covers if cover.channel == APPLICATION]
    if application:
        covers, seen = application, ()
    bounds = [bound for cover in covers for bound in (cover.first, cover.last)]
    return bounds + [bound for pair in seen for bound in pair]


def _verdict(
    findings: Sequence[Finding],
    watch: Watch | None,
    unread: int,
    facts: Sequence[Fact],
    name: str,
    witnessing: Mapping[str, Finding],
    *,
    single: bool,
) -> tuple[Verdict, str]:
    for verdict in (Verdict.BROKEN, Verdict.AT_RISK):
        found = [finding for finding in findings if finding.verdict is verdict]
        if found:
            covers = watch.coverage.values() if watch else ()
            starts = {cover.channel: cover.first for cover in covers}
            why = because(found, starts, name, witnessing)
            return verdict, _below_other_matter(why, found, findings)
    application = watch.coverage.get(APPLICATION) if watch else None
    # Another log of it is no single record, and what is lacking is the one that tells.
    if application is None and single and not (watch and watch.coverage):
        return Verdict.UNKNOWN, phrase(
            "Only single records of this server's logs are here; what is not among them proves "
            "nothing."
        )
    if watch is None or application is None:
        return Verdict.UNKNOWN, phrase("There is no Application log of this server to look at.")
    past = [one for one in findings if one.over and one.severity.rank >= Severity.MEDIUM.rank]
    for reason in (
        below_what_is_over(past, _too_little(watch, application)),
        not_running(watch, application, facts),
        _still_open(findings),
    ):
        if reason:
            return Verdict.UNKNOWN, reason
    if unread and past:
        return Verdict.UNKNOWN, phrase(
            "{over} That is what was read; not read in full: {inputs|count} of the inputs.",
            over=_over(past, application),
            inputs=unread,
        )
    if unread:
        return Verdict.UNKNOWN, phrase(
            "What was read shows no certificate trouble; not read in full: {inputs|count} of the "
            "inputs.",
            inputs=unread,
        )
    well = (
        _over(past, application)
        if past
        else phrase(
            "The Application log covers {covered|span} and shows no certificate trouble at "
            "{severity} severity or above.",
            covered=application.seconds,
            severity=Severity.MEDIUM,
        )
    )
    return Verdict.HEALTHY, sentences(well, _beside_it(findings), ordinary_noise(facts, findings))


def _below_other_matter(why: str, found: Iterable[Finding], findings: Iterable[Finding]) -> str:
    """Name first what leads where that is graver than what makes the verdict, and makes none."""
    worst = max(one.severity.rank for one in found)
    above = [
        one
        for one in findings
        if _is_open(one) and is_other_matter(one) and one.severity.rank > worst
    ]
    if not above:
        return why
    return phrase(
        "What leads is about something else than its certificates: {what}. Beside that: {why}",
        what=_worst(above).title,
        why=why,
    )


def _beside_it(findings: Iterable[Finding]) -> str:
    """Name what is grave and yet no matter of this server's certificates."""
    grave = [one for one in findings if _is_open(one) and is_other_matter(one)]
    if not grave:
        return ""
    return phrase("What is open is about something else: {what}.", what=_worst(grave).title)


def _over(past: Iterable[Finding], application: Coverage) -> str:
    """Say of a server that is well that it was not, and until when."""
    last = max(past, key=lambda one: one.last or 0)
    if last.last is None:
        return phrase(
            "Certificate trouble is over, and the Application log, which covers {covered|span}, "
            "shows none at {severity} severity or above that goes on.",
            covered=application.seconds,
            severity=Severity.MEDIUM,
        )
    unplaced = "last" in last.unplaced
    at = instants.clock_time(last.last, unplaced=unplaced)
    return phrase(
        "There was certificate trouble, last seen at {last|time}, and it is over. The "
        "Application log, which covers {covered|span}, shows none at {severity} severity or above "
        "that goes on.",
        last=at if unplaced else instants.TimeOfUtc(at),
        covered=application.seconds,
        severity=Severity.MEDIUM,
    )


def _too_little(watch: Watch, application: Coverage) -> str:
    """Say why the logs do not suffice to call a server healthy; empty where they do."""
    seen = any(
        provider.casefold().startswith(_EXCHANGE)
        for cover in watch.coverage.values()
        for provider in cover.providers
    )
    if not seen:
        return NOT_OF_EXCHANGE
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


def _still_open(findings: Iterable[Finding]) -> str:
    """Say that something is not as it should be although no finding speaks of the server's mail."""
    found = [one for one in findings if _is_open(one) and not is_other_matter(one)]
    if not found:
        return ""
    return phrase(
        "No finding says that mail is at risk, but this is open: {what}.", what=_worst(found).title
    )


def _is_open(finding: Finding) -> bool:
    return finding.severity.rank >= Severity.MEDIUM.rank and not finding.over


def _worst(findings: Iterable[Finding]) -> Finding:
    return min(findings, key=lambda item: (-item.severity.rank, item.rule, item.id))
