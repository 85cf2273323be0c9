"""Acts and failures that several causes of scenarios have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samples.generator.exchange_events import State, cmdlet, restart_transport, sessions, transport

if TYPE_CHECKING:
    from datetime import datetime

    from samples.generator.scene import Scene
    from samples.generator.world import Certificate, Server


def repeat(
    scene: Scene, server: Server, start: datetime, event_id: int, data: tuple[str, ...]
) -> None:
    """Log an event of the transport service every few hours until the logs end."""
    for when in server.dice.every(start, server.end, *scene.cadence):
        transport(server, when, event_id, data)


def enable(server: Server, when: datetime, new: str, services: str = "IIS, SMTP") -> None:
    """Let an administrator enable a certificate."""
    cmdlet(
        server,
        when,
        "Enable-ExchangeCertificate",
        f'-Thumbprint "{new}" -Services "{services}"',
    )


def lose_certificate(
    scene: Scene, server: Server, turn: datetime, old: Certificate, *, substitute: bool = False
) -> datetime:
    """Let a server use a certificate, restart, and not find it any more; return when it runs."""
    restarted = restart_transport(server, turn)
    other = scene.thumbprint("other")
    since = State(restarted, old, substitute=other) if substitute else State(restarted, old, other)
    sessions(server, [State(server.start, old), since], *scene.cadence)
    return restarted
