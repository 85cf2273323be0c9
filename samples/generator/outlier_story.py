"""The story of four servers of a DAG, one of which is not like the others, and of their Edge."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from samples.generator.exchange_events import (
    MANAGEMENT,
    State,
    cmdlet,
    configuration_changed,
    restart_transport,
    sessions,
)
from samples.generator.exchange_exports import listed
from samples.generator.stage import LOGS, PLAIN, at, build
from samples.generator.unrelated import Busy
from samples.generator.world import Certificate, thumbprint

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from samples.generator.world import Server

_CALM: Final = Busy(2.2, 1, 0.4)
_START: Final = at(2, 9, 5)
_END: Final = at(2, 23, 16)
_NAME: Final = "mail.contoso.com"
_OLD: Final = Certificate.named("outlier mail old", at(3, 8, 12))
_NEW: Final = Certificate.named("outlier mail new", at(2, 16, 12) + timedelta(days=365))
_OWN_END: Final = at(2, 1) + timedelta(days=4 * 365)
_EVENING: Final = at(2, 17, 23, 5)
_LOST: Final = "EX03"
# One server's administrator did not export this log.
_WITHOUT_MANAGEMENT: Final = "EX02"
_MEMBERS: Final = ("EX01", "EX02", "EX03", "EX04")


def outlier(folder: Path) -> None:
    """Renew a certificate on four servers; on one of them delete the wrong one instead."""
    for number, name in enumerate(_MEMBERS):
        begun = _EVENING + timedelta(minutes=20 * number)
        server = build("outlier", f"{name}.contoso.com", _START, _END, busy=_CALM)
        own = _own(name)
        _read_configuration(server)
        if name == _LOST:
            _lose_its_own(server, begun, own)
        else:
            _renew(server, begun, own)
        asked = ("Application",) if name == _WITHOUT_MANAGEMENT else ("Application", MANAGEMENT)
        server.export(folder / name, {key: LOGS[key] for key in asked}, PLAIN)
        _write(folder / name / "exports.txt", _exports(name, own))
    gateway = build("outlier", "EDGE01", _START, _END, busy=_CALM)
    sessions(gateway, [State(gateway.start, _own("EDGE01"))])
    gateway.export(folder / "EDGE01", {"Application": LOGS["Application"]}, PLAIN)
    command = "[PS] C:\\>Get-ExchangeServer | fl"
    _write(folder / "servers.txt", f"{command}\r\n{listed(map(_server, (*_MEMBERS, 'EDGE01')))}")


def _own(name: str) -> Certificate:
    return Certificate.named(f"outlier {name}", _OWN_END)


def _renew(server: Server, begun: datetime, own: Certificate) -> None:
    """Enable the new certificate for the clients' connector, and restart."""
    cmdlet(
        server,
        begun,
        "Enable-ExchangeCertificate",
        f'-Thumbprint "{_NEW.thumbprint}" -Services "IIS, SMTP" -DoNotRequireSsl "False"',
    )
    configuration_changed(server, begun + timedelta(seconds=25))
    restarted = restart_transport(server, begun + timedelta(minutes=6))
    sessions(server, [State(server.start, own)])
    _warn(server, restarted)


def _lose_its_own(server: Server, begun: datetime, own: Certificate) -> None:
    """Restart after the server's own certificate was deleted, which no log that is here tells."""
    restarted = restart_transport(server, begun + timedelta(minutes=4))
    ephemeral = thumbprint("outlier ephemeral")
    sessions(server, [State(server.start, own), State(restarted, own, ephemeral)])
    _warn(server, server.end)


def _read_configuration(server: Server) -> None:
    """Let the front end speak of something else twice a day, so that its silence says something."""
    read = ("Microsoft.Exchange.Data.Directory.SystemConfiguration.TransportSettings",)
    for when in server.dice.every(server.start, server.end, 9, 13):
        server.classic(when, "MSExchangeFrontEndTransport", 16028, read, task=16)


def _warn(server: Server, end: datetime) -> None:
    """Warn of the end of the clients' certificate until it is replaced."""
    for when in server.dice.every(server.start, end, 5, 9):
        left = _OLD.not_after + server.zone.offset - when
        hours = round(left / timedelta(hours=1))
        server.classic(
            when,
            "MSExchangeFrontEndTransport",
            12018,
            (_NAME, _OLD.thumbprint, str(hours)),
            qualifiers=49156,
            level=2,
            task=12,
        )


def _exports(name: str, own: Certificate) -> str:
    """Write what the administrator exported of one server a week after."""
    kept = [_shared(name, _OLD, "None" if name != _LOST else "IIS, SMTP")]
    if name != _LOST:
        kept += [_shared(name, _NEW, "IIS, SMTP"), _self_signed(name, own)]
    connectors = (
        _connector(name, f"Default Frontend {name}", f"{name}.contoso.com", "0.0.0.0:25"),
        _connector(name, f"Client Frontend {name}", _NAME, "0.0.0.0:587"),
    )
    told: tuple[tuple[str, tuple[Mapping[str, str], ...]], ...] = (
        (f"Get-ExchangeCertificate -Server {name}", tuple(kept)),
        (f"Get-ReceiveConnector -Server {name}", connectors),
        (
            f"Get-TransportService {name}",
            ({"Name": name, "InternalTransportCertificateThumbprint": own.thumbprint},),
        ),
    )
    return "".join(f"[PS] C:\\>{command} | fl\r\n{listed(objects)}" for command, objects in told)


def _shared(name: str, one: Certificate, services: str) -> dict[str, str]:
    return {
        "CertificateDomains": f"{{{_NAME}, autodiscover.contoso.com}}",
        "HasPrivateKey": "True",
        "Identity": f"{name}.contoso.com\\{one.thumbprint}",
        "IsSelfSigned": "False",
        "Issuer": "CN=Contoso Issuing CA 1, DC=contoso, DC=com",
        "NotAfter": _date(one.not_after),
        "NotBefore": _date(one.not_after - timedelta(days=365)),
        "RootCAType": "Enterprise",
        "SerialNumber": one.thumbprint[:16],
        "Services": services,
        "Status": "Valid",
        "Subject": f"CN={_NAME}",
        "Thumbprint": one.thumbprint,
    }


def _self_signed(name: str, one: Certificate) -> dict[str, str]:
    return _shared(name, one, "SMTP") | {
        "CertificateDomains": f"{{{name}, {name}.contoso.com}}",
        "IsSelfSigned": "True",
        "Issuer": f"CN={name}",
        "NotBefore": _date(one.not_after - timedelta(days=5 * 365)),
        "RootCAType": "None",
        "Subject": f"CN={name}",
    }


def _connector(server: str, name: str, fqdn: str, bindings: str) -> dict[str, str]:
    return {
        "Name": name,
        "Identity": f"{server}\\{name}",
        "Server": server,
        "Enabled": "True",
        "Fqdn": fqdn,
        "TlsCertificateName": "",
        "AuthMechanism": "Tls, Integrated, BasicAuth, BasicAuthRequireTLS, ExchangeServer",
        "Bindings": f"{{{bindings}}}",
        "TransportRole": "FrontendTransport",
    }


def _server(name: str) -> dict[str, str]:
    build_number = "1258.12" if name == _LOST else "1544.4"
    return {
        "Name": name,
        "AdminDisplayVersion": f"Version 15.2 (Build {build_number})",
        "ServerRole": "Edge" if name.startswith("EDGE") else "Mailbox",
    }


def _date(moment: datetime) -> str:
    return f"{moment.month}/{moment.day}/{moment.year} 12:00:00 PM"


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode())
