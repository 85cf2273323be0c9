"""Nobody who is named anywhere in a case is named in a report without names."""

from __future__ import annotations

import json
import re
import zipfile
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from certtrail import diagnose
from certtrail.cli.main import cli
from certtrail.diagnosis.left_names import left_names
from certtrail.diagnosis.pseudonyms import Names
from certtrail.diagnosis.redact import redacted
from certtrail.model.saved_diagnosis import from_json
from certtrail.reports.format_names import Format
from certtrail.reports.formats import render
from certtrail.reports.spreadsheet import Sheet, SheetCell, SheetRow, Spreadsheet
from tests.stories import planted

if TYPE_CHECKING:
    from certtrail.model.diagnosis import Diagnosis


@cache
def case() -> Diagnosis:
    """Diagnose the case."""
    with TemporaryDirectory() as folder:
        return diagnose([planted.write(Path(folder))])


def left(text: str) -> list[str]:
    """Give the planted names that stand in a text."""
    low = text.lower()
    return [name for name in planted.PLANTED if name in low]


def test_the_case_names_them() -> None:
    """Most of them come into a report that has names, else nothing would be shown here."""
    assert len(left(render(case(), "json"))) >= 36


@pytest.mark.parametrize("form", Format)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_nobody_is_named(form: Format, language: str) -> None:
    """In no format and no language; nor when it was saved with names before."""
    assert left(render(redacted(case(), Names()), form, lang=language)) == []
    saved = from_json(render(case(), "json"), "saved.json")
    assert left(render(redacted(saved, Names()), form, lang=language)) == []


def test_the_report_still_says_what_happened() -> None:
    """Rules, times, thumbprints, cmdlets and our own sentences stay."""
    told = render(redacted(case(), Names()), "md")
    for kept in (planted.A, "Remove-ExchangeCertificate", "MSExchangeTransport", "454 4.7.5"):
        assert kept in told


def run(*arguments: object) -> tuple[int, str, str]:
    """Run the command; gives its exit code, stdout and stderr."""
    result = CliRunner().invoke(cli, [str(argument) for argument in arguments])
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("suffix", ["txt", "md", "html", "json", "csv"])
def test_by_the_command(tmp_path: Path, suffix: str) -> None:
    """The report passes the look through it, and the key has every name."""
    folder = planted.write(tmp_path)
    report = tmp_path / f"report.{suffix}"
    code, _, told = run("diagnose", folder, "-o", report, "--redact-names")
    assert code == 1, told
    assert left(report.read_text("utf-8")) == []
    key = json.loads((tmp_path / "report.names.json").read_text("utf-8"))
    assert "krumhorn" in key["names"].values()
    assert not re.search("krumhorn", report.read_text("utf-8"), re.IGNORECASE)


def test_a_comparison(tmp_path: Path) -> None:
    """Both sides by one key."""
    folder = planted.write(tmp_path)
    report = tmp_path / "proof.html"
    code, _, told = run("compare", folder, folder, "-o", report, "--redact-names")
    assert code == 1, told
    assert left(report.read_text("utf-8")) == []


@pytest.mark.parametrize("suffix", ["txt", "md", "html", "json", "csv"])
def test_what_differs_between_servers(tmp_path: Path, suffix: str) -> None:
    """The servers are compared, and none of them is named, nor anything that is theirs."""
    folder = planted.write(tmp_path)
    assert sum(len(peers.things) for peers in case().differences) > 10
    code, told, _ = run("diff", folder)
    assert code == 1
    assert len(left(told)) > 5
    report = tmp_path / f"diff.{suffix}"
    code, _, told = run("diff", folder, "-o", report, "--redact-names")
    assert code == 1, told
    assert left(report.read_text("utf-8")) == []


def test_a_workbook_of_what_differs(tmp_path: Path) -> None:
    """It is looked through as the others are: no part of the file has a name."""
    folder = planted.write(tmp_path)
    report = tmp_path / "diff.xlsx"
    assert run("diff", folder, "-o", report)[0] == 1
    assert len(left(parts_of(report))) > 5
    code, _, told = run("diff", folder, "-o", report, "--redact-names")
    assert code == 1, told
    assert left(parts_of(report)) == []


def test_a_name_that_stayed_in_a_workbook_is_found(tmp_path: Path) -> None:
    """What is to be shown without a name, and has it, is not written."""
    row = SheetRow((SheetCell("a word"), SheetCell("of krumhorn & others")))
    sheet = Sheet("Servers", (9, 9), SheetRow((SheetCell("What"),)), (row,))
    names = Names()
    token = names.server("krumhorn")
    report = Spreadsheet([sheet])
    (found,) = left_names(report.words, names, lambda: "What a word of others")
    assert found.token == token


def parts_of(report: Path) -> str:
    """Give the text of every part of a workbook."""
    with zipfile.ZipFile(report) as parts:
        return "\n".join(parts.read(name).decode() for name in parts.namelist())


def test_a_key_among_the_logs_is_not_read(tmp_path: Path) -> None:
    """Nor one beside the report that nobody named, which could say that each name stays."""
    folder = planted.write(tmp_path)
    hostile = json.dumps({"certtrail_names": 1, "names": {"server-1": "nobody"}})
    (folder / "report.names.json").write_text(hostile)
    (tmp_path / "report.names.json").write_text(hostile)
    code, _, told = run("diagnose", folder, "-o", tmp_path / "report.md", "--redact-names")
    assert code == 2
    assert "--names-key" in told
    assert not (tmp_path / "report.md").exists()
    assert (tmp_path / "report.names.json").read_text() == hostile
    code, _, _ = run("diagnose", folder, "-o", tmp_path / "other.md", "--redact-names")
    assert code == 1
    assert left((tmp_path / "other.md").read_text("utf-8")) == []


def test_a_key_alone_is_refused(tmp_path: Path) -> None:
    """Without --redact-names the report would have all names, and nobody would know."""
    code, _, told = run("diagnose", planted.write(tmp_path), "--names-key", tmp_path / "key.json")
    assert code == 2
    assert "--names-key goes with --redact-names" in told


@pytest.mark.parametrize("token", ["krumhorn", "QUOKKASERV", "server-x", ""])
def test_a_key_of_other_tokens_is_refused(tmp_path: Path, token: str) -> None:
    """A token that is none of ours could be a name."""
    key = tmp_path / "key.json"
    key.write_text(json.dumps({"certtrail_names": 1, "names": {token: "krumhorn"}}))
    code, _, told = run("diagnose", planted.write(tmp_path), "--redact-names", "--names-key", key)
    assert code == 2
    assert "expected the key of an earlier report" in told
