"""Words for people: a report says that nobody read them, and where they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from certtrail.cli.main import cli

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
