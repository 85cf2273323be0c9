"""Acts on connectors and Edge subscriptions, as facts; those that all servers share reach each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.facts.actions import CMDLET_RESULTS, parameters_of
from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from certtrail.facts.catalogued_events import CataloguedEvent

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
_SWITCH_ON: Final = frozenset({"true", "$true", "1"})
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


def configuration_acts(events: Sequence[CataloguedEvent]) -> list[Fact]:
    """Make the facts of acts on connectors and Edge subscriptions.

    `connector-action`: `verb` (set, created, removed), `result` (as of `certificate-action`),
    `connector` (its name), `tls_certificate_name` (`given` where the act sets it), `fqdn`, `user`,
    `cmdlet`. `edge-subscription-action`: `verb` (subscribed, unsubscribed), `result`, `user`,
    `cmdlet`. Send connectors and subscriptions are the organisation's, so every server whose
    records complain of one gets the fact, whichever server logged the act.
    """
    complaints: dict[str, set[str]] = {}
    acts: list[tuple[CataloguedEvent, str]] = []
    for event in events:
        if event.kind == "starttls-certificate-missing":
            named = event.text("connector").casefold()
            complaints.setdefault(named, set()).add(event.server)
        elif event.kind in _EDGE:
            complaints.setdefault("", set()).add(event.server)
        elif event.kind in CMDLET_RESULTS:
            cmdlet = event.text("cmdlet").strip().lower()
            if cmdlet in _CONNECTORS or cmdlet in _SUBSCRIPTIONS:
                acts.append((event, cmdlet))
    return [fact for act in acts for fact in _facts(*act, complaints)]


def _facts(
    event: CataloguedEvent, cmdlet: str, complaints: Mapping[str, Iterable[str]]
) -> Iterator[Fact]:
    given = parameters_of(event.text("parameters"))
    result = CMDLET_RESULTS[event.kind]
    if result == "success" and given.get("whatif", "").lower() in _SWITCH_ON:
        result = "what-if"
    told = {
        "verb": _CONNECTORS.get(cmdlet) or _SUBSCRIPTIONS[cmdlet],
        "result": result,
        "user": event.text("user"),
        "cmdlet": event.text("cmdlet").strip(),
    }
    kind, about = "edge-subscription-action", ""
    if cmdlet in _CONNECTORS:
        kind = "connector-action"
        about = (given.get("identity") or given.get("name", "")).rpartition("\\")[2]
        told["connector"] = about
        told["fqdn"] = given.get("fqdn", "")
        told["tls_certificate_name"] = "given" if "tlscertificatename" in given else ""
    concerned = {event.server}
    if "receiveconnector" not in cmdlet:
        concerned.update(complaints.get(about.casefold(), ()))
    known: dict[str, str | int | bool] = {name: value for name, value in told.items() if value}
    for server in sorted(concerned):
        yield Fact(kind, server, event.time, known, (event.evidence(),))
