"""The steps of one renewal, in the order that does not stop mail: the old one stays to the end.

A value of the export stands in a command only when it matches its type.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.certificates.commands import connector_in_command, identity_of
from certtrail.certificates.mail_client_steps import for_mail_clients
from certtrail.certificates.making_steps import (
    completed,
    enable,
    for_clients,
    from_authority,
    new_self_signed,
)
from certtrail.certificates.opening_steps import following, given_back, meant, unused
from certtrail.certificates.role_holders import Role, has_servers_name
from certtrail.certificates.split_names import split
from certtrail.certificates.standard_steps import (
    auth,
    removal,
    restart,
    server_option,
    subscribe,
)
from certtrail.certificates.store import Held
from certtrail.certificates.successors import is_gone
from certtrail.certificates.takeover_steps import (
    CLIENT_SERVICES,
    brought,
    from_list,
    look_first,
    passed,
    role_first,
)
from certtrail.model.certificates_known import PlanStep
from certtrail.model.selected_certificates import Direction
from certtrail.model.server_sorts import ANY_SORT
from certtrail.text.filters import clean
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from certtrail.certificates.renewal_around import PlanContext
    from certtrail.model.certificates_known import LedgerEntry, RenewedFor
    from certtrail.model.server_sorts import ServerSort


def plan_of(
    entry: LedgerEntry,
    connectors: Sequence[RenewedFor],
    *,
    role: Role,
    verify: Sequence[int],
    around: PlanContext,
    kept: bool,
    sort: ServerSort = ANY_SORT,
) -> Iterable[PlanStep]:
    """Give the steps of a renewal, in order.

    Args:
        entry: the certificate to renew.
        connectors: those that pick it.
        role: how it stands to the internal role.
        verify: the events that must no longer be logged for it.
        around: what else a plan has to know.
        kept: it is the server's own, and needed where no connector shows it.
        sort: of its server.
    """
    if _is_auth(entry):
        yield auth(holds=role is Role.HOLDS)
        return
    used = bool(connectors or entry.uses or kept)
    if not used and serves_clients(entry):
        yield from for_clients(entry, around, sort)
        yield from for_mail_clients(entry, around, sort)
        return
    if not used and not serves(entry):
        yield unused(entry)
        return
    if not used:
        yield meant(entry, around) if around.follows is None else following(around.follows)
    back = around.given_back and around.holder == entry.thumbprint
    if back:
        yield given_back()
    yield from _work(entry, connectors, role, around, sort)
    yield from (
        _pointed(one, entry.server, sort) for one in connectors if one.by_tls_certificate_name
    )
    if used:
        yield restart(sort)
    yield from for_mail_clients(entry, around, sort)
    own = _own(entry, connectors, role)
    if role in (Role.HOLDS, Role.OPEN) or (role is Role.PASSED and own):
        certain = role is not Role.OPEN
        yield subscribe((entry.server or phrase("this server"),), sort, certain=certain)
    if used and not back and not is_gone(entry):
        yield from removal(
            entry.thumbprint,
            entry.server,
            _known_new(role, around),
            sort,
            public=own is False,
        )
    events = ",".join(map(str, verify))
    yield PlanStep(
        phrase(
            "Check that these events no longer name the old certificate: {events}.",
            events=list(map(str, verify)),
        ),
        (
            (
                # Each transport process writes under a name of its own, so none is asked for.
                f"Get-WinEvent -FilterHashtable @{{LogName='Application'; Id={events}}} "
                "-MaxEvents 20 | Format-List TimeCreated,ProviderName,Id,Message"
            ),
        ),
        phrase(
            "They are written per session and at most every 15 minutes, so wait for two working "
            "days."
        ),
    )


def _own(entry: LedgerEntry, connectors: Sequence[RenewedFor], role: Role) -> bool | None:
    """Tell whether the new one is to be self-signed; None where nothing tells."""
    own = None if entry.certificate is None else entry.certificate.self_signed
    if own is None and role is not Role.NOT and not connectors:
        # Microsoft advises a self-signed one for the internal role, whoever signed the old one.
        return True
    return own


def _known_new(role: Role, around: PlanContext) -> str:
    if role is Role.PASSED:
        # What has the role by now can be a CA's, which no site of the server itself is bound to.
        return around.back_end
    return "" if around.successor is None else around.successor.thumbprint


def _work(
    entry: LedgerEntry,
    connectors: Sequence[RenewedFor],
    role: Role,
    around: PlanContext,
    sort: ServerSort,
) -> Iterable[PlanStep]:
    """Make the steps after which another certificate can do the work."""
    own = _own(entry, connectors, role)
    place = server_option(entry.server, sort)
    if role is Role.PASSED and own:
        yield passed(around.holder, entry.server, sort, given_back=around.given_back)
        return
    if role is Role.PASSED and around.given_back:
        yield role_first(around.holder, entry.server, sort)
    if role is Role.OPEN:
        yield look_first(entry.server, sort)
    internal, certain = role in (Role.HOLDS, Role.OPEN), role is not Role.OPEN
    if around.successor is not None:
        yield from from_list(entry, around.successor, place, internal=internal, certain=certain)
    elif own:
        yield new_self_signed(entry, role, sort)
    elif around.past_limit and not internal:
        yield from split(entry, own, sort)
    else:
        if around.elsewhere is not None:
            yield brought(around.elsewhere, entry.server, sort)
        elif around.begun is not None:
            yield completed(entry, around.begun, sort)
        else:
            yield from_authority(entry, own, around, sort)
        yield enable(entry, internal=internal, at_hand=around.at_hand, sort=sort)


def serves(entry: LedgerEntry) -> bool:
    """Tell whether a certificate of a CA is enabled for SMTP, so that it is meant for mail.

    A table does not tell who signed one: then one that is not the server's own counts, too.
    """
    known = entry.certificate
    return (
        known is not None
        and known.smtp is True
        and not Held(known).self_signed
        and not (Held(known).self_signed is None and has_servers_name(entry))
        and not _is_auth(entry)
        and not is_gone(entry)
    )


def serves_clients(entry: LedgerEntry) -> bool:
    """Tell whether a certificate of a CA is for websites and mail clients alone, not for SMTP."""
    known = entry.certificate
    return (
        known is not None
        and known.smtp is False
        and not CLIENT_SERVICES.isdisjoint(known.services or ())
        and Held(known).self_signed is False
        and not _is_auth(entry)
        and not is_gone(entry)
    )


def clients_of(entry: LedgerEntry) -> frozenset[str]:
    """Give the services for websites and mail clients of a certificate that is still there."""
    known = entry.certificate
    if known is None or _is_auth(entry) or is_gone(entry):
        return frozenset()
    return CLIENT_SERVICES & (known.services or frozenset())


def _is_auth(entry: LedgerEntry) -> bool:
    known = entry.certificate
    if known is not None and Held(known).for_tokens:
        return True
    return any(use.role == "Auth" for use in entry.uses)


def _pointed(one: RenewedFor, server: str, sort: ServerSort) -> PlanStep:
    if not sort.names_certificates:
        return PlanStep(
            phrase(
                "This version has no TlsCertificateName: {name} finds its certificate by its Fqdn. "
                "Let that be a name that the new one carries.",
                name=clean(one.connector),
            )
        )
    send = one.direction is Direction.OUTBOUND
    value = connector_in_command(one.connector if send else identity_of(one.connector, server))
    cmdlet = "Set-SendConnector" if send else "Set-ReceiveConnector"
    return PlanStep(
        phrase(
            "Set TlsCertificateName of {name}, which goes by issuer and subject; needed whenever "
            "one of the two has changed.",
            name=clean(one.connector),
        ),
        (f'{cmdlet} {value} -TlsCertificateName "<I>$($new.Issuer)<S>$($new.Subject)"',)
        if value
        else (),
        "" if value else phrase("Its name does not fit safely into a command."),
    )
