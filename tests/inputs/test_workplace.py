"""What a killed run left is removed by the next; what only looks like it is not."""

from __future__ import annotations

import shutil
import sys
import tempfile
from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from certtrail.inputs.archives.workplace import workplace
from tests.inputs.archives import zipped

if TYPE_CHECKING:
    from pathlib import Path

LOCKS: Final = (b"", b"x", b"certtrail 1 2")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder for temporary files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.parametrize("mode", [0o700, 0o755])
def test_a_folder_of_that_name_stays(place: Path, lock: bytes, mode: int) -> None:
    """Whatever it is called, and whatever stands in its file `lock`, it is read as any other."""
    case = place / "certtrail-abcd1234"
    case.mkdir()
    case.chmod(mode)
    (case / "lock").write_bytes(lock)
    (case / "1").write_bytes(zipped({"a.txt": b"Event ID: 12024"}))
    found = pipeline.read([case])
    assert (case / "1").exists()
    assert {"lock", "1", "a.txt"} == {report.name.rpartition("/")[2] for report in found.inputs}


@pytest.mark.skipif(sys.platform == "win32", reason="there nobody can tell that a run is dead")
def test_only_what_a_dead_run_left_goes(place: Path) -> None:
    """A copy of such a folder is somebody's own, and a run that lives keeps its."""
    archive = place / "a.zip"
    archive.write_bytes(zipped({"a.txt": b"x"}))
    with workplace() as living:
        (living / "1").write_bytes(b"x")
        pipeline.read([archive])
        assert (living / "1").exists()
        dead = place / "certtrail-dead0000"
        living.rename(dead)
        copied = place / "certtrail-copy0000"
        shutil.copytree(dead, copied)
    pipeline.read([archive])
    assert not dead.exists()
    assert (copied / "1").exists()
