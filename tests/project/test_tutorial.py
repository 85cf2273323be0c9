"""The tutorial is followed to the letter: files are written, commands run, outputs compared."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Final

from click.testing import CliRunner

from certtrail.cli.main import cli
from certtrail.inference.engines import durable_installed
from tests.places import ROOT

if TYPE_CHECKING:
    import pytest

BLOCK: Final = re.compile(r"^```(\w+)(?: (\w+)=(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def follow(kind: str, path: str, text: str) -> None:
    """Do what a block of YAML asks for."""
    file = Path(path)
    if kind == "file":
        file.write_text(text, "utf-8")
    elif kind == "append":
        file.write_text(file.read_text("utf-8") + text, "utf-8")
    else:
        content = file.read_text("utf-8")
        for line in text.splitlines():
            old, new = line.split(" -> ")
            assert old in content
            content = content.replace(old, new.replace("\\n", "\n"))
        file.write_text(content, "utf-8")


def counted(expected: str) -> str:
    """Say how many cases are judged: on both engines, as on the page, or on the only one."""
    if durable_installed():
        return expected
    return re.sub(
        r"^\d+(?= cases)", lambda found: str(int(found[0]) // 2), expected, flags=re.MULTILINE
    )


def run(block: str) -> int:
    """Run a console block and compare; `...` stands for any lines. Gives the number of commands."""
    number = 0
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        program, *arguments = shlex.split(command)
        assert program == "certtrail"
        output = CliRunner().invoke(cli, arguments).output.replace("\\", "/")
        pattern = re.escape(counted(expected.strip())).replace(r"\.\.\.", ".*")
        assert re.fullmatch(pattern, output.strip(), re.DOTALL), (command, output)
        number += 1
    return number


def test_the_tutorial_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From an empty folder to a rule that is used, in the order of the page."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    commands = 0
    for language, kind, path, text in BLOCK.findall((ROOT / "docs/tutorial.md").read_text("utf-8")):
        if language == "console":
            commands += run(text)
        elif kind:
            follow(kind, path, text)
    assert commands >= 8
