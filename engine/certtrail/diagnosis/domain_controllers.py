"""Logs of domain controllers that came in an Exchange server's place: facts in, which they are, and
what is said of findings on them, out.

Their own services write what no member server's do. Where such records stand and nothing of
Exchange does, no cmdlet of Exchange is for that machine, and nothing more of it is needed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.model.vocabulary import Severity, Verdict
from certtrail.text.message import Message, phrase, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from certtrail.diagnosis.asked_once import Aim
    from certtrail.facts.derivation import FactSet
    from certtrail.model.diagnosis import Finding, Server

_EXCHANGE: Final = "msexchange"
# Services that only a domain controller has; `NTDS General` and its kind begin alike.
_SERVICES: Final = (
    "microsoft-windows-kerberos-key-distribution-center",
    "microsoft-windows-activedirectory_domainservice",
    "ntds ",
    "kdc",
)
_OF_ONE: Final = (
    "Its logs have records of {provider}, which only a domain controller writes, and none of "
    "Exchange: they are not those of an Exchange server."
)
# What a list, or a mail log, shows of a server is of Exchange.
_OF_EXCHANGE: Final = frozenset(
    {"certificate", "connector", "transport-service", "exchange-server", "smtp-protocol-log"}
)


def domain_controllers(facts: FactSet) -> dict[str, str]:
    """Give the servers of which all that is known is of a domain controller, with what tells it."""
    found: dict[str, str] = {}
    others: set[str] = set()
    for (server, _), cover in facts.coverage.items():
        for provider in cover.providers:
            name = provider.casefold()
            if name.startswith(_EXCHANGE):
                others.add(server)
            elif name.startswith(_SERVICES):
                found.setdefault(server, provider)
    others |= {
        fact.server for fact in facts.facts if fact.kind in _OF_EXCHANGE or fact.text("process")
    }
    return {server: provider for server, provider in found.items() if server not in others}


def is_domain_controller(server: Server) -> bool:
    """Tell whether a diagnosis says that a server's logs are of a domain controller."""
    return isinstance(server.why, Message) and server.why.template == _OF_ONE


def as_of_another(
    finding: Finding, aim: tuple[Aim, ...], controllers: Mapping[str, str]
) -> tuple[Finding, tuple[Aim, ...]]:
    """Say of a finding on such machines alone that it has to do with no mail."""
    if not finding.servers or not set(finding.servers) <= controllers.keys():
        return finding, aim
    name = finding.servers[0]
    told = phrase(
        "{server} is a domain controller, by records of {provider}, and no log of it shows "
        "anything of Exchange: this has to do with no mail, and no cmdlet of Exchange is for it.",
        server=name,
        provider=controllers[name],
    )
    then = replace(
        finding,
        verdict=None,
        severity=Severity.INFO,
        cause=sentences(told, finding.cause),
        impact=phrase("None for mail."),
        remedy=(),
        risks=(),
        questions=(),
        surer_with=(),
    )
    return then, ()


def said_of_controllers(
    servers: Iterable[Server], controllers: Mapping[str, str]
) -> Iterator[Server]:
    """Say of each such machine what it is."""
    for one in servers:
        provider = controllers.get(one.name)
        if provider is None:
            yield one
        else:
            why = phrase(_OF_ONE, provider=provider)
            yield replace(one, verdict=Verdict.UNKNOWN, why=why)
