"""What is asked of a server that nothing names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail import diagnose
from certtrail.reports.reply import reply
from certtrail.reports.speech import Speech
from certtrail.text.languages import ENGLISH_READER

if TYPE_CHECKING:
    from pathlib import Path

EVENTS = (
    "   ProviderName: MSExchangeFrontEndTransport\n\n"
    "TimeCreated                     Id LevelDisplayName Message\n"
    "-----------                     -- ---------------- -------\n"
    "13/11/2026 09:47:02          12014 Errore           Microsoft Exchange could not find a c...\n"
    "13/11/2026 09:31:44          12014 Errore           Microsoft Exchange could not find a...\n\n"
)
LIST = (
    "[PS] C:\\>Get-ExchangeCertificate\n\n"
    "Thumbprint                                Services   Subject\n"
    "----------                                --------   -------\n"
    f"{'7F' * 20}  ....S..    CN=mail.contoso.com\n{'13' * 20}  .......    {{}}\n\n"
)


@pytest.mark.parametrize(
    ("subject", "asked"),
    [
        ("CN=WMSvc-FERR-EX", "Is the server FERR-EX?"),
        ("CN=WMSvc-SHA2-FERR-EX", "Is the server FERR-EX?"),
        ("CN=web.contoso.com", "What is the name of the server?"),
    ],
)
def test_the_name_is_asked_for(tmp_path: Path, subject: str, asked: str) -> None:
    """The certificate that Windows made tells it likely."""
    (tmp_path / "mail.txt").write_text(EVENTS + LIST.format(subject))
    assert asked in reply(diagnose(tmp_path), Speech(ENGLISH_READER))


@pytest.mark.parametrize(
    ("own", "services", "named"),
    [
        ("CN=FERR-EX", "....S..", True),
        ("CN=FERR-EX", "...W...", False),
        ("CN=OTHER", "....S..", False),
        ("CN=WMSvc-OTHER", "....S..", False),
    ],
)
def test_two_certificates_tell_the_name(
    tmp_path: Path, own: str, services: str, named: bool
) -> None:
    """Where Windows and Exchange made one for it, the report goes by that name, and asks."""
    row = f"{'5B' * 20}  {services}    {own}\n\n"
    (tmp_path / "mail.txt").write_text(
        EVENTS + LIST.format("CN=WMSvc-FERR-EX").rstrip() + f"\n{row}"
    )
    found = diagnose(tmp_path)
    assert [one.name for one in found.servers] == ["FERR-EX" if named else "unnamed-server"]
    said = reply(found, Speech(ENGLISH_READER))
    assert (
        "Is the server FERR-EX? The certificates that Windows and Exchange made" in said
    ) is named
    assert ("whose name we do not know" in said) is not named


def test_a_server_that_is_named_goes_first(tmp_path: Path) -> None:
    """What names one tells more than a certificate that may have been moved."""
    row = f"{'5B' * 20}  ....S..    CN=FERR-EX\n\n"
    (tmp_path / "list.txt").write_text(
        f"[PS] C:\\>hostname\nEX01\n{LIST.format('CN=WMSvc-FERR-EX').rstrip()}\n{row}"
    )
    (tmp_path / "mail.txt").write_text(EVENTS)
    assert {one.name for one in diagnose(tmp_path).servers} == {"EX01"}
