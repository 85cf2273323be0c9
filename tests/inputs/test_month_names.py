"""The names of months: the file says what the Unicode consortium has."""

from __future__ import annotations

from tools.month_names import FILE, written

from certtrail.inputs.date_words import month_in


def test_the_file_is_as_the_tool_writes_it() -> None:
    """`python -m tools.month_names` changes nothing."""
    assert FILE.read_text("utf-8") == written()


def test_months_in_texts() -> None:
    """Whole and short, in several languages, and as Windows shortens them."""
    for text, month in (("1. März 2026", 3), ("3 janv. 2026", 1), ("5 мая 2026", 5), ("Okt", 10)):
        found = month_in(text)
        assert found is not None
        assert found[0] == month
