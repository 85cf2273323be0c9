"""Pasted text: a text in; its events, and what all scanners find in the rest of it, out."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.inputs.alerted_hosts import alerted_host
from certtrail.inputs.called_edge import called_edge
from certtrail.inputs.called_version import called_version
from certtrail.inputs.console import dateless_events
from certtrail.inputs.console.asked_clock import asked_clock, clock_facts
from certtrail.inputs.console.asked_services import asked_services
from certtrail.inputs.console.dateless_sought import sought, unplaced
from certtrail.inputs.console.named_in_words import named_in_words
from certtrail.inputs.console.paste import Paste, Scanned
from certtrail.inputs.console.scanners import SCANNERS
from certtrail.inputs.console.told_over import told_over
from certtrail.inputs.console.unread_marks import unread_marks
from certtrail.inputs.console.unread_output import commands_in_words, unread_outputs
from certtrail.inputs.console.unused import NOT_IN_A_FORM, why_unused
from certtrail.inputs.encoded_pieces import encoded_pieces
from certtrail.inputs.events.event_forms import collect, stretches
from certtrail.inputs.events.said_by_records import SaidByRecords
from certtrail.inputs.events.text_records import TextRecords
from certtrail.inputs.events.unread_events import unplaced_words, unread_events
from certtrail.inputs.kind import Kind
from certtrail.inputs.no_output import no_output
from certtrail.inputs.printed import printed
from certtrail.inputs.quoted_mails import quoted_in
from certtrail.inputs.relevance import speaks_of_it
from certtrail.inputs.returned_mails import quoted_reports
from certtrail.inputs.room import first_of
from certtrail.inputs.told_host import told_host
from certtrail.inputs.words_about import told_words_about, without_words_about
from certtrail.model.fact import Fact
from certtrail.model.inventory import Inventory
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.inputs.events.stretch import TextStretch
    from certtrail.inputs.opened import Head, Opened, Read
    from certtrail.inputs.unplaced_words import UnplacedWords

# A command at its prompt, white space taken out; the same words in an event's message or in an
# article were not run by anybody.
_RUN: Final = re.compile(
    r"(?:\[PS\]|PS[A-Z]:)[^>]{0,200}>[^>]{0,400}?-ExchangeCertificate", re.IGNORECASE
)
_ENCODED: Final = 20
# What stands in a host's name before its last part.
_LABELS: Final = re.compile(r"[\w-]*\Z")
_LONGEST: Final = 64
_NAMED: Final = phrase(
    "It names a certificate in words, which are for you to read; what the other inputs tell of "
    "that certificate is told with theirs."
)
_EVENTS: Final = phrase("events")


def recognise(head: Head) -> bool:
    """Tell a text: only who reads the whole of it can tell whether anything is in it."""
    return head.text is not None


def read(opened: Opened) -> Read | None:
    """Look for events, and for all else in what is left; None where nothing is, or only words."""
    cleaned = without_words_about(opened.head.cleaned)
    file = replace(opened.file, alerted=alerted_host(cleaned.text))
    # Its own name goes before words in it.
    said = "" if file.server_hint else told_host(cleaned.text)
    opened = replace(opened, file=replace(file, said=said))
    events = stretches(cleaned, opened.name)
    rest = cleaned.without([(one.start, one.end) for one in events])
    raw = opened.head.text or ""
    hint = _hint(opened, rest.text)
    paste = Paste(rest, opened.name, hint, raw, opened.date_order, opened.file.sent)
    scans = [(scanner, scanner.scan(paste)) for scanner in SCANNERS if scanner.may_find(paste)]
    encoded = _encoded(raw)
    if not events and not scans and not encoded:
        return None
    records = TextRecords(opened)
    records.beside_order = paste.date_order if events and scans else ""
    collect(events, cleaned, records)
    facts = [fact for _, scan in scans for fact in scan.facts]
    facts += asked_services(paste)
    found = sum(scan.found for _, scan in scans)
    counted = [
        phrase("{what}: {number}", what=scanner.counts, number=scan.found)
        for scanner, scan in scans
        if scan.found
    ]
    if records.count:
        counted.insert(0, phrase("{what}: {number}", what=_EVENTS, number=records.count))
    if counted:
        records.notes.append(phrase("Found {counted}.", counted=counted))
    records.notes += [note for _, scan in scans for note in scan.notes]
    problems = [*encoded, *(problem for _, scan in scans for problem in scan.problems)]
    sessions = _sessions(paste, [scan for _, scan in scans])
    words: list[UnplacedWords] = []
    if not (found or events or sessions or problems) and speaks_of_it(paste.text):
        # Which certificate a script names is told.
        aside = not commands_in_words(paste) and no_output(opened.head.cleaned.text)
        why = "" if aside else why_unused(paste.text)
        if not why:
            return None
        facts = list(named_in_words(paste)) if why == NOT_IN_A_FORM else []
        if facts:
            records.notes.append(_NAMED)
        else:
            problems.append(why)
            words += unplaced_words(paste.text, why)
    elif speaks_of_it(paste.text):
        unread, words[:] = _unread(paste, events, facts)
        problems += unread
        problems += unread_marks(
            paste,
            [scan for _, scan in scans],
            [one.start for one in events if one.problems and one.start == one.end],
        )
    whole = cleaned is opened.head.cleaned
    problems += _passed_over(paste, known=bool(found or events or problems), whole=whole)
    unread = [*unread_outputs(paste)]
    records.unread_output = bool(unread)
    records.notes += [*unread, *told_words_about(opened.head.cleaned, cleaned)]
    if found or events:
        records.notes += asked_clock(paste)
        facts += [*clock_facts(paste), *called_edge(paste.text, paste.name)]
        facts += called_version(paste.text, paste.name)
    for problem in problems:
        records.problem(problem)
    made = records.read("event-text" if events else "transcript", others=found or len(facts))
    inventory = Inventory.joined(scan.inventory for _, scan in scans)
    told = [each for one in events for each in one.told]
    facts += told_over(paste, told)
    at = [(place, each.computer) for place, each in told]
    quoted = (*quoted_in(cleaned, raw, at), *quoted_reports(cleaned))
    guessed = made.guessed or (_unsaid_hint(paste) if opened.file.guesses else "")
    return replace(
        made,
        facts=(*sessions, *facts, *commands_in_words(paste)),
        inventory=inventory,
        quoted=quoted,
        guessed=guessed,
        unplaced_words=tuple(words),
    )


def _passed_over(paste: Paste, *, known: bool, whole: bool) -> list[str]:
    """Say what stands in a text of which nothing is known yet: a prompt alone is not all of it."""
    lost = "" if known else printed(paste.raw if whole else paste.text)
    return [lost] if lost else []


def _unread(
    paste: Paste, events: Sequence[TextStretch], facts: Sequence[Fact]
) -> tuple[list[str], list[UnplacedWords]]:
    """Name the events of which no date was read, those that are judged all the same first."""
    told = [each for one in events for _, each in one.told]
    judged = [fact for fact in facts if fact.kind == dateless_events.KIND]
    known = told if judged else ()
    said = SaidByRecords((one.event_id, one.computer, one.provider, one.data) for one in known)
    # Of what the same text has with its date nothing more is to be known.
    words = [unplaced(fact) for fact in judged if not said.has(sought(fact))]
    rest = paste.cleaned
    if judged:
        found = paste.once(dateless_events.dateless_events)
        rest = rest.without([(one.start, one.end) for one in found])
    problems, more = unread_events(rest, told)
    return [*(one.problem for one in words), *problems], [*words, *more]


def _unsaid_hint(paste: Paste) -> str:
    """Give the server that the file's name tells, where the text itself does not name it."""
    return "" if paste.hint.casefold() in paste.gist else paste.hint


def _hint(opened: Opened, text: str) -> str:
    """Give the server that the file's name tells, as the text has it in full.

    Who saves "ex01_shell.txt" means NMG-EX01, and the text says so: there is no EX01.
    """
    hint = opened.file.server_hint
    if not hint or opened.file.server:
        return hint
    said: dict[str, str] = {}
    for found in re.finditer(rf"{re.escape(hint)}(?![\w-])", text, re.IGNORECASE):
        before = _LABELS.search(text, max(0, found.start() - _LONGEST), found.start())
        name = f"{before[0] if before else ''}{found[0]}"
        if name.casefold().split("-")[-1] == hint.casefold():
            said.setdefault(name.casefold(), name)
    return next(iter(said.values())) if len(said) == 1 else hint


def _encoded(text: str) -> list[str]:
    """Name the files that are written as letters into a text, which has no members."""
    told = [
        phrase(
            "Line {line}: a file written as letters ({name}), which was not read; decode it and "
            "send the file.",
            line=text.count("\n", 0, piece.start) + 1,
            name=piece.name,
        )
        for piece in encoded_pieces(text)
    ]
    return first_of(told, _ENCODED)


def _sessions(paste: Paste, scans: Sequence[Scanned]) -> list[Fact]:
    """Make a `console-transcript` fact per server: what its console said is at hand."""
    if not any(scan.facts for scan in scans) and not _RUN.search(paste.squeezed.text):
        return []
    lines = paste.text.count("\n") + 1
    # Only where nothing in it names a server, its file's name tells whose it is.
    named = sorted({fact.server for scan in scans for fact in scan.facts})
    named = named or Inventory.joined(scan.inventory for scan in scans).servers()
    servers = named or [paste.hint]
    told = f"console transcript of {lines} lines"
    return [
        Fact("console-transcript", server, 0, {"lines": lines}, (paste.evidence(0, server, told),))
        for server in servers
    ]


KIND = Kind("transcript", "things told", recognise, read)
