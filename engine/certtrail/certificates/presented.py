"""The measured plane: a certificate that a server really presented, against what it should pick."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.certificates.distinguished import parse
from certtrail.model.fact import Fact
from certtrail.model.inventory import StoredCertificate
from certtrail.model.selected_certificates import Direction, thumbprint_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.certificates.estate import Estate
    from certtrail.certificates.store import Held, Store
    from certtrail.model.selected_certificates import Selection

# Local times in lists are at most so far from UTC, in seconds.
_LOCAL: Final = 14 * 3600


def presented_facts(
    facts: Iterable[Fact], estate: Estate, found: Sequence[Selection]
) -> Iterator[Fact]:
    """Make a `planes-disagree` fact where another certificate was presented than would be picked.

    Args:
        facts: of all servers.
        estate: their stores and connectors.
        found: every selection in it.
    """
    for fact in facts:
        if fact.kind != "certificate-presented" or not fact.text("subject"):
            continue
        server = _server(fact, estate)
        store = estate.stores.get(server)
        picks = _picks(fact, estate, server, found)
        if store is None or len(picks) != 1:
            continue
        ((expected, connector),) = picks.items()
        known = _known(fact, store)
        if known == expected or (not known and not _differs(fact, store, expected)):
            continue
        fields: dict[str, str | int | bool] = {
            "planes": "picked-presented",
            "expected": expected,
            "connector": connector,
            "direction": str(Direction.INBOUND),
            "subject": fact.text("subject"),
            "host": fact.text("host"),
        }
        if known:
            fields["found"] = known
        told = {name: value for name, value in fields.items() if value}
        yield Fact("planes-disagree", server, fact.time, told, fact.evidence)


def whose(fact: Fact, estate: Estate) -> tuple[str, str]:
    """Give the server that was asked and the thumbprint of what it presented; empty if unknown."""
    server = _server(fact, estate)
    store = estate.stores.get(server)
    return server, fact.text("thumbprint") if store is None else _known(fact, store)


def described(fact: Fact, server: str) -> StoredCertificate:
    """Describe the certificate that was presented, of which only names and dates are told."""
    signed = fact.fields.get("self_signed")
    return StoredCertificate(
        server=server,
        thumbprint="",
        evidence=fact.evidence[0],
        subject=fact.text("subject"),
        issuer=fact.text("issuer") or None,
        not_before=fact.number("not_before"),
        not_after=fact.number("not_after"),
        self_signed=signed if isinstance(signed, bool) else None,
        listed=False,
        whole_list=False,
    )


def _server(fact: Fact, estate: Estate) -> str:
    """Give the server that was asked: the one that is named, else the only one with connectors."""
    if fact.server in estate.stores:
        return fact.server
    host = fact.text("host").casefold()
    if host in (name.casefold() for name in estate.stores):
        return next(name for name in estate.stores if name.casefold() == host)
    owners = list(estate.receive)
    return owners[0] if len(owners) == 1 else ""


def _picks(fact: Fact, estate: Estate, server: str, found: Sequence[Selection]) -> dict[str, str]:
    """Find what the connectors of the port pick, where both readings are sure, and one of them."""
    port = fact.number("port") or 25
    listening = {
        one.name
        for one in estate.receive.get(server, ())
        if any(binding.endswith(f":{port}") for binding in one.bindings or ())
    }
    return {
        pick: one.connector
        for one in found
        if one.server == server
        and one.direction is Direction.INBOUND
        and one.connector in listening
        and (pick := thumbprint_of(one.documented))
        and one.documented == one.model
    }


def _known(fact: Fact, store: Store) -> str:
    """Find the presented certificate in the store, by its thumbprint, or its name and end."""
    if fact.text("thumbprint"):
        return fact.text("thumbprint")
    same = [held.thumbprint for held in store.all() if _is(fact, held)]
    return same[0] if len(same) == 1 else ""


def _is(fact: Fact, held: Held) -> bool:
    end, stored = fact.number("not_after"), held.stored
    if held.subject != parse(fact.text("subject")) or end is None or stored.not_after is None:
        return False
    return abs(end - stored.not_after) <= (0 if stored.exact_dates else _LOCAL)


def _differs(fact: Fact, store: Store, expected: str) -> bool:
    """Tell whether the presented certificate cannot be the one that is expected."""
    held = (store.certificates or {}).get(expected)
    return held is not None and held.subject not in (None, parse(fact.text("subject")))
