"""Plots of a case, as altair charts; `chart.save("name.svg")` or `.png` needs no network.

Times are UTC. In a notebook, `alt.renderers.enable("svg")` shows them without the network, too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from certtrail.model.errors import MissingError

try:
    import altair as alt
except ImportError as error:
    raise MissingError("Plotting", "altair", "notebooks") from error

from certtrail.case.plot_parts import (
    NAMES,
    STATES,
    TROUBLE,
    act_ticks,
    finished,
    frame_of,
    lane_name,
    left_out,
    nothing,
    short,
    state_bars,
    state_rows,
    told_at,
    utc,
)
from certtrail.text.display import visible

if TYPE_CHECKING:
    from certtrail.case.live import Case

_CALENDAR: Final = pd.Timedelta(days=10 * 365)


def certificate_timeline(case: Case) -> alt.LayerChart:
    """Draw what each process and certificate went through, with acts and restarts as ticks."""
    title = "Certificates and processes"
    timelines = case.diagnosis.timelines
    bars = [row for timeline in timelines for row in state_rows(timeline, timeline.lanes)]
    if not bars:
        return nothing(title, "The exports show no certificate at work.")
    lanes = list(dict.fromkeys(row["lane"] for row in bars))
    y = alt.Y("lane:N", title=None, sort=lanes, axis=NAMES)
    ends = [
        {
            "lane": lane_name(timeline, lane),
            "ends": lane.ends,
            "from": pd.Timestamp(lane.ends) - pd.Timedelta(hours=lane.error_hours),
            "to": pd.Timestamp(lane.ends) + pd.Timedelta(hours=lane.error_hours),
        }
        for timeline in timelines
        for lane in timeline.lanes
        if lane.ends
    ]
    expiry = alt.Chart(frame_of(ends, "lane", "ends", "from", "to")).encode(y=y)
    states = state_bars(bars, y)
    ticks = act_ticks(timelines, y, lanes, ("action", "restart", "cleared", "clock"))
    return finished(
        [
            states,
            ticks,
            expiry.mark_rule(strokeWidth=3, color="#555").encode(x=utc("from:T"), x2="to:T"),
            expiry.mark_point(
                shape="diamond", filled=True, size=90, color="white", stroke="black", opacity=1
            ).encode(x=utc("ends:T"), tooltip=["lane:N", told_at("ends:T", "expires (UTC)")]),
        ],
        f"{title}; diamonds: expiry{left_out(timelines)}",
        len(lanes),
        apart=True,
    )


def countdown(case: Case) -> alt.LayerChart:
    """Draw the hours left that each event 12017 told, and the expiry that they imply."""
    title = "Hours left as event 12017 tells them; dashed: the expiry that they imply"
    told = case.events(provider="MSExchangeTransport", id=12017)
    rows = []
    for time, server, data in zip(told["time"], told["computer"], told["data"], strict=True):
        values = list(data.values()) if isinstance(data, dict) else list(data or ())
        # A record may hold anything; what is no count of hours is no point of the line.
        if len(values) > 1 and re.fullmatch(r"\s*[0-9]{1,7}\s*", str(values[1])):
            rows.append(
                {
                    "time": time,
                    "server": visible(server),
                    "hours": int(values[1]),
                    "thumbprint": short(str(values[0])),
                }
            )
    if not rows:
        return nothing(title, "The exports hold no event 12017 of MSExchangeTransport.")
    seen = {row["thumbprint"] for row in rows}
    implied = [
        row for row in _expiries(case) if row["known"] == "implied" and row["thumbprint"] in seen
    ]
    colour = alt.Color("thumbprint:N", title="certificate")
    points = (
        alt.Chart(frame_of(rows, "time", "server", "hours", "thumbprint"))
        .mark_point(filled=True, size=25, opacity=0.7)
        .encode(
            x=utc("time:T"),
            y=alt.Y("hours:Q", title="hours left"),
            color=colour,
            shape=alt.Shape("server:N", title="server"),
            tooltip=[told_at("time:T"), "server:N", "hours:Q", "thumbprint:N"],
        )
    )
    expiry = alt.Chart(frame_of(implied, "thumbprint", "ends", "from", "to")).encode(color=colour)
    return finished(
        [
            points,
            expiry.mark_rect(opacity=0.2).encode(x=utc("from:T"), x2="to:T"),
            expiry.mark_rule(strokeDash=[5, 3], strokeWidth=2).encode(
                x=utc("ends:T"), tooltip=["thumbprint:N", told_at("ends:T", "expires (UTC)")]
            ),
        ],
        title,
    )


def cadence(case: Case) -> alt.LayerChart:
    """Draw how many known records of each source and id there are a day, as a heat map."""
    title = "Records of each source on each day"
    events = case.frames()["events"]
    if events.empty:
        return nothing(title, "The exports hold no event that certtrail knows.")
    names = zip(events["computer"], events["provider"], events["event_id"], strict=True)
    days = pd.DataFrame(
        {
            "start": events["time"].dt.floor("D"),
            "what": [
                visible(f"{server}: {provider} {number}") for server, provider, number in names
            ],
        }
    ).dropna()
    counted = days.groupby(["what", "start"], as_index=False).size()
    counted["end"] = counted["start"] + pd.Timedelta(days=1)
    day = alt.Tooltip("start:T", timeUnit="utcyearmonthdate", title="day (UTC)")
    scale = alt.Scale(scheme="teals", type="sqrt")
    heat = (
        alt.Chart(counted)
        .mark_rect()
        .encode(
            x=utc("start:T"),
            x2="end:T",
            y=alt.Y("what:N", title=None, axis=NAMES),
            color=alt.Color("size:Q", title="a day", scale=scale),
            tooltip=["what:N", day, alt.Tooltip("size:Q", title="records")],
        )
    )
    return finished([heat], title, counted["what"].nunique())


def coverage(case: Case) -> alt.LayerChart:
    """Draw for what time of each log the exports would have shown a record."""
    title = "What the logs cover; what is white nobody can tell"
    covered = case.coverage()
    if covered.empty:
        return nothing(title, "The exports hold no event log.")
    names = zip(covered["server"], covered["channel"], strict=True)
    covered = covered.assign(log=[visible(f"{server}: {channel}") for server, channel in names])
    base = alt.Chart(covered).encode(y=alt.Y("log:N", title=None, axis=NAMES))
    height = alt.RelativeBandSize(0.6)
    bars = base.mark_bar(color="#2b6f8a", height=height).encode(
        x=utc("first:T"),
        x2="last:T",
        tooltip=[
            "log:N",
            told_at("first:T", "from (UTC)"),
            told_at("last:T", "to (UTC)"),
            alt.Tooltip("records:Q", title="records of this log"),
        ],
    )
    # A log of one record has no length.
    ticks = base.mark_tick(color="#2b6f8a", thickness=2, height=height).encode(x=utc("first:T"))
    return finished([bars, ticks], title, covered["log"].nunique())


def restarts(case: Case) -> alt.LayerChart:
    """Draw restarts against the episodes in which a process ran on another certificate."""
    title = "Restarts, and the episodes on another certificate than the configured one"
    timelines = case.diagnosis.timelines
    bars = [
        row
        for timeline in timelines
        for row in state_rows(timeline, (lane for lane in timeline.lanes if lane.kind == "process"))
    ]
    if not bars:
        return nothing(title, "The exports show no transport process with its certificate.")
    lanes = list(dict.fromkeys(row["lane"] for row in bars))
    y = alt.Y("lane:N", title=None, sort=lanes, axis=NAMES)
    usual = [state for state in STATES if state not in TROUBLE]
    return finished(
        [state_bars(bars, y, usual), act_ticks(timelines, y, lanes, ("restart",))],
        f"{title}{left_out(timelines)}",
        len(lanes),
        apart=True,
    )


def expiry_calendar(case: Case) -> alt.LayerChart:
    """Draw when the certificates of each server expire, against the end of its logs."""
    title = "When certificates expire; grey: where the server's logs end"
    rows = _expiries(case)
    if not rows:
        return nothing(title, "The exports tell of no certificate when it expires.")
    columns = ("server", "thumbprint", "ends", "from", "to", "known", "roles")
    # One that ends in the year 9999 would press all others into one point.
    limit = min(row["ends"] for row in rows) + _CALENDAR
    later = sum(row["ends"] > limit for row in rows)
    rows = [row for row in rows if row["ends"] <= limit]
    if later:
        title += f" (left out: {later} that end after {limit:%Y-%m-%d})"
    servers = {row["server"] for row in rows}
    ending = [
        {"server": visible(one.server), "end": one.now or one.end}
        for one in case.diagnosis.timelines
        if visible(one.server) in servers
    ]
    y = alt.Y("server:N", title=None, axis=NAMES)
    colours = alt.Scale(domain=["told exactly", "implied"], range=["#0f766e", "#b45309"])
    base = alt.Chart(frame_of(rows, *columns)).encode(
        y=y, color=alt.Color("known:N", title="expiry", scale=colours)
    )
    logs = alt.Chart(frame_of(ending, "server", "end"))
    return finished(
        [
            base.mark_rule(strokeWidth=3).encode(x=utc("from:T", 40), x2="to:T"),
            base.mark_point(filled=True, size=90, opacity=1).encode(
                x=utc("ends:T", 40),
                tooltip=[
                    "server:N",
                    "thumbprint:N",
                    told_at("ends:T", "expires (UTC)"),
                    "known:N",
                    "roles:N",
                ],
            ),
            base.mark_text(dy=-12, fontSize=10).encode(x=utc("ends:T", 40), text="thumbprint:N"),
            logs.mark_tick(color="#555", thickness=2, height=alt.RelativeBandSize(0.9)).encode(
                x=utc("end:T", 40), y=y, tooltip=["server:N", told_at("end:T", "logs end (UTC)")]
            ),
        ],
        title,
        2 * len(servers),
    )


def _expiries(case: Case) -> list[dict[str, Any]]:
    rows = []
    for entry in case.certificates().to_dict("records"):
        exact = not pd.isna(entry["not_after"])
        ends = entry["not_after"] if exact else entry["implied_not_after"]
        if pd.isna(ends):
            continue
        unsure = not exact and not pd.isna(entry["implied_error_hours"])
        error = pd.Timedelta(hours=int(entry["implied_error_hours"]) if unsure else 0)
        rows.append(
            {
                "server": visible(str(entry["server"])),
                "thumbprint": short(str(entry["thumbprint"])),
                "ends": ends,
                "from": ends - error,
                "to": ends + error,
                "known": "told exactly" if exact else "implied",
                "roles": visible(", ".join(entry["roles"] or ())),
            }
        )
    return rows
