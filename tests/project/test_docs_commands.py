"""Every command that the documentation or a help text shows is one that certtrail takes."""

from __future__ import annotations

import re
import shlex
from itertools import chain
from typing import TYPE_CHECKING

import click
import pytest

from certtrail.cli.main import cli
from tests.places import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGES = sorted(
    chain(ROOT.glob("*.md"), (ROOT / "docs").glob("*.md"), (ROOT / "docs/decisions").glob("*.md"))
)
_LINE = re.compile(r"^(?:    |\$ )\s*(certtrail [a-z][^|\n]*)", re.MULTILINE)
_INLINE = re.compile(r"`(certtrail [a-z][^`]*)`")
_COMMENT = re.compile(r"\s{2,}.*| > .*", re.DOTALL)


def commands_in(text: str) -> Iterator[str]:
    """Give the commands of a text, without what is explained beside them."""
    for found in chain(_LINE.finditer(text), _INLINE.finditer(text)):
        yield _COMMENT.sub("", " ".join(found[1].split("\n"))).strip()


def walked(group: click.Command) -> Iterator[click.Command]:
    """Give every command of the program."""
    yield group
    if isinstance(group, click.Group):
        for name in group.list_commands(click.Context(group)):
            found = group.get_command(click.Context(group), name)
            assert found is not None
            yield from walked(found)


def wrong_with(command: str) -> str:
    """Say what the program would not take; empty for nothing. Nothing is run."""
    words = shlex.split(command)[1:]
    current: click.Command = cli
    while isinstance(current, click.Group):
        if not words or words[0].startswith("-"):
            return ""  # the program's name, or one of its own options
        found = current.get_command(click.Context(current), words[0])
        if found is None and current is cli and (words[0] == "-" or set(words[0]) & set("./")):
            found = current.get_command(click.Context(current), "open")
            words = ["", *words]
        if found is None:
            return f"there is no command {words[0]}"
        current = found
        words = words[1:]
    if not words or words == ["INPUT..."]:
        return ""  # named in a sentence
    context = click.Context(current)
    try:
        given, _, _ = current.make_parser(context).parse_args(args=[*words])
    except click.UsageError as error:
        # A sentence names an option without its value.
        return "" if isinstance(error, click.BadOptionUsage) else error.format_message()
    for option in current.get_params(context):
        value = given.get(option.name or "")
        if isinstance(option.type, click.Choice) and isinstance(value, str):
            try:
                option.type.convert(value, option, context)
            except click.BadParameter as error:
                return error.format_message()
    return ""


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_commands_of_a_page(path: Path) -> None:
    """Commands, options and choices exist."""
    text = path.read_text("utf-8")
    wrong = {one: wrong_with(one) for one in commands_in(text) if wrong_with(one)}
    assert not wrong


def test_commands_of_the_help_texts() -> None:
    """The examples below each `--help`."""
    texts = [one.get_help(click.Context(one)) for one in walked(cli)]
    shown = [command for text in texts for command in commands_in(text)]
    assert len(shown) > 20
    assert not {one: wrong_with(one) for one in shown if wrong_with(one)}


def test_every_command_is_in_the_readme_or_the_guide() -> None:
    """What nobody tells of, nobody uses."""
    told = (ROOT / "README.md").read_text("utf-8") + (ROOT / "docs/guide.md").read_text("utf-8")
    assert isinstance(cli, click.Group)
    names = cli.list_commands(click.Context(cli))
    assert not [name for name in names if f"certtrail {name}" not in told]


def test_a_wrong_command_is_found() -> None:
    """The check can fail."""
    assert "there is no command" in wrong_with("certtrail diagnos case.zip")
    assert "--opn" in wrong_with("certtrail diagnose case.zip --opn")
    assert "docx" in wrong_with("certtrail diagnose case.zip --format docx")
    assert "no command" in wrong_with("certtrail rules explain ID")
    assert wrong_with("certtrail diagnose case.zip -o report.html") == ""
    page = "    certtrail info EX01/        what they hold\n`certtrail rules show ID`, then\n"
    assert list(commands_in(page)) == ["certtrail info EX01/", "certtrail rules show ID"]
