"""Facts about the server around the certificates: clock, boots, services, scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail.facts.bounds import bounded
from certtrail.model.fact import Evidence, Fact
from tests.facts.derived import KERNEL, SCM, SERVER, TRANSPORT, X, event, facts_in, of_kind, only

if TYPE_CHECKING:
    from pathlib import Path

    from samples.evtx_writer.log import EventToWrite

SHELL = "MSExchange TransportService"
POWERSHELL = "PowerShell"
OPERATIONAL = "Microsoft-Windows-PowerShell"


def clock(hours: float, old: str, new: str) -> EventToWrite:
    """Let the kernel report that the clock was set."""
    data = {"NewTime": new, "OldTime": old, "Reason": "1"}
    return event(hours, KERNEL, 1, data, channel="System")


def test_the_clock(tmp_path: Path) -> None:
    """A correction of a second is none; a change of hours tells how much and which way."""
    facts = facts_in(
        tmp_path,
        clock(1, "2026-03-02T07:00:00.0000000Z", "2026-03-02T07:00:01.2000000Z"),
        clock(2, "2026-03-02T18:00:00.5000000Z", "2026-03-02T08:00:00.0000000Z"),
        clock(90, "2026-03-02T07:00:00Z", "12 o'clock"),
    )
    assert only(facts, "clock-changed") == {
        "direction": "back",
        "old": 1_772_474_400,
        "new": 1_772_438_400,
        "delta": -36000,
        "reason": 1,
    }
    assert len(facts.notes) == 1


def test_a_machine_that_is_paused_often(tmp_path: Path) -> None:
    """Its clock goes forward each time: one fact, which tells the greatest change."""
    changes = [clock(n, "2026-03-02T07:00:00Z", f"2026-03-02T07:{n:02d}:00Z") for n in (1, 9, 3)]
    facts = facts_in(tmp_path, *changes)
    (fact,) = of_kind(facts, "clock-changed")
    assert fact.fields["delta"] == 540
    assert fact.fields["count"] == 3


def test_the_time_zone(tmp_path: Path) -> None:
    """Daylight saving time is a change of the bias."""
    data = {"NewBias": "240", "OldBias": "300"}
    facts = facts_in(tmp_path, event(1, KERNEL, 22, data, channel="System"))
    assert only(facts, "time-zone-changed") == {"new": 240, "old": 300}


def test_boots(tmp_path: Path) -> None:
    """Kernel and event log tell of one boot; an unexpected shutdown is one of its own."""
    facts = facts_in(
        tmp_path,
        event(1, "EventLog", 6006, channel="System"),
        event(1.01, KERNEL, 13, {"StopTime": "2026-03-02T07:00:36Z"}, channel="System"),
        event(1.1, KERNEL, 12, {"StartTime": "2026-03-02T07:06:00Z"}, channel="System"),
        event(1.11, "EventLog", 6005, channel="System"),
        event(1.12, "EventLog", 6008, ["9:00", "3/1/2026", "", "", "4000"], channel="System"),
        event(1.13, "EventLog", 6009, ["10.00.", "17763", "", "x", "0"], channel="System"),
        event(1.2, KERNEL, 12, {"StartTime": "2026-03-02T07:12:00Z"}, channel="System"),
        event(2, "Contoso", 6008, ["9:00", "3/1/2026", "", "", "4000"], channel="System"),
    )
    assert [fact.fields["seen_by"] for fact in of_kind(facts, "boot")] == ["both", "kernel"]
    assert only(facts, "shutdown") == {"seen_by": "both"}
    assert only(facts, "unexpected-shutdown") == {"uptime": 4000}
    assert only(facts, "windows-version") == {"version": "10.00.", "build": 17763}


def service(number: int, *params: str, short: str = "") -> EventToWrite:
    """Let the service control manager report about a service."""
    data = {f"param{n}": text for n, text in enumerate(params, start=1)}
    binary = f"{short}\0".encode("utf-16-le") if short else None
    return event(1, SCM, number, data, channel="System", binary=binary)


def test_services(tmp_path: Path) -> None:
    """Only the transport's services count, in any language where the binary names them."""
    display = "Microsoft Exchange Transport"
    facts = facts_in(
        tmp_path,
        service(7031, "Transportdienst", "2", "5000", "1", "Neustart", short=TRANSPORT),
        service(7034, display, "3"),
        service(7034, "Print Spooler", "1", short="Spooler"),
        service(7000, display, "%%1053"),
        service(7040, display, "auto start", "disabled", TRANSPORT),
        service(7040, "BITS", "auto start", "disabled", "BITS"),
    )
    crashed = [fact.fields["times"] for fact in of_kind(facts, "service-crashed")]
    assert crashed == [2, 3]
    assert only(facts, "service-failed") == {
        "process": TRANSPORT,
        "service": TRANSPORT,
        "reason": "start-failed",
        "error": "%%1053",
    }
    assert only(facts, "service-start-type") == {
        "process": TRANSPORT,
        "service": TRANSPORT,
        "old": "auto start",
        "new": "disabled",
    }


def test_worker_exits(tmp_path: Path) -> None:
    """A replaced worker is a new process; one that ended is none yet."""
    facts = facts_in(
        tmp_path,
        event(1, SHELL, 1020, ["1234"]),
        event(2, SHELL, 1021, ["1234"]),
        event(3, "Contoso TransportService", 1021, ["1234"]),
    )
    reasons = [fact.fields["reason"] for fact in of_kind(facts, "worker-exited")]
    assert reasons == ["exit", "replaced"]
    assert only(facts, "transport-restarted") == {"process": TRANSPORT, "means": "worker-replaced"}


CONTEXT = "\tDetailSequence=1\r\n\tUserId=CONTOSO\\admin\r\n\tHostApplication={}\r\n\tScriptName={}"


def test_an_acme_client(tmp_path: Path) -> None:
    """A scheduled client is one fact however often it runs, and its password is in no field."""
    run = CONTEXT.format("wacs.exe --renew --pfxpassword hunter2", "")
    facts = facts_in(
        tmp_path,
        *(event(n, POWERSHELL, 400, ["Available", "None", run]) for n in range(1, 5)),
        event(6, POWERSHELL, 400, ["Available", "None", CONTEXT.format("backup.exe", "")]),
        event(7, POWERSHELL, 600, ["Registry", "Started", run]),
        event(8, "Contoso", 400, ["Available", "None", run]),
    )
    (fact,) = of_kind(facts, "script-run")
    assert fact.fields["tool"] == "win-acme"
    assert fact.fields["source"] == "engine-start"
    assert fact.fields["program"] == "wacs.exe --renew --pfxpassword ***"
    assert fact.fields["count"] == 4
    assert "hunter2" not in repr(facts)


@pytest.mark.parametrize(
    ("program", "script"),
    [
        ("powershell.exe -File C:\\Scripts\\Harden.ps1 -KeyStore", "C:\\Scripts\\Harden.ps1"),
        ("powershell -c \"& 'C:\\My Scripts\\a.ps1' -x\"", "C:\\My Scripts\\a.ps1"),
        ("powershell.exe -noexit . 'C:\\Exchange\\bin\\RemoteExchange.ps1'; Connect", None),
        ("powershell.exe -Command Get-Date", None),
        ("notepad.exe a.ps1x", None),
    ],
)
def test_a_script_of_a_host(tmp_path: Path, program: str, script: str | None) -> None:
    """Whatever it does; of its starts and providers one fact, which tells when it ran first."""
    told = CONTEXT.format(program, "")
    facts = facts_in(
        tmp_path,
        event(2, POWERSHELL, 600, ["Registry", "Started", told]),
        event(3, POWERSHELL, 400, ["Available", "None", told]),
    )
    found = [
        (fact.fields["script"], fact.fields["count"]) for fact in of_kind(facts, "host-script")
    ]
    assert found == ([] if script is None else [(script, 2)])


@pytest.mark.parametrize(
    ("text", "takes"),
    [
        ('C:\\Ops\\Harden-MachineKeys.ps1 -RemoveAce "NETWORK SERVICE"', "key-rights"),
        (
            "icacls C:\\ProgramData\\Microsoft\\Crypto\\RSA\\MachineKeys /inheritance:r",
            "key-rights",
        ),
        ("$acl = Get-Acl $MachineKeys; $acl.RemoveAccessRule($r); Set-Acl $f $acl", "key-rights"),
        ("Get-ChildItem Cert:\\LocalMachine\\My | ? Old | Remove-Item", "certificates"),
        ("Get-ExchangeCertificate | ? Old | Remove-ExchangeCertificate", "certificates"),
        ("powershell -File D:\\Jobs\\Cleanup-Certificates.ps1", "certificates"),
        ("icacls C:\\ProgramData\\Microsoft\\Crypto\\RSA\\MachineKeys /grant x:R", None),
        ("icacls C:\\ProgramData\\Microsoft\\Crypto\\RSA\\MachineKeys /save a.txt", None),
        ("Get-Acl C:\\MachineKeys | Format-List", None),
        ("Remove-Item C:\\Temp\\old.log; Get-ChildItem C:\\inetpub", None),
        ("function script:Remove-ExchangeCertificate {", None),
        ("Get-ChildItem Cert:\\LocalMachine\\My | Remove-Item -WhatIf", None),
        ("Remove-CertificateTemplate-Cache", None),
        ("D:\\Jobs\\Harden-Tls.ps1", None),
    ],
)
def test_what_a_script_takes(tmp_path: Path, text: str, takes: str | None) -> None:
    """By its own words: the right to keys, certificates, or nothing."""
    data = {"MessageNumber": "1", "MessageTotal": "1", "ScriptBlockText": text, "Path": ""}
    block = event(1, OPERATIONAL, 4104, data, channel=f"{OPERATIONAL}/Operational")
    found = [fact.fields["takes"] for fact in of_kind(facts_in(tmp_path, block), "taking-script")]
    assert found == ([] if takes is None else [takes])


def test_a_task_that_starts_it(tmp_path: Path) -> None:
    """The one that is started right before each run, and that it is a schedule's."""
    run = CONTEXT.format("powershell -File C:\\Ops\\Harden-MachineKeys.ps1", "")
    tasks = "Microsoft-Windows-TaskScheduler"
    task = {"TaskName": "\\Ops\\Nightly", "ActionName": "powershell.exe"}
    told = [
        one
        for hours in (1, 25, 49.1)
        for one in (
            event(hours, tasks, 200, task, channel=f"{tasks}/Operational"),
            event(hours + 0.001, POWERSHELL, 400, ["Available", "None", run]),
        )
    ]
    fact = only(facts_in(tmp_path, *told), "taking-script")
    assert (fact["task"], fact["runs"], fact["again"]) == ("\\Ops\\Nightly", 3, True)
    once = only(facts_in(tmp_path, told[1]), "taking-script")
    assert (once["runs"], once["again"]) == (1, False)


def test_a_snap_in_cmdlet(tmp_path: Path) -> None:
    """What the cmdlet audit does not see, PowerShell's own logs may: with thumbprint and user."""
    payload = (
        'CommandInvocation(Enable-ExchangeCertificate): "Enable-ExchangeCertificate"\r\n'
        f'ParameterBinding(Enable-ExchangeCertificate): name="Thumbprint"; value="{X.lower()}"'
    )
    context = "        Severity = Informational\r\n        User = CONTOSO\\admin\r\n"
    facts = facts_in(
        tmp_path,
        event(
            1,
            OPERATIONAL,
            4103,
            {"ContextInfo": context, "UserData": "", "Payload": payload},
            channel=f"{OPERATIONAL}/Operational",
        ),
        event(
            2,
            POWERSHELL,
            800,
            ["Get-Mailbox a", CONTEXT.format("powershell.exe", "C:\\s.ps1"), ""],
            channel="Windows PowerShell",
        ),
    )
    found = only(facts, "script-run")
    assert found["tool"] == "exchange-certificate"
    assert found["thumbprint"] == X
    assert found["user"] == "CONTOSO\\admin"


@pytest.mark.parametrize(
    ("text", "tool"),
    [
        ("& C:\\tools\\win-acme\\wacs.exe --renew", "win-acme"),
        ("Import-Module Posh-ACME", "posh-acme"),
        ("Remove-Item Cert:\\LocalMachine\\My\\AB", "windows-certificate"),
        (".\\MonitorExchangeAuthCertificate.ps1 -Confirm:$false", "auth-certificate-monitor"),
        ("Set-SendConnector a -TlsCertificateName $name", "tls-certificate-name"),
        ("Get-ExchangeCertificate", None),
        ("My-Enable-ExchangeCertificate-Wrapper", None),
        ("swacs.exe", None),
        ("certify that it is so", None),
    ],
)
def test_which_scripts(tmp_path: Path, text: str, tool: str | None) -> None:
    """A script counts when it names what changes certificates, as a word of its own."""
    data = {"MessageNumber": "1", "MessageTotal": "1", "ScriptBlockText": text, "Path": ""}
    block = event(1, OPERATIONAL, 4104, data, channel=f"{OPERATIONAL}/Operational")
    found = [fact.fields["tool"] for fact in of_kind(facts_in(tmp_path, block), "script-run")]
    assert found == ([] if tool is None else [tool])


def test_too_many_facts_of_a_kind() -> None:
    """Those that most records show stay; that others do not is said, by server and kind."""
    place = Evidence(None, SERVER, "Application", 1, "log", "line")
    facts = [
        Fact("tls-alert", SERVER, n, {"alert": n, "count": 9 if n == 5 else 1, "last": n}, (place,))
        for n in range(10)
    ]
    other = Fact("boot", SERVER, 0, {"count": 1, "last": 0}, (place,))
    kept, notes = bounded([*facts, other], most=3)
    assert sorted(fact.time for fact in kept if fact.kind == "tls-alert") == [5, 8, 9]
    assert other in kept
    assert len(notes) == 1
    assert "10" in notes[0]
    assert "tls-alert" in notes[0]
    assert bounded(facts, most=10) == (facts, [])
