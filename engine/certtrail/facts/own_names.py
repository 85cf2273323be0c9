"""Names of this side: facts of all servers in; whether a host is of a domain, or is a server, that
they know as ours, out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.text.hosts import host_of
from certtrail.text.registered import registered

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.model.fact import Fact

# Where what is at hand names hosts of this side.
_NAMES: Final = {"certificate": "names", "connector": "fqdn"}


class OwnSide:
    """The domains and the servers that lists, connectors and logs name."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        """Find them once.

        Args:
            facts: of all servers.
        """
        names: set[str] = set()
        for fact in facts:
            names |= {fact.server.casefold()} if fact.server else set()
            if field := _NAMES.get(fact.kind):
                names |= {one.strip().casefold() for one in fact.text(field).split(",")}
        self._domains = {registered(name.removeprefix("*.")) for name in names} - {""}
        self._hosts = {name for name in names if "." not in name} - {""}

    def have(self, host: str) -> bool:
        """Tell whether a host is of such a domain, or called as such a server."""
        name = host.casefold()
        return bool(name) and (registered(name) in self._domains or host_of(name) in self._hosts)

    def have_domain(self, host: str) -> bool:
        """Tell whether a host is of such a domain."""
        return bool(host) and registered(host.casefold()) in self._domains
