"""The causes that scenarios are made of which are about connectors, peers and Edge servers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from samples.generator.acts import enable, lose_certificate, repeat
from samples.generator.exchange_events import ERROR, MANAGEMENT, WARNING, State, sessions, transport
from samples.generator.expectations import LOST, MISSED, UNDER, WARNED
from samples.generator.windows_events import powershell_started

if TYPE_CHECKING:
    from samples.generator.scene import Scene


def no_name(scene: Scene) -> None:
    """A connector looks for a name that no certificate has."""
    server = scene.server()
    repeat(scene, server, scene.turn, 12014, ("relay.contoso.local", "Relay EX01"))
    scene.expect(MISSED)


def stale_name(scene: Scene) -> None:
    """A tool renewed a connector's certificate, and TlsCertificateName kept the old issuer."""
    server, turn = scene.server(), scene.turn
    powershell_started(server, turn - timedelta(hours=1), "C:\\wacs\\wacs.exe --renew win-acme")
    repeat(scene, server, turn, 12014, ("<I>CN=R3<S>CN=mail.contoso.com", "Outbound to Office 365"))
    # Where another server's log of the tool is sent, this one's is, too.
    tops: tuple[str, ...] = ("tls-certificate-name-stale", "automated-renewal-broke-name")
    if scene.dice.below(2):
        scene.sent.add("Windows PowerShell")
        scene.files["Windows PowerShell"] = "Windows PowerShell.evtx"
        tops = tops[1:]
    scene.expect(*tops, allowed=("tls-certificate-name-stale", MISSED))


def without_smtp(scene: Scene) -> None:
    """The renewed certificate was enabled for the web only."""
    server, turn = scene.server(), scene.turn
    enable(server, turn - timedelta(hours=2), scene.thumbprint("new"), "IIS")
    repeat(scene, server, turn, 12014, ("mail.contoso.com", "Default Frontend EX01"))
    top = "smtp-enablement-lost" if MANAGEMENT in scene.sent else MISSED
    scene.expect(top, allowed=(MISSED,))


def starttls_ending(scene: Scene) -> None:
    """The certificate of a connector runs out soon."""
    server = scene.server()
    mail = scene.certificate("mail", 25)
    for when in server.dice.every(server.start, server.end, *scene.cadence):
        hours = round((mail.not_after + server.zone.offset - when) / timedelta(hours=1))
        transport(server, when, 12018, ("mail.contoso.com", mail.thumbprint, str(hours)))
    scene.expect("starttls-certificate-expiring")


def starttls_ended(scene: Scene) -> None:
    """The certificate of a connector has run out."""
    server = scene.server()
    repeat(scene, server, scene.turn, 12016, ("mail.contoso.com", scene.thumbprint("mail")))
    scene.expect("starttls-certificate-expired")


def edge(scene: Scene) -> None:
    """An Edge server lost its certificate, and its hub does not trust it any more."""
    gateway, hub = scene.server("EDGE01"), scene.server("HUB01.contoso.com")
    restarted = lose_certificate(scene, gateway, scene.turn, scene.certificate("old", 30))
    for when in hub.dice.every(restarted + timedelta(hours=9), hub.end, 4, 9):
        transport(hub, when, 1036, ("CN=EDGE01", "192.0.2.25"), ERROR, 2, 1)
        transport(gateway, when, 2018, ("CN=HUB01", "192.0.2.10"), ERROR, 2, 2)
    scene.expect(
        "direct-trust-lost-at-peer",
        "internal-certificate-lost",
        allowed=(*LOST, *UNDER, *WARNED, "edge-trust-broken", "direct-trust-refused"),
    )


def witness(scene: Scene) -> None:
    """One server complains of another's expired certificate."""
    one, other = scene.server("EX01.contoso.com"), scene.server("EX02.contoso.com")
    repeat(scene, one, scene.turn, 12019, ("CN=EX02",))
    sessions(other, [State(other.start, scene.certificate("old", -20))], *scene.cadence)
    scene.expect(
        "peer-certificate-located",
        "internal-certificate-expired",
        allowed=(*WARNED, "remote-certificate-expired"),
    )


def unreadable_configuration(scene: Scene) -> None:
    """A change to a connector could not be read."""
    server = scene.server()
    # Not long before the end: whatever the process reads anew makes up for it.
    transport(server, scene.end - timedelta(minutes=9), 12021, (), WARNING, 3)
    scene.expect("configuration-stale")


def cng_key(scene: Scene) -> None:
    """EdgeSync cannot use the key of the internal certificate."""
    server = scene.server()
    for when in server.dice.every(scene.turn, server.end, *scene.cadence):
        server.classic(when, "MSExchange EdgeSync", 1035, (), qualifiers=ERROR, level=2, task=1)
    scene.expect("edgesync-cng-key")
