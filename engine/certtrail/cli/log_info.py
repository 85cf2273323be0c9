"""What was learned of each log in, a description of it out, as text or JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from certtrail.text.display import counted
from certtrail.text.instants import SECOND, iso, short, span
from certtrail.text.outgoing import Json, ScreenText

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.evtx.reader import LogReading
    from certtrail.model.input_reports import ChannelSpan, InputReport
    from certtrail.model.record_spans import ClockJump

    Log = tuple[InputReport, LogReading]

_SHOWN: Final = 5
_PROBLEMS: Final = 10


def as_json(logs: Sequence[Log]) -> Json:
    """Describe logs as a JSON list, times in ISO 8601 UTC."""
    return Json([_plain(report, reading) for report, reading in logs])


def _plain(report: InputReport, reading: LogReading) -> dict[str, Any]:
    found, header = reading.found, reading.header
    records = report.records
    return {
        "file": report.name,
        "records": {
            "found": records.found,
            "decoded": records.decoded,
            "recovered": records.recovered,
            "skipped": records.skipped,
        },
        "channels": [_channel(each, found.coverage.jumps) for each in report.spans],
        "chunks": len(found.chunks),
        "header": header
        and {"chunks": header.chunks, "dirty": header.dirty, "intact": header.intact},
        "checksums": {"absent": reading.found.unchecked, "wrong": found.altered},
        "headers_of_records": {
            "compared": found.survey.compared,
            "other_id": found.survey.other_id,
            "other_time": found.survey.other_time,
            "no_time": found.survey.no_time,
        },
        "complete": report.complete,
        "problems": list(report.problems),
        "notes": list(report.notes),
    }


def _channel(each: ChannelSpan, jumps: Sequence[ClockJump]) -> dict[str, Any]:
    return {
        "computer": each.computer,
        "channel": each.channel,
        "records": each.records,
        "first": iso(each.first),
        "last": iso(each.last),
        "first_id": each.first_id,
        "last_id": each.last_id,
        "gaps": [
            {
                "after_id": gap.after_id,
                "before_id": gap.before_id,
                "after_time": iso(gap.after_time),
                "before_time": iso(gap.before_time),
            }
            for gap in each.gaps
        ],
        "clock_jumps": [
            {"record_id": jump.record_id, "before": iso(jump.before), "after": iso(jump.after)}
            for jump in _of(each, jumps)
        ],
        "providers": dict(_ranked(each)),
    }


def _of(each: ChannelSpan, jumps: Sequence[ClockJump]) -> list[ClockJump]:
    return [jump for jump in jumps if jump[:2] == (each.computer, each.channel)]


def _ranked(each: ChannelSpan) -> list[tuple[str, int]]:
    return sorted(each.providers.items(), key=lambda item: (-item[1], item[0]))


def as_text(logs: Sequence[Log]) -> ScreenText:
    """Describe logs for reading, one paragraph a log."""
    return ScreenText(line for number, log in enumerate(logs) for line in _apart(number, log))


def _apart(number: int, log: Log) -> Iterator[str]:
    yield from [""] * bool(number)
    yield from _lines(*log)


def _lines(report: InputReport, reading: LogReading) -> Iterator[str]:
    records = report.records
    yield report.name
    losses = [
        f"{count} {how}"
        for count, how in ((records.recovered, "recovered"), (records.skipped, "not readable"))
        if count
    ]
    yield f"  records    {', '.join([str(records.found), *losses])}"
    for each in report.spans:
        yield from _channel_lines(each, _of(each, reading.found.coverage.jumps))
    yield f"  file       {_state(reading)}"
    yield f"  checksums  {_checksums(reading)}"
    yield f"  headers    {_headers(reading)}"
    for note in report.notes:
        yield f"  note       {note}"
    for problem in report.problems[:_PROBLEMS]:
        yield f"  problem    {problem}"
    if len(report.problems) > _PROBLEMS:
        rest = counted(len(report.problems) - _PROBLEMS, "more line")
        yield f"             {rest}: --format json has them"


def _channel_lines(each: ChannelSpan, jumps: Sequence[ClockJump]) -> Iterator[str]:
    first, last = each.first, each.last
    yield f"  channel    {each.channel} of {each.computer}"
    length = span((last - first) / SECOND)
    period = f"{short(first)} to {short(last)} ({length})"
    yield f"             {counted(each.records, 'record')}, {period}"
    yield f"             ids {each.first_id} to {each.last_id}, {_gaps(each)}"
    for jump in jumps[:_SHOWN]:
        back = span((jump.before - jump.after) / SECOND)
        yield (
            f"             clock back by {back} at record {jump.record_id}: "
            f"{short(jump.before)}, then {short(jump.after)}"
        )
    if len(jumps) > _SHOWN:
        yield f"             and {len(jumps) - _SHOWN} more such jumps"
    top = _ranked(each)
    shown = ", ".join(f"{name} {count}" for name, count in top[:_SHOWN])
    more = f", and {counted(len(top) - _SHOWN, 'other')}" if len(top) > _SHOWN else ""
    yield f"             providers: {shown}{more}"


def _gaps(each: ChannelSpan) -> str:
    holes = [gap for gap in each.gaps if gap.before_id - gap.after_id > 1]
    if not holes:
        return "none missing"
    missing = sum(gap.before_id - gap.after_id - 1 for gap in holes)
    largest = max(holes, key=lambda gap: gap.before_id - gap.after_id)
    between = f"{short(largest.after_time)} and "
    between += short(largest.before_time)
    return (
        f"{missing} missing in {counted(len(holes), 'gap')}, the largest between "
        f"{largest.after_id} and {largest.before_id} ({between})"
    )


def _state(reading: LogReading) -> str:
    header = reading.header
    chunks = counted(len(reading.found.chunks), "chunk")
    if header is None:
        return f"{chunks}; no file header"
    state = "copied while in use (marked dirty)" if header.dirty else "closed properly"
    wrong = "" if header.intact else "; the header's checksum is wrong"
    return f"{chunks}, the header says {header.chunks}; {state}{wrong}"


def _checksums(reading: LogReading) -> str:
    absent, wrong = reading.found.unchecked, reading.found.altered
    if not absent and not wrong:
        return "all right"
    parts = [(wrong, "wrong"), (absent, "absent")]
    return ", ".join(f"{how} in {counted(n, 'chunk')}" for n, how in parts if n)


def _headers(reading: LogReading) -> str:
    survey = reading.found.survey
    parts = [
        f"{count} {what}"
        for count, what in (
            (survey.other_id, "with another id"),
            (survey.other_time, "with another time"),
            (survey.no_time, "without a time"),
        )
        if count
    ]
    if not parts:
        return "records and their headers agree"
    return f"{', '.join(parts)}, as exports have them (certtrail goes by the records)"
