"""The tables of the Markdown report: certificates, selections, what could not look, and inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.model.vocabulary import Outcome
from certtrail.reports.markdown_flavours import code
from certtrail.reports.speech import within
from certtrail.text.thumbprint import THUMBPRINT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from certtrail.model.certificates_known import LedgerEntry
    from certtrail.model.input_reports import InputReport
    from certtrail.model.selected_certificates import Selection
    from certtrail.reports.markdown_flavours import Flavour
    from certtrail.reports.outline import Unjudged
    from certtrail.reports.speech import Speech


def ledger_table(ledger: Sequence[LedgerEntry], speech: Speech, flavour: Flavour) -> Iterator[str]:
    """List the certificates."""
    say, escape = speech.say, flavour.escape
    rows = [
        (
            escape(one.server) or say("not known"),
            code(one.thumbprint) if one.thumbprint else say("not known"),
            escape(one.subject) or say("in no export"),
            escape(speech.clauses(one.roles)),
            ""
            if one.ends is None
            else escape(within(speech.moment(one.ends), one.error_hours, speech)),
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
        yield from (f"## {say('Certificates')}", "", *flavour.table(head, rows))


def selections_table(
    selections: Sequence[Selection], speech: Speech, flavour: Flavour
) -> Iterator[str]:
    """List what each connector picks."""
    say, escape = speech.say, flavour.escape
    rows = [
        (
            escape(one.server) or say("not known"),
            escape(one.connector) or say("internal role"),
            escape(one.asked_for) or say("not known"),
            _picked(one.documented, speech, escape),
            say("the same") if one.model == one.documented else _picked(one.model, speech, escape),
            escape(speech.word(one.offered)),
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
        title = say("What each connector picks")
        yield from (f"## {title}", "", *flavour.table(head, rows))


def _picked(pick: str, speech: Speech, escape: Callable[[str], str]) -> str:
    return code(pick) if THUMBPRINT.fullmatch(pick) else escape(speech.word(pick))


def unjudged_table(groups: Sequence[Unjudged], speech: Speech, flavour: Flavour) -> Iterator[str]:
    """List what could not be judged."""
    say, escape = speech.say, flavour.escape
    rows = []
    for group in groups:
        missing = speech.clauses([escape(one.what) for one in group.missing]) or say("not named")
        if group.outcome is Outcome.ERROR:
            missing = say("stopped with an error: {missing}", missing=missing)
        names = [escape(name) for name in group.servers] or [say("across servers")]
        rules = speech.clauses([escape(rule.title) for rule in group.rules])
        rows.append((speech.listed(names), rules, missing))
    if rows:
        head = (say("Server"), say("Could not be judged"), say("Missing"))
        title = say("Could not be judged")
        yield from (f"## {title}", "", *flavour.table(head, rows))


def inputs_table(
    inputs: Sequence[InputReport], speech: Speech, flavour: Flavour, told: int
) -> Iterator[str]:
    """Account for the inputs; of those read in part, so many problems are told above already."""
    say, word, escape = speech.say, speech.word, flavour.escape
    rows = [
        (
            escape(report.name),
            escape(report.kind),
            str(report.records.found),
            str(report.records.decoded),
            str(report.records.recovered),
            str(report.records.skipped),
            word(report.read) if report.complete else f"**{word(report.read)}**",
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
        "SHA-256",
    )
    yield from (f"## {say('Input account')}", "", *flavour.table(head, rows))
    for report in inputs:
        rest = report.problems[0 if report.complete else told :]
        for remark in (*rest, *report.notes):
            yield f"- {escape(report.name)}: {escape(remark)}"
