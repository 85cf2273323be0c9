"""What the system does to a run: signals, full disks, closed streams, files that are no files."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest

import certtrail
from certtrail.cli import exits
from certtrail.inputs.archives import other_archives
from tests.inputs.archives import cabinet_of_several
from tests.inputs.carried import EVENT
from tests.places import SAMPLES

if TYPE_CHECKING:
    from certtrail.inputs.opened import Head

ROOT = Path(certtrail.__file__).parents[1]
FULL = Path("/dev/full")
LOG = SAMPLES / "classic-loss"
needs_full = pytest.mark.skipif(not FULL.exists(), reason="a device that is always full")
needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")


def _command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "certtrail", *map(str, arguments)]


def _environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


def _run(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    options.setdefault("env", _environment())
    return subprocess.run(
        _command(*arguments), capture_output=True, timeout=120, check=False, text=True, **options
    )


@needs_full
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize(
    "arguments",
    [("diagnose", LOG), ("events", LOG), ("events", LOG, "--format", "csv"), ("rules", "list")],
)
def test_a_full_disk_behind_stdout_is_told(arguments: tuple[Any, ...], unbuffered: str) -> None:
    """One line, no traceback, and a code that is neither "findings" nor a fault of ours."""
    with FULL.open("w") as full:
        done = subprocess.run(
            _command(*arguments),
            env=_environment(PYTHONUNBUFFERED=unbuffered),
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=120,
            check=False,
            text=True,
        )
    assert done.returncode == exits.REFUSED
    assert "standard output: No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


@needs_full
def test_a_full_disk_behind_stderr_costs_no_report(tmp_path: Path) -> None:
    """What is told on the way may get lost; the report and the exit code do not."""
    report = tmp_path / "report.html"
    with FULL.open("w") as full:
        done = subprocess.run(
            _command("diagnose", LOG, "-o", report),
            env=_environment(),
            stderr=full,
            timeout=120,
            check=False,
        )
    assert done.returncode == exits.FINDINGS
    assert report.read_text("utf-8").rstrip().endswith("</html>")


@pytest.mark.skipif(sys.platform == "win32", reason="redirections of a POSIX shell")
def test_closed_streams(tmp_path: Path) -> None:
    """A closed stdout is told, a closed stderr is nobody's loss; no file gets what is printed."""
    report = tmp_path / "report.json"
    line = " ".join(_command("diagnose", LOG))
    codes = {}
    for name, redirection in {
        "stdout": ">&-",
        "stderr": "2>&- >/dev/null",
        "both": "2>&- >&-",
        "report": f"-o {report} <&- >&- 2>&-",
    }.items():
        done = subprocess.run(
            ["/bin/sh", "-c", f"{line} {redirection}"],
            env=_environment(),
            stderr=subprocess.PIPE,
            timeout=120,
            check=False,
            text=True,
        )
        codes[name] = done.returncode
        assert "Traceback" not in done.stderr
        if name == "stdout":
            assert "closed" in done.stderr
    refused, found = exits.REFUSED, exits.FINDINGS
    assert codes == {"stdout": refused, "stderr": found, "both": refused, "report": found}
    assert report.read_text("utf-8").startswith("{")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with a name")
def test_a_report_is_written_to_plain_files_only(tmp_path: Path) -> None:
    """Neither a device nor a pipe is replaced; nor is a link, but what it leads to."""
    pipe, device = tmp_path / "pipe.html", tmp_path / "null.html"
    os.mkfifo(pipe)
    device.symlink_to(os.devnull)
    for output in (pipe, device, Path(os.devnull)):
        done = _run("diagnose", LOG, "-o", output, "--format", "html")
        assert (done.returncode, "no plain file" in done.stderr) == (exits.USAGE, True)
    assert pipe.is_fifo()
    assert device.is_symlink()
    latest = tmp_path / "latest.html"
    latest.symlink_to(tmp_path / "of-today.html")
    assert _run("diagnose", LOG, "-o", latest).returncode == exits.FINDINGS
    assert latest.is_symlink()
    assert (tmp_path / "of-today.html").stat().st_size


@needs_links
def test_links_are_followed_only_by_name(tmp_path: Path) -> None:
    """A link in a customer's folder can lead anywhere; it is named, and left."""
    outside = tmp_path / "private"
    outside.mkdir()
    (outside / "secret.txt").write_text("Event 12024 MSExchangeTransport SECRETWORD", "utf-8")
    case = tmp_path / "case"
    case.mkdir()
    (case / "Application.evtx").write_bytes((LOG / "Application.evtx").read_bytes())
    (case / "again.evtx").symlink_to(case / "Application.evtx")
    (case / "a.txt").symlink_to(outside / "secret.txt")
    (case / "b").symlink_to(outside)
    os.mkfifo(case / "c.evtx")
    done = _run("diagnose", case)
    assert done.returncode == exits.NOT_FULLY_READ
    told = [line for line in done.stderr.splitlines() if line.startswith("certtrail: ")]
    assert [line.split(": ")[1] for line in told] == ["a.txt", "b", "c.evtx"]
    assert sum("It is a link" in line for line in told) == 2
    assert "SECRETWORD" not in done.stdout
    named = tmp_path / "named"
    named.symlink_to(case / "Application.evtx")
    assert _run("diagnose", named).returncode == exits.FINDINGS


@needs_links
def test_a_folder_of_rules_leads_nowhere_else(tmp_path: Path) -> None:
    """Links and pipes in it are named and end the run as bad rules do."""
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "a.yaml").symlink_to("/etc/passwd")
    (rules / "b").symlink_to("/etc")
    os.mkfifo(rules / "c.yaml")
    done = _run("rules", "check", rules)
    assert done.returncode == exits.BAD_RULES
    told = done.stdout.splitlines()
    for name, why in (("a.yaml", "link"), ("b", "link"), ("c.yaml", "expected a file")):
        assert any(line.startswith(f"rules/{name}:") and why in line for line in told)


@pytest.mark.parametrize(
    ("number", "code"),
    [("SIGTERM", exits.TERMINATED), ("SIGHUP", exits.HUNG_UP), ("SIGINT", exits.INTERRUPTED)],
)
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_asked_to_end(tmp_path: Path, number: str, code: int) -> None:
    """However early the signal comes: its own code, no traceback, nothing half-written."""
    report = tmp_path / "report.html"
    for wait in (0.08, 0.15, 0.3, 0.6):
        running = subprocess.Popen(
            _command("diagnose", LOG, "-o", report, "-q"),
            env=_environment(TMPDIR=str(tmp_path)),
            stderr=subprocess.PIPE,
            text=True,
        )
        time.sleep(wait)
        running.send_signal(getattr(signal, number))
        _, told = running.communicate(timeout=60)
        ended = {code, exits.FINDINGS}
        if number != "SIGINT":
            # Before Python itself is up, the system's own end: nothing was begun then.
            ended.add(-getattr(signal, number))
        assert running.returncode in ended, (wait, told)
        assert "Traceback" not in told
        assert {path.name for path in tmp_path.iterdir()} <= {"report.html"}


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_what_a_killed_run_left_is_swept_by_the_next(tmp_path: Path) -> None:
    """The half-written report, and what was unpacked; but nothing of a run that lives."""
    report, temporary = tmp_path / "report.html", tmp_path / "temporary"
    temporary.mkdir()
    code = (
        "import sys, time\nfrom pathlib import Path\n"
        "from certtrail.cli.output_files import whole\n"
        "from certtrail.inputs.archives.workplace import workplace\n"
        "with whole(Path(sys.argv[1])) as part, workplace() as folder:\n"
        "    part.write_text('half'); (folder / 'x').write_text('y')\n"
        "    print('ready', flush=True); time.sleep(60)\n"
    )
    environment = _environment(TMPDIR=str(temporary))
    living, killed = (
        subprocess.Popen(
            [sys.executable, "-c", code, str(report)], env=environment, stdout=subprocess.PIPE
        )
        for _ in range(2)
    )
    for one in (living, killed):
        assert one.stdout is not None
        assert one.stdout.readline() == b"ready\n"
    killed.kill()
    killed.communicate()
    assert (len(list(tmp_path.glob(".*.part"))), len(list(temporary.iterdir()))) == (2, 2)
    assert _run("diagnose", LOG, "-o", report, env=environment).returncode == exits.FINDINGS
    assert (len(list(tmp_path.glob(".*.part"))), len(list(temporary.iterdir()))) == (1, 1)
    living.kill()
    living.communicate()


def test_nothing_is_imported_from_the_current_folder(tmp_path: Path) -> None:
    """The folder may be the customer's: `python -m certtrail` runs none of its files."""
    for name in ("click", "typing", "__future__", "json", "yaml", "dataclasses", "sitecustom"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('run from here')", "utf-8")
    done = _run("diagnose", LOG, cwd=tmp_path)
    assert (done.returncode, "run from here" in done.stderr) == (exits.FINDINGS, False)


@pytest.mark.skipif(other_archives.loaded() is None, reason="needs the system's libarchive")
def test_what_libraries_log_is_not_shown(tmp_path: Path) -> None:
    """They put words of the input into it, and do not escape them."""
    path = tmp_path / "part.cab"
    path.write_bytes(cabinet_of_several({"a.txt": EVENT.encode()}))
    done = _run("inputs", path)
    assert (done.returncode, done.stderr) == (exits.NOT_FULLY_READ, "")
    assert "one of several cabinets" in done.stdout
    assert "a.txt" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be changed there")
@pytest.mark.parametrize("size", [0, 100, 70_000, 200_000])
def test_a_file_that_changes_while_it_is_read(
    tmp_path: Path, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It shrinks, grows, or is gone after it was found: the rest is read, and no fault ends it."""
    from certtrail import pipeline
    from certtrail.inputs.events import event_log

    content = (LOG / "Application.evtx").read_bytes()
    for name in ("a.evtx", "b.evtx"):
        (tmp_path / name).write_bytes(content)
    first = event_log.recognise

    def change(head: Head) -> bool:
        (tmp_path / "b.evtx").write_bytes((content + content)[:size])
        return first(head)

    monkeypatch.setattr(event_log, "recognise", change)
    diagnosis = pipeline.diagnose([tmp_path])
    assert [report.name for report in diagnosis.inputs] == ["a.evtx", "b.evtx"]
    assert diagnosis.findings


CRASHING = """
import os, signal, sys
from certtrail.inputs import decoding

def decode(content, *, first=decoding.decode, **more):
    if b"CRASH" in content:
        os.kill(os.getpid(), signal.{signal})
    return first(content, **more)

decoding.decode = decode
import certtrail.__main__
sys.argv = ["certtrail", *sys.argv[1:]]
certtrail.__main__.run()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody outlives a crash")
@pytest.mark.parametrize("number", ["SIGSEGV", "SIGABRT", "SIGKILL"])
def test_a_crash_in_a_library_costs_one_input(tmp_path: Path, number: str) -> None:
    """What made it crash is named, a member of an archive, too; all the rest is diagnosed."""
    case = tmp_path / "case"
    case.mkdir()
    (case / "Application.evtx").write_bytes((LOG / "Application.evtx").read_bytes())
    (case / "bad.txt").write_text("CRASH", "utf-8")
    with ZipFile(case / "more.zip", "w") as packed:
        packed.writestr("worse.txt", "CRASH, too")
        packed.write(LOG / "System.evtx", "System.evtx")
    report = tmp_path / "d.json"
    done = subprocess.run(
        [sys.executable, "-c", CRASHING.format(signal=number), "diagnose", case, "-o", report],
        env=_environment(),
        capture_output=True,
        timeout=120,
        check=False,
        text=True,
    )
    assert done.returncode == exits.NOT_FULLY_READ, done.stderr
    told = json.loads(report.read_text("utf-8"))
    unread = {one["name"] for one in told["inputs"] if f"crashed on it ({number})" in str(one)}
    assert unread == {"bad.txt", "more.zip/worse.txt"}
    assert {"Application.evtx", "more.zip/System.evtx"} <= {one["name"] for one in told["inputs"]}
    assert told["findings"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody outlives a crash")
def test_a_crash_after_rows_were_put_out_is_not_tried_again(tmp_path: Path) -> None:
    """`events` to stdout would put them out twice: it ends as the crash ended it."""
    (tmp_path / "a.evtx").write_bytes((LOG / "System.evtx").read_bytes())
    (tmp_path / "b.txt").write_text("CRASH", "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", CRASHING.format(signal="SIGSEGV"), "events", tmp_path],
        env=_environment(),
        capture_output=True,
        timeout=120,
        check=False,
        text=True,
    )
    assert done.returncode == -signal.SIGSEGV
    assert "a library crashed (SIGSEGV)" in done.stderr


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="a device without an end")
@pytest.mark.parametrize(
    "arguments",
    [
        ("render", "/dev/zero"),
        ("diagnose", LOG, "--redact-names", "--names-key", "/dev/zero"),
        ("events", LOG, "--around", "0001-01-01"),
        ("events", LOG, "--around", "9999-12-31T23:59"),
        ("events", LOG, "--since", "0001-01-01T00:00+14:00"),
        ("diagnose", LOG, "--at", "9999-12-31T23:59-14:00"),
    ],
)
def test_options_at_their_ends_are_usage_errors(arguments: tuple[Any, ...]) -> None:
    """A device in the place of a file, an instant in that of the calendar's end."""
    done = _run(*arguments)
    assert (done.returncode, "Traceback" in done.stderr) == (exits.USAGE, False), done.stderr
