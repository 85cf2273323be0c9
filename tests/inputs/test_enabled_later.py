"""Services that a console gives a certificate below the list that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail.inputs.reading import read_files
from certtrail.inputs.walk import FoundFile
from certtrail.model.record_filter import RecordFilter

if TYPE_CHECKING:
    from pathlib import Path

A, B = "A1" * 20, "B2" * 20
LIST = f"""[PS] C:\\>hostname
EX01
[PS] C:\\>Get-ExchangeCertificate

Thumbprint                                Services   Subject
----------                                --------   -------
{A}  .......    CN=mail.contoso.com

"""
ERROR = """A special Rpc error occurs on server EX01: The certificate was not found.
    + CategoryInfo          : InvalidOperation: (:) [Enable-ExchangeCertificate], InvalidOperation
"""


@pytest.mark.parametrize(
    ("below", "services"),
    [
        (f"[PS] C:\\>Enable-ExchangeCertificate -Thumbprint {A} -Services IIS,SMTP\n", "IIS SMTP"),
        (f"[PS] C:\\>Enable-ExchangeCertificate {A} -Services 'SMTP' -Force\n", "SMTP"),
        (f"[PS] C:\\>Enable-ExchangeCertificate -Thumbprint {B} -Services SMTP\n", ""),
        (f"[PS] C:\\>Enable-ExchangeCertificate -Thumbprint {A} -Services SMTP\n{ERROR}", ""),
        (f"[PS] C:\\>Enable-ExchangeCertificate -Server EX02 -Thumbprint {A} -Services SMTP\n", ""),
        (f"Please run Enable-ExchangeCertificate -Thumbprint {A} -Services SMTP\n", ""),
    ],
)
def test_services(tmp_path: Path, below: str, services: str) -> None:
    """Only a command that was typed for it, on its server, and did not fail counts."""
    path = tmp_path / "console.txt"
    path.write_text(f"{LIST}{below}[PS] C:\\>\n")
    found = read_files([FoundFile(path, path.name, True)], RecordFilter())
    (one,) = [each for each in found.inventory.certificates if each.thumbprint == A]
    assert one.services == frozenset(services.split())
