"""Connectors and services: one object's properties in, its description out.

The properties come from CliXML (with their types) or from `Format-List` text (all text), so this
module only asks for texts, truths and lists by name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.inputs.server_names import server_in
from certtrail.model.inventory import Connector, TransportService
from certtrail.text import instants
from certtrail.text.issuer_and_subject import with_marks
from certtrail.text.thumbprint import configured_thumbprint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from certtrail.inputs.exchange.listed_properties import Properties
    from certtrail.model.fact import Evidence

DIRECTIONS: Final = {"receive-connector": "receive", "send-connector": "send"}
_SETTINGS: Final = (
    "TlsDomainCapabilities",
    "PermissionGroups",
    "ProtocolLoggingLevel",
    "CertificateSubject",
    "SmartHosts",
    "AddressSpaces",
)
# Enumerations, which JSON writes as numbers: the bits of AuthMechanism, and other values.
_MECHANISMS: Final = (
    (1, "Tls"),
    (2, "Integrated"),
    (4, "BasicAuth"),
    (8, "BasicAuthRequireTLS"),
    (16, "ExchangeServer"),
    (32, "ExternalAuthoritative"),
)
_ROLES: Final = {"32": "HubTransport", "16384": "FrontendTransport"}
_LEVELS: Final = {"1": "EncryptionOnly", "2": "CertificateValidation", "4": "DomainValidation"}
INTERNAL: Final = "InternalTransportCertificateThumbprint"


def connector(kind: str, properties: Properties, evidence: Evidence, hint: str) -> Connector:
    """Describe a connector.

    Args:
        kind: `receive` or `send`.
        properties: what is listed of it.
        evidence: where.
        hint: the server that the surroundings tell, or empty.
    """
    identity = properties.string("Identity") or ""
    place, _, last = identity.rpartition("\\")
    mechanisms = properties.string("AuthMechanism")
    receive = kind == "receive"
    told = server_in(properties.string("Server") or "") or server_in(place) or hint
    return Connector(
        kind=kind,
        name=properties.string("Name") or last or identity,
        evidence=evidence,
        server=told if receive else "",
        source_servers=None if receive else properties.strings("SourceTransportServers"),
        enabled=properties.truth("Enabled"),
        fqdn=properties.string("Fqdn"),
        tls_certificate_name=name_of_certificate(properties),
        auth_mechanism=_words(mechanisms) if receive else None,
        smart_host_auth=properties.string("SmartHostAuthMechanism"),
        transport_role=_named(_ROLES, properties.string("TransportRole")),
        bindings=properties.strings("Bindings"),
        remote_ranges=_whole(properties, "RemoteIPRanges") if receive else None,
        require_tls=properties.truth("RequireTLS"),
        suppress_anonymous_tls=properties.truth("SuppressXAnonymousTls"),
        domain_secure=properties.truth("DomainSecureEnabled"),
        dns_routing=properties.truth("DNSRoutingEnabled"),
        tls_auth_level=_named(_LEVELS, properties.string("TlsAuthLevel")),
        tls_domain=properties.string("TlsDomain"),
        ignore_starttls=properties.truth("IgnoreSTARTTLS"),
        frontend_proxy=properties.truth("FrontendProxyEnabled"),
        cloud_services=properties.truth("CloudServicesMailEnabled"),
        changed=_seconds(properties.string("WhenChangedUTC")),
        settings={
            name: value for name in _SETTINGS if (value := properties.string(name)) is not None
        },
    )


def transport_service(
    properties: Properties, evidence: Evidence, hint: str
) -> TransportService | None:
    """Describe a transport service; None where its internal certificate is not listed."""
    told = properties.string(INTERNAL)
    if told is None:
        return None
    bare = configured_thumbprint(told) if told.strip() else ""
    if bare is None:
        return None
    named = (properties.string(name) or "" for name in ("Name", "Identity"))
    server = next(filter(None, (server_in(name.rpartition("\\")[2]) for name in named)), hint)
    return TransportService(server, bare, evidence)


def name_of_certificate(properties: Properties) -> str | None:
    """Give TlsCertificateName, with the marks put back that a web page took for tags."""
    text = properties.string("TlsCertificateName")
    return with_marks(text) if text else text


def _whole(properties: Properties, name: str) -> tuple[str, ...] | None:
    """Give a list property, unless it was cut short."""
    return properties.strings(name) if properties.whole(name) else None


def _named(names: Mapping[str, str], text: str | None) -> str | None:
    return None if text is None else names.get(text, text)


def _words(text: str | None) -> frozenset[str] | None:
    if text is None:
        return None
    if text.isdecimal() and len(text) <= 3:
        return frozenset(name for bit, name in _MECHANISMS if int(text) & bit)
    return frozenset(word for part in text.split(",") if (word := part.strip()) and word != "None")


def _seconds(text: str | None) -> int | None:
    if not text:
        return None
    try:
        return instants.parse_iso(text) // instants.SECOND
    except (ValueError, OverflowError):
        return None
