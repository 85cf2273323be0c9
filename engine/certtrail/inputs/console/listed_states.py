"""States that a text lists: queues, the AuthConfig, the hybrid configuration, services, EdgeSync,
subscriptions, components; each object in, its facts out.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.last_errors import rejoined, tried_in, way_in
from certtrail.inputs.console.queue_rows import QUIET, leads_to_edge, quiet_fields
from certtrail.inputs.console.smtp_reasons import reason_of
from certtrail.inputs.exchange.exact_dates import exact_date
from certtrail.inputs.local_dates import WrittenDate, orders
from certtrail.inputs.server_names import server_in
from certtrail.model.fact import Fact
from certtrail.text.instants import SECOND
from certtrail.text.secrets.masking import shown
from certtrail.text.thumbprint import configured_thumbprint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from certtrail.inputs.objects.text_object import TextObject
    from certtrail.model.fact import Evidence

FLOWS: Final = "queue-flows"
_LONGEST: Final = 500
_FLOWING: Final = frozenset({"active", "ready"})
_PORT: Final = re.compile(r"\d{1,5}", re.ASCII)
_NUMERIC: Final = re.compile(r"[0-9A-Fa-f.:]{3,45}", re.ASCII)
_ERROR: Final = "LastError"
# As a table cuts it: SmartHostConnectorDelivery.
_SMART: Final = "smarthostconnectordel"


def facts_of(
    kind: str, listed: TextObject, server: str, evidence: Evidence, order: str = ""
) -> list[Fact]:
    """Make the facts that an object tells; the order is that of day and month in open dates."""
    if kind in _DATED:
        return list(_DATED[kind](listed, server, evidence, order))
    return list(_KINDS[kind](listed, server, evidence)) if kind in _KINDS else []


def _fact(kind: str, server: str, fields: Mapping[str, str], evidence: Evidence) -> Fact:
    return Fact(kind, server, 0, {name: text for name, text in fields.items() if text}, (evidence,))


def _queue(listed: TextObject, server: str, evidence: Evidence, order: str) -> Iterator[Fact]:
    text = rejoined(listed.part(_ERROR))
    if not text and (flowing := _flowing(listed)):
        yield _fact(FLOWS, server, {"next_hop": flowing}, evidence)
    hop, delivery = listed.part("NextHopDomain")[:255], listed.part("DeliveryType")
    queue = (listed.part("Identity") or listed.part("QueueIdentity"))[:80]
    to_edge = leads_to_edge(hop, delivery)
    toward = ("edge" if to_edge else "other") if hop or delivery else ""
    if not text:
        waiting = listed.part("MessageCount").strip("0")
        if waiting and listed.part("Status").casefold() == "retry" and _ERROR not in listed.values:
            count = listed.part("MessageCount")[:12]
            told = {"queue": queue, "next_hop": hop, "toward": toward, "messages": count}
            yield _with_time(
                _fact("queue-waiting", server, told, evidence), _tried(listed, text, order)
            )
        else:
            state = quiet_fields(listed)
            seen = f"{evidence.line} ({state.get('status', '')}, {state.get('messages', '')})"
            named = {"queue": queue, "next_hop": hop}
            fact = _fact(QUIET, server, named, replace(evidence, line=seen))
            yield replace(fact, fields={**fact.fields, **state})
        return
    # A mail goes on right behind it.
    end = text.rfind("}]") if text.startswith("[{") else -1
    text = text[: end + 2] if end > 0 else text
    found = reason_of(text)
    fields = {
        "reason": found.reason,
        "code": found.code,
        "enhanced": found.enhanced,
        "status": found.status,
        "queue": queue,
        "next_hop": hop,
        "toward": toward,
        **way_in(text),
        "messages": listed.part("MessageCount")[:12].lstrip("0"),
        "text": shown(text, _LONGEST),
    }
    fact = _with_time(_fact("queue-error", server, fields, evidence), _tried(listed, text, order))
    if hop.startswith("[") or delivery.casefold().startswith(_SMART):
        fact = replace(fact, fields={**fact.fields, "smart_host": True})
    yield fact


def _flowing(listed: TextObject) -> str:
    """Give the next hop that mail goes to: by a whole list of the queue, without an error."""
    flows = listed.part("Status").casefold() in _FLOWING and _ERROR in listed.values
    return listed.part("NextHopDomain")[:255] if flows else ""


def _tried(listed: TextObject, text: str, order: str) -> int | None:
    """Tell when a queue was tried last; of two instants that a date can be, the earlier."""
    written = (tried_in(text), listed.part("LastRetryTime"))
    dates = [date for date in map(WrittenDate.read, written) if date is not None]
    known = [date for date in dates if not date.lacks_year]
    possible = _likeliest(known, order) if known else []
    instants = [[date.instant(each) for each in possible] for date in known]
    found = [min(one for one in each if one is not None) for each in instants if any(each)]
    return max(found, default=None)


def _likeliest(dates: Sequence[WrittenDate], order: str) -> list[str]:
    """List the orders that fit dates: only the one that the text tells, where it does."""
    possible = orders(dates)
    return [order] if order in possible else possible


def _with_time(fact: Fact, told: int | None) -> Fact:
    return fact if told is None else replace(fact, fields={**fact.fields, "told": told})


def _port_test(listed: TextObject, server: str, evidence: Evidence) -> Iterator[Fact]:
    """Tell whether a port of another machine could be reached."""
    host, port = listed.part("Server")[:255], listed.part("RemotePort")
    state = {"true": "open", "false": "closed"}.get(listed.part("TcpTestSucceeded").casefold())
    if not host or state is None or _PORT.fullmatch(port) is None:
        return
    address = listed.part("RemoteAddress")[:45] or (host if _NUMERIC.fullmatch(host) else "")
    fields: dict[str, str | int] = {"host": host, "port": int(port), "state": state}
    fields |= {"address": address} if address else {}
    yield Fact("port-tested", server, 0, fields, (evidence,))


def _auth(listed: TextObject, server: str, evidence: Evidence) -> Iterator[Fact]:
    del server  # It is the organisation's, whichever server was asked.
    fields = {
        name: configured_thumbprint(listed.string(prop) or "") or ""
        for name, prop in (
            ("thumbprint", "CurrentCertificateThumbprint"),
            ("previous", "PreviousCertificateThumbprint"),
            ("next", "NextCertificateThumbprint"),
        )
    }
    yield _fact("auth-config", "", fields, evidence)


def _hybrid(listed: TextObject, server: str, evidence: Evidence) -> Iterator[Fact]:
    del server  # It is the organisation's, too.
    name = listed.part("TlsCertificateName")
    yield _fact("hybrid-configuration", "", {"tls_certificate_name": name[:1024]}, evidence)


def _inbound(listed: TextObject, server: str, evidence: Evidence) -> Iterator[Fact]:
    del server  # It is Exchange Online's.
    name = listed.part("TlsSenderCertificateName")[:1024]
    if name:
        known = listed.part("Name") or listed.part("Identity")
        told = {"connector": known[:255], "name": name}
        told["connector_type"] = listed.part("ConnectorType")[:40]
        told["state"] = "disabled" if listed.truth("Enabled") is False else ""
        yield _fact("inbound-connector", "", told, evidence)


def _service(listed: TextObject, server: str, evidence: Evidence) -> Iterator[Fact]:
    for state, prop in (("stopped", "ServicesNotRunning"), ("running", "ServicesRunning")):
        for name in listed.strings(prop) or ():
            yield _fact("service-state", server, {"service": name, "state": state}, evidence)
    state = _STATES.get(listed.part("Status").casefold(), "")
    name = listed.part("Name")
    if state and name:
        yield _fact("service-state", server, {"service": name, "state": state}, evidence)


def _edge_sync(listed: TextObject, server: str, evidence: Evidence, order: str) -> Iterator[Fact]:
    """Tell how EdgeSync stands; where day and month leave two times open, as of the earlier."""
    status, edge = listed.part("SyncStatus"), listed.part("Name")
    if not status or not edge:
        return
    fields: dict[str, str | int] = {
        "edge": server_in(edge) or edge[:255],
        "status": "normal" if status.casefold() == "normal" else "other",
        "text": shown(_said(status, listed.part("FailureDetail")), _LONGEST),
    }
    told = _earliest(listed, "UtcNow", ("LeaseExpiryUtc", "LastSynchronizedUtc"), order)
    if told is not None:
        fields["told"] = told
    server = server_in(listed.part("LeaseHolder")) or server
    yield Fact("edge-sync-state", server, (told or 0) * SECOND, fields, (evidence,))
    if fields["status"] == "normal" and told is not None:
        known = {"edge": fields["edge"], "told": told}
        for side in dict.fromkeys((server, str(fields["edge"]))):
            yield Fact("edge-synchronised", side, told * SECOND, known, (evidence,))


def _said(status: str, detail: str) -> str:
    """Join a status and what failed, to stand within a sentence."""
    return ": ".join(filter(None, (status, " ".join(detail.split()).rstrip("."))))


def _edge_subscription(listed: TextObject, server: str, evidence: Evidence) -> Iterator[Fact]:
    """Tell which Edge server is subscribed, and to which site; a table cuts a long one short."""
    edge, site = listed.part("Name"), listed.part("Site").rpartition("/")[2]
    if edge:
        cut = site.endswith(("...", "\N{HORIZONTAL ELLIPSIS}"))
        fields = {"edge": server_in(edge) or edge[:255], "site": "" if cut else site[:64]}
        yield _fact("edge-subscription", server, fields, evidence)


def _component_state(listed: TextObject, server: str, evidence: Evidence) -> Iterator[Fact]:
    """Tell whether a component works; words that nobody knows tell nothing."""
    component, state = listed.part("Component"), listed.part("State").casefold()
    if component and state in _COMPONENT_STATES:
        fields = {"component": component[:64], "state": state}
        yield _fact("component-state", server, fields, evidence)


def _earliest(listed: TextObject, name: str, others: Sequence[str], order: str) -> int | None:
    """Give the earliest instant, in seconds since 1970, that a date in UTC can be.

    Args:
        listed: the object.
        name: of the date.
        others: dates of the same shell, which help to tell day from month.
        order: of day and month, where the text tells it.
    """
    exact = exact_date(listed.part(name))
    date = WrittenDate.read(listed.part(name))
    if exact is not None or date is None:
        return exact
    beside = (WrittenDate.read(listed.part(other)) for other in others)
    possible = _likeliest([date, *(one for one in beside if one is not None)], order)
    instants = (date.instant(each) for each in possible)
    return min((one for one in instants if one is not None), default=None)


def _exchange_server(listed: TextObject, server: str, evidence: Evidence) -> Iterator[Fact]:
    fields = {
        "version": listed.part("AdminDisplayVersion")[:80],
        "role": ", ".join(listed.strings("ServerRole") or ())[:200],
    }
    if any(fields.values()):
        yield _fact("exchange-server", server_in(listed.part("Name")) or server, fields, evidence)


_COMPONENT_STATES: Final = frozenset({"active", "inactive", "draining"})
# A ServiceControllerStatus, by its name or its number.
_STATES: Final = {"running": "running", "4": "running", "stopped": "stopped", "1": "stopped"}
_KINDS: Final[Mapping[str, Callable[[TextObject, str, Evidence], Iterator[Fact]]]] = {
    "auth-config": _auth,
    "hybrid-configuration": _hybrid,
    "inbound-connector": _inbound,
    "service": _service,
    "edge-subscription": _edge_subscription,
    "component-state": _component_state,
    "port-test": _port_test,
    "exchange-server": _exchange_server,
}
_DATED: Final[Mapping[str, Callable[[TextObject, str, Evidence, str], Iterator[Fact]]]] = {
    "queue": _queue,
    "edge-sync": _edge_sync,
}
