"""An event that was copied out of Event Viewer, with a remark behind its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail import pipeline
from tests.inputs.carried import EVENT

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("remark", ["", " <--", "   <== look here", " \u2190 this one"])
def test_a_remark_behind_the_source(tmp_path: Path, remark: str) -> None:
    """It is left out: the event is the one that the catalogue knows."""
    path = tmp_path / "a.txt"
    path.write_text(
        EVENT.replace("MSExchangeTransport", f"MSExchangeTransport{remark}", 1), "utf-8"
    )
    (event,) = pipeline.read([path]).events.itertuples()
    assert (event.provider, event.event_id) == ("MSExchangeTransport", 12015)


def test_a_source_of_another_name(tmp_path: Path) -> None:
    """A name that goes on without pointing is another source."""
    path = tmp_path / "a.txt"
    path.write_text(EVENT.replace("MSExchangeTransport", "MSExchangeTransport Search"), "utf-8")
    events = pipeline.read([path]).events
    assert "MSExchangeTransport" not in set(events["provider"])
