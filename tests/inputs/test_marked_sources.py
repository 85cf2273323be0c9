"""An event that was copied out of Event Viewer, with a remark behind its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

EVENT = """Log Name:      Application
Source:        {source}
Date:          3/29/2024 7:50:02 AM
Event ID:      12015
Task Category: TransportService
Level:         Error
Keywords:      Classic
User:          N/A
Computer:      EX01.contoso.com
Description:
An internal transport certificate expired. Thumbprint:4B1D5A3C2E6F708192A3B4C5D6E7F8091A2B3C4D
"""


@pytest.mark.parametrize("remark", ["", " <--", "   <== look here", " \u2190 this one"])
def test_a_remark_behind_the_source(tmp_path: Path, remark: str) -> None:
    """It is left out: the event is the one that the catalogue knows."""
    path = tmp_path / "a.txt"
    path.write_text(EVENT.format(source=f"MSExchangeTransport{remark}"), "utf-8")
    (event,) = pipeline.read([path]).events.itertuples()
    assert (event.provider, event.event_id) == ("MSExchangeTransport", 12015)


def test_a_source_of_another_name(tmp_path: Path) -> None:
    """A name that goes on without pointing is another source."""
    path = tmp_path / "a.txt"
    path.write_text(EVENT.format(source="MSExchangeTransport Search"), "utf-8")
    events = pipeline.read([path]).events
    assert "MSExchangeTransport" not in set(events["provider"])
