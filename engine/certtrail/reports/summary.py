"""A diagnosis to a terminal summary that is read in a minute: plain ASCII around the data."""

from __future__ import annotations

import os
import shutil
from io import StringIO
from typing import TYPE_CHECKING, Final

from rich.padding import Padding
from rich.text import Text

from certtrail.model.vocabulary import Outcome, Verdict
from certtrail.reports import outline
from certtrail.reports.speech import Speech, within
from certtrail.reports.terminal import STYLES, console_of, labelled, prose, section, shown, step
from certtrail.reports.wishes import wishes
from certtrail.text.display import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console
    from rich.table import Table

    from certtrail.model.diagnosis import Diagnosis, Server
    from certtrail.reports.outline import Cause, Unjudged
    from certtrail.text.languages import Reader

WIDTH: Final = 80
_NARROWEST: Final = 24
_WIDEST: Final = 110  # longer lines are hard to read
_STEPS: Final = 3
_CAUSES: Final = 6
_LISTED: Final = 20
_SERVERS: Final = 12
_PROBLEMS: Final = 5
_LINES: Final = 2
_NAMES: Final = 3


def render(
    diagnosis: Diagnosis, reader: Reader, *, width: int = WIDTH, colour: bool = False
) -> str:
    """Render the summary for that width; control codes only where colour is wanted."""
    out = StringIO()
    console = console_of(out, max(width, _NARROWEST), colour=colour)
    speech = Speech(reader)
    # What is missing is known by its English name.
    groups, asked = speech.written(outline.unjudged(diagnosis)), len(wishes(diagnosis))
    diagnosis = speech.written(diagnosis)
    _heading(console, diagnosis, speech)
    _losses(console, diagnosis, speech)
    _servers(console, diagnosis, speech)
    _findings(console, diagnosis, speech)
    _renewals(console, diagnosis, speech)
    _unjudged(console, groups, speech)
    _what_next(console, asked, speech)
    # Rich pads rows to the full width; a ticket or a pipe does not want that.
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def for_terminal(diagnosis: Diagnosis, reader: Reader) -> str:
    """Render for the terminal that stdout is: its width, and colour unless it is not wanted."""
    colour = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = shutil.get_terminal_size((WIDTH, 24)).columns
    return render(diagnosis, reader, width=min(width, _WIDEST), colour=colour)


def _heading(console: Console, diagnosis: Diagnosis, speech: Speech) -> None:
    case = speech.say("case {number}", number=diagnosis.case) if diagnosis.case else ""
    named = speech.listed([part for part in (diagnosis.title, case) if part])
    if named:
        console.print(shown(named, "bold"))
    counts = (
        speech.count(len(diagnosis.inputs), "{n|count} input", "{n|count} inputs"),
        speech.count(len(diagnosis.servers), "{n|count} server", "{n|count} servers"),
        speech.count(len(diagnosis.findings), "{n|count} finding", "{n|count} findings"),
    )
    line = speech.say(
        "certtrail {version}: {counts}; times in {zone}",
        version=diagnosis.version,
        counts=counts,
        zone=speech.zone,
    )
    console.print(shown(line))


def _losses(console: Console, diagnosis: Diagnosis, speech: Speech) -> None:
    lost = outline.losses(diagnosis)
    if lost:
        how = outline.completeness(diagnosis, speech)
        section(console, speech.say("Not everything was read: {how}", how=how))
    for report in lost[:_PROBLEMS]:
        state = speech.word(report.read)
        for problem in report.problems[:_LINES]:
            name = shown(report.name, "bold")
            body = Text.assemble(name, f" ({state}): ", shown(problem), overflow="fold")
            console.print(labelled("!", body, 2, 2))
        if len(report.problems) > _LINES:
            rest = speech.count(
                len(report.problems) - _LINES,
                "... and {n|count} more line on it in the report",
                "... and {n|count} more lines on it in the report",
            )
            console.print(f"     {rest}", style="dim")
    if len(lost) > _PROBLEMS:
        rest = speech.count(
            len(lost) - _PROBLEMS, "... and {n|count} more input", "... and {n|count} more inputs"
        )
        console.print(f"    {rest}", style="dim")
    for note in diagnosis.notes:
        console.print(labelled("-", shown(note), 2, 2))


def _servers(console: Console, diagnosis: Diagnosis, speech: Speech) -> None:
    section(console, speech.say("Servers"))
    servers = outline.worst_first(diagnosis)
    for server in servers[:_SERVERS]:
        label = Text(speech.word(server.verdict).upper(), style=STYLES[server.verdict])
        console.print(labelled(label, _server(server, speech), 2, 8))
    if not servers:
        console.print("  " + speech.say("No server was recognised in the input."))
    if len(servers) > _SERVERS:
        rest = servers[_SERVERS:]
        counts = [
            f"{number} {speech.word(verdict)}"
            for verdict in Verdict
            if (number := sum(server.verdict is verdict for server in rest))
        ]
        line = speech.count(
            len(rest),
            "... and {n|count} more server: {counts}",
            "... and {n|count} more servers: {counts}",
            counts=counts,
        )
        console.print(f"  {line}")


def _server(server: Server, speech: Speech) -> Text:
    logs = speech.say("no logs")
    if server.first is not None:
        logs = speech.say("logs {period}", period=speech.period(server.first, server.last))
    if server.time_zone:
        own = visible(server.time_zone)
        logs = speech.say("{logs}; its own zone {zone}", logs=logs, zone=own)
    return Text.assemble(
        shown(server.name, "bold"),
        "\n",
        prose(server.why),
        "\n",
        (logs, "dim"),
        overflow="fold",
    )


def _findings(console: Console, diagnosis: Diagnosis, speech: Speech) -> None:
    causes = outline.causes(diagnosis)
    explained = sum(len(cause.explained) for cause in causes)
    if not causes:
        section(console, speech.say("Findings"))
        console.print("  " + speech.say("Nothing found in what could be judged."))
        return
    title = speech.count(len(causes), "{n|count} finding", "{n|count} findings")
    if explained:
        title = speech.say("{what}, explaining {n|count} more", what=title, n=explained)
    section(console, title)
    for number, cause in enumerate(causes[:_CAUSES], 1):
        _cause(console, number, cause, speech)
    if len(causes) > _CAUSES:
        console.print()
        for cause in causes[_CAUSES:_LISTED]:
            found = cause.finding
            line = Text.assemble(
                shown(found.title), " (", _where(cause, speech), ")", overflow="fold"
            )
            label = Text(speech.word(found.severity).upper(), style=STYLES[found.severity])
            console.print(labelled(label, line, 2, 8))
    if len(causes) > _LISTED:
        rest = speech.count(
            len(causes) - _LISTED,
            "... and {n|count} more finding in the report",
            "... and {n|count} more findings in the report",
        )
        console.print(f"  {rest}", style="dim")


def _where(cause: Cause, speech: Speech) -> Text:
    finding = cause.finding
    names = finding.servers or ((finding.server,) if finding.server else ())
    if not names:
        return Text(speech.say("server unknown"))
    if len(names) <= _NAMES:
        return shown(speech.listed(names))
    more = len(names) - _NAMES
    return shown(speech.say("{names} and {count} more", names=names[:_NAMES], count=more))


def _cause(console: Console, number: int, cause: Cause, speech: Speech) -> None:
    finding = cause.finding
    console.print()
    grave = (speech.word(finding.severity).upper(), STYLES[finding.severity])
    title = Text.assemble(
        (speech.say("over").upper(), "dim") if finding.over else grave,
        " ",
        shown(finding.title, "bold"),
        overflow="fold",
    )
    console.print(labelled(f"{number}.", title, 2, 2))
    told = speech.say(
        "{where}; {seen}; {records}; {confidence} confidence, basis {basis}",
        where=_where(cause, speech).plain,
        seen=speech.period(finding.onset, finding.last),
        records=speech.count(finding.count, "{n|count} record", "{n|count} records"),
        confidence=speech.word(finding.confidence),
        basis=speech.word(finding.basis),
    )
    console.print(Padding(shown(told, "dim"), (0, 0, 0, 5)))
    _row(console, speech.say("cause"), prose(finding.cause))
    remedy = () if finding.over else finding.remedy
    for index, text in enumerate(remedy[:_STEPS], 1):
        _row(console, speech.say("do") if index == 1 else "", step(index, text))
    if len(remedy) > _STEPS:
        rest = speech.count(
            len(remedy) - _STEPS,
            "... and {n|count} more step in the report",
            "... and {n|count} more steps in the report",
        )
        _row(console, "", Text(rest, style="dim"))
    if cause.explained:
        titles = speech.clauses([below.title for below in cause.explained])
        _row(console, speech.say("explains"), shown(titles))


def _row(console: Console, label: str, body: Text | Table) -> None:
    console.print(labelled(Text(label, style="dim"), body, 5, 8))


def _unjudged(console: Console, groups: Sequence[Unjudged], speech: Speech) -> None:
    if not groups:
        return
    number = sum(len(group.rules) * max(1, len(group.servers)) for group in groups)
    title = speech.count(
        number,
        "{n|count} check could not be judged",
        "{n|count} checks could not be judged",
    )
    section(console, title)
    for group in groups[:_PROBLEMS]:
        names = speech.listed(group.servers[:_NAMES] or [speech.say("across servers")])
        missing = speech.clauses([one.what for one in group.missing])
        said = speech.say(
            "{names}: {reason}: {missing}",
            names=names + (" ..." if len(group.servers) > _NAMES else ""),
            reason=_reason(group, speech),
            missing=missing or speech.say("a named source"),
        )
        console.print(labelled("-", shown(said), 2, 2))
    if len(groups) > _PROBLEMS:
        rest = speech.say("... and {n|count} more reasons", n=len(groups) - _PROBLEMS)
        console.print(f"    {rest}", style="dim")


def _reason(group: Unjudged, speech: Speech) -> str:
    number = len(group.rules)
    if group.outcome is Outcome.ERROR:
        return speech.count(
            number,
            "{n|count} rule stopped with an error",
            "{n|count} rules stopped with an error",
        )
    return speech.count(number, "{n|count} rule without", "{n|count} rules without")


def _renewals(console: Console, diagnosis: Diagnosis, speech: Speech) -> None:
    if not diagnosis.renewals:
        return
    section(console, speech.say("Renewal plan"))
    for one in diagnosis.renewals[:_PROBLEMS]:
        line = speech.say(
            "{when}: {thumbprint} of {server}",
            when=within(speech.moment(one.expires), one.error_hours, speech),
            thumbprint=one.thumbprint,
            server=one.server or speech.say("unknown"),
        )
        console.print(labelled("-", shown(line), 2, 2))
    if len(diagnosis.renewals) > _PROBLEMS:
        rest = speech.say("... and {n|count} more", n=len(diagnosis.renewals) - _PROBLEMS)
        console.print(f"    {rest}", style="dim")


def _what_next(console: Console, asked: int, speech: Speech) -> None:
    section(console, speech.say("Next"))
    if asked:
        line = speech.count(
            asked,
            "{n|count} thing to ask the customer: ready to paste in the full report.",
            "{n|count} things to ask the customer: ready to paste in the full report.",
        )
        console.print(labelled("-", Text(line), 2, 2))
    line = speech.say("Evidence, every step and the account of the inputs: add `-o report.html`.")
    console.print(labelled("-", prose(line), 2, 2))
