"""What the evidence of each server allows to look at: facts and coverage in, capabilities out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.facts.cleared_logs import SECURITY
from certtrail.model.vocabulary import APPLICATION, MANAGEMENT, SYSTEM
from certtrail.text.instants import SECOND
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from certtrail.facts.coverage import Coverage
    from certtrail.model.fact import Fact

_SHELL: Final = "MSExchange TransportService"
_LIFECYCLE: Final = "Microsoft-Windows-CertificateServicesClient-Lifecycle-System/Operational"
_ACTS: Final = frozenset(
    {"certificate-action", "connector-action", "edge-subscription-action"}
    | {"transport-service-action", "taking-script"}
)
_OLDEST_LAST_RECORD: Final = 48 * 3600
# Capabilities: what a rule may name under `needs`, and how the report says that it is missing.
RESTARTS: Final = "restarts"
TRANSCRIPT: Final = "console-transcript"
SEVERAL_SERVERS: Final = "several-servers"
CERTIFICATES: Final = "certificates"
CONNECTORS: Final = "connectors"
CONFIGURED: Final = "configured-internal"
EDGE: Final = "edge-subscriptions"
TYPED: Final = "console"
RENEWALS: Final = "renewal-log"
_SHOWN_BY: Final = {
    "console-transcript": TRANSCRIPT,
    "transport-service": CONFIGURED,
    "edge-subscription": EDGE,
    "no-edge-subscription": EDGE,
    "edge-subscription-removed": EDGE,
    "edge-sync-problem": EDGE,
    "edge-sync-state": EDGE,
    "edge-subscription-action": EDGE,
    "script-run": RENEWALS,
}
CAPABILITIES: Final[dict[str, str]] = {
    APPLICATION: phrase("the Application log"),
    SYSTEM: phrase("the System log"),
    SECURITY: phrase("the Security log"),
    MANAGEMENT: phrase("the MSExchange Management log"),
    "certificate-lifecycle": phrase("the log {channel}", channel=_LIFECYCLE),
    RESTARTS: phrase("the System log for the time of the Application log (service restarts)"),
    TRANSCRIPT: phrase("the console text of the certificate commands, with their warnings"),
    SEVERAL_SERVERS: phrase("the Application logs of at least two servers"),
    CERTIFICATES: phrase("the server's certificates (Get-ExchangeCertificate)"),
    CONNECTORS: phrase("the server's connectors (Get-ReceiveConnector, Get-SendConnector)"),
    CONFIGURED: phrase("which certificate is configured (Get-TransportService)"),
    TYPED: phrase("the console text in which it was done"),
    RENEWALS: phrase("the log of the renewal tool"),
    EDGE: phrase("the Edge subscriptions (Get-EdgeSubscription, Test-EdgeSynchronization)"),
}


def capability(name: str) -> str:
    """Say what a capability is: a log that reports do not know has its own name."""
    return CAPABILITIES.get(name) or phrase("the {name} log", name=name)


def capabilities_of(
    facts: Sequence[Fact],
    coverage: Mapping[tuple[str, str], Coverage],
    seen: Collection[tuple[str, str]],
    servers: Iterable[str],
    mute: Collection[tuple[str, str]],
) -> dict[str, frozenset[str]]:
    """Tell what each server's evidence allows to look at.

    A log of which single records are here is looked at, too: what is in them counts, and what is
    not no rule takes for silence, as that needs coverage.
    """
    names = {*servers, *(fact.server for fact in facts)}
    found: dict[str, set[str]] = {server: set() for server in sorted(names)}
    looked_at = {*coverage, *seen}.difference(mute)
    for server, channel in looked_at:
        found[server].add(channel_capability(channel))
    for fact in facts:
        if fact.kind in _SHOWN_BY:
            found[fact.server].add(_SHOWN_BY[fact.kind])
        if fact.text("direction") == "edge-sync":
            found[fact.server].add(EDGE)
        # An act on a server, or a refused one, shows that log of it, whichever server wrote it.
        found[fact.server].update(
            channel_capability(each.channel)
            for each in fact.evidence
            if fact.kind in _ACTS or each.channel == MANAGEMENT
        )
    for server, capabilities in found.items():
        if _restarts_visible(server, facts, coverage):
            capabilities.add(RESTARTS)
    found.setdefault("", set())
    of_all = {SEVERAL_SERVERS} if sum(name == APPLICATION for _, name in looked_at) > 1 else set()
    # An organisation has Edge servers or has none, whichever of its servers tells.
    of_all |= {EDGE} & set().union(*found.values())
    for capabilities in found.values():
        capabilities |= of_all
    return {server: frozenset(capabilities) for server, capabilities in found.items()}


def channel_capability(channel: str) -> str:
    """Give the capability that records of a channel show."""
    return "certificate-lifecycle" if channel == _LIFECYCLE else channel


def _restarts_visible(
    server: str, facts: Iterable[Fact], coverage: Mapping[tuple[str, str], Coverage]
) -> bool:
    """Tell whether a restart after any certificate action would have been seen.

    The service shell writes restarts to the Application log; else the System log has to reach,
    without a gap, from the first action to the last record about the certificate. Windows writes
    its uptime there once a day, so the last record of an export is about a day old at most.
    """
    application = coverage.get((server, APPLICATION))
    if application is not None and _SHELL in application.providers:
        return True
    system = coverage.get((server, SYSTEM))
    if system is None:
        return False
    mine = [fact for fact in facts if fact.server == server]
    acted = [
        fact.time // SECOND
        for fact in mine
        if fact.kind == "certificate-action" and fact.holds("smtp")
    ]
    lasts = [
        last
        for fact in mine
        if fact.kind == "internal-certificate-trouble" and (last := fact.number("last")) is not None
    ]
    if not acted or not lasts or max(lasts) <= min(acted):
        return True
    return system.covers(min(acted), max(min(acted), max(lasts) - _OLDEST_LAST_RECORD))
