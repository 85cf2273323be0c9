"""Acts on connectors, Edge subscriptions and services; those that all servers share reach each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.facts.cmdlets import CMDLETS, cmdlet_of
from certtrail.inputs.server_names import server_in
from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from certtrail.facts.catalogued_events import CataloguedEvent
    from certtrail.facts.cmdlets import AuditedCmdlet
    from certtrail.facts.events_by_kind import EventsByKind
    from certtrail.model.servers import Servers

_CONNECTORS: Final = {
    "set-sendconnector": "set",
    "new-sendconnector": "created",
    "remove-sendconnector": "removed",
    "set-receiveconnector": "set",
    "new-receiveconnector": "created",
    "remove-receiveconnector": "removed",
}
_SUBSCRIPTIONS: Final = {
    "new-edgesubscription": "subscribed",
    "remove-edgesubscription": "unsubscribed",
}
_SERVICES: Final = frozenset({"set-transportservice", "set-transportserver"})
_SHOWN: Final = 300
_MISSING: Final = "starttls-certificate-missing"
_EDGE: Final = frozenset(
    {
        "direct-trust-failed-inbound",
        "direct-trust-failed-outbound",
        "edgesync-direct-trust-failed",
        "edgesync-lease-failed",
        "edgesync-no-credentials",
        "edgesync-credentials-undecipherable",
        "edge-certificate-not-found",
        "edge-password-undecipherable",
        "edge-renewal-failed",
        "edge-subscription-expired",
        "edge-lease-alert",
    }
)
OF_CONFIGURATION: Final = CMDLETS | _EDGE | {_MISSING}
"""The kinds of events that tell of such acts, and whom they concern."""


def configuration_acts(events: EventsByKind, servers: Servers) -> list[Fact]:
    """Make the facts of acts on connectors, Edge subscriptions and the transport service.

    `connector-action`: `verb` (set, created, removed), `result` (as of `certificate-action`),
    `connector` (its name), `direction`, `tls_certificate_name` (`given` where the act sets it),
    `asked_for` (what it is set to), `overruled` (a later act sets it to something else), `fqdn`,
    `auth_mechanism`, `user`, `cmdlet`. `edge-subscription-action`: `verb` (subscribed,
    unsubscribed), `edge` (that is named), `result`, `user`, `cmdlet`. `transport-service-action`:
    `result`, `parameters` (the names of those given), `user`, `cmdlet`. A receive connector and a
    transport service belong to the server that the act names. Send connectors and subscriptions
    are the organisation's, so every server whose records complain of one gets the fact, whichever
    server logged the act.
    """
    complaints = complaining(events)
    facts: list[Fact] = []
    for event in events.of(CMDLETS):
        cmdlet = cmdlet_of(event, servers)
        if cmdlet is not None:
            facts += _facts(event, cmdlet, complaints)
    return facts


def complaining(events: EventsByKind) -> dict[str, set[str]]:
    """Give the servers whose records complain of a connector, by its name in small letters.

    Those that complain of a subscription are below the empty name.
    """
    found: dict[str, set[str]] = {}
    for event in events.of(_EDGE | {_MISSING}):
        named = event.text("connector").casefold() if event.kind == _MISSING else ""
        found.setdefault(named, set()).add(event.server)
    return found


def with_overruled(facts: Sequence[Fact]) -> list[Fact]:
    """Mark what set a connector to a certificate that a later act took from it again."""
    later: dict[tuple[str, str, str], str] = {}
    marked: list[Fact] = []
    for fact in sorted(facts, key=lambda fact: fact.time, reverse=True):
        asked_for, one = fact.text("asked_for"), fact
        if asked_for and fact.text("result") == "success":
            key = fact.server, fact.text("direction"), fact.text("connector").casefold()
            if later.setdefault(key, asked_for) != asked_for:
                one = replace(fact, fields={**fact.fields, "overruled": True})
            later[key] = asked_for
        marked.append(one)
    return marked[::-1]


def _facts(
    event: CataloguedEvent, cmdlet: AuditedCmdlet, complaints: Mapping[str, Iterable[str]]
) -> Iterator[Fact]:
    given = cmdlet.given
    told = {"result": cmdlet.result, "user": cmdlet.user, "cmdlet": cmdlet.shown}
    concerned = {cmdlet.server}
    if cmdlet.name in _CONNECTORS:
        kind, about = "connector-action", _bare(given.get("identity") or given.get("name", ""))
        direction = "receive" if cmdlet.name.endswith("receiveconnector") else "send"
        told |= {
            "verb": _CONNECTORS[cmdlet.name],
            "connector": about,
            "direction": direction,
            "fqdn": given.get("fqdn", ""),
            "auth_mechanism": given.get("authmechanism", "")[:_SHOWN],
            "asked_for": given.get("tlscertificatename", ""),
            "tls_certificate_name": "given" if "tlscertificatename" in given else "",
        }
        if direction == "send":
            concerned.update(complaints.get(about.casefold(), ()))
    elif cmdlet.name in _SUBSCRIPTIONS:
        kind = "edge-subscription-action"
        told["verb"] = _SUBSCRIPTIONS[cmdlet.name]
        told["edge"] = server_in(_bare(given.get("identity", ""))) or ""
        concerned.update(complaints.get("", ()))
    elif cmdlet.name in _SERVICES:
        kind = "transport-service-action"
        told["parameters"] = ", ".join(sorted(given.keys() - {"identity"}))[:_SHOWN]
    else:
        return
    known: dict[str, str | int | bool] = {name: value for name, value in told.items() if value}
    for server in sorted(concerned):
        yield Fact(kind, server, event.time, known, (event.evidence(),))


def _bare(identity: str) -> str:
    return identity.rpartition("\\")[2]
