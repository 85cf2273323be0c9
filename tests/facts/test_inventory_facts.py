"""What exports describe is there for rules, as facts with the fields that are documented."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samples.generator.exchange_exports import listed

from certtrail import pipeline
from certtrail.rulebook.fact_kinds import FACT_FIELDS

if TYPE_CHECKING:
    from pathlib import Path

A = "1851CC210401E7DB7C6FC614295D24A45715D5AA"


def test_exports_make_facts(tmp_path: Path) -> None:
    """Known values only, each with its type; the server is that of the command."""
    lists = listed(
        [
            {"Thumbprint": A, "Services": "IIS, SMTP", "Subject": "CN=EX01", "Status": "Valid"},
            {"Name": "Mail", "Fqdn": "", "TlsCertificateName": "", "AuthMechanism": "Tls"},
            {"Name": "EX01", "InternalTransportCertificateThumbprint": A},
        ]
    )
    (tmp_path / "a.txt").write_text(f"[PS] C:\\>Get-ExchangeCertificate -Server EX01\r\n{lists}")
    facts = {fact.kind: fact for fact in pipeline.analysed([tmp_path])[1].facts.facts}
    assert facts["certificate"].fields["services"] == "IIS, SMTP"
    assert facts["certificate"].fields["smtp"] is True
    assert "not_after" not in facts["certificate"].fields
    assert facts["connector"].fields["tls"] is True
    assert facts["connector"].fields["fqdn"] == ""
    assert facts["transport-service"].fields == {"internal": A, "stands": True}
    for kind in ("certificate", "connector", "transport-service"):
        assert facts[kind].server == "EX01"
        assert set(facts[kind].fields) <= FACT_FIELDS[kind]
