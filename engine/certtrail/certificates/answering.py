"""Which receive connector answered: who asked what in; the connectors that can have been it, out.

Of the connectors that listen there, the one whose RemoteIPRanges fit the address of who asked most
closely answers, whatever name was asked for. Who asked from an unknown address is a stranger: only
a connector that takes most of all addresses is expected to answer, while any other may have.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

from certtrail.model.connector_reach import narrowest, takes_most

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from certtrail.model.connector_reach import Address
    from certtrail.model.fact import Fact
    from certtrail.model.inventory import Connector

_SMTP: Final = 25
_LOOPBACK: Final = ".".join(("127", "0", "0", "1"))


@dataclass(frozen=True)
class Answering:
    """Connectors of one server.

    Attributes:
        expected: those that answer who asked.
        possible: those that can have answered, as nobody knows who asked.
    """

    expected: tuple[Connector, ...]
    possible: tuple[Connector, ...]


def answering(fact: Fact, connectors: Iterable[Connector]) -> Answering:
    """Find who can have answered a `certificate-presented`.

    Args:
        fact: what was presented where.
        connectors: the receive connectors of the server that was asked.
    """
    port = fact.number("port") or _SMTP
    host = _address(fact.text("host"))
    listening = [
        one for one in connectors if one.enabled is not False and _listens(one, host, port)
    ]
    source = _source(fact)
    if source is not None:
        closest = _closest(source, listening)
        return Answering(closest, closest)
    # What does not tell its bindings can have answered, and nobody expects it there.
    expected = [one for one in listening if one.bindings and takes_most(one) is not False]
    return Answering(tuple(expected), tuple(listening))


def _closest(source: Address, listening: Sequence[Connector]) -> tuple[Connector, ...]:
    """Give those that fit an address most closely, and those of which that is not told."""
    fits = {one.name: narrowest(one, source) for one in listening}
    told = [fit for fit in fits.values() if fit]
    best = min(told, default=0)
    return tuple(one for one in listening if fits[one.name] in (None, best or None))


def _listens(one: Connector, host: Address | None, port: int) -> bool:
    if not one.bindings:
        return one.bindings is None
    return any(_is_there(binding.strip(), host, port) for binding in one.bindings)


def _is_there(binding: str, host: Address | None, port: int) -> bool:
    """Tell whether a binding is on a port, and on the address that was asked, where that is one.

    A public address can be translated on its way to the server, so it rules nothing out.
    """
    at, _, told = binding.rpartition(":")
    if told != str(port):
        return False
    address = _address(at)
    if host is None or address is None or address.is_unspecified or not host.is_private:
        return True
    return host.is_loopback or address == host


def _source(fact: Fact) -> Address | None:
    """Give the address of who asked, where that is told: on the server itself, or named."""
    named = _address(fact.text("asker"))
    host = fact.text("host").casefold()
    asked = _address(_LOOPBACK if host == "localhost" else host)
    return named or (asked if asked is not None and asked.is_loopback else None)


def _address(text: str) -> Address | None:
    try:
        return ip_address(text.strip("[] "))
    except ValueError:
        return None
