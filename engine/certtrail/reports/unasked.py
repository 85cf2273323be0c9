"""What nobody is asked for: servers that only lists name or that wait for another one, and logs of
which records were sent; a diagnosis in, their names out. And how to ask for a list where that of
another server was sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.facts.capabilities import CERTIFICATES, capability
from certtrail.model.vocabulary import Confidence
from certtrail.text.hosts import host_of
from certtrail.text.message import Message, phrase
from certtrail.text.templates import parsed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from certtrail.model.diagnosis import Diagnosis, Finding

_LIST: Final = capability(CERTIFICATES)


def only_listed(diagnosis: Diagnosis) -> Iterator[str]:
    """Name the servers of which there is no log and that no finding is about."""
    known = {one.name: one for one in diagnosis.servers}
    named = {one.server for one in diagnosis.not_evaluated if one.server} | known.keys()
    concerned = {name for finding in diagnosis.findings for name in finding.servers}
    for name in sorted(named - concerned):
        if name not in known or known[name].first is None:
            yield name


def with_whose_list(diagnosis: Diagnosis, what: str, servers: Collection[str]) -> str:
    """Say of a list of certificates that is asked for whose list was sent instead.

    That is of a server of which nothing else is here: who is asked again would say that he sent it.

    Args:
        diagnosis: of all.
        what: is missing.
        servers: of which it is asked for.
    """
    if what != _LIST:
        return what
    known = {one.server for one in diagnosis.ledger if one.described and one.server}
    others = known.intersection(only_listed(diagnosis))
    if len(others) != 1 or not known.isdisjoint(servers):
        return what
    return phrase(
        "the server's certificates (Get-ExchangeCertificate); the list that was sent is of {other}",
        other=others.pop(),
    )


def held_up(findings: Iterable[Finding]) -> frozenset[str]:
    """Name the servers whose only trouble is surely another one's: that one is asked.

    Args:
        findings: those that are open.
    """
    found: dict[str, bool] = {}
    for one in findings:
        elsewhere = bool(one.culprits) and one.confidence is Confidence.HIGH
        for name in one.servers:
            found[name] = found.get(name, True) and elsewhere and name not in one.culprits
    return frozenset(name for name, waits in found.items() if waits)


def asked_of(finding: Finding, question: str) -> tuple[str, ...]:
    """Name the servers that a question is to be followed by: none where it names its own.

    That may be another one than those of the finding, as a peer whose log is asked for.
    """
    if isinstance(question, Message):
        for place in parsed(question.template).placeholders:
            if place.filter == "server" and question.values.get(place.name):
                return ()
    return finding.servers


def sent(diagnosis: Diagnosis) -> dict[str, set[str]]:
    """Name by host, in small letters, the logs of which records were sent.

    What those show was looked at.
    """
    found: dict[str, set[str]] = {}
    for report in diagnosis.inputs:
        for span in report.spans:
            found.setdefault(host_of(span.computer), set()).add(f"the {span.channel} log")
    return found
