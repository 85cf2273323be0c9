"""Receive connectors of two transport services of one server that have one address and port.

Only one service can listen there: the other does not start, or is never reached.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BINDING: Final = re.compile(r"(\[[0-9A-Fa-f:.%]{2,60}\]|[0-9.]{7,15}):([0-9]{1,5})", re.ASCII)
# Of version 4 and of version 6.
_EVERYWHERE: Final = frozenset({".".join("0000"), "[::]"})
_FRONT_END: Final = "frontendtransport"
_TRANSPORT: Final = "hubtransport"
_MOST: Final = 100


def shared_ports(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Make a `connectors-share-port` fact of each connector of the Transport service that has a
    port of one of the front end.

    Args:
        facts: of all servers.
    """
    by_server: dict[str, list[Fact]] = {}
    for fact in facts:
        if (
            fact.kind == "connector"
            and fact.text("direction") == "receive"
            and fact.server
            and fact.fields.get("enabled") is not False
        ):
            by_server.setdefault(fact.server, []).append(fact)
    for server in sorted(by_server):
        yield from _of_server(by_server[server])


def _of_server(connectors: Iterable[Fact]) -> Iterator[Fact]:
    by_role: dict[str, list[Fact]] = {}
    for one in list(connectors)[:_MOST]:
        by_role.setdefault(one.text("transport_role").casefold(), []).append(one)
    for one in by_role.get(_TRANSPORT, ()):
        pairs = (
            (other, endpoint)
            for other in by_role.get(_FRONT_END, ())
            for endpoint in _in_common(one.text("bindings"), other.text("bindings"))
        )
        other, endpoint = next(pairs, (None, ""))
        if other is not None:
            fields: dict[str, str | int | bool] = {
                "connector": one.text("connector"),
                "front_end": other.text("connector"),
                "endpoint": endpoint,
                "port": int(endpoint.rpartition(":")[2]),
            }
            evidence = (*one.evidence, *other.evidence)
            yield Fact("connectors-share-port", one.server, 0, fields, evidence)


def _in_common(bindings: str, others: str) -> Iterator[str]:
    """Give those of the first bindings that one of the others is on, or listens for, too."""
    taken = _BINDING.findall(others)
    for address, port in _BINDING.findall(bindings):
        if any(
            port == other_port
            and (address[0] == "[") == (other[0] == "[")
            and (address == other or {address, other} & _EVERYWHERE)
            for other, other_port in taken
        ):
            yield f"{address}:{port}"
