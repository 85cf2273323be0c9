"""Mail gateways of one's own: what this side refused on the way out in; the same, with whose it is.

A server sends to a smart host or a gateway in its own domain, and refuses the expired certificate
that comes from there. That machine is no partner's, whatever the error looks like: it is renewed at
home. A name that a server's own list carries is that server's, and tells of no gateway.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.certificates.asked_hosts import with_owners
from certtrail.certificates.dns_names import canonical
from certtrail.certificates.presented import own_names
from certtrail.rulebook.reply_reasons import REFUSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.certificates.estate import Estate
    from certtrail.model.fact import Fact

ON_THE_WAY_OUT: Final = frozenset({"tls-level", "tls", "domain", "capability"})
EXPIRED: Final = re.compile(r"expired|NotTimeValid", re.IGNORECASE)


def with_own_relays(facts: Iterable[Fact], estate: Estate) -> Iterator[Fact]:
    """Give all facts as `with_owners` does; a `queue-error` and a `chain-problem` of an expired
    certificate that came from a gateway of our own get its name as `own_relay`, and a
    `certificate-presented` of that one, too.

    Args:
        facts: of all servers.
        estate: their stores and connectors.
    """
    known = list(with_owners(facts, estate))
    refused = [fact for fact in known if _is_refusal(fact)]
    if not refused:
        yield from known
        return
    names, shorts = own_names(estate)
    stored = (one for store in estate.stores.values() for one in store.all())
    taken = {*map(canonical, estate.stores), *(name for one in stored for name in one.names)}
    reached = {
        canonical(fact.text("next_hop")): fact.text("host")
        for fact in refused
        if fact.kind == "queue-error" and fact.text("host")
    }

    def relay(name: str) -> str:
        """Give a name as it stands, if it is one of ours, and that of no server."""
        host = canonical(name)
        ours = host in names or host.partition(".")[2] in names
        return name if ours and host not in taken and host.partition(".")[0] not in shorts else ""

    relays: set[str] = set()
    marked: dict[int, str] = {}
    for fact in refused:
        hop = fact.text("domain") or fact.text("next_hop")
        if found := relay(fact.text("host") or reached.get(canonical(hop), hop)):
            marked[id(fact)] = found
            relays.add(canonical(found))
    for fact in known:
        own = marked.get(id(fact), "")
        if fact.kind == "certificate-presented" and canonical(fact.text("host")) in relays:
            own = fact.text("host")
        yield replace(fact, fields={**fact.fields, "own_relay": own}) if own else fact


def _is_refusal(fact: Fact) -> bool:
    """Tell whether this side refused a certificate on the way out because it has expired."""
    if fact.kind == "queue-error":
        return fact.text("reason") in REFUSES and EXPIRED.search(fact.text("text")) is not None
    out = fact.kind == "chain-problem" and fact.text("what") in ON_THE_WAY_OUT
    return out and EXPIRED.search(fact.text("status")) is not None
