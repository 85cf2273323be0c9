"""The reference reader reads a record by python-evtx, within limits."""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING, Final

import pytest
from samples.evtx_writer.log import write_log

from certtrail.evtx import index
from certtrail.evtx.single import reference
from certtrail.evtx.single.elements import Expander
from certtrail.model import event_element
from tests.evtx.factories import chunks_of, service, transport

if TYPE_CHECKING:
    from pathlib import Path


# Objects between two runs of the collector.
OFTEN: Final = 3


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


def test_an_array_of_texts(tmp_path: Path) -> None:
    """The library writes all its items into one element, with marks around each."""
    path = tmp_path / "log.evtx"
    write_log(path, [transport(strings=("mail.contoso.com", "", "A <b> & c"))])
    theirs = event_element.record(reference.read(chunks_of(path)[0], index.RECORDS))
    assert theirs.data == ["mail.contoso.com", "", "A <b> & c"]


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


def test_the_limit_outlasts_the_collector(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What others have the collector call cannot swallow it, wherever the calls run out."""

    def called_back(phase: str, info: dict[str, int]) -> None:
        del phase, info
        time.perf_counter()

    path = tmp_path / "log.evtx"
    write_log(path, [service()])
    (chunk,) = chunks_of(path)
    gc.callbacks.append(called_back)
    before = gc.get_threshold()
    gc.set_threshold(OFTEN)
    try:
        for calls in range(50, 150):
            monkeypatch.setattr(reference, "_CALLS", calls)
            with pytest.raises(reference.TooMuchError):
                reference.read(chunk, index.RECORDS)
    finally:
        gc.set_threshold(*before)
        gc.callbacks.remove(called_back)
