"""Places: what names no server in; the server it belongs to, where only one can be meant, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.model.inventory import Inventory
    from certtrail.model.servers import Servers


class ServerPlaces:
    """Which server something belongs to.

    What names no server belongs to the only one that there is, if the logs and exports together
    name one only. Else an export belongs to the only one that lists its certificate, and what was
    typed or said in a text to the only one whose logs came with it.
    """

    def __init__(self, inventory: Inventory, servers: Servers, logged: Iterable[str]) -> None:
        """Look at what is named.

        Args:
            inventory: all exports.
            servers: which names are one server.
            logged: the servers of which there are logs.
        """
        self._servers = servers
        logs = {servers.name(name) for name in logged if name}
        self._lone = _only(logs | {servers.name(name) for name in inventory.servers()})
        self._logged = _only(logs)
        self._holders: dict[str, set[str]] = {}
        for one in inventory.certificates:
            if one.server and one.listed:
                self._holders.setdefault(one.thumbprint, set()).add(servers.name(one.server))

    def of(self, name: str) -> str:
        """Give the server as the report shows it; empty where it is not known."""
        return self._servers.name(name) if name else self._lone

    def told(self, name: str) -> str:
        """Give the server of what a text tells; empty where it is not known."""
        return self.of(name) or self._logged

    def holding(self, name: str, thumbprint: str) -> str:
        """Give the server of an export about a certificate; empty where it is not known."""
        return self.of(name) or _only(self._holders.get(thumbprint, set()))


def _only(names: set[str]) -> str:
    return next(iter(names)) if len(names) == 1 else ""
