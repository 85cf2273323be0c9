"""Messages that a table cuts: only of events that name something there is anything lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "Level,Date and Time,Source,Event ID,Task Category"


@pytest.mark.parametrize(
    ("row", "cut"),
    [
        ("MSExchangeTransport,10003,PoisonMessage,The transport process failed: Agent...", 0),
        ("MSExchangeFrontEndTransport,1035,SmtpReceive,Inbound authentication failed with ...", 0),
        ("MSExchangeTransport,12014,General,Microsoft Exchange could not find a certific...", 1),
        ("MSExchangeTransport,12017,General,An internal transport certificate will expir...", 1),
        ("MSExchangeTransport,12018,General,The STARTTLS certificate will expire soon: s...", 1),
        ("MSExchangeTransport,12023,General,Microsoft Exchange could not load the certif...", 1),
    ],
)
def test_what_is_lost_by_it(tmp_path: Path, row: str, cut: int) -> None:
    """Of the others their number tells enough."""
    (tmp_path / "Application.csv").write_text(f"{HEAD}\nError,11/13/2026 9:01:00 AM,{row}\n")
    told = pipeline.diagnose([tmp_path], engine="plain")
    assert sum(one.cut for one in told.inputs) == cut
    assert any(one.rule == "messages-cut-by-table" for one in told.findings) is bool(cut)
