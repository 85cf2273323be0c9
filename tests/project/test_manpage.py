"""The manual page says what the help says."""

from __future__ import annotations

from tools.manpage import FILE, page

from certtrail.cli.main import cli


def test_the_file_is_as_the_tool_writes_it() -> None:
    """`make manpage` changes nothing."""
    assert FILE.read_text("utf-8") == page()


def test_every_verb_and_option_is_in_it() -> None:
    """Also those of `certtrail rules`."""
    told = page().replace("\\-", "-")
    for name in (
        "diagnose",
        "rules show [OPTIONS] ID",
        "completion",
        "--redact-names",
        "--local-zone",
    ):
        assert name in told
    assert all(f".SS {name}" in told for name in cli.commands if name != "open")


def test_no_line_is_taken_for_an_order() -> None:
    """What begins with a stroke or a dot is a request of ours."""
    known = (".TH", ".SH", ".SS", ".TP", ".PP", ".nf", ".fi", ".B", ".I", ".R", ".br")
    assert [
        line
        for line in page().splitlines()
        if line.startswith((".", "'")) and not line.startswith(known)
    ] == []
