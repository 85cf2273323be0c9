"""Sole carriers: the one certificate of a server's list that has a name which an event misses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.certificates.distinguished import host_asked_for
from certtrail.certificates.validity import is_request
from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.certificates.estate import Estate

_MISSED: Final = "starttls-certificate-missing"
_NOT_LOADED: Final = "internal-certificate-fallback"


def sole_carrier_facts(estate: Estate, facts: Iterable[Fact]) -> Iterator[Fact]:
    """Make a `sole-carrier-of-name` for each name and process of 12014 whose only certificate in a
    whole list is known: it names no certificate, and can mean no other.

    Args:
        estate: of all servers.
        facts: among them those of 12014, and of what could not be loaded.
    """
    known = tuple(facts)
    not_loaded = {
        (fact.server, fact.text("process"), fact.text("configured"))
        for fact in known
        if fact.kind == _NOT_LOADED
    }
    missed = {
        (fact.server, fact.text("name"), fact.text("process"))
        for fact in known
        if fact.kind == _MISSED and fact.text("name")
    }
    for server, name, process in sorted(missed):
        store = estate.stores.get(server)
        if store is None or not store.tells_all_names:
            continue
        carriers = [
            one
            for one in store.carriers(host_asked_for(name))
            if not is_request(one) and not one.for_tokens
        ]
        if len(carriers) != 1:
            continue
        sole = carriers[0]
        fields: dict[str, str | bool] = {
            "name": name,
            "process": process,
            "thumbprint": sole.thumbprint,
            "not_loaded": (server, process, sole.thumbprint) in not_loaded,
            "internal": sole.thumbprint == store.internal,
        }
        told = {"has_private_key": sole.stored.has_private_key, "smtp": sole.stored.smtp}
        fields |= {field: value for field, value in told.items() if value is not None}
        yield Fact("sole-carrier-of-name", server, 0, fields, sole.evidence)
