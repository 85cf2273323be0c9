"""A comparison as text, Markdown, JSON, CSV and HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.model.compared_findings import NEEDED_HOURS, SCHEMA_VERSION, Change
from certtrail.model.plain_values import plain
from certtrail.reports.format_names import Format
from certtrail.reports.html import Html
from certtrail.reports.markdown_flavours import GITHUB, PLAIN
from certtrail.reports.markdown_pen import Pen
from certtrail.reports.markdown_text import Markdown, whole
from certtrail.reports.speech import Speech
from certtrail.text.instants import iso
from certtrail.text.languages import noted
from certtrail.text.outgoing import Csv, Json, Outgoing, ScreenText

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.model.compared_findings import Compared, Comparison
    from certtrail.text.languages import Reader

_HEADS: Final = {
    Change.PERSISTS: noted("Goes on"),
    Change.NEW: noted("New"),
    Change.CANNOT_TELL: noted("Cannot tell"),
    Change.TOO_EARLY: noted("Too early to say"),
    Change.CLEARED: noted("Is over"),
}
_SERVERS: Final = 5
# How a line is written: as plain text, and as Markdown.
_WRITTEN: Final = {
    "top": ("{}", "# {}"),
    "head": ("{}", "## {}"),
    "item": ("- {}", "- {}"),
    "more": ("  {}", "  {}"),
    "text": ("{}", "{}"),
}


def render(comparison: Comparison, chosen: Format, reader: Reader) -> Outgoing:
    """Write a comparison in a format."""
    if chosen is Format.JSON:
        return _json(comparison)
    speech = Speech(reader)
    comparison = speech.written(comparison)
    if chosen is Format.CSV:
        return _csv(comparison)
    if chosen is Format.HTML:
        return Html(
            "compare.html.j2",
            speech,
            comparison=comparison,
            heads=_HEADS,
            said=said,
            spans=_spans(comparison, speech),
            doubts=list(_doubts(comparison, speech)),
            verdict=verdict(comparison, speech),
        )
    lines = list(_lines(comparison, speech))[:-1]
    if chosen is Format.TEXT:
        return ScreenText(
            _WRITTEN[part][0].format(text.upper() if part == "head" else text)
            for part, text in lines
        )
    pen = Pen(speech, PLAIN if chosen is Format.PLAIN_MARKDOWN else GITHUB)
    return whole(Markdown(_WRITTEN[part][1], pen.prose(text)) for part, text in lines)


def _lines(comparison: Comparison, speech: Speech) -> Iterator[tuple[str, str]]:
    """Yield each line and what it is: a key of how to write it."""
    yield from (("top", verdict(comparison, speech)), ("text", ""))
    yield from (("text", _spans(comparison, speech)), ("text", ""))
    for doubt in _doubts(comparison, speech):
        yield from (("text", doubt), ("text", ""))
    for change, head in _HEADS.items():
        items = comparison.of(change)
        if items:
            yield from (("head", speech.say(head)), ("text", ""))
            for item in items:
                told = f"{item.title} ({speech.word(item.severity)}; {item.server})"
                yield ("item", told)
                yield from (("more", line) for line in said(item, speech))
            yield ("text", "")


def _spans(comparison: Comparison, speech: Speech) -> str:
    return speech.say(
        "Before: {before_servers}, logs until {before}. "
        "After: {after_servers}, logs until {after}.",
        before_servers=_names(comparison.before_servers, speech),
        before=speech.moment(comparison.before),
        after_servers=_names(comparison.after_servers, speech),
        after=speech.moment(comparison.after),
    )


def _doubts(comparison: Comparison, speech: Speech) -> Iterator[str]:
    """Say what was not read, and of which servers nobody can say how they are."""
    if comparison.before_unread:
        yield speech.say(
            "Not read in full of the earlier exports: {inputs}.",
            inputs=_names(comparison.before_unread, speech),
        )
    if comparison.after_unread:
        yield speech.say(
            "Not read in full of the later exports: {inputs}.",
            inputs=_names(comparison.after_unread, speech),
        )
    yield from comparison.doubts[:_SERVERS]
    more = len(comparison.doubts) - _SERVERS
    if more > 0:
        yield speech.count(more, "And {n|count} more.", "And {n|count} more.")


def _names(names: tuple[str, ...], speech: Speech) -> str:
    shown = list(names[:_SERVERS])
    if len(names) > _SERVERS:
        return speech.say("{names} and {count} more", names=shown, count=len(names) - _SERVERS)
    return speech.listed(shown) or speech.say("no server")


def _csv(comparison: Comparison) -> Csv:
    columns = ("change", "rule", "title", "severity", "server", "thumbprints", "last")
    rows = (
        [
            *(getattr(item, name) for name in columns[:5]),
            " ".join(item.thumbprints),
            _iso(item.last) or "",
        ]
        for item in comparison.items
    )
    return Csv([columns, *rows])


def verdict(comparison: Comparison, speech: Speech) -> str:
    """Say in a line what became of it."""
    if not comparison.items and comparison.fixed:
        return speech.say("Nothing was wrong before, and nothing is now.")
    if not comparison.items:
        return speech.say(
            "Nothing wrong was found before or after, and whether nothing was wrong cannot be told."
        )
    if comparison.fixed:
        return speech.say("All that was wrong is over, and the logs cover it.")
    of = {change: len(comparison.of(change)) for change in Change}
    if of[Change.CANNOT_TELL] == len(comparison.items):
        if any(item.why for item in comparison.items):
            return speech.say("It cannot be told whether it is over.")
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
    say, last = speech.say, speech.clock(unplaced=item.unplaced).moment(item.last)
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
    elif item.why:
        yield say(
            "Last seen at {last}; the later logs cover {hours} hours after that without it. That "
            "does not prove that it is over: {why}",
            last=last,
            hours=item.covered_hours,
            why=item.why,
        )
    elif item.change is Change.CANNOT_TELL:
        yield say(
            "Last seen at {last}. The later exports hold nothing of the Application log of "
            "{server}; ask for it.",
            last=last,
            server=item.server,
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
        yield from (say("To check: {what}", what=text) for text in item.confirm)


def _json(comparison: Comparison) -> Json:
    value = {
        "schema_version": SCHEMA_VERSION,
        "before": _iso(comparison.before),
        "after": _iso(comparison.after),
        "before_servers": list(comparison.before_servers),
        "after_servers": list(comparison.after_servers),
        "before_unread": list(comparison.before_unread),
        "after_unread": list(comparison.after_unread),
        "doubts": list(comparison.doubts),
        "fixed": comparison.fixed,
        "needed_hours": NEEDED_HOURS,
        "findings": [plain(item) for item in comparison.items],
    }
    return Json(value)


def _iso(at: int | None) -> str | None:
    return None if at is None else iso(at)
