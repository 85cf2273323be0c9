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
