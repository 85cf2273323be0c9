"""What was read and how the rules ended in, the diagnosis out: findings, verdicts, tables."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.certificates.renewal import in_use
from certtrail.diagnosis.around import with_surroundings
from certtrail.diagnosis.asked_once import enabled_at, given_back
from certtrail.diagnosis.findings import findings_and_aims
from certtrail.diagnosis.known import Known
from certtrail.diagnosis.lists_against import lists_against
from certtrail.diagnosis.of_today import Today
from certtrail.diagnosis.open_questions import asked_about, without_settled
from certtrail.diagnosis.other_roles import signing
from certtrail.diagnosis.past_ends import past_ends
from certtrail.diagnosis.resting import resting, said_of
from certtrail.diagnosis.side_by_side import JudgedServers, side_by_side
from certtrail.diagnosis.suppressing import unsuppressed
from certtrail.diagnosis.timeline import timelines
from certtrail.diagnosis.to_come import ends_over
from certtrail.diagnosis.undated import dated
from certtrail.diagnosis.verdicts import servers_of
from certtrail.facts.capabilities import CONNECTORS, capability
from certtrail.facts.server_kinds import sorts_of
from certtrail.model.diagnosis import SCHEMA_VERSION, Diagnosis, NotEvaluated
from certtrail.model.input_reports import read_from_pictures
from certtrail.model.vocabulary import APPLICATION, Outcome
from certtrail.rulebook.sent import Sent
from certtrail.rulebook.subscribed import Subscribed
from certtrail.runtime import VERSION
from certtrail.text.instants import SECOND
from certtrail.text.message import phrase, unplaced

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from certtrail.diagnosis.analysis import Analysis
    from certtrail.inference.conclusions import Conclusion
    from certtrail.inference.evaluate import Evaluation
    from certtrail.inputs.evidences import Evidences
    from certtrail.model.fact import Fact
    from certtrail.model.input_reports import InputReport
    from certtrail.model.servers import Servers
    from certtrail.rulebook import Rulebook
    from certtrail.rulebook.catalogue import Catalogue
    from certtrail.rulebook.rule import Rule


_MOST: Final = 200
"""Findings of one rule on one server."""
_NO_NAMES: Final = phrase(
    "the TlsCertificateName of the server's connectors, which the list that was sent leaves out "
    "(Get-ReceiveConnector, Get-SendConnector)"
)


def diagnosed(
    rulebook: Rulebook,
    catalogue: Catalogue,
    evidence: Evidences,
    analysis: Analysis,
    evaluation: Evaluation,
) -> Diagnosis:
    """Say what is wrong.

    Args:
        rulebook: what was judged by.
        catalogue: what events mean.
        evidence: what was read.
        analysis: what it says.
        evaluation: how the rules ended.
    """
    facts, at = analysis.facts, analysis.at
    now = _end_of(evidence) if at is None else at
    shown, left_out = unsuppressed(rulebook.suppressions, evaluation.conclusions, now)
    kept, uncounted = _enough(shown)
    rules = {rule.id: rule for rule in rulebook.rules}
    left = {(one.rule, one.server) for one in shown}
    hidden = {
        fact.server
        for one in evaluation.conclusions
        if (one.rule, one.server) not in left and rules[one.rule].verdict is not None
        for fact in one.facts
    }
    clocks = _without_zone(evidence.inputs, analysis.servers, facts.facts)
    written, aimed = findings_and_aims(
        rulebook,
        kept,
        Known(
            capabilities=facts.capabilities,
            pictures=read_from_pictures(evidence.inputs),
            sorts=sorts_of(facts.facts),
            subscribed=Subscribed.of(facts.facts),
            sent=Sent.of(facts.facts, analysis.inventory),
            over=past_ends(facts.facts),
            kept=signing(facts.facts),
            of_today=(today := Today(facts, clocks)).of,
        ),
    )
    findings, alone = resting(
        dated(written, facts.facts), facts.coverage, evidence.inputs, lists_against(facts.facts)
    )
    going_on = asked_about(findings, rules)
    findings = without_settled(findings, going_on)
    skipped = [
        NotEvaluated(
            rule=outcome.rule_id,
            title=phrase(rules[outcome.rule_id].title),
            server=outcome.server or None,
            outcome=outcome.outcome,
            missing=tuple(
                _lacked(names, listed=bool(analysis.estate.receive.get(outcome.server or "")))
                for names in outcome.missing
            ),
            severity=rules[outcome.rule_id].severity,
            bears=_bears(rules[outcome.rule_id], outcome.server, going_on),
        )
        for outcome in evaluation.outcomes
        # What was pasted without a server's name cannot lack that server's logs.
        if outcome.outcome in (Outcome.SKIPPED, Outcome.ERROR) and outcome.server != ""
    ]
    came_to = {outcome.rule_id: set[Outcome]() for outcome in evaluation.outcomes}
    for outcome in evaluation.outcomes:
        came_to[outcome.rule_id].add(outcome.outcome)
    unzoned = _shown_in_no_zone(clocks, evidence.inputs, analysis.servers)
    servers = tuple(
        replace(one, unplaced=True, why=unplaced(one.why)) if one.name in unzoned else one
        for one in said_of(
            today.said(servers_of(facts, findings, evidence.inputs, hidden, evaluation.unjudged)),
            findings,
            alone,
        )
    )
    given = given_back(findings, aimed, analysis.with_authority)
    enabled = enabled_at(findings, aimed)
    renewals = analysis.renewals(given_back=given, enabled=enabled, ended=ends_over(findings))
    planned = today.planned(renewals)
    judged = JudgedServers(servers, findings, evaluation, skipped, rulebook, clocks)
    return Diagnosis(
        schema_version=SCHEMA_VERSION,
        version=VERSION,
        engine=evaluation.engine,
        inputs=evidence.inputs,
        servers=servers,
        findings=with_surroundings(findings, evidence.surroundings, analysis.servers, catalogue),
        not_evaluated=tuple(sorted(skipped, key=lambda item: (item.server or "", item.rule))),
        rules_clear=tuple(sorted(rule for rule, how in came_to.items() if how == {Outcome.CLEAR})),
        notes=(*left_out, *uncounted, *_unjudged(evaluation), *evaluation.notes, *facts.notes),
        renewals=tuple(one.kept() for one in in_use(planned, analysis.ledger)),
        timelines=tuple(
            replace(one, unplaced=one.server in clocks) for one in timelines(facts, at)
        ),
        at=None if at is None else at * SECOND,
        ledger=tuple(one.kept() for one in analysis.ledger),
        selections=tuple(one.kept() for one in analysis.chosen),
        differences=side_by_side(analysis, evidence.records, catalogue, judged),
    )


def _enough(conclusions: Iterable[Conclusion]) -> tuple[list[Conclusion], list[str]]:
    """Keep as many conclusions of a rule on a server as anybody reads, the latest of them.

    A log that somebody made can name a thousand certificates.
    """
    groups: dict[tuple[str, str], list[Conclusion]] = {}
    for one in conclusions:
        groups.setdefault((one.rule, one.server), []).append(one)
    kept: list[Conclusion] = []
    told: list[str] = []
    for (rule, server), group in groups.items():
        if len(group) > _MOST:
            group = sorted(group, key=lambda one: -max(fact.time for fact in one.facts))
            told.append(
                phrase(
                    "{server}: the rule {rule} found {count|count} different things; only the "
                    "latest {most} are shown.",
                    server=server or phrase("across servers"),
                    rule=rule,
                    count=len(group),
                    most=_MOST,
                )
            )
        kept += group[:_MOST]
    return kept, told


def _unjudged(evaluation: Evaluation) -> list[str]:
    """Say of how many servers nobody can say how they are."""
    if not evaluation.unjudged:
        return []
    return [
        phrase(
            "The exports name too many servers to judge all at once: no rule looked at "
            "{count|count} of them, those of which least is told. Diagnose their exports alone.",
            count=len(evaluation.unjudged),
        )
    ]


def _without_zone(
    inputs: Iterable[InputReport], servers: Servers, facts: Iterable[Fact]
) -> frozenset[str]:
    """List the servers of which a log tells times in a zone that nobody knows."""
    found = {servers.name(span.computer) for one in inputs if one.unplaced for span in one.spans}
    # Of what was chosen out of a log no span is known.
    found |= {fact.server for fact in facts if any(item.unplaced for item in fact.evidence)}
    return frozenset(found)


def _shown_in_no_zone(
    clocks: frozenset[str], inputs: Iterable[InputReport], servers: Servers
) -> frozenset[str]:
    """List those of these servers whose shown period is in that zone, too.

    It is that of the Application log where there is one, whatever clock another log is by.
    """
    zones: dict[str, set[bool]] = {}
    for one in inputs:
        for span in one.spans:
            if span.channel == APPLICATION:
                zones.setdefault(servers.name(span.computer), set()).add(one.unplaced)
    return frozenset(name for name in clocks if True in zones.get(name, {True}))


def _bears(rule: Rule, server: str | None, going_on: Mapping[str, Collection[str]]) -> bool:
    """Tell whether what a rule would find on a server explains or ends what is open there."""
    about = (going_on.get(name) for name in (*rule.explains, *rule.closes))
    return any(servers is not None and (not server or server in servers) for servers in about)


def _end_of(evidence: Evidences) -> int:
    """Give the time of the last record, in seconds since 1970 UTC; 0 without any."""
    ends = (span.last for report in evidence.inputs for span in report.spans)
    return max((end // SECOND for end in ends), default=0)


def _lacked(names: str, *, listed: bool) -> str:
    """Say what a rule lacked; of several names any one would have done.

    Args:
        names: of capabilities.
        listed: a list of the server's receive connectors is at hand, so it lacks what that left
            out.
    """
    first, *rest = (
        _NO_NAMES if listed and name == CONNECTORS else capability(name)
        for name in names.split(" or ")
    )
    told: str = first
    for other in rest:
        told = phrase("{first} or {rest}", first=told, rest=other)
    return told
