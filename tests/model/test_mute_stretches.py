"""Days in which nothing at all was written into a log that is written into all day."""

from __future__ import annotations

import numpy as np
import pytest

from certtrail.model.mute_stretches import long_pauses, mute
from certtrail.text.instants import SECOND

HOUR = 3600 * SECOND
BEGIN = 20_000 * 24 * HOUR
HOURLY = list(range(100))
LATER = [hour + 900 for hour in HOURLY]


def found(
    hours: list[int], ids: list[int] | None = None, channel: str = "Application"
) -> list[tuple[int, int]]:
    """Give the mute stretches of records at these hours, as hours."""
    times = np.array([BEGIN + hour * HOUR for hour in hours], np.int64)
    numbers = np.array(ids or range(1, len(hours) + 1), np.uint64)
    gaps = mute(long_pauses(numbers, times), channel, len(hours), int(times[-1] - times[0]))
    return [((one.after_time - BEGIN) // HOUR, (one.before_time - BEGIN) // HOUR) for one in gaps]


def test_a_machine_that_was_set_back() -> None:
    """Hourly records, weeks of nothing, and on; no id is missing."""
    assert found([*HOURLY, *LATER]) == [(99, 900)]


@pytest.mark.parametrize("channel", ["MSExchange Management", "Security"])
def test_other_logs_can_rest(channel: str) -> None:
    """Nobody need run a cmdlet for weeks."""
    assert found([*HOURLY, *LATER], channel=channel) == []


def test_a_weekend_is_none() -> None:
    """Less than three days are no hole."""
    assert found([*HOURLY, *(hour + 165 for hour in HOURLY)]) == []


def test_a_log_that_rests_often() -> None:
    """What is usual there is no hole, and a log too short does not show what is usual."""
    assert found([hour * 80 for hour in range(150)]) == []
    assert found([*range(20), *(hour + 900 for hour in range(20))]) == []


def test_missing_ids_are_another_matter() -> None:
    """There records are missing, and are told as such."""
    assert found([*HOURLY, *LATER], [*range(1, 101), *range(500, 600)]) == []


def test_without_ids() -> None:
    """Of a text that has none all are 0."""
    assert found([*HOURLY, *LATER], [0] * 200) == [(99, 900)]
