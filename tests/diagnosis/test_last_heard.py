"""A transport service that has gone silent: whether something else shows it at work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail.model.vocabulary import Verdict
from certtrail.pipeline import diagnose

if TYPE_CHECKING:
    from pathlib import Path

HEAD: Final = "Level,Date and Time,Source,Event ID,Task Category\n"
CONFIGURED: Final = "16028,Configuration,Done."
SHOWN: Final = """[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl Thumbprint,NotAfter,Subject

Thumbprint : 3D3D3D3D3D3D3D3D3D3D3D3D3D3D3D3D3D3D3D3D
NotAfter   : 30.05.2030 23:59:59
Services   : IIS, SMTP
Subject    : CN=mail.contoso.com

C:\\>openssl s_client -connect mail.contoso.com:{port} -starttls smtp
CONNECTED(000001AC)
---
Certificate chain
 0 s:CN=mail.contoso.com
   i:CN=Corvid CA
   v:NotBefore: Nov 12 00:00:00 2026 GMT; NotAfter: May 30 23:59:59 2030 GMT
---
subject=CN=mail.contoso.com
issuer=CN=Corvid CA
Verify return code: 0 (ok)
---
250 XRDST
"""
SENT: Final = (
    "#Software: Microsoft Exchange Server\n#Version: 15.0.0.0\n"
    "#Log-type: SMTP Receive Protocol Log\n#Date: 2026-11-{day}T00:00:00.000Z\n"
    "#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,"
    "event,data,context\n"
    "2026-11-{day}T09:00:00.000Z,EX01\\Relay,08DE2A41C09F77B1,6,10.0.0.1:25,10.0.0.2:5,*,,"
    "Sending certificate\n"
    "2026-11-{day}T09:00:00.001Z,EX01\\Relay,08DE2A41C09F77B1,7,10.0.0.1:25,10.0.0.2:5,*,"
    "CN=mail.contoso.com,Certificate subject\n"
    "2026-11-{day}T09:00:00.002Z,EX01\\Relay,08DE2A41C09F77B1,8,10.0.0.1:25,10.0.0.2:5,*,"
    "3D3D3D3D3D3D3D3D3D3D3D3D3D3D3D3D3D3D3D3D,Certificate thumbprint\n"
)


def log(hours: range) -> str:
    """Write a log of twenty days; transport writes in the first ten, on two only if once a day.

    Args:
        hours: of each of these days in which it writes.
    """
    rows = [
        f"Information,2026-11-{day:02d} {hour:02d}:10:00,{source}"
        for day in range(1, 21)
        for hour in range(24)
        for source in ("ESENT,326,General,Attached.", "MSExchange Common,106,General,Counter.")
    ]
    rows += [
        f"Information,2026-11-{day:02d} {hour:02d}:30:00,MSExchangeTransport,{CONFIGURED}"
        for day in (range(1, 11) if len(hours) > 1 else (8, 10))
        for hour in hours
    ]
    return HEAD + "\n".join(rows) + "\n"


def verdict(folder: Path, hours: range, **texts: str) -> Verdict:
    """Judge the one server of a log and of other texts."""
    (folder / "EX01_Application.csv").write_text(log(hours))
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text)
    (server,) = diagnose([folder], engine="plain").servers
    return server.verdict


@pytest.mark.parametrize(
    "text", [SHOWN.format(port=25), SENT.format(day=14)], ids=["asked", "protocol log"]
)
def test_one_that_seldom_writes_and_is_seen_at_work(tmp_path: Path, text: str) -> None:
    """It answered after its last word: there is nothing that it should have written."""
    assert verdict(tmp_path, range(8, 9), shown=text) is Verdict.HEALTHY


@pytest.mark.parametrize(
    "text", [SHOWN.format(port=995), SENT.format(day="09"), ""], ids=["POP", "before", "nothing"]
)
def test_one_that_nothing_shows_at_work_later(tmp_path: Path, text: str) -> None:
    """Another service, or a session before its last word, is no sign of it."""
    assert verdict(tmp_path, range(8, 9), shown=text) is Verdict.UNKNOWN


def test_one_that_wrote_each_hour_and_stopped(tmp_path: Path) -> None:
    """Its silence is news, whoever else answers at port 25."""
    assert verdict(tmp_path, range(24), shown=SHOWN.format(port=25)) is Verdict.UNKNOWN
