"""`certtrail completion`: shells complete verbs, options and values."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import tree_sitter_powershell
from click.shell_completion import get_completion_class
from click.testing import CliRunner
from tree_sitter import Language, Parser

from certtrail.cli.completion import SHELLS, VARIABLE, script
from certtrail.cli.main import cli
from tests.places import ENGINE, SAMPLES

if TYPE_CHECKING:
    from pathlib import Path


def completed(*words: str) -> list[str]:
    """Complete the last word; gives the values, of files their type alone."""
    found = get_completion_class("powershell")
    assert found is not None
    shell = found(cli, {}, "certtrail", VARIABLE)
    items = shell.get_completions(list(words[:-1]), words[-1])
    return [item.value if item.type == "plain" else f"<{item.type}>" for item in items]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("dia",), ["<file>", "diagnose"]),
        (("op",), ["<file>"]),
        (("rules", "sh"), ["show"]),
        (("rules", "show", "store-em"), ["store-emptied"]),
        (("rules", "test", "store-emptied", "store-em"), ["store-emptied"]),
        (("diagnose", "--tz", "berl"), ["Europe/Berlin"]),
        (("diagnose", "--local-zone", "Europe/Berl"), ["Europe/Berlin"]),
        (("render", "--lang", "z"), ["zh"]),
        (("render", "--format", "md"), ["md", "md-plain"]),
        (("events", "--format", "p"), ["parquet"]),
        (("diagnose", "--engine", "p"), ["plain"]),
        (("diagnose", ""), ["<file>"]),
        (("diagnose", "--rules", ""), ["<file>"]),
        (("completion", "p"), ["powershell"]),
        ((str(SAMPLES), "--no-o"), ["--no-open"]),
        (("rules", "show", "steps"), []),
    ],
)
def test_what_is_completed(words: tuple[str, ...], found: list[str]) -> None:
    """A verb or a file first, then what stands there."""
    assert completed(*words) == found


def test_rules_of_the_users_own(tmp_path: Path) -> None:
    """The ids of folders on the line are completed, too; what is no id is not."""
    for name in ("my-rule.yaml", "my rule;.yaml", "steps.yaml"):
        (tmp_path / name).write_text("")
    assert completed("rules", "show", "--rules", str(tmp_path), "my") == ["my-rule"]


def test_nothing_is_read_or_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither standard input, where `-` stands for it, nor a password."""
    monkeypatch.setattr(sys, "stdin", None)
    assert completed("-", "--no-o") == ["--no-open"]
    assert completed("diagnose", "-", "--ask-password", "--lang", "z") == ["zh"]


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_printed_as_it_is(shell: str) -> None:
    """Nothing in it is spelled out, and it names the variable that is asked for."""
    done = CliRunner().invoke(cli, ["completion", shell])
    assert done.exit_code == 0
    assert done.stdout.rstrip("\n") == script(cli, shell).rstrip("\n")
    assert VARIABLE in done.stdout


def test_powershell_reads_its_script() -> None:
    """By PowerShell's own grammar."""
    parser = Parser(Language(tree_sitter_powershell.language()))
    tree = parser.parse(script(cli, "powershell").encode())
    assert not tree.root_node.has_error


def test_powershell_asks_with_its_variables(tmp_path: Path) -> None:
    """As the script does: words in one variable, what is completed in another."""
    env = {**os.environ, "PYTHONPATH": str(ENGINE), VARIABLE: "powershell_complete"}
    env |= {"COMP_WORDS": "diagnose\n--lang", "COMP_WORD": "z"}
    command = [sys.executable, "-P", "-m", "certtrail"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "plain\tzh\t\n"


def test_bash_completes(tmp_path: Path) -> None:
    """A real one, with the script that is printed."""
    program = tmp_path / "certtrail"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -P -m certtrail "$@"\n')
    program.chmod(0o755)
    (tmp_path / "script").write_text(script(cli, "bash"))
    asked = (
        "source ./script; COMP_WORDS=(certtrail rules show store-em); COMP_CWORD=3; "
        '_certtrail_completion certtrail; echo "${COMPREPLY[@]}"'
    )
    env = {**os.environ, "PYTHONPATH": str(ENGINE), "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    command = ["bash", "--norc", "-c", asked]
    done = subprocess.run(
        command, env=env, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "store-emptied\n"
