"""The inventory: certificates, connectors and settings as the customer's exports describe them.

Every value is what one source says. None means that the source does not say it, never "no".
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from certtrail.text.instants import ANY_ZONE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from certtrail.model.fact import Evidence

# How far off is what a zone tells for winter.
_SUMMER_TIME: Final = 3600


@dataclass(frozen=True, slots=True)
class StoredCertificate:
    """A certificate of a server's store, as one source describes it.

    Attributes:
        server: whose store; empty where the source does not say.
        thumbprint: 40 upper-case hex digits.
        evidence: where it is described.
        subject, issuer: distinguished names as .NET writes them (`CN=a, O=b`, own name first).
        serial: upper-case hex digits.
        names: the DNS names of the subject and of the SAN extension, as written.
        names_complete: False where the source cut the list.
        not_before, not_after: whole seconds since 1970 UTC.
        exact_dates: True where the dates are in UTC; False where they are a server's local time,
            taken for UTC (so up to 14 h off) unless they are placed.
        placed_dates: the server's zone is known, and its local dates were moved to UTC by it: an
            hour off at most, for summer time.
        listed_from, listed_until: when its list was made, at the earliest and at the latest, by
            the clock of the console, as seconds since 1970; None where nothing tells.
        quoted: how many mails of its text are newer than the one that it stands in.
        self_signed: subject and issuer are one, or the source says so.
        has_private_key: a private key is associated with it (not: a process can open it).
        key_provider, key_container: of the private key, as Windows names them.
        services: names as Exchange writes them: IMAP, POP, UM, IIS, SMTP, Federation, UMCallRouter.
        status: as Exchange writes it: Valid, DateInvalid, Revoked, RevocationCheckFailure, ...
        root_ca_type: as Exchange writes it: None, ThirdParty, Enterprise, Registry, ...
        friendly_name: as Windows stores it beside the certificate.
        key_algorithm, key_size: `RSA`, `EC`, `DSA` or another; bits.
        signature_algorithm: as OpenSSL spells it, such as `sha256WithRSAEncryption`.
        version: of X.509, 3 for nearly all.
        key_usage: names as in RFC 5280 (`digitalSignature`); empty where the extension is absent.
        extended_key_usage: OIDs; empty where the extension is absent.
        public_key: SHA-256 of the SubjectPublicKeyInfo, lower-case hex.
        listed: it is in the server's store; False for a lone certificate file, which need not be.
        whole_list: the list that it stands in shows all of the store; False where somebody chose
            some, or a command showed what it made: what is not in it can still be in the store.
        list_line: of a list in a text, where that begins; None where there is no list.
        in_user_store: it is in the personal store of a user, which no service of Exchange reads.
        possible_ends: the instants that its end may be, in seconds, where day, month and year of
            a date cannot be told apart; `not_after` is None then.
        key_test: what certutil found of its private key: `missing` (its key set is not there),
            `failed` or `passed`.
        ended: the source says that it was (not) past its end when that was made.
        internal, auth: the source says that it is (not) the internal transport certificate, or the
            one of the organisation's AuthConfig.
        expired: the source says that it had (not) expired by then, as HealthChecker does in place
            of its end.
    """

    server: str
    thumbprint: str
    evidence: Evidence
    subject: str | None = None
    issuer: str | None = None
    serial: str | None = None
    names: tuple[str, ...] | None = None
    names_complete: bool = True
    not_before: int | None = None
    not_after: int | None = None
    exact_dates: bool = True
    self_signed: bool | None = None
    has_private_key: bool | None = None
    key_provider: str | None = None
    key_container: str | None = None
    services: frozenset[str] | None = None
    status: str | None = None
    root_ca_type: str | None = None
    friendly_name: str | None = None
    key_algorithm: str | None = None
    key_size: int | None = None
    signature_algorithm: str | None = None
    version: int | None = None
    key_usage: frozenset[str] | None = None
    extended_key_usage: tuple[str, ...] | None = None
    public_key: str | None = None
    listed: bool = True
    whole_list: bool = True
    possible_ends: tuple[int, ...] = ()
    key_test: str | None = None
    ended: bool | None = None
    internal: bool | None = None
    auth: bool | None = None
    placed_dates: bool = False
    listed_from: int | None = None
    listed_until: int | None = None
    quoted: int = 0
    in_user_store: bool = False
    list_line: int | None = None
    expired: bool | None = None

    @property
    def local_dates(self) -> bool:
        """Its dates are a server's local time, in a zone that is not known."""
        return not self.exact_dates and not self.placed_dates

    @property
    def doubt(self) -> int:
        """The seconds that its dates may be off, either way."""
        return ANY_ZONE if self.local_dates else 0 if self.exact_dates else _SUMMER_TIME

    def placed(self, utc: Callable[[int], int]) -> StoredCertificate:
        """Give the same with its local dates in UTC.

        Args:
            utc: gives the instant of a local time, both in seconds since 1970.
        """
        start, end = (None if at is None else utc(at) for at in (self.not_before, self.not_after))
        ends = tuple(map(utc, self.possible_ends))
        return replace(self, not_before=start, not_after=end, possible_ends=ends, placed_dates=True)

    @property
    def smtp(self) -> bool | None:
        """SMTP is among its services; None where the source does not say them."""
        return None if self.services is None else "SMTP" in self.services


@dataclass(frozen=True, slots=True)
class Connector:
    """A receive or send connector, as one source describes it.

    Attributes:
        kind: `receive` or `send`.
        name: without the server.
        evidence: where it is described.
        server: of a receive connector; empty where not told, and for send connectors.
        source_servers: of a send connector.
        fqdn, tls_certificate_name: empty where the source says that it is not set.
        auth_mechanism: of a receive connector: Tls, Integrated, BasicAuth, ExchangeServer, ...
        transport_role: `HubTransport` or `FrontendTransport`.
        bindings: such as `0.0.0.0:25`.
        remote_ranges: of a receive connector, the addresses that may connect.
        settings: any other property, by its name, as text.
        changed: WhenChangedUTC in whole seconds since 1970.
    """

    kind: str
    name: str
    evidence: Evidence
    server: str = ""
    source_servers: tuple[str, ...] | None = None
    enabled: bool | None = None
    fqdn: str | None = None
    tls_certificate_name: str | None = None
    auth_mechanism: frozenset[str] | None = None
    smart_host_auth: str | None = None
    transport_role: str | None = None
    bindings: tuple[str, ...] | None = None
    remote_ranges: tuple[str, ...] | None = None
    require_tls: bool | None = None
    suppress_anonymous_tls: bool | None = None
    domain_secure: bool | None = None
    dns_routing: bool | None = None
    tls_auth_level: str | None = None
    tls_domain: str | None = None
    ignore_starttls: bool | None = None
    frontend_proxy: bool | None = None
    cloud_services: bool | None = None
    changed: int | None = None
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def tls(self) -> bool | None:
        """Tls is among its AuthMechanism; None where the source does not say it."""
        if self.auth_mechanism is None:
            return None
        return "tls" in {one.casefold() for one in self.auth_mechanism}


@dataclass(frozen=True, slots=True)
class TransportService:
    """Get-TransportService of one server; the thumbprint is empty where none is configured."""

    server: str
    internal_thumbprint: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class WildcardSetting:
    """Whether a wildcard certificate covers one level only, by the process's .config file.

    Attributes:
        server: whose file; empty where not known.
        process: `EdgeTransport` or `MSExchangeFrontEndTransport`.
        direction: `receive` or `send`.
        one_level: True where `*.contoso.com` does not cover `a.b.contoso.com`.
    """

    server: str
    process: str
    direction: str
    one_level: bool
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Inventory:
    """All descriptions, in the order of the inputs; one thing may be described several times."""

    certificates: tuple[StoredCertificate, ...] = ()
    connectors: tuple[Connector, ...] = ()
    services: tuple[TransportService, ...] = ()
    wildcards: tuple[WildcardSetting, ...] = ()

    def servers(self) -> list[str]:
        """The servers that the exports name, in their spelling, sorted."""
        named = {one.server for one in self.certificates}
        named |= {one.server for one in self.connectors}
        named |= {one.server for one in self.services} | {one.server for one in self.wildcards}
        return sorted(named - {""})

    @classmethod
    def joined(cls, parts: Iterable[Inventory]) -> Inventory:
        """Join the inventories of several inputs."""
        known = list(parts)
        return cls(
            tuple(item for part in known for item in part.certificates),
            tuple(item for part in known for item in part.connectors),
            tuple(item for part in known for item in part.services),
            tuple(item for part in known for item in part.wildcards),
        )
