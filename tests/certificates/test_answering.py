"""Which connector answers who asks over the network: by its bindings and RemoteIPRanges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import diagnose

if TYPE_CHECKING:
    from pathlib import Path

OWN: Final = "1851CC210401E7DB7C6FC614295D24A45715D5AA"
BOUGHT: Final = "A7F3D4C539A0E1B7C0D9F6E115F2C1B1A7F3D4C5"
OTHER: Final = "0D9F6E115F2C1B1A7F3D4C5A7F3D4C539A0E1B7C"
EVERYBODY: Final = "{::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 0.0.0.0-255.255.255.255}"
RULE: Final = "another-certificate-presented"


def certificate(thumbprint: str, subject: str, names: str, issuer: str) -> str:
    """Write one certificate as the shell lists it."""
    return f"""AccessRules        : {{}}
CertificateDomains : {{{names}}}
HasPrivateKey      : True
IsSelfSigned       : {subject == issuer}
Issuer             : CN={issuer}
NotAfter           : 12/15/2030 3:00:00 PM
NotBefore          : 12/15/2025 3:00:00 PM
PublicKeySize      : 2048
RootCAType         : ThirdParty
Services           : SMTP
Status             : Valid
Subject            : CN={subject}
Thumbprint         : {thumbprint}

"""


def connector(
    name: str, fqdn: str, ranges: str | None = EVERYBODY, bindings: str = "{0.0.0.0:25}"
) -> str:
    """Write one receive connector as the shell lists it."""
    told = "" if ranges is None else f"RemoteIPRanges     : {ranges}\n"
    return f"""Identity           : EX01\\{name}
AuthMechanism      : Tls
Bindings           : {bindings}
Enabled            : True
Fqdn               : {fqdn}
{told}TlsCertificateName :
TransportRole      : FrontendTransport

"""


LIST: Final = "[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl\n\n" + (
    certificate(OWN, "EX01", "EX01, EX01.contoso.com", "EX01")
    + certificate(BOUGHT, "mail.contoso.com", "mail.contoso.com", "Contoso CA")
    + certificate(OTHER, "old.contoso.com", "old.contoso.com", "Contoso CA")
)
FRONT: Final = connector("Default Frontend EX01", "EX01.contoso.com")


def asked(
    shown: str, port: int = 25, options: str = "", host: str = "mail.contoso.com", issuer: str = ""
) -> str:
    """Write what openssl prints."""
    return f"""$ openssl s_client -connect {host}:{port} -starttls smtp {options}
CONNECTED(00000003)
---
Certificate chain
 0 s:CN = {shown}
   i:CN = {issuer or shown}
---
Server certificate
subject=CN = {shown}
issuer=CN = {issuer or shown}
---
"""


def accused(folder: Path, connectors: str, session: str) -> list[str]:
    """Give the causes of what is found of the rule."""
    text = f"{LIST}[PS] C:\\>Get-ReceiveConnector | fl\n\n{connectors}"
    (folder / "lists.txt").write_text(text)
    (folder / "asked.txt").write_text(session)
    return [str(one.cause) for one in diagnose([folder]).findings if one.rule == RULE]


RELAY: Final = connector("Relay", "mail.contoso.com", "{10.20.0.0/24, 10.20.4.15}")
PARTNER: Final = connector("Partner", "mail.contoso.com", "{203.0.113.40-203.0.113.47}")
CLIENT: Final = connector("Client Frontend EX01", "mail.contoso.com", bindings="{0.0.0.0:587}")


@pytest.mark.parametrize("beside", [RELAY, PARTNER, RELAY + PARTNER, CLIENT])
def test_who_is_barred_answers_no_stranger(tmp_path: Path, beside: str) -> None:
    """A connector that lets some in, or listens elsewhere, is not the one that was asked."""
    assert not accused(tmp_path, beside + FRONT, asked("EX01"))


def test_the_one_for_everybody_is_expected(tmp_path: Path) -> None:
    """What none of those that can have answered picks is told, of the one that takes strangers."""
    session = asked("old.contoso.com", issuer="Contoso CA")
    (cause,) = accused(tmp_path, RELAY + FRONT, session)
    assert "Default Frontend EX01" in cause


def test_what_a_barred_one_picks_may_be_shown_rightly(tmp_path: Path) -> None:
    """Who asked may be one of those whom it lets in."""
    assert not accused(tmp_path, RELAY + FRONT, asked("mail.contoso.com", issuer="Contoso CA"))


@pytest.mark.parametrize("port", [587, 2525, 717])
def test_the_port_chooses(tmp_path: Path, port: int) -> None:
    """On another port another connector is expected."""
    other = connector("Special", "mail.contoso.com", bindings=f"{{0.0.0.0:{port}}}")
    assert not accused(tmp_path, FRONT + other, asked("EX01"))
    (cause,) = accused(tmp_path, FRONT + other, asked("EX01", port))
    assert "Special" in cause


def test_several_that_take_everybody_have_to_agree(tmp_path: Path) -> None:
    """On one port of several addresses nobody knows which was asked."""
    inner = connector("Inner", "mail.contoso.com", bindings="{10.0.0.5:25}")
    assert not accused(tmp_path, FRONT + inner, asked("EX01"))
    assert accused(tmp_path, FRONT + inner, asked("old.contoso.com", issuer="Contoso CA")) == []


def test_none_that_takes_strangers_is_no_fault(tmp_path: Path) -> None:
    """A connector that is not in the list answered."""
    assert not accused(tmp_path, RELAY + PARTNER, asked("EX01"))


@pytest.mark.parametrize(
    ("session", "told"),
    [
        (asked("EX01", options="-bind 10.20.0.7"), True),
        (asked("EX01", options="-bind 10.20.1.7"), False),
        (asked("EX01", host="127.0.0.1"), False),
    ],
)
def test_a_known_source_chooses(tmp_path: Path, session: str, told: bool) -> None:
    """The closest range of those that have the address that it was asked from."""
    found = accused(tmp_path, RELAY + FRONT, session)
    assert ["Relay" in cause for cause in found] == [True] * told


def test_without_ranges_it_is_as_before(tmp_path: Path) -> None:
    """A list that tells no RemoteIPRanges bars nobody."""
    lone = connector("Default Frontend EX01", "mail.contoso.com", None)
    (cause,) = accused(tmp_path, lone, asked("EX01"))
    assert "Default Frontend EX01" in cause
