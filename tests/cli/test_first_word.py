"""`certtrail FILE...`: a path for the first word is diagnosed, and leaves its report beside it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from certtrail.cli.main import cli
from tests.places import SAMPLES

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


@pytest.fixture
def export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A customer's folder, in a folder of its own that is the current one."""
    shutil.copytree(SAMPLES / "classic-loss", tmp_path / "EX01")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "EX01"


def run(*arguments: object, given: bytes = b"") -> Result:
    """Run the command."""
    return CliRunner().invoke(cli, [*map(str, arguments)], input=given)


def test_a_folder_is_diagnosed(export: Path) -> None:
    """The summary on stdout, the whole report beside the folder, the codes of `diagnose`."""
    done = run("EX01")
    assert done.exit_code == 1
    assert "BROKEN" in done.stdout
    report = export.parent / "EX01-certtrail.html"
    assert report.read_text("utf-8").startswith("<!doctype html>")
    assert "EX01-certtrail.html" in done.stderr


def test_no_report_is_written_over_another(export: Path) -> None:
    """Each run leaves one more."""
    first = export.parent / "EX01-certtrail.html"
    first.write_text("kept")
    run("EX01")
    assert first.read_text() == "kept"
    assert (export.parent / "EX01-certtrail-2.html").exists()


def test_a_file_loses_its_suffix(export: Path) -> None:
    """The report of a log is named like the log."""
    run(export / "Application.evtx")
    assert (export / "Application-certtrail.html").exists()


def test_standard_input(export: Path) -> None:
    """What was copied, by a pipe; the report is in the current folder."""
    log = (export / "Application.evtx").read_bytes()
    done = run("-", given=log)
    assert "standard-input" not in done.stdout.partition("FINDINGS")[2]
    assert "BROKEN" in done.stdout
    assert (export.parent / "standard-input-certtrail.html").exists()
    assert run("inputs", "-", given=log).stdout.startswith("standard-input\n  evtx")


def test_a_word_that_is_nothing(export: Path) -> None:
    """Neither a path nor a verb: both are said, and the nearest verb."""
    done = run("diagnos", export)
    assert done.exit_code == 2
    assert "neither a file or folder that exists nor a verb" in done.stderr
    assert "'diagnose'" in done.stderr


def test_a_path_that_was_meant(export: Path) -> None:
    """The nearest name in the folder that the word leads to."""
    assert "did you mean 'EX01'?" in run("EX1").stderr
    assert "did you mean 'EX01/Application.evtx'?" in run("EX01/Application.evt").stderr
    for word in ("no/such/folder.zip", "a\0b"):
        assert "certtrail --help lists the verbs" in run(word).stderr


def test_nothing_at_all() -> None:
    """The help, on stdout, with verbs by task in the order of use."""
    done = run()
    assert done.exit_code == 0
    assert done.stdout == run("--help").stdout
    tasks = ("Diagnose:", "Look at the evidence:", "Certificates:", "Rules:")
    places = [done.stdout.index(task) for task in tasks]
    assert places == sorted(places)
    assert "certtrail case.zip" in done.stdout


@pytest.mark.parametrize("verb", [(), ("diagnose",), ("certificates",)])
def test_an_unrelated_file(verb: tuple[str, ...], tmp_path: Path) -> None:
    """All kinds that are read are named, and the verb that shows what the file was taken for."""
    path = tmp_path / "menu.txt"
    path.write_text("Soup of the day\n", "utf-8")
    done = run(*verb, path)
    assert done.exit_code == 3
    for kind in (".evtx", "Event Viewer", "Get-ExchangeCertificate", "SMTP", "mails", "archives"):
        assert kind in done.stderr
    assert "certtrail inputs" in done.stderr


def test_an_unknown_suffix_lists_all_formats(export: Path) -> None:
    """Before any work, with the suffixes that mean each."""
    done = run("diagnose", export, "-o", "x.xlsx")
    assert done.exit_code == 2
    for name in ("text (.txt", "md (.md", "md-plain", "json (.json)", "html (.html", "csv (.csv)"):
        assert name in done.stderr
    records = run("events", export, "-o", "x.xlsx").stderr
    for name in ("table (.txt)", "jsonl (.jsonl .ndjson)", "csv (.csv)", "parquet (.parquet)"):
        assert name in records


def test_standard_input_of_diff_compare_and_render(export: Path) -> None:
    """A saved diagnosis, or exports, by a pipe: the same comes of it as of the file."""
    outlier = SAMPLES / "outlier"
    saved = run("diagnose", outlier, "--format", "json").stdout_bytes
    assert run("diff", outlier, "--format", "json").stdout_bytes == (
        run("diff", "-", "--format", "json", given=saved).stdout_bytes
    )
    two = run("diff", "-", "EX03", "EX04", "--format", "json", given=saved)
    assert two.stdout.count('"verdict":') == 2
    (export.parent / "saved.json").write_bytes(saved)
    for arguments in (["compare", "saved.json", "-"], ["compare", "-", "saved.json"]):
        assert run(*arguments, given=saved).stdout == (
            run("compare", "saved.json", "saved.json").stdout
        )
    assert run("render", "-", given=saved).stdout == run("render", "saved.json").stdout
    log = (export / "Application.evtx").read_bytes()
    other = SAMPLES / "healthy"
    first = run("diff", export / "Application.evtx", other, "--format", "json").stdout
    assert run("diff", "-", other, "--format", "json", given=log).stdout == first


def test_standard_input_is_one_side_only(export: Path) -> None:
    """Both would be the same."""
    done = run("compare", "-", "-", given=b"{}")
    assert done.exit_code == 2
    assert "standard input can be one of them only" in done.stderr


def test_what_is_no_saved_diagnosis(export: Path) -> None:
    """An error calls it by its name, not by the place where it lies meanwhile."""
    for given in (b"{}", b"\xff"):
        done = run("render", "-", given=given)
        assert done.exit_code == 2
        assert "certtrail-" not in done.stderr
        assert "standard-input: " in done.stderr


def test_every_verb_is_where_it_is_said_to_be() -> None:
    """Verbs are loaded when they are asked for, each from its place, under its name."""
    assert {name: verb.name for name, verb in cli.commands.items()} == {
        name: name for name in cli.commands
    }
    assert {*cli.list_commands(click.Context(cli))} == {*cli.commands} - {"open"}
