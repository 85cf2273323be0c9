"""Warnings of the internal certificate, and a list that has one made since, beside refused logons.

Truth first: 12017 stopped two days before the end of the log, and the new one was made after that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from samples.generator.exchange_exports import listed

from certtrail.pipeline import diagnose
from tests.stories.exports import Export, thumbprint

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Finding

DAY = 24
X, Y = thumbprint("x"), thumbprint("y")
OWN = {
    "CertificateDomains": "{EX01, EX01.contoso.com}",
    "HasPrivateKey": "True",
    "IsSelfSigned": "True",
    "Issuer": "CN=EX01",
    "Services": "SMTP",
    "Status": "Valid",
    "Subject": "CN=EX01",
}
OLD = {"NotAfter": "4/15/2026 6:00:00 AM", "NotBefore": "4/15/2021 6:00:00 AM", "Thumbprint": X}


def found(folder: Path, made: str, role: str) -> dict[str, Finding]:
    """Give the findings by rule."""
    export = Export()
    export.every(4, 1, 8 * DAY, 12017, X, f"HOURS-{45 * DAY}")
    for hour in range(2, 10 * DAY, 7):
        where = ("LogonDenied", "Client Frontend EX01", "Login", "192.0.2.77")
        export.transport(hour, 1035, *where, provider="MSExchangeFrontEndTransport")
    export.clutter(10 * DAY, step=4)
    export.write(folder)
    new = {"NotAfter": "3/11/2031 6:00:00 PM", "NotBefore": made, "Thumbprint": Y}
    text = listed([OWN | OLD, OWN | new], 200)
    if role:
        service = {"Name": "EX01", "InternalTransportCertificateThumbprint": role}
        text += f"[PS] C:\\>Get-TransportService EX01 | fl\r\n{listed([service], 200)}"
    (folder / "list.txt").write_text(f"[PS] C:\\>Get-ExchangeCertificate -Server EX01\r\n{text}")
    return {one.rule: one for one in diagnose(folder, engine="plain").findings}


def test_what_was_made_since_is_most_likely_its_successor(tmp_path: Path) -> None:
    """Nobody is told that it has no role, or to make a third one before that was looked at."""
    rules = found(tmp_path, "3/11/2026 6:00:00 PM", "")
    warned = rules["internal-certificate-expiring"]
    assert warned.severity == "low"
    assert "most likely this was renewed already" in warned.cause
    assert any(f"If it names {Y}, it has the role already" in step for step in warned.remedy)
    assert "longer-lived-certificate-at-hand" not in rules


@pytest.mark.parametrize(
    ("made", "role"),
    # Before the warnings it was made for something else; and what a list names is no guess.
    [("2/11/2026 6:00:00 PM", ""), ("3/11/2026 6:00:00 PM", X)],
)
def test_otherwise_it_is_still_to_be_renewed(tmp_path: Path, made: str, role: str) -> None:
    """It is work to plan, as before."""
    rules = found(tmp_path, made, role)
    assert rules["internal-certificate-expiring"].severity == "medium"


def test_what_a_list_shows_to_have_the_role_leads_nothing(tmp_path: Path) -> None:
    """The other has it: nothing is open."""
    rules = found(tmp_path, "3/11/2026 6:00:00 PM", Y)
    assert "internal-certificate-expiring" not in rules
    assert "renewal-shown" in rules
