"""A public name on which a self-signed certificate goes out, while one of a CA carries the name.

A receive connector looks for its own Fqdn, not for the name by which others reach it. So who comes
by the name of the MX record gets the certificate of the server's name, whatever else is enabled.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.certificates.answering import answering
from certtrail.certificates.at_hand import is_usable
from certtrail.certificates.dns_names import canonical, is_own
from certtrail.certificates.partner_queues import REFUSED
from certtrail.certificates.presented import whose
from certtrail.model.fact import Fact
from certtrail.model.selected_certificates import Direction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.certificates.estate import Estate
    from certtrail.certificates.store import Held, Store
    from certtrail.model.selected_certificates import Selection

_SMTP: Final = 25
_NAME: Final = re.compile(r"(?:[a-z0-9_-]{1,63}\.){1,8}[a-z][a-z0-9-]{1,62}")


def passed_over_facts(
    facts: Iterable[Fact], estate: Estate, found: Sequence[Selection]
) -> Iterator[Fact]:
    """Make a `public-certificate-passed-over` for each name and connector of which that is so.

    Args:
        facts: of all servers: what a server showed, and what a partner's queue refuses.
        estate: their stores and connectors.
        found: every selection in it.
    """
    made: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        host = canonical(fact.text("host"))
        if not _NAME.fullmatch(host) or not _is_about(fact):
            continue
        presented = fact.kind == "certificate-presented"
        server, shown = whose(fact, estate) if presented else (fact.server, "")
        store = estate.stores.get(server)
        if store is None or is_own(host, server) or (presented and not shown):
            continue
        picked = _picked(fact, store, estate, found, shown)
        right = _right(store, host)
        if picked is None or right is None:
            continue
        held = store.certificates[picked.certificate] if store.certificates else None
        if held is None or held.self_signed is not True or right is held:
            continue
        told = {
            "host": host,
            "connector": picked.connector,
            "asked_for": picked.asked_for,
            "picked": picked.certificate,
            "right": right.thumbprint,
            "subject": fact.text("subject") if presented else "",
            "peer": "" if presented else fact.text("owner"),
            "status": fact.text("status"),
        }
        fields: dict[str, str | int | bool] = {name: said for name, said in told.items() if said}
        if store.internal is not None:
            fields["internal"] = store.internal == picked.certificate
        before = made.get((server, host))
        evidence = fact.evidence if before is None else (*before.evidence, *fact.evidence)
        fields = fields if before is None else {**before.fields, **fields}
        made[server, host] = Fact("public-certificate-passed-over", server, 0, fields, evidence)
    yield from made.values()


class _Picked:
    """What one connector picks, by either reading."""

    def __init__(self, connector: str, asked_for: str, certificate: str) -> None:
        self.connector, self.asked_for, self.certificate = connector, asked_for, certificate


def _is_about(fact: Fact) -> bool:
    """Tell whether a fact is of what comes by a name to the port of mail between servers."""
    if fact.kind == "queue-error":
        return fact.text("reason") == REFUSED
    if fact.kind != "certificate-presented" or not fact.holds("ours"):
        return False
    return (fact.number("port") or _SMTP) == _SMTP and fact.holds("starttls")


def _picked(
    fact: Fact, store: Store, estate: Estate, found: Sequence[Selection], shown: str
) -> _Picked | None:
    """Give the connector that answers others there, if one does and it is sure what it picks.

    What came leaves no doubt that a list of some certificates would.
    """
    connectors = answering(fact, estate.receive.get(store.server, ())).expected
    if len(connectors) != 1:
        return None
    name = connectors[0].name
    chosen = [
        one
        for one in found
        if one.server == store.server and one.connector == name
        if one.direction is Direction.INBOUND
    ]
    picks = {pick for one in chosen for pick in one.answers.documented.picks}
    picks |= {pick for one in chosen for pick in one.answers.model.picks}
    sure = shown if shown in picks else picks.pop() if len(picks) == 1 and not shown else ""
    # One that has the name set is meant as it is.
    named = (connectors[0].tls_certificate_name or "") != ""
    if named or sure not in (store.certificates or {}):
        return None
    return _Picked(name, chosen[0].asked_for, sure)


def _right(store: Store, host: str) -> Held | None:
    """Give the certificate of a CA that carries a name and can be used; of several the last."""
    usable = [
        held
        for held in store.carriers(host)
        if held.self_signed is False and held.stored.smtp and is_usable(held, store)
    ]
    return max(usable, key=lambda one: (one.stored.not_before or 0, one.thumbprint), default=None)
