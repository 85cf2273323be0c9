"""What the plots are made of: axes, bars of states, ticks of acts, and the word for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

import altair as alt
import pandas as pd

from certtrail.text.display import visible
from certtrail.text.instants import iso

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from certtrail.model.server_timeline import Lane, Timeline

    Rows = list[dict[str, Any]]

# Told apart by lightness as well as by hue.
STATES: Final[Mapping[str, str]] = {
    "valid": "#4c9f8b",
    "expiring": "#e0a526",
    "expired": "#c2412d",
    "substitute": "#7b6bb5",
    "ephemeral": "#7f1d1d",
    "missing": "#222222",
}
MARKS: Final[Mapping[str, str]] = {
    "action": "#000000",
    "restart": "#1d4ed8",
    "cleared": "#c026d3",
    "clock": "#0e7490",
}
TROUBLE: Final = ("substitute", "ephemeral", "missing")
NAMES: Final = alt.Axis(labelLimit=420)
_INSTANTS: Final = ("time", "start", "end", "ends", "from", "to")
_WIDTH: Final = 720
# An SVG is shown in the reader's own font, which may be wider than the one that was measured.
_PADDING: Final = {"left": 70, "top": 5, "right": 30, "bottom": 5}
_LONG: Final = 30  # characters of a label


def utc(field: str, padding: int = 0) -> alt.X:
    """Make a time axis in UTC, for the browser's own zone would shift every record.

    Args:
        field: of the frame, as altair names it.
        padding: pixels that are left free on both sides.
    """
    axis = alt.Axis(format="%Y-%m-%d", labelOverlap=True, tickCount=8)
    return alt.X(field, title="UTC", scale=alt.Scale(type="utc", padding=padding), axis=axis)


def told_at(field: str, title: str = "time (UTC)") -> alt.Tooltip:
    """Make a tooltip's line with an instant in UTC."""
    return alt.Tooltip(field, timeUnit="utcyearmonthdatehoursminutes", title=title)


def frame_of(rows: Rows, *columns: str) -> pd.DataFrame:
    """Make a frame with these columns, also of no rows; instants become UTC times."""
    made = pd.DataFrame(rows, columns=list(columns))
    for name in _INSTANTS:
        if name in made.columns:
            made[name] = pd.to_datetime(made[name], utc=True)
    return made


def short(label: str) -> str:
    """Shorten a thumbprint to the eight characters that one reads out."""
    shown = visible(label)
    return shown if len(shown) <= _LONG else f"{shown[:8]}..."


def lane_name(timeline: Timeline, lane: Lane) -> str:
    """Name a lane so that those of other servers differ."""
    return f"{visible(timeline.server)}: {short(lane.label)}"


def left_out(timelines: Iterable[Timeline]) -> str:
    """Tell, for a title, what was too much for the timelines to keep; empty for nothing."""
    lanes = marks = 0
    for timeline in timelines:
        lanes += timeline.more_lanes
        marks += timeline.more_marks
    return f" (left out: {lanes} lanes, {marks} marks)" if lanes or marks else ""


def state_rows(timeline: Timeline, lanes: Iterable[Lane]) -> Rows:
    """Make a row for each stretch of these lanes."""
    return [
        {
            "lane": lane_name(timeline, lane),
            "start": iso(stretch.start),
            "end": iso(stretch.end),
            "state": stretch.state,
            "what": visible(stretch.what),
        }
        for lane in lanes
        for stretch in lane.stretches
    ]


def state_bars(rows: Rows, y: alt.Y, pale: Iterable[str] = ()) -> alt.Chart:
    """Draw stretches; those of the pale states step back."""
    scale = alt.Scale(domain=list(STATES), range=list(STATES.values()))
    chart: alt.Chart = (
        alt.Chart(frame_of(rows, "lane", "start", "end", "state", "what"))
        .mark_bar(height=alt.RelativeBandSize(0.6))
        .encode(
            x=utc("start:T"),
            x2="end:T",
            y=y,
            color=alt.Color("state:N", scale=scale, title="state"),
            opacity=alt.condition(
                alt.FieldOneOfPredicate("state", list(pale)), alt.value(0.35), alt.value(1)
            ),
            tooltip=["what:N", told_at("start:T", "from (UTC)"), told_at("end:T", "to (UTC)")],
        )
    )
    return chart


def act_ticks(
    timelines: Iterable[Timeline], y: alt.Y, lanes: Iterable[str], kinds: tuple[str, ...]
) -> alt.Chart:
    """Draw what happened on a server across its own lanes, and on no other server's."""
    drawn = set(lanes)
    rows = [
        {
            "time": iso(mark.time),
            "kind": mark.kind,
            "lane": name,
            "what": visible(mark.what),
        }
        for timeline in timelines
        for name in dict.fromkeys(lane_name(timeline, lane) for lane in timeline.lanes)
        if name in drawn
        for mark in timeline.marks
        if mark.kind in kinds
    ]
    scale = alt.Scale(domain=list(kinds), range=[MARKS[kind] for kind in kinds])
    chart: alt.Chart = (
        alt.Chart(frame_of(rows, "time", "kind", "lane", "what"))
        .mark_tick(thickness=2.5, height=alt.RelativeBandSize(1))
        .encode(
            x=utc("time:T"),
            y=y,
            color=alt.Color("kind:N", title="tick", scale=scale),
            tooltip=["lane:N", "what:N", told_at("time:T")],
        )
    )
    return chart


def finished(
    layers: list[alt.Chart], title: str, rows: int = 0, *, apart: bool = False
) -> alt.LayerChart:
    """Lay charts over each other.

    Args:
        layers: from the lowest up.
        title: says what marks mean that have no legend.
        rows: how many names are on the y axis; 0 for numbers.
        apart: colours tell something else in each layer, so each has a legend of its own.
    """
    height = max(60, 26 * rows) if rows else 260
    chart = alt.LayerChart(
        layer=list(layers), title=title, width=_WIDTH, height=height, padding=_PADDING
    )
    return cast("alt.LayerChart", chart.resolve_scale(color="independent" if apart else "shared"))


def nothing(title: str, why: str) -> alt.LayerChart:
    """Say that there is nothing to draw: empty axes look like a fault, or like good news."""
    text = alt.Chart(pd.DataFrame({"text": [why]})).mark_text(fontSize=13, color="#555")
    return finished([text.encode(text="text:N")], title, 1)
