"""A file that nobody understands in; a report that says what it looks like and what to do out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.inputs.called_edge import called_edge
from certtrail.inputs.called_version import called_version
from certtrail.inputs.events.foreign_messages import may_have_message
from certtrail.inputs.events.named_events import named_events, named_numbers
from certtrail.inputs.events.unread_events import unplaced_words
from certtrail.inputs.instead import instead
from certtrail.inputs.letters import is_prose
from certtrail.inputs.likely import likely
from certtrail.inputs.no_output import no_output
from certtrail.inputs.not_read import ASK_AGAIN, unread
from certtrail.inputs.opened import LARGEST_TEXT, Read
from certtrail.inputs.printed import printed
from certtrail.inputs.program_logs import is_quiet_log
from certtrail.inputs.program_sources import is_source
from certtrail.inputs.relevance import not_needed, only_rows, speaks_of_it
from certtrail.inputs.words_about import without_words_about
from certtrail.model.input_reports import InputReport
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from certtrail.inputs.opened import Head, Opened

_KNOWN: Final = phrase("an event log, an Exchange export, certificates, a mail log or console text")


def left_out(opened: Opened) -> Read:
    """Make the report of what nobody understands."""
    file, text = opened.file, opened.head.text
    unneeded = not_needed(file, opened.head)
    kind = "unknown" if text is None else "text"
    long_text = text is not None and opened.head.size > LARGEST_TEXT
    # Of a long text only the start was seen.
    if unneeded and (not long_text or only_rows(opened.blocks())):
        return _read_for_nothing(opened, kind, unneeded)
    if told := instead(opened.head) or ("" if text is None or long_text else _printed(opened)):
        return unread(file, kind, told, opened.digest())
    if long_text:
        long = phrase(
            "{what}, {size} MiB long, of which words are looked for in texts of at most {most} MiB",
            what=likely(opened.head),
            size=opened.head.size >> 20,
            most=LARGEST_TEXT >> 20,
        )
        return unread(file, kind, _asking(long), opened.digest())
    if text is not None and file.path.suffix.lower() != ".evtx" and _is_words(text):
        why = phrase(
            "Left aside: words for people ({what}), in which there is nothing of an export; read "
            "them yourself",
            what=likely(opened.head),
        )
        if numbers := named_numbers(text):
            why = phrase("{why}: they name {numbers}", why=why, numbers=list(map(str, numbers)))
        read = _read_for_nothing(opened, kind, why)
        name = opened.name
        return replace(read, facts=(*called_edge(text, name), *called_version(text, name)))
    if text is not None and (nothing := _nothing_in_it(opened.head, text)):
        return _read_for_nothing(opened, kind, nothing)
    named = file.asked_for or file.path.suffix.lower() == ".evtx"
    if text is not None and not named and not speaks_of_it(text):
        why = phrase(
            "Left aside: {what}, in which nothing is about Exchange, certificates or mail",
            what=likely(opened.head),
        )
        return _read_for_nothing(opened, kind, why)
    if text is not None and (shown := named_events(text)):
        read = unread(file, kind, shown, opened.digest())
        return replace(read, unplaced_words=unplaced_words(text, read.report.problems[0]))
    if text is not None and not named:
        why = phrase(
            "This looks like {what}; certtrail found nothing it could use in it",
            what=likely(opened.head),
        )
        return unread(file, kind, why, opened.digest())
    return unread(file, kind, _asking(likely(opened.head)), opened.digest())


def _nothing_in_it(head: Head, text: str) -> str:
    """Say why nobody has to send more of a text that is no letter; empty where that is not so."""
    if what := no_output(head.cleaned.text):
        return phrase(
            "Left aside: {what} ({begin}); read it yourself", what=what, begin=likely(head)
        )
    if is_quiet_log(text):
        return phrase(
            "Left aside: {what}, the log of a program, which tells of no error; read it yourself",
            what=likely(head),
        )
    return ""


def _printed(opened: Opened) -> str:
    """Say that a text holds what a shell printed; what it only tells of, nobody printed."""
    cleaned = opened.head.cleaned
    rest = without_words_about(cleaned)
    return printed((opened.head.text or "") if rest is cleaned else rest.text)


def _is_words(text: str) -> bool:
    """Tell words for people from a paragraph that a server may have written, in any language."""
    return (
        is_prose(text)
        and not is_source(text)
        and not (may_have_message(text) and named_events(text))
    )


def _asking(found: str) -> str:
    why = phrase("Left out: expected {known}, found {found}", known=_KNOWN, found=found)
    return phrase("{first}; {rest}", first=why, rest=ASK_AGAIN)


def _read_for_nothing(opened: Opened, kind: str, why: str) -> Read:
    """Make the report of what was looked through, and has nothing for anybody."""
    note = phrase("{why}.", why=why)
    return Read(InputReport(opened.name, kind, opened.digest(), notes=(note,)))
