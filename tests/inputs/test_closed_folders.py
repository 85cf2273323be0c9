"""A folder inside the inputs that the system does not let in is told, not passed over."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_a_folder_that_cannot_be_listed_is_an_input_that_was_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files beside it are read."""
    closed = tmp_path / "EX01" / "logs"
    closed.mkdir(parents=True)
    (closed / "a.txt").write_text("Thumbprint")
    (tmp_path / "EX01" / "b.txt").write_text("Thumbprint")
    listed = os.scandir

    def scandir(path: Any = ".") -> Any:
        if os.fspath(path) == os.fspath(closed):
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    reports = {one.name: one for one in pipeline.read(tmp_path).inputs}
    assert set(reports) == {"EX01/b.txt", "EX01/logs"}
    assert "Permission denied" in reports["EX01/logs"].problems[0]
    assert not reports["EX01/logs"].complete
