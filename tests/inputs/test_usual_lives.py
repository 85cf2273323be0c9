"""Day and month told apart by how long certificates live."""

from __future__ import annotations

import pytest

from certtrail.inputs.console.usual_lives import fitting
from certtrail.inputs.local_dates import WrittenDate

BOTH = ["dmy", "mdy"]


def life(begin: str, end: str, *, public: bool = False) -> tuple[WrittenDate, WrittenDate, bool]:
    """Make a life of two dates as a console prints them."""
    dates = [WrittenDate.read(f"{each} 2:01:45 AM") for each in (begin, end)]
    assert dates[0] is not None
    assert dates[1] is not None
    return dates[0], dates[1], public


@pytest.mark.parametrize(
    ("lives", "orders"),
    [
        # 90 days, or 295.
        ([life("11/10/2026", "2/8/2027")], ["mdy"]),
        ([life("10/11/2026", "8/2/2027")], ["dmy"]),
        # Neither is usual; one is longer than a public authority may make it.
        ([life("5/4/2026", "9/7/2026", public=True)], ["dmy", "mdy"]),
        ([life("1/12/2026", "6/2/2027", public=True)], ["dmy"]),
        ([life("1/12/2026", "6/2/2027")], ["dmy", "mdy"]),
        # Five years in either order.
        ([life("10/3/2025", "10/3/2030")], ["dmy", "mdy"]),
        # What is usual in two orders says nothing; another one of the list does.
        ([life("10/3/2025", "10/3/2030"), life("11/10/2026", "2/8/2027")], ["mdy"]),
        # Two that contradict each other.
        ([life("11/10/2026", "2/8/2027"), life("10/11/2026", "8/2/2027")], ["dmy", "mdy"]),
        ([], ["dmy", "mdy"]),
    ],
)
def test_orders(lives: list[tuple[WrittenDate, WrittenDate, bool]], orders: list[str]) -> None:
    """Only an order in which one would live as none does is left out."""
    assert fitting(lives, BOTH) == orders
