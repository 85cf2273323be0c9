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
    diagnosis = pipeline.diagnose(folder, engine="plain")
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


@pytest.mark.parametrize(
    ("head", "begin", "end", "days"),
    [
        # Neither reading lives as certificates do.
        (ASKED, "5/8/2021 12:23:07 AM", "4/12/2046 12:23:07 AM", ("2046-04-12", "2046-12-04")),
        (LISTED, "", "3/12/2046 11:59:59 PM", ("2046-03-12", "2046-12-03")),
    ],
)
def test_of_two_days_none_is_told_as_the_end(
    tmp_path: Path, head: str, begin: str, end: str, days: tuple[str, str]
) -> None:
    """Day or month may go first, and nothing of the text tells which."""
    text = head + entry(Issuer=AUTH, NotAfter=end, NotBefore=begin, Services="SMTP")
    diagnosis = diagnosed(tmp_path, text)
    assert not diagnosis.findings
    (said,) = [one for one in diagnosis.inputs[0].problems if "without" in str(one)]
    assert f"ends at {days[0]} or {days[1]}: day or month may go first" in str(said)


@pytest.mark.parametrize(
    ("begin", "end", "day"),
    [
        # Only one order has such a month, or such a life.
        ("5/8/2040 12:23:07 AM", "4/22/2046 12:23:07 AM", "2046-04-22"),
        ("2/11/2045 1:43:23 PM", "2/11/2046 1:43:23 PM", ""),
        ("", "2046-04-12 12:23:07", "2046-04-12"),
        ("", "03.04.2046 11:59:00", "2046-04-03"),
    ],
)
def test_a_day_that_is_told_is_one(tmp_path: Path, begin: str, end: str, day: str) -> None:
    """Nothing is made doubtful that is not."""
    text = LISTED + entry(Issuer=AUTH, NotAfter=end, NotBefore=begin, Services="SMTP")
    said = str(diagnosed(tmp_path, text).inputs[0].problems[0])
    assert (f"ends at {day})" in said) is bool(day)
    assert ("may go first" in said) is not bool(day)


@pytest.mark.parametrize(
    ("head", "status", "rule"),
    [(ASKED, "", OF_TOKENS), (LISTED, "DateInvalid", OF_TOKENS), (ASKED, "Invalid", OF_TOKENS)],
)
def test_what_is_over_by_both_days_is_over(
    tmp_path: Path, head: str, status: str, rule: str
) -> None:
    """The finding has both."""
    text = head + entry(
        IsSelfSigned="True",
        Issuer=AUTH,
        NotAfter="4/12/2021 12:23:07 AM",
        Services="SMTP",
        Status=status,
    )
    (finding,) = diagnosed(tmp_path, text).findings
    assert finding.rule == rule
    assert "2021-04-12" in str(finding.cause)
    assert "or 2021-12-04" in str(finding.cause)


def test_another_one_that_is_over_by_both_days(tmp_path: Path) -> None:
    """Its status tells it, and the finding has both."""
    text = LISTED + entry(
        Subject="CN=mail.contoso.com",
        NotAfter="4/12/2021 12:23:07 AM",
        Services="SMTP",
        Status="DateInvalid",
    )
    (finding,) = diagnosed(tmp_path, text).findings
    assert finding.rule == RULE
    assert "2021-04-12" in str(finding.cause)
    assert "or 2021-12-04" in str(finding.cause)
