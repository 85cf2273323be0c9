"""Certificates, connectors and estates from a few words, as the case table writes them."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from typing import Any, Final

from certtrail.certificates.estate import Context, Estate, estate_of
from certtrail.model.fact import Evidence
from certtrail.model.inventory import (
    Connector,
    Inventory,
    StoredCertificate,
    TransportService,
    WildcardSetting,
)
from certtrail.model.servers import Servers

SERVER: Final = "ex01.contoso.com"
WHEN: Final = "2026-06-01"
UNKNOWN: Final = "unknown"


def seconds(day: str | date) -> int:
    """Give the start of a day in seconds since 1970 UTC."""
    return int(datetime.fromisoformat(str(day)).replace(tzinfo=UTC).timestamp())


def thumbprint(name: str) -> str:
    """Make up a thumbprint for a letter."""
    return hashlib.sha1(name.encode()).hexdigest().upper()


def place(what: str) -> Evidence:
    """Make up where something is described."""
    return Evidence(None, SERVER, "inventory", 1, "export.xml", what)


def known(given: dict[str, Any], name: str, default: Any) -> Any:
    """Give a value of a case, None where it says that it is not known."""
    value = given.get(name, default)
    return None if value == UNKNOWN else value


def certificate(letter: str, **given: Any) -> StoredCertificate:
    """Make a certificate."""
    names = given.get("names", ["mail.contoso.com"])
    own = f"CN={given.get('cn', names[0])}"
    ca = given.get("ca", f"Issuing CA {letter}")
    services = known(given, "services", ["SMTP"])
    usage = given.get("key_usage")
    start = known(given, "from", "2026-01-01")
    return StoredCertificate(
        server=given.get("server", SERVER),
        thumbprint=thumbprint(letter),
        evidence=place(letter),
        subject=own,
        issuer=own if ca == "self" else f"CN={ca}",
        names=tuple(names),
        names_complete=not given.get("cut", False),
        not_before=None if start is None else seconds(start),
        not_after=seconds(given.get("to", "2027-01-01")),
        self_signed=ca == "self",
        has_private_key=known(given, "key", True),
        services=None if services is None else frozenset(services),
        status=known(given, "status", "Valid"),
        key_algorithm=given.get("algorithm", "RSA"),
        key_size=given.get("bits", 2048),
        version=given.get("version", 3),
        key_usage=None if usage is None else frozenset(usage),
        extended_key_usage=tuple(given["eku"]) if "eku" in given else None,
        public_key=letter,
    )


def connector(**given: Any) -> Connector:
    """Make a connector."""
    kind = given.get("kind", "receive")
    mechanisms = known(given, "auth", ["Tls", "ExchangeServer"])
    return Connector(
        kind=kind,
        name=given.get("name", "Mail"),
        evidence=place("connector"),
        server=SERVER if kind == "receive" else "",
        source_servers=("EX01",) if kind == "send" else None,
        enabled=given.get("enabled", True),
        fqdn=known(given, "fqdn", "mail.contoso.com"),
        tls_certificate_name=known(given, "tls_name", ""),
        auth_mechanism=None if mechanisms is None else frozenset(mechanisms),
        transport_role="FrontendTransport",
        ignore_starttls=given.get("ignore_starttls"),
    )


def estate(store: dict[str, dict[str, Any]], ask: dict[str, Any], at: str | None = WHEN) -> Estate:
    """Make the estate of a case."""
    kind = ask.get("kind", "receive")
    internal = ask.get("thumbprint", UNKNOWN)
    services: tuple[TransportService, ...] = ()
    if internal != UNKNOWN:
        told = thumbprint(internal) if internal else ""
        services = (TransportService(SERVER, told, place("service")),)
    wildcards: tuple[WildcardSetting, ...] = ()
    if "one_level" in ask:
        process = "MSExchangeFrontEndTransport"
        setting = WildcardSetting(SERVER, process, "receive", ask["one_level"], place("config"))
        wildcards = (setting,)
    inventory = Inventory(
        tuple(certificate(letter, **given) for letter, given in store.items()),
        () if kind == "internal" else (connector(**ask),),
        services,
        wildcards,
    )
    ignored = {(SERVER, thumbprint(letter)) for letter, one in store.items() if one.get("ignored")}
    servers = Servers.from_computers([(SERVER, 1)])
    context = Context(
        servers,
        {SERVER: seconds(WHEN)} if at else {},
        None if at is None else seconds(at),
        ignored=frozenset(ignored),
    )
    return estate_of(inventory, context)
