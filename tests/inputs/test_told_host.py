"""The server that a mail names in words counts where what is pasted into it shows it, too."""

from __future__ import annotations

import pytest

from certtrail.inputs.told_host import told_host

CONNECTOR = "... the STARTTLS SMTP verb for the connector Default Frontend EX02 with a FQDN\n"
SUBJECT = "Subject            : CN=EX02\n"


@pytest.mark.parametrize(
    "words",
    [
        "on EX02 we see this:",
        "Auf dem EX02 kommt:",
        "sur le serveur ex02 :",
        "(on EX02)",
    ],
)
@pytest.mark.parametrize("paste", [CONNECTOR, SUBJECT, CONNECTOR + SUBJECT])
def test_both_name_it(words: str, paste: str) -> None:
    """In several languages, by a connector of Exchange or a certificate's subject."""
    assert told_host(f"{words}\n\n{paste}") == "EX02"


@pytest.mark.parametrize(
    "text",
    [
        f"we see this:\n{CONNECTOR}",
        "on EX02 we see this:\nSubject            : CN=mail.contoso.com\n",
        f"on EX01 we see this:\n{CONNECTOR}",
        f"on EX02 we see this:\n{CONNECTOR}Subject            : CN=EX01\n",
        f"on EX02 we see this:\nComputer:      EX01.contoso.com\n{CONNECTOR}",
        f"on EX02 we see this:\n[PS] C:\\>Get-ExchangeCertificate -Server EX01\n{SUBJECT}",
        f"on EX02.contoso.com we see this:\n{CONNECTOR}",
        f"on EX02-OLD we see this:\n{CONNECTOR}",
    ],
)
def test_one_alone_or_another_one_tells_nothing(text: str) -> None:
    """Words alone, another name, or anything that tells the server by itself."""
    assert told_host(text) == ""
