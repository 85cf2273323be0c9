"""Certificates of lists whose thumbprint is masked, or was left out: what they say all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Diagnosis

RULE: Final = "unnamed-certificate-over"
OF_TOKENS: Final = "unnamed-auth-certificate-over"
P: Final = "[PS] C:\\>"
AUTH: Final = "CN=Microsoft Exchange Server Auth Certificate"
ASKED: Final = (
    f"{P}(Get-AuthConfig).CurrentCertificateThumbprint | Get-ExchangeCertificate | fl\n\n"
)
LISTED: Final = f"{P}Get-ExchangeCertificate | fl\n\n"


def entry(**lines: str) -> str:
    """Write an entry as Format-List does."""
    return "".join(f"{name:<18} : {value}\n" for name, value in lines.items() if value)


def diagnosed(folder: Path, text: str) -> Diagnosis:
    """Diagnose a text, which is never read as if nothing were missing."""
    (folder / "a.txt").write_text(text, "utf-8")
    diagnosis = pipeline.diagnose(folder)
    (report,) = diagnosis.inputs
    assert report.problems
    return diagnosis


@pytest.mark.parametrize(
    ("head", "status", "end", "fires"),
    [
        (ASKED, "", "11/28/2021 12:23:07 AM", True),
        (ASKED, "Invalid", "11/28/2021 12:23:07 AM", True),
        (LISTED, "DateInvalid", "11/28/2021 12:23:07 AM", True),
        (LISTED, "", "11/28/2021 12:23:07 AM", True),
        (ASKED, "Valid", "11/28/2021 12:23:07 AM", False),
        (ASKED, "", "11/28/2049 12:23:07 AM", False),
        (ASKED, "Invalid", "11/28/2049 12:23:07 AM", False),
    ],
)
def test_an_auth_certificate_that_is_over(
    tmp_path: Path, head: str, status: str, end: str, fires: bool
) -> None:
    """It says itself that it is over; what was valid when it was listed is not judged by today."""
    text = head + entry(
        IsSelfSigned="True", Issuer=AUTH, NotAfter=end, Services="SMTP", Status=status
    )
    diagnosis = diagnosed(tmp_path, text)
    assert [one.rule for one in diagnosis.findings] == [OF_TOKENS] * fires
    for finding in diagnosis.findings:
        assert finding.severity == ("medium" if head == ASKED else "low")
        assert "2021-11-28" in str(finding.cause)
        assert any("Get-AuthConfig" in str(step) for step in finding.remedy)


@pytest.mark.parametrize("print_", ["", "xxxx", "6F029E0D20605DBTRIM7016B787C4503FD0002C0", "***"])
@pytest.mark.parametrize(
    ("services", "status", "severity"),
    [
        ("IIS, SMTP", "DateInvalid", "medium"),
        ("None", "DateInvalid", ""),
        ("IIS, SMTP", "Valid", ""),
    ],
)
def test_another_one(
    tmp_path: Path, print_: str, services: str, status: str, severity: str
) -> None:
    """By its status alone; what is enabled for nothing is in nobody's way."""
    text = LISTED + entry(
        Subject="CN=mail.contoso.com",
        NotAfter="2024-11-28 12:23:07",
        NotBefore="2023-11-28 12:23:07",
        Services=services,
        Status=status,
        Thumbprint=print_,
    )
    findings = diagnosed(tmp_path, text).findings
    assert [one.severity for one in findings if one.rule == RULE] == [severity] * bool(severity)
    steps = " ".join(str(step) for one in findings for step in one.remedy)
    assert not print_ or print_ not in steps


def test_a_list_beside_it_is_judged_as_ever(tmp_path: Path) -> None:
    """The masked one takes nothing from the others."""
    whole = entry(
        Subject="CN=old.contoso.com",
        NotAfter="2024-11-28 12:23:07",
        NotBefore="2023-11-28 12:23:07",
        Services="SMTP",
        Status="DateInvalid",
        Thumbprint="1851CC210401E7DB7C6FC614295D24A45715D5AA",
    )
    masked = whole.replace("old", "new").replace("1851CC", "masked").replace("DateInvalid", "Valid")
    found = diagnosed(tmp_path, f"{LISTED}{whole}\n{masked}").findings
    assert [one.rule for one in found] == ["smtp-certificate-out-of-its-dates"]


def test_what_is_known_of_it_is_told(tmp_path: Path) -> None:
    """In the account of inputs, where nobody has to do anything about it."""
    text = LISTED + entry(
        Subject="CN=mail.contoso.com",
        NotAfter="2049-11-28 12:23:07",
        Services="SMTP",
        Status="Valid",
    )
    (report,) = diagnosed(tmp_path, text).inputs
    assert "(CN=mail.contoso.com, Valid, ends at 2049-11-28)" in report.problems[0]
