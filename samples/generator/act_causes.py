"""Causes of scenarios that are about who did what, with which program, and on which server."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from samples.generator.acts import enable, lose_certificate, repeat
from samples.generator.exchange_events import (
    MANAGEMENT,
    TRANSPORT_SERVICE,
    WARNING,
    State,
    cmdlet,
    restart_transport,
    sessions,
)
from samples.generator.expectations import LOST, MISSED, UNDER, WARNED
from samples.generator.windows_events import (
    LIFECYCLE,
    POWERSHELL,
    certificate_deleted,
    powershell_started,
)

if TYPE_CHECKING:
    from samples.generator.scene import Scene

_DELETED: Final = "internal-certificate-deleted"


def archived(scene: Scene) -> None:
    """Auto-enrolment archived the internal certificate, which hides it; days later it is missed."""
    server, turn = scene.server(), scene.turn
    old = scene.certificate("old", 30)
    certificate_deleted(server, turn, old, "taskhostw.exe", "NT AUTHORITY\\SYSTEM", archived=True)
    lose_certificate(scene, server, turn + timedelta(minutes=40), old)
    scene.sent.add(LIFECYCLE)
    scene.files[LIFECYCLE] = "Lifecycle.evtx"
    scene.expect(_DELETED, allowed=(*LOST, *UNDER, *WARNED))


def removed_by_script(scene: Scene) -> None:
    """A clean-up task removed the certificate by its thumbprint; only PowerShell's log has it."""
    server, turn = scene.server(), scene.turn
    old = scene.certificate("old", 30)
    path = f"Cert:\\LocalMachine\\My\\{old.thumbprint}"
    powershell_started(server, turn, f'powershell.exe -Command "Remove-Item {path} -Force"')
    lose_certificate(scene, server, turn + timedelta(minutes=20), old)
    scene.sent.add(POWERSHELL)
    scene.files[POWERSHELL] = "Windows PowerShell.evtx"
    scene.expect(_DELETED, allowed=(*LOST, *UNDER, *WARNED))


def removed_remotely(scene: Scene) -> None:
    """An administrator removed the certificate of one server in the shell of another."""
    server, other, turn = scene.server(), scene.server("EX05.contoso.com"), scene.turn
    old = scene.certificate("old", 30)
    given = f'-Identity "{server.short}\\{old.thumbprint}" -Confirm "False"'
    cmdlet(other, turn, "Remove-ExchangeCertificate", given)
    lose_certificate(scene, server, turn + timedelta(minutes=20), old)
    top = _DELETED if MANAGEMENT in scene.sent else "internal-certificate-lost"
    scene.well.add(other.name)
    scene.expect(top, allowed=(*LOST, *UNDER, *WARNED))


def enabled_again(scene: Scene) -> None:
    """The key could not be read; the same certificate was enabled again, the service restarted."""
    server, turn = scene.server(), scene.turn
    old = scene.certificate("old", 300)
    enable(server, turn, old.thumbprint)
    restarted = restart_transport(server, turn + timedelta(minutes=15))
    sessions(
        server,
        [State(server.start, old, scene.thumbprint("ephemeral")), State(restarted, old)],
        *scene.cadence,
    )
    # Without the cmdlet, the log shows at most that a start was the end of it.
    stopped = ("trouble-ended-with-a-start", "internal-certificate-fallback-stopped")
    top = ("internal-certificate-recovered",) if MANAGEMENT in scene.sent else stopped
    scene.expect(*top, allowed=(*LOST, *UNDER, stopped[1]))


def one_process_lost(scene: Scene) -> None:
    """Delivery alone cannot load the certificate; the transport service uses it to the end."""
    server, turn = scene.server(), scene.turn
    old = scene.certificate("old", 30)
    sessions(server, [State(server.start, old)], *scene.cadence)
    for when in server.dice.every(turn, server.end, *scene.cadence):
        data = (old.thumbprint, scene.thumbprint("ephemeral"))
        server.classic(
            when,
            "MSExchangeTransportDelivery",
            12024,
            data,
            qualifiers=WARNING,
            level=3,
            task=TRANSPORT_SERVICE,
        )
    scene.expect("fallback-in-one-process-only", allowed=(*UNDER, *WARNED))


def connector_renamed(scene: Scene) -> None:
    """A connector was given a name that no certificate carries; no certificate went away."""
    server, turn = scene.server(), scene.turn
    given = f'-Identity "{server.short}\\Relay" -Fqdn "relay.contoso.local"'
    cmdlet(server, turn, "Set-ReceiveConnector", given)
    repeat(scene, server, turn + timedelta(minutes=3), 12014, ("relay.contoso.local", "Relay"))
    named = "connector-given-a-name-without-certificate"
    scene.expect(named if MANAGEMENT in scene.sent else MISSED, allowed=(MISSED,))
