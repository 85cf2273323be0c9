"""Arranges a diagnosis for readers: causes with what they explain, what is missing, what to ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certtrail.vocabulary import Confidence, Outcome, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.accounts import InputAccount
    from certtrail.diagnosis import Diagnosis, Finding, Server

VERDICTS: Final = (Verdict.BROKEN, Verdict.AT_RISK, Verdict.UNKNOWN, Verdict.HEALTHY)
_CONFIDENCES: Final = tuple(Confidence)
NO_SERVER: Final = "across servers"


@dataclass(frozen=True, slots=True)
class Cause:
    """A finding that no other explains, and those that it explains, however indirectly."""

    finding: Finding
    explained: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Unjudged:
    """Rules that could not look, for one reason, on the servers where that is so."""

    servers: tuple[str, ...]
    outcome: Outcome
    missing: tuple[str, ...]
    rules: tuple[tuple[str, str], ...]


def worst_first(diagnosis: Diagnosis) -> tuple[Server, ...]:
    """Order the servers by verdict; within one verdict their order stays."""
    return tuple(sorted(diagnosis.servers, key=lambda server: VERDICTS.index(server.verdict)))


def causes(diagnosis: Diagnosis) -> tuple[Cause, ...]:
    """Fold the findings: gravest cause first, each with what it explains.

    No finding is lost: one whose explanation is absent, or that stands in a circle, is a cause.
    """
    below: dict[str, list[Finding]] = {}
    known = {finding.id for finding in diagnosis.findings}
    heads = []
    for finding in diagnosis.findings:
        if finding.explained_by is None or finding.explained_by not in known:
            heads.append(finding)
        else:
            below.setdefault(finding.explained_by, []).append(finding)
    shown: set[str] = set()
    found = [_cause(finding, below, shown) for finding in heads]
    found += [
        _cause(finding, below, shown) for finding in diagnosis.findings if finding.id not in shown
    ]
    return tuple(sorted(found, key=_gravest_first))


def _cause(head: Finding, below: dict[str, list[Finding]], shown: set[str]) -> Cause:
    shown.add(head.id)
    explained = []
    waiting = list(reversed(below.get(head.id, [])))
    while waiting:
        finding = waiting.pop()
        if finding.id in shown:
            continue
        shown.add(finding.id)
        explained.append(finding)
        waiting.extend(reversed(below.get(finding.id, [])))
    return Cause(head, tuple(explained))


def _gravest_first(cause: Cause) -> tuple[int, int, int]:
    worst = max(finding.severity.rank for finding in (cause.finding, *cause.explained))
    own = cause.finding
    return -worst, -own.severity.rank, -_CONFIDENCES.index(own.confidence)


def unjudged(diagnosis: Diagnosis) -> tuple[Unjudged, ...]:
    """Group what could not be judged by what was missing, then by the servers it was missing on."""
    rules: dict[tuple[Outcome, tuple[str, ...], str], list[tuple[str, str]]] = {}
    for entry in diagnosis.not_evaluated:
        key = (entry.outcome, entry.missing, entry.server or NO_SERVER)
        rules.setdefault(key, []).append((entry.rule, entry.title))
    servers: dict[tuple[Outcome, tuple[str, ...], tuple[tuple[str, str], ...]], list[str]] = {}
    for (outcome, missing, server), lacking in rules.items():
        servers.setdefault((outcome, missing, tuple(lacking)), []).append(server)
    return tuple(
        Unjudged(tuple(names), outcome, missing, lacking)
        for (outcome, missing, lacking), names in servers.items()
    )


def losses(diagnosis: Diagnosis) -> tuple[InputAccount, ...]:
    """Return the inputs of which something was not read."""
    return tuple(account for account in diagnosis.inputs if not account.complete)


def wanted(diagnosis: Diagnosis) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Name each missing log or file once, with the servers to ask for it."""
    found: dict[str, list[str]] = {}
    for entry in diagnosis.not_evaluated:
        for missing in entry.missing if entry.outcome is Outcome.SKIPPED else ():
            servers = found.setdefault(missing, [])
            if entry.server is not None:
                servers.append(entry.server)
    return tuple((missing, _once(servers)) for missing, servers in sorted(found.items()))


def questions(diagnosis: Diagnosis) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Give each question once, with the servers it is about, in the order of the findings."""
    found: dict[str, list[str]] = {}
    for cause in causes(diagnosis):
        for finding in (cause.finding, *cause.explained):
            for question in finding.questions:
                found.setdefault(question, []).extend(finding.servers)
    return tuple((question, _once(servers)) for question, servers in found.items())


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
