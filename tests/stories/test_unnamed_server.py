"""An event whose server nothing names: it is found, and no command takes a made-up name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from click.testing import CliRunner

from certtrail.cli.main import cli

if TYPE_CHECKING:
    from pathlib import Path

ROWS = (
    "Level,Date and Time,Source,Event ID,Task Category\r\n"
    "Error,2026-02-28 03:00:05,MSExchangeTransport,12014,TransportService,"
    '"Microsoft Exchange could not find a certificate that contains the domain name '
    "mail.contoso.com in the personal store on the local computer. Therefore, it is unable to "
    "support the STARTTLS SMTP verb for the connector Outbound with a FQDN parameter of "
    'mail.contoso.com."\r\n'
)


def run(*arguments: str) -> str:
    """Ask the command line."""
    return CliRunner().invoke(cli, ["diagnose", *arguments, "-q"]).stdout


def test_commands_leave_the_name_to_who_runs_them(tmp_path: Path) -> None:
    """They are for the shell of the server itself, and its name is asked for."""
    path = tmp_path / "events.csv"
    path.write_text(ROWS)
    diagnosis = json.loads(run(str(path), "--format", "json"))
    (finding,) = [one for one in diagnosis["findings"] if one["rule"].startswith("starttls-")]
    steps = " ".join(finding["remedy"])
    assert "-Server" not in steps
    reply = run(str(path), "--format", "md").partition("## Reply")[2]
    assert "Please tell us" in reply
    assert any("SERVER in commands" in note for note in diagnosis["inputs"][0]["notes"])


def test_a_customer_reads_no_name_of_ours(tmp_path: Path) -> None:
    """The reply says that the name is not known; named, the server has its name everywhere."""
    path = tmp_path / "events.csv"
    path.write_text(ROWS)
    reply = run(str(path), "--format", "md").partition("## Reply")[2].partition("\n## ")[0]
    assert "the server whose name we do not know" in reply
    assert "unnamed-server" not in reply
    named = run(str(path), "--server", "EX01", "--format", "md")
    assert "-Server EX01" in named
    assert "SERVER in commands" not in named
