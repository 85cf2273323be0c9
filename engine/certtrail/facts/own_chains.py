"""Whose chain Windows could not build (CAPI2): facts in; the same out, the server's own marked.

Windows checks the chain of each certificate that a program shows or meets, so most failures are of
peers, and mean nothing. A certificate is the server's own where its list has it, or where its name
covers the server's full name. One for another host right below the server's domain may be its own,
or that of another machine there, as long as no list of the server tells. Setup makes one with the
server's name that signs itself: that has no chain, and is trusted nowhere, so what a list shows as
self-signed is left.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.model.fact import Fact

_FAILED: Final = "chain-problem"
_BY_WINDOWS: Final = frozenset({"chain", "policy"})


def with_own_chains(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Give all facts; a `chain-problem` of building a chain gets `ours` where its certificate is,
    as far as is known, the server's own, and of an authority, and `perhaps` where nothing tells
    whether it is.
    """
    known = list(facts)
    signs_itself: dict[tuple[str, str], bool] = {}
    listing: set[str] = set()
    for fact in known:
        if fact.kind == "certificate" and fact.holds("listed"):
            listing.add(fact.server)
            one = (fact.server, fact.text("thumbprint"))
            signs_itself[one] = signs_itself.get(one, False) or fact.holds("self_signed")
    for fact in known:
        if fact.kind != _FAILED or fact.text("what") not in _BY_WINDOWS:
            yield fact
            continue
        listed = signs_itself.get((fact.server, fact.text("thumbprint")))
        ours = not listed if listed is not None else _covers(fact.text("subject"), fact.server)
        if ours:
            yield replace(fact, fields={**fact.fields, "ours": True})
        elif fact.server not in listing and _is_beside(fact.text("subject"), fact.server):
            yield replace(fact, fields={**fact.fields, "perhaps": True})
        else:
            yield fact


def _covers(name: str, server: str) -> bool:
    """Tell whether a certificate's name, a host's or `*.contoso.com`, covers a full name."""
    name, server = name.strip().casefold(), server.casefold()
    _, dot, domain = server.partition(".")
    return bool(dot) and name in (server, f"*.{domain}")


def _is_beside(name: str, server: str) -> bool:
    """Tell whether a name is that of another host in the domain of a server's full name."""
    host, dot, domain = name.strip().casefold().partition(".")
    own, _, of_server = server.casefold().partition(".")
    return bool(dot) and domain == of_server and host not in ("", "*", own)
