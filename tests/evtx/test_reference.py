"""The reference reader reads a record by python-evtx, within limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from samples.evtx_writer.log import write_log

from certtrail.evtx import index
from certtrail.evtx.single import reference
from certtrail.evtx.single.elements import Expander
from certtrail.model import event_element
from tests.evtx.factories import chunks_of, service

if TYPE_CHECKING:
    from pathlib import Path


def test_agrees_with_ours(tmp_path: Path) -> None:
    """It reads what our own decoder reads, but for the way it writes binary values."""
    path = tmp_path / "log.evtx"
    write_log(path, [service()])
    (chunk,) = chunks_of(path)
    size = int.from_bytes(chunk[516:520], "little")
    theirs = event_element.record(reference.read(chunk, index.RECORDS))
    ours = event_element.record(
        Expander(chunk).record(index.RECORDS + 24, index.RECORDS + size - 4)
    )
    assert (theirs.provider, theirs.event_id, theirs.record_id) == (
        ours.provider,
        ours.event_id,
        ours.record_id,
    )
    assert theirs.data == ours.data
    assert abs(theirs.time - ours.time) < 1000


def test_rubbish() -> None:
    """What it cannot read is one kind of error, whatever the library raises."""
    with pytest.raises(reference.UnreadableError):
        reference.read(bytes(index.CHUNK), index.RECORDS)


def test_calls_are_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record that keeps the library busy for too long is given up."""
    path = tmp_path / "log.evtx"
    write_log(path, [service()])
    monkeypatch.setattr(reference, "_CALLS", 50)
    with pytest.raises(reference.UnreadableError):
        reference.read(chunks_of(path)[0], index.RECORDS)
