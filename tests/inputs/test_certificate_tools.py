"""Certificates as certutil, the certificate drive, HealthChecker and renewal tools list them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.inputs import renderers
from tests.inputs.pasted import told

if TYPE_CHECKING:
    from datetime import datetime

    from certtrail.model.inventory import StoredCertificate

A: Final = "1851CC210401E7DB7C6FC614295D24A45715D5AA"
B: Final = "2851CC210401E7DB7C6FC614295D24A45715D5BB"
START: Final = renderers.utc(2026, 2, 28, 13, 5)
END: Final = renderers.utc(2028, 2, 29, 13, 5)
# certutil's words in the order in which it prints them, and how its dates are written. The last
# language is none: its labels stand for any that nobody told.
LANGUAGES: Final = {
    "en": """Certificate Serial_Number Issuer NotBefore NotAfter Subject Cert_Hash(sha1)
        Key_Container Provider Missing_stored_keyset Encryption_test_passed
        CertUtil:_-store_command_completed""",
    "de": """Zertifikat Seriennummer Aussteller Nicht_vor Nicht_nach Antragsteller
        Zertifikathash(sha1) Schlüsselcontainer Anbieter Missing_stored_keyset
        Verschlüsselungstest_wurde_durchgeführt CertUtil:_-store-Befehl_wurde_ausgeführt""",
    "fr": """Certificat Numéro_de_série Émetteur NotBefore NotAfter Objet Hach._cert._(sha1)
        Conteneur_de_clé Fournisseur Missing_stored_keyset Test_de_chiffrement_réussi
        CertUtil:_-store_La_commande_s'est_terminée""",
    "another": """Sertifikaatti Sarjanumero Myöntäjä Alkaa Päättyy Kohde Hajautus(sha1) Säilö
        Tarjoaja Missing_stored_keyset Encryption_test_passed CertUtil:_-store_valmis""",
}
DATES: Final = {
    "en": "{at.month}/{at.day}/{at.year} {hour}:{at:%M} {half}",
    "fr": "{at:%d/%m/%Y %H:%M}",
}


def certutil(language: str, thumbprint: str, key: str, *, spaced: bool = False) -> str:
    """Write what `certutil -store my` prints; `key` is a remark on the key, or its provider."""
    names = [word.replace("_", " ") for word in LANGUAGES[language].split()]
    form = DATES.get(language, "{at:%d.%m.%Y %H:%M}")
    shown: list[datetime] = [START, END]
    dates = [renderers.Culture(form).shown(date) for date in shown]
    digest = thumbprint.lower()
    if spaced:
        digest = " ".join(digest[at : at + 2] for at in range(0, 40, 2))
    remark = names[9] if key == "missing" else names[10] if key == "passed" else ""
    provider = key if not remark else "Microsoft RSA SChannel Cryptographic Provider"
    return (
        f'my "Personal"\n================ {names[0]} 0 ================\n'
        f"{names[1]}: 0a0b0c\n{names[2]}: CN=Contoso CA 1, DC=contoso, DC=com\n"
        f" {names[3]}: {dates[0]}\n {names[4]}: {dates[1]}\n{names[5]}: CN=mail.contoso.com, C=DE\n"
        f"{names[6]}: {digest}\n  {names[7]} = 7f3e0c_8d\n  {names[8]} = {provider}\n{remark}\n"
        f"{names[11]}\n"
    )


def the_only(text: str) -> StoredCertificate:
    """Read a text that lists one certificate."""
    (one,) = told(text).inventory.certificates
    return one


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("spaced", [False, True])
@pytest.mark.parametrize("key", ["missing", "passed", "Microsoft Software Key Storage Provider"])
def test_certutil(language: str, spaced: bool, key: str) -> None:
    """Who it is, until when, and what became of its key."""
    text = f"C:\\>certutil -store my\n{certutil(language, A, key, spaced=spaced)}"
    one = the_only(text)
    assert (one.thumbprint, one.serial) == (A, "0A0B0C")
    assert one.subject == "CN=mail.contoso.com, C=DE"
    assert one.issuer == "CN=Contoso CA 1, DC=contoso, DC=com"
    assert (one.not_before, one.not_after) == (START.timestamp(), END.timestamp())
    assert (one.listed, one.whole_list) == (True, True)
    if key == "missing":
        assert (one.has_private_key, one.key_test) == (False, "missing")
    else:
        assert one.has_private_key
        assert one.key_test == ("passed" if key == "passed" else None)
    if key not in ("missing", "passed"):
        assert one.key_provider == key


def test_certutil_without_a_key() -> None:
    """A line says that there is no information on the provider."""
    text = certutil("en", A, "x").split("  Key Container")[0] + "  No key provider information\n"
    one = the_only(f"{text}Cannot find the certificate and private key for decryption.\n")
    assert one.has_private_key is False


def keyless(language: str, thumbprint: str, said: str) -> str:
    """Write a section of a certificate without a key, of which a tool says so in its own words."""
    lines = certutil(language, thumbprint, "x").splitlines()
    return "\n".join([*[line for line in lines if " = " not in line][:-2], said, ""])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("first", [True, False])
def test_certutil_shows_no_key_in_words_that_nobody_knows(language: str, first: bool) -> None:
    """Of the others it shows where their keys are kept, of this one it shows all but that."""
    bare = keyless(language, B, "  Sanat joita kukaan ei tunne")
    keyed = certutil(language, A, "passed")
    end = keyed.splitlines()[-1]
    text = f"{bare}\n{keyed}" if first else f"{keyed.removesuffix(end)}\n{bare}{end}"
    found = told(f"C:\\>certutil -store my\n{text}\n").inventory.certificates
    keys = {one.thumbprint: one.has_private_key for one in found}
    assert keys == {A: True, B: False}


@pytest.mark.parametrize("others", [True, False])
def test_what_was_cut_off_says_nothing_of_a_key(others: bool) -> None:
    """A section whose end was not pasted, and a list that shows of nobody where the key is."""
    bare = keyless("another", B, "  Sanat joita kukaan ei tunne")
    end = "CertUtil: -store valmis\n"
    text = certutil("another", A, "passed") + bare if others else bare + end
    found = told(f"C:\\>certutil -store my\n{text}").inventory.certificates
    assert next(one for one in found if one.thumbprint == B).has_private_key is None


def test_several_sections_are_several_certificates() -> None:
    """The first of them may lack its hash."""
    both = certutil("en", A, "passed") + certutil("en", B, "missing").partition("\n")[2]
    found = told(both).inventory.certificates
    assert [(one.thumbprint, one.key_test) for one in found] == [(A, "passed"), (B, "missing")]


DRIVE: Final = f"""
   PSParentPath: Microsoft.PowerShell.Security\\Certificate::LocalMachine\\My

Thumbprint                                Subject
----------                                -------
{A}  CN=mail.contoso.com, O="Contoso, Ltd", C=DE
{B}  CN=EX01
"""


def test_the_certificate_drive() -> None:
    """A table under its folder; another folder is not the computer's own store."""
    found = told(f"PS C:\\> dir Cert:\\LocalMachine\\My\n{DRIVE}").inventory.certificates
    assert [one.thumbprint for one in found] == [A, B]
    assert [one.subject for one in found] == [
        'CN=mail.contoso.com, O="Contoso, Ltd", C=DE',
        "CN=EX01",
    ]
    assert all(one.listed and one.whole_list for one in found)
    other = told(DRIVE.replace("LocalMachine\\My", "LocalMachine\\Root")).inventory.certificates
    assert other
    assert not any(one.listed for one in other)


def test_the_certificate_drive_as_a_list() -> None:
    """Names that stand one below the other under an empty label."""
    text = f"""PS C:\\> gci cert:\\localmachine\\my | fl *

PSPath                   : Microsoft.PowerShell.Security\\Certificate::LocalMachine\\My\\{A}
PSParentPath             : Microsoft.PowerShell.Security\\Certificate::LocalMachine\\My
EnhancedKeyUsageList     : {{Server Authentication (1.3.6.1.5.5.7.3.1)}}
DnsNameList              : {{mail.contoso.com, autodiscover.contoso.com}}
FriendlyName             : Mail 2026
NotAfter                 : 2/29/2028 1:05:00 PM
NotBefore                : 2/28/2026 1:05:00 PM
HasPrivateKey            : True
Thumbprint               : {A}
Subject                  : CN=mail.contoso.com
"""
    one = the_only(text)
    assert (one.thumbprint, one.friendly_name, one.listed) == (A, "Mail 2026", True)
    assert (one.not_before, one.not_after) == (START.timestamp(), END.timestamp())


def test_a_health_report() -> None:
    """Days that are left count from when the report was made; whose they are stands in its head."""
    text = f"""Exchange Health Checker version 25.06.13.1404
Generation Time: 02/01/2027 08:00:00
Exchange Information
--------------------
\tName: EX01
\tGeneration Time: 02/28/2027 13:05:00

Security Settings
-----------------
\tExchange Certificate
\t\tCertificate 1
\t\t\tFriendlyName: Mail
\t\t\tThumbprint: {A}
\t\t\tLifetime in days: 366
\t\t\tCertificate has expired: False
\t\t\tCertificate status: Valid
\t\t\tKey size: 2048
\t\t\tBound to services: IIS, SMTP
\t\t\tInternal Transport Certificate: True
\t\t\tCurrent Auth Certificate: False
\t\t\tSAN Certificate: True
\t\t\tNamespaces:
\t\t\t\tmail.contoso.com
\t\t\t\tautodiscover.contoso.com
"""
    one = the_only(text)
    assert (one.thumbprint, one.server, one.status) == (A, "EX01", "Valid")
    assert one.services == frozenset({"IIS", "SMTP"})
    assert (one.internal, one.auth) == (True, False)
    assert one.names == ("mail.contoso.com", "autodiscover.contoso.com")
    assert one.not_after == END.timestamp()


def test_what_a_renewal_tool_lists() -> None:
    """It is not in the computer's store for that."""
    text = f"""PS C:\\> Get-PACertificate -List | fl

Subject       : CN=mail.contoso.com
NotBefore     : 2/28/2026 1:05:00 PM
NotAfter      : 2/29/2028 1:05:00 PM
KeyLength     : 2048
Thumbprint    : {A}
AllSANs       : {{mail.contoso.com}}
CertFile      : C:\\Users\\admin\\AppData\\Local\\Posh-ACME\\cert.cer
"""
    one = the_only(text)
    assert (one.thumbprint, one.listed) == (A, False)
