"""What a copy leaves open is told as open: the order of its date, which of two names is right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Finding

EVENT: Final = """\
Log Name:      Application
Source:        MSExchangeTransport
Date:          {date} 09:35:58
Event ID:      12014
Level:         Error
Computer:      EX01.contoso.com
Description:
Microsoft Exchange could not find a certificate that contains the domain name {name} in the \
personal store on the local computer. Therefore, it is unable to support the STARTTLS SMTP verb \
for the connector From scanners with a FQDN parameter of {fqdn}.
"""
GUESS: Final = "Whether day or month goes first in its date is a guess."


def found(folder: Path, date: str, name: str, fqdn: str) -> Finding:
    """Give the finding on a copied event."""
    (folder / "event.txt").write_text(EVENT.format(date=date, name=name, fqdn=fqdn))
    (finding,) = (
        one for one in pipeline.diagnose(folder).findings if one.rule.startswith("starttls-")
    )
    return finding


@pytest.mark.parametrize("name", ["mail.contoso.com", ""])
@pytest.mark.parametrize(("date", "guessed"), [("04/02/2016", True), ("24/02/2016", False)])
def test_the_order_of_a_date_is_told_as_a_guess(
    tmp_path: Path, date: str, guessed: bool, name: str
) -> None:
    """By the finding itself, which is what people read; also where the copy lost the name."""
    cause = str(found(tmp_path, date, name, name).cause)
    assert (GUESS in cause) is guessed
    assert cause.count("goes first in") == guessed


@pytest.mark.parametrize(
    ("fqdn", "doubtful"), [("mx.contoso.com", True), ("mail.contoso.com", False)]
)
def test_no_certificate_is_made_for_one_of_two_names(
    tmp_path: Path, fqdn: str, doubtful: bool
) -> None:
    """Of a copy that was changed by hand the connector has to tell first which one is right."""
    finding = found(tmp_path, "24/02/2016", "mail.contoso.com", fqdn)
    steps = " ".join(map(str, finding.remedy))
    made = "New-ExchangeCertificate -Server EX01.contoso.com -DomainName"
    assert (f"{made} mail.contoso.com" in steps) is not doubtful
    assert (f"{made} NAME" in steps) is doubtful
    asked = "Only once the connector shows which of mail.contoso.com and mx.contoso.com is its Fqdn"
    assert (asked in steps) is doubtful
