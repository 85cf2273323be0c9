from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

import pytest

from certtrail.text.display import visible
from tests.reports import examples, extremes

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Open

pytestmark = pytest.mark.browser

# The contrast of every text against the nearest background behind it, by WCAG 2.
CONTRASTS = """() => {
  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (rgb) => {
    const [r, g, b] = rgb.slice(0, 3).map((v) => {
      v /= 255;
      return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (node) => {
    for (; node; node = node.parentElement) {
      const rgb = parse(getComputedStyle(node).backgroundColor);
      if (rgb.length < 4 || rgb[3] > 0) { return rgb; }
    }
    return [255, 255, 255];
  };
  const low = [];
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!own || !node.checkVisibility()) { continue; }
    const a = light(parse(getComputedStyle(node).color)), b = light(behind(node));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) { low.push(node.className + " " + ratio.toFixed(2)); }
  }
  return low;
}"""
OPEN_ALL = "document.querySelectorAll('details').forEach((part) => { part.open = true; })"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 768, 390, 320])
def test_it_loads_quietly_and_fits(
    open_report: Open, complaints: list[str], width: int, scheme: str
) -> None:
    """No console line, no request, no sideways scrolling, and every text is readable."""
    page = open_report(examples.whole(), width=width, scheme=scheme)
    assert page.evaluate(OVERFLOW) == 0
    page.evaluate(OPEN_ALL)
    assert page.evaluate(OVERFLOW) == 0
    assert page.evaluate(CONTRASTS) == []
    assert complaints == []


@pytest.mark.parametrize("script", [True, False])
def test_every_finding_is_seen(open_report: Open, script: bool) -> None:
    """With JavaScript and without it, each title is on the page without a click."""
    page = open_report(examples.whole(), script=script)
    for finding in examples.whole().findings:
        assert page.get_by_text(finding.title, exact=True).first.is_visible()


def test_without_javascript_all_is_reachable_and_nothing_is_dead(open_report: Open) -> None:
    """Details open by themselves; buttons that could not work are not shown."""
    page = open_report(examples.whole(), script=False)
    assert page.get_by_role("button", name="Copy").count() == 0
    row = page.get_by_role("cell", name="88164")
    assert not row.first.is_visible()
    page.get_by_text(re.compile("^Evidence: 3 lines")).first.click()
    assert row.first.is_visible()


def test_the_copy_button_copies_the_whole_command(open_report: Open) -> None:
    """What lands in the clipboard is the command, and the reader is told."""
    page = open_report(examples.whole())
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    command = f"Enable-ExchangeCertificate -Thumbprint {examples.RENEWED} -Services SMTP"
    block = page.locator(".block", has_text=command).first
    block.get_by_role("button").click()
    page.get_by_role("status").filter(has_text="Copied").wait_for(state="attached")
    assert page.evaluate("navigator.clipboard.readText()") == command


def test_the_copy_button_works_where_the_clipboard_is_refused(open_report: Open) -> None:
    """A page mailed around may have no clipboard API: selecting and copying takes its place."""
    page = open_report(examples.whole())
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.get_by_role("button", name="Copy the reply").click()
    page.get_by_role("status").filter(has_text="Copied").wait_for(state="attached")


def test_the_keyboard_reaches_details_and_copies(open_report: Open) -> None:
    """Tab leads first to the skip link; Enter opens what is folded."""
    page = open_report(examples.whole())
    page.keyboard.press("Tab")
    assert _focused(page) == "Skip to the diagnosis"
    folded = page.locator("details.below")
    assert folded.count() == 4  # what a finding explains, certificates, picks, and a renewal
    for one in folded.all():
        before = one.get_attribute("open")
        one.locator("summary").first.focus()
        page.keyboard.press("Enter")
        assert one.get_attribute("open") != before


def _focused(page: Page) -> object:
    return page.evaluate("document.activeElement.textContent")


def test_screen_readers_find_headings_landmarks_and_tables(open_report: Open) -> None:
    """Headings go down one level at a time; tables keep their roles on a phone too."""
    page = open_report(examples.whole(), width=390)
    page.evaluate(OPEN_ALL)
    levels = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4,h5')].map((h) => +h.tagName[1])"
    )
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert page.get_by_role("main").count() == 1
    assert page.get_by_role("navigation", name="Sections").count() == 1
    assert page.get_by_role("table").count() >= 3
    assert page.get_by_role("cell", name="88164").first.is_visible()


@pytest.mark.parametrize("text", [*extremes.HOSTILE, "W" * 3000])
def test_hostile_strings_stay_text(open_report: Open, complaints: list[str], text: str) -> None:
    """No script runs, nothing is fetched, nothing breaks the page's width; the text is shown."""
    page = open_report(extremes.hostile(text), width=390)
    page.evaluate(OPEN_ALL)
    assert complaints == []
    assert page.evaluate(OVERFLOW) == 0
    shown = page.evaluate("document.body.textContent")
    assert visible(text) in shown


def test_it_prints_whole(open_report: Open) -> None:
    """On paper all that is folded is open, also without JavaScript, and buttons are gone."""
    for script in (True, False):
        page = open_report(examples.whole(), script=script)
        assert page.pdf(format="A4").startswith(b"%PDF")
        page.emulate_media(media="print")
        assert not page.get_by_role("button", name="Copy").first.is_visible()
        height = page.locator(".below .steps").first.bounding_box()
        assert height is not None
        assert height["height"] > 0


def test_a_link_to_something_folded_opens_it(open_report: Open) -> None:
    """A colleague who gets the address of an explained finding sees it open."""
    page = open_report(examples.whole())
    page.evaluate("location.hash = '#finding-1-1'")
    page.wait_for_selector("#finding-1-1[open]")


def test_a_fleet_opens(open_report: Open, complaints: list[str]) -> None:
    """Fifty servers with five thousand rows of evidence are all there, without a complaint."""
    page = open_report(extremes.fleet(50, 5000))
    shown = page.evaluate("document.body.textContent")
    assert all(f"EX{number:03}.contoso.example" in shown for number in range(50))
    assert complaints == []
