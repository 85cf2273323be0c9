"""The tables of the Markdown report: certificates, selections, records, events, inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.model.vocabulary import Outcome
from certtrail.reports import outline
from certtrail.reports.markdown_text import Markdown
from certtrail.text.thumbprint import THUMBPRINT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from certtrail.model.certificates_known import LedgerEntry
    from certtrail.model.diagnosis import Around
    from certtrail.model.fact import Evidence
    from certtrail.model.input_reports import InputReport
    from certtrail.model.selected_certificates import Selection
    from certtrail.reports.markdown_pen import Pen
    from certtrail.reports.outline import Unjudged


def ledger_table(ledger: Sequence[LedgerEntry], pen: Pen) -> Iterator[Markdown]:
    """List the certificates."""
    say, escape = pen.say, pen.escape
    subjects = {one.thumbprint: one.subject for one in ledger if one.thumbprint and one.subject}
    rows = [
        (
            escape(one.server) or say("not known"),
            Markdown.code(one.thumbprint) or say("not known"),
            _subject(one, subjects, pen),
            escape(pen.speech.clauses(one.roles)),
            Markdown("") if one.ends is None else pen.moment(one.ends, hours=one.error_hours),
            escape(one.key),
        )
        for one in ledger
    ]
    if rows:
        head = (
            say("Server"),
            say("Thumbprint"),
            say("Subject"),
            say("Used as"),
            say("Expires"),
            say("Private key"),
        )
        yield from (*pen.heading(2, say("Certificates")), *pen.table(head, rows))


def _subject(one: LedgerEntry, subjects: Mapping[str, str], pen: Pen) -> Markdown:
    """Tell a subject, or why it is not told: another server's list may have it, or half of it."""
    if one.subject:
        return pen.escape(one.subject)
    if subject := subjects.get(one.thumbprint):
        told = pen.speech.say("{subject}, in no list of this server", subject=subject)
        return pen.escape(told)
    if one.described and one.names:
        told = pen.speech.say("{name} (subject not told)", name=one.names[0])
        return pen.escape(told)
    return pen.say("not told") if one.described else pen.say("in no list")


def selections_table(selections: Sequence[Selection], pen: Pen) -> Iterator[Markdown]:
    """List what each connector picks."""
    say, escape = pen.say, pen.escape
    rows = [
        (
            escape(one.server) or say("not known"),
            escape(one.connector) or say("internal role"),
            escape(one.asked_for) or say("not known"),
            _picked(one.documented, pen),
            say("the same") if one.model == one.documented else _picked(one.model, pen),
            pen.word(one.offered),
        )
        for one in selections
    ]
    if rows:
        head = (
            say("Server"),
            say("Connector"),
            say("Looks for"),
            say("Picks, as documented"),
            say("Picks, in the model"),
            say("TLS offered"),
        )
        yield from (*pen.heading(2, say("What each connector picks")), *pen.table(head, rows))
        untold = outline.untold(selections)
        for note, names in untold:
            listed = pen.listed([escape(name) for name in names])
            yield Markdown(
                "- {}", say("{connectors}: {note}", connectors=listed, note=escape(note))
            )
        if untold:
            yield Markdown("")


def _picked(pick: str, pen: Pen) -> Markdown:
    return Markdown.code(pick) if THUMBPRINT.fullmatch(pick) else pen.word(pick)


def unjudged_table(groups: Sequence[Unjudged], pen: Pen) -> Iterator[Markdown]:
    """List what could not be judged."""
    say, escape = pen.say, pen.escape
    rows = []
    for group in groups:
        missing = pen.clauses([escape(one.what) for one in group.missing]) or say("not named")
        if group.outcome is Outcome.ERROR:
            missing = say("stopped with an error: {missing}", missing=missing)
        names = [escape(name) for name in group.servers] or [say("across servers")]
        rules = pen.clauses([escape(rule.title) for rule in group.rules])
        rows.append((pen.listed(names), rules, missing))
    if rows:
        head = (say("Server"), say("Could not be judged"), say("Missing"))
        yield from (*pen.heading(2, say("Could not be judged")), *pen.table(head, rows))


def inputs_table(inputs: Sequence[InputReport], pen: Pen, told: int) -> Iterator[Markdown]:
    """Account for the inputs; of those read in part, so many problems are told above already."""
    say, escape = pen.say, pen.escape
    rows = [
        (
            escape(report.name),
            escape(report.kind),
            Markdown("{}", report.records.found),
            Markdown("{}", report.records.decoded),
            Markdown("{}", report.records.recovered),
            Markdown("{}", report.records.skipped),
            pen.word(report.read) if report.complete else pen.strong(pen.speech.word(report.read)),
            escape(report.sha256) or say("unreadable"),
        )
        for report in inputs
    ]
    head = (
        say("File"),
        say("Kind"),
        say("Found"),
        say("Decoded"),
        say("Recovered"),
        say("Skipped"),
        say("Read"),
        Markdown("SHA-256"),
    )
    yield from (*pen.heading(2, say("Input account")), *pen.table(head, rows))
    for report in inputs:
        rest = report.problems[0 if report.complete else told :]
        for remark in (*rest, *report.notes):
            yield Markdown("- {}: {}", escape(report.name), escape(remark))


def around_table(around: Around, pen: Pen) -> Iterator[Markdown]:
    """List what was logged around the onset of a finding."""
    rows = [
        (
            Markdown("{} {}", pen.escape(event.provider), event.event_id),
            pen.word(event.level) if event.level else Markdown(""),
            pen.escape(event.about),
            Markdown("{}", event.count),
            Markdown("{}", event.total),
        )
        for event in around.events
    ]
    head = (
        pen.say("Event"),
        pen.say("Level"),
        pen.say("About"),
        pen.say("Then"),
        pen.say("In the whole log"),
    )
    title = pen.strong(outline.around_title(around, pen.speech))
    yield from (title, Markdown(""), *pen.table(head, rows))


def evidence_table(evidence: Sequence[Evidence], pen: Pen) -> Iterator[Markdown]:
    """List the records that a finding rests on."""
    if not evidence:
        return
    rows = [
        (
            pen.moment(item.time, seconds=True, unplaced=item.unplaced),
            pen.escape(item.file),
            pen.escape(item.channel),
            Markdown("{}", item.record_id),
            pen.escape(item.line),
        )
        for item in evidence
    ]
    head = (
        pen.say("Time"),
        pen.say("File"),
        pen.say("Channel"),
        pen.say("Record"),
        pen.say("What it says"),
    )
    yield from (pen.strong(pen.speech.say("Evidence")), Markdown(""), *pen.table(head, rows))
