"""The ledger in, the certificates that several servers have or use out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from certtrail.model.fleet_overview import OnManyServers, RoleCount

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from certtrail.model.certificates_known import LedgerEntry

_LEAST: Final = 3


def on_many_servers(ledger: Iterable[LedgerEntry]) -> tuple[OnManyServers, ...]:
    """Give the certificates that at least three servers have or use, those of most servers first.

    The end that is known most exactly counts.
    """
    by_print: dict[str, list[LedgerEntry]] = {}
    for entry in ledger:
        if entry.thumbprint and entry.server:
            by_print.setdefault(entry.thumbprint, []).append(entry)
    found = (
        _shared(thumbprint, entries)
        for thumbprint, entries in by_print.items()
        if len({entry.server for entry in entries}) >= _LEAST
    )
    return tuple(sorted(found, key=lambda one: (-len(one.servers), one.thumbprint)))


def _shared(thumbprint: str, entries: Sequence[LedgerEntry]) -> OnManyServers:
    roles = Counter(role for entry in entries for role in dict.fromkeys(entry.roles))
    ends = [(entry.error_hours, entry.ends) for entry in entries if entry.ends is not None]
    error, end = min(ends, default=(0, None))
    return OnManyServers(
        thumbprint=thumbprint,
        subject=next((entry.subject for entry in entries if entry.subject), ""),
        servers=tuple(sorted({entry.server for entry in entries})),
        ends=end,
        error_hours=error,
        services=tuple(sorted({service for entry in entries for service in entry.services})),
        roles=tuple(
            RoleCount(role, servers)
            for role, servers in sorted(roles.items(), key=lambda each: (-each[1], each[0]))
        ),
    )
