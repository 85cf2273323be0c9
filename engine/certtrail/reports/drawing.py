"""Timelines to what the report's SVG is drawn from: lanes, bars, marks and an axis, in pixels."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from certtrail.reports.speech import Speech, within
from certtrail.text import instants
from certtrail.text.languages import DAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.model.server_timeline import Lane, Mark, Timeline

WIDTH: Final = 980
LEFT: Final = 200
RIGHT: Final = WIDTH - 16
TOP: Final = 44
LANE: Final = 30
BAR: Final = 16
_LEAST: Final = 4  # what is short must still be seen
_AHEAD: Final = timedelta(days=120)
_TICKS: Final = 7
_DAY: Final = 86_400
_MOST_DOUBT: Final = 1000  # hours
_LONGEST: Final = 28  # characters of a label
_STEPS: Final = (1, 2, 7, 14, 30, 61, 91, 182, 365, 730, 1826)


@dataclass(frozen=True, slots=True)
class Bar:
    """One stretch: where it is, its class, what it says."""

    x: float
    width: float
    state: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One lane; `ends` is where the certificate expires, and `error` half the width of doubt."""

    y: float
    label: str
    full: str
    bars: tuple[Bar, ...]
    ends: float | None
    error: float
    text: str


@dataclass(frozen=True, slots=True)
class Sign:
    """One mark; with a width it is a gap."""

    x: float
    width: float
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A timeline, ready to be written as SVG."""

    timeline: Timeline
    height: float
    ended: float
    rows: tuple[Row, ...]
    signs: tuple[Sign, ...]
    ticks: tuple[tuple[float, str], ...]
    now: float

    @property
    def shown(self) -> frozenset[str]:
        """The states and kinds of marks that are drawn."""
        states = {bar.state for row in self.rows for bar in row.bars}
        return frozenset(states | {sign.kind for sign in self.signs})


def draw(timeline: Timeline, speech: Speech) -> Drawing:
    """Lay a timeline out."""
    speech = speech.clock(unplaced=timeline.unplaced)
    start, now = _seconds(timeline.start), _seconds(_now(timeline))
    far = now + int(_AHEAD.total_seconds())
    # What expires long after the logs end would press everything else together.
    latest = max([now, _seconds(timeline.end), *(min(end, far) for end in _latest_ends(timeline))])
    scale = _Scale(start, max(latest, start + 3600))
    rows = tuple(_row(number, lane, scale, speech) for number, lane in enumerate(timeline.lanes))
    return Drawing(
        timeline,
        TOP + LANE * max(1, len(rows)) + 34,
        scale(_seconds(timeline.end)),
        rows,
        # Acts are drawn over the restarts that they often come with.
        tuple(
            _sign(mark, scale, speech)
            for mark in sorted(timeline.marks, key=lambda mark: mark.kind != "restart")
        ),
        tuple(_ticks(scale, speech)),
        scale(now),
    )


def _latest_ends(timeline: Timeline) -> Iterator[int]:
    for lane in timeline.lanes:
        if lane.ends is not None:
            yield _seconds(lane.ends) + min(lane.error_hours, _MOST_DOUBT) * 3600


def _now(timeline: Timeline) -> int:
    """Give the instant that is judged by."""
    return timeline.end if timeline.now is None else timeline.now


class _Scale:
    """Places instants; what lies outside is put at the edge."""

    def __init__(self, start: int, end: int) -> None:
        self.start, self.end = start, end

    def __call__(self, instant: int) -> float:
        share = (min(max(instant, self.start), self.end) - self.start) / (self.end - self.start)
        return round(LEFT + share * (RIGHT - LEFT), 1)


def _row(number: int, lane: Lane, scale: _Scale, speech: Speech) -> Row:
    bars = []
    for one in lane.stretches:
        first, last = scale(_seconds(one.start)), scale(_seconds(one.end))
        said = speech.say(
            "{period}: {what}", period=speech.period(one.start, one.end), what=one.what
        )
        bars.append(Bar(first, max(last - first, _LEAST), one.state, said))
    ends = None if lane.ends is None else scale(_seconds(lane.ends))
    text = ""
    error = 0.0
    if lane.ends is not None and ends is not None:
        hours = min(lane.error_hours, _MOST_DOUBT)
        text = speech.say("expires {when}", when=within(speech.moment(lane.ends), hours, speech))
        error = round(scale(_seconds(lane.ends) + hours * 3600) - ends, 1)
    return Row(
        TOP + LANE * number, _short(lane, speech), lane.label, tuple(bars), ends, error, text
    )


def _short(lane: Lane, speech: Speech) -> str:
    """Cut a label to what fits beside the lane."""
    if lane.kind == "certificate":
        return speech.say("{thumbprint}… expires", thumbprint=lane.label[:8])
    return lane.label if len(lane.label) <= _LONGEST else f"{lane.label[: _LONGEST - 1]}…"


def _sign(mark: Mark, scale: _Scale, speech: Speech) -> Sign:
    x = scale(_seconds(mark.time))
    if mark.until is not None:
        period = speech.period(mark.time, mark.until)
        said = speech.say("{period}: {what}", period=period, what=mark.what)
        return Sign(x, max(scale(_seconds(mark.until)) - x, _LEAST), mark.kind, said)
    said = speech.say("{period}: {what}", period=speech.moment(mark.time), what=mark.what)
    return Sign(x, 0, mark.kind, said)


def _ticks(scale: _Scale, speech: Speech) -> Iterator[tuple[float, str]]:
    """Name days at even steps, counted from midnight in the report's zone."""
    days = (scale.end - scale.start) / _DAY
    step = next((each for each in _STEPS if days / each <= _TICKS), int(days / _TICKS) + 1)
    # A saved diagnosis may name any instant; where the calendar ends, there are no more ticks.
    with suppress(OverflowError, ValueError, OSError):
        yield from _days(scale, speech, step)


def _days(scale: _Scale, speech: Speech, step: int) -> Iterator[tuple[float, str]]:
    day = datetime.fromtimestamp(scale.start, UTC).astimezone(
        UTC if speech.in_no_zone else speech.reader.zone
    )
    day = day.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    while (instant := int(day.timestamp())) <= scale.end:
        if scale(instant) < RIGHT - 30:
            yield scale(instant), speech.reader.language.date(day, DAY)
        day += timedelta(days=step)


def _seconds(instant: int) -> int:
    return instant // instants.SECOND
