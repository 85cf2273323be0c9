"""A diagnosis to a terminal summary that is read in a minute: plain ASCII around the data."""

from __future__ import annotations

import os
import shutil
from bisect import bisect
from io import StringIO
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from rich.padding import Padding
from rich.text import Text

from certtrail.model.vocabulary import Verdict
from certtrail.reports import how_read, outline
from certtrail.reports.differences_text import in_short
from certtrail.reports.ended import has_ended
from certtrail.reports.lacking import lacking
from certtrail.reports.overview_texts import overview_tables
from certtrail.reports.speech import Speech, within
from certtrail.reports.summary_findings import NAMES, findings
from certtrail.reports.summary_overview import overview_lines
from certtrail.reports.terminal import (
    STYLES,
    ColouredText,
    console_of,
    labelled,
    prose,
    section,
    shown,
)
from certtrail.reports.wishes import wishes
from certtrail.text.display import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from certtrail.model.diagnosis import Diagnosis, Server
    from certtrail.reports.lacking import Lack
    from certtrail.text.languages import Reader

WIDTH: Final = 80
_NARROWEST: Final = 24
_WIDEST: Final = 110  # longer lines are hard to read
_SERVERS: Final = 12
_SERVERS_BELOW: Final = 3  # where those to look at first are told above
_NAMED: Final = 6
_PROBLEMS: Final = 5
_LINES: Final = 2
_LACKS: Final = 6  # lines on what could not be judged


def render(
    diagnosis: Diagnosis, reader: Reader, *, width: int = WIDTH, colour: bool = False
) -> ColouredText:
    """Render the summary for that width; control codes only where colour is wanted."""
    out = StringIO()
    console = console_of(out, max(width, _NARROWEST), colour=colour)
    speech = Speech(reader)
    # What is missing is known by its English name.
    together = overview_tables(diagnosis, speech)
    lacks, asked = speech.written(lacking(diagnosis)), len(wishes(diagnosis))
    diagnosis = speech.written(diagnosis)
    _heading(console, diagnosis, speech)
    _losses(console, diagnosis, speech)
    overview_lines(console, diagnosis, together, speech)
    _servers(console, diagnosis, speech, _SERVERS_BELOW if together else _SERVERS)
    in_short(console, diagnosis, speech)
    findings(console, diagnosis, speech)
    _renewals(console, diagnosis, speech)
    _unjudged(console, diagnosis, lacks, speech)
    _notes(console, diagnosis, speech)
    _what_next(console, asked, speech)
    return ColouredText(out.getvalue())


def for_terminal(diagnosis: Diagnosis, reader: Reader) -> ColouredText:
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
    if aside := how_read.left_aside(diagnosis, speech):
        console.print(shown(aside))


def _losses(console: Console, diagnosis: Diagnosis, speech: Speech) -> None:
    lost = how_read.losses(diagnosis)
    if lost:
        how = how_read.completeness(diagnosis, speech)
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


def _notes(console: Console, diagnosis: Diagnosis, speech: Speech) -> None:
    if diagnosis.notes:
        section(console, speech.say("Notes"))
    for note in diagnosis.notes:
        console.print(labelled("-", shown(note), 2, 2))


def _servers(console: Console, diagnosis: Diagnosis, speech: Speech, most: int) -> None:
    section(console, speech.say("Servers"))
    servers, named = outline.parted_servers(diagnosis)
    for server in servers[:most]:
        label = Text(speech.word(server.verdict).upper(), style=STYLES[server.verdict])
        console.print(labelled(label, _server(server, speech), 2, 8))
    if not servers:
        console.print(Padding(speech.say(outline.NO_SERVER), (0, 0, 0, 2)))
    if len(servers) > most:
        rest = servers[most:]
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
    if named:
        line = outline.named_only(named, speech, _NAMED)
        console.print(Padding(shown(line, "dim"), (0, 0, 0, 2)))


def _server(server: Server, speech: Speech) -> Text:
    logs = speech.say("no logs")
    if server.first is not None:
        period = speech.clock(unplaced=server.unplaced).period(server.first, server.last)
        logs = speech.say("logs {period}", period=period)
    if server.time_zone:
        own = visible(server.time_zone)
        logs = speech.say("{logs}; its own zone, without summer time: {zone}", logs=logs, zone=own)
    return Text.assemble(
        shown(server.name, "bold"),
        "\n",
        prose(server.why, speech),
        "\n",
        (logs, "dim"),
        overflow="fold",
    )


def _unjudged(
    console: Console, diagnosis: Diagnosis, lacks: Sequence[Lack], speech: Speech
) -> None:
    number = len(diagnosis.not_evaluated)
    # Where no server is known, nobody compares two of them, as is said above.
    if not number or (not diagnosis.servers and all(lack.what for lack in lacks)):
        return
    if diagnosis.servers or any(one.server for one in diagnosis.not_evaluated):
        title = speech.count(
            number,
            "{n|count} check could not be judged",
            "{n|count} checks could not be judged",
        )
    else:
        title = speech.count(
            number,
            "{n|count} check across servers could not be judged",
            "{n|count} checks across servers could not be judged",
        )
    section(console, title)
    lines = [labelled("-", shown(_lack(lack, diagnosis, speech)), 2, 2) for lack in lacks]
    sizes = [len(console.render_lines(line)) for line in lines]
    fitting = bisect(list(accumulate(sizes)), _LACKS if sum(sizes) <= _LACKS else _LACKS - 1)
    for line in lines[:fitting]:
        console.print(line)
    if fitting < len(lines):
        rest = speech.say("... and {n|count} more in the report", n=len(lines) - fitting)
        console.print(f"    {rest}", style="dim")


def _lack(lack: Lack, diagnosis: Diagnosis, speech: Speech) -> str:
    """Say what is missing, and of which servers unless it is of all."""
    if not lack.what:
        return speech.count(
            lack.checks,
            "{n|count} check stopped with an error, or does not say what it lacks",
            "{n|count} checks stopped with an error, or do not say what they lack",
        )
    said = speech.count(
        lack.checks,
        "{n|count} check without {what}",
        "{n|count} checks without {what}",
        what=lack.what,
    )
    if not lack.servers or len(lack.servers) == len(diagnosis.servers):
        return said
    if len(lack.servers) > NAMES:
        where = speech.count(len(lack.servers), "{n|count} server", "{n|count} servers")
    else:
        where = speech.listed(lack.servers)
    return speech.say("{what} ({where})", what=said, where=where)


def _renewals(console: Console, diagnosis: Diagnosis, speech: Speech) -> None:
    if not diagnosis.renewals:
        return
    section(console, speech.say("Renewal plan"))
    for one in diagnosis.renewals[:_PROBLEMS]:
        told = {
            "when": within(speech.moment(one.expires), one.error_hours, speech),
            "thumbprint": one.thumbprint,
            "server": one.server or speech.say("unknown"),
        }
        if has_ended(one, diagnosis):
            line = speech.say("ended {when}: {thumbprint} of {server}", **told)
        else:
            line = speech.say("{when}: {thumbprint} of {server}", **told)
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
    console.print(labelled("-", prose(line, speech), 2, 2))
