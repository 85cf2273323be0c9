"""What the scripts of a renewal tool printed of their acts, and whose the log is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import certtrail
from tests.inputs.pasted import told

if TYPE_CHECKING:
    from pathlib import Path

A, B = "A1" * 20, "B2" * 20
STAMP = "2026-09-08 03:12:{}.411 +02:00 "
BEGUN = STAMP.format(11) + f"[INF] Script C:\\w\\Import.ps1 starting with parameters {A} SMTP 1\n"
FORCED = (
    STAMP.format(17)
    + f"[INF] Enable-ExchangeCertificate -Thumbprint {A} -Services IIS,SMTP -Force\n"
)
REMOVED = STAMP.format(29) + f"[INF] Removing old certificate {B}\n"
DUE = STAMP.format(31) + "[INF] Next renewal scheduled at 2026-10-22 03:10\n"
LIST = """[PS] C:\\>Get-ExchangeCertificate -Server {server} | fl

CertificateDomains : {{mail.contoso.com}}
HasPrivateKey      : True
IsSelfSigned       : False
Issuer             : CN=Contoso CA
NotAfter           : 12/15/2027 12:00:00 AM
NotBefore          : 1/15/2025 12:00:00 AM
Services           : IIS, SMTP
Status             : Valid
Subject            : CN=mail.contoso.com
Thumbprint         : {thumbprint}

"""


def test_acts_with_their_times() -> None:
    """The cmdlet with -Force, and the removal; no row of a list is made of either line."""
    found = told(BEGUN + FORCED + REMOVED + DUE)
    acts = [(one.time // 10**9, dict(one.fields)) for one in found.of("console-command")]
    enabled = {"verb": "enabled", "thumbprint": A, "smtp": True, "refused": False, "forced": True}
    removed = {"verb": "removed", "thumbprint": B, "smtp": False, "refused": False}
    assert acts == [(1788829937, enabled), (1788829949, removed)]
    assert not found.inventory.certificates
    (run,) = found.of("script-run")
    assert run.fields["next_run"] == "2026-10-22 03:10"


def test_what_an_error_follows_was_not_done() -> None:
    """As for what is typed: an error below it."""
    error = STAMP.format(18) + "[ERR] Script error\n"
    (act,) = told(BEGUN + FORCED + error).of("console-command")
    assert act.fields["refused"] is True


def test_whose_log_it_is(tmp_path: Path) -> None:
    """Of the server whose list alone has the certificate; of two nobody's."""
    (tmp_path / "wacs.txt").write_text(" " + BEGUN + " " + FORCED, "utf-8")
    lists = tmp_path / "lists.txt"
    lists.write_text(
        LIST.format(server="EX01", thumbprint=A) + LIST.format(server="EX02", thumbprint=B), "utf-8"
    )
    assert servers_of(tmp_path) == {"EX01"}
    lists.write_text(
        LIST.format(server="EX01", thumbprint=A) + LIST.format(server="EX02", thumbprint=A), "utf-8"
    )
    assert servers_of(tmp_path) == {""}


def servers_of(folder: Path) -> set[str]:
    """Give the servers of the acts that texts tell."""
    facts = certtrail.open(folder).facts()
    return set(facts[facts["kind"] == "console-command"]["server"])
