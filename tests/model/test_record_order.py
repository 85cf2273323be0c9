"""Times in the order of record ids: what is astray is found, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrail.model.record import EARLIEST, LATEST
from certtrail.model.record_order import settled
from certtrail.model.record_spans import SpanCollector
from certtrail.text.instants import SECOND
from tests.steps import steps

if TYPE_CHECKING:
    from numpy.typing import NDArray

BEGIN = 1_767_571_200 * SECOND
HOUR, DAY = 3600 * SECOND, 86_400 * SECOND


def regular(count: int = 300) -> NDArray[np.int64]:
    """Make times an hour apart."""
    return BEGIN + np.arange(count, dtype=np.int64) * HOUR


@given(
    st.integers(0, 299),
    st.integers(1, 12),
    st.sampled_from([EARLIEST, LATEST, BEGIN - 25 * 365 * DAY, BEGIN + 11 * 365 * DAY]),
)
def test_a_clock_that_was_wrong(at: int, length: int, wrong: int) -> None:
    """Wherever it was wrong, and for however few records: these, and only these, are astray."""
    times = regular()
    end = min(at + length, 300)
    times[at:end] = wrong
    found, astray = settled(times)
    assert [tuple(each) for each in astray] == [(at, end)]
    right = np.delete(np.arange(300), np.arange(at, end))
    assert (found[right] == regular()[right]).all()
    neighbour = regular()[at - 1] if at else regular()[end]
    assert set(found[at:end].tolist()) == {int(neighbour)}


@given(st.integers(20, 280), st.integers(2, 9), st.sampled_from([-40, -3, 2, 30]))
def test_a_clock_that_was_days_off(at: int, length: int, days: int) -> None:
    """Also where the wrong times are among those of other records."""
    times = regular()
    times[at : at + length] += days * DAY
    found, astray = settled(times)
    assert found.min() >= BEGIN
    assert found.max() <= regular()[-1]
    assert [tuple(each) for each in astray] == [(at, at + length)]


@pytest.mark.parametrize("back", [1, 59 * 60])
def test_small_corrections_put_nothing_astray(back: int) -> None:
    """A clock set right by less than an hour is daily life."""
    times = regular() + 0
    times[100:] -= back * SECOND
    assert settled(times)[1] == []


def test_a_machine_that_was_off() -> None:
    """Two parts of a log that lie months apart are both the log."""
    times = regular()
    times[150:] += 300 * DAY
    found, astray = settled(times)
    assert astray == []
    assert (found == times).all()


def test_a_log_in_which_next_to_nothing_is_written() -> None:
    """Five records in as many years are all there is."""
    times = BEGIN + np.arange(5, dtype=np.int64) * 365 * DAY
    assert settled(times)[1] == []


@pytest.mark.parametrize(("days", "astray"), [(10, 0), (1, 1)])
def test_few_records_of_years_before(days: int, astray: int) -> None:
    """Ten days of warnings, five years before the rest, are no clock that was wrong for a day."""
    times = regular()
    times[:11] = BEGIN - 2000 * DAY + np.arange(11) * (days * DAY // 10)
    assert len(settled(times)[1]) == astray


def test_time_for_hostile_times() -> None:
    """However many breaks there are, each is not looked at beside all others."""

    def spent(count: int) -> int:
        times = regular(count)
        np.random.default_rng(1).shuffle(times)
        times[::3] = LATEST
        return steps(lambda: settled(times))

    for count in (2000, 100_000, 400_000):
        assert spent(count) < 300_000


def test_spans_are_those_of_the_bulk() -> None:
    """Neither ends nor gaps of a span are stretched, and activity does not reach beyond."""
    coverage = SpanCollector()
    times = regular()
    ids = np.arange(1, 301, dtype=np.uint64)
    ids[200:] += 50
    times[100], times[201] = LATEST, EARLIEST
    members: dict[str, slice | NDArray[np.int64]] = {
        "MSExchangeTransport": slice(None),
        "ESENT": np.arange(3, 9),
    }
    coverage.add(("EX01", "Application"), members, ids, times)
    (span,) = coverage.spans()
    assert (span.first // SECOND, span.last // SECOND) == (
        BEGIN // SECOND,
        int(regular()[-1]) // SECOND,
    )
    assert [(each.first_id, each.last_id) for each in span.astray] == [(101, 101), (252, 252)]
    assert [(gap.after_id, gap.before_id) for gap in span.gaps] == [(200, 251)]
    assert [(each.first, each.last) for each in span.activity] == [(span.first, span.last)]
    assert span.breaks == 1
    assert not span.chosen
    assert len(coverage.jumps) == 2


def test_activity_has_a_day_of_silence_between_its_stretches() -> None:
    """Whatever the order in which records are counted; other programs' activity is not told."""
    coverage = SpanCollector()
    times = regular(200)
    times[100:] += 3 * DAY
    ids = np.arange(1, 201, dtype=np.uint64)
    order = np.random.default_rng(5).permutation(200)
    members: dict[str, slice | NDArray[np.int64]] = {
        "MSExchangeTransport": slice(None),
        "ESENT": np.arange(0),
    }
    coverage.add(("EX01", "Application"), members, ids[order], times[order])
    (span,) = coverage.spans()
    told = [(each.provider, each.first, each.last) for each in span.activity]
    ends = times[[0, 99, 100, 199]].tolist()
    assert told == [("MSExchangeTransport", *ends[:2]), ("MSExchangeTransport", *ends[2:])]


@pytest.mark.parametrize("keep", [2, 3, 10])
def test_a_filtered_log_is_known_by_its_ids(keep: int) -> None:
    """Ids that are missing all over say that records were chosen; a lost piece does not."""
    ids = np.arange(1, 601, dtype=np.uint64)
    chosen = np.random.default_rng(keep).integers(0, keep, 600) == 0
    lost = np.ones(600, bool)
    lost[100:300] = lost[400:420] = False
    for kept, expected in ((chosen, True), (lost, False)):
        coverage = SpanCollector()
        members = {"ESENT": slice(None), "VSS": slice(2)}
        coverage.add(("EX01", "Application"), members, ids[kept], regular(600)[kept])
        assert [span.chosen for span in coverage.spans()] == [expected]


@pytest.mark.parametrize("days", [40, 6 * 365])
@pytest.mark.parametrize("after", [1, 5])
def test_a_clock_ahead_that_was_put_back(days: int, after: int) -> None:
    """What goes on from before is right, however few records were written since."""
    before, ahead = 26, 41
    times = regular(before + ahead + after)
    times[before : before + ahead] = times[before] + np.arange(ahead) * (5 * 60 * SECOND)
    times[before + ahead :] -= (ahead - 5) * HOUR
    expected = times[before - 1]
    times[before : before + ahead] += days * DAY
    found, astray = settled(times)
    assert [tuple(each) for each in astray] == [(before, before + ahead)]
    assert set(found[before : before + ahead].tolist()) == {int(expected)}


def test_a_clock_that_fell_back_for_good_in_a_log_with_a_pause() -> None:
    """A machine was off for weeks; later its clock falls, to where the room is not for it."""
    times = regular(120)
    times[20:100] += 60 * DAY
    times[100:] = times[19] + np.arange(1, 21) * 60 * SECOND
    astray = settled(times)[1]
    assert [tuple(each) for each in astray] == [(100, 120)]
