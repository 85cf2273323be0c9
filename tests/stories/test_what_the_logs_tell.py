"""What the logs tell beside a finding: the act on a listed certificate, and what is left to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from samples.generator.exchange_exports import listed

from certtrail.pipeline import diagnose
from certtrail.reports.reply import reply
from certtrail.reports.speech import Speech
from certtrail.text.languages import ENGLISH_READER
from tests.stories.exports import Export, thumbprint

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Diagnosis, Finding

DAY = 24
X, Y, P, E1, E2 = (thumbprint(name) for name in ("x", "y", "public", "e1", "e2"))


def found(diagnosis: Diagnosis, rule: str) -> Finding:
    """Give the only finding of a rule."""
    (finding,) = [one for one in diagnosis.findings if one.rule == rule]
    return finding


def certificate(thumb: str, **more: str) -> dict[str, str]:
    """Describe a certificate of the list."""
    return {
        "CertificateDomains": "{mail.contoso.com}",
        "HasPrivateKey": "True",
        "IsSelfSigned": "False",
        "Issuer": "CN=Contoso CA",
        "NotAfter": "7/10/2028 6:00:00 AM",
        "NotBefore": "1/10/2026 6:00:00 AM",
        "RootCAType": "ThirdParty",
        "Services": "IIS, SMTP",
        "Status": "Valid",
        "Subject": "CN=mail.contoso.com",
        "Thumbprint": thumb,
        **more,
    }


def write_list(folder: Path, internal: str, *certificates: dict[str, str]) -> None:
    """Paste a list, and which certificate has the internal role."""
    service = {"Name": "EX01", "InternalTransportCertificateThumbprint": internal}
    text = listed([*certificates, service], 200)
    (folder / "list.txt").write_text(f"[PS] C:\\>Get-ExchangeCertificate -Server EX01\r\n{text}")


@pytest.mark.parametrize("target", [P, Y])
def test_a_finding_of_a_list_tells_the_act_in_the_logs(tmp_path: Path, target: str) -> None:
    """Who gave a public certificate the role, and when, is in the cmdlets' log; of another not."""
    export = Export()
    export.clutter(8 * DAY)
    export.cmdlet(50, "Enable-ExchangeCertificate", f'-Thumbprint "{target}" -Services "SMTP"')
    export.write(tmp_path)
    own = {"IsSelfSigned": "True", "Issuer": "CN=EX01", "Subject": "CN=EX01"}
    names = {"CertificateDomains": "{EX01, EX01.contoso.com}", "RootCAType": "Registry"}
    write_list(tmp_path, P, certificate(P), certificate(Y, **own, **names))
    finding = found(diagnose(tmp_path, engine="plain"), "public-certificate-as-internal")
    words = ("Enable-ExchangeCertificate", "2026-03-04 08:00 UTC", "contoso.com/Users/Admin")
    assert all(word in finding.cause for word in words) == (target == P)
    assert any(item.channel == "MSExchange Management" for item in finding.evidence) == (
        target == P
    )


def repaired(folder: Path, *, ending: bool) -> Diagnosis:
    """Lose the right to a key for three days; the certificate is enabled again, and all is well."""
    export = Export()
    export.every(1, 2 * DAY, 5 * DAY, 12024, X, E1)
    export.cmdlet(5 * DAY, "Enable-ExchangeCertificate", f'-Thumbprint "{X}" -Services "SMTP"')
    export.restart(5 * DAY + 0.2)
    if ending:
        export.every(4, 6 * DAY, 20 * DAY, 12017, X, f"HOURS-{60 * DAY}")
    export.clutter(20 * DAY)
    export.write(folder)
    own = {"IsSelfSigned": "True", "Issuer": "CN=EX01", "Subject": "CN=EX01"}
    names = {"CertificateDomains": "{EX01, EX01.contoso.com}", "RootCAType": "Registry"}
    write_list(folder, X, certificate(X, **own, **names))
    return diagnose(folder, engine="plain")


def test_what_was_repaired_leaves_nothing_to_do(tmp_path: Path) -> None:
    """No new certificate for one that is valid for years; nobody is asked what the log tells."""
    diagnosis = repaired(tmp_path, ending=False)
    finding = found(diagnosis, "internal-certificate-recovered")
    steps = " ".join(finding.remedy)
    assert "Find out what took the right to its key away" in steps
    assert "New-ExchangeCertificate" not in steps
    assert "EdgeSubscription" not in steps
    assert finding.questions == ()
    assert {str(server.verdict) for server in diagnosis.servers} == {"healthy"}
    letter = reply(diagnosis, Speech(ENGLISH_READER))
    assert "we found no trouble that is still open" in letter
    assert "Please" not in letter


def test_one_that_ends_soon_gets_a_successor(tmp_path: Path) -> None:
    """The near miss: it is loaded again, and warned of."""
    diagnosis = repaired(tmp_path, ending=True)
    warned = found(diagnosis, "internal-certificate-expiring")
    assert "New-ExchangeCertificate" in " ".join(warned.remedy)
    # One repair is asked for once: the other finding points there.
    told = " ".join(found(diagnosis, "internal-certificate-recovered").remedy)
    assert "New-ExchangeCertificate" not in told
    assert f'as the finding "{warned.title}" says' in told


def test_a_record_counts_once(tmp_path: Path) -> None:
    """What two facts tell of is one record; the act and the start are one more each."""
    export = Export()
    export.every(2, 2 * DAY, 4 * DAY, 12024, X, E1)
    export.cmdlet(4 * DAY, "New-ExchangeCertificate", '-Services "SMTP" -Force "True"')
    export.restart(4 * DAY + 0.1)
    export.clutter(20 * DAY)
    diagnosis = diagnose(export.write(tmp_path), engine="plain")
    finding = found(diagnosis, "renewal-effective")
    assert finding.count == 24 + 1 + 1
    assert any("12024" in text for text in finding.confirm)
    assert not any("12017" in text for text in finding.confirm)
