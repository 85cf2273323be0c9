"""Commands of texts: what the small grammar takes and refuses, held against PowerShell's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrail.reports.exporting import how_to_export
from certtrail.rulebook.binding import every_text
from certtrail.rulebook.command_forms import read_command
from certtrail.rulebook.command_table import VERSIONS, command_table
from certtrail.rulebook.lint import written, wrong_commands
from certtrail.rulebook.sound import sound_rulebook
from tests.rulebook.powershell import wrong_for_powershell

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLE = command_table()
GOOD = [
    "Get-ExchangeCertificate",
    "Get-ExchangeCertificate | Format-List Name, Fqdn",
    "Get-ExchangeCertificate -Thumbprint AB | New-ExchangeCertificate -Services SMTP",
    "New-ExchangeCertificate -Services SMTP -DomainName EX01 -IncludeServerFQDN -KeySize 2048",
    (
        "$c = Get-ExchangeCertificate -Thumbprint NEW; "
        "Set-SendConnector -Identity 'To the Internet' -TlsCertificateName "
        '"<I>$($c.Issuer)<S>$($c.Subject)"'
    ),
    (
        "Import-ExchangeCertificate -FileData ([System.IO.File]::ReadAllBytes('\\\\srv\\c.pfx')) "
        "-Password (Get-Credential).Password -PrivateKeyExportable $true"
    ),
    '(Get-WebBinding -Name "Exchange Back End" -Port 444).AddSslCertificate("NEW", "My")',
    "Get-WinEvent -FilterHashtable @{LogName='System'; Id=7031, 7034} -MaxEvents 50",
    "Get-EventLogLevel MSExchangeTransport\\* | Set-EventLogLevel -Level Expert",
    "Get-ChildItem Cert:\\LocalMachine\\My | Where-Object { $_.HasPrivateKey -eq $false }",
    "Remove-ExchangeCertificate -Thumbprint AB -Confirm:$false",
    "get-exchangecertificate | new-exchangecertificate",
    "$name = '<I>a<S>b; c | d'",
    "Restart-Service MSExchangeTransport",
    "netsh http show sslcert ipport=0.0.0.0:444",
    'netsh winhttp set proxy proxy-server="p:8080" bypass-list="*.contoso.com"',
    "certutil -repairstore my 0123",
    "w32tm /stripchart /computer:DC /samples:5",
    "iisreset",
    "mmc",
]


@pytest.mark.parametrize("command", GOOD)
def test_what_is_allowed(command: str) -> None:
    """Pipelines, assignments, few expressions, programs with known words; PowerShell takes all."""
    assert read_command(command, TABLE).problems == ()
    assert wrong_for_powershell(command) == []


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("Enable-ExchangeCertficate -Thumbprint x", "found 'Enable-ExchangeCertficate'"),
        ("Get-ExchangeCertificate | Format-Lst", "found 'Format-Lst'"),
        ("$c = Get-ExchangeCertficate", "found 'Get-ExchangeCertficate'"),
        ("Get-Queue; reboot", "found 'reboot'"),
        ("Get-ExchangeCertificate -Thumbrint x", "parameter of Get-ExchangeCertificate, found"),
        ("Get-ExchangeCertificate a b", "at most 1 value(s)"),
        ("New-ExchangeCertificate x", "at most 0 value(s)"),
        ("Get-Queue -Identity (Remove-Item x)", "found 'Remove-Item'"),
        ("Get-Queue | Where-Object { Remove-Item x }", "expected $_"),
        ('Get-Queue -Identity "$(Remove-Item x)"', "expected a plain string"),
        ("Get-Queue -Identity `x", "expected a plain command"),
        ("Get-Queue > x", "expected a plain command"),
        ("& Get-Queue", "expected a plain command"),
        ("[System.IO.File]::Delete('x')", "expected a plain command"),
        ("Get-Queue -Identity (", "found ''"),
        ("Get-Queue -Identity @{a=1", "found 'the end'"),
        ("Get-Queue |", "found ''"),
        ("Get-Queue)", "expected the command's end, found ')'"),
        ("netsh http delete sslcert ipport=0.0.0.0:444", "expected `netsh http show sslcert`"),
        ("netsh winhttp show proxy; reboot", "expected `netsh http show sslcert`"),
        ("certutil -delstore my x", "expected `certutil -pulse`"),
        ("(" * 900, "at most 6 opening parentheses"),
        ("x" * 3000, "at most 2000 characters"),
        ("", "expected a known cmdlet or program"),
    ],
)
def test_what_is_refused(command: str, found: str) -> None:
    """A name that does not exist, a parameter that the cmdlet has not, any other form."""
    problems = read_command(command, TABLE).problems
    assert any(found in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("command", "versions"),
    [
        ("Get-ExchangeCertificate -Thumbprint x", VERSIONS),
        ("Get-ExchangeCertificate -Thumbprint x -Server y", VERSIONS[1:]),
        ("Get-TransportService", VERSIONS[2:]),
        ("Import-ExchangeCertificate -FileName x", VERSIONS[2:5]),
        ("Import-ExchangeCertificate -Path x", ("2007",)),
        ("Restart-Service x", VERSIONS),
        ("iisreset", VERSIONS),
    ],
)
def test_versions(command: str, versions: tuple[str, ...]) -> None:
    """A command works in the versions that have its cmdlets and all their parameters."""
    found = read_command(command, TABLE)
    assert found.problems == ()
    assert found.versions == set(versions)


PIECES = [
    *("Get-Queue", "Set-SendConnector", "-Identity", "-Server", "x", "'a b'", '"a $($c.B)"', "$c"),
    *("$true", ",", ";", "|", "=", "(", ")", "@{", "{", "}", "a=1", "netsh", "http", "show", "7"),
    *("-Thumbprint", "Where-Object", "-eq", "$_.Name", ".Name", "[System.IO.File]::ReadAllBytes"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=9))
def test_what_it_takes_powershell_takes(pieces: list[str]) -> None:
    """No mix of pieces that it takes is wrong for PowerShell, and none ends in an exception."""
    command = " ".join(pieces)
    if not read_command(command, TABLE).problems:
        assert wrong_for_powershell(command) == []


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    """Whatever stands between backticks, there is an answer."""
    assert isinstance(read_command(text, TABLE).problems, tuple)


def commands() -> Iterator[tuple[str, str]]:
    """Yield every command that certtrail can show, and where it is from."""
    rulebook = sound_rulebook(cases=False)
    for rule in rulebook.rules:
        for text, _ in every_text(rule):
            for command in text.template.commands:
                yield from ((each, rule.id) for each in written(command))
    for name, step in rulebook.steps.steps.items():
        for line in step.says:
            for command in line.commands:
                yield from ((each, name) for each in written(command))
    for missing in ("the System log", "Get-ExchangeCertificate, Get-SendConnector"):
        yield from ((each, "exporting") for each in how_to_export(missing))


def test_every_command_is_one_for_powershell() -> None:
    """Those of rules, of steps and of exports, with and without their clauses."""
    found = list(commands())
    assert len(found) > 200
    assert [(each, at) for each, at in found if wrong_for_powershell(each)] == []


def test_every_command_is_in_the_table() -> None:
    """Every cmdlet, parameter and program that certtrail names exists."""
    wrong = [(each, at) for each, at in commands() if read_command(each, TABLE).problems]
    assert wrong == []


def test_every_step_is_sound() -> None:
    """Steps that no rule uses, too."""
    rulebook = sound_rulebook(cases=False)
    lines = [line for step in rulebook.steps.steps.values() for line in step.says]
    assert [problem for line in lines for problem in wrong_commands(line)] == []
