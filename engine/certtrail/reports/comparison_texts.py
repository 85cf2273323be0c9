"""A comparison as text, Markdown, JSON, CSV and HTML."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from certtrail.diagnosis.comparison import NEEDED_HOURS, SCHEMA_VERSION, Change
from certtrail.model.plain_values import plain
from certtrail.reports.csv_file import written
from certtrail.reports.format_names import Format
from certtrail.reports.html import page
from certtrail.reports.markdown_flavours import GITHUB, PLAIN, prose
from certtrail.reports.speech import Speech
from certtrail.text.display import visible
from certtrail.text.instants import iso
from certtrail.text.languages import noted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from certtrail.diagnosis.comparison import Compared, Comparison
    from certtrail.text.languages import Reader

_HEADS: Final = {
    Change.PERSISTS: noted("Goes on"),
    Change.NEW: noted("New"),
    Change.CANNOT_TELL: noted("Cannot tell"),
    Change.TOO_EARLY: noted("Too early to say"),
    Change.CLEARED: noted("Is over"),
}
_SERVERS: Final = 5


def render(comparison: Comparison, chosen: Format, reader: Reader) -> str:
    """Write a comparison in a format."""
    if chosen is Format.JSON:
        return _json(comparison)
    speech = Speech(reader)
    comparison = speech.written(comparison)
    if chosen is Format.CSV:
        return _csv(comparison)
    if chosen is Format.HTML:
        return page(
            "compare.html.j2",
            speech,
            comparison=comparison,
            heads=_HEADS,
            said=said,
            spans=_spans(comparison, speech),
            verdict=verdict(comparison, speech),
        )
    if chosen is Format.TEXT:
        return "\n".join(_lines(comparison, speech, visible, str.upper, ""))
    flavour = PLAIN if chosen is Format.PLAIN_MARKDOWN else GITHUB
    return "\n".join(
        _lines(
            comparison, speech, lambda text: prose(text, flavour), lambda head: f"## {head}", "# "
        )
    )


def _lines(
    comparison: Comparison,
    speech: Speech,
    write: Callable[[str], str],
    headed: Callable[[str], str],
    top: str,
) -> Iterator[str]:
    yield from (f"{top}{verdict(comparison, speech)}", "", _spans(comparison, speech), "")
    for change, head in _HEADS.items():
        items = comparison.of(change)
        if items:
            yield from (headed(speech.say(head)), "")
            for item in items:
                told = f"{item.title} ({speech.word(item.severity)}; {item.server})"
                yield f"- {write(told)}"
                yield from (f"  {write(line)}" for line in said(item, speech))
            yield ""


def _spans(comparison: Comparison, speech: Speech) -> str:
    return speech.say(
        "Before: {before_servers}, logs until {before}. "
        "After: {after_servers}, logs until {after}.",
        before_servers=_names(comparison.before_servers, speech),
        before=speech.moment(comparison.before),
        after_servers=_names(comparison.after_servers, speech),
        after=speech.moment(comparison.after),
    )


def _names(servers: tuple[str, ...], speech: Speech) -> str:
    shown = [visible(name) for name in servers[:_SERVERS]]
    if len(servers) > _SERVERS:
        return speech.say("{names} and {count} more", names=shown, count=len(servers) - _SERVERS)
    return speech.listed(shown) or speech.say("no server")


def _csv(comparison: Comparison) -> str:
    columns = ("change", "rule", "title", "severity", "server", "thumbprints", "last")
    rows = (
        [
            *(getattr(item, name) for name in columns[:5]),
            " ".join(item.thumbprints),
            _iso(item.last) or "",
        ]
        for item in comparison.items
    )
    return written(columns, rows)


def verdict(comparison: Comparison, speech: Speech) -> str:
    """Say in a line what became of it."""
    if not comparison.items:
        return speech.say("Nothing was wrong before, and nothing is now.")
    if comparison.fixed:
        return speech.say("All that was wrong is over, and the logs cover it.")
    of = {change: len(comparison.of(change)) for change in Change}
    if of[Change.CANNOT_TELL] == len(comparison.items):
        return speech.say("It cannot be told whether it is over: the later exports lack the log.")
    parts = [
        speech.count(of[Change.PERSISTS], "{n|count} goes on", "{n|count} go on"),
        speech.say("{n|count} new", n=of[Change.NEW]),
        speech.say("{n|count} cannot be told", n=of[Change.CANNOT_TELL]),
        speech.say("{n|count} too early to say", n=of[Change.TOO_EARLY]),
        speech.say("{n|count} over", n=of[Change.CLEARED]),
    ]
    shown = [part for change, part in zip(_HEADS, parts, strict=True) if of[change]]
    return speech.count(
        len(comparison.items),
        "Of {n|count} finding: {parts}.",
        "Of {n|count} findings: {parts}.",
        parts=shown,
    )


def said(item: Compared, speech: Speech) -> Iterator[str]:
    """Say what is known of one finding, in sentences."""
    say, last = speech.say, speech.moment(item.last)
    for name in item.thumbprints:
        yield say("Certificate {thumbprint}.", thumbprint=name)
    if item.change is Change.PERSISTS:
        yield say("It was seen again, last at {last}.", last=last)
    elif item.change is Change.NEW:
        yield say("It was not there before; last seen at {last}.", last=last)
    elif item.change is Change.CLEARED:
        yield say(
            "Last seen at {last}; the later logs cover {hours} hours after that without it.",
            last=last,
            hours=item.covered_hours,
        )
    elif item.change is Change.CANNOT_TELL:
        yield say(
            "Last seen at {last}. The later exports hold nothing of the Application log of "
            "{server}; ask for it.",
            last=last,
            server=visible(item.server),
        )
    else:
        yield say(
            "Last seen at {last}, and only {covered} of the {needed} hours that prove it are "
            "covered since. An export from {moment} on will tell.",
            last=last,
            covered=item.covered_hours,
            needed=NEEDED_HOURS,
            moment=speech.moment(item.ask_after),
        )
    if item.change in (Change.PERSISTS, Change.TOO_EARLY, Change.CANNOT_TELL):
        yield from (say("To check: {what}", what=visible(text)) for text in item.confirm)


def _json(comparison: Comparison) -> str:
    value = {
        "schema_version": SCHEMA_VERSION,
        "before": _iso(comparison.before),
        "after": _iso(comparison.after),
        "before_servers": list(comparison.before_servers),
        "after_servers": list(comparison.after_servers),
        "fixed": comparison.fixed,
        "needed_hours": NEEDED_HOURS,
        "findings": [plain(item) for item in comparison.items],
    }
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _iso(at: int | None) -> str | None:
    return None if at is None else iso(at)
