"""How long a public authority may make a certificate live, which gets shorter year by year."""

from __future__ import annotations

from typing import Final

# From when on a public certificate lives so many days at most (CA/Browser Forum, Baseline
# Requirements and SC-081v3), in seconds since 1970 UTC: 2029-03-15, 2027-03-15, 2026-03-15,
# 2020-09-01, 2018-03-01, 2015-04-01.
_LIMITS: Final = (
    (1_868_227_200, 47),
    (1_805_068_800, 100),
    (1_773_532_800, 200),
    (1_598_918_400, 398),
    (1_519_862_400, 825),
    (1_427_846_400, 1188),
)
SHORTENED: Final = 1_773_532_800
"""When it began to get shorter year by year, in seconds since 1970 UTC."""


def longest_life(begin: int) -> int | None:
    """Give the days that a public certificate lives at most; None for one of before 2015.

    Args:
        begin: when it begins, in seconds since 1970 UTC.

    >>> longest_life(SHORTENED), longest_life(SHORTENED - 1)
    (200, 398)
    """
    return next((days for since, days in _LIMITS if begin >= since), None)
