"""Commands that took rights to private keys away: what is an act, and what is none."""

from __future__ import annotations

import pytest

from tests.inputs.pasted import told

FOLDER = r"C:\ProgramData\Microsoft\Crypto\RSA\MachineKeys"
DONE = "Successfully processed 11 files; Failed processing 0 files\n"
NONE_DONE = "Successfully processed 0 files; Failed processing 11 files\n"
TAKEN = rf'PS C:\> icacls "{FOLDER}" /remove:g "NT AUTHORITY\NETWORK SERVICE" /T' + f"\n{DONE}"
HEAD = (
    "**********************\nWindows PowerShell transcript start\nStart time: 20260917205811\n"
    "Username: KESTREL\\a-hardening\nMachine: KST-EX1 (Microsoft Windows NT 10.0.17763.0)\n"
    "**********************\n"
)


def taken(text: str, name: str = "paste.txt") -> list[dict[str, object]]:
    """Give the fields of each act that took such rights."""
    facts = told(text, name).of("console-command")
    return [dict(fact.fields) for fact in facts if fact.fields["verb"] == "key-rights-taken"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (TAKEN, 1),
        (rf"C:\Windows\system32>cacls {FOLDER} /T /G Administrators:F" + "\n", 1),
        (rf'[PS] C:\>icacls {FOLDER} /deny "*S-1-5-20:R"' + f"\n{DONE}", 1),
        (rf"PS C:\> icacls {FOLDER}\* /inheritance:r /grant Administrators:F" + f"\n{DONE}", 1),
        (
            rf"PS C:\> $acl = Get-Acl {FOLDER}\a"
            "\nPS C:\\> $acl.RemoveAccessRule($rule)\nTrue\n"
            rf"PS C:\> Set-Acl {FOLDER}\a $acl" + "\n",
            1,
        ),
        (rf"PS C:\> Set-Acl {FOLDER}\a $acl" + "\n", 0),
        (rf"PS C:\> # icacls {FOLDER} /remove NETWORK_SERVICE" + "\n", 0),
        (rf"PS C:\> takeown /f {FOLDER} /r /d y" + "\n", 0),
        (rf"PS C:\> icacls {FOLDER} /remove Everyone" + f"\n{DONE}", 0),
        (rf"C:\>cacls {FOLDER} /E /G Administrators:F" + "\n", 0),
        (rf'PS C:\> icacls {FOLDER} /grant "NETWORK SERVICE:R"' + f"\n{DONE}", 0),
        (rf"PS C:\Hardening> icacls {FOLDER} /save C:\Hardening\a.acl" + f"\n{DONE}", 0),
        (TAKEN.replace(DONE, NONE_DONE), 0),
        (TAKEN + rf'PS C:\> icacls {FOLDER} /grant "NETWORK SERVICE:R"' + f"\n{DONE}", 0),
        (f'Somebody ran icacls "{FOLDER}" /remove "NETWORK SERVICE" I think.\n', 0),
    ],
)
def test_what_takes_such_a_right(text: str, found: int) -> None:
    """A command at its prompt that worked, was not undone, and is about that account."""
    assert len(taken(text)) == found


def test_what_is_told_of_it() -> None:
    """The command, who ran it where and when, and where the rights were kept before."""
    save = rf'PS C:\> icacls "{FOLDER}" /save C:\Ops\before.acl /T /Q' + f"\n{DONE}"
    (fact,) = (
        one
        for one in told(HEAD + save + TAKEN).of("console-command")
        if one.fields["verb"] == "key-rights-taken"
    )
    assert fact.server == "KST-EX1"
    assert fact.time == 1789678691 * 10**9
    assert fact.fields["user"] == "KESTREL\\a-hardening"
    assert (fact.fields["saved"], fact.fields["saved_what"]) == ("C:\\Ops\\before.acl", "folder")
    (below,) = taken(save.replace('MachineKeys"', 'MachineKeys\\*"') + TAKEN)
    assert below["saved_what"] == "files"
    (other,) = taken(save.replace("MachineKeys", "Keys") + TAKEN)
    assert "saved" not in other


def test_a_script_is_no_act() -> None:
    """That a script holds such a command is said, and not that it ran."""
    script = f'icacls "{FOLDER}" /remove "NETWORK SERVICE" /T\n'
    assert not taken(script, "harden.ps1")
    (note,) = told(script, "harden.ps1").notes
    assert "nothing here tells" in note
    assert not told(script, "mail.txt").notes
