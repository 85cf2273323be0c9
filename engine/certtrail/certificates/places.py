"""Places: what names no server in; the server it belongs to, where only one can be meant, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.certificates.distinguished import common_name
from certtrail.text.hosts import host_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.model.inventory import Inventory
    from certtrail.model.servers import Servers


class ServerPlaces:
    """Which server something belongs to.

    What names no server belongs to the only one that there is, if the logs and exports together
    name one only. Else an export belongs to the only one that lists its certificate, a list to the
    only one whose name a self-signed certificate in its file has, as each server has one of its
    own, and what was typed or said in a text to the only one whose logs came with it.
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
        self._files = _named_in(inventory, logs)

    def of(self, name: str) -> str:
        """Give the server as the report shows it; empty where it is not known."""
        return self._servers.name(name) if name else self._lone

    def told(self, name: str) -> str:
        """Give the server of what a text tells; empty where it is not known."""
        return self.of(name) or self._logged

    def holding(self, name: str, thumbprint: str, file: str = "") -> str:
        """Give the server of an export about a certificate; empty where it is not known.

        Args:
            name: as the export names the server, if it does.
            thumbprint: of the certificate.
            file: of the export, where it is a list of what a server has.
        """
        found = self.of(name) or _only(self._holders.get(thumbprint, set()))
        return found or self._files.get(file, "")


def with_short_names(servers: Servers, inventory: Inventory, logged: Iterable[str]) -> Servers:
    """Let an export's short name that two servers share be the one whose names its list has; and
    so where it is only the end of a host's name, as in what people call a file.

    Args:
        servers: which names are one server.
        inventory: all exports.
        logged: the names that logs tell; what a log calls so is a machine of its own.
    """
    short = {name.casefold() for name in inventory.servers() if name and "." not in name}
    short -= {name.casefold() for name in logged}
    if not short:
        return servers
    listed: dict[str, set[str]] = {}
    for stored in inventory.certificates:
        if stored.listed and stored.server.casefold() in short:
            names = listed.setdefault(stored.server.casefold(), set())
            names.update(each.casefold() for each in stored.names or ())
    hosts, endings = _by_host(servers.names)
    found: dict[str, str] = {}
    for name in short:
        told = listed.get(name, set())
        whole = {each for each in hosts.get(name, ()) if "." in each}
        if not whole:
            one = _called_so(endings.get(name, set()), told)
        else:
            one = _only({each for each in whole if each.casefold() in told})
            one = one if len(whole) > 1 else ""
        if one:
            found[name] = one
    return type(servers)({**servers.shown, **found}) if found else servers


def _by_host(names: Iterable[str]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Give the servers of each host's name, and of each end of one behind a hyphen."""
    hosts: dict[str, set[str]] = {}
    endings: dict[str, set[str]] = {}
    for name in names:
        host = host_of(name)
        hosts.setdefault(host, set()).add(name)
        rest = host
        while "-" in rest:
            rest = rest.partition("-")[2]
            endings.setdefault(rest, set()).add(name)
    return hosts, endings


def _called_so(ending: set[str], told: set[str]) -> str:
    """Give the one server of those whose host's name ends as people call one, which stands in the
    names of that one's certificates; empty where there is none, or several.
    """
    return _only({each for each in ending if {each.casefold(), host_of(each)} & told})


def _named_in(inventory: Inventory, servers: Iterable[str]) -> dict[str, str]:
    """Find the files whose lists name no server, and hold the own certificate of only one."""
    own: dict[str, set[str]] = {}
    mixed: set[str] = set()
    known = {host_of(name): name for name in servers}
    for one in inventory.certificates:
        if not one.listed:
            continue
        if one.server:
            mixed.add(one.evidence.file)
            continue
        named = host_of(common_name(one.subject or ""))
        if named in known and one.self_signed is not False:
            own.setdefault(one.evidence.file, set()).add(known[named])
    return {file: _only(names) for file, names in own.items() if file not in mixed}


def _only(names: set[str]) -> str:
    return next(iter(names)) if len(names) == 1 else ""
