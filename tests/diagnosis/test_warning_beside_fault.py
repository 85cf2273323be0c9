"""A warning of an end that is weeks away, beside a connector that finds no certificate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

HEAD = '"TimeCreated","MachineName","ProviderName","Id","LevelDisplayName","Message"\n'
WARNED = (
    "The internal transport certificate will expire soon. "
    "Thumbprint:3F2A9C0D51E87B64AA10C3F4D5E6071829384A5B, hours remaining: {}"
)
MISSING = (
    "Microsoft Exchange could not find a certificate that contains the domain name "
    "mail.contoso.com in the personal store on the local computer. Therefore, it is unable to "
    "support the STARTTLS SMTP verb for the connector Default Frontend EX01 with a FQDN parameter "
    "of mail.contoso.com."
)
NO_PART = "It is not why a certificate for mail.contoso.com is missing on Default Frontend EX01"


def row(at: str, number: int, said: str) -> str:
    """Write one row of a table of events."""
    return f'"{at}","EX01.contoso.com","MSExchangeTransport","{number}","Error","{said}"\n'


@pytest.mark.parametrize(
    ("hours", "missing", "severity"),
    [(1327, True, "LOW"), (2000, True, "LOW"), (1327, False, "MEDIUM"), (100, True, "HIGH")],
)
def test_the_warning_has_no_part_in_the_fault(
    tmp_path: Path, hours: int, severity: str, *, missing: bool
) -> None:
    """It is planning beside a fault, which it did not make; its own haste stays."""
    rows = [row("2026-11-19 02:02:11", 12017, WARNED.format(hours + 8))]
    rows += [row("2026-11-19 09:40:11", 12014, MISSING)] if missing else []
    rows += [row("2026-11-19 10:02:11", 12017, WARNED.format(hours))]
    (tmp_path / "events.csv").write_text(HEAD + "".join(rows))
    found = {one.rule: one for one in pipeline.diagnose(tmp_path).findings}
    warned = found["internal-certificate-expiring"]
    assert warned.severity.name == severity
    assert (NO_PART in warned.cause) == (missing and hours > 720)
