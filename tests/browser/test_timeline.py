"""The timeline in a browser: drawn as the diagnosis says; by mouse, by keyboard, and as a list."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.instants import at
from tests.reports import examples
from tests.stories.sampled import SAMPLES, diagnosed

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from certtrail.model.server_timeline import Timeline
    from tests.browser.conftest import Open

pytestmark = pytest.mark.browser


def _marks(timeline: Timeline) -> int:
    ends = sum(bool(lane.ends) for lane in timeline.lanes)
    return ends + sum(len(lane.stretches) for lane in timeline.lanes) + len(timeline.marks)


def _place(mark: Locator) -> float:
    return float(mark.get_attribute("data-x") or 0)


@pytest.mark.parametrize("sample", SAMPLES)
def test_it_is_drawn_as_the_saved_diagnosis_says(open_report: Open, sample: str) -> None:
    """A mark for each stretch, end, act, restart and gap, all of them in the list as well."""
    diagnosis = diagnosed(sample)
    page = open_report(diagnosis)
    drawings = page.locator(".lanes")
    assert drawings.count() == len(diagnosis.timelines)
    for timeline, drawing in zip(diagnosis.timelines, drawings.all(), strict=True):
        assert drawing.locator("svg .bar").count() == _marks(timeline)
        listed = drawing.locator(".same").text_content() or ""
        for lane in timeline.lanes:
            assert all(stretch.what in listed for stretch in lane.stretches)
        assert all(mark.what in listed for mark in timeline.marks)


def test_marks_stand_in_the_order_of_time(open_report: Open) -> None:
    """What was later stands further right, and the end of the logs behind all that was logged."""
    page = open_report(diagnosed("classic-loss"))
    (timeline,) = diagnosed("classic-loss").timelines
    acts = page.locator("svg .sign.action").all()
    places = [_place(mark) for mark in acts]
    assert places == sorted(places)
    assert len(places) == sum(mark.kind == "action" for mark in timeline.marks)
    now = float(page.locator("svg .now").get_attribute("x1") or 0)
    assert all(place <= now for place in places)


def test_arrow_keys_go_from_mark_to_mark(open_report: Open) -> None:
    """In the order of time, each told below the drawing; Home and End, too."""
    page = open_report(examples.whole())
    box, detail = page.locator(".lanes .scroll").first, page.locator(".detail").first
    box.focus()
    told = []
    for _ in range(_marks(examples.whole().timelines[0])):
        box.page.keyboard.press("ArrowRight")
        told.append(detail.inner_text())
    assert len(set(told)) == len(told)
    page.keyboard.press("Home")
    assert detail.inner_text() == told[0]
    page.keyboard.press("End")
    assert detail.inner_text() == told[-1]
    page.keyboard.press("ArrowLeft")
    assert detail.inner_text() == told[-2]


def _width(page: Page) -> float:
    return float(page.locator(".lanes svg").first.get_attribute("width") or 0)


def test_sizes_by_button_by_key_and_by_wheel(open_report: Open) -> None:
    """Larger, smaller and whole; the same by keys, and by the wheel with Ctrl."""
    page = open_report(examples.whole(), width=390)
    start = _width(page)
    page.get_by_role("button", name="Larger").first.click()
    assert _width(page) > start
    page.get_by_role("button", name="Smaller").first.click()
    assert _width(page) == pytest.approx(start, rel=0.01)
    page.locator(".lanes .scroll").first.focus()
    page.keyboard.press("+")
    assert _width(page) > start
    page.keyboard.press("-")
    page.keyboard.press("0")
    whole = _width(page)
    assert whole <= 390
    page.locator(".lanes .scroll").first.hover()
    page.keyboard.down("Control")
    page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    page.wait_for_timeout(200)
    assert _width(page) > whole


def test_it_is_moved_by_dragging(open_report: Open) -> None:
    """The last days are shown first; dragging to the right shows what was before."""
    page = open_report(examples.whole(), width=390)
    box = page.locator(".lanes .scroll").first
    before = box.evaluate("(box) => box.scrollLeft")
    assert before > 0
    box.scroll_into_view_if_needed()
    place = box.bounding_box()
    assert place is not None
    page.mouse.move(place["x"] + 100, place["y"] + 60)
    page.mouse.down()
    page.mouse.move(place["x"] + 220, place["y"] + 60)
    page.mouse.up()
    assert box.evaluate("(box) => box.scrollLeft") < before


def test_a_mark_is_told_on_hover(open_report: Open) -> None:
    """What the pointer is over is said below, with what stands in the same place."""
    page = open_report(diagnosed("classic-loss"))
    page.locator("svg .sign.action").last.hover()
    told = page.locator(".detail").first.inner_text()
    assert told.count("removed") == page.locator("svg .sign.action").count()


def test_the_instant_that_is_judged_by_is_drawn(open_report: Open) -> None:
    """With --at there are two lines: where the logs end, and where the report stands."""
    (timeline,) = examples.whole().timelines
    judged = replace(timeline, now=at("2026-04-01T00:00:00Z"))
    page = open_report(replace(examples.whole(), timelines=(judged,)))
    lines = page.locator("svg .now")
    assert lines.count() == 2
    assert page.get_by_text("judged", exact=True).count() == 1
