"""Certificates that one server lacks and another has: what events miss in, facts out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.certificates.conflicts import bearing
from certtrail.certificates.distinguished import TlsCertificateName
from certtrail.certificates.validity import Validity, validity
from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.certificates.estate import Estate


def elsewhere_facts(facts: Iterable[Fact], estate: Estate) -> Iterator[Fact]:
    """Make a `certificate-elsewhere` fact for each name that a server misses and another has.

    Only of issuer and subject, which mean one certificate: a host name that another server's
    certificate carries says nothing of what this one should have.

    Args:
        facts: of all servers.
        estate: their stores.
    """
    for fact in facts:
        if fact.kind != "starttls-certificate-missing" or not fact.holds("open"):
            continue
        name = TlsCertificateName.read(fact.text("name"))
        own = estate.stores.get(fact.server)
        if name is None or (own is not None and bearing(own, name)):
            continue
        found = [
            (server, held)
            for server, store in sorted(estate.stores.items())
            # A list of a server that is not named can be of this one.
            if server and server != fact.server
            for held in bearing(store, name)
            if validity(held, store.at) is Validity.VALID
        ]
        if found:
            _, newest = max(
                found, key=lambda each: (each[1].stored.not_before or 0, each[1].thumbprint)
            )
            holders = [server for server, held in found if held.thumbprint == newest.thumbprint]
            fields = {
                "name": fact.text("name"),
                "connector": fact.text("connector"),
                "process": fact.text("process"),
                "thumbprint": newest.thumbprint,
                "holder": holders[0],
                "holders": ", ".join(holders),
            }
            known: dict[str, str | int | bool] = {key: each for key, each in fields.items() if each}
            evidence = (*fact.evidence, *newest.evidence)
            yield Fact("certificate-elsewhere", fact.server, fact.time, known, evidence)
