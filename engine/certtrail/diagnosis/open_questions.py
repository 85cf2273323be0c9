"""What is still to be found out: findings in; what a log could tell more of, by rule, out.

A finding that is certain, and whose own evidence is its cause, needs no log: what lists show of a
connector's name is so whoever set it, and a full disk is full. Where such a one leads on a server,
what else is certain there is left alone, too, as it is not what stops mail.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.diagnosis.other_matters import OTHER_MATTERS
from certtrail.facts.capabilities import CERTIFICATES, CONNECTORS
from certtrail.model.vocabulary import Confidence, Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from certtrail.model.diagnosis import Finding
    from certtrail.rulebook.rule import Rule

# They make a verdict, and name a cause that is none of a certificate.
_OWN_CAUSE: Final = OTHER_MATTERS | {
    "back-pressure",
    "clock-refuses-authentication",
    "directory-stops-transport",
    "queue-database-failing",
    "queue-waits-for-a-full-server",
    "service-name-registered-twice",
    "smtp-changed-on-the-way",
    "transport-port-taken",
}
_LISTS: Final = frozenset({CERTIFICATES, CONNECTORS})


def asked_about(findings: Iterable[Finding], rules: Mapping[str, Rule]) -> dict[str, set[str]]:
    """Give the servers of the findings of which logs could tell more, by rule.

    Args:
        findings: the gravest first.
        rules: by id.
    """
    heads = [one for one in findings if one.explained_by is None and not one.over]
    leading: dict[str, Finding] = {}
    for one in heads:
        for server in one.servers:
            leading.setdefault(server, one)
    grave = Severity.MEDIUM.rank
    settled = {
        server
        for server, one in leading.items()
        if one.severity.rank >= grave and _is_settled(one, rules)
    }
    found: dict[str, set[str]] = {}
    for one in heads:
        if not _is_settled(one, rules):
            certain = one.confidence is Confidence.HIGH
            left = [server for server in one.servers if not (certain and server in settled)]
            # Without any left it is no matter for the logs of several servers, either.
            if left or not one.servers:
                found.setdefault(one.rule, set()).update(left)
    return found


def without_settled(
    findings: Iterable[Finding], about: Mapping[str, Collection[str]]
) -> tuple[Finding, ...]:
    """Give the findings, where no log could tell more of one without what would make it surer.

    Args:
        findings: of all servers.
        about: as `asked_about` gives it for them.
    """
    return tuple(
        one
        if one.explained_by is not None or one.over or one.rule in about
        else replace(one, surer_with=())
        for one in findings
    )


def _is_settled(finding: Finding, rules: Mapping[str, Rule]) -> bool:
    """Tell whether one is certain and says by itself why it is so."""
    rule = rules.get(finding.rule)
    if finding.confidence is not Confidence.HIGH or rule is None:
        return False
    return finding.rule in _OWN_CAUSE or (
        bool(rule.needs) and all(_LISTS.issuperset(any_of) for any_of in rule.needs)
    )
