"""Damaged logs of all kinds: never less than the best of the other parsers, never more than was."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from samples.evtx_writer.log import Quirks

from certtrail.evtx import index
from certtrail.evtx.reader import LogRead, read_log
from tests.evtx.damage import damaged, libevtx_ids, wheel_ids
from tests.evtx.test_real_logs import LOGS
from tests.evtx.test_recovery import UNCHECKED, WHOLE, sample

EXAMPLES: Final = int(os.environ.get("CERTTRAIL_FUZZ_EXAMPLES", "60"))
MADE: Final = {
    "plain": WHOLE,
    "unchecked": UNCHECKED,
    "exported": sample(Quirks.exported()),
    "full": sample(Quirks(full_chunks=True, dirty=True)),
}
SEEDS: Final = st.integers(0, 2**32)


def read(path: Path, content: bytes) -> LogRead:
    """Read bytes as a log."""
    path.write_bytes(content)
    return read_log(path, "x")


@cache
def ids(whole: bytes) -> tuple[int, ...]:
    """Read the record ids of a log as it was before."""
    with tempfile.TemporaryDirectory() as folder:
        return tuple(read(Path(folder) / "log.evtx", whole).events["record_id"].tolist())


def compare(whole: bytes, seed: int) -> None:
    """Damage a log and hold what is read of it against the other parsers and the whole log."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.evtx"
        before = Counter(ids(whole))
        content = damaged(whole, seed)
        found = read(path, content)
        wheel = wheel_ids(path)
        theirs = {*wheel, *libevtx_ids(path)}
    counts = found.report.records
    ours = Counter(found.events["record_id"].tolist())
    assert counts.found == counts.decoded + counts.recovered + counts.skipped
    assert len(found.events) == counts.decoded + counts.recovered
    assert theirs & set(before) <= set(ours)
    assert len(found.events) >= len(wheel)
    # An id may be what was damaged: then there is a record less with one id, one more with another.
    lost, new = before - ours, ours - before
    if found.report.complete and not looks_unused(whole, content):
        assert lost.total() <= new.total()
    assert new.total() <= lost.total() or any(" again" in p for p in found.report.problems)


def looks_unused(whole: bytes, content: bytes) -> bool:
    """Tell whether all of the last chunk became zeros in a log that says it was copied in use.

    What its header says of the number of chunks may be old: where it does not count that one, they
    look like room set aside.
    """
    last = max(at for at in range(index.HEADER, len(whole), index.CHUNK) if any(whole[at : at + 8]))
    dirty = any(flags & 1 for flags in content[120:121])
    counts = int.from_bytes(content[42:44], "little") > (last - index.HEADER) // index.CHUNK
    return dirty and not counts and not any(content[last : last + index.CHUNK])


@pytest.mark.parametrize("kind", MADE)
@settings(max_examples=EXAMPLES, deadline=None)
@given(seed=SEEDS)
@example(seed=18302)  # the type of a value became that of nothing
@example(seed=58565162)  # a repeated chunk whose record numbers are damaged
@example(seed=76589)  # and one whose first record is damaged, too
@example(seed=73731)  # the length of a name in a template is damaged
@example(seed=16777215)  # the type of an EventID is damaged, and with it what its bytes mean
@example(seed=740608351)  # it has become bytes
def test_made_logs(kind: str, seed: int) -> None:
    """A log of our encoder's."""
    compare(MADE[kind], seed)


@pytest.mark.parametrize("path", LOGS, ids=lambda path: path.name)
@settings(max_examples=max(5, EXAMPLES // 10), deadline=None)
@given(seed=SEEDS)
@example(seed=77171)  # in system.evtx, the size of a number became 0
@example(seed=3544495893)  # and its last chunk zeros
@example(seed=3364779257)  # in Application_no_crc32.evtx, the same, and the mark of use was set
def test_real_logs(path: Path, seed: int) -> None:
    """A log of a real machine."""
    compare(path.read_bytes(), seed)
