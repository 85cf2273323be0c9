"""Long evidence comes by the page; on paper and without JavaScript all of it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.reports import extremes

if TYPE_CHECKING:
    from tests.browser.conftest import Open

pytestmark = pytest.mark.browser

ROWS = "document.querySelectorAll('.paged tbody tr:not([hidden])').length"


def test_fifty_rows_at_a_time(open_report: Open) -> None:
    """More by the button, all by the other; then there is nothing left to ask for."""
    page = open_report(extremes.fleet(1, 180))
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    assert page.evaluate(ROWS) == 50
    page.get_by_role("button", name="Show 50 more").click()
    assert page.evaluate(ROWS) == 100
    page.get_by_role("button", name="Show all 80").click()
    assert page.evaluate(ROWS) == 180
    assert page.get_by_role("button", name="Show").count() == 0


def test_without_javascript_all_rows_are_there(open_report: Open) -> None:
    """Nothing is hidden that could not be shown."""
    page = open_report(extremes.fleet(1, 180), script=False)
    assert page.locator(".paged tbody tr").count() == 180
    assert page.locator(".paged tbody tr[hidden]").count() == 0


def test_paper_has_all_rows(open_report: Open) -> None:
    """Printed, the pages of a table are one; afterwards it is as it was."""
    page = open_report(extremes.fleet(1, 180))
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(ROWS) == 180
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(ROWS) == 50


def test_on_paper_no_box_is_smaller_than_what_is_in_it(open_report: Open) -> None:
    """What would be scrolled on a screen would lie over the next part on paper."""
    page = open_report(extremes.fleet(2, 180))
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    spilled = page.evaluate(
        """[...document.querySelectorAll(".scroll")]
        .filter((box) => box.scrollHeight > box.clientHeight + 1)
        .map((box) => box.getAttribute("aria-label"))"""
    )
    assert spilled == []
