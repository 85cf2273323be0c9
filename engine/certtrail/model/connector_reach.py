"""Who reaches a receive connector: its settings in; who does not, out, and whether all are here.

A connector takes only what comes from its RemoteIPRanges to one of its Bindings, and other
organisations, Microsoft 365 among them, deliver to port 25. What a list does not tell, or tells cut
short, bars nobody.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Final

from certtrail.text.hosts import host_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.model.inventory import Connector

    Address = ipaddress.IPv4Address | ipaddress.IPv6Address
    _Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_MAIL: Final = ":25"
_MOST: Final = 200
_SETUP_2010: Final = ("default", "client")
_SETUP: Final = (
    "default",
    "client proxy",
    "default frontend",
    "client frontend",
    "outbound proxy frontend",
)
# So many values a plain shell shows of a list, and leaves out the others.
_CUT: Final = 4
_INSIDE: Final = tuple(
    map(
        ipaddress.ip_network,
        (
            *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16"),
            *("fc00::/7", "fe80::/10", "::1/128"),
        ),
    )
)


def takes_inside_only(connector: Connector) -> bool | None:
    """Tell whether only private addresses may connect; None where nothing tells."""
    ranges = connector.remote_ranges
    if connector.kind != "receive" or not ranges:
        return None
    known = [_is_inside(part.strip()) for part in ranges]
    return None if None in known else all(known)


def barred(connector: Connector) -> str | None:
    """Give the setting that keeps other organisations off a connector; None where none is seen to.

    It is named as the shell has it, such as `RemoteIPRanges 10.0.0.0/8`.
    """
    if connector.kind != "receive":
        return None
    if takes_inside_only(connector):
        return f"RemoteIPRanges {', '.join(connector.remote_ranges or ())}"[:_MOST]
    bindings = connector.bindings or ()
    if 0 < len(bindings) < _CUT and not any(map(_may_be_mail, bindings)):
        return f"Bindings {', '.join(bindings)}"[:_MOST]
    return None


def takes_most(connector: Connector) -> bool | None:
    """Tell whether most addresses of all may connect, of one version; None where nothing tells."""
    try:
        ends = [_ends(part.strip()) for part in connector.remote_ranges or ()]
    except ValueError:
        return None
    if not ends:
        return None
    sizes = dict.fromkeys((4, 6), 0)
    for first, last in ends:
        sizes[first.version] += int(last) - int(first) + 1
    return sizes[4] > 1 << 31 or sizes[6] > 1 << 127


def narrowest(connector: Connector, address: Address) -> int | None:
    """Give the size of the smallest range that has an address; 0 for none, None where nothing
    tells.
    """
    try:
        ends = [_ends(part.strip()) for part in connector.remote_ranges or ()]
    except ValueError:
        return None
    sizes = [
        int(last) - int(first) + 1
        for first, last in ends
        if first.version == address.version and int(first) <= int(address) <= int(last)
    ]
    return min(sizes, default=0) if ends else None


def _may_be_mail(binding: str) -> bool:
    return binding.strip().endswith(_MAIL) or not binding.rpartition(":")[2].strip().isdecimal()


def _is_inside(text: str) -> bool | None:
    """Tell whether a range, a network or an address is private; None for anything else."""
    try:
        first, last = _ends(text)
    except ValueError:
        return None
    return any(first in network and last in network for network in _same(first, _INSIDE))


def _ends(text: str) -> tuple[Address, Address]:
    if "/" in text:
        network = ipaddress.ip_network(text, strict=False)
        return network[0], network[-1]
    first, dash, last = text.partition("-")
    begin = ipaddress.ip_address(first.strip())
    return begin, ipaddress.ip_address(last.strip()) if dash else begin


def _same(address: Address, networks: Iterable[_Network]) -> Iterable[_Network]:
    return (network for network in networks if network.version == address.version)


def lists_all(connectors: Iterable[Connector], server: str) -> bool:
    """Tell whether all receive connectors are among some that Setup makes on a server.

    Since Exchange 2013 they are five, of which some are of the Front End; before, they were two.
    """
    host = host_of(server)
    told = list(connectors)
    names = {one.name.casefold() for one in told}
    recent = any(one.transport_role for one in told)
    return all(f"{kind} {host}" in names for kind in (_SETUP if recent else _SETUP_2010))
