"""A certificate that has the name and a key that Exchange does not take, from lists of any form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail import pipeline
from tests.stories.exports import Export, thumbprint

if TYPE_CHECKING:
    from pathlib import Path

ONE = thumbprint("the new one")
OWN = thumbprint("the server's own")
ECC, RSA = "1.2.840.10045.2.1", "1.2.840.113549.1.1.1"
CERTUTIL = (
    "C:\\>certutil -v -store my\nmy\n{head}\nX509 {sort}:\n"
    "Version: 3\n{serial}: 0a4f1d2c\n{signed}:\n    {oid}: 1.2.840.10045.4.3.3 sha384ECDSA\n"
    "{issuer}:\n    CN=Contoso ECC CA\n {begin}: 01.03.2026 11:00\n {end}: 30.08.2026 09:59\n"
    "{subject}:\n    CN=mail.contoso.com\n\n{key}:\n    {oid}: {algorithm}\n"
    "{length}: {bits} {unit}\n"
    "Cert Hash(sha1): {thumbprint}\n  Provider = Microsoft Software Key Storage Provider\n"
    "Encryption test passed\nCertUtil: -store\n"
)
LABELS = (
    *("head", "sort", "serial", "signed", "issuer", "oid", "begin", "end", "subject", "key"),
    *("length", "unit"),
)
ENGLISH = (
    *("================ Certificate 0 ================", "Certificate", "Serial Number"),
    *("Signature Algorithm", "Issuer", "Algorithm ObjectId", "NotBefore", "NotAfter", "Subject"),
    *("Public Key Algorithm", "Public Key Length", "bits"),
)
GERMAN = (
    *("================ Zertifikat 0 ================", "Zertifikat", "Seriennummer"),
    *("Signaturalgorithmus", "Aussteller", "Algorithmus Objekt-ID", "Nicht vor", "Nicht nach"),
    *("Antragsteller", "Öffentlicher Schlüssel-Algorithmus", "Länge öffentlicher Schlüssel"),
    "Bits",
)
LOOK = "See what the connector looks for"
OF_EXCHANGE = (
    "[PS] C:\\>Get-ExchangeCertificate | fl Thumbprint,Services,Subject,NotAfter\n\n"
    f"Thumbprint : {OWN}\nServices   : SMTP\nSubject    : CN=EX01\n"
    "NotAfter   : 8/30/2029 9:59:00 AM\n\n"
)


def dumped(labels: tuple[str, ...], algorithm: str, bits: int) -> str:
    """Write what certutil -v prints of it in a language."""
    words = dict(zip(LABELS, labels, strict=True))
    return CERTUTIL.format(**words, algorithm=algorithm, bits=bits, thumbprint=ONE)


def remedy(folder: Path, *texts: str) -> list[str]:
    """Give the steps for the connector that finds no certificate."""
    export = Export()
    export.every(1, 4, 40, 12014, "mail.contoso.com", "Default Frontend EX01")
    export.clutter(48)
    export.write(folder)
    for number, text in enumerate(texts):
        (folder / f"{number}.txt").write_text(text)
    found = pipeline.diagnose(folder).findings
    (missing,) = (one for one in found if one.rule == "starttls-certificate-missing")
    return [missing.cause, *(step for step in missing.remedy if not step.startswith(LOOK))]


@pytest.mark.parametrize("labels", [ENGLISH, GERMAN], ids=["en", "de"])
def test_an_ecdsa_key_in_a_dump(tmp_path: Path, labels: tuple[str, ...]) -> None:
    """It is named, and not enabled; the CA issues it again."""
    told = dumped(labels, f"{ECC} ECC", 256)
    cause, *steps = remedy(tmp_path, told)
    assert f"{ONE} carries the name, but its key is an ECDSA one" in cause
    assert "issue it again with an RSA key" in steps[0]
    assert "-GenerateRequest" in steps[1]
    assert not any(f"-Thumbprint {ONE} -Services" in step for step in steps)


@pytest.mark.parametrize("labels", [ENGLISH, GERMAN], ids=["en", "de"])
def test_an_rsa_key_in_a_dump(tmp_path: Path, labels: tuple[str, ...]) -> None:
    """Who signed it has another key, which does not matter."""
    told = dumped(labels, f"{RSA} RSA", 2048)
    cause, *steps = remedy(tmp_path, told)
    assert "ECDSA" not in cause + "".join(steps)
    assert f"-Thumbprint {ONE} -Services SMTP" in steps[0]


def test_exchange_does_not_list_it(tmp_path: Path) -> None:
    """What only another list shows is looked at before it is enabled."""
    told = dumped(ENGLISH, f"{RSA} RSA", 2048)
    _, *steps = remedy(tmp_path, told, OF_EXCHANGE)
    assert "not in that of Exchange, which leaves out what it cannot use" in steps[0]
    assert any(f"-Thumbprint {ONE} -Services SMTP" in step for step in steps[1:])


def test_exchange_lists_it(tmp_path: Path) -> None:
    """Then there is nothing to look at first."""
    listed = OF_EXCHANGE + (
        f"Thumbprint : {ONE}\nServices   : IIS\nSubject    : CN=mail.contoso.com\n"
        "NotAfter   : 8/30/2026 9:59:00 AM\n\n"
    )
    told = dumped(ENGLISH, f"{RSA} RSA", 2048)
    _, *steps = remedy(tmp_path, told, listed)
    assert not any("not in that of Exchange" in step for step in steps)


def test_exchange_takes_it_for_smtp(tmp_path: Path) -> None:
    """A key that Exchange lists for SMTP is one that it takes, so nobody is told to buy another."""
    listed = OF_EXCHANGE + (
        f"Thumbprint : {ONE}\nServices   : SMTP\nSubject    : CN=mail.contoso.com\n"
        "NotAfter   : 8/30/2026 9:59:00 AM\n\n"
    )
    told = dumped(ENGLISH, f"{ECC} ECC", 256)
    cause, *steps = remedy(tmp_path, told, listed)
    assert "ECDSA" not in cause + "".join(steps)


SERVER = (
    "[PS] C:\\>Get-ExchangeServer | fl Name,AdminDisplayVersion,ServerRole\n\n"
    "Name                : EX01\nAdminDisplayVersion : Version {}\n"
    "ServerRole          : Mailbox\n\n"
)


@pytest.mark.parametrize(
    ("version", "older"),
    [
        ("15.2 (Build 1118.7)", True),
        ("15.1 (Build 2375.7)", True),
        ("15.0 (Build 1497.2)", True),
        ("15.2 (Build 1258.12)", False),
        ("15.1 (Build 2507.6)", False),
        ("15.2 (Build 2562.17)", False),
    ],
)
def test_the_build_decides(tmp_path: Path, version: str, older: bool) -> None:
    """Before CU23 of 2016 and CU13 of 2019 nobody could have switched the support on."""
    told = dumped(ENGLISH, f"{ECC} ECC", 256)
    cause, *steps = remedy(tmp_path, told, SERVER.format(version))
    assert ("and this build is older" in cause) is older
    assert ("switched on" in cause) is not older
    assert ("which this build is older than" in steps[0]) is older
    assert ("EnableEccCertificateSupport" in steps[0]) is not older


def test_exchange_leaves_it_out(tmp_path: Path) -> None:
    """That its own list has no such certificate is said."""
    told = dumped(ENGLISH, f"{ECC} ECC", 256)
    cause, *_ = remedy(tmp_path, told, OF_EXCHANGE)
    assert f"Exchange's own list does not have {ONE}" in cause
