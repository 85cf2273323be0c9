"""What differs between servers, as one sees it: the outlier within the first screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail.reports.differences_report import render_differences
from certtrail.reports.format_names import Format
from certtrail.text.languages import ENGLISH_READER
from tests.browser.test_access import _violations
from tests.browser.test_report import CONTRASTS, OPEN_ALL, OVERFLOW
from tests.stories.sampled import diagnosed

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Open

pytestmark = pytest.mark.browser


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Write the page of `certtrail diff`."""
    found = tmp_path / "diff.html"
    found.write_text(render_differences(diagnosed("outlier"), Format.HTML, ENGLISH_READER), "utf-8")
    return found


def opened(browser: Browser, file: Path, width: int, scheme: str) -> Page:
    """Open it in a window of that width."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(file.as_uri())
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 768, 390, 320])
def test_it_fits_and_every_text_is_readable(
    browser: Browser, file: Path, width: int, scheme: str
) -> None:
    """No sideways scrolling, folded or not."""
    page = opened(browser, file, width, scheme)
    assert page.evaluate(OVERFLOW) == 0
    page.evaluate(OPEN_ALL)
    assert page.evaluate(OVERFLOW) == 0
    assert page.evaluate(CONTRASTS) == []
    page.context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_answer_is_on_the_first_screen(browser: Browser, file: Path, width: int) -> None:
    """Who stands apart, that it is broken, and that the others are healthy."""
    page = opened(browser, file, width, "light")
    for text in ("EX03.contoso.com stands apart", "EX03.contoso.com alone", "the other 3: healthy"):
        box = page.get_by_text(text).first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < 900, text
    page.context.close()


def test_what_is_shared_is_folded(browser: Browser, file: Path) -> None:
    """It opens with a click."""
    page = opened(browser, file, 1280, "light")
    shared = page.get_by_text("Receive connector Client Frontend <server>")
    assert not shared.is_visible()
    page.get_by_text("are the same on all of which they are known").click()
    assert shared.is_visible()
    page.context.close()


def test_axe_finds_nothing(browser: Browser, file: Path, open_report: Open) -> None:
    """Neither on the page of its own nor in the report."""
    page = opened(browser, file, 1280, "light")
    page.evaluate(OPEN_ALL)
    assert _violations(page) == []
    page.context.close()
    report = open_report(diagnosed("outlier"))
    report.get_by_role("link", name="What differs").click()
    assert report.locator("#differences").is_visible()
    assert _violations(report) == []
