from __future__ import annotations

import base64
import hashlib
import re
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from certtrail.reports.html import render
from certtrail.text.display import visible
from certtrail.text.languages import ENGLISH_READER, Reader
from tests.reports import examples, extremes


def _page(text: str) -> html.HtmlElement:
    return html.document_fromstring(text.encode())


def _sha(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_the_policy_allows_our_style_and_script_and_nothing_else() -> None:
    """The hashes in the policy are those of what stands in the page."""
    text = render(examples.whole(), ENGLISH_READER)
    policy = _page(text).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    (style,) = re.findall("<style>(.*?)</style>", text, re.DOTALL)
    (script,) = re.findall("<script>(.*?)</script>", text, re.DOTALL)
    assert policy == (
        f"default-src 'none'; style-src '{_sha(style)}'; script-src '{_sha(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def test_the_page_refers_to_nothing_outside_but_by_https_links() -> None:
    """No source, no style sheet, no inline style or handler; links send no referrer."""
    page = _page(render(examples.whole(), ENGLISH_READER))
    assert not page.xpath("//@src | //@style | //link | //iframe | //img | //form | //object")
    assert not [name for node in page.iter("*") for name in node.attrib if name.startswith("on")]
    for link in page.xpath("//a[not(starts-with(@href, '#'))]"):
        assert link.get("href").startswith("https://")
        assert link.get("rel") == "noreferrer noopener"


def test_every_id_is_once_and_every_inner_link_lands() -> None:
    """Anchors are ours, never a value's."""
    page = _page(render(examples.whole(), ENGLISH_READER))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.xpath("//a/@href") if link.startswith("#")} <= set(ids)


def _skeleton(page: html.HtmlElement) -> list[str]:
    return [node.tag for node in page.iter("*") if node.tag not in {"span", "code", "button"}]


@pytest.mark.parametrize("text", [*extremes.HOSTILE, "x" * 5000])
def test_hostile_text_makes_no_elements(text: str) -> None:
    """The page of a hostile diagnosis has the elements of a harmless one, and shows the text."""
    hostile = _page(render(extremes.hostile(text), ENGLISH_READER))
    assert _skeleton(hostile) == _skeleton(
        _page(render(extremes.hostile("plain text"), ENGLISH_READER))
    )
    assert visible(text) in hostile.text_content()
    assert len(hostile.xpath("//script")) == 1


@given(st.text())
def test_no_text_makes_elements(text: str) -> None:
    """Whatever stands in a log, the page keeps its elements and hides no character."""
    shown = render(extremes.hostile(text), ENGLISH_READER)
    assert _page(shown).xpath("count(//script)") == 1
    assert visible(shown.replace("\n", " ")) == shown.replace("\n", " ")


def test_a_reference_is_a_link_only_in_the_form_of_a_rules() -> None:
    """Words and an address in angle brackets; with anything odd in it, it stays text."""
    page = _page(render(examples.whole(), ENGLISH_READER))
    link, *_ = page.xpath("//a[starts-with(@href, 'https:')]")
    assert link.get("href") == "https://technet.microsoft.com/en-us/library/ff980980(v=exchg.141)"
    assert link.text == "Learn, certificate procedures"
    assert link.tail == " (technet.microsoft.com)"


@pytest.mark.parametrize(
    "text",
    [
        *("javascript:alert(1)", "http://a.example", "https://u@a.example", "//a.example"),
        *("https://a.example", "x <javascript:alert(1)>", "x <http://a.example>"),
        *("x <https://u@a.example/>", "x <https://a.example/\u202e>", "x <https://a.example> y"),
        *("<b> <https://a.example>", "x <https://a.example/'onclick='>", "x <https://a>"),
    ],
)
def test_no_other_text_is_a_link(text: str) -> None:
    """Neither as a reference nor anywhere else in a report."""
    links = "//a[not(starts-with(@href, '#'))]/@href"
    page = _page(render(extremes.hostile(text), ENGLISH_READER))
    # The page of a shipped rule has those of its sources.
    assert page.xpath(links.replace("//a", "//a[not(ancestor::details[@class='card'])]")) == []
    assert page.xpath(links) == _page(render(extremes.hostile("x"), ENGLISH_READER)).xpath(links)


def test_times_are_in_the_zone_asked_for() -> None:
    """The zone is named, and evidence shows it to the second."""
    text = render(examples.whole(), Reader(zone=ZoneInfo("Asia/Shanghai")))
    assert "Times are in Asia/Shanghai" in text
    assert "2026-02-15 07:10:04 UTC+08:00" in text


def test_findings_are_nested_under_what_explains_them() -> None:
    """The explained finding is inside its cause; the others stand alone."""
    page = _page(render(examples.whole(), ENGLISH_READER))
    assert len(page.xpath("//article")) == 3
    (below,) = page.xpath("//article[1]//details[contains(@class, 'below')]/summary/strong/text()")
    assert below.startswith("The transport service still runs")


def test_the_usual_report_is_small_and_empty_ones_render() -> None:
    """A usual case stays far below a megabyte; nothing to say is said."""
    assert len(render(examples.whole(), ENGLISH_READER)) < 100_000
    assert "Nothing found in what could be judged." in render(examples.healthy(), ENGLISH_READER)
    assert "No Exchange server was recognised" in render(examples.empty(), ENGLISH_READER)
