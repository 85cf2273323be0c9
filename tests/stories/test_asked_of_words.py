"""What is asked for where words or a console were sent, and no server's log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail import diagnose
from certtrail.reports.wishes import wishes

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail import Diagnosis

HEAD: Final = """\
[PS] C:\\>Get-ExchangeCertificate

Thumbprint                                Services   Subject
----------                                --------   -------
"""
SETUP: Final = """\
The following error was generated when "$error.Clear();
          Install-ExchangeCertificate -services IIS -DomainController $RoleDomainController
        " was run: "System.Security.Cryptography.CryptographicException: The certificate is expired.
"""


def told(folder: Path, text: str) -> Diagnosis:
    """Diagnose a pasted text."""
    (folder / "pasted.txt").write_text(text, "utf-8")
    return diagnose(folder, engine="plain")


def sent(diagnosis: Diagnosis) -> str:
    """Give the commands of all that is asked for."""
    return "\n".join(command for one in wishes(diagnosis).exports for command in one.commands)


def test_what_the_shell_does_not_show_windows_is_asked_for(tmp_path: Path) -> None:
    """The same list again would be empty again."""
    diagnosis = told(tmp_path, HEAD + "\n[PS] C:\\>\n")
    commands = sent(diagnosis)
    assert "Cert:\\LocalMachine\\My" in commands
    assert "Get-AuthConfig" in commands
    assert "Get-ExchangeCertificate" not in commands
    (report,) = diagnosis.inputs
    assert not [note for note in report.notes if "Format-List" in note]


def test_of_what_was_found_only_that_is_asked(tmp_path: Path) -> None:
    """An error of Setup is not looked into with logs of mail."""
    diagnosis = told(tmp_path, SETUP)
    assert sent(diagnosis) == ""
    assert any("netsh http show sslcert" in one.text for one in wishes(diagnosis).questions)


def test_where_nothing_was_found_what_one_begins_with_is_asked(tmp_path: Path) -> None:
    """Nobody knows yet what it is about."""
    commands = sent(told(tmp_path, "[PS] C:\\>Get-ExchangeServer\n"))
    assert 'wevtutil epl "Application"' in commands
    assert "Get-ExchangeCertificate" in commands
