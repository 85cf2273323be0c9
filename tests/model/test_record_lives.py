"""A log that was cleared counts from 1 again: its lives are told apart, no wrong clock is."""

from __future__ import annotations

import numpy as np
import pytest

from certtrail.model.record_lives import lives
from certtrail.text.instants import SECOND
from tests.steps import steps

BEGIN = 1_790_000_000 * SECOND
HOUR = 3600 * SECOND

Run = tuple[int, int, int]
"""The first id, how many records, and the hour of the first."""


def parted(*runs: Run) -> list[tuple[int, int, int]]:
    """Give first id, last id and first hour of each life of runs of records an hour apart."""
    ids = np.concatenate([np.arange(first, first + many) for first, many, _ in runs])
    times = np.concatenate([BEGIN + (at + np.arange(many)) * HOUR for _, many, at in runs])
    order = np.argsort(ids, kind="stable")
    found = lives(ids[order].astype(np.uint64), times[order].astype(np.int64))
    assert sum(len(each) for each, _ in found) == len(ids)
    return [(int(each[0]), int(each[-1]), int((at.min() - BEGIN) // HOUR)) for each, at in found]


@pytest.mark.parametrize("first", [1, 700, 700_000])
def test_a_log_that_was_cleared(first: int) -> None:
    """Whether the ids of its two lives lie apart, meet or are the same."""
    assert parted((first, 400, 0), (1, 900, 400)) == [
        (first, first + 399, 0),
        (1, 900, 400),
    ]


def test_a_log_that_was_cleared_twice() -> None:
    """Three lives, two of which have ids of their own."""
    assert parted((50_000, 300, 0), (1, 500, 300), (1, 200, 800)) == [
        (50_000, 50_299, 0),
        (1, 500, 300),
        (1, 200, 800),
    ]


@pytest.mark.parametrize(
    "runs",
    [
        [(1, 900, 0)],
        # The clock was a month ahead, and then it was right.
        [(1, 300, 720), (301, 300, 300)],
        [(1, 300, 0), (301, 5, 9000), (306, 300, 305)],
        [(1, 300, 0), (301, 5, -9000), (306, 300, 305)],
        # A piece is lost where the clock was set.
        [(4001, 300, 720), (4400, 300, 400)],
        # The same records, twice.
        [(1, 300, 0), (1, 300, 0)],
    ],
)
def test_one_life(runs: list[Run]) -> None:
    """However a clock was wrong, ids go on where they were; records that are there twice, too."""
    assert len(parted(*runs)) == 1


def test_records_without_ids() -> None:
    """Of these there are many with the id 0."""
    ids, times = np.zeros(50, np.uint64), BEGIN + np.arange(50, dtype=np.int64) * HOUR
    assert len(lives(ids, times)) == 1


def test_time_for_hostile_ids() -> None:
    """However often an id comes, records are not looked at each beside all others."""

    def spent(count: int) -> int:
        ids = np.sort(np.random.default_rng(3).integers(1, 50, count)).astype(np.uint64)
        times = np.random.default_rng(4).integers(0, count, count) * HOUR
        return steps(lambda: lives(ids, times))

    assert spent(40_000) < 3_000_000
