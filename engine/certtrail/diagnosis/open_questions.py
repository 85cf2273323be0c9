"""What is still to be found out: findings in; what a log could tell more of, by rule, out.

A finding that is certain, and whose own evidence is its cause, needs no log: what lists show of a
connector's name is so whoever set it, and a full disk is full. Where such a one leads on a server,
what else is certain there is left alone, too, as it is not what stops mail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.diagnosis.other_matters import OTHER_MATTERS
from certtrail.facts.capabilities import CERTIFICATES, CONNECTORS
from certtrail.model.vocabulary import Confidence, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from certtrail.model.diagnosis import Finding
    from certtrail.rulebook.rule import Rule

# They make a verdict, and name a cause that is none of a certificate.
_OWN_CAUSE: Final = OTHER_MATTERS | {
    "back-pressure",
    "directory-stops-transport",
    "queue-database-failing",
    "queue-waits-for-a-full-server",
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
            found.setdefault(one.rule, set()).update(
                server for server in one.servers if not (certain and server in settled)
            )
    return found


def _is_settled(finding: Finding, rules: Mapping[str, Rule]) -> bool:
    """Tell whether one is certain and says by itself why it is so."""
    rule = rules.get(finding.rule)
    if finding.confidence is not Confidence.HIGH or rule is None:
        return False
    return finding.rule in _OWN_CAUSE or (
        bool(rule.needs) and all(_LISTS.issuperset(any_of) for any_of in rule.needs)
    )
