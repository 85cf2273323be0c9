"""What is said of a port that offers no STARTTLS, and of two lists, is only what is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import diagnose

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Finding

A: Final = "1851CC210401E7DB7C6FC614295D24A45715D5AA"
B: Final = "2851CC210401E7DB7C6FC614295D24A45715D5BB"
C: Final = "3851CC210401E7DB7C6FC614295D24A45715D5CC"


def only(folder: Path, text: str, rule: str) -> Finding:
    """Diagnose a text, and give the finding of a rule."""
    (folder / "paste.txt").write_text(text, "utf-8")
    (found,) = (one for one in diagnose(folder, engine="plain").findings if one.rule == rule)
    return found


@pytest.mark.parametrize(
    ("port", "impact"), [(587, "they cannot sign in"), (25, "such as a peer"), (2525, "a peer")]
)
def test_what_fails_is_of_the_port_that_was_asked(tmp_path: Path, port: int, impact: str) -> None:
    """Port 587 is for programs that sign in; the same port is asked again."""
    session = (
        f"C:\\>telnet ex01.contoso.com {port}\n"
        "220 ex01.contoso.com Microsoft ESMTP MAIL Service ready at Tue, 20 Feb 2024 15:57:31\n"
        "EHLO client\n250-ex01.contoso.com Hello [192.0.2.7]\n250-SIZE 37748736\n250 SMTPUTF8\n"
    )
    found = only(tmp_path, session, "starttls-not-offered")
    assert impact in found.impact
    assert f"HOST:{port}" in "".join(found.confirm)


LISTED: Final = (
    "\n[PS] C:\\>Get-ReceiveConnector 'EX01\\Printers' | fl\n\nIdentity : EX01\\Printers\n"
    "Bindings : {10.1.1.50:25}\nFqdn : EX01.contoso.com\nAuthMechanism : None\n"
)


@pytest.mark.parametrize(
    ("listed", "severity"),
    [
        (LISTED, "info"),
        (LISTED.replace("None", "Tls, Integrated"), "low"),
        (LISTED.replace("10.1.1.50:25", "10.1.1.51:25"), "low"),
        (LISTED.replace("10.1.1.50:25", "0.0.0.0:25"), "low"),
        ("", "low"),
    ],
)
@pytest.mark.parametrize("by", ["telnet", "openssl"])
def test_the_connector_of_what_was_asked_may_be_set_so(
    tmp_path: Path, listed: str, severity: str, by: str
) -> None:
    """It has to be bound to just that; no server is at risk by a session alone."""
    asked = {
        "telnet": "C:\\>telnet 10.1.1.50 25\n220 EX01.contoso.com Microsoft ESMTP MAIL Service "
        "ready at Tue, 20 Feb 2024 15:57:31 +0800\nEHLO printer\n"
        "250-EX01.contoso.com Hello [10.1.1.77]\n250-SIZE 37748736\n250 SMTPUTF8\n",
        "openssl": "$ openssl s_client -connect 10.1.1.50:25 -starttls smtp\nCONNECTED(00000003)\n"
        "Didn't find STARTTLS in server response, trying anyway...\n",
    }[by]
    found = only(tmp_path, asked + listed, "starttls-not-offered")
    assert found.severity == severity
    assert ("Printers" in found.cause) is (severity == "info")
    assert found.verdict is None


@pytest.mark.parametrize(("website", "only_if"), [(True, True), (False, False)])
def test_what_another_certificate_has_now_is_not_taken_from_it(
    tmp_path: Path, website: bool, only_if: bool
) -> None:
    """Who gave the website another certificate may have meant to."""
    head = (
        "\n[PS] C:\\>Get-ExchangeCertificate\n\n"
        "Thumbprint  Services  Subject\n----------  --------  -------\n"
    )
    before = f"{head}{A}  IP.WS..  CN=mail.contoso.com\n{C}  ....S..  CN=ex01\n"
    wild = f"{B[::-1]}  ...WS..  CN=*.contoso.com\n" if website else ""
    after = f"{head}{B}  IP.....  CN=mail.contoso.com\n{wild}{C}  ....S..  CN=ex01\n"
    found = only(tmp_path, f"before\n{before}\nafter\n{after}", "successor-lacks-services")
    assert str(found.remedy[0]).startswith("Only if") is only_if
    assert "-Services IIS,SMTP" in str(found.remedy[0])
