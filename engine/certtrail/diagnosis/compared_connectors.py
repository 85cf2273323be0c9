"""Connectors of several servers in; what is compared of them out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.diagnosis.side_values import Side, sides
from certtrail.facts.capabilities import CONNECTORS, capability
from certtrail.model.server_differences import Topic
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.certificates.estate import Estate
    from certtrail.diagnosis.side_values import OwnNames
    from certtrail.model.inventory import Connector
    from certtrail.model.server_differences import ComparedThing

NO_CONNECTOR: Final = phrase("it has no such connector")
# The properties of a receive connector, with the places that say what stands in them.
_SETTINGS: Final = (
    ("enabled", "Enabled", "value"),
    ("fqdn", "Fqdn", "fqdn"),
    ("tls_certificate_name", "TlsCertificateName", "tls_certificate_name"),
    ("auth_mechanism", "AuthMechanism", "auth_mechanism"),
    ("require_tls", "RequireTLS", "value"),
    ("suppress_anonymous_tls", "SuppressXAnonymousTls", "value"),
    ("domain_secure", "DomainSecureEnabled", "value"),
    ("bindings", "Bindings", "bindings"),
    ("transport_role", "TransportRole", "transport_role"),
)


class ComparedConnectors:
    """Compares which connectors there are, and how they are set."""

    def __init__(self, estate: Estate, servers: Sequence[str], own: OwnNames) -> None:
        """Take what was read.

        Args:
            estate: all stores and connectors.
            servers: that are compared.
            own: writes a server's texts without its name.
        """
        self._estate = estate
        self._servers = servers
        self._own = own

    def compared(self) -> Iterator[ComparedThing]:
        """Compare the connectors, and of their settings those that differ."""
        estate = self._estate
        found: dict[str, dict[str, Connector]] = {}
        for server in self._servers:
            for one in estate.receive.get(server, ()):
                found.setdefault(self._own(server, one.name), {})[server] = one
        lacking = capability(CONNECTORS)
        if not found and not estate.send:
            what = phrase("The connectors")
            yield sides(self._servers, lambda _: lacking).thing(Topic.CONNECTOR, what)
        for name, mine in sorted(found.items()):

            def there(server: str, mine: dict[str, Connector] = mine) -> Side | str:
                if server in mine:
                    return Side(phrase("there"), key=True)
                return Side(NO_CONNECTOR, key=False) if estate.receive.get(server) else lacking

            what = phrase("Receive connector {connector}", connector=name)
            yield sides(self._servers, there).thing(Topic.CONNECTOR, what)
            yield from self._settings(name, mine)
        for one in estate.send:
            if one.source_servers:

                def source(server: str, one: Connector = one) -> Side:
                    used = estate.is_source(one.name, server)
                    says = phrase("is a source server") if used else phrase("is no source server")
                    return Side(says, used)

                what = phrase("Send connector {connector}", connector=one.name)
                yield sides(self._servers, source).thing(Topic.CONNECTOR, what)

    def _settings(self, name: str, mine: dict[str, Connector]) -> Iterator[ComparedThing]:
        for attribute, setting, place in _SETTINGS:

            def look(server: str, attribute: str = attribute, place: str = place) -> Side | str:
                value = getattr(mine[server], attribute)
                if value is None:
                    return phrase("the export does not say it")
                if isinstance(value, tuple | frozenset):
                    value = ", ".join(sorted(value))
                text = self._own(server, str(value))
                if isinstance(value, bool):
                    return Side(phrase("yes") if value else phrase("no"), text)
                return Side(
                    phrase(f"{{{place}}}", **{place: text}) if text else phrase("empty"), text
                )

            found = sides(mine, look)
            if found.differ:
                what = phrase("{value} of {connector}", value=setting, connector=name)
                yield found.thing(Topic.CONNECTOR, what)
