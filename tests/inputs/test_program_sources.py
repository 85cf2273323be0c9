"""Sources of programs and scripts: what they look for, nobody has seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

A: Final = "1851CC210401E7DB7C6FC614295D24A45715D5AA"
EXPIRED: Final = f"An internal transport certificate expired. Thumbprint:{A}"
SOON: Final = (
    f"The STARTTLS certificate will expire soon: subject: mail.contoso.com, thumbprint: {A}, "
    "hours remaining: 500. Run the New-ExchangeCertificate cmdlet to create a new certificate."
)
TENANT: Final = "550 5.7.64 TenantAttribution; Relay Access Denied SMTP"
WAITS: Final = "454 4.7.0 Temporary authentication failure"

SOURCES: Final = {
    "PowerShell": (
        f"# Alert when these are logged\n$patterns = @(\n '{SOON}',\n '{EXPIRED}',\n '{WAITS}'\n)\n"
        "foreach ($p in $patterns) {\n  if ($log -match $p) { Send-MailMessage -Subject $p }\n}\n"
    ),
    "here-string": (
        f'function Get-Sample {{\n$text = @"\n{EXPIRED}\n\n{WAITS}\n"@\nreturn $text\n}}\n'
        "$found = Get-Sample\n"
    ),
    "Python": f'import re\nPATTERN = "{TENANT}"\nif re.search(PATTERN, line):\n    notify("ops")\n',
    "docstring": (
        f'def watch(line):\n    """Look for\n\n    {WAITS}\n    """\n    return "4.7" in line\n'
    ),
    "shell": (
        f'#!/bin/sh\n# {TENANT}\nWORDS="{WAITS}"\nif grep -q "$WORDS" /var/log/in; then\n'
        '  echo "mail waits on the server"\nfi\n'
    ),
    "Go": (
        'package watch\n\nimport "strings"\n\n// Found tells of\n//   '
        f"{WAITS}\nfunc Found(line string) bool {{\n"
        f'\treturn strings.Contains(line, "{TENANT}")\n}}\n'
    ),
    "C#": (
        "using System;\nnamespace Watch {\n  public class Words {\n"
        f'    public const string First = "{EXPIRED}";\n'
        f'    public const string Other = "{TENANT}";\n  }}\n}}\n'
    ),
    "JavaScript": (
        f"const words = [\n  '{TENANT}',\n  '{WAITS}',\n];\n"
        "for (const one of words) {\n  if (line.includes(one)) alert(one);\n}\n"
    ),
    "Basic": (
        f'Dim words\nwords = "{WAITS}"\nIf InStr(line, words) > 0 Then\n  Alert words\nEnd If\n'
    ),
}


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("ending", [".txt", ".ps1"])
def test_a_source_is_left_aside(tmp_path: Path, name: str, ending: str) -> None:
    """Whatever its language and its file's name; nobody is asked for it again."""
    (tmp_path / f"watch{ending}").write_text(SOURCES[name], "utf-8")
    diagnosis = pipeline.diagnose([tmp_path], engine="plain")
    assert not diagnosis.findings
    (report,) = diagnosis.inputs
    assert report.complete
    assert "source" in report.notes[0]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        # What it printed stands below it, what a shell does with it, and the trace of its end.
        (f"{SOURCES['Python']}\nOutput:\n{WAITS}\n", "queue-error"),
        (f"[PS] C:\\>$error[0] -match '4.7.0'\n[PS] C:\\>$q.LastError\n{WAITS}\n", "queue-error"),
        (
            (
                'Traceback (most recent call last):\n  File "send.py", line 7, in <module>\n'
                "    server.starttls(context=own)\nssl.SSLCertVerificationError: hostname "
                "'mail.contoso.com' doesn't match either of 'EX01', 'EX01.contoso.com'\n"
            ),
            "name-not-in-certificate",
        ),
        # The same words, and no program.
        (f'if you look here:\nLastError = "{WAITS}"\n', "queue-error"),
        (f'instance of Row\n{{\n  LastError = "{WAITS}";\n  Count = 12;\n}};\n', "queue-error"),
        (f"We have this since noon, in short:\n\n{EXPIRED}\n", "event-told"),
    ],
)
def test_what_is_printed_counts(tmp_path: Path, text: str, kind: str) -> None:
    """Beside a source, too."""
    assert kind in _kinds(tmp_path, text)


def test_a_script_names_a_certificate(tmp_path: Path) -> None:
    """What it would set a connector to is read, whatever else stands in quotation marks."""
    text = (
        f'# Sets the name again; "{EXPIRED}"\n$tls = "<I>CN=Contoso CA<S>CN=mail.contoso.com"\n'
        "$name = 'Out'\nif ($name) {\n  Set-SendConnector $name -TlsCertificateName $tls\n}\n"
    )
    kinds = _kinds(tmp_path, text)
    assert "script-names-certificate" in kinds
    assert "event-told" not in kinds


def test_a_script_with_a_thumbprint_is_told_of(tmp_path: Path) -> None:
    """It may have been run, and it is known for which certificate."""
    text = (
        f'$log = "a.txt"\nif ($log) {{ "x" }}\n'
        f"Enable-ExchangeCertificate -Thumbprint {A} -Services SMTP\n"
    )
    assert "command-in-words" in _kinds(tmp_path, text)


def _kinds(folder: Path, text: str) -> set[str]:
    (folder / "a.txt").write_text(text, "utf-8")
    return {one.kind for one in pipeline.read([folder]).facts}
