"""The stories that the samples tell, one function each: a folder in, its files written."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from samples.evtx_writer.log import Quirks
from samples.generator.console import precedence_transcript
from samples.generator.exchange_events import (
    MANAGEMENT,
    State,
    cmdlet,
    configuration_changed,
    restart_transport,
    sessions,
    transport,
)
from samples.generator.outlier_story import outlier
from samples.generator.stage import LOGS, PLAIN, at, build
from samples.generator.unrelated import QUIET, Busy
from samples.generator.windows_events import (
    LIFECYCLE,
    certificate_deleted,
    log_cleared,
)
from samples.generator.world import (
    Certificate,
    Language,
    Server,
    Zone,
    thumbprint,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

CENTRAL_EUROPE: Final = Zone(-60, "Mitteleuropäische Zeit")
GERMAN: Final = Language("wird ausgeführt", "beendet", "Microsoft Exchange-Transport", "de-DE")


def classic_loss(folder: Path) -> None:
    """Let a certificate run out, be deleted by hand, and be missed after a restart."""
    server = build(
        "classic-loss", "EX01.contoso.com", at(1, 6, 5), at(3, 2, 15), boots=[at(1, 20, 8, 4)]
    )
    old = Certificate.named("classic-loss", at(2, 16, 18, 5))
    deleted = at(2, 19, 15, 22)
    cmdlet(
        server,
        deleted - timedelta(minutes=6),
        "Remove-ExchangeCertificate",
        f'-Thumbprint "{old.thumbprint}" -Confirm "False"',
        error="The internal transport certificate cannot be removed.",
    )
    certificate_deleted(server, deleted, old, "mmc.exe", "CONTOSO\\dana.admin")
    restarted = restart_transport(server, deleted + timedelta(minutes=9))
    sessions(
        server,
        [State(server.start, old), State(restarted, old, thumbprint("classic-loss ephemeral"))],
    )
    lifecycle = {LIFECYCLE: f"{LIFECYCLE.replace('/', '-')}.evtx"}
    server.export(folder, LOGS | lifecycle, PLAIN)


def renewal_worked(folder: Path) -> None:
    """Replace a certificate on a German server in time, and see its warnings end."""
    server = build(
        "renewal-worked",
        "MAIL1.fabrikam.com",
        at(1, 5, 6),
        at(3, 3, 9),
        zone=CENTRAL_EUROPE,
        language=GERMAN,
        boots=[at(1, 14, 2, 11)],
        busy=QUIET,
    )
    old = Certificate.named("renewal-worked old", at(3, 20, 11, 40))
    new = Certificate.named("renewal-worked new", at(2, 10) + timedelta(days=5 * 365))
    done = at(2, 10, 18, 47)
    user = "fabrikam.com/Benutzer/Jörg Schäfer"
    cmdlet(
        server,
        done - timedelta(minutes=4),
        "New-ExchangeCertificate",
        '-FriendlyName "Microsoft Exchange" -SubjectName "CN=MAIL1" -Services "None"',
        user=user,
    )
    cmdlet(
        server,
        done,
        "Enable-ExchangeCertificate",
        f'-Thumbprint "{new.thumbprint}" -Services "SMTP" -Force "True"',
        user=user,
    )
    configuration_changed(server, done + timedelta(seconds=20))
    restarted = restart_transport(server, done + timedelta(minutes=12))
    sessions(server, [State(server.start, old), State(restarted, new)])
    server.export(folder, {key: f"MAIL1_{name}" for key, name in LOGS.items()}, Quirks.exported())


def renewal_not_effective(folder: Path) -> None:
    """Enable a new certificate without making it the default, restart, and be warned on."""
    server = build(
        "renewal-not-effective", "EX02.contoso.com", at(1, 12, 4), at(3, 1, 22), busy=QUIET
    )
    _enable_without_default(server, "renewal-not-effective", restart=True)
    server.export(folder, LOGS, PLAIN)


def restart_pending(folder: Path) -> None:
    """Enable a new certificate, never restart the transport service, and be warned on."""
    server = build("restart-pending", "EX04.contoso.com", at(1, 26, 7), at(2, 27, 20), busy=QUIET)
    _enable_without_default(server, "restart-pending", restart=False)
    server.export(folder, LOGS, PLAIN)


def _enable_without_default(server: Server, sample: str, *, restart: bool) -> None:
    old = Certificate.named(f"{sample} old", at(4, 2, 13, 15))
    new = thumbprint(f"{sample} new")
    done = at(2, 12, 21, 3)
    cmdlet(
        server,
        done,
        "Enable-ExchangeCertificate",
        f'-Thumbprint "{new}" -Services "IIS, SMTP"',
    )
    if restart:
        restart_transport(server, done + timedelta(minutes=25))
    else:
        # Services were seen to restart before, so that this one's silence says something.
        restart_transport(server, server.start + timedelta(days=3, hours=1))
    sessions(server, [State(server.start, old)])


def healthy(folder: Path) -> None:
    """Go through weeks without a word about certificates; the log was copied while open."""
    server = build("healthy", "EX05.contoso.com", at(1, 19, 3), at(2, 23, 16), boots=[at(2, 11, 8)])
    sessions(server, [State(server.start, Certificate.named("healthy", at(12, 1)))])
    server.export(folder, LOGS, Quirks(dirty=True))


def cloned_servers(folder: Path) -> None:
    """Restart two servers that name one certificate, which neither has in its store."""
    shared = Certificate.named("cloned-servers", at(12, 31))
    for number, name in enumerate(("EX11", "EX12")):
        start = at(2, 2, 5 + number)
        server = build(
            "cloned-servers", f"{name}.northwindtraders.com", start, at(2, 25, 12), busy=QUIET
        )
        restarted = restart_transport(server, at(2, 13, 6 + number, 30))
        first, second = (thumbprint(f"cloned-servers {name} {n}") for n in range(2))
        sessions(server, [State(start, shared, first), State(restarted, shared, second)], 6, 11)
        server.export(folder / name, LOGS, PLAIN)


def edge(folder: Path) -> None:
    """Delete an Edge server's default certificate; its hub then cannot trust it any more."""
    start, end = at(1, 28, 6), at(2, 26, 18)
    old = Certificate.named("edge", at(4, 9, 9, 30))
    ephemeral = thumbprint("edge ephemeral")
    gateway = build("edge", "EDGE01", start, end, busy=QUIET)
    restarted = restart_transport(gateway, at(2, 14, 23, 10))
    sessions(gateway, [State(start, old), State(restarted, old, ephemeral)])
    hub = build("edge", "HUB01.adatum.com", start, end, busy=QUIET)
    sessions(hub, [State(start, Certificate.named("edge hub", at(11, 30)))])
    for when in hub.dice.every(restarted, end, 5, 9):
        transport(hub, when, 1036, ("CN=EDGE01", "192.0.2.25"), task=1)
        later = timedelta(minutes=hub.dice.between(3, 40))
        transport(gateway, when + later, 2018, ("CN=HUB01", "192.0.2.10"), task=2)
    for when in hub.dice.every(restarted, end, 20, 28):
        hub.classic(
            when, "MSExchange EdgeSync", 10104, ("EDGE01",), qualifiers=49156, level=2, task=1
        )
    local = {key: name for key, name in LOGS.items() if key != MANAGEMENT}
    gateway.export(folder / "EDGE01", local, Quirks(no_checksums=True))
    hub.export(folder / "HUB01", LOGS, PLAIN)


def precedence(folder: Path) -> None:
    """Enable a certificate that loses to another; only the console says so."""
    server = build("precedence", "EX01.adatum.com", at(2, 4, 5), at(2, 26, 17), busy=QUIET)
    internal = Certificate.named("precedence internal", at(12, 1))
    sessions(server, [State(server.start, internal)])
    loser, winner = (thumbprint(f"precedence {role}") for role in ("loser", "winner"))
    cmdlet(
        server,
        at(2, 24, 14, 2),
        "Enable-ExchangeCertificate",
        f'-Thumbprint "{loser}" -Services "SMTP"',
        user="adatum.com/Users/Sam Ops",
    )
    server.export(folder, LOGS, PLAIN)
    text = precedence_transcript(server.name, internal.thumbprint, loser, winner)
    (folder / "console.txt").write_bytes(b"\xff\xfe" + text.encode("utf-16-le"))


def cleared(folder: Path) -> None:
    """Clear the Application log hours before it is exported."""
    server = build(
        "log-cleared", "EX06.contoso.com", at(1, 30, 5), at(2, 26, 15), busy=Busy(application=24)
    )
    log_cleared(server, server.end - timedelta(hours=14), "Application", "dana.admin")
    server.export(folder, LOGS, PLAIN)


STORIES: Final[Mapping[str, Callable[[Path], None]]] = {
    "classic-loss": classic_loss,
    "cloned-servers": cloned_servers,
    "edge": edge,
    "healthy": healthy,
    "log-cleared": cleared,
    "outlier": outlier,
    "precedence": precedence,
    "renewal-not-effective": renewal_not_effective,
    "renewal-worked": renewal_worked,
    "restart-pending": restart_pending,
}
