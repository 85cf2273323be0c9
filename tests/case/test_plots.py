"""Plots of a case: drawn without a network, in UTC, and of what the case holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import certtrail
from certtrail.case import plots
from tests.stories.sampled import FOLDER, SAMPLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import altair as alt

PLOTS: tuple[Callable[[certtrail.Case], alt.LayerChart], ...] = (
    plots.certificate_timeline,
    plots.countdown,
    plots.cadence,
    plots.coverage,
    plots.restarts,
    plots.expiry_calendar,
)


def rows(chart: alt.LayerChart) -> Iterator[dict[str, Any]]:
    """Give the rows of all data in a chart."""
    for data in chart.to_dict()["datasets"].values():
        yield from data


def scales(part: object) -> Iterator[dict[str, Any]]:
    """Give every scale of a specification."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name == "scale" and isinstance(value, dict):
                yield value
            yield from scales(value)
    elif isinstance(part, list):
        for value in part:
            yield from scales(value)


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_plot_of_every_sample_can_be_written(sample: str, tmp_path: Path) -> None:
    """As SVG and PNG, without a network; what has nothing to draw says why."""
    case = certtrail.open(FOLDER / sample, engine="plain")
    for plot in PLOTS:
        chart = plot(case)
        drawn = tmp_path / f"{plot.__name__}.svg"
        chart.save(drawn)
        assert "<path" in drawn.read_text("utf-8") or "<text" in drawn.read_text("utf-8")
        chart.save(tmp_path / f"{plot.__name__}.png")
        assert (tmp_path / f"{plot.__name__}.png").read_bytes().startswith(b"\x89PNG")
        assert list(rows(chart))
        times = [scale for scale in scales(chart.to_dict()) if scale.get("type") == "time"]
        assert not times, "the browser's own zone would shift it"


def test_the_plots_show_what_the_case_holds() -> None:
    """Counted by hand from the frames."""
    case = certtrail.open(FOLDER / "classic-loss")
    events = case.frames()["events"]
    told = case.events(provider="MSExchangeTransport", id=12017)
    left = [row["hours"] for row in rows(plots.countdown(case)) if "hours" in row]
    assert left == [int(data[1]) for data in told["data"]]
    assert sum(row["size"] for row in rows(plots.cadence(case))) == len(events)
    logs = {row["log"] for row in rows(plots.coverage(case))}
    assert len(logs) == len(set(case.coverage()["channel"]))
    (server,) = case.diagnosis.timelines
    restarts = [row for row in rows(plots.restarts(case)) if row.get("kind") == "restart"]
    assert len(restarts) == len([mark for mark in server.marks if mark.kind == "restart"]) > 0
    states = [row["state"] for row in rows(plots.certificate_timeline(case)) if "state" in row]
    assert len(states) == sum(len(lane.stretches) for lane in server.lanes)
    (expiry,) = [row for row in rows(plots.expiry_calendar(case)) if "known" in row]
    assert (expiry["known"], expiry["ends"][:16]) == ("implied", "2026-02-16T18:04")


def test_a_server_is_drawn_its_own_restarts_only() -> None:
    """A tick on another server's lane would accuse that one."""
    case = certtrail.open(FOLDER / "edge")
    lanes = {row["lane"] for row in rows(plots.restarts(case)) if "kind" in row}
    assert lanes
    assert all(lane.startswith("EDGE01") for lane in lanes)


def test_a_saved_case_is_drawn_the_same(tmp_path: Path) -> None:
    """No plot needs the logs."""
    case = certtrail.open(FOLDER / "classic-loss")
    again = certtrail.load(case.save(tmp_path / "case"))
    for plot in PLOTS:
        assert plot(again).to_dict() == plot(case).to_dict()


def test_a_legend_stands_once(tmp_path: Path) -> None:
    """Layers that tell the same by their colours share it."""
    drawn = tmp_path / "calendar.svg"
    plots.expiry_calendar(certtrail.open(FOLDER / "classic-loss")).save(drawn)
    assert drawn.read_text("utf-8").count(">told exactly<") == 1
    plots.certificate_timeline(certtrail.open(FOLDER / "classic-loss")).save(drawn)
    text = drawn.read_text("utf-8")
    assert (text.count(">expiring<"), text.count(">restart<")) == (1, 1)


def test_one_without_an_end_does_not_hide_the_others(tmp_path: Path) -> None:
    """What ends in the year 9999 is left out of the calendar, and the title says so."""
    ends = {"A" * 40: "12/31/2026", "B" * 40: "12/31/9999"}
    (tmp_path / "pasted.txt").write_text(
        "[PS] C:\\>Get-ExchangeCertificate -Server EX01 | Format-List\n\n"
        + "".join(
            f"Issuer : CN=x\nNotAfter : {end} 11:59:59 PM\nNotBefore : 7/31/2024 12:00:00 AM\n"
            f"Services : SMTP\nSubject : CN=x\nThumbprint : {thumbprint}\n\n"
            for thumbprint, end in ends.items()
        )
    )
    case = certtrail.open(tmp_path)
    assert case.certificates()["not_after"].notna().all()
    chart = plots.expiry_calendar(case)
    (drawn,) = [row for row in rows(chart) if "known" in row]
    assert drawn["thumbprint"] == "AAAAAAAA..."
    assert "left out: 1 that end after 2036-" in chart.to_dict()["title"]


def test_empty_axes_are_not_shown() -> None:
    """They look like a fault, or like good news."""
    case = certtrail.open(FOLDER / "healthy")
    (said,) = rows(plots.countdown(case))
    assert said == {"text": "The exports hold no event 12017 of MSExchangeTransport."}
