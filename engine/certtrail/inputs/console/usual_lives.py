"""Which order of day and month fits how long certificates live: dates in, the orders left out.

A public certificate lives no longer than the CA/Browser Forum allows, and whoever makes one gives
it a round number of days or years. Two readings of its dates are seldom both such a life.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.model.longest_lives import longest_life

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from certtrail.inputs.local_dates import WrittenDate

    Life = tuple[WrittenDate, WrittenDate, bool]

_DAY: Final = 86_400
# Days that are asked for, or allowed; years, with their leap days; and 13 months.
_USUAL: Final = (47, 90, 100, 180, 199, 200, 397, 398, 825)
_YEARS: Final = (1, 2, 3, 4, 5, 10)
_SLACK: Final = 1


def fitting(lives: Iterable[Life], possible: Sequence[str]) -> list[str]:
    """Leave out the orders in which a certificate would live as none does.

    Args:
        lives: of each certificate its begin, its end, and whether a public authority made it.
        possible: orders of day, month and year.

    Returns:
        Some of the possible ones; all where lives do not tell, or contradict each other.
    """
    known = list(lives)
    allowed = [order for order in possible if all(_allowed(life, order) for life in known)]
    if len(allowed) < 2:
        return allowed or list(possible)
    told = [{order for order in allowed if _is_usual(life, order)} for life in known]
    speaking = [usual for usual in told if 0 < len(usual) < len(allowed)]
    agreed = set(allowed).intersection(*speaking)
    return [order for order in allowed if order in agreed] or allowed


def _allowed(life: Life, order: str) -> bool:
    begin, _, public = life
    start, days = begin.instant(order), _days(life, order)
    if not public or start is None or days is None:
        return True
    limit = longest_life(start)
    return limit is None or days <= limit + _SLACK


def _is_usual(life: Life, order: str) -> bool:
    days = _days(life, order)
    if days is None:
        return False
    years = any(0 <= days - 365 * each <= each // 4 + 1 for each in _YEARS)
    return years or any(abs(days - each) <= _SLACK for each in _USUAL)


def _days(life: Life, order: str) -> int | None:
    begin, end = (date.instant(order) for date in life[:2])
    return None if begin is None or end is None else round((end - begin) / _DAY)
