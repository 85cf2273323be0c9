"""What a server is short of, by the whole text of event 15004, in its wordings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

LEVELS = "from Previous Utilization Level:Low to Current Utilization Level:Medium"


@pytest.mark.parametrize(
    ("text", "told", "disk"),
    [
        (f"{LEVELS}. Physical memory load = 93% [limit is 94%].", "memory", False),
        (f"{LEVELS}. Private bytes consumed = 77% [limit is 75%].", "memory", False),
        (
            f"{LEVELS}. Disk space (D:\\mail.que) = 96% [limit is 95%]. Physical memory = 4%.",
            "disk space",
            True,
        ),
        (f"{LEVELS}.", "some resource, such as disk space or memory", True),
    ],
)
def test_what_the_record_names(tmp_path: Path, text: str, told: str, *, disk: bool) -> None:
    """The steps are for that: nobody frees a disk where memory is short."""
    copy = (
        "Log Name:      Application\nSource:        MSExchangeTransport\n"
        "Date:          11/13/2026 6:14:01 AM\nEvent ID:      15004\nLevel:         Warning\n"
        f"Computer:      MX1.contoso.com\nDescription:\nResource pressure increased {text}\n"
    )
    (tmp_path / "events.txt").write_text(copy)
    one = next(
        one
        for one in pipeline.diagnose([tmp_path], engine="plain").findings
        if one.rule == "back-pressure"
    )
    assert f"it has too little of {told}" in one.cause
    assert any("disk" in step and "Free space" in step for step in one.remedy) is disk
