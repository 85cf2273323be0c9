"""What Exchange logs: transport certificates, restarts of its services, administrators' cmdlets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING
from uuid import UUID

from samples.generator.windows_events import boot, service

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from samples.generator.world import Certificate, Server

TRANSPORT = "MSExchangeTransport"
MANAGEMENT = "MSExchange Management"
INFORMATION = 16388
WARNING = 32772
ERROR = 49156
TRANSPORT_SERVICE = 12  # the category of certificate events
_WARNED = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class State:
    """From when on the transport process wants a certificate, and which it uses instead, if any."""

    since: datetime
    configured: Certificate
    ephemeral: str | None = None
    substitute: str | None = None


def sessions(server: Server, states: Sequence[State], low: float = 4, high: float = 8) -> None:
    """Log what the SMTP sessions of a server with little traffic say of its internal certificate.

    A session logs nothing while its certificate has more than 90 days left.
    """
    for state, following in zip(states, [*states[1:], None], strict=True):
        end = server.end if following is None else following.since
        for when in server.dice.every(state.since, end, low, high):
            _session(server, when, state)


def _session(server: Server, when: datetime, state: State) -> None:
    print_of = state.configured.thumbprint
    if state.substitute is not None:
        transport(server, when, 12023, (print_of, state.substitute), WARNING, 3)
        return
    if state.ephemeral is not None:
        transport(server, when, 12024, (print_of, state.ephemeral), WARNING, 3)
        return
    # .NET gives the end of the validity in local time, and Exchange subtracts UTC from that.
    left = state.configured.not_after + server.zone.offset - when
    if left <= timedelta(0):
        transport(server, when, 12015, (print_of,))
    elif left < _WARNED:
        # Python rounds a Fraction's half to even, as .NET does.
        hours = round(Fraction(left // timedelta(microseconds=1), 3_600_000_000))
        transport(server, when, 12017, (print_of, str(hours)))


def transport(
    server: Server,
    when: datetime,
    event_id: int,
    data: tuple[str, ...] = (),
    qualifiers: int = ERROR,
    level: int = 2,
    task: int = TRANSPORT_SERVICE,
) -> None:
    """Log an event of the transport service."""
    server.classic(when, TRANSPORT, event_id, data, qualifiers=qualifiers, level=level, task=task)


def restart_transport(server: Server, when: datetime) -> datetime:
    """Log a restart of the transport service; return when it runs again."""
    stopped = when + timedelta(seconds=server.dice.between(12, 40))
    started = stopped + timedelta(seconds=server.dice.between(9, 25))
    display = server.language.transport
    old, new = (str(4 * (900 + server.dice.below(5000))) for _ in range(2))
    shell(server, when, 1002, old)
    shell(server, stopped, 1003, old)
    service(server, stopped, TRANSPORT, display, running=False)
    shell(server, stopped + timedelta(seconds=2), 1000, new)
    shell(server, started, 1001, new)
    service(server, started, TRANSPORT, display, running=True)
    configuration_loaded(server, started + timedelta(seconds=3))
    return started + timedelta(minutes=1)


def reboot(server: Server, when: datetime) -> None:
    """Log a restart of Windows, with the transport service's stop before and start after it."""
    display = server.language.transport
    old, new = (str(4 * (900 + server.dice.below(5000))) for _ in range(2))
    shell(server, when, 1002, old)
    shell(server, when + timedelta(seconds=21), 1003, old)
    service(server, when + timedelta(seconds=21), TRANSPORT, display, running=False)
    boot(server, when + timedelta(seconds=30))
    back = when + timedelta(seconds=250)
    shell(server, back, 1000, new)
    shell(server, back + timedelta(seconds=18), 1001, new)
    service(server, back + timedelta(seconds=18), TRANSPORT, display, running=True)
    configuration_loaded(server, back + timedelta(seconds=24))


def shell(server: Server, when: datetime, event_id: int, process: str) -> None:
    """Log an event of the service that starts the transport worker."""
    server.classic(when, "MSExchange TransportService", event_id, (process,), task=1)


def configuration_loaded(server: Server, when: datetime) -> None:
    """Log that the transport service read its configuration anew."""
    kind = server.dice.pick(("TransportServer", "AcceptedDomainTable", "TransportSettings"))
    name = f"Microsoft.Exchange.Data.Directory.SystemConfiguration.{kind}"
    transport(server, when, 16028, (name,), INFORMATION, 4, 16)


def configuration_changed(server: Server, when: datetime) -> None:
    """Log that a change in Active Directory reached the transport service."""
    transport(server, when, 12002, (), INFORMATION, 4)


def cmdlet(
    server: Server,
    when: datetime,
    name: str,
    parameters: str,
    *,
    user: str = "",
    error: str = "",
    cancelled: bool = False,
) -> None:
    """Log a cmdlet with all 27 strings; it may have failed, or been answered No."""
    sid = "S-1-5-21-3812764519-2261903345-1180462231-1113"
    dice = server.dice
    seconds = dice.between(0.2, 4)
    activity = UUID(int=dice.below(1 << 52) << 70 | dice.below(1 << 52))
    data = [""] * 27
    data[:10] = [
        name,
        parameters,
        user or f"{server.domain}/Users/Dana Admin",
        sid,
        sid,
        "Remote-ManagementShell-Unknown",
        f"{4 * (900 + dice.below(5000))} w3wp#MSExchangePowerShellAppPool",
        "",
        str(20 + dice.below(60)),
        f"00:00:{seconds:010.7f}",
    ]
    data[10] = (
        f"View Entire Forest: 'False', Configuration Domain Controller: 'DC1.{server.domain}'"
    )
    if error:
        data[11] = f"System.InvalidOperationException: {error}"
        data[12] = "InvalidOperation"
        data[14] = "NonLocalizedException"
    data[17] = "False"
    data[19] = "0 objects execution has been proxied to remote server."
    data[22] = "1" if not error else "0"
    data[23] = f"ActivityId: {activity}"
    data[24] = "ServicePlan:;IsAdmin:True;"
    data[26] = server.language.culture
    server.classic(
        when,
        "MSExchange CmdletLogs",
        6 if error else 5 if cancelled else 1,
        data,
        channel=MANAGEMENT,
        qualifiers=49152 if error else 32768 if cancelled else 16384,
        level=2 if error else 3 if cancelled else 4,
        task=1,
    )
