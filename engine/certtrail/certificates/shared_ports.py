"""Receive connectors of two transport services of one server that have one address and port.

Only one service can listen there: the other does not start, or is never reached.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_BINDING: Final = re.compile(r"(\[[0-9A-Fa-f:.%]{2,60}\]|[0-9.]{7,15}):([0-9]{1,5})", re.ASCII)
# Of version 4 and of version 6.
_EVERYWHERE: Final = frozenset({".".join("0000"), "[::]"})
_FRONT_END: Final = "frontendtransport"
_TRANSPORT: Final = "hubtransport"
_ANY: Final = ""


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
    for one in connectors:
        by_role.setdefault(one.text("transport_role").casefold(), []).append(one)
    front_ends = by_role.get(_FRONT_END, [])
    taken: dict[tuple[str, str, bool], int] = {}
    for number, one in enumerate(front_ends):
        for address, port in _BINDING.findall(one.text("bindings")):
            for key in (address, _ANY):
                taken.setdefault((key, port, address[0] == "["), number)
    for one in by_role.get(_TRANSPORT, ()):
        found = min(_in_common(one.text("bindings"), taken), default=None)
        if found is not None:
            other, endpoint = front_ends[found[0]], found[2]
            fields: dict[str, str | int | bool] = {
                "connector": one.text("connector"),
                "front_end": other.text("connector"),
                "endpoint": endpoint,
                "port": int(endpoint.rpartition(":")[2]),
            }
            evidence = (*one.evidence, *other.evidence)
            yield Fact("connectors-share-port", one.server, 0, fields, evidence)


def _in_common(
    bindings: str, taken: Mapping[tuple[str, str, bool], int]
) -> Iterator[tuple[int, int, str]]:
    """Give those of the bindings that a front end is on, or listens for, too: its number, that of
    the binding, and the binding.
    """
    for number, (address, port) in enumerate(_BINDING.findall(bindings)):
        for key in (address, *((_ANY,) if address in _EVERYWHERE else _EVERYWHERE)):
            at = taken.get((key, port, address[0] == "["))
            if at is not None:
                yield at, number, f"{address}:{port}"
