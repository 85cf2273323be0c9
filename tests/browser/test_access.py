"""The report for everyone: axe-core finds nothing in any width, theme, language or sample."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from certtrail.diagnosis.comparison import compare
from certtrail.reports.comparison_texts import render
from certtrail.reports.format_names import Format
from certtrail.text.languages import ENGLISH_READER
from tests.reports import examples, extremes
from tests.stories.sampled import SAMPLES, diagnosed

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Open

pytestmark = pytest.mark.browser

OPEN_ALL = "document.querySelectorAll('details').forEach((part) => { part.open = true; })"


def _violations(page: Page) -> list[str]:
    page.evaluate(OPEN_ALL)
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(open_report: Open, width: int, scheme: str) -> None:
    """In a report that has everything."""
    assert _violations(open_report(examples.whole(), width=width, scheme=scheme)) == []


@pytest.mark.parametrize("sample", SAMPLES)
def test_axe_finds_nothing_in_the_samples(open_report: Open, sample: str) -> None:
    """Nor in any sample's."""
    assert _violations(open_report(diagnosed(sample))) == []


def test_axe_finds_nothing_in_chinese(open_report: Open) -> None:
    """Nor in another language."""
    assert _violations(open_report(diagnosed("classic-loss"), lang="zh")) == []


def test_axe_finds_nothing_in_long_tables(open_report: Open) -> None:
    """Nor where evidence comes by the page, and many servers are folded."""
    assert _violations(open_report(extremes.fleet(6, 600))) == []


def test_axe_finds_nothing_in_a_comparison(browser: Browser, tmp_path: Path) -> None:
    """Nor in the proof of a fix."""
    before, after = diagnosed("classic-loss"), replace(diagnosed("renewal-worked"))
    file = tmp_path / "proof.html"
    file.write_text(render(compare(before, after), Format.HTML, ENGLISH_READER), encoding="utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    assert _violations(page) == []
    page.close()
