"""What only makers or an extra bring is not missed: without it, all says the same."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.places import ENGINE, SAMPLES
from tests.stories.sampled import SAMPLES as NAMES

if TYPE_CHECKING:
    from pathlib import Path

RUN = """
import sys
for name in sys.argv[1].split():
    sys.modules[name] = None  # as if it were not installed
import certtrail
from certtrail.cli.main import cli
from certtrail.text.languages import language
for path in sys.argv[2:]:
    diagnosis = certtrail.diagnose([path])
    for form, lang in (("json", "en"), ("html", "en"), ("md", "zh")):
        print(certtrail.render(diagnosis, form, lang=lang))
    for form in ("csv", "jsonl"):
        cli.main(["events", path, "--format", form], standalone_mode=False)
    cli.main(["diagnose", path, "--local-zone", "Europe/Berlin"], standalone_mode=False)
"""
PARQUET = """
import sys
sys.modules["pyarrow"] = None
from certtrail.cli.main import cli
sys.exit(cli.main(sys.argv[1:], standalone_mode=False))
"""
SAVE = """
import sys
sys.modules["pyarrow"] = None
import certtrail
certtrail.open(sys.argv[1]).save(sys.argv[2])
"""


def python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a program with certtrail in reach."""
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, "PYTHONPATH": str(ENGINE)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_reports_are_the_same_without_what_the_core_does_not_bring() -> None:
    """Every sample, in each language, in every zone, and its records."""
    paths = [str(SAMPLES / name) for name in NAMES]
    bare, full = python(RUN, "babel pyarrow duckdb altair", *paths), python(RUN, "", *paths)
    assert (bare.returncode, full.returncode) == (0, 0), bare.stderr
    assert bare.stdout == full.stdout
    assert bare.stdout.count('"schema_version"') == len(paths)
    assert "证书" in bare.stdout


def test_parquet_without_its_library_says_what_to_install(tmp_path: Path) -> None:
    """Before anything is read or written, by the command and in Python."""
    out = tmp_path / "e.parquet"
    told = python(PARQUET, "events", str(SAMPLES / "classic-loss"), "-o", str(out))
    assert told.returncode == 2
    kept = python(SAVE, str(SAMPLES / "classic-loss"), str(tmp_path / "kept"))
    for done in (told, kept):
        assert "Parquet needs pyarrow" in done.stderr
        assert "pip install certtrail[parquet]" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("library", "use", "told"),
    [
        ("duckdb", "certtrail.open(sys.argv[1]).sql('select 1')", "SQL needs duckdb"),
        ("altair", "from certtrail.case import plots", "Plotting needs altair"),
    ],
)
def test_what_notebooks_bring_says_so_where_it_lacks(library: str, use: str, told: str) -> None:
    """Not a bare ImportError: what to install."""
    code = f"import sys\nsys.modules[{library!r}] = None\nimport certtrail\n{use}"
    done = python(code, str(SAMPLES / "healthy"))
    assert done.returncode == 1
    assert f"MissingError: {told}, which is not installed" in done.stderr
    assert "pip install certtrail[notebooks]" in done.stderr
