"""Surges: what is ordinary on a server, and what is far more than that."""

from __future__ import annotations

import pytest

from certtrail.facts.lives import Life
from certtrail.facts.restarting import amid, of_last_series, series_of_restarts
from certtrail.facts.surges import peak, surge

HOUR, DAY = 3600, 86_400


def spread(a_day: int, first: int, last: int) -> list[int]:
    """Give so many instants on each day from the first to the one before the last."""
    step = DAY // a_day
    return [day * DAY + 60 + step * number for day in range(first, last) for number in range(a_day)]


def test_far_more_than_before() -> None:
    """Once a day, then thirty a day: since the first of the thirty."""
    found = surge(spread(1, 0, 9) + spread(30, 9, 12), [(0, 12 * DAY)], 12 * DAY)
    assert found == {"rose": 9 * DAY + 60, "ordinary": 10, "daily": 30}


@pytest.mark.parametrize(
    ("times", "days"),
    [
        (spread(200, 0, 12), 12),
        (spread(10, 0, 9) + spread(60, 9, 12), 12),
        (spread(1, 0, 9) + spread(15, 9, 12), 12),
        (spread(500, 11, 12), 12),
        (spread(30, 2, 4), 4),
        ([], 12),
    ],
    ids=["always", "six times", "few", "one day", "a short log", "none"],
)
def test_no_surge(times: list[int], days: int) -> None:
    """What always came, what a scanner of one day did, and what nobody can compare."""
    assert surge(times, [(0, days * DAY)], days * DAY)["rose"] is None


def test_it_has_to_go_on() -> None:
    """Three days of many in the middle are over."""
    times = spread(1, 0, 5) + spread(40, 5, 8) + spread(1, 8, 20)
    assert surge(times, [(0, 20 * DAY)], 20 * DAY)["rose"] is None


def test_a_hole_in_the_log_is_no_quiet_time() -> None:
    """Thirty a day before and after a hole of ten days: as it always was."""
    times = spread(30, 0, 5) + spread(30, 15, 20)
    assert surge(times, [(0, 5 * DAY), (15 * DAY, 20 * DAY)], 20 * DAY)["rose"] is None


def test_the_most_of_any_day() -> None:
    """A day is any 24 hours, and its end is not in it."""
    assert peak([]) == 0
    assert peak([0, DAY - 1, DAY, DAY + 1]) == 3
    assert peak([*spread(5, 0, 3), *spread(40, 3, 4), *spread(2, 4, 8)]) == 40


def life(*starts: int) -> Life:
    """Make a life with these starts."""
    return Life(((0, 40 * DAY),), starts, DAY, regular=True, stopped_since=None)


def test_a_series_of_restarts() -> None:
    """Three starts within hours, of one process or several; two, or three days, are none."""
    assert series_of_restarts([life(DAY, DAY + HOUR, DAY + 3 * HOUR)]) == (
        (DAY - HOUR, DAY + 4 * HOUR),
    )
    assert series_of_restarts([life(DAY, DAY + 2 * HOUR), life(DAY + HOUR)]) != ()
    assert series_of_restarts([life(DAY, DAY + HOUR)]) == ()
    assert series_of_restarts([life(DAY, 2 * DAY, 3 * DAY)]) == ()
    assert series_of_restarts([]) == ()


def test_services_of_one_start_are_one() -> None:
    """A start of Windows starts three services within minutes."""
    assert series_of_restarts([life(DAY), life(DAY + 60), life(DAY + 120)]) == ()


def test_amid() -> None:
    """All of it has to lie in one series or another."""
    series = ((10, 20), (40, 50))
    assert amid([10, 20, 45], series)
    assert not amid([10, 30], series)
    assert not amid([5], series)


def test_what_lies_in_the_last_series() -> None:
    """An evening of months before is left out; a whole one stays."""
    series = ((10, 20), (40, 50))
    assert list(of_last_series([12, 20, 40, 45], series)) == [40, 45]
    assert list(of_last_series([12, 20], series)) == [12, 20]
