"""Names of POP and IMAP: what is set for them and the lists in; which no certificate has, out.

Both services look for a certificate with the host name that is set for them (X509CertificateName).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.certificates.at_hand import age, is_usable
from certtrail.certificates.validity import Validity, is_request, validity
from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.certificates.estate import Estate
    from certtrail.certificates.store import Held, Store

_SETTINGS: Final = "client-service-settings"
_MISSED: Final = "client-service-certificate-missing"
_SHOWN: Final = 20
_OVER: Final = (Validity.EXPIRED, Validity.EARLY)


def client_name_facts(estate: Estate, facts: Iterable[Fact]) -> Iterator[Fact]:
    """Make a `client-service-name-missing` for each name that is set for POP or IMAP and that no
    certificate of a whole list has; and a `name-for-clients` for each of these services of which a
    certificate is missed, where a CA's certificate of the list has a name that could be set.

    Args:
        estate: of all servers.
        facts: among them what is set, and what the services themselves miss.
    """
    wanted: set[tuple[str, str]] = set()
    # Many settings may look for the same many certificates.
    ended: dict[int, list[Held] | None] = {}
    for fact in facts:
        store = estate.stores.get(fact.server)
        service = fact.text("service")
        if store is None or fact.kind not in (_SETTINGS, _MISSED):
            continue
        if fact.kind == _SETTINGS:
            if not store.tells_all_names:
                continue
            carriers = store.carriers(fact.text("name"))
            if id(carriers) not in ended:
                ended[id(carriers)] = _over(carriers, store)
            over = ended[id(carriers)]
            if over is None:
                continue
            yield _missing(fact, over)
        if service and (fact.server, service) not in wanted:
            wanted.add((fact.server, service))
            yield from _offered(store, service)


def client_names_of(facts: Iterable[Fact]) -> dict[tuple[str, str], str]:
    """Give by server and service the host name that is set; none where lists disagree."""
    told: dict[tuple[str, str], set[str]] = {}
    for fact in facts:
        if fact.kind == _SETTINGS:
            told.setdefault((fact.server, fact.text("service")), set()).add(fact.text("name"))
    return {key: min(names) for key, names in told.items() if len(names) == 1}


def _over(carriers: Sequence[Held], store: Store) -> list[Held] | None:
    """Give those that could serve but for their dates; None where one of them does."""
    could = [one for one in carriers if not _is_none(one)]
    over = [one for one in could if validity(one, store.at) in _OVER]
    return over if len(over) == len(could) else None


def _is_none(held: Held) -> bool:
    """Tell whether it can serve nobody, whatever its dates."""
    return is_request(held) or held.for_tokens or held.stored.has_private_key is False


def _missing(fact: Fact, over: list[Held]) -> Fact:
    fields = {"service": fact.text("service"), "name": fact.text("name")}
    fields |= {"thumbprint": over[0].thumbprint} if len(over) == 1 else {}
    lines = [line for held in over[:_SHOWN] for line in held.evidence]
    evidence = tuple(dict.fromkeys((*fact.evidence, *lines)))
    return Fact("client-service-name-missing", fact.server, 0, fields, evidence)


def _offered(store: Store, service: str) -> Iterator[Fact]:
    """Give the newest certificate of a CA whose name can be set; one with wildcards alone has no
    name of its own.
    """
    usable = [one for one in store.all() if one.self_signed is False and is_usable(one, store)]
    for one in sorted(usable, key=age, reverse=True):
        plain = sorted(name for name in one.names if "*" not in name and "." in name)
        if plain:
            name = one.subject_name if one.subject_name in plain else plain[0]
            fields = {"service": service, "name": name, "thumbprint": one.thumbprint}
            served = ", ".join(sorted(one.stored.services or ()))
            fields |= {"services": served} if served else {}
            yield Fact("name-for-clients", store.server, 0, fields, one.evidence)
            return
