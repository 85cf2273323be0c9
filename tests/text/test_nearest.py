"""What a word that nobody knows was meant to be."""

from __future__ import annotations

import pytest

from certtrail.text.nearest import meant, nearest
from certtrail.text.zones import zone


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("Europe/Berln", "Europe/Berlin"),
        ("europe/berlin ", "Europe/Berlin"),
        ("Berlin", "Europe/Berlin"),
        ("Berln", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("US/New_York", "America/New_York"),
        ("shanghai", "Asia/Shanghai"),
        ("Europe/Munchen/Berlin", "Europe/Berlin"),
    ],
)
def test_the_zone_that_was_meant(name: str, near: str) -> None:
    """By its whole name, or by its city, whatever the case."""
    with pytest.raises(ValueError, match=f"did you mean {near}\\?"):
        zone(name)


@pytest.mark.parametrize("name", ["", "Mars/Qqqqqq", "../../etc/passwd", "\0", "x" * 100_000])
def test_nothing_is_made_up(name: str) -> None:
    """What is like no zone is told what one looks like, at once."""
    with pytest.raises(ValueError, match="expected a name such as Europe/Berlin"):
        zone(name)


def test_the_nearest_is_given_as_it_is_known() -> None:
    """Cases do not count, and the spelling is that of the known word."""
    assert nearest("DIAGNOS", ["Diagnose"]) == "Diagnose"
    assert meant("qqq", ["Diagnose"], "see the list.") == "see the list."
