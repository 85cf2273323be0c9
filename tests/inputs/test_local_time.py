"""What texts leave open is settled by what the other files tell; at the ends of time, too."""

from __future__ import annotations

import pytest

from certtrail.inputs.events.local_time import resolve
from certtrail.inputs.opened import Read, Unplaced
from certtrail.model.input_reports import InputReport
from certtrail.model.record import EARLIEST, LATEST, Record
from certtrail.model.records import Records
from certtrail.text.instants import SECOND

NOON = 1_767_614_400 * SECOND


def records(time: int, provider: str, event_id: int, data: list[str]) -> Records:
    """Make one record."""
    row = Record(time, "EX01", "System", provider, event_id, None, None, None, 1, [*data], None)
    return Records.of([row], "x")


def settled(time: int, bias: int) -> int:
    """Give the time of a text's local record beside a log that tells the server's bias."""
    uptime = records(NOON, "EventLog", 6013, ["", "", "", "", "5", "60", f"{bias} Zone"])
    local = records(time, "P", 1, [])
    reads = [
        Read(InputReport("a.evtx", "evtx", ""), records=uptime),
        Read(InputReport("b.csv", "csv", ""), Records.empty(), text=True, local=Unplaced(local)),
    ]
    found = resolve(reads)[1].records
    assert found is not None
    return int(found.time[0])


@pytest.mark.parametrize("bias", [-120, 0, 300])
def test_the_bias_places_local_times(bias: int) -> None:
    """System 6013 says how many minutes to add."""
    assert settled(NOON, bias) == NOON + bias * 60 * SECOND


def test_no_time_wraps_around() -> None:
    """A time at either end of what can be said stays there."""
    assert EARLIEST <= settled(EARLIEST + 5 * SECOND, -120) < EARLIEST + 3600 * SECOND
    assert LATEST - 3600 * SECOND < settled(LATEST - 5 * SECOND, 120) <= LATEST
