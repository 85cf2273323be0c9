"""Timelines tell what the logs tell: states in order, acts, restarts, gaps, and the end to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail import pipeline
from certtrail.model.saved_diagnosis import from_json
from certtrail.reports.drawing import LEFT, RIGHT, draw
from certtrail.reports.saved_json import render
from certtrail.reports.speech import Speech
from certtrail.text.languages import ENGLISH_READER
from tests.instants import at
from tests.stories.exports import Export, thumbprint
from tests.stories.sampled import diagnosed

if TYPE_CHECKING:
    from pathlib import Path


def test_the_classic_loss() -> None:
    """Warned of, expired, ephemeral; the removal and the restarts; where the certificate ends."""
    (told,) = diagnosed("classic-loss").timelines
    process, certificate = told.lanes
    assert (process.kind, process.label) == ("process", "MSExchangeTransport")
    assert [one.state for one in process.stretches] == ["expiring", "expired", "ephemeral"]
    assert all(one.start <= one.end for one in process.stretches)
    assert at("2026-02-16T00:00:00Z") <= (certificate.ends or 0) < at("2026-02-17T00:00:00Z")
    assert [one.state for one in certificate.stretches] == ["valid", "expired"]
    acts = [mark.what for mark in told.marks if mark.kind == "action"]
    assert any("removed" in act and certificate.label in act for act in acts)
    assert sum(mark.kind == "restart" for mark in told.marks) == 2
    assert list(told.marks) == sorted(told.marks, key=lambda mark: mark.time)


def test_each_server_has_its_own() -> None:
    """Two servers with one certificate have a timeline each."""
    told = diagnosed("cloned-servers").timelines
    assert [one.server.partition(".")[0] for one in told] == ["EX11", "EX12"]


def test_nothing_to_draw_where_nothing_is_told() -> None:
    """A healthy server's log says nothing about certificates."""
    assert diagnosed("healthy").timelines == ()


def test_acts_are_marked() -> None:
    """Also where the warnings ended with them."""
    told = diagnosed("renewal-worked").timelines
    assert any(mark.kind == "action" for mark in told[0].marks)


def test_it_is_saved_and_read_back() -> None:
    """The JSON has all of it."""
    diagnosis = diagnosed("edge")
    assert from_json(render(diagnosis, ENGLISH_READER), "x").timelines == diagnosis.timelines


def test_everything_is_inside_the_drawing() -> None:
    """No bar, sign or tick leaves the space for it, and bars keep their order."""
    for sample in ("classic-loss", "edge", "renewal-worked", "restart-pending"):
        for timeline in diagnosed(sample).timelines:
            drawing = draw(timeline, Speech(ENGLISH_READER))
            for row in drawing.rows:
                places = [bar.x for bar in row.bars]
                assert places == sorted(places)
                assert all(bar.x >= LEFT and bar.x + bar.width <= RIGHT + 4 for bar in row.bars)
            assert all(LEFT <= sign.x <= RIGHT for sign in drawing.signs)
            assert 2 <= len(drawing.ticks) <= 10
            assert LEFT < drawing.now <= RIGHT


def test_of_many_restarts_the_last_stay(tmp_path: Path) -> None:
    """A service that starts every hour for weeks; the act amid it stays, too."""
    export = Export()
    for hour in range(0, 480, 2):
        export.restart(hour)
    export.every(8, 1, 480, 12017, thumbprint("x"), "HOURS-900")
    export.cmdlet(3, "Enable-ExchangeCertificate", f'-Thumbprint "{thumbprint("y")}"')
    export.write(tmp_path)
    (told,) = pipeline.diagnose([tmp_path], engine="plain").timelines
    assert len(told.marks) == 150
    assert told.more_marks >= 90
    assert sum(mark.kind == "action" for mark in told.marks) == 1
    restarts = [mark.time for mark in told.marks if mark.kind == "restart"]
    assert restarts[-1] > at("2026-03-21T00:00:00Z")
    assert restarts[0] > at("2026-03-08T00:00:00Z")
