"""What Windows itself logs on a server: boots, uptime, services, cleared logs, its certificates."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from samples.evtx_writer.log import user_data

if TYPE_CHECKING:
    from datetime import datetime

    from samples.generator.world import Certificate, Server

SYSTEM = "System"
LIFECYCLE = "Microsoft-Windows-CertificateServicesClient-Lifecycle-System/Operational"
_SCM = UUID("555908d1-a6d7-4695-8e1e-26931d2012f4")
_EVENTLOG = UUID("fc65ddd8-d6ef-4962-83d5-6e5cfe9ce148")
_LIFECYCLE = UUID("bc0669e1-a10d-4a78-834e-1ca3c806c93b")
_SCHANNEL = UUID("1f678132-5938-4686-9fdc-c8ff68f15c85")
_KERNEL = UUID("a68ca8b7-004f-d7b6-a698-07e2de0f1f5d")
POWERSHELL = "Windows PowerShell"
_ADMIN_SID = "S-1-5-21-3812764519-2261903345-1180462231-1113"
_RUNNING = 4
_STOPPED = 1


def service(server: Server, when: datetime, short: str, display: str, *, running: bool) -> None:
    """Log that a service runs or has stopped."""
    code = _RUNNING if running else _STOPPED
    server.manifest(
        when,
        "Service Control Manager",
        _SCM,
        7036,
        SYSTEM,
        {
            "param1": display,
            "param2": server.language.running if running else server.language.stopped,
        },
        qualifiers=16384,
        source_name="Service Control Manager",
        keywords=0x8080_0000_0000_0000,
        binary=f"{short}/{code}\0".encode("utf-16-le"),
    )


def boot(server: Server, when: datetime) -> None:
    """Log a restart of Windows, from the event log's stop to its start."""
    back = when + timedelta(seconds=server.dice.between(95, 160))
    event_log(server, when, 6006, binary=b"\1" + bytes(7))
    event_log(server, back, 6009, ("10.00.", "17763", "", "Multiprocessor Free", "0"))
    event_log(server, back, 6005, binary=bytes(24))


def uptimes(server: Server, boots: list[datetime]) -> None:
    """Log the uptime at noon, server time, of every day, with the time zone."""
    day = server.start.replace(hour=12, minute=0, second=0, microsecond=0) - server.zone.offset
    last_boot = server.start - timedelta(days=11, hours=3)
    while day < server.end:
        if day > server.start:
            since = max([last_boot, *(boot for boot in boots if boot < day)])
            seconds = int((day - since).total_seconds())
            zone = f"{server.zone.bias} {server.zone.name}"
            event_log(server, day, 6013, ("", "", "", "", str(seconds), "60", zone))
        day += timedelta(days=1)


def event_log(
    server: Server,
    when: datetime,
    event_id: int,
    data: tuple[str, ...] = (),
    binary: bytes | None = None,
) -> None:
    """Log an event of the event log service."""
    server.classic(
        when, "EventLog", event_id, data, channel=SYSTEM, qualifiers=32768, binary=binary
    )


def log_cleared(server: Server, when: datetime, channel: str, user: str) -> None:
    """Log that someone cleared a log, and empty it."""
    server.forget(channel, when)
    fields = {
        "SubjectUserName": user,
        "SubjectDomainName": "CONTOSO",
        "Channel": channel,
        "BackupPath": "",
    }
    server.manifest(
        when,
        "Microsoft-Windows-Eventlog",
        _EVENTLOG,
        104,
        SYSTEM,
        task=104,
        user_sid=_ADMIN_SID,
        user_data=user_data(
            "LogFileCleared", fields, "http://manifests.microsoft.com/win/2004/08/windows/eventlog"
        ),
    )


def certificate_deleted(
    server: Server,
    when: datetime,
    certificate: Certificate,
    process: str,
    report: str,
    *,
    archived: bool = False,
) -> None:
    """Log that a certificate was deleted from the computer's store, or archived in it.

    Where Windows puts the thumbprint in this record is not established; here it is an attribute.
    """
    server.manifest(
        when,
        "Microsoft-Windows-CertificateServicesClient-Lifecycle-System",
        _LIFECYCLE,
        1005 if archived else 1004,
        LIFECYCLE,
        user_sid=_ADMIN_SID,
        user_data=user_data(
            "CertNotificationData",
            {
                "@ProcessName": process,
                "@AccountName": report,
                "@Context": "Machine",
                "CertificateDetails": {
                    "@Thumbprint": certificate.thumbprint.lower(),
                    "SubjectNames": {"SubjectName": server.name},
                },
            },
        ),
    )


def clock_set(server: Server, when: datetime, by: timedelta) -> None:
    """Log that the clock was set forward (or back)."""
    before = when - by
    server.manifest(
        when,
        "Microsoft-Windows-Kernel-General",
        _KERNEL,
        1,
        SYSTEM,
        {
            "NewTime": f"{when:%Y-%m-%dT%H:%M:%S.%f}Z",
            "OldTime": f"{before:%Y-%m-%dT%H:%M:%S.%f}Z",
            "Reason": "1",
        },
        task=5,
    )


def key_unreadable(server: Server, when: datetime) -> None:
    """Log that TLS could not open the private key of a certificate."""
    server.manifest(
        when,
        "Schannel",
        _SCHANNEL,
        36870,
        SYSTEM,
        {"Type": "server", "ErrorCode": "0x8009030D", "ErrorStatus": "10001"},
        level=2,
    )


def powershell_started(server: Server, when: datetime, command: str) -> None:
    """Log that PowerShell was started with a command line."""
    details = (
        f"\tNewEngineState=Available\r\n\tPreviousEngineState=None\r\n\r\n\tHostName=ConsoleHost"
        f"\r\n\tHostApplication={command}\r\n\tEngineVersion=5.1.17763.1"
    )
    server.classic(
        when,
        "PowerShell",
        400,
        ("Available", "None", details),
        channel=POWERSHELL,
        qualifiers=0,
        task=4,
    )
