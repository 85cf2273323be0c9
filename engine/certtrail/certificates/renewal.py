"""The renewal plan: ledger and selections in; what expires next, and how to renew it, out.

The steps are in the order that does not stop mail: the old certificate stays until the end. A value
of the export stands in a command only when it matches its type.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from certtrail.certificates.as_data import moment
from certtrail.certificates.distinguished import TlsCertificateName
from certtrail.certificates.renewal_steps import is_gone, plan_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from certtrail.certificates.commands import Step
    from certtrail.certificates.ledger import Entry
    from certtrail.certificates.selections import Selection

_INTERNAL: Final = ("internal, configured", "internal, in use")
# Not ours to renew: another's certificate, and one that lives in memory only.
_NOT_OURS: Final = ("remote", "ephemeral")


@dataclass(frozen=True, slots=True)
class Renewal:
    """A certificate that will expire, and the plan for it.

    Attributes:
        server: as the report shows it; empty where not known.
        thumbprint: 40 upper-case hex digits.
        subject: None where no export describes it.
        expires: seconds since 1970 UTC.
        error_hours: how far off `expires` may be, either way.
        roles: what it is used for, as the ledger says.
        connectors: those that pick it, by (direction, name, whether by TlsCertificateName).
        steps: the plan, in order.
        verify: the events that must no longer be logged for it.
    """

    server: str
    thumbprint: str
    subject: str | None
    expires: int
    error_hours: int
    roles: tuple[str, ...]
    connectors: tuple[tuple[str, str, bool], ...]
    steps: tuple[Step, ...]
    verify: tuple[int, ...]


def renewals(
    entries: Iterable[Entry],
    found: Iterable[Selection],
    replaced: Collection[tuple[str, str]] = (),
    until: int | None = None,
) -> tuple[Renewal, ...]:
    """Plan every renewal, the first to expire first.

    Args:
        entries: the ledger.
        found: every selection.
        replaced: (server, thumbprint) of those whose warnings have stopped: they were renewed.
        until: leave out what expires later, in seconds since 1970 UTC.
    """
    chosen = list(found)
    planned = [
        _renewal(entry, expires, chosen)
        for entry in entries
        if (expires := entry.expires) is not None
        and (until is None or expires[0] - 3600 * expires[1] <= until)
        and _is_ours(entry)
    ]
    planned = [
        one for one in planned if one.connectors or (one.server, one.thumbprint) not in replaced
    ]
    return tuple(sorted(planned, key=lambda one: (one.expires, one.server, one.thumbprint)))


def _is_ours(entry: Entry) -> bool:
    """Tell whether a certificate is this server's, is still there, and has to do with mail."""
    kinds = {role.kind for role in entry.roles}
    if kinds and kinds <= set(_NOT_OURS):
        return False
    if is_gone(entry) and entry.held is None and not kinds:
        return False
    smtp = None if entry.held is None else entry.held.stored.smtp
    return bool(kinds - set(_NOT_OURS)) or smtp is not False


def _renewal(entry: Entry, expires: tuple[int, int], found: Sequence[Selection]) -> Renewal:
    picks = [
        one
        for one in found
        if one.server == entry.server
        and one.connector
        and entry.thumbprint in (one.documented.pick, one.model.pick)
    ]
    connectors = tuple(
        (str(one.direction), one.connector, TlsCertificateName.read(one.asked_for) is not None)
        for one in picks
    )
    internal = any(role.kind in _INTERNAL for role in entry.roles)
    starttls = bool(connectors) or any(role.kind == "STARTTLS" for role in entry.roles)
    verify = ((12015, 12017) if internal else ()) + ((12014, 12016, 12018) if starttls else ())
    return Renewal(
        entry.server,
        entry.thumbprint,
        None if entry.held is None else entry.held.stored.subject,
        *expires,
        tuple(dict.fromkeys(role.kind for role in entry.roles)),
        connectors,
        tuple(plan_of(entry, connectors, internal=internal, verify=verify)),
        verify or (12014, 12016, 12017, 12018),
    )


def renewal_data(one: Renewal) -> dict[str, Any]:
    """Describe a renewal as plain data; times are ISO 8601 UTC."""
    return {
        "server": one.server,
        "thumbprint": one.thumbprint,
        "subject": one.subject,
        "expires": moment(one.expires),
        "error_hours": one.error_hours,
        "roles": list(one.roles),
        "connectors": [
            {"direction": direction, "connector": name, "by_tls_certificate_name": named}
            for direction, name, named in one.connectors
        ],
        "steps": [
            {"text": step.text, "commands": list(step.commands), "risk": step.risk}
            for step in one.steps
        ],
        "verify": list(one.verify),
    }
