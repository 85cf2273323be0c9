"""Commands that somebody pasted: what they did, to what, on which server, and when."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.fact import Fact

X: Final = "9196A5FE7C0B908D8E9989DE6AEC63D8DC02275E"
LOG: Final = "Level,Date and Time,Source,Event ID,Task Category\n" + "".join(
    f"Information,2025-10-{day:02d} 10:00:00,{source},7777,None,Words.\n"
    for day in (14, 13, 8, 7)
    for source in ("MSExchangeTransport", "ESE", "MSExchangeRepl")
)
HEAD: Final = "From: A\nSent: Tuesday, 14 October 2025 11:02\nTo: B\nSubject: 12024\n\nHi,\n"
ENABLE: Final = (
    f"[PS] C:\\>Enable-ExchangeCertificate -Server EX01 -Thumbprint {X} -Services SMTP\n"
)
RESTART: Final = "[PS] C:\\>Restart-Service MSExchangeTransport,MSExchangeDelivery\n"


def told(folder: Path, text: str) -> list[Fact]:
    """Give the commands of a mail beside a log of local times."""
    (folder / "EX01_application.csv").write_text(LOG)
    (folder / "mail.txt").write_text(text)
    return [fact for fact in pipeline.read([folder]).facts if fact.kind == "console-command"]


def moment(fact: Fact) -> str:
    """Write the time of a fact; empty for none."""
    return f"{datetime.fromtimestamp(fact.time / 1e9, UTC):%Y-%m-%d %H:%M}" if fact.time else ""


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("On Thursday about 10:05 I ran on EX01 what you told me:\n\n", "2025-10-09 10:05"),
        (
            "It broke on Wednesday 8 October 17:40.\nOn Thursday about 10:05 I ran:\n",
            "2025-10-09 10:05",
        ),
        ("Am Donnerstag gegen 10.05 Uhr habe ich ausgef\u00fchrt:\n", "2025-10-09 10:05"),
        ("Yesterday at 3:15 pm we did this:\n", "2025-10-13 15:15"),
        ("Heute um 09:30 haben wir das gemacht:\n", "2025-10-14 09:30"),
        ("On 9 October at 10:05 I ran:\n", "2025-10-09 10:05"),
        ("On October 9th, 10:05 AM I ran:\n", "2025-10-09 10:05"),
        ("2025-10-09 10:05 ran this:\n", "2025-10-09 10:05"),
        ("Am 09.10.2025 um 10:05 gelaufen:\n", "2025-10-09 10:05"),
        # What tells no day or no hour, or two, tells no time; nor do words about other things.
        ("On Thursday morning we did this:\n", ""),
        ("About 10:05 I ran:\n", ""),
        ("On Thursday between 10:05 and 11:10 I ran:\n", ""),
        ("It broke on Wednesday 8 October 17:40. Then I ran:\n", ""),
        ("On 09/10/2025 at 10:05 I ran:\n", ""),
        ("", ""),
    ],
)
def test_the_sentence_before_tells_the_time(tmp_path: Path, words: str, expected: str) -> None:
    """Of the command behind it, and of those that follow."""
    first, second = sorted(
        told(tmp_path, f"{HEAD}{words}{ENABLE}{RESTART}\nCan we close?\n"),
        key=lambda fact: fact.text("verb"),
    )
    assert (first.text("verb"), second.text("verb")) == ("enabled", "restarted")
    assert first.text("thumbprint") == X
    assert first.server == "EX01"
    assert second.text("name") == "MSExchangeTransport, MSExchangeDelivery"
    assert (moment(first), moment(second)) == (expected, expected)


@pytest.mark.parametrize(
    "line",
    [
        "[2025-10-09 10:05:00] " + ENABLE,
        "2025-10-09 10:05:00 " + ENABLE,
        ENABLE.replace("[PS]", "[2025-10-09 10:05:00] PS"),
    ],
)
def test_the_prompt_tells_the_time(tmp_path: Path, line: str) -> None:
    """Where a shell shows it there."""
    (one,) = told(tmp_path, f"Hello,\n{line}")
    assert moment(one) == "2025-10-09 10:05"


TRANSCRIPT: Final = """\
**********************
Windows PowerShell transcript start
Start time: 20251009100000
Username: EXAMPLE\\admin
Machine: EX01 (Microsoft Windows NT 10.0.20348.0)
**********************
[PS] C:\\>Get-ExchangeCertificate
Command start time: 20251009100500
[PS] C:\\>Enable-ExchangeCertificate -Thumbprint {x} -Services SMTP
{printed}**********************
Windows PowerShell transcript end
End time: 20251009101500
**********************
"""


def test_a_transcript_tells_the_time(tmp_path: Path) -> None:
    """By its own stamps; what stands behind its end is none of it."""
    text = TRANSCRIPT.format(x=X, printed="") + RESTART
    enabled, restarted = sorted(told(tmp_path, text), key=lambda fact: fact.text("verb"))
    assert moment(enabled) == "2025-10-09 10:05"
    assert enabled.server == "EX01"
    assert not restarted.time


def test_an_act_that_is_told_is_no_trouble_any_more(tmp_path: Path) -> None:
    """What the log shows after it decides, and nobody is sent to do it again."""
    findings = broken(tmp_path, TRANSCRIPT.format(x=X, printed=""))
    assert "internal-certificate-recovered" in findings


@pytest.mark.parametrize(
    "text",
    [
        "",
        TRANSCRIPT.format(
            x=X,
            printed="The certificate with thumbprint was not found.\n"
            "    + CategoryInfo          : InvalidArgument: (:) [Enable-ExchangeCertificate], "
            "InvalidOperationException\n    + FullyQualifiedErrorId : [Server=EX01,RequestId=1,"
            "TimeStamp=1] [FailureCategory=Cmdlet-X] 1,Microsoft.Exchange.Management."
            "SystemConfigurationTasks.EnableExchangeCertificate\n",
        ),
    ],
)
def test_what_was_not_done_ends_nothing(tmp_path: Path, text: str) -> None:
    """Nothing, or a refused command."""
    findings = broken(tmp_path, text)
    assert "internal-certificate-recovered" not in findings


def broken(folder: Path, text: str) -> set[str]:
    """Give the rules that find something in a log with trouble every two hours to 9 October."""
    message = (
        f"Microsoft Exchange could not load the certificate with thumbprint of {X} from the "
        "personal store on the local computer. This certificate was configured for authentication "
        "with other Exchange servers."
    )
    warned = f'MSExchangeTransport,12024,TransportService,"{message}"'
    rows = [
        f"Warning,2025-10-{day:02d} {hour:02d}:41:00,{warned}\n"
        for day in (9, 8)
        for hour in range(23, -1, -1)
        if (day == 8 or hour < 9) and not hour % 2
    ]
    quiet = [
        f"Information,2025-10-{day:02d} {hour:02d}:{at}0:00,{source},7777,None,Words.\n"
        for day in range(14, 6, -1)
        for hour in range(23, -1, -3)
        for at, source in enumerate(("MSExchangeTransport", "ESE", "MSExchangeRepl"))
    ]
    told = (
        (1002, "Attempting to stop the Microsoft Exchange Transport service"),
        (1003, "The Microsoft Exchange Transport service stopped successfully"),
        (1000, "Attempting to start the Microsoft Exchange Transport service"),
        (1001, "The Microsoft Exchange Transport service started successfully"),
    )
    started = [
        f"Information,2025-10-09 10:0{at}:00,MSExchange TransportService,{number},ProcessManager,"
        f"{words}. Process ID: {at}400\n"
        for at, (number, words) in enumerate(told, 6)
    ]
    alive = [
        f"Warning,2025-10-{day:02d} {hour:02d}:05:00,{source},1035,SmtpReceive,Inbound "
        "authentication failed with error LogonDenied for Receive connector Default EX01. The "
        "authentication mechanism is Login. The source IP address of the client who tried to "
        "authenticate to Microsoft Exchange is [192.0.2.1].\n"
        for day in (8, 10, 11, 12, 13)
        for hour in (3, 12, 20)
        for source in ("MSExchangeTransport", "MSExchangeFrontEndTransport")
    ]
    lines = sorted(
        [*rows, *quiet, *started, *alive], key=lambda row: row.split(",")[1], reverse=True
    )
    head = "Level,Date and Time,Source,Event ID,Task Category\n"
    (folder / "EX01_application.csv").write_text(head + "".join(lines))
    if text:
        (folder / "mail.txt").write_text(text)
    return {one.rule for one in pipeline.diagnose([folder]).findings}


E_X: Final = f"Enable-ExchangeCertificate -Thumbprint {X} -Services SMTP"
BEFORE: Final = "On 9 October at 10:05 I ran on EX01:\n"


@pytest.mark.parametrize(
    "line",
    [
        f"# {E_X}",
        f"Get-Help {E_X}",
        f"help {E_X}",
        f"Write-Host {E_X}",
        f"echo '{E_X}'",
        f"{E_X} -WhatIf",
        f"{E_X} -wi",
        f"{E_X} -What",
        f"if ($false) {{ {E_X} }}",
        f"Invoke-Command EX09 {{ {E_X} }}",
        f"Get-Date # then {E_X}",
        f"$text = '{E_X}'",
    ],
)
def test_what_only_looks_like_a_command_is_none(tmp_path: Path, line: str) -> None:
    """A comment, help, a try, a block, a string: nobody knows that any of it was carried out."""
    assert told(tmp_path, f"{HEAD}{BEFORE}[PS] C:\\>{line}\n") == []


@pytest.mark.parametrize(
    "line",
    [
        E_X,
        f"$c = {E_X}",
        f"Get-Date; {E_X}",
        f"Get-ExchangeCertificate -Thumbprint {X} | Enable-ExchangeCertificate -Services SMTP",
        f"{E_X} -WhatIf:$false",
        f"$WhatIfPreference = $false; {E_X}",
        f"sv WhatIfPreference 0; {E_X}",
        f"$PSDefaultParameterValues['*:WhatIf'] = $false; {E_X}",
    ],
)
@pytest.mark.parametrize("prompt", ["[PS] C:\\>", "[PS] C:\\Windows\\system32> ", "[PS] ", "PS>"])
def test_what_begins_a_statement_is_a_command(tmp_path: Path, line: str, prompt: str) -> None:
    """Behind any prompt, with its result kept, behind another statement, or in a pipe."""
    (fact,) = told(tmp_path, f"{HEAD}{BEFORE}{prompt}{line}\n")
    assert fact.text("verb") == "enabled"


@pytest.mark.parametrize(
    "text",
    [
        f"{BEFORE}[PS] C:\\>{E_X}^C\n",
        f"{BEFORE}[PS] C:\\>$WhatIfPreference = $true\n[PS] C:\\>{E_X}\n",
        f"{BEFORE}[PS] C:\\>$WhatIfPreference=$true; {E_X}\n",
        f"{BEFORE}[PS] C:\\>$global:WhatIfPreference = 'yes'\n[PS] C:\\>{E_X}\n",
        f"{BEFORE}[PS] C:\\>${{WhatIfPreference}} = 1\n[PS] C:\\>{E_X}\n",
        f"{BEFORE}[PS] C:\\>sv WhatIfPreference 1; {E_X}\n",
        f"{BEFORE}[PS] C:\\>Set-Variable -Name WhatIfPreference -Value $true\n[PS] C:\\>{E_X}\n",
        f"{BEFORE}[PS] C:\\>Set-Item Variable:WhatIfPreference 1\n[PS] C:\\>{E_X}\n",
        f"{BEFORE}[PS] C:\\>$PSDefaultParameterValues['*:WhatIf']=$true; {E_X}\n",
        f"{BEFORE}[PS] C:\\>$PSDefaultParameterValues.Add('*:WhatIf', 1)\n[PS] C:\\>{E_X}\n",
        f"{BEFORE}[PS] C:\\>throw 1; {E_X}\n",
        f"{BEFORE}[PS] C:\\>Get-Date; exit ; {E_X}\n",
        f"{BEFORE}[PS] C:\\> return;{E_X}\n",
        f"{BEFORE}[PS] C:\\>Get-Date; man {E_X}\n",
        f"{BEFORE}[PS] C:\\>{E_X}\nEnable-ExchangeCertificate : Access is denied.\n",
        f"{BEFORE}[PS] C:\\>{E_X}\nConfirm\nOverwrite the existing certificate?\nn\n",
        f"On 9 October at 10:05 he proposed this for EX01:\n[PS] C:\\>{E_X}\n",
        f"9 October 10:05, EX01, we should run:\n[PS] C:\\>{E_X}\n",
        f"{BEFORE}[PS] C:\\>{E_X}\nbut it was not run in the end\n",
    ],
)
def test_what_was_broken_off_or_only_spoken_of_is_no_act(tmp_path: Path, text: str) -> None:
    """Neither a try, nor what an error or a No stands below, nor a proposal."""
    assert all(fact.holds("refused") for fact in told(tmp_path, HEAD + text))


def test_the_sentence_tells_the_server(tmp_path: Path) -> None:
    """Where it is written as a host is, and the command names none."""
    text = f"{HEAD}On 9 October at 10:05 I ran on EX07:\n\n[PS] C:\\>{E_X}\n"
    assert {fact.server for fact in told(tmp_path, text)} == {"EX07"}


@pytest.mark.parametrize(
    ("printed", "done"),
    [
        ("WARNING: This certificate cannot used for POP SSL/TLS connections.\n", True),
        ("WARNUNG: Das Zertifikat kann nicht f\u00fcr POP verwendet werden.\n", True),
        ("AVERTISSEMENT : This certificate will not be used for external TLS.\n", True),
        ("We did not run that.\n", False),
    ],
)
def test_what_a_cmdlet_warns_of_undoes_nothing(tmp_path: Path, printed: str, done: bool) -> None:
    """Words like "cannot" are a cmdlet's there, not of who says that nothing was done."""
    facts = told(tmp_path, HEAD + "\n" + ENABLE + printed + RESTART)
    (first, *_) = (one for one in facts if one.fields["verb"] == "enabled")
    assert first.holds("refused") is not done


MADE: Final = """\
**********************
Windows PowerShell transcript start
Start time: 20251009091402
Username: CONTOSO\\jo
**********************
[PS] C:\\>Get-ExchangeCertificate -Server EX01

Thumbprint                                Services   Subject
----------                                --------   -------
1196A5FE7C0B908D8E9989DE6AEC63D8DC02275E  ...WS..    CN=mail.contoso.com

[PS] C:\\>New-ExchangeCertificate -Server EX01 -Services SMTP

Thumbprint                                Services   Subject
----------                                --------   -------
9196A5FE7C0B908D8E9989DE6AEC63D8DC02275E  ....S..    CN=EX01

[PS] C:\\>Restart-Service MSExchangeTransport
[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl Thumbprint,NotBefore,NotAfter,Services

Thumbprint : 9196A5FE7C0B908D8E9989DE6AEC63D8DC02275E
NotBefore  : {made}
NotAfter   : 2030-10-09 09:21:33
Services   : SMTP

**********************
Windows PowerShell transcript end
End time: 20251009093105
**********************
"""


@pytest.mark.parametrize(
    ("made", "created", "restarted"),
    [
        ("2025-10-09 09:21:33", "2025-10-09 09:21:33", "2025-10-09 09:21:34"),
        # What was not made in this session tells no time of it.
        ("2025-10-09 08:21:33", "2025-10-09 09:14:02", "2025-10-09 09:14:03"),
        ("2025-10-09 10:21:33", "2025-10-09 09:14:02", "2025-10-09 09:14:03"),
    ],
)
def test_a_certificate_made_in_a_transcript_tells_its_time(
    tmp_path: Path, made: str, created: str, restarted: str
) -> None:
    """It is valid from the second in which it is made; what is typed behind it comes later."""
    facts = {fact.text("verb"): fact for fact in told(tmp_path, MADE.replace("{made}", made))}
    for verb, time in (("created", created), ("restarted", restarted)):
        assert f"{datetime.fromtimestamp(facts[verb].time / 1e9, UTC):%Y-%m-%d %H:%M:%S}" == time


ENABLED: Final = (
    "[PS] C:\\>Enable-ExchangeCertificate -Server EX01 "
    "-Thumbprint 0C1D2E3F4A5B6C7D8E9F0A1B2C3D4E5F60718293 -Services {}\n"
)


def _services(folder: Path, text: str) -> list[object]:
    (folder / "a.txt").write_text(f"{text}[PS] C:\\>\n")
    facts = pipeline.read([folder]).facts
    return [fact.fields.get("smtp") for fact in facts if fact.kind == "console-command"]


@pytest.mark.parametrize(
    "below",
    [
        *("Done.", "ok", "IIS", "Danke", "no error", "1", "然后重启服务", "mail.contoso.com"),
        *("Restart-Service MSExchangeTransport", "Get-ExchangeCertificate | fl", "iisreset"),
    ],
)
def test_a_line_below_a_whole_command_is_none_of_it(tmp_path: Path, below: str) -> None:
    """Somebody's words, and the next command without its prompt."""
    assert _services(tmp_path, f"{ENABLED.format('SMTP')}{below}\n") == [True]


@pytest.mark.parametrize(
    "written",
    [
        "\nSMTP",
        "IIS,\nSMTP",
        "IIS\n, SMTP",
        "'IIS\n,SMTP'",
        "SMTP\n -Force",
        "SM\nTP",
        "IIS,\n  SMTP",
    ],
)
def test_a_command_that_was_wrapped_goes_on(tmp_path: Path, written: str) -> None:
    """Where it cannot end there, or the next line begins as none does."""
    assert _services(tmp_path, ENABLED.format(written)) == [True]
