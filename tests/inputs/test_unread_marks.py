"""What would be told of a text alone is told beside what was read of it, too."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

TH: Final = "0C1D2E3F4A5B6C7D8E9F0A1B2C3D4E5F60718293"
BYTES: Final = ":".join(TH[at : at + 2] for at in range(0, 40, 2))
FOURS: Final = " ".join(TH[at : at + 4].lower() for at in range(0, 40, 4))
LIST: Final = (
    "Thumbprint : 1851CC210401E7DB7C6FC614295D24A45715D5AA\nServices   : SMTP\n"
    "Subject    : CN=mail.contoso.com\n"
)
EVENT: Final = (
    "Log Name:      Application\nSource:        MSExchangeTransport\n"
    "Date:          3/29/2024 7:50:02 AM\nEvent ID:      12015\nLevel:         Error\n"
    "Computer:      EX01.contoso.com\nDescription:\nAn internal transport certificate expired. "
    "Thumbprint:1851CC210401E7DB7C6FC614295D24A45715D5AA\n"
)
_SYSTEM: Final = {
    "Provider": {"#attributes": {"Name": "MSExchangeTransport"}},
    "EventID": 12014,
    "Computer": "EX01",
    "EventRecordID": 4711,
}
FORMS: Final = {
    "JSON of a tool": json.dumps({"Event": {"System": _SYSTEM, "EventData": {"Data": TH}}}),
    "JSON of another": json.dumps(
        {"Provider": "MSExchangeTransport", "EventId": 12014, "Payload": json.dumps({"a": TH})}
    ),
    "CSV of a tool": f"1,4711,2024-03-29,12014,Error,MSExchangeTransport,Application,0,{TH}",
    "an old table": (
        "Type   Event   Date Time             Source               ComputerName\n"
        "------ ------- --------------------- -------------------- ------------\n"
        "Error  12014   3/29/2024 7:50:02 AM  MSExchangeTransport  EX01"
    ),
    "x509 -text": (
        "Certificate:\n    Data:\n        Version: 3 (0x2)\n        Validity\n"
        "            Not After : Mar 19 08:00:00 2022 GMT\n        X509v3 extensions:\n"
        "            X509v3 Subject Alternative Name:\n                DNS:mail.contoso.com"
    ),
    "x509 -fingerprint": f"notAfter=Mar 19 08:00:00 2022 GMT\nSHA1 Fingerprint={BYTES}",
    "keytool": f"Alias name: mail\nCertificate fingerprints:\n\t SHA1: {BYTES}",
    "nmap": f"25/tcp open  smtp\n| ssl-cert: commonName=mail.contoso.com\n|_SHA-1: {FOURS}",
    "testssl": f" Fingerprints                 SHA1 {TH}\n Common Name (CN)    mail.contoso.com",
    "a console of certificates": f"Version\tV3\nSerial number\t01\nThumbprint\t{TH.lower()}",
    "a session": " -> STARTTLS\n<** 454 4.7.0 TLS not available due to local problem",
    "a report on TLS": json.dumps({"failure-details": [{"result-type": "certificate-expired"}]}),
}


def problems(path: Path, text: str) -> list[str]:
    """Give what is said of a text to be read with more than that."""
    (path / "a.txt").write_text(text)
    (report,) = pipeline.read([path]).inputs
    return list(report.problems)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("read", [LIST, EVENT])
@pytest.mark.parametrize("between", ["\n", "\n\n\n"])
@pytest.mark.parametrize("first", [True, False])
def test_what_stands_beside_is_told(
    tmp_path: Path, form: str, read: str, between: str, *, first: bool
) -> None:
    """Beside a list and an event, before or behind."""
    parts = (read, FORMS[form]) if first else (FORMS[form], read)
    if form == "x509 -text" or read == EVENT:  # what goes on below a label or a message is its own
        between = "\n\nAnd this:\n\n"
    assert problems(tmp_path, between.join(parts) + "\n")


@pytest.mark.parametrize(
    "beside",
    [
        "Dear all,\n\nMSExchangeTransport logged 12014 on Monday.\n\nRegards\n",
        "The thumbprint 1851CC210401E7DB7C6FC614295D24A45715D5AA is the new one.\n",
        f"We saw the thumbprint {TH} in the old list, which is of the firewall.\n",
        "It answers 454 4.7.0 to whoever asks, as the firewall does.\n",
        "[PS] C:\\>Restart-Service MSExchangeTransport\n[PS] C:\\>\n",
    ],
)
@pytest.mark.parametrize("read", [LIST, EVENT])
def test_words_for_people_are_no_trouble(tmp_path: Path, beside: str, read: str) -> None:
    """Sentences, and what was read already."""
    assert not problems(tmp_path, f"{read}\n\n{beside}")


TIGHT: Final = [
    f"SHA1 Fingerprint={BYTES}",
    f"sha1 Fingerprint={BYTES}\nsubject=CN = pop.contoso.com\nnotAfter=Mar 20 10:00:00 2026 GMT",
    f"Fingerprint: {BYTES}",
    "        X509v3 extensions:\n            X509v3 Key Usage:\n                x",
    "MSExchangeTransport 12014 mail.contoso.com",
    "12014, MSExchangeFrontEndTransport, mail.contoso.com",
    "454 4.7.0 TLS handshake failed",
]


@pytest.mark.parametrize("marks", TIGHT)
@pytest.mark.parametrize("between", ["", "\n"])
def test_the_line_below_a_list_is_told(tmp_path: Path, marks: str, between: str) -> None:
    """An empty line between makes no difference."""
    assert problems(tmp_path, f"{LIST}{LIST}{between}{marks}\n")


@pytest.mark.parametrize(
    "line",
    [
        "<-- this is the old one",
        f"The thumbprint {TH} is the one that the firewall shows to its visitors.",
        f"SHA1 Fingerprint={'18:51:CC:21:04:01:E7:DB:7C:6F:C6:14:29:5D:24:A4:57:15:D5:AA'}",
        "MSExchangeTransport 12014 came again on Monday.",
        "MSExchangeTransport logged 12014 for mail.contoso.com",
        "They answered with 454 4.7.0, as the firewall does.",
    ],
)
@pytest.mark.parametrize("between", ["", "\n"])
def test_words_below_a_list_are_no_trouble(tmp_path: Path, line: str, between: str) -> None:
    """Nor is what shows the same certificate again."""
    assert not problems(tmp_path, f"{LIST}{between}{line}\n")


def test_what_stands_below_what_a_scanner_read_is_told(tmp_path: Path) -> None:
    """One line of a paragraph that was read does not speak for the others."""
    read = (
        "[PS] C:\\>Enable-ExchangeCertificate -Thumbprint " + "1851CC21" * 5 + " -Services SMTP\n"
    )
    lines = "".join(f"note {number} of what was done\n" for number in range(9))
    assert problems(tmp_path, f"{read}{lines}SHA1 Fingerprint={BYTES}\n")
    assert problems(tmp_path, f"SHA1 Fingerprint={BYTES}\n{lines}{read}")
    assert not problems(tmp_path, f"{lines}{read}{lines}")


def test_of_many_only_some_are_named(tmp_path: Path) -> None:
    """The rest is counted, in time that grows with the text."""
    told = problems(tmp_path, LIST + "\n" + (FORMS["nmap"] + "\n\n") * 2000)
    assert 1 < len(told) < 30


DUMP: Final = (
    "C:\\>certutil -v -store my\nmy\n================ {head} 1 ================\n"
    "X509:\nVersion: 3\n{serial}: 0a4f1d2c7be0533f\n{issuer}:\n    CN=Contoso CA\n"
    "    DC=contoso\n{name}(sha1): 5e0d1b6a1c2fd6cf80a1f2e1b1a3b5f4c4c0d111\n"
    "{name}(md5): 5e0d1b6a1c2fd6cf80a1f2e1b1a3b5f4\n\n NotBefore: 3/29/2024 7:50 AM\n"
    " NotAfter: 3/29/2027 7:50 AM\n\n{subject}:\n    CN=mail.contoso.com\n"
    "{name}(sha1): 5e0d1b6a1c2fd6cf80a1f2e1b1a3b5f4c4c0d112\n\n"
    "{key}(rfc-sha1): 5e0d1b6a1c2fd6cf80a1f2e1b1a3b5f4c4c0d113\n"
    "{key}(sha1): 5e0d1b6a1c2fd6cf80a1f2e1b1a3b5f4c4c0d114\n"
    "{key}(bcrypt-sha1): 5e 0d 1b 6a 1c 2f d6 cf 80 a1 f2 e1 b1 a3 b5 f4 c4 c0 d1 15\n"
    "{cert}(md5): 5e0d1b6a1c2fd6cf80a1f2e1b1a3b5f4\n{cert}(sha1): " + TH.lower() + "\n"
    "{cert}(sha256): " + (TH + TH)[:64].lower() + "\n\nC:\\>"
)
ENGLISH: Final = {
    "head": "Certificate",
    "serial": "Serial Number",
    "issuer": "Issuer",
    "subject": "Subject",
    "name": "  Name Hash",
    "key": "Key Id Hash",
    "cert": "Cert Hash",
}
FOREIGN: Final = {
    "head": "Certificado",
    "serial": "Número de serie",
    "issuer": "Emisor",
    "subject": "Firmante",
    "name": "  Hash de nombre",
    "key": "Hash de id. de clave",
    "cert": "Hash de cert.",
}
LONG: Final = ":".join(["5E", "0D"] * 16)


@pytest.mark.parametrize("words", [ENGLISH, FOREIGN])
def test_hashes_of_names_and_keys(tmp_path: Path, words: dict[str, str]) -> None:
    """What certutil -v prints beside a certificate that is read is none, in any language."""
    assert not problems(tmp_path, f"{LIST}\n{DUMP.format(**words)}")


@pytest.mark.parametrize(
    "line",
    [
        f"SHA256 Fingerprint={LONG}",
        f"PGP fingerprint: {TH}",
        f"Issuer thumbprint: {TH}",
        f"Public Key SHA-1: {BYTES}",
        f"Subject Key Identifier: {TH}",
        f"Algorithm Hash Path\n--------- ---- ----\nSHA1      {TH}      C:\\certs\\new.pfx",
        f"  Issuer:\n    CN=Contoso CA\n  Name Hash(sha1): {TH.lower()}",
    ],
)
def test_hashes_of_other_things(tmp_path: Path, line: str) -> None:
    """A key, a file, an issuer and a longer hash have labels of their own."""
    assert not problems(tmp_path, f"{LIST}\n{line}\n")


@pytest.mark.parametrize(
    "line",
    [
        f"Hash de cert.(sha1): {TH.lower()}",
        f"Public certificate thumbprint: {TH}",
        f"SHA256 Fingerprint={LONG}\nSHA1 Fingerprint={BYTES}",
    ],
)
def test_a_hash_of_a_certificate(tmp_path: Path, line: str) -> None:
    """A certificate that nobody read is told, whatever hashes stand beside it."""
    assert problems(tmp_path, f"{EVENT}\n\nabout mail:\n\n{line}\n")
