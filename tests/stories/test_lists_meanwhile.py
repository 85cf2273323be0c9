"""A list that was made while 12014 went on, and that shows a good certificate with the name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from samples.generator.exchange_exports import listed

from certtrail.pipeline import diagnose
from tests.stories.exports import Export, thumbprint

if TYPE_CHECKING:
    from pathlib import Path

DAY = 24
X = thumbprint("x")
HEAD = (
    "**********************\r\nWindows PowerShell transcript start\r\nStart time: {0}\r\n"
    "Username: CONTOSO\\a\r\nMachine: EX01 (Microsoft Windows NT 10.0.17763.0)\r\n"
    "**********************\r\n"
)
GOOD = {
    "CertificateDomains": "{mail.contoso.com}",
    "HasPrivateKey": "True",
    "IsSelfSigned": "False",
    "Issuer": "CN=Contoso CA",
    "NotAfter": "4/15/2027 6:00:00 AM",
    "NotBefore": "1/15/2026 6:00:00 AM",
    "RootCAType": "ThirdParty",
    "Services": "IIS, SMTP",
    "Status": "Valid",
    "Subject": "CN=mail.contoso.com",
    "Thumbprint": X,
}


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ("20260308090000", True),
        # Before it began, after the last record, near to that in an unknown zone, or of no time.
        ("20260303090000", False),
        ("20260313090000", False),
        ("20260312020000", False),
        ("", False),
    ],
)
def test_nothing_was_missing_then(tmp_path: Path, made: str, said: bool) -> None:
    """The events go from 5 to 12 March; what the list shows was no help to them."""
    export = Export()
    where = ("mail.contoso.com", "Default Frontend EX01")
    provider = "MSExchangeFrontEndTransport"
    export.every(4, 3 * DAY, 10 * DAY, 12014, *where, provider=provider)
    export.clutter(10 * DAY, step=4)
    export.write(tmp_path)
    head = HEAD.format(made) if made else ""
    text = f"{head}[PS] C:\\>Get-ExchangeCertificate -Server EX01\r\n{listed([GOOD], 200)}"
    (tmp_path / "list.txt").write_text(text)
    found = diagnose(tmp_path, engine="plain").findings
    (cause,) = [one.cause for one in found if one.rule == "starttls-certificate-missing"]
    assert (f"a list that was made in between has {X}" in cause) is said
