"""Texts in which nothing is, and of which nobody has to send more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

SETUP: Final = (
    "[10/22/2026 15:10:01.0000] [0] Starting Microsoft Exchange Server 2019 Setup\n"
    "[10/22/2026 15:10:02.0000] [0] Installing the certificate of the site\n"
    "[10/22/2026 15:11:55.0655] [1] [ERROR] {}\n"
    "[10/22/2026 15:11:56.0000] [0] The Exchange Server setup operation didn't complete.\n"
    "[10/22/2026 15:11:57.0000] [0] End of Setup\n"
)
KLOG: Final = (
    'E1115 10:01:22.123456    1234 reflector.go:138] Get "https://10.0.0.1:6443/api": x509: '
    "certificate is valid for 10.96.0.1, not 10.0.0.1\n"
    "E1115 10:01:23.123456    1234 reflector.go:138] x509: certificate has expired\n"
)
ASKED: Final = (
    "[PS] C:\\>New-EdgeSubscription -FileName C:\\temp\\EDGE1.xml\n\nConfirm\nIf you create an "
    "Edge Subscription, this Edge Transport server will be managed via EdgeSync replication.\n"
    '[Y] Yes  [A] Yes to All  [N] No  [L] No to All  [?] Help (default is "Y"): '
)
STEPS: Final = (
    "How to renew the Edge subscription\n\n1. On the Edge server:\nNew-EdgeSubscription -FileName "
    '"C:\\Edge.xml"\n2. On the mailbox server:\nRemove-EdgeSubscription -Identity EDGE01\n'
    "3. Start-EdgeSynchronization\n"
)


@pytest.mark.parametrize(
    ("text", "aside"),
    [
        (SETUP.format("The error code is: 8224."), True),
        (SETUP.format("Ein Zertifikat wurde nicht gefunden."), False),
        (SETUP.format("x\nCryptographicException: y"), False),
        (KLOG, True),
        (
            f"{KLOG}E1115 10:01:24.123456    1234 notify.go:7] mail: x509: unknown authority\n",
            False,
        ),
        ("2026-11-15 10:01:22 ERROR send: x509: certificate has expired\n", False),
        (STEPS, True),
        (f"{ASKED}n\n", True),
        (f"{ASKED}N\n[PS] C:\\>\n", True),
        (f"{ASKED}y\n", False),
        (f"{ASKED}n\n[PS] C:\\>Get-Mailbox\nIt cannot load the certificate.\n", False),
        ("Get-ExchangeCertificate | fl\nGet-SendConnector | fl\n", False),
        ("# Errors\n| message | meaning |\n| x509: certificate has expired | renew |\n", True),
        ("[ERROR] The certificate is expired.\n\nPosted in Exchange | 12 comments\n", True),
    ],
)
def test_nobody_is_asked_for_it_again(tmp_path: Path, text: str, aside: bool) -> None:
    """Of what may be of mail or of a certificate all the same, one is."""
    (tmp_path / "a.log").write_text(text, "utf-8")
    (report,) = pipeline.read([tmp_path]).inputs
    assert report.complete is aside
    assert any("Left aside" in note for note in report.notes) is aside
