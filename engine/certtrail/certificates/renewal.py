"""The renewal plan: ledger and selections in; what expires next, and how to renew it, out.

The steps are in the order that does not stop mail: the old certificate stays until the end. A value
of the export stands in a command only when it matches its type.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.certificates.distinguished import TlsCertificateName
from certtrail.certificates.mentions import PRESENTED
from certtrail.certificates.plans_once import made_once
from certtrail.certificates.renewal_around import FoundBy, PlanContexts
from certtrail.certificates.renewal_steps import clients_of, plan_of, serves, serves_clients
from certtrail.certificates.role_holders import Role, Roles
from certtrail.certificates.successors import Successors, is_gone
from certtrail.model.certificates_known import Renewal, RenewedFor
from certtrail.model.selected_certificates import UNKNOWN
from certtrail.model.server_sorts import ANY_SORT
from certtrail.text.instants import SECOND

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from certtrail.certificates.renewal_around import PlanContext
    from certtrail.model.certificates_known import LedgerEntry
    from certtrail.model.selected_certificates import Selection
    from certtrail.model.server_sorts import ServerSort

# Not ours to renew: another's certificate, and one that lives in memory only.
_NOT_OURS: Final = frozenset({"remote", "ephemeral"})
_LOST: Final = frozenset({"removed", "deleted", "not loadable"})
_THERE: Final = frozenset({"warned", "used although expired", "imported", "enabled"})
_EVENTS: Final = (12014, 12016, 12017, 12018)


def renewals(
    entries: Iterable[LedgerEntry],
    found: Iterable[Selection],
    replaced: Collection[tuple[str, str]] = (),
    until: int | None = None,
    sorts: Mapping[str, ServerSort] | None = None,
    configured: Mapping[str, str] | None = None,
    found_by: FoundBy | None = None,
) -> tuple[Renewal, ...]:
    """Plan every renewal, the first to expire first.

    Args:
        entries: the ledger.
        found: every selection.
        replaced: (server, thumbprint) of those whose warnings have stopped: they were renewed.
        until: leave out what expires later, in seconds since 1970 UTC.
        sorts: of each server of which that is known.
        configured: of each server of which that is known, the internal certificate's thumbprint.
        found_by: what findings say of them; a plan orders nothing else.
    """
    found_by = found_by or FoundBy()
    configured = {**(configured or {}), **found_by.given_back}
    found = tuple(found)
    picking, entries, known = _picking(found), _in_stores(entries), sorts or {}
    roles = Roles(entries, configured)
    around, successors = PlanContexts(entries, configured, found_by), Successors(entries)
    told = _told_of(found)
    planned = [
        _renewal(
            entry,
            entry.ends,
            picked_by,
            roles,
            replace(around.of(entry), picks_known=told.get(entry.server, False)),
            known.get(entry.server, ANY_SORT),
        )
        for entry in entries
        if entry.ends is not None
        and entry.thumbprint
        and (until is None or entry.ends // SECOND - 3600 * entry.error_hours <= until)
        and _is_ours(entry)
        and not ((entry.server, entry.thumbprint) in found_by.let_go and not clients_of(entry))
        and (
            (picked_by := picking.get((entry.server, entry.thumbprint), ()))
            or (entry.server, entry.thumbprint) not in replaced
            # Mail does without it, but what else it serves, by a list, ends with it.
            or _left(entry, successors)
        )
    ]
    return tuple(sorted(planned, key=lambda one: (one.expires, one.server, one.thumbprint)))


def in_use(planned: Iterable[Renewal], entries: Iterable[LedgerEntry]) -> tuple[Renewal, ...]:
    """Choose the renewals of certificates that mail or its clients use, or that are meant for it.

    What was removed or cannot be loaded is not renewed: the findings say what to do. The server's
    own one is among them, as it mostly has the internal role or serves the site Exchange Back End.
    """
    entries = _in_stores(entries)
    lost = {(entry.server, entry.thumbprint) for entry in entries if _is_lost(entry)}
    roles, successors = Roles(entries), Successors(entries)
    meant = {
        (entry.server, entry.thumbprint)
        for entry in entries
        if _left(entry, successors)
        or (
            (serves(entry) or serves_clients(entry) or roles.is_kept(entry))
            and successors.of(entry) is None
        )
    }
    return made_once(
        one
        for one in planned
        if (one.roles or one.connectors or (one.server, one.thumbprint) in meant)
        and (one.server, one.thumbprint) not in lost
    )


def _left(entry: LedgerEntry, successors: Successors) -> frozenset[str]:
    """Give the services for clients that end with one, as nothing made to follow it has them."""
    new = successors.of(entry)
    return clients_of(entry) - (frozenset() if new is None else clients_of(new))


def _in_stores(entries: Iterable[LedgerEntry]) -> tuple[LedgerEntry, ...]:
    """Leave out what no plan may count on: what a machine only presented, which has no thumbprint
    and may be another machine's, and what lies in a user's store.
    """
    return tuple(
        one
        for one in entries
        if one.thumbprint and not (one.certificate and one.certificate.in_user_store)
    )


def _picking(found: Iterable[Selection]) -> Mapping[tuple[str, str], tuple[RenewedFor, ...]]:
    """Give the connectors that pick each certificate of a server, by either reading."""
    picking: dict[tuple[str, str], list[RenewedFor]] = {}
    for one in found:
        if one.connector:
            named = TlsCertificateName.read(one.asked_for) is not None
            connector = RenewedFor(one.direction, one.connector, named)
            for thumbprint in {one.documented, one.model}:
                picking.setdefault((one.server, thumbprint), []).append(connector)
    return {key: tuple(connectors) for key, connectors in picking.items()}


def _told_of(found: Iterable[Selection]) -> dict[str, bool]:
    """Tell by server whether every connector's pick is known, of those that have any."""
    told: dict[str, bool] = {}
    for one in found:
        if one.connector:
            known = UNKNOWN not in (one.documented, one.model)
            told[one.server] = known and told.get(one.server, True)
    return told


def _is_ours(entry: LedgerEntry) -> bool:
    """Tell whether a certificate is this server's, is still there, and serves mail or clients."""
    roles = {use.role for use in entry.uses}
    if roles and roles <= _NOT_OURS:
        return False
    # What no list has and only a machine showed may be another machine's.
    if not entry.described and roles == {PRESENTED}:
        return False
    if is_gone(entry) and not entry.described and not roles:
        return False
    if serves_clients(entry):
        return True
    smtp = None if entry.certificate is None else entry.certificate.smtp
    return bool(roles - _NOT_OURS) or smtp is not False


def _is_lost(entry: LedgerEntry) -> bool:
    told = [event.what for event in entry.life if event.what in _LOST | _THERE]
    return bool(told) and told[-1] in _LOST


def _renewal(
    entry: LedgerEntry,
    ends: int,
    picked_by: tuple[RenewedFor, ...],
    roles: Roles,
    around: PlanContext,
    sort: ServerSort,
) -> Renewal:
    role = roles.of(entry)
    internal = role is not Role.NOT
    starttls = bool(picked_by) or any(use.role == "STARTTLS" for use in entry.uses)
    starttls = starttls or serves(entry)
    verify = ((12015, 12017) if internal else ()) + ((12014, 12016, 12018) if starttls else ())
    plan = tuple(
        plan_of(
            entry,
            picked_by,
            role=role,
            verify=verify or _EVENTS,
            around=around,
            kept=roles.is_kept(entry),
            sort=sort,
        )
    )
    return Renewal(
        server=entry.server,
        thumbprint=entry.thumbprint,
        subject=entry.subject,
        expires=ends,
        error_hours=entry.error_hours,
        roles=entry.roles,
        connectors=tuple(dict.fromkeys(one.connector for one in picked_by)),
        steps=tuple(step.whole for step in plan),
        verify=() if not picked_by and serves_clients(entry) else verify or _EVENTS,
        picked_by=picked_by,
        plan=plan,
    )
