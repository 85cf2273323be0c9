"""Alerts of a monitor: the host that they are about is the server of what they show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail import pipeline
from certtrail.text.filters import UNNAMED

if TYPE_CHECKING:
    from pathlib import Path

ALERT = """\
Von: Monitoring <nagios@contoso.example>
Gesendet: Samstag, 21. November 2026 03:12
Betreff: ** PROBLEM Service Alert: KVA-MX02/Eventlog Application is CRITICAL **

{}
Service: Eventlog Application
{}
State: CRITICAL

   ProviderName: MSExchangeTransport

TimeCreated                     Id LevelDisplayName Message
-----------                     -- ---------------- -------
21.11.2026 03:04:12          12014 Error            Microsoft Exchange could not find a certi...
21.11.2026 02:49:11          12014 Error            Microsoft Exchange could not find a certi...
"""


def servers(tmp_path: Path, text: str) -> set[str]:
    """Give the servers of the records of a mail."""
    path = tmp_path / "mail.txt"
    path.write_text(text, "utf-8")
    return set(pipeline.read([path]).events["computer"])


@pytest.mark.parametrize(
    ("kind", "host", "expected"),
    [
        ("Notification Type: PROBLEM", "Host: KVA-MX02", "KVA-MX02"),
        ("Notification Type: PROBLEM", "> Host:    KVA-MX02", "KVA-MX02"),
        ("Notification Type: PROBLEM", "Hostname: kva-mx02.contoso.com", "kva-mx02.contoso.com"),
        # Of two hosts nobody knows which, and the monitor itself is none.
        ("Notification Type: PROBLEM", "Host: KVA-MX02\nHost: KVA-MX03", UNNAMED),
        ("Notification Type: PROBLEM", "Host: localhost", UNNAMED),
    ],
)  # fmt: skip
def test_the_host_of_an_alert(tmp_path: Path, kind: str, host: str, expected: str) -> None:
    """It is the server of events that name none."""
    assert servers(tmp_path, ALERT.format(kind, host)) == {expected}


def test_a_host_without_an_alert(tmp_path: Path) -> None:
    """Any text can have a line that begins so."""
    text = ALERT.format("X", "Host: KVA-MX02").replace("Service Alert", "Subject")
    assert servers(tmp_path, text) == {UNNAMED}
