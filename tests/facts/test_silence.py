"""Silence: what counts as time in which a record was due, and how long it has to be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrail.facts.silence import Silence, Watched
from certtrail.facts.spans_of_time import CoveredTime, common, is_weekend, union, weekends, without

MONDAY = 1_767_571_200  # 2026-01-05 00:00 UTC
HOUR, DAY = 3600, 86_400


def silence(times: list[float], *watched: tuple[float, float], bias: int = 0) -> Silence:
    """Measure; times and stretches are in days after a Monday's midnight."""
    intervals = [(MONDAY + round(start * DAY), MONDAY + round(end * DAY)) for start, end in watched]
    end = intervals[-1][1] if intervals else MONDAY
    return Watched(intervals, end, bias).silence([MONDAY + round(time * DAY) for time in times])


def every(step: float, until: float, since: float = 0.0) -> list[float]:
    """Give times that far apart."""
    return [since + step * number for number in range(int((until - since) / step) + 1)]


@pytest.mark.parametrize(
    ("days", "stopped", "gone"),
    [(0.1, False, False), (0.4, True, False), (2.9, True, False), (3.1, True, True)],
)
def test_what_was_logged_every_hour(days: float, stopped: bool, gone: bool) -> None:
    """Hours are enough beside an act; by itself it takes three days."""
    found = silence(every(1 / 24, 8), (0, 8 + days))
    assert (found.stopped, found.gone) == (stopped, gone)


def test_a_weekend_is_none_for_what_never_came_at_weekends() -> None:
    """Hourly from Monday to Friday evening: on Monday morning nothing was due yet."""
    week = [day + hour / 24 for day in range(5) for hour in range(8, 18)]
    assert not silence(week, (0, 7.3)).stopped
    assert not silence(week, (0, 9)).gone
    assert silence(week, (0, 11)).gone


def test_a_weekend_counts_for_what_comes_at_weekends() -> None:
    """A server of the Internet knows no weekend."""
    assert silence(every(1 / 24, 11), (0, 14.1)).gone


def test_the_weekend_is_that_of_the_server() -> None:
    """Friday evening at the server is Saturday in UTC."""
    evenings = [day + 26 / 24 for day in range(5)]
    assert not silence(evenings, (0, 7.5), bias=8 * HOUR).gone
    assert is_weekend(MONDAY + 5 * DAY + HOUR, 0)
    assert not is_weekend(MONDAY + 5 * DAY + HOUR, 8 * HOUR)


def test_a_partner_that_mails_on_mondays() -> None:
    """Three Mondays: neither six days nor a missed Monday are an end."""
    mondays = [
        week * 7 + 9.5 / 24 + minute / 1440 for week in range(3) for minute in range(0, 30, 3)
    ]
    assert not silence(mondays, (0, 20.9)).stopped
    assert not silence(mondays, (0, 23)).gone
    assert silence(mondays, (0, 40)).gone


def test_what_was_seen_on_one_day_has_to_pass_that_day_of_the_week() -> None:
    """One morning's burst may come each week."""
    burst = [2 + minute / 1440 for minute in range(60)]
    assert not silence(burst, (0, 9)).gone
    assert silence(burst, (0, 11)).gone


def test_one_record_alone() -> None:
    """Its pause is not known: two days beside an act, a week and a day without one."""
    assert not silence([1], (0, 2.9)).stopped
    assert silence([1], (0, 3.1)).stopped
    assert not silence([1], (0, 8)).gone
    assert silence([1], (0, 10)).gone


def test_pauses_are_those_of_watched_time() -> None:
    """A hole between two records is no pause; one in the silence does not count."""
    times = [*every(1 / 24, 2), *every(1 / 24, 22, since=20)]
    holed = silence(times, (0, 2), (20, 25.5))
    assert holed.gone
    assert not silence(times, (0, 25.5)).stopped
    assert not silence(every(1 / 24, 9), (0, 9), (30, 30.2)).stopped


def test_nothing_watched_proves_nothing() -> None:
    """Neither without any stretch, nor with one that ends at the last record."""
    assert not silence(every(1 / 24, 9), (0, 9)).stopped
    found = silence([1, 2])
    assert (found.stopped, found.gone) == (False, False)


STRETCHES = st.lists(
    st.tuples(st.integers(0, 3000), st.integers(1, 400)).map(lambda each: (each[0], sum(each))),
    max_size=8,
)


@given(STRETCHES, STRETCHES)
def test_intervals_are_as_sets_of_hours(
    one: list[tuple[int, int]], other: list[tuple[int, int]]
) -> None:
    """Union, cut and common time, held against sets."""

    def hours(intervals: list[tuple[int, int]]) -> set[int]:
        return {hour for start, end in intervals for hour in range(start, end)}

    a, b = union(one), union(other)
    assert hours(a) == hours(one)
    assert hours(without(one, other)) == hours(one) - hours(other)
    assert hours(common(a, b)) == hours(one) & hours(other)


@given(STRETCHES.filter(bool), st.integers(0, 3400))
def test_the_clock_goes_and_comes_back(intervals: list[tuple[int, int]], at: int) -> None:
    """What it shows is the covered time before; the instant that shows so much is found again."""
    merged = union(intervals)
    clock = CoveredTime.over(merged)
    before = sum(max(min(end, at) - start, 0) for start, end in merged)
    assert clock.at(at) == before
    found = clock.reaches(before)
    assert found is not None
    assert clock.at(found) == before
    total = sum(end - start for start, end in merged)
    assert clock.reaches(total + 1) is None
    latest = clock.latest_start_of(total - before)
    assert latest is not None
    assert clock.at(latest) == before


@given(st.integers(-10_000, 10_000), st.integers(0, 5000), st.integers(-840, 840))
def test_weekends(first: int, hours: int, bias: int) -> None:
    """An hour is in one of the weekends exactly when it is of a Saturday or Sunday."""
    start = MONDAY + first * HOUR
    end = start + hours * HOUR
    found = weekends(start, end, bias * 60)
    for instant in range(start, end + 1, 7 * HOUR):
        inside = any(begin <= instant < until for begin, until in found)
        assert inside == is_weekend(instant, bias * 60)


@given(
    st.lists(st.integers(0, 20 * 24), min_size=1, max_size=60).map(sorted),
    st.integers(0, 40 * 24),
    st.integers(0, 10 * 24),
)
def test_more_silence_never_says_less(times: list[int], quiet: int, more: int) -> None:
    """What is stopped or gone stays so when the log goes on in silence; gone is stopped, too."""
    days = [time / 24 for time in times]
    found = silence(days, (0, days[-1] + quiet / 24))
    later = silence(days, (0, days[-1] + (quiet + more) / 24))
    assert later.stopped >= found.stopped
    assert later.gone >= found.gone
    assert found.stopped or not found.gone
    assert found.live_until >= found.last
