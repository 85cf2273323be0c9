"""Settings: what the user's own file says stands where no option is given, and nothing else."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from certtrail.cli.main import cli
from certtrail.cli.settings import settings_path
from tests.places import SAMPLES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Return what writes the user's file."""
    for name in ("XDG_CONFIG_HOME", "APPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))

    def write(text: str) -> Path:
        path = settings_path()
        assert path is not None
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """A customer's folder."""
    shutil.copytree(SAMPLES / "classic-loss", tmp_path / "given" / "EX01")
    return tmp_path / "given" / "EX01"


def run(*arguments: object) -> Result:
    """Run the command."""
    return CliRunner().invoke(cli, [*map(str, arguments)])


def shown(*options: str) -> dict[str, tuple[str, str]]:
    """Give what `certtrail config` shows: value and source of each setting."""
    done = run("config", *options)
    assert done.exit_code == 0
    rows = [line.split("  ") for line in done.stdout.partition("\n\n")[0].splitlines()]
    cells = [[cell.strip() for cell in row if cell.strip()] for row in rows]
    return {key: (value, source) for key, value, source in cells}


def test_every_source_is_told(
    settings: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An option outweighs the environment, that the file, and that the default."""
    path = settings('tz = "Asia/Tokyo"\nlang = "zh"\ntitle = "Contoso"\nredact-names = true\n')
    monkeypatch.setenv("CERTTRAIL_TZ", "Europe/Berlin")
    monkeypatch.setenv("CERTTRAIL_LANG", "en")
    assert shown("--tz", "America/Lima", "--no-redact-names") == {
        "tz": ("America/Lima", "option --tz"),
        "lang": ("en", "environment CERTTRAIL_LANG"),
        "title": ("Contoso", f"file {path}"),
        "redact-names": ("false", "option --no-redact-names"),
        "engine": ("auto", "default"),
        "rules": ("-", "default"),
    }


def test_where_it_is(settings: Callable[[str], Path]) -> None:
    """`--path` gives the path alone, whether there is a file or not."""
    assert run("config", "--path").stdout.strip() == str(settings_path())
    assert "there is none yet" in run("config").stdout
    path = settings("")
    assert run("config", "--path").stdout == f"{path}\n"
    assert "there is none yet" not in run("config").stdout


def test_they_hold_for_the_verbs(settings: Callable[[str], Path], export: Path) -> None:
    """A saved diagnosis is titled and without names, and rendered in the zone and language."""
    settings('tz = "Asia/Tokyo"\nlang = "zh"\ntitle = "Contoso"\nredact-names = true\n')
    saved = export.parent / "d.json"
    assert run("diagnose", export, "-o", saved).exit_code == 1
    text = saved.read_text("utf-8")
    assert '"title": "Contoso"' in text
    assert "contoso.com" not in text
    told = run("render", saved, "--no-redact-names", "--format", "md").stdout
    assert "UTC+09:00" in told
    assert "证书" in told
    assert "证书" not in run("render", saved, "--no-redact-names", "--lang", "en").stdout


def test_a_title_of_a_saved_diagnosis_stays(settings: Callable[[str], Path], export: Path) -> None:
    """It was titled when it was made; the settings are for one that was not."""
    saved, bare = export.parent / "d.json", export.parent / "bare.json"
    assert run("diagnose", export, "-o", saved, "--title", "Fabrikam").exit_code == 1
    assert run("diagnose", export, "-o", bare).exit_code == 1
    settings('title = "Contoso"\n')
    assert "Fabrikam" in run("render", saved).stdout
    assert "Contoso" in run("render", bare).stdout
    assert "Litware" in run("render", saved, "--title", "Litware").stdout


def test_a_path_alone_follows_them(settings: Callable[[str], Path], export: Path) -> None:
    """Neither the summary nor the report names anybody, and the key is beside the report."""
    settings('redact-names = true\ntitle = "Contoso"\n')
    done = run(export)
    page = export.parent / "EX01-certtrail.html"
    for text in (done.stdout, page.read_text("utf-8")):
        assert "Contoso" in text
        assert "example" not in text
    assert page.with_suffix(".names.json").is_file()
    assert done.stderr.count("the key to the names") == 1
    page.unlink()
    run(export)
    assert (export.parent / "EX01-certtrail-2.html").is_file()


def test_rules_of_the_user(settings: Callable[[str], Path], tmp_path: Path) -> None:
    """A folder that is not whole is beside the file; the good ones of a list hold."""
    assert run("rules", "new", "my-rule", "--rules", tmp_path / "home" / "mine").exit_code == 0
    path = settings_path()
    assert path is not None
    relative = os.path.relpath(tmp_path / "home" / "mine", path.parent)
    settings(f"\nrules = [\n  '{relative}',\n  'absent',\n]\n")
    done = run("rules", "list")
    assert "my-rule" in done.stdout
    assert done.exit_code == 0
    assert f"{path}:2: rules:" in done.stderr
    assert "absent" in done.stderr


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('lang = "zh"\nlangg = "zh"', ":2: there is no setting 'langg'; did you mean 'lang'?"),
        ('[xyz]\ntz = "UTC"', ":1: there is no setting 'xyz'; expected one of: rules, lang, tz"),
        ('tz = "Europe/Berln"', ":1: tz: 'Europe/Berln' is not a time zone; did you mean Europe/B"),
        ('\n lang = "zzh"', ":2: lang: 'zzh' is no language of reports; did you mean 'zh'?"),
        ('engine = "fast"', ":1: engine: 'fast' is not one of"),
        ("tz = 5", ":1: tz: expected a text in quotes, found 5"),
        ('tz = ["UTC"]', ":1: tz: expected a text in quotes, found ['UTC']"),
        ('redact-names = "yes"', ":1: redact-names: expected true or false, found 'yes'"),
        ('rules = ["C:\\Users"]', "A Windows path goes in single quotes: 'C:\\Rules'"),
        ("rules = [", "The settings are left out."),
        ("[" * 9000, "The settings are left out."),
        ("x = " + "9" * 5000, "The settings are left out."),
        ("title = 0x" + "f" * 9000, "expected a text in quotes, found a number of too"),
        ("title = [0x" + "f" * 9000 + "]", "in quotes, found a number of too many digits"),
        ("#" * 70_000, "too large"),
        ('title = "\ud800"', "expected UTF-8"),
    ],
)
def test_what_is_wrong_is_a_line_and_the_run_goes_on(
    settings: Callable[[str], Path], text: str, says: str
) -> None:
    """The line names the file, and what was meant; the rest of the file holds."""
    path = settings("")
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    done = run("rules", "show", "log-cleared")
    assert done.exit_code == 0
    assert "log-cleared" in done.stdout
    assert str(path) in done.stderr
    assert says in done.stderr


def test_nothing_is_read_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, export: Path
) -> None:
    """Neither from the current folder nor from the input's, not even if a variable leads there."""
    for folder in (export, export.parent, export.parent / "certtrail"):
        folder.mkdir(exist_ok=True)
        (folder / "settings.toml").write_text('title = "Contoso"\n', "utf-8")
    monkeypatch.chdir(export.parent)
    for value in ("", "."):
        for name in ("XDG_CONFIG_HOME", "APPDATA"):
            monkeypatch.setenv(name, value)
        assert "Contoso" not in run("diagnose", export).stdout
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "none"))
    assert "Contoso" not in run("diagnose", export).stdout


@pytest.mark.parametrize(
    "text",
    [
        'redact-names = true\nlang = "en\n',
        'redact-names = "yes"\n',
        "redact_names = true\n",
        'lang = "\udcff"\nredact-names = true\n',
        "redact-names = true\n#" + "x" * 70_000,
    ],
)
def test_no_report_where_redaction_may_be_wanted(
    settings: Callable[[str], Path], export: Path, tmp_path: Path, text: str
) -> None:
    """A file that asks for it, and cannot be read, ends in no report but where an option says."""
    path = settings("")
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    report = tmp_path / "report.md"
    done = run("diagnose", export, "-o", report)
    assert done.exit_code == 2
    assert "--no-redact-names" in done.output
    assert not report.exists()
    assert "EX01" not in done.stdout
    assert run("diagnose", export, "-o", report, "--no-redact-names").exit_code in {0, 1, 3}
    assert report.exists()


def test_other_faults_leave_the_report(settings: Callable[[str], Path], export: Path) -> None:
    """A NUL in a path, or a fault in a file that says nothing of redaction, is told."""
    path = settings('rules = ["a\\u0000b"]\ntitle = "x\\u0000"\n')
    done = run("diagnose", export)
    assert done.exit_code in {0, 1, 3}
    assert done.stderr.count("NUL") == 2
    path.write_text('lang = "en\n', "utf-8")
    assert run("diagnose", export).exit_code in {0, 1, 3}
