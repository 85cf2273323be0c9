"""Output below, between or within the lines of a script: it is evidence, whoever keeps it there."""

from __future__ import annotations

import csv
import io
import json
from time import process_time
from typing import TYPE_CHECKING, Final, Literal

import pytest

from certtrail import pipeline
from certtrail.inputs.kept_output import looks_printed

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Diagnosis

A: Final = "7C1E5B0D2F4A69883B1C0E5D7F2A4B6C8D9E0F13"
NAME: Final = "mail.fabrikam.com"
LOST: Final = (
    f"No certificate contains the domain name {NAME} in the personal store, so it is unable to "
    f"support the STARTTLS SMTP verb for the connector Default Frontend EX07 with a FQDN parameter "
    f"of {NAME}."
)
ENDED: Final = f"An internal transport certificate expired. Thumbprint:{A}"
WAITS: Final = "454 4.7.0 Temporary authentication failure"
EVENTS: Final = ((12014, LOST, "2026-03-13 07:50:02"), (12015, ENDED, "2026-03-13 08:50:02"))
SHORT: Final = (
    "$start = Get-Date\n$events = Get-WinEvent -LogName Application | Where-Object Id -eq 12014\n"
)
# So many statements that a few rows below them are less than a fifth of the lines.
LONG: Final = SHORT + "".join(
    f"$count{number} = 0\nif ($count{number}) {{\n  Write-Host 'nothing to be seen here'\n}}\n"
    for number in range(8)
)
_SECONDS: Final = 5
SCRIPTS: Final = {"short": SHORT, "long": LONG}


def _cells(delimiter: str, *, every: bool = True) -> str:
    out = io.StringIO()
    quoting: Literal[1, 2] = csv.QUOTE_ALL if every else csv.QUOTE_NONNUMERIC
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator="\n")
    writer.writerow(("Message", "Id", "RecordId", "ProviderName", "MachineName", "TimeCreated"))
    for number, (event, message, when) in enumerate(EVENTS, 101):
        writer.writerow((message, event, number, "MSExchangeTransport", "EX07.fabrikam.com", when))
    return out.getvalue()


def _objects(indent: int | None) -> str:
    rows = [
        {
            "Id": event,
            "RecordId": number,
            "ProviderName": "MSExchangeTransport",
            "LogName": "Application",
            "MachineName": "EX07.fabrikam.com",
            "TimeCreated": when.replace(" ", "T") + "Z",
            "Message": message,
        }
        for number, (event, message, when) in enumerate(EVENTS, 101)
    ]
    return json.dumps(rows, indent=indent) + "\n"


def _list() -> str:
    return "".join(
        f"\nTimeCreated  : {when}\nProviderName : MSExchangeTransport\nId           : {event}\n"
        f"MachineName  : EX07.fabrikam.com\nMessage      : {message}\n"
        for event, message, when in EVENTS
    )


OUTPUTS: Final = {
    "quoted": _cells(","),
    "semicolons": _cells(";"),
    "tabs": _cells("\t"),
    "some-quoted": _cells(",", every=False),
    "typed": "#TYPE Selected.EventLogRecord\n" + _cells(","),
    "json": _objects(2),
    "list": _list(),
}


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("output", OUTPUTS)
def test_what_a_script_printed_below_it_is_read(tmp_path: Path, script: str, output: str) -> None:
    """All of it, however much of the text is the script."""
    text = f"{SCRIPTS[script]}{OUTPUTS[output]}"
    _holds_both(_diagnosed(tmp_path, text))


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize(
    ("opening", "closing"), [("<#\n", "#>\n"), ("$kept = @'\n", "'@\n"), ('$kept = @"\n', '"@\n')]
)
def test_what_a_script_keeps_is_read(
    tmp_path: Path, script: str, opening: str, closing: str
) -> None:
    """In a comment or in words of several lines."""
    _holds_both(_diagnosed(tmp_path, f"{SCRIPTS[script]}{opening}{_list()}\n{closing}"))


@pytest.mark.parametrize(
    "text",
    [
        f'{SHORT}instance of Row\n{{\n  LastError = "{WAITS}";\n  Name = "EX07";\n}};\n',
        f'{LONG}instance of Row\n{{\n  LastError = "{WAITS}";\n  Name = "EX07";\n}};\n',
        f'{SHORT}Identity = "EX07"\nStatus = "Retry"\nLastError = "{WAITS}"\n',
        f'{LONG}$q | Out-Row\nIdentity = "EX07"\nLastError = "{WAITS}"\n',
        f'{LONG}"EX07";"Retry";"{WAITS}"\n',
        f'{LONG}EX07;Retry;"{WAITS}";\n',
        f'{LONG}{{\n  "Status": "Retry",\n  "LastError": "{WAITS}"\n}}\n',
        f"{LONG}<# The queue shows\nStatus    : Retry\nLastError : {WAITS}\n#>\n",
    ],
)
def test_a_queue_below_a_script_is_read(tmp_path: Path, text: str) -> None:
    """As names with their values, as a row or an object."""
    (tmp_path / "a.txt").write_text(text, "utf-8")
    assert "queue-error" in {fact.kind for fact in pipeline.read([tmp_path]).facts}


def test_output_in_lines_of_comments_is_read(tmp_path: Path) -> None:
    """One mark before each line is the same as one before and behind all."""
    kept = "".join(f"# {line}\n" for line in _list().split("\n"))
    _holds_both(_diagnosed(tmp_path, f"{LONG}{kept}"))


def test_rows_below_a_bracket_that_is_open_are_read(tmp_path: Path) -> None:
    """The script was cut before its bracket was closed."""
    rows = _cells(",")
    _holds_both(_diagnosed(tmp_path, f"{SHORT}$words = @(\n{rows}"))


def test_a_list_beside_a_comment_with_events(tmp_path: Path) -> None:
    """That one thing was read is no reason to lose another."""
    listed = f"Thumbprint : {A}\nSubject : CN={NAME}\nServices : SMTP\nStatus : Valid\n\n"
    _holds_both(_diagnosed(tmp_path, f"{SHORT}{listed}<#\n{_list()}\n#>\n"))


@pytest.mark.parametrize(
    "text",
    [
        f"{LONG}$words = @(\n  '{WAITS}'\n  '{ENDED}'\n)\n",
        f"{LONG}$words = '{WAITS}',\n  'x'\n",
        f"{LONG}<# Alert on\n{WAITS}\n#>\n",
        f"{LONG}# Alert on this:\n# {WAITS}\n",
        (
            "def watch(line):\n    # Alert\n"
            f'    words = {{\n        "a": "{WAITS}",\n        "b": "{ENDED}",\n    }}\n'
            "    return line in words\n"
        ),
        (
            "namespace Watch\n{\n  public class Words\n  {\n    static string[] all =\n    {\n"
            f'      "{WAITS}",\n      "{ENDED}"\n    }};\n  }}\n}}\n'
        ),
        f'function Find-It\n{{\n  $text = @"\n{WAITS}\n"@\n  return $text\n}}\n',
    ],
)
def test_words_of_a_source_stay_words(tmp_path: Path, text: str) -> None:
    """In brackets that are closed, comments and words of several lines that look like no output."""
    assert not _diagnosed(tmp_path, text).findings


def test_what_was_set_aside_is_told_beside_what_was_read(tmp_path: Path) -> None:
    """How many lines, and where they begin; where nothing is set aside, nothing is said."""
    text = f"{LONG}# {WAITS}\n{OUTPUTS['quoted']}"
    (report,) = _diagnosed(tmp_path, text).inputs
    (note,) = [str(one) for one in report.notes if "words of a program" in str(one)]
    # Eight lines of the script, and the comment.
    assert ": 9, the first of them line 5;" in note
    (report,) = _diagnosed(tmp_path, SHORT + OUTPUTS["quoted"]).inputs
    assert not [one for one in report.notes if "words of a program" in str(one)]


def test_an_example_of_a_page_is_told_beside_what_was_read(tmp_path: Path) -> None:
    """What a page shows is set aside in the same way."""
    text = f"[PS] C:\\>$q.LastError\n{WAITS}\n\nSample output:\nStatus: Invalid\n"
    (report,) = _diagnosed(tmp_path, text).inputs
    assert [one for one in report.notes if "line 5" in str(one)]


def _diagnosed(folder: Path, text: str) -> Diagnosis:
    (folder / "a.txt").write_text(text, "utf-8")
    return pipeline.diagnose([folder], engine="plain")


def _holds_both(diagnosis: Diagnosis) -> None:
    (report,) = diagnosis.inputs
    assert report.complete, report.problems
    found = {finding.rule: finding for finding in diagnosis.findings}
    assert NAME in str(found["starttls-certificate-missing"].cause)
    assert any(A in str(finding.cause) for finding in diagnosis.findings)


@pytest.mark.parametrize("piece", ["-", "--- ", "a ", "'a' ", "1:", "\n# a", "\t", "\n ", "<", "_"])
def test_a_long_comment_costs_little(piece: str) -> None:
    """In proportion to its length, whatever it is made of."""
    begun = process_time()
    looks_printed(f"<#{piece * (190_000 // len(piece))}#>")
    assert process_time() - begun < _SECONDS
