"""A healthy fleet over months, and real machines' logs: nothing of medium severity or above.

What is accepted all the same is listed with its reason; so far nothing has to be.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import pytest
from samples.evtx_writer.log import Quirks
from samples.generator.exchange_events import (
    MANAGEMENT,
    State,
    cmdlet,
    configuration_changed,
    reboot,
    restart_transport,
    sessions,
)
from samples.generator.exchange_exports import listed
from samples.generator.unrelated import USUAL, unrelated
from samples.generator.windows_events import (
    LIFECYCLE,
    POWERSHELL,
    SYSTEM,
    certificate_deleted,
    clock_set,
    powershell_started,
    uptimes,
)
from samples.generator.world import Certificate, Dice, Server, Zone, thumbprint

from certtrail import pipeline
from certtrail.model.vocabulary import Severity, Verdict
from tests.evtx.test_real_logs import LOGS
from tests.stories import machines
from tests.stories.told import contradictions

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Diagnosis

# Rule and reason: what a healthy server may show at medium severity or above.
ACCEPTED: Final[dict[str, str]] = {}
FEW: Final = 3  # rules that cannot look at a server of which everything but console text is there
START: Final = datetime(2026, 1, 7, 5, tzinfo=UTC)
MONTHS: Final = timedelta(days=150)
# Zones without summer time, as the servers live through spring.
ZONES: Final = (Zone(0, "Greenwich Standard Time"), Zone(-330, "India Standard Time"))
FILES: Final = {
    "Application": "Application.evtx",
    SYSTEM: "System.evtx",
    MANAGEMENT: "MSExchange Management.evtx",
    LIFECYCLE: "Lifecycle.evtx",
    POWERSHELL: "Windows PowerShell.evtx",
}


def grave(diagnosis: Diagnosis) -> list[tuple[str, str | None, str]]:
    """List what is of medium severity or above and not accepted."""
    return [
        (finding.rule, finding.server, finding.cause)
        for finding in diagnosis.findings
        if finding.severity.rank >= Severity.MEDIUM.rank
        and finding.rule not in ACCEPTED
        and not finding.over
    ]


def fleet_server(number: int) -> Server:
    """Let a server live for months: boots, updates, and what is done right with certificates."""
    name = f"MBX{number:02}.contoso.com"
    dice = Dice(f"healthy fleet {name}")
    server = Server(name, dice, START, START + MONTHS, ZONES[number % 2])
    boots = list(dice.every(START, server.end, 24 * 25, 24 * 40))
    for when in boots:
        reboot(server, when)
    uptimes(server, boots)
    unrelated(server, USUAL)
    for when in dice.every(START, server.end, 24 * 20, 24 * 50):
        restart_transport(server, when)
        clock_set(server, when + timedelta(hours=3), timedelta(seconds=dice.between(-40, 200)))
    return server


def renew(server: Server, old: Certificate, new: Certificate, done: datetime) -> datetime:
    """Renew the internal certificate as one should: made, the default, restarted, old one gone."""
    cmdlet(server, done, "New-ExchangeCertificate", '-Services "None" -FriendlyName "Exchange"')
    cmdlet(
        server,
        done + timedelta(minutes=2),
        "Enable-ExchangeCertificate",
        f'-Thumbprint "{new.thumbprint}" -Services "SMTP" -Force "True"',
    )
    configuration_changed(server, done + timedelta(minutes=3))
    restarted = restart_transport(server, done + timedelta(minutes=20))
    gone = done + timedelta(days=12)
    cmdlet(server, gone, "Remove-ExchangeCertificate", f'-Thumbprint "{old.thumbprint}"')
    certificate_deleted(server, gone, old, "w3wp.exe", "NT AUTHORITY\\SYSTEM")
    return restarted


def exported_list(server: Server, internal: str) -> str:
    """List certificates of all kinds, connectors and the configured one, all as they should be."""
    dates = {"NotBefore": "1/15/2025 12:00:00 AM", "NotAfter": "12/15/2028 12:00:00 AM"}
    common = {**dates, "HasPrivateKey": "True", "Status": "Valid"}
    own = {
        **common,
        "CertificateDomains": f"{{{server.short}, {server.name}}}",
        "IsSelfSigned": "True",
        "Issuer": f"CN={server.short}",
        "Services": "SMTP",
        "Subject": f"CN={server.short}",
        "Thumbprint": internal,
    }
    public = {
        **common,
        "CertificateDomains": "{mail.contoso.com, autodiscover.contoso.com}",
        "IsSelfSigned": "False",
        "Issuer": "CN=Contoso Public CA",
        "Services": "IIS, SMTP",
        "Subject": "CN=mail.contoso.com",
        "Thumbprint": thumbprint("healthy fleet public"),
    }
    auth = {
        **common,
        "CertificateDomains": "{}",
        "IsSelfSigned": "True",
        "Issuer": "CN=Microsoft Exchange Server Auth Certificate",
        "Services": "SMTP",
        "Subject": "CN=Microsoft Exchange Server Auth Certificate",
        "Thumbprint": thumbprint("healthy fleet auth"),
    }
    front = {
        "Name": f"Default Frontend {server.short}",
        "Server": server.short,
        "Fqdn": server.name,
        "AuthMechanism": "Tls, Integrated, BasicAuth, BasicAuthRequireTLS, ExchangeServer",
        "TlsCertificateName": "",
        "Enabled": "True",
        "TransportRole": "FrontendTransport",
        "Bindings": "{0.0.0.0:25}",
    }
    mail = {**front, "Name": f"Mail {server.short}", "Fqdn": "mail.contoso.com"}
    service = {"Name": server.short, "InternalTransportCertificateThumbprint": internal}
    return listed([own, public, auth, front, mail, service])


def test_a_fleet_that_is_well(tmp_path: Path) -> None:
    """Eight servers over five months: renewals, tools, boots and clocks, and no false alarm."""
    servers = [fleet_server(number) for number in range(8)]
    for number, server in enumerate(servers):
        old = Certificate.named(f"healthy fleet old {number}", START + timedelta(days=70 + number))
        new = Certificate.named(f"healthy fleet new {number}", START + timedelta(days=1800))
        if number % 2:
            sessions(server, [State(START, new)])
        else:
            restarted = renew(server, old, new, START + timedelta(days=30 + number))
            sessions(server, [State(START, old), State(restarted, new)])
        for when in server.dice.every(START, server.end, 24 * 50, 24 * 60):
            powershell_started(server, when, "powershell.exe -File C:\\wacs\\renew-web.ps1")
            web = thumbprint(f"healthy fleet web {number} {when:%m}")
            parameters = f'-Thumbprint "{web}" -Services "IIS"'
            cmdlet(server, when, "Enable-ExchangeCertificate", parameters)
        folder = tmp_path / server.short
        server.export(folder, FILES, Quirks())
        # By this folder's name a list that names no server belongs to the one above it.
        data = folder / "Exchange_Server_Data"
        data.mkdir()
        (data / "list.txt").write_text(exported_list(server, new.thumbprint), "utf-8")
    diagnosis = pipeline.diagnose([tmp_path])
    assert grave(diagnosis) == []
    named = {server.name: (str(server.verdict), server.why) for server in diagnosis.servers}
    assert {name: why for name, (verdict, why) in named.items() if verdict != "healthy"} == {}
    skipped = Counter(each.server for each in diagnosis.not_evaluated)
    assert {server.name: skipped[server.name] <= FEW for server in servers} == {
        server.name: True for server in servers
    }


@pytest.mark.parametrize("story", machines.stories("healthy.yaml"), ids=lambda one: one["story"])
def test_quiet_machines(story: machines.Story, tmp_path: Path) -> None:
    """What boring machines export on any day: nothing grave, and no verdict worse than deserved."""
    diagnosis = pipeline.diagnose([machines.told(story, tmp_path)], engine="plain")
    assert grave(diagnosis) == []
    assert contradictions(diagnosis) == []
    verdicts = {server.name.partition(".")[0].upper(): server for server in diagnosis.servers}
    found = {name: (str(verdicts[name].verdict), verdicts[name].why) for name in story["verdict"]}
    assert {name: verdict for name, (verdict, _) in found.items()} == story["verdict"], found


@pytest.mark.parametrize("path", LOGS, ids=lambda path: path.name)
def test_real_machines(path: Path) -> None:
    """Logs of real machines that are no Exchange servers."""
    diagnosis = pipeline.diagnose([path], engine="plain")
    assert grave(diagnosis) == []
    assert not {server.verdict for server in diagnosis.servers} & {Verdict.BROKEN, Verdict.AT_RISK}
