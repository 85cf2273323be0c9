"""Consoles that list no certificates, and scripts that do not find their shell: what is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Diagnosis

SHELL: Final = "shell-lists-no-certificate"
SCRIPT: Final = "script-finds-no-shell"
SERVER: Final = "server-lists-no-certificate"
OURS: Final = frozenset({SHELL, SCRIPT, SERVER})
HEAD: Final = (
    "\nThumbprint                                Services   Subject\n"
    "----------                                --------   -------\n"
)
ROW: Final = "7D793037A0760186574B0282F2F435E7A5B10F33  IP.WS..    CN=mail.contoso.com\n"
SAYS: Final = (
    "WARNING: This script requires to be run inside of Exchange Management Shell. Please run on an "
    "Exchange Management Server or an Exchange Server with Exchange Management Shell.\n"
)
ASK: Final = "[PS] C:\\>Get-ExchangeCertificate"
PROMPT: Final = "[PS] C:\\>"
UNKNOWN: Final = {
    "en": "Get-ExchangeServer : The term 'Get-ExchangeServer' is not recognized as the name of a "
    "cmdlet.\n",
    "de": 'Get-AuthConfig : Die Benennung "Get-AuthConfig" wurde nicht als Name eines Cmdlet '
    "erkannt.\n",
    "fr": "Get-MailboxServer : Le terme \u00abGet-MailboxServer\u00bb n'est pas reconnu comme nom "
    "d'applet de commande.\n",
}


def diagnosed(folder: Path, text: str) -> Diagnosis:
    """Diagnose one paste."""
    (folder / "paste.txt").write_text(text, encoding="utf-8")
    return pipeline.diagnose([folder], engine="plain")


def told(folder: Path, text: str) -> set[str]:
    """List the rules of this matter that found something in a paste."""
    return {one.rule for one in diagnosed(folder, text).findings} & OURS


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (f"{ASK}\n{HEAD}\n{PROMPT}\n", {SHELL}),
        (f"{ASK}\n{PROMPT}\n", {SHELL}),
        (f"{ASK}\n{ASK} | fl\n{PROMPT}\n", {SHELL}),
        (f"{ASK}\n{PROMPT}\n{PROMPT}Get-Date\n\nMonday, 16 February 2026 18:04:12\n", {SHELL}),
        # Nobody copied a prompt: commands alone, as a plan or a history has them.
        (f"{ASK}\n{PROMPT}Restart-Service MSExchangeTransport\n{PROMPT}\n", set()),
        (f"{ASK}\n", set()),
        (f"{ASK}\n{HEAD}", set()),
        # Asked for some only, or for a file.
        (f"{ASK} | ? {{$_.NotAfter -lt (Get-Date)}}\n{PROMPT}\n", set()),
        (f"{ASK} -DomainName old.contoso.com\n{PROMPT}\n", set()),
        (f"{ASK} | Export-Clixml C:\\c.xml\n{PROMPT}\n", set()),
        (f"$c = Get-ExchangeCertificate\n{PROMPT}\n", set()),
        (f"{ASK}\n{HEAD}{ROW}\n{PROMPT}\n", set()),
        # One server of two.
        (f"{ASK} -Server EX05\n{ASK} -Server EX01\n{HEAD}{ROW}", {SERVER}),
        (f"{ASK} -Server EX05\n{HEAD}\n{ASK} -Server EX01\n{HEAD}{ROW}\n{PROMPT}\n", {SERVER}),
        (f"{ASK} -Server EX01\n{HEAD}{ROW}\n{ASK} -Server EX05\n{PROMPT}\n", {SERVER}),
        (f"{ASK} -Server EX01\n{ASK} -Server EX01\n{HEAD}{ROW}", set()),
    ],
)
def test_a_list_of_nothing(tmp_path: Path, text: str, rules: set[str]) -> None:
    """It is told where the console was copied as it stood."""
    assert told(tmp_path, text) == rules


def test_what_may_be_left_out_weighs_less(tmp_path: Path) -> None:
    """The head of a table is not left there by who takes the list out."""
    whole = diagnosed(tmp_path, f"{ASK}\n{HEAD}\n{PROMPT}\n").findings
    bare = diagnosed(tmp_path, f"{ASK}\n{PROMPT}\n").findings
    assert [one.severity.value for one in (*whole, *bare)] == ["medium", "low"]


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (SAYS, {SCRIPT}),
        (SAYS.replace("WARNING", "WARNUNG"), {SCRIPT}),
        (f"{PROMPT}.\\HealthChecker.ps1\n{SAYS}", {SCRIPT}),
        (f"PS C:\\Scripts> .\\HealthChecker.ps1\n{SAYS}", set()),
        (f"{SAYS}{UNKNOWN['en']}", set()),
        (f"{SAYS}{UNKNOWN['de']}", set()),
        (f"{SAYS}{UNKNOWN['fr']}", set()),
        # Another program's cmdlet says nothing of the shell.
        (f"{SAYS}Get-ADUser : The term 'Get-ADUser' is not recognized as a cmdlet.\n", {SCRIPT}),
        (f"{SAYS}The current Auth Certificate is valid for 1411 day(s)\n", set()),
        (f"{SAYS}Test result: No renewal action is required\n", set()),
        (f"{SAYS}The current Auth Certificate is valid for -1 day(s)\n", {SCRIPT}),
        (f"{SAYS}{ASK}\n{HEAD}\n{PROMPT}\n", {SHELL}),
        (f"{SAYS}{ASK}\n{HEAD}{ROW}\n{PROMPT}\n", set()),
        (f"If it says '{SAYS.strip()}', you took the wrong shell.\n", set()),
    ],
)
def test_a_script_without_its_shell(tmp_path: Path, text: str, rules: set[str]) -> None:
    """Mostly it is the wrong shell, which nobody has to repair."""
    assert told(tmp_path, text) == rules


def test_what_nobody_saw_is_not_told(tmp_path: Path) -> None:
    """There is no list, and no Auth certificate: the first step is to take the right shell."""
    (one,) = diagnosed(tmp_path, SAYS).findings
    assert "Auth certificate" not in one.title
    assert "list" not in one.cause
    assert one.remedy[0].startswith("Start the Exchange Management Shell")
    assert one.verdict is None
