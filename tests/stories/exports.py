"""Builds exports as a customer would send them: a story told in hours, written as .evtx files."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from samples.evtx_writer.log import NO_QUIRKS, EventToWrite, Quirks, user_data, write_log

if TYPE_CHECKING:
    from pathlib import Path

BEGIN = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
SERVER = "EX01.contoso.com"
GUID = UUID(int=7)


def thumbprint(name: str) -> str:
    """Make up a thumbprint that is the same for the same name."""
    return hashlib.sha1(name.encode()).hexdigest().upper()


@dataclass
class Export:
    """The logs of one server; times are hours after `BEGIN`."""

    server: str = SERVER
    records: dict[str, list[tuple[float, dict[str, object]]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def transport(
        self, at: float, event_id: int, *data: object, provider: str = "MSExchangeTransport"
    ) -> None:
        """Let a transport process write an event."""
        self._add("Application", at, provider=provider, event_id=event_id, data=data, task=12)

    def every(
        self, step: float, since: float, until: float, event_id: int, *data: object, **other: str
    ) -> None:
        """Let a transport process repeat an event; `HOURS-n` counts down from n at hour 0."""
        at = since
        while at < until:
            told = [
                round(float(item[6:]) - at)
                if isinstance(item, str) and item.startswith("HOURS-")
                else item
                for item in data
            ]
            self.transport(at, event_id, *told, **other)
            at += step

    def cmdlet(self, at: float, name: str, parameters: str, event_id: int = 1) -> None:
        """Let an administrator run a cmdlet."""
        strings = [name, parameters, "contoso.com/Users/Admin", *[""] * 24]
        self._add(
            "MSExchange Management",
            at,
            provider="MSExchange CmdletLogs",
            event_id=event_id,
            data=strings,
        )

    def service(self, at: float, name: str, state: int) -> None:
        """Let the service control manager report a state: 4 running, 1 stopped."""
        self._add(
            "System",
            at,
            provider="Service Control Manager",
            event_id=7036,
            named={"param1": "Dienst", "param2": "ausgeführt"},
            binary=f"{name}/{state}".encode("utf-16-le"),
        )

    def restart(self, at: float, name: str = "MSExchangeTransport") -> None:
        """Stop and start a service."""
        self.service(at, name, 1)
        self.service(at + 0.01, name, 4)

    def binding_lost(self, at: float, endpoint: str) -> None:
        """Let HTTP say that it cannot use the certificate of an endpoint."""
        strings = ["\\Device\\Http\\ReqQueue", endpoint]
        self._add("System", at, provider="HttpEvent", event_id=15021, data=strings)

    def schannel(self, at: float, event_id: int, *data: object) -> None:
        """Let Windows tell of a TLS session that did not come about."""
        self._add("System", at, provider="Schannel", event_id=event_id, data=data)

    def windows_warns(self, at: float, name: str) -> None:
        """Let auto-enrolment warn that a certificate of the computer ends soon."""
        provider = "Microsoft-Windows-CertificateServicesClient-AutoEnrollment"
        self._add("Application", at, provider=provider, event_id=64, data=["local system", name])

    def cleared(self, at: float, channel: str) -> None:
        """Let an administrator clear a log."""
        self._add(
            "System",
            at,
            provider="Microsoft-Windows-Eventlog",
            event_id=104,
            user={"SubjectUserName": "Admin", "SubjectDomainName": "CONTOSO", "Channel": channel},
        )

    def clutter(
        self, until: float, step: float = 1.0, since: float = 0.0, *, alive: bool = True
    ) -> None:
        """Fill the logs with what else a server writes, the same event ids among it.

        `alive`: the transport processes are among what writes.
        """
        at = since
        while at <= until:
            self._add("Application", at, provider="MSExchange ADAccess", event_id=2080, data=["x"])
            if alive:
                self.transport(at, 16028, "AcceptedDomainTable")
                self.transport(
                    at, 16028, "ReceiveConnector", provider="MSExchangeFrontEndTransport"
                )
            self._add("Application", at, provider="Contoso Backup", event_id=12017, data=["a", "1"])
            self._add("Application", at, provider="Contoso Backup", event_id=12024, data=["a", "b"])
            self.service(at, "wuauserv", 4)
            self._add("System", at, provider="Contoso Storage", event_id=104, data=["Application"])
            self.cmdlet(at, "Set-Mailbox", '-Identity "a" -Force "True"')
            at += step

    def _add(self, channel: str, at: float, **record: object) -> None:
        self.records[channel].append((at, record))

    def write(self, folder: Path, quirks: Quirks = NO_QUIRKS, first_id: int = 1000) -> Path:
        """Write one file a channel, records in order of time."""
        folder.mkdir(parents=True, exist_ok=True)
        for channel, records in self.records.items():
            ordered = sorted(records, key=lambda record: record[0])
            events = [
                self._event(channel, at, record, number)
                for number, (at, record) in enumerate(ordered, start=first_id)
            ]
            write_log(folder / f"{channel}.evtx", events, quirks)
        return folder

    def _event(
        self, channel: str, at: float, record: dict[str, object], number: int
    ) -> EventToWrite:
        time = BEGIN + timedelta(seconds=round(at * 3600))
        common: dict[str, Any] = {
            "time": time,
            "record_id": number,
            "computer": self.server,
            "channel": channel,
        }
        provider, event_id = str(record["provider"]), int(str(record["event_id"]))
        given: Any = record
        if "user" in given:
            tree = user_data("LogFileCleared", given["user"])
            return EventToWrite.manifest(
                provider, event_id, user_data=tree, provider_guid=GUID, **common
            )
        if "named" in given:
            return EventToWrite.manifest(
                provider,
                event_id,
                data=given["named"],
                binary=given["binary"],
                provider_guid=GUID,
                **common,
            )
        strings = [str(item) for item in given["data"]]
        return EventToWrite.classic(provider, event_id, data=strings, level=2, **common)
