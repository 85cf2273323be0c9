"""Commands of texts: what the small grammar takes and refuses, held against PowerShell's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certtrail.reports.exporting import how_to_export
from certtrail.rulebook.binding import every_text
from certtrail.rulebook.command_forms import read_command
from certtrail.rulebook.command_table import VERSIONS, command_table
from certtrail.rulebook.lint import written, wrong_commands
from certtrail.rulebook.sound import sound_rulebook
from certtrail.text.templates import parse
from tests.rulebook.dangerous import DANGEROUS
from tests.rulebook.powershell import what_runs, wrong_for_powershell

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
        "Import-ExchangeCertificate "
        "-FileData ([System.IO.File]::ReadAllBytes('\\\\SERVER\\share\\c.pfx')) "
        "-Password (Get-Credential).Password -PrivateKeyExportable $true"
    ),
    (
        "$cert = Export-ExchangeCertificate -Server EX01 -Thumbprint AB -BinaryEncoded -Password "
        "(Get-Credential).Password; [System.IO.File]::WriteAllBytes("
        "'\\\\SERVER\\share\\certificate.pfx', $cert.FileData)"
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
    'netsh winhttp set proxy proxy-server="PROXY:8080" bypass-list="*.contoso.com"',
    "certutil -repairstore my THUMBPRINT",
    "w32tm /stripchart /computer:DC /samples:5",
    "iisreset",
    "mmc",
    "New-ExchangeCertificate -KeySize 2048 -DomainName @()",
    "Set-AuthConfig -NewCertificateThumbprint NEW -NewCertificateEffectiveDate (Get-Date)",
    "Set-ReceiveConnector -Identity 'EX01\\Relay' -AuthMechanism 'Tls, ExchangeServer'",
    "Set-ReceiveConnector -Identity CONNECTOR -AuthMechanism Tls, Integrated -RequireTLS $true",
    "Set-ReceiveConnector -Identity CONNECTOR -PermissionGroups GROUPS -RemoteIPRanges RANGE",
    "Set-ServerComponentState EX01 -Component HubTransport -State Active -Requester Maintenance",
    "Enable-ExchangeCertificate -Thumbprint $new.Thumbprint -Services SMTP",
    "Remove-EdgeSubscription -Identity EDGE01",
    "Retry-Queue -Filter 'MessageCount -gt 0'",
    "Get-WinEvent -LogName Application -ComputerName EX01 | Select-Object -First 5",
    "certtrail diagnose EX01/ after/d.json --format html --tz Europe/Berlin",
    "certtrail events Application.evtx --id 12024 --since 2026-01-31",
    "certtrail rules show internal-certificate-lost",
    "certtrail what-if EX01 --remove THUMBPRINT",
]


@pytest.mark.parametrize("command", GOOD)
def test_what_is_allowed(command: str) -> None:
    """Pipelines, assignments, few expressions, programs with known words; PowerShell takes all."""
    assert read_command(command, TABLE).problems == ()
    assert wrong_for_powershell(command) == []


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("Get-Content \\\\a\\b.txt", "expected a value such as a file"),
        ("Stop-Service WinDefend", "expected a value such as a service"),
        ("Get-Service | Stop-Service", "found a pipe"),
        ("Set-SendConnector -SmartHosts a.example", "expected a value such as a chosen"),
        ("Get-Queue -Identity $profile", "expected a variable of"),
        ("$profile = 'x'", "expected a variable of"),
        ("(Get-WebBinding).Remove('x')", "found the call of 'Remove'"),
        ("Get-Queue\nreboot", "expected a plain command"),
        ("Enable-ExchangeCertficate -Thumbprint x", "found 'Enable-ExchangeCertficate'"),
        ("Get-ExchangeCertificate | Format-Lst", "found 'Format-Lst'"),
        ("$c = Get-ExchangeCertficate", "found 'Get-ExchangeCertficate'"),
        ("Get-Queue; reboot", "expected the command's end, found ';'"),
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
        ("Get-ExchangeCertificate -Thumbprint OLD", VERSIONS),
        ("Get-ExchangeCertificate -Thumbprint OLD -Server y", VERSIONS[1:]),
        ("Get-TransportService", VERSIONS[2:]),
        ("Import-ExchangeCertificate -FileName C:\\x.cer", VERSIONS[2:5]),
        ("Import-ExchangeCertificate -Path C:\\x.cer", ("2007",)),
        ("Restart-Service MSExchangeIS", VERSIONS),
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


NASTY = [
    *(
        "&",
        "&&",
        "||",
        "`",
        ">",
        "2>&1",
        "iex",
        "calc",
        "%",
        "--%",
        "#",
        "<#",
        "\n",
        "\u2019",
        "\u201c",
    ),
    *(
        "$(iex x)",
        '"$(iex x)"',
        '"`$x"',
        "'\u2019; iex x; \u2018'",
        "[x]::y('z')",
        "@'",
        "$profile",
    ),
    *(
        "$env:x",
        "\\\\a\\b",
        "//a/b",
        "C:\\a.ps1",
        "C:\\a.txt",
        ".Delete",
        ".AddSslCertificate",
        "@x",
    ),
    *("Get-Content", "Stop-Service", "Set-Content", "certutil", "-store", "my", "wevtutil", "epl"),
]
METHODS = {"readallbytes", "addsslcertificate"}


@settings(max_examples=400)
@given(st.lists(st.sampled_from([*PIECES, *NASTY]), max_size=9), st.sampled_from(["", " "]))
def test_what_it_takes_runs_nothing_else(pieces: list[str], between: str) -> None:
    """By PowerShell's own grammar, what it takes names only cmdlets and programs of the table."""
    command = between.join(pieces)
    if read_command(command, TABLE).problems:
        return
    found = what_runs(command)
    assert found.names <= TABLE.cmdlets.keys() | TABLE.programs.keys(), command
    assert found.methods <= METHODS, command
    assert not found.others, command


@pytest.mark.parametrize("command", DANGEROUS)
def test_dangerous_commands(command: str) -> None:
    """None of the forms in which something else would run, or go elsewhere, is taken."""
    assert read_command(command, TABLE).problems


@pytest.mark.parametrize("command", [each for each in DANGEROUS if "`" not in each])
def test_dangerous_commands_of_a_rule(command: str) -> None:
    """A rule that says one has a problem, told by `rules check`."""
    told = command.replace("{", "{{").replace("}", "}}").replace("[[", "[ [").replace("]]", "] ]")
    assert list(wrong_commands(parse(f"Do `{told}` now.")[0]))


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
