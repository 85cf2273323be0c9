"""Words for people: a report says that nobody read them, and where they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from certtrail import pipeline
from certtrail.cli.main import cli
from certtrail.reports.reply import reply
from certtrail.reports.speech import Speech
from certtrail.text.languages import ENGLISH_READER

if TYPE_CHECKING:
    from pathlib import Path

LIST = (
    "[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl Thumbprint,Subject\n\n"
    "Thumbprint : 00112233445566778899AABBCCDDEEFF00112233\nSubject    : CN=EX01\n"
)
WORDS = "Hello, our mail is slow since the move to the new building. Could you have a look at it?\n"


@pytest.mark.parametrize("form", ["text", "md", "html"])
@pytest.mark.parametrize("aside", [True, False])
def test_what_nobody_read_is_named(tmp_path: Path, form: str, *, aside: bool) -> None:
    """Words are nothing that was read in full."""
    (tmp_path / "list.txt").write_text(LIST)
    if aside:
        (tmp_path / "letter.txt").write_text(WORDS)
    result = CliRunner().invoke(cli, ["diagnose", str(tmp_path), "--format", form])
    told = re.sub(r"[\s\\]+", " ", result.stdout)
    assert ("read them yourself: letter.txt." in told) == aside
    assert "all read in full" not in told or not aside
    if form == "html":
        assert ("1 left aside, the rest read in full" in told) == aside


@pytest.mark.parametrize("form", ["text", "md", "html"])
@pytest.mark.parametrize("command", ["setspn -L EX01", "Get-Date"])
def test_output_of_other_commands_is_named(tmp_path: Path, form: str, command: str) -> None:
    """Above all else: who reads that all was read would not look at it."""
    printed = f"[PS] C:\\>{command}\n\nRegistered names:\n  SMTPSVC/EX01\n\n"
    (tmp_path / "shell.txt").write_text(printed + LIST)
    result = CliRunner().invoke(
        cli, ["diagnose", str(tmp_path), "--format", form, "--engine", "plain"]
    )
    told = re.sub(r"[\s\\]+", " ", result.stdout)
    other = command != "Get-Date"
    named = "Output of other commands, which certtrail does not read, stands in shell.txt"
    assert (named in told) is other
    assert "all read in full" not in told or not other


@pytest.mark.parametrize("alone", [True, False])
def test_the_letter_names_what_was_left_aside_where_it_is_all(
    tmp_path: Path, *, alone: bool
) -> None:
    """Who sent nothing else would think that it was read."""
    (tmp_path / "letter.txt").write_text(WORDS)
    if not alone:
        (tmp_path / "list.txt").write_text(LIST)
    text = reply(pipeline.diagnose(tmp_path), Speech(ENGLISH_READER))
    named = "We found words in what you sent, or other matters, and no log or list of Exchange's"
    assert (f"{named}: letter.txt." in text) is alone
    assert ("letter.txt" in text) is alone
