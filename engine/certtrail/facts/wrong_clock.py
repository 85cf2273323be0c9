"""Records of a wrong clock: whether a certificate has expired, or soon will, is judged by the
server's clock, and Kerberos refuses one that is off. What was written while the clock was wrong
proves neither such a trouble nor its end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.facts.events_by_kind import EventsByKind
from certtrail.facts.runs import grouped, run_fact
from certtrail.text.instants import SECOND

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.facts.catalogued_events import CataloguedEvent
    from certtrail.model.fact import Fact

_KINDS: Final = {
    "expiry": (
        "certificate-expired-in-store",
        "certificate-expiring-in-store",
        "certificate-expiring-or-expired",
        "internal-certificate-expired",
        "internal-certificate-expiring",
        "remote-internal-certificate-expired",
        "remote-server-certificate-expired",
        "remote-starttls-certificate-expired",
        "starttls-certificate-expired",
        "starttls-certificate-expiring",
    ),
    "authentication": (
        "inbound-authentication-failed",
        "inbound-authentication-unavailable",
        "outbound-authentication-failed",
        "outbound-authentication-refused",
        "outbound-authentication-unavailable",
    ),
    # A chain has dates, and so have the lists of what was revoked.
    "chain": (
        "capabilities-chain-refused",
        "domain-chain-refused",
        "domain-server-chain-refused",
        "outbound-chain-refused",
        "revocation-list-unreachable",
        "tls-chain-refused",
    ),
}
_JUDGED_BY_THE_CLOCK: Final = {kind: what for what, kinds in _KINDS.items() for kind in kinds}


def parted(events: EventsByKind) -> tuple[EventsByKind, list[CataloguedEvent]]:
    """Part the records of a server: those that count, and those that a wrong clock made."""
    judged = events.of(_JUDGED_BY_THE_CLOCK)
    doubtful = [event for event in judged if event.logged is not None]
    if not doubtful:
        return events, []
    wrong = set(map(id, doubtful))
    return EventsByKind(event for event in events if id(event) not in wrong), doubtful


def wrong_clock_facts(doubtful: Sequence[CataloguedEvent]) -> list[Fact]:
    """Make a `warning-by-wrong-clock` for each event and process that warned so.

    Fields: `event`, `what` (expiry, authentication, chain), `process`, `thumbprint` where all name
    one, `logged` (what the clock showed at the first, in seconds since 1970 UTC), and of a run
    `first`, `last` and `count`, by the records around them.
    """
    facts: list[Fact] = []
    for run in grouped(doubtful, lambda event: (event.process, event.event_id)):
        named = {event.text("thumbprint") for event in run}
        fields: dict[str, str | int | bool | None] = {
            "event": run[0].event_id,
            "what": _JUDGED_BY_THE_CLOCK[run[0].kind],
            "process": run[0].process,
            "thumbprint": named.pop() if len(named) == 1 else None,
            "logged": (run[0].logged or 0) // SECOND,
        }
        facts.append(run_fact("warning-by-wrong-clock", run, fields))
    return facts
