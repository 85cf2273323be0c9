"""A diagnosis of many servers in, the few to look at first out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.diagnosis.to_come import is_to_come
from certtrail.model.fleet_overview import LookFirst
from certtrail.model.vocabulary import WORST_FIRST, Confidence, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from certtrail.model.certificates_known import Renewal
    from certtrail.model.diagnosis import Diagnosis, Finding

_MOST: Final = 10
_NEVER: Final = 1 << 63
_CONFIDENCES: Final = tuple(Confidence)


def look_first(diagnosis: Diagnosis, now: int | None) -> tuple[LookFirst, ...]:
    """Choose the servers to look at first, at most ten.

    The worst verdict goes first, then the severity of the gravest open finding, then whose
    certificate ends next (what is broken is so already), then on how many servers the same rule
    found something. Of servers with the same gravest rule one stands for all, until there are no
    others: what is learnt there holds for the rest.

    Args:
        diagnosis: of many servers.
        now: the instant that is judged by; None where nothing tells it.
    """
    gravest, spread = _gravest(diagnosis.findings)
    ends = _next_ends(diagnosis.renewals, now)
    chosen = [
        _chosen(server.name, server.verdict, gravest[server.name], spread, ends.get(server.name))
        for server in diagnosis.servers
        if server.name in gravest and server.verdict is not Verdict.HEALTHY
    ]
    return tuple(_one_of_each_first(sorted(chosen, key=_order))[:_MOST])


def _gravest(
    findings: Iterable[Finding],
) -> tuple[Mapping[str, Finding], Mapping[str, frozenset[str]]]:
    """Give the gravest open finding of each server, and the servers of each rule."""
    gravest: dict[str, Finding] = {}
    spread: dict[str, set[str]] = {}
    for finding in findings:
        if finding.over:
            continue
        spread.setdefault(finding.rule, set()).update(finding.servers)
        for server in finding.culprits or finding.servers:
            known = gravest.get(server)
            if known is None or _weight(finding) > _weight(known):
                gravest[server] = finding
    return gravest, {rule: frozenset(servers) for rule, servers in spread.items()}


def _weight(finding: Finding) -> tuple[bool, int, bool, bool, int]:
    return (
        finding.verdict is not None,
        finding.severity.rank,
        not is_to_come(finding),
        finding.explained_by is None,
        _CONFIDENCES.index(finding.confidence),
    )


def _next_ends(renewals: Iterable[Renewal], now: int | None) -> Mapping[str, Renewal]:
    """Give for each server the certificate in use that ends next; they come in that order."""
    found: dict[str, Renewal] = {}
    for one in renewals:
        if now is None or one.expires >= now:
            found.setdefault(one.server, one)
    return found


def _chosen(
    server: str,
    verdict: Verdict,
    finding: Finding,
    spread: Mapping[str, frozenset[str]],
    ends: Renewal | None,
) -> LookFirst:
    return LookFirst(
        server=server,
        verdict=verdict,
        severity=finding.severity,
        rule=finding.rule,
        finding=finding.id,
        title=finding.title,
        since=finding.onset,
        unplaced=("first" if finding.since is None else "since") in finding.unplaced,
        ends=None if ends is None else ends.expires,
        error_hours=0 if ends is None else ends.error_hours,
        alike=len(spread[finding.rule] - {server}),
    )


def _order(one: LookFirst) -> tuple[int, int, int, int, str]:
    broken = one.verdict is Verdict.BROKEN
    nearness = 0 if broken else _NEVER if one.ends is None else one.ends
    return WORST_FIRST.index(one.verdict), -one.severity.rank, nearness, -one.alike, one.server


def _one_of_each_first(ordered: Iterable[LookFirst]) -> list[LookFirst]:
    firsts: list[LookFirst] = []
    others: list[LookFirst] = []
    seen: set[tuple[Verdict, str]] = set()
    for one in ordered:
        key = one.verdict, one.rule
        (others if key in seen else firsts).append(one)
        seen.add(key)
    return sorted([*firsts, *others[: max(0, _MOST - len(firsts))]], key=_order)
