"""Operations of an administrator: an estate in, the estate after each of them out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from certtrail.certificates.store import Held, Store
from certtrail.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.certificates.estate import Estate
    from certtrail.model.inventory import Connector, StoredCertificate


@dataclass(frozen=True, slots=True)
class Remove:
    """Take a certificate out of a store, by whatever means; of every server unless one is named."""

    thumbprint: str
    server: str = ""


@dataclass(frozen=True, slots=True)
class Enable:
    """Enable a certificate for SMTP; `overwrite` is the answer to the prompt about the default."""

    thumbprint: str
    server: str = ""
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class Add:
    """Import a certificate with its private key, for no service yet."""

    certificate: StoredCertificate
    server: str = ""


@dataclass(frozen=True, slots=True)
class SetTlsName:
    r"""Set the TlsCertificateName of connectors; a thumbprint stands for that certificate's names.

    `connector` is a name, or `SERVER\name` for a receive connector of one server.
    """

    connector: str
    value: str


@dataclass(frozen=True, slots=True)
class At:
    """Judge at another instant, in seconds since 1970 UTC, from here on."""

    instant: int


Operation: TypeAlias = Remove | Enable | Add | SetTlsName | At


def apply(estate: Estate, operation: Operation) -> Estate:
    """Give the estate after an operation.

    Raises:
        InputError: it names a certificate or connector that no export describes.
    """
    match operation:
        case Remove():
            return _remove(estate, operation)
        case Enable():
            return _enable(estate, operation)
        case Add():
            return _add(estate, operation)
        case SetTlsName():
            return _set_tls_name(estate, operation)
        case At():
            stores = {
                name: replace(store, at=operation.instant) for name, store in estate.stores.items()
            }
            return replace(estate, stores=stores)


def holders(estate: Estate, thumbprint: str, server: str) -> list[Store]:
    """Find the stores that hold a certificate.

    Raises:
        InputError: none does.
    """
    found = [
        store
        for store in estate.stores.values()
        if thumbprint in (store.certificates or {}) and _is(store.server, server)
    ]
    if not found:
        place = f" of {server}" if server else ""
        raise InputError(
            f"{thumbprint}: no certificate of this thumbprint in the exports{place}; "
            "certtrail certificates lists those that are"
        )
    return found


def taken_apart(estate: Estate, operations: Iterable[Operation]) -> list[Operation]:
    """Give operations with each that names no server once for every server that it is about.

    Raises:
        InputError: one of them names what no export describes.
    """
    found: list[Operation] = []
    for one in operations:
        if isinstance(one, Add) and not one.server:
            found += [replace(one, server=name) for name in estate.stores]
        elif isinstance(one, Enable | Remove):
            held = holders(estate, one.thumbprint, one.server)
            found += [replace(one, server=store.server) for store in held]
        else:
            found.append(one)
        estate = apply(estate, one)
    return found


def _is(server: str, asked: str) -> bool:
    if not asked:
        return True
    if not server:
        return False
    one, other = server.casefold(), asked.casefold()
    return one == other or one.partition(".")[0] == other.partition(".")[0]


def _remove(estate: Estate, operation: Remove) -> Estate:
    for store in holders(estate, operation.thumbprint, operation.server):
        left = {
            name: held
            for name, held in (store.certificates or {}).items()
            if name != operation.thumbprint
        }
        estate = estate.with_store(store.changed(left))
    return estate


def _enable(estate: Estate, operation: Enable) -> Estate:
    for store in holders(estate, operation.thumbprint, operation.server):
        held = (store.certificates or {})[operation.thumbprint]
        services = frozenset({*(held.stored.services or ()), "SMTP"})
        enabled = replace(held, stored=replace(held.stored, services=services))
        changed = store.changed({**(store.certificates or {}), operation.thumbprint: enabled})
        if operation.overwrite:
            changed = replace(changed, internal=operation.thumbprint)
        estate = estate.with_store(changed)
    return estate


def _add(estate: Estate, operation: Add) -> Estate:
    stores = [
        store
        for store in estate.stores.values()
        if store.known and _is(store.server, operation.server)
    ]
    if not stores:
        raise InputError(
            "no export lists the certificates of a server to which one could be added; ask for "
            "Get-ExchangeCertificate"
        )
    for store in stores:
        described = replace(
            operation.certificate,
            server=store.server,
            listed=True,
            has_private_key=True,
            services=frozenset(),
            status=operation.certificate.status or _status_of_issuer(store, operation.certificate),
        )
        held = Held(described, (described.evidence,))
        estate = estate.with_store(
            store.changed({**(store.certificates or {}), described.thumbprint: held})
        )
    return estate


def _status_of_issuer(store: Store, added: StoredCertificate) -> str | None:
    """Take the chain of an issuer for good where this server found it good before."""
    issuer = Held(added).issuer
    good = any(held.issuer == issuer and held.stored.status == "Valid" for held in store.all())
    return "Valid" if good and issuer is not None else None


def _set_tls_name(estate: Estate, operation: SetTlsName) -> Estate:
    value = _name_of(estate, operation.value)
    whole = operation.connector.strip().casefold()
    server, _, name = whole.rpartition("\\")
    count = 0

    def changed(connectors: Iterable[Connector], place: str) -> tuple[Connector, ...]:
        nonlocal count
        found = []
        for one in connectors:
            own = one.name.casefold()
            meant = own == whole or (own == name and _is(place, server))
            count += meant
            found.append(replace(one, tls_certificate_name=value) if meant else one)
        return tuple(found)

    after = replace(
        estate,
        receive={place: changed(found, place) for place, found in estate.receive.items()},
        send=changed(estate.send, ""),
    )
    if not count:
        raise InputError(
            f"{operation.connector}: no connector of this name in the exports; "
            "certtrail select lists those that are"
        )
    return after


def _name_of(estate: Estate, value: str) -> str:
    if len(value) != 40 or "<" in value:
        return value
    held = next(
        (
            found
            for store in estate.stores.values()
            if (found := (store.certificates or {}).get(value.upper())) is not None
        ),
        None,
    )
    if held is None or not held.stored.issuer or not held.stored.subject:
        raise InputError(
            f"{value}: no certificate of this thumbprint with issuer and subject in the exports"
        )
    return f"<I>{held.stored.issuer}<S>{held.stored.subject}"
