"""A certificate that would do, were its key there: its link is mended before another is got."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

BARE: Final = "8D3C5E7F9A1B2C4D6E8F0A1B3C5D7E9F1A2B4C6D"
KEYED: Final = "1F2E3D4C5B6A79880716253443526170A9B8C7D6"
HEAD: Final = "Level,Date and Time,Source,Event ID,Task Category\n"
MISSED: Final = (
    "Error,2026-11-25 15:43:26,MSExchangeTransport,12014,TransportService,"
    '"Microsoft Exchange could not find a certificate that contains the domain name '
    "mail.tailspin.example in the personal store on the local computer. Therefore, it is unable "
    "to support the STARTTLS SMTP verb for the connector Partners with a FQDN parameter of "
    'mail.tailspin.example."\n'
)
OVER: Final = (
    "Error,2026-11-25 15:43:26,MSExchangeTransport,12016,TransportService,"
    '"There is no valid SMTP Transport Layer Security (TLS) certificate for the FQDN of '
    "mail.tailspin.example. The existing certificate for that FQDN has expired. The continued use "
    f'of that FQDN will cause mail flow problems. Thumbprint: {KEYED}"\n'
)
STORE: Final = (
    "[PS] C:\\>hostname\nEX7\n[PS] C:\\>certutil -store my\nmy\n"
    "================ Certificate 0 ================\nSerial Number: 03a1b4411e\n"
    "Issuer: CN=Some CA\n NotBefore: 2026-11-23 01:00\n NotAfter: {end}\n"
    "Subject: CN={name}\nNon-root Certificate\nCert Hash(sha1): {bare}\n{key}\n"
    "CertUtil: -store command completed successfully.\n"
)
LOST: Final = "No key provider information"
GONE: Final = "  Provider = Microsoft RSA SChannel Cryptographic Provider\nMissing stored keyset"
WORKS: Final = (
    "  Key Container = 7c1a\n  Provider = Microsoft RSA SChannel Cryptographic Provider\n"
    "Encryption test passed"
)


def steps(folder: Path, log: str, **store: str) -> str:
    """Give what is to be done about the event, where such a certificate is in the store."""
    known = {"end": "2027-06-10 00:59", "name": "mail.tailspin.example", "bare": BARE, **store}
    (folder / "app.csv").write_text(HEAD + log)
    (folder / "store.txt").write_text(STORE.format(**known))
    findings = pipeline.diagnose(folder, server="EX7").findings
    found = [one for one in findings if one.rule.startswith("starttls-certificate-")]
    return "\n".join(str(step) for one in found for step in one.remedy)


@pytest.mark.parametrize("log", [MISSED, OVER])
@pytest.mark.parametrize("key", [LOST, GONE])
def test_the_link_comes_first(tmp_path: Path, log: str, key: str) -> None:
    """It is tried before a new certificate, and the certificate is named."""
    told = steps(tmp_path, log, key=key)
    assert f"-repairstore my {BARE}" in told
    assert told.index("-repairstore") < told.index("Enable-ExchangeCertificate")
    assert "New-ExchangeCertificate" not in told


@pytest.mark.parametrize(
    "store",
    [
        {"key": WORKS},
        {"key": LOST, "name": "owa.tailspin.example"},
        {"key": LOST, "end": "2026-11-24 00:59"},
    ],
)
def test_what_is_no_help(tmp_path: Path, store: dict[str, str]) -> None:
    """One with its key, of another name, or that is over is not to be mended."""
    told = steps(tmp_path, MISSED, **store)
    assert told
    assert "-repairstore" not in told
