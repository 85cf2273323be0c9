"""The page of many servers: what is folded is made when it is opened, and all of it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.test_report import CONTRASTS, OVERFLOW
from tests.reports.fleets import name, struck

if TYPE_CHECKING:
    from tests.browser.conftest import Open

pytestmark = pytest.mark.browser
ELEMENTS = "document.getElementsByTagName('*').length"
PRINTED = "window.dispatchEvent(new Event('beforeprint'))"
COMMAND = "Get-ExchangeCertificate -Server EX01 | Format-List Thumbprint,Services,NotAfter"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_overview_fits_and_is_readable(
    open_report: Open, complaints: list[str], width: int, scheme: str
) -> None:
    """As every other part."""
    page = open_report(struck(120, 40), width=width, scheme=scheme)
    assert page.get_by_role("heading", name="To look at first").is_visible()
    assert page.evaluate(OVERFLOW) == 0
    assert page.evaluate(CONTRASTS) == []
    assert complaints == []


def test_a_page_of_a_thousand_has_few_elements(open_report: Open) -> None:
    """Each server adds its lines, not its tables."""
    small = open_report(struck(120, 100)).evaluate(ELEMENTS)
    large = open_report(struck(1000, 900)).evaluate(ELEMENTS)
    assert (large - small) / 800 < 25


def test_a_link_opens_what_it_leads_to(open_report: Open, complaints: list[str]) -> None:
    """Also what was only a text before."""
    page = open_report(struck(120, 40))
    page.evaluate("location.hash = '#finding-35'")
    part = page.locator("#finding-35")
    part.get_by_text(COMMAND).wait_for()
    assert part.get_by_role("button", name="Copy").first.is_visible()
    assert complaints == []


def test_a_folded_part_opens_by_a_click(open_report: Open) -> None:
    """With its servers in it."""
    page = open_report(struck(120, 40))
    card = page.locator(".cards").get_by_role("heading", name=name(110))
    assert card.count() == 0
    page.get_by_text("90 more servers", exact=True).click()
    card.wait_for(state="visible", timeout=5000)  # the page draws it after the click
    assert card.count() == 1


def test_paper_has_all(open_report: Open) -> None:
    """Nothing can be opened there."""
    page = open_report(struck(120, 40))
    assert page.locator("noscript").count()
    page.evaluate(PRINTED)
    assert page.locator("noscript").count() == 0
    assert page.locator("#finding-40").get_by_text(COMMAND).first.is_visible()


def test_without_a_script_all_is_there(open_report: Open) -> None:
    """And what is folded opens."""
    page = open_report(struck(120, 40), script=False)
    page.locator("#finding-40 > summary").click()
    # Playwright looks for no text in a noscript.
    page.locator("#finding-40 ol.steps > li").first.wait_for()
