"""A send connector's certificate on each of its source servers: there, over, or on others only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

A: Final = "1851CC210401E7DB7C6FC614295D24A45715D5AA"
B: Final = "2851CC210401E7DB7C6FC614295D24A45715D5BB"
CONNECTOR: Final = """[PS] C:\\>Get-SendConnector | fl Name,Tls*Name,Source*,Fqdn

Name                   : Internet
TlsCertificateName     : <I>CN=Contoso CA 1<S>CN=mail.contoso.com
SourceTransportServers : {EX01, EX02}
Fqdn                   : mail.contoso.com

"""


GOOD: Final = "12/31/2090 1:00:00 AM"
OVER: Final = "12/31/2020 1:00:00 AM"
STALE: Final = "tls-certificate-name-stale"
MAIL: Final = "mail.contoso.com"


def listed(server: str, thumbprint: str, subject: str, end: str, more: str = "") -> str:
    """List the certificates of a server: one."""
    return (
        f"[PS] C:\\>Get-ExchangeCertificate -Server {server}{more} | fl\n\n"
        f"Thumbprint         : {thumbprint}\nServices           : SMTP\n"
        f"Status             : {'DateInvalid' if end == OVER else 'Valid'}\n"
        f"HasPrivateKey      : True\nSubject            : CN={subject}\n"
        "Issuer             : CN=Contoso CA 1\nNotBefore          : 1/31/2020 1:00:00 AM\n"
        f"NotAfter           : {end}\nCertificateDomains : {{{subject}}}\n\n"
    )


@pytest.mark.parametrize(
    ("one", "two", "conflict"),
    [
        ((A, MAIL, GOOD), (A, MAIL, GOOD), ()),
        ((A, MAIL, GOOD), (B, "EX02", GOOD), (("not-on-every-source", "EX02", A),)),
        (
            (A, MAIL, OVER),
            (A, MAIL, OVER),
            (("named-expired", "EX01", A), ("named-expired", "EX02", A)),
        ),
        (
            (B, "EX01", GOOD),
            (B, "EX02", GOOD),
            (
                ("tls-certificate-name-stale", "EX01", ""),
                ("tls-certificate-name-stale", "EX02", ""),
            ),
        ),
    ],
)
def test_on_each_source(
    tmp_path: Path,
    one: tuple[str, str, str],
    two: tuple[str, str, str],
    conflict: tuple[tuple[str, str, str], ...],
) -> None:
    """Which server lacks it, and which has it."""
    path = tmp_path / "paste.txt"
    path.write_text(CONNECTOR + listed("EX01", *one) + listed("EX02", *two))
    facts = pipeline.examine([path]).analysis.facts.facts
    told = {
        (fact.text("conflict"), fact.server.upper(), fact.text("other"))
        for fact in facts
        if fact.kind == "selection-conflict"
    }
    assert told == set(conflict)
    conflicts = [fact for fact in facts if fact.kind == "selection-conflict"]
    holders = [fact.text("holders") for fact in conflicts if "holders" in fact.fields]
    assert holders == (["EX01"] if conflict and conflict[0][0] == "not-on-every-source" else [])


def test_a_list_of_some_tells_no_lack(tmp_path: Path) -> None:
    """What a chosen list does not show may be there."""
    path = tmp_path / "paste.txt"
    some = listed("EX02", B, "EX02", GOOD, f" -Thumbprint {B}")
    path.write_text(CONNECTOR + listed("EX01", A, MAIL, GOOD) + some)
    facts = pipeline.examine([path]).analysis.facts.facts
    assert not [fact for fact in facts if fact.kind == "selection-conflict"]
