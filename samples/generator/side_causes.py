"""The causes that scenarios are made of which few events tell, beside the great ones."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from samples.generator.acts import repeat
from samples.generator.exchange_events import ERROR, WARNING, cmdlet, transport
from samples.generator.windows_events import SYSTEM

if TYPE_CHECKING:
    from samples.generator.scene import Scene


def back_end_lost(scene: Scene) -> None:
    """The certificate that the Back End site is bound to was removed, and Windows misses it."""
    server, turn = scene.server(), scene.turn
    gone = scene.thumbprint("gone")
    cmdlet(server, turn, "Remove-ExchangeCertificate", f'-Thumbprint "{gone}"')
    strings = ("\\Device\\Http\\ReqQueue", "0.0.0.0:444")
    for when in server.dice.every(turn + timedelta(hours=1), server.end, *scene.cadence):
        server.classic(when, "HttpEvent", 15021, strings, channel=SYSTEM, level=2)
    if SYSTEM in scene.sent:
        scene.expect("back-end-binding-lost")


def secured_domain(scene: Scene) -> None:
    """Mutual TLS with a partner fails."""
    strings = ("fabrikam.com", "Partner Fabrikam", "SubjectMismatch")
    repeat(scene, scene.server(), scene.turn, 11013, strings)
    scene.expect("domain-security-failing")


def connectors_not_read(scene: Scene) -> None:
    """The service could not read its connectors at its last start, and has not run since."""
    server = scene.server()
    transport(server, scene.end - timedelta(minutes=9), scene.dice.pick((12008, 12009)), (), ERROR)
    scene.expect("receive-connectors-unreadable")


def own_not_validated(scene: Scene) -> None:
    """The server cannot validate its own certificate for direct trust."""
    server, number = scene.server(), scene.dice.pick((1037, 2019))
    for when in server.dice.every(scene.turn, server.end, *scene.cadence):
        transport(server, when, number, ("CN=EX01",), WARNING, 3, 1)
    scene.expect("own-certificate-not-validated")


def too_many_names(scene: Scene) -> None:
    """A certificate has more names than are read."""
    strings = (scene.thumbprint("long"), "412", "256")
    repeat(scene, scene.server(), scene.turn, 11024, strings)
    scene.expect("certificate-with-too-many-names")


def refused_by_the_cloud(scene: Scene) -> None:
    """Exchange Online refuses what a connector shows; only event 2004 tells it."""
    reply = "454 4.7.0 Failed to establish appropriate TLS channel: UntrustedRoot: Access Denied"
    server = scene.server()
    for when in server.dice.every(scene.turn, server.end, *scene.cadence):
        transport(server, when, 2004, ("Outbound to Office 365", "<a@contoso.com>", reply))
    scene.expect("own-certificate-refused-in-queue")
