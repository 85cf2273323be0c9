"""What was refused, and done further down: in a console, and by the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail.pipeline import diagnose

if TYPE_CHECKING:
    from pathlib import Path

FAILED: Final = "certificate-refused"
KEPT: Final = "removal-refused"
ASKED: Final = "certificate-asked-for-not-there"
X: Final = "239BEED1D70122B3A0519B47BBA37F3A8FF5B10B"
Y: Final = "7CB24FA846580E8C494F5F8FB8D2A49B9104BDB0"


def typed(command: str, *printed: str) -> str:
    """Write a command at a prompt with what it printed."""
    return "\n".join((f"[PS] C:\\>{command}", *printed, ""))


def error(cmdlet: str, words: str) -> tuple[str, str]:
    """Write what a cmdlet prints that is refused."""
    return (
        f"A special Rpc error occurs on server EX01: {words}",
        f"    + CategoryInfo          : InvalidArgument: (:) [{cmdlet}], InvalidOperationException",
    )


REMOVED: Final = f"Remove-ExchangeCertificate -Thumbprint {X} -Confirm:$false"
TAGGED: Final = error(
    "Remove-ExchangeCertificate",
    "These certificates are tagged with following Send Connectors : Internet. Removing and "
    "replacing certificates from Send Connector would break the mail flow.",
)
NAMED: Final = typed("Set-SendConnector Internet -TlsCertificateName $tls")


def enabled(thumbprint: str) -> str:
    """Write the command that enables one."""
    return f"Enable-ExchangeCertificate -Thumbprint {thumbprint} -Services SMTP,IIS"


def unknown(thumbprint: str) -> tuple[str, str]:
    """Write the answer that there is none."""
    words = f"The certificate with thumbprint {thumbprint} was not found."
    return error("Enable-ExchangeCertificate", words)


LISTED: Final = typed(
    "Get-ExchangeCertificate",
    "",
    "Thumbprint                                Services   Subject",
    "----------                                --------   -------",
    f"{X}  ...WS..    CN=mail.contoso.com",
    f"{Y}  IP.WS..    CN=EX01",
)
AWAY: Final = """The Exchange Certificate operation has failed with an exception on server EX01.
The error message is: The RPC server is unavailable.
    + CategoryInfo          : NotSpecified: (:) [Get-ExchangeCertificate], InvalidOperationException
"""


def rules(folder: Path, *texts: str) -> set[str]:
    """Diagnose a console; give the rules that fired."""
    (folder / "console.txt").write_text("".join(texts))
    return {one.rule for one in diagnose([folder], engine="plain").findings}


@pytest.mark.parametrize("slip", [X[:-1], X[1:], X[:20] + X[21:], X[:-2], X[:9] + "0" + X[10:]])
def test_a_slip_in_a_thumbprint(tmp_path: Path, slip: str) -> None:
    """The right one was enabled below it."""
    first = typed(enabled(slip), *unknown(slip))
    assert FAILED in rules(tmp_path, first)
    assert FAILED not in rules(tmp_path, first, typed(enabled(X)), LISTED)


def test_another_certificate(tmp_path: Path) -> None:
    """To enable another one does not do what was refused, nor does the same, refused again."""
    first = typed(enabled(X), *unknown(X))
    assert FAILED in rules(tmp_path, first, typed(enabled(Y)), LISTED)
    assert FAILED in rules(tmp_path, first, first, LISTED)
    assert FAILED in rules(tmp_path, typed(enabled(X)), first, LISTED)
    away = enabled(X).replace("-Services", "-Server EX02 -Services")
    assert FAILED in rules(tmp_path, first, typed(away), LISTED)


def test_a_removal(tmp_path: Path) -> None:
    """It went when the connector had another name."""
    first = typed(REMOVED, *TAGGED)
    assert KEPT in rules(tmp_path, first, NAMED, LISTED)
    assert KEPT not in rules(tmp_path, first, NAMED, typed(REMOVED), LISTED)


def test_a_removal_that_was_not_done(tmp_path: Path) -> None:
    """It was refused again, was of another certificate, or was declined."""
    first = typed(REMOVED, *TAGGED)
    assert KEPT in rules(tmp_path, first, NAMED, first, LISTED)
    assert KEPT in rules(tmp_path, first, NAMED, typed(REMOVED.replace(X, Y)), LISTED)
    asked = REMOVED.replace(" -Confirm:$false", "")
    no = '[Y] Yes  [A] Yes to All  [N] No  [L] No to All  [?] Help (default is "Y"): n'
    assert KEPT in rules(tmp_path, first, NAMED, typed(asked, no), LISTED)


def test_a_list_of_a_server_that_was_away(tmp_path: Path) -> None:
    """It came, when the server was there again; without that it is told."""
    command = "Get-ExchangeCertificate -Server EX01"
    first = typed(command, AWAY)
    listed = LISTED.replace("Get-ExchangeCertificate", command)
    assert ASKED not in rules(tmp_path, first, listed)
    assert ASKED in rules(tmp_path, first)
    assert ASKED in rules(tmp_path, listed, first)
    # A list of something else, behind the next prompt, is not what it printed.
    assert ASKED in rules(tmp_path, first, typed(command), LISTED.replace("Get-Ex", "gci cert: #"))


KEYLESS: Final = error(
    "Enable-ExchangeCertificate",
    f"The certificate with thumbprint {X} was found but is not valid for use with Exchange Server "
    "(reason: PrivateKeyMissing).",
)
CHOICES: Final = (
    '[Y] Yes  [A] Yes to All  [N] No  [L] No to All  [?] Help (default is "Y"):',
    '[J] Ja  [A] Ja, alle  [N] Nein  [L] Nein, keine  [?] Hilfe (Standard ist "J"):',
)
OVERWRITE: Final = ("", "Confirm", "Overwrite the existing default SMTP certificate?")
PROMPT: Final = "[PS] C:\\>"


def told_over(folder: Path) -> list[str]:
    """Give the notes of a console that say that a refusal is over."""
    (told,) = diagnose([folder], engine="plain").inputs
    return [one for one in told.notes if "so the refusal is over" in one]


@pytest.mark.parametrize(
    "below",
    [
        "Same error again, nothing helps.\n",
        "\n(gleicher Fehler)\n",
        "Access is denied.\n[PS] C:\\>\n",
        "Acc\u00e8s refus\u00e9.\n\n[PS] C:\\>hostname\n",
        f"\u627e\u5230\u4e86\u6307\u7eb9\u4e3a {X} \u7684\u8bc1\u4e66\u3002\n{PROMPT}\n",
        "^C\n[PS] C:\\>\n",
        "\nRegards\nAnna\n",
        "\n\n",
        "...\n[PS] C:\\>\n",
        "VERBOSE: Connecting to EX02.contoso.com\n[PS] C:\\>\n",
        "\n".join((*OVERWRITE, "")),
        "\n".join((*OVERWRITE, CHOICES[0], "")),
        "\n".join((*OVERWRITE, CHOICES[0], "^C", PROMPT)),
        "\n".join((*OVERWRITE, f"{CHOICES[0]} n", PROMPT)),
        "\n".join((*OVERWRITE, f"{CHOICES[1]} j", "Zugriff verweigert", PROMPT)),
    ],
)
def test_what_does_not_show_that_it_was_done(tmp_path: Path, below: str) -> None:
    """Words or an error of any language, a break, an open question, or the end of the text."""
    first = typed(enabled(X), *KEYLESS)
    assert FAILED in rules(tmp_path, first, f"{PROMPT}{enabled(X)}\n{below}")
    assert not told_over(tmp_path)


@pytest.mark.parametrize(
    "second",
    [
        enabled(X) + " -WhatIf",
        enabled(X) + " -WhatIf\nWhat if: Enabling the certificate for services SMTP, IIS.",
        enabled(X).replace("SMTP,", ""),
        enabled(X) + " # same error",
        "$WhatIfPreference = $true\n" + PROMPT + enabled(X),
    ],
)
def test_another_thing_was_done(tmp_path: Path, second: str) -> None:
    """It was only tried, was for other services, or is annotated."""
    assert FAILED in rules(tmp_path, typed(enabled(X), *KEYLESS), typed(second), LISTED)
    assert not told_over(tmp_path)


@pytest.mark.parametrize("above", ["On EX02 it works:\n\n", "\u5728 EX02 \u4e0a\uff1a\n"])
def test_on_another_server(tmp_path: Path, above: str) -> None:
    """Words introduce another console; what names its server needs none."""
    words = KEYLESS[0].removeprefix("A special Rpc error occurs on server EX01: ")
    first = typed(enabled(X), words, KEYLESS[1])
    assert FAILED in rules(tmp_path, first, above, typed(enabled(X)), typed("hostname", "EX02"))
    assert FAILED in rules(tmp_path, first, above, typed(enabled(X)), PROMPT)
    here = f"{enabled(X)} -Server EX01"
    assert FAILED not in rules(tmp_path, typed(here, *KEYLESS), above, typed(here), PROMPT)


def test_words_that_look_like_the_end_of_a_command(tmp_path: Path) -> None:
    """A long command seems to go on with what stands right below it."""
    command = "Import-ExchangeCertificate -FileData $bytes -Password $p"
    said = error(
        "Import-ExchangeCertificate", "The source data is corrupted or the password is wrong."
    )
    first = typed(command, *said)
    assert FAILED in rules(tmp_path, first, typed(command, "still the same"), PROMPT)
    assert FAILED not in rules(tmp_path, first, typed(command), PROMPT)


@pytest.mark.parametrize(
    "below",
    [
        PROMPT,
        f"\n{PROMPT}hostname\nEX01\n",
        *(
            "\n".join((*OVERWRITE, f"{one}{answer}", PROMPT))
            for one, answer in (
                (CHOICES[0], " y"),
                (CHOICES[0], " A"),
                (CHOICES[0], ""),
                (CHOICES[1], " j"),
            )
        ),
    ],
)
def test_what_shows_that_it_was_done(tmp_path: Path, below: str) -> None:
    """The next prompt, right below or behind a question that was answered; it is noted."""
    first = typed(enabled(X), *KEYLESS)
    assert FAILED not in rules(tmp_path, first, f"{PROMPT}{enabled(X)}\n{below}")
    (note,) = told_over(tmp_path)
    assert "Line 1:" in note
    assert "line 4," in note


def test_a_command_that_the_console_wrapped(tmp_path: Path) -> None:
    """It is the same at another width; with a line of words behind it, it is not."""
    first = typed(enabled(X), *KEYLESS)
    line = PROMPT + enabled(X)
    cut = f"{line[:80]}\n{line[80:]}\n"
    assert FAILED not in rules(tmp_path, first, cut, PROMPT)
    assert FAILED in rules(tmp_path, first, cut, "Same error\n", PROMPT)


def test_a_certificate_that_was_printed(tmp_path: Path) -> None:
    """An import shows what came, whatever stands below; an empty table shows nothing."""
    command = "Import-ExchangeCertificate -FileData $bytes -Password $p"
    said = error(
        "Import-ExchangeCertificate", "The source data is corrupted or the password is wrong."
    )
    table = LISTED.split("\n")[1:-2]
    first = typed(command, *said)
    assert FAILED not in rules(tmp_path, first, typed(command, *table))
    assert FAILED in rules(tmp_path, first, typed(command, *table[:-1]))


def audited(minute: int, event: int, thumbprint: str, said: str) -> str:
    """Write a record of the audit log of cmdlets: 1 went well, 6 failed."""
    given = f'-Thumbprint "{thumbprint}" -Services "SMTP"'
    first = ("Enable-ExchangeCertificate", given, "contoso.com/Users/Admin")
    strings = (*first, *[""] * 8, said, *[""] * 15)
    data = "".join(f"<Data>{one}</Data>" for one in strings)
    return (
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
        f"<Provider Name='MSExchange CmdletLogs'/><EventID>{event}</EventID><Level>4</Level>"
        f"<TimeCreated SystemTime='2026-10-05T17:{minute:02}:00Z'/>"
        f"<EventRecordID>{700 + minute}</EventRecordID><Channel>MSExchange Management</Channel>"
        f"<Computer>EX01.contoso.com</Computer></System><EventData>{data}</EventData></Event>"
    )


@pytest.mark.parametrize(("right", "told"), [(X, False), (Y, True)])
def test_by_the_audit_log(tmp_path: Path, right: str, told: bool) -> None:
    """One with a digit too few, two minutes before the right one, or before another."""
    said = "X.CertificateNotFoundException: " + unknown(X[:-2])[0]
    records = (audited(5, 6, X[:-2], said), audited(7, 1, right, ""))
    (tmp_path / "management.xml").write_text(f"<Events>{''.join(records)}</Events>")
    assert (FAILED in {one.rule for one in diagnose([tmp_path], engine="plain").findings}) is told
