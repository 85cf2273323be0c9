"""Logs that nobody needs, longer than what is read whole: left aside when they are nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from certtrail.inputs import left_aside, opened, reading
from tests.inputs.carried import EVENT

if TYPE_CHECKING:
    from pathlib import Path

IIS: Final = (
    "#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n"
    "#Date: 2026-02-01 00:00:00\r\n#Fields: date time cs-uri-stem sc-status time-taken\r\n"
)
ROWS: Final = "2026-02-01 07:50:02 /owa/ 200 12024\r\n" * 4000


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize(
    ("behind", "complete"), [("", True), ("\r\n" + IIS, True), (EVENT.replace("\n", "\r\n"), False)]
)
def test_a_long_log_is_looked_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mark: str, behind: str, *, complete: bool
) -> None:
    """Rows and headers have nothing for anybody; what else stands behind them is not passed by."""
    for module in (left_aside, opened, reading):
        monkeypatch.setattr(module, "LARGEST_TEXT", opened.HEAD)
    path = tmp_path / "u_ex260201.log"
    path.write_bytes(f"{mark}{IIS}{ROWS}{behind}".encode())
    (report,) = pipeline.read([tmp_path]).inputs
    assert report.complete is complete
    assert ("Left aside" in str(report.notes)) is complete
