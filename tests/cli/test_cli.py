from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import click
import pytest
from click.testing import CliRunner, Result

import certtrail
from certtrail.cli import exits, main, output_files, saved_file
from certtrail.cli.main import cli
from certtrail.inputs.limits import Limits
from certtrail.model.errors import InputError, Problem, RulebookError
from certtrail.reports.format_names import SUFFIXES, Format
from certtrail.reports.formats import RENDERERS, renderer
from certtrail.text.languages import ENGLISH_READER
from certtrail.text.outgoing import ScreenText
from tests.reports import examples, extremes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from certtrail.model.diagnosis import Diagnosis

ROOT = Path(certtrail.__file__).parents[1]


@pytest.fixture
def pretend(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], list[dict[str, Any]]]:
    """Return a function that makes the pipeline give, or raise, what it is told; it notes calls."""

    def pretend_it(outcome: Any) -> list[dict[str, Any]]:
        calls: list[dict[str, Any]] = []

        def diagnose(paths: Any, **options: Any) -> Diagnosis:
            calls.append({"paths": paths, **options})
            if isinstance(outcome, BaseException):
                raise outcome
            found: Diagnosis = outcome
            return found

        module = ModuleType("certtrail.pipeline")
        module.diagnose = diagnose  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "certtrail.pipeline", module)
        monkeypatch.setattr(certtrail, "pipeline", module, raising=False)
        return calls

    return pretend_it


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Return a file to name as an input."""
    path = tmp_path / "Application.evtx"
    path.write_bytes(b"ElfFile\0")
    return path


def _run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main.cli, list(map(str, arguments)))


def _process(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **options.pop("env", {})}
    command = [sys.executable, "-m", "certtrail", *map(str, arguments)]
    return subprocess.run(
        command, env=environment, capture_output=True, timeout=60, check=False, **options
    )


def _saved(tmp_path: Path, diagnosis: Diagnosis | None = None) -> Path:
    path = tmp_path / "saved.json"
    path.write_text(
        renderer(Format.JSON)(diagnosis or examples.whole(), ENGLISH_READER), encoding="utf-8"
    )
    return path


@pytest.mark.parametrize(
    ("diagnosis", "code"),
    [
        (examples.healthy(), exits.NOTHING_FOUND),
        (extremes.fleet(2, 2), exits.NOT_FULLY_READ),
        (examples.whole(), exits.NOT_FULLY_READ),
        (examples.empty(), exits.NOT_FULLY_READ),
    ],
)
def test_the_exit_code_tells_what_came_of_it(
    pretend: Any, log: Path, diagnosis: Diagnosis, code: int
) -> None:
    """Nothing found is 0; input that was not read outweighs findings."""
    pretend(diagnosis)
    assert _run("diagnose", log).exit_code == code


def test_findings_alone_exit_with_one(pretend: Any, log: Path) -> None:
    """All was read and something was found."""
    from dataclasses import replace

    pretend(replace(examples.whole(), inputs=examples.healthy().inputs))
    assert _run("diagnose", log).exit_code == exits.FINDINGS


def test_results_are_on_stdout_and_problems_on_stderr(pretend: Any, log: Path) -> None:
    """JSON on stdout is nothing but JSON; each problem of an input is a line on stderr."""
    pretend(examples.whole())
    result = _run("diagnose", log, "--format", "json")
    assert json.loads(result.stdout)["schema_version"] == 1
    assert "EX02/Application.evtx: chunk 14 at offset 917504" in result.stderr


def test_options_reach_the_pipeline(pretend: Any, log: Path, tmp_path: Path) -> None:
    """The engine and further rules are passed on; without a terminal there is no progress."""
    calls = pretend(examples.healthy())
    assert _run("diagnose", log, "--engine", "plain", "--rules", tmp_path).exit_code == 0
    (call,) = calls
    assert call == {
        "paths": (log,),
        "engine": "plain",
        "extra_rules": (tmp_path,),
        "local_zone": None,
        "date_order": "",
        "server": "",
        "passwords": (),
        "limits": Limits(),
        "progress": None,
        "at": None,
        "cluster": None,
    }


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (RulebookError([Problem("r.yaml", 3, 5, "bad key")]), exits.BAD_RULES, "r.yaml:3:5: bad"),
        (InputError("x: there is no file\x1b[2J"), exits.NOT_FULLY_READ, "no file\\x1b[2J"),
    ],
)
def test_errors_of_the_library_are_lines_not_tracebacks(
    pretend: Any, log: Path, error: Exception, code: int, says: str
) -> None:
    """Bad rules exit with 4; what the line quotes cannot act on the terminal."""
    pretend(error)
    result = _run("diagnose", log)
    assert result.exit_code == code
    assert says in result.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("diagnose",), "Missing argument"),
        (("diagnose", "absent.evtx"), "does not exist"),
        (("diagnose", "LOG", "--tz", "Mars/Base"), "not a time zone"),
        (("diagnose", "LOG", "--tz", "Europe"), "not a time zone"),
        (("diagnose", "LOG", "--tz", "../../etc/passwd"), "not a time zone"),
        (("diagnose", "LOG", "--open"), "--open needs a file"),
        (("diagnose", "LOG", "-o", "report.docx"), "cannot tell the format"),
        (("diagnose", "LOG", "-o", "absent/report.html"), "there is no folder"),
        (("diagnose", "LOG", "--format", "pdf"), "'pdf' is not one of"),
        (("render", "absent.json"), "does not exist"),
        (("render", "LOG"), "expected JSON"),
    ],
)
def test_usage_errors_say_what_to_do(
    pretend: Any, log: Path, arguments: tuple[str, ...], says: str
) -> None:
    """Exit code 2 and one clear line, before any log is read."""
    calls = pretend(examples.healthy())
    result = _run(*(str(log) if part == "LOG" else part for part in arguments))
    assert result.exit_code == exits.USAGE
    assert says in result.stderr
    assert calls == []


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_suffix_tells_the_format(pretend: Any, log: Path, tmp_path: Path, suffix: str) -> None:
    """Each format is written whole, in UTF-8, and nothing else is left in the folder."""
    pretend(examples.whole())
    out = tmp_path / "out"
    out.mkdir()
    _run("diagnose", log, "-o", out / f"report{suffix}", "--tz", "UTC")
    (written,) = out.iterdir()
    assert written.read_bytes().decode() == renderer(SUFFIXES[suffix])(
        examples.whole(), ENGLISH_READER
    )


def test_an_input_is_never_overwritten(pretend: Any, log: Path, tmp_path: Path) -> None:
    """Neither by its name, nor inside a folder that was given, nor through a link."""
    calls = pretend(examples.healthy())
    link = tmp_path / "link.html"
    link.symlink_to(log)
    for output in (log, link):
        result = _run("diagnose", log, "-o", output, "--format", "html")
        assert (result.exit_code, "among the inputs" in result.stderr) == (exits.USAGE, True)
    notes = tmp_path / "notes.txt"
    notes.write_text("pasted", encoding="utf-8")
    assert _run("diagnose", tmp_path, "-o", notes).exit_code == exits.USAGE
    assert notes.read_text(encoding="utf-8") == "pasted"
    assert calls == []


def test_a_report_that_fails_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Writing stops half way: what stood there still stands, and no part is left."""
    report = tmp_path / "report.html"
    report.write_text("old", encoding="utf-8")

    def fail(self: Path, target: Path) -> Path:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        output_files.write_whole(report, ScreenText(["new"]))
    assert report.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [report]


def test_a_saved_diagnosis_renders_again(tmp_path: Path) -> None:
    """Rendering the saved JSON gives what the diagnosis itself gives, in any format."""
    saved = _saved(tmp_path)
    for name in RENDERERS:
        result = _run("render", saved, "--format", name)
        assert result.exit_code == 0
        assert result.stdout == renderer(name)(examples.whole(), ENGLISH_READER)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"[" * 100_000, b"NaN", b""])
def test_hostile_saved_files_are_refused(tmp_path: Path, content: bytes) -> None:
    """Bytes that are no saved diagnosis give one line and exit code 2."""
    path = tmp_path / "hostile.json"
    path.write_bytes(content)
    result = _run("render", path)
    assert result.exit_code == exits.USAGE
    assert "expected" in result.stderr
    assert not isinstance(result.exception, (RecursionError, ValueError))


@pytest.mark.parametrize("verb", ["render", "compare", "diff"])
def test_a_saved_file_of_many_keys_costs_no_square(tmp_path: Path, verb: str) -> None:
    """150,000 keys, the last of them twice: refused at once."""
    path = tmp_path / "keys.json"
    keys = ",".join(f'"{number}":0' for number in range(150_000))
    path.write_text(f'{{"schema_version":1,{keys},"149999":0}}', encoding="utf-8")
    begun = time.process_time()
    result = _run(verb, path, *([path] if verb == "compare" else []))
    assert result.exit_code == exits.USAGE
    assert "'149999' twice" in result.stderr
    assert time.process_time() - begun < 10  # the square of it takes minutes


def test_a_saved_file_has_a_budget(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes longer than its size allows is refused, with a line that says so."""
    monkeypatch.setattr(saved_file, "_LIMITS", Limits(seconds=0.01))
    path = tmp_path / "long.json"
    path.write_text('{"schema_version":1,"notes":[' + "{}," * 500_000 + "{}]}", encoding="utf-8")
    result = _run("render", path)
    assert result.exit_code == exits.USAGE
    assert "takes more than 0.01 seconds" in result.stderr


def test_main_ends_interrupts_and_faults_with_their_own_codes(
    pretend: Any, log: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl-C is 130, a fault of ours is 70: neither is taken for findings."""
    monkeypatch.setattr(sys, "argv", ["certtrail", "diagnose", str(log)])
    for error, code, says in (
        (KeyboardInterrupt(), exits.INTERRUPTED, "interrupted"),
        (ZeroDivisionError(), exits.FAULT, "a fault in certtrail itself"),
    ):
        pretend(error)
        with pytest.raises(SystemExit) as ended:
            main.main()
        assert ended.value.code == code
        assert says in capsys.readouterr().err


def test_help_is_quick_as_it_loads_nothing_heavy() -> None:
    """`--help` and usage errors need none of the libraries that read logs or draw reports."""
    code = (
        "import sys\nfrom certtrail.cli.main import cli\n"
        "cli.main(['--help'], standalone_mode=False)\n"
        "print(sorted({'pandas', 'numpy', 'rich', 'jinja2', 'lxml'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )
    assert done.stdout.splitlines()[-1] == "[]"


def _verbs(group: click.Group, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield above
    for name, verb in group.commands.items():
        if isinstance(verb, click.Group):
            yield from _verbs(verb, (*above, name))
        else:
            yield (*above, name)


@pytest.mark.parametrize("verb", [*_verbs(cli)], ids=" ".join)
def test_every_help_ends_in_examples_and_a_place(verb: tuple[str, ...]) -> None:
    """A reader of `--help` sees a command that works, and where to read on."""
    text = _run(*verb, "--help").output
    assert "certtrail" in text.split("Example")[-1].partition("Documentation")[0]
    told = re.search(r"^Documentation: (.+)\n\Z", text, re.MULTILINE)
    assert told is not None
    assert Path(told[1]).read_text("utf-8").startswith("# What to do when")


def test_a_legacy_code_page_gets_utf8_through_a_pipe(tmp_path: Path) -> None:
    """What is piped is UTF-8 whatever the code page, and no character is refused."""
    saved = _saved(tmp_path, extremes.hostile("证书 \ud800 ü"))
    done = _process("render", saved, env={"PYTHONIOENCODING": "cp1252"})
    assert done.returncode == 0
    assert "证书 \\ud800 ü" in done.stdout.decode()


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    """`certtrail render ... | head` ends without a traceback."""
    saved = _saved(tmp_path, extremes.fleet(50, 5000))
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as closed:
        done = subprocess.run(
            [sys.executable, "-m", "certtrail", "render", str(saved), "--format", "json"],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=closed,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    assert (done.returncode, done.stderr) == (exits.BROKEN_PIPE, b"")


@pytest.mark.parametrize("name", ["text", "md", "html"])
def test_title_and_case_stand_on_the_report(tmp_path: Path, name: str) -> None:
    """They are saved with the diagnosis, and can be given anew."""
    saved = _saved(tmp_path)
    named = _run("render", saved, "--format", "json", "--title", "Mail of Monday", "--case", "4711")
    again = tmp_path / "named.json"
    again.write_text(named.stdout, "utf-8")
    shown = _run("render", again, "--format", name).stdout
    assert "Mail of Monday" in shown
    assert "4711" in shown
    assert "0815" in _run("render", again, "--format", name, "--case", "0815").stdout
