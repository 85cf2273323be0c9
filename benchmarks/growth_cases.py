"""Cases whose cost is that of many servers or files beside each other; a size in, files out."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_CLOCK: Final = "Microsoft-Windows-Kernel-General"
_BEGIN: Final = datetime(2026, 2, 1, tzinfo=UTC)


def event(
    computer: str, number: int, *values: str, provider: str = "MSExchangeTransport", id: int = 12014
) -> dict[str, object]:
    """Make a record as Get-WinEvent has it; one a minute, by its number."""
    return {
        "TimeCreated": instant(number),
        "Id": id,
        "ProviderName": provider,
        "LogName": "System" if provider == _CLOCK else "Application",
        "MachineName": computer,
        "RecordId": number + 1,
        "Level": 2,
        "Properties": [{"Value": value} for value in values or ("mail.contoso.com", "Default")],
    }


def instant(number: int, days: int = 0) -> str:
    """Give the instant of the record of a number, days later."""
    return f"{_BEGIN + timedelta(minutes=number, days=days):%Y-%m-%dT%H:%M:%SZ}"


def servers(size: int, domain: str = "contoso.com") -> list[dict[str, object]]:
    """Make one record of each of many servers."""
    return [event(f"EX{number}.{domain}", number) for number in range(size // 250)]


def jumps(size: int) -> list[dict[str, object]]:
    """Make records of a clock that is set forward again and again."""
    return [
        event("EX0", number, instant(number, 60), instant(number), provider=_CLOCK, id=1)
        for number in range(size // 280)
    ]


def tables(size: int) -> dict[str, str]:
    """Make many tables that name no server, of one record in local time each."""
    return {
        f"app{number}.csv": "Level,Date and Time,Source,Event ID,Task Category\r\n"
        f"Error,02/01/2026 10:{number % 60:02d}:00 AM,MSExchangeTransport,12014,TransportService,"
        f'"No certificate contains the domain name m{number}.contoso.com"\r\n'
        for number in range(size // 250)
    }


def queues(number: int) -> str:
    """Make queues that wait, as a list has them."""
    return "[PS] C:\\>Get-Queue -Server EX01 | fl\n\n" + "".join(
        f"Identity : EX01\\{one}\nDeliveryType : DnsConnectorDelivery\nStatus : Retry\n"
        f"NextHopDomain : d{one}.example.net\nMessageCount : 4\nLastError : [{{LED=454 4.7.5 "
        f"Certificate validation failure}};{{MSG=}};{{FQDN=mx.d{one}.example.net}};"
        "{IP=203.0.113.7};{LRT=11/18/2026 9:40:11 AM}]\n\n"
        for one in range(number)
    )


def console(size: int) -> str:
    """Make send connectors that do not tell their servers, and as many servers' certificates."""
    many = range(size // 400)
    connectors = "".join(
        f"Name : C{number}\nFqdn : m{number}.contoso.com\nTlsCertificateName : \n\n"
        for number in many
    )
    certificates = "".join(
        f"[PS] C:\\>Get-ExchangeCertificate -Server EX{number} | fl\n\n"
        f"Thumbprint : {number:040X}\nServices : SMTP\nSubject : CN=EX{number}\n"
        f"NotAfter : 2027-01-02 10:00:00\nCertificateDomains : {{EX{number}}}\n\n"
        for number in many
    )
    return f"[PS] C:\\>Get-SendConnector | fl\n\n{connectors}{certificates}"


_OWN: Final = (
    "[PS] C:\\>Get-TransportService EX01 | fl\n\nName : EX01\n"
    f"InternalTransportCertificateThumbprint : {'AB' * 20}\n"
)
# What costs here is no single file, but many servers or files beside each other.
CASES: Final[dict[str, Callable[[int], dict[str, str]]]] = {
    "case: servers": lambda size: {"a.json": json.dumps(servers(size))},
    "case: names of each server": lambda size: {
        "a.json": json.dumps(
            [
                event(f"EX{number // 10}", number, f"m{number % 10}.contoso.com", "Default")
                for number in range(size // 250)
            ]
        )
    },
    "case: servers, one clock jumps": lambda size: {
        "a.json": json.dumps([*jumps(280), *servers(size)])
    },
    "case: a clock jumps": lambda size: {"a.json": json.dumps(jumps(size))},
    "case: namesakes": lambda size: {
        "a.json": json.dumps(servers(size // 3)),
        "b.json": json.dumps(
            [
                event(name, 2 * number + at)
                for number in range(size // 750)
                for at, name in enumerate((f"EX{number}", f"EX{number}.fabrikam.com"))
            ]
        ),
    },
    "case: guessed servers": lambda size: {
        "a.json": json.dumps(servers(size // 2)),
        **{
            f"SRV{number}_certs.txt": f"Thumbprint : {number:040X}\nServices : SMTP\n"
            for number in range(size // 500)
        },
    },
    "case: tables beside a console": lambda size: {"console.txt": _OWN, **tables(size)},
    "case: tables beside a log": lambda size: {
        "a.json": json.dumps([event("EX01", number) for number in range(size // 500)]),
        **tables(size // 2),
    },
    "case: queues": lambda size: {"a.txt": queues(size // 300)},
    "case: connectors of no server": lambda size: {"a.txt": console(size)},
}
