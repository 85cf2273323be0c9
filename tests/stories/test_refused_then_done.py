"""What was refused, and done further down: in a console, and by the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail.pipeline import diagnose

if TYPE_CHECKING:
    from pathlib import Path

FAILED: Final = "certificate-refused"
KEPT: Final = "removal-refused"
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
    return {one.rule for one in diagnose([folder]).findings}


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
    assert FAILED not in rules(tmp_path, first, listed)
    assert FAILED in rules(tmp_path, first)
    assert FAILED in rules(tmp_path, listed, first)


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
    assert (FAILED in {one.rule for one in diagnose([tmp_path]).findings}) is told
