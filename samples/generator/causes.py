"""The causes that scenarios are made of, one function each: what happens, and what is true then.

Those about connectors, peers and Edge servers are in `mail_causes`, those about who did what in
`act_causes`, lesser ones in `side_causes`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from samples.generator.act_causes import (
    archived,
    connector_renamed,
    enabled_again,
    one_process_lost,
    removed_by_script,
    removed_remotely,
)
from samples.generator.acts import enable, lose_certificate, repeat
from samples.generator.exchange_events import (
    MANAGEMENT,
    WARNING,
    State,
    cmdlet,
    configuration_changed,
    restart_transport,
    sessions,
    transport,
)
from samples.generator.expectations import LOST, MISSED, UNDER, WARNED
from samples.generator.mail_causes import (
    cng_key,
    edge,
    no_name,
    stale_name,
    starttls_ended,
    starttls_ending,
    unreadable_configuration,
    without_smtp,
    witness,
)
from samples.generator.side_causes import (
    back_end_lost,
    connectors_not_read,
    own_not_validated,
    refused_by_the_cloud,
    secured_domain,
    too_many_names,
)
from samples.generator.windows_events import (
    LIFECYCLE,
    SYSTEM,
    certificate_deleted,
    clock_set,
    key_unreadable,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from samples.generator.scene import Scene
    from samples.generator.world import Server


def healthy(scene: Scene) -> None:
    """Nothing is wrong; a renewal in good time, restarts and small clock changes are daily life."""
    server = scene.server()
    sessions(server, [State(server.start, scene.certificate("good", 300))], *scene.cadence)
    enable(server, scene.turn, scene.thumbprint("web"), "IIS")
    restart_transport(server, scene.turn)
    clock_set(server, scene.turn + timedelta(hours=7), timedelta(seconds=scene.dice.between(2, 90)))


def expiring(scene: Scene) -> None:
    """The internal certificate runs out soon, and nobody has done anything."""
    server = scene.server()
    sessions(
        server,
        [State(server.start, scene.certificate("old", scene.dice.between(1, 40)))],
        *scene.cadence,
    )
    scene.expect("internal-certificate-expiring")


def expired(scene: Scene) -> None:
    """The internal certificate has run out and is still in use."""
    server = scene.server()
    sessions(
        server,
        [State(server.start, scene.certificate("old", -scene.dice.between(2, 9)))],
        *scene.cadence,
    )
    scene.expect("internal-certificate-expired", allowed=WARNED)


def lost(scene: Scene) -> None:
    """The internal certificate was in use, and after a restart it is gone."""
    lose_certificate(scene, scene.server(), scene.turn, scene.certificate("old", 30))
    scene.expect("internal-certificate-lost", allowed=(*LOST, *UNDER, *WARNED))


def deleted(scene: Scene) -> None:
    """An administrator deleted it in the certificates console, and Windows logged that."""
    server, turn = scene.server(), scene.turn
    old = scene.certificate("old", 30)
    certificate_deleted(server, turn, old, "mmc.exe", "CONTOSO\\dana.admin")
    lose_certificate(scene, server, turn + timedelta(minutes=20), old)
    scene.sent.add(LIFECYCLE)
    scene.files[LIFECYCLE] = "Lifecycle.evtx"
    scene.expect("internal-certificate-deleted", allowed=(*LOST, *UNDER, *WARNED))


def missing(scene: Scene) -> None:
    """It is not there from the first record on."""
    server = scene.server()
    old = scene.certificate("old", 200)
    sessions(server, [State(server.start, old, scene.thumbprint("ephemeral"))], *scene.cadence)
    scene.expect("internal-certificate-missing", allowed=UNDER)


def substituted(scene: Scene) -> None:
    """It cannot be loaded, and another certificate with the server's name stands in."""
    lose_certificate(
        scene, scene.server(), scene.turn, scene.certificate("old", 30), substitute=True
    )
    scene.expect("internal-certificate-lost", allowed=(*LOST, *UNDER, *WARNED))


def recovered(scene: Scene) -> None:
    """It could not be loaded, was imported again, and is warned of as before."""
    server, turn = scene.server(), scene.turn
    old = scene.certificate("old", 30)
    restarted = restart_transport(server, turn)
    sessions(
        server,
        [State(server.start, old, scene.thumbprint("ephemeral")), State(restarted, old)],
        *scene.cadence,
    )
    scene.expect(
        "internal-certificate-recovered",
        "internal-certificate-expiring",
        allowed=(*LOST, *UNDER, *WARNED, "internal-certificate-fallback-stopped"),
    )


def renewed(scene: Scene) -> None:
    """A new certificate was enabled and made the default, and the service restarted."""
    server, turn = scene.server(), scene.turn
    old, new = scene.certificate("old", 20), scene.certificate("new", 1500)
    enable(server, turn, new.thumbprint)
    configuration_changed(server, turn + timedelta(seconds=30))
    restarted = restart_transport(server, turn + timedelta(minutes=15))
    sessions(server, [State(server.start, old), State(restarted, new)], *scene.cadence)
    top = ["internal-certificate-warnings-stopped"]
    if MANAGEMENT in scene.sent:
        top = ["renewal-effective"]
    scene.expect(*top, allowed=("internal-certificate-warnings-stopped",))


def not_effective(scene: Scene) -> None:
    """A new certificate was enabled and the service restarted, but the default was kept."""
    server, turn = scene.server(), scene.turn
    enable(server, turn, scene.thumbprint("new"))
    restart_transport(server, turn + timedelta(minutes=15))
    _warned_on(scene, server, "renewal-not-effective")


def declined(scene: Scene) -> None:
    """The question whether to overwrite the default was answered No."""
    server, turn = scene.server(), scene.turn
    cmdlet(
        server,
        turn,
        "Enable-ExchangeCertificate",
        f'-Thumbprint "{scene.thumbprint("new")}" -Services "SMTP"',
        cancelled=True,
    )
    restart_transport(server, turn + timedelta(minutes=15))
    _warned_on(scene, server, "overwrite-declined")


def pending(scene: Scene) -> None:
    """A new certificate was enabled, and the service was not restarted since."""
    server, turn = scene.server(), scene.turn
    restart_transport(server, server.start + timedelta(days=2))
    enable(server, turn, scene.thumbprint("new"))
    _warned_on(scene, server, "restart-pending")


def _warned_on(scene: Scene, server: Server, top: str) -> None:
    """Be warned of the old certificate to the end; what was done instead stands in one log only."""
    sessions(server, [State(server.start, scene.certificate("old", 20))], *scene.cadence)
    warned = "internal-certificate-expiring"
    scene.expect(top if MANAGEMENT in scene.sent else warned, allowed=(warned,))


def unreadable_key(scene: Scene) -> None:
    """The key of the internal certificate lost its permissions."""
    server, turn = scene.server(), scene.turn
    old = scene.certificate("old", 300)
    for when in server.dice.every(turn, server.end, *scene.cadence):
        key_unreadable(server, when)
        transport(server, when, 12024, (old.thumbprint, scene.thumbprint("ephemeral")), WARNING, 3)
    top = "private-key-inaccessible" if SYSTEM in scene.sent else "internal-certificate-missing"
    scene.expect(top, allowed=(*LOST, *UNDER))


def emptied(scene: Scene) -> None:
    """All certificates went from the store at once."""
    server, turn = scene.server(), scene.turn
    old = scene.certificate("old", 300)
    for name, connector in (
        ("mail.contoso.com", "Default Frontend EX01"),
        ("EX01.contoso.com", "Default EX01"),
        ("relay.contoso.com", "Relay EX01"),
        ("mail.contoso.com", "Partner"),
    ):
        repeat(scene, server, turn, 12014, (name, connector))
    sessions(server, [State(turn, old, scene.thumbprint("ephemeral"))], *scene.cadence)
    scene.expect("store-emptied", allowed=(*LOST, *UNDER, MISSED))


def unset(scene: Scene) -> None:
    """No internal certificate is configured at all."""
    server = scene.server()
    for when in server.dice.every(scene.turn, server.end, 10, 30):
        restarted = restart_transport(server, when)
        transport(server, restarted, 12012)
    scene.expect("internal-certificate-unset")


def restarting(scene: Scene) -> None:
    """The transport service restarts every few minutes, each time with another certificate."""
    server, turn = scene.server(), scene.turn
    old = scene.certificate("old", 300)
    for number, when in enumerate(server.dice.every(turn, server.end, 0.4, 1.2)):
        name = scene.thumbprint(f"ephemeral {number}")
        transport(server, when, 12024, (old.thumbprint, name), WARNING, 3)
    scene.expect("internal-certificate-missing", allowed=(*UNDER, "transport-restart-loop"))


def cloned(scene: Scene) -> None:
    """Two servers want one certificate, which neither has."""
    shared = scene.certificate("shared", 300)
    for name in ("EX01.contoso.com", "EX02.contoso.com"):
        server = scene.server(name)
        ephemeral = scene.thumbprint(f"ephemeral {name}")
        sessions(server, [State(server.start, shared, ephemeral)], *scene.cadence)
    scene.expect("cloned-server", allowed=("shared-internal-certificate", *LOST, *UNDER))


OF_SEVERAL: Final = (cloned, edge, witness, removed_remotely)
"""Those that are about several servers, whose names they choose themselves."""
CAUSES: Final[tuple[Callable[[Scene], None], ...]] = (
    healthy,
    expiring,
    expired,
    lost,
    deleted,
    missing,
    substituted,
    recovered,
    renewed,
    not_effective,
    declined,
    pending,
    no_name,
    stale_name,
    without_smtp,
    starttls_ending,
    starttls_ended,
    unreadable_key,
    emptied,
    unset,
    restarting,
    cloned,
    edge,
    witness,
    unreadable_configuration,
    cng_key,
    archived,
    removed_by_script,
    removed_remotely,
    enabled_again,
    one_process_lost,
    connector_renamed,
    back_end_lost,
    secured_domain,
    connectors_not_read,
    own_not_validated,
    too_many_names,
    refused_by_the_cloud,
)
