"""HealthChecker's text reports: whose certificates they list, which has the internal role, and that
one has expired, which a report tells in place of its end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import diagnose
from tests.stories.exports import thumbprint

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail import Diagnosis

RULE: Final = "smtp-certificate-out-of-its-dates"
PUBLIC, INNER, OTHER = map(thumbprint, ("public", "inner", "other"))
HEAD: Final = """\
Exchange Health Checker version 26.11.03

Exchange Information
--------------------
\tName: {server}
\t{made}Version: Exchange 2019 CU15
\tServer Role: Mailbox

Certificate Information
-----------------------
"""
ONE: Final = """\
\tCertificate:
\t\tFriendlyName: one
\t\tThumbprint: {thumbprint}
\t\tLifetime in days: {days}
\t\tCertificate has expired: {expired}
\t\tCertificate status: {status}
\t\tKey size: 2048
\t\tBound to services: {services}
\t\tInternal Transport Certificate: {internal}
\t\tCurrent Auth Certificate: False
\t\tNext Auth Certificate: False
\t\tNamespaces:
\t\t\t{name}
"""


def one(number: str, name: str, *, days: int, internal: bool = False, ended: bool = True) -> str:
    """Write one certificate of a report, whose status is DateInvalid or Valid by its days."""
    return ONE.format(
        thumbprint=number,
        days=days,
        expired=days < 0,
        status="DateInvalid" if ended else "Valid",
        services="SMTP" if internal else "IIS, SMTP",
        internal=internal,
        name=name,
    )


def report(server: str, *certificates: str, made: str = "") -> str:
    """Write a report."""
    return HEAD.format(server=server, made=made) + "".join(certificates) + "\n\n"


def told(folder: Path, *reports: str, words: str = "Hi,\n\nboth of them:\n\n") -> Diagnosis:
    """Diagnose reports that stand in one text."""
    (folder / "mail.txt").write_text(words + "".join(reports), "utf-8")
    return diagnose([folder], engine="plain")


def found(diagnosis: Diagnosis) -> dict[tuple[str, str], str]:
    """Give what is to be done, by the server and the certificate."""
    return {
        (",".join(each.servers), each.thumbprints[0]): f"{each.cause}\n" + "\n".join(each.remedy)
        for each in diagnosis.findings
        if each.rule == RULE
    }


GOOD: Final = report("EX02", one(OTHER, "EX02", days=700, internal=True, ended=False))


@pytest.mark.parametrize("made", ["", "Generation Time: 11/20/2026 9:12:01 AM\n\t"])
@pytest.mark.parametrize("last", [False, True])
def test_each_report_is_of_its_server(tmp_path: Path, made: str, *, last: bool) -> None:
    """Whether or not it says when it was made, and whichever comes first."""
    mine = report(
        "EX01",
        one(PUBLIC, "mail.contoso.com", days=-12),
        one(INNER, "EX01", days=-3, internal=True),
        made=made,
    )
    said = found(told(tmp_path, *([GOOD, mine] if last else [mine, GOOD])))
    assert set(said) == {("EX01", PUBLIC), ("EX01", INNER)}
    assert all("w32tm" not in each for each in said.values())
    assert "is the internal transport certificate" in said["EX01", INNER]
    assert "answer Yes" in said["EX01", INNER]
    assert "-GenerateRequest" not in said["EX01", INNER]
    assert "internal transport certificate" not in said["EX01", PUBLIC]
    assert "answer No" in said["EX01", PUBLIC]


def test_one_report_alone(tmp_path: Path) -> None:
    """Its expiry is known, and the role."""
    said = found(told(tmp_path, report("EX01", one(INNER, "EX01", days=-3, internal=True))))
    assert "has expired" in said["EX01", INNER]
    assert "w32tm" not in said["EX01", INNER]


def test_what_has_not_expired_may_have_another_reason(tmp_path: Path) -> None:
    """The status alone says that a date of the chain, or the clock, is wrong."""
    said = found(told(tmp_path, report("EX01", one(PUBLIC, "mail.contoso.com", days=20))))
    assert "w32tm" in said["EX01", PUBLIC]


def test_two_healthy_ones_stay_in_peace(tmp_path: Path) -> None:
    """Nothing of either is found."""
    other = report("EX01", one(PUBLIC, "mail.contoso.com", days=90, ended=False))
    assert found(told(tmp_path, other, GOOD)) == {}


def test_a_list_of_servers_is_no_head_of_a_report(tmp_path: Path) -> None:
    """What is asked of another server below it is of that one."""
    servers = (
        "[PS] C:\\>Get-ExchangeServer EX02 | fl Name,AdminDisplayVersion,ServerRole\n\n"
        "Name                : EX02\nAdminDisplayVersion : Version 15.2 (Build 1748.10)\n"
        "ServerRole          : Mailbox\n\n"
    )
    listed = (
        "[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl\n\n"
        "CertificateDomains : {mail.contoso.com}\nServices           : IIS, SMTP\n"
        "NotAfter           : 11/19/2024 2:00:00 AM\nNotBefore          : 11/19/2023 2:00:00 AM\n"
        f"Status             : DateInvalid\nThumbprint         : {PUBLIC}\n"
    )
    assert set(found(told(tmp_path, servers, listed, words=""))) == {("EX01", PUBLIC)}
