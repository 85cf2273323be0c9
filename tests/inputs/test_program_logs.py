"""Logs of programs that nobody reads: one that tells of no error leaves a verdict as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

TOOL = (
    "2026-09-25 09:00:02.114 +02:00 [INF] Plugin IIS generated source mail.contoso.com\n"
    "2026-09-25 09:01:12.402 +02:00 [INF] Certificate: next renewal due after 2026-11-19\n"
)


@pytest.mark.parametrize(
    ("more", "complete"),
    [
        ("", True),
        ("2026-09-26 09:00:00.000 +02:00 [ERR] The certificate was refused\n", False),
        ("2026-09-26 09:00:00.000 +02:00 [INF] Renewal failed for the certificate\n", False),
        ("2026-09-26 09:00:00 INFO MSExchangeTransport certificate\n", False),
        ("and a line of something else about a certificate\n", False),
    ],
)
def test_a_quiet_log_is_left_aside(tmp_path: Path, more: str, complete: bool) -> None:
    """Only one whose every line is of information; any other is told as not read."""
    (tmp_path / "case").mkdir()
    (tmp_path / "case" / "tool-log.txt").write_text(TOOL + more, "utf-8")
    (report,) = pipeline.diagnose([tmp_path / "case"], engine="plain").inputs
    assert report.complete is complete
