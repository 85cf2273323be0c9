"""A diagnosis to a terminal summary that is read in a minute: plain ASCII around the data."""

from __future__ import annotations

import os
import shutil
from io import StringIO
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from certtrail.reports import outline
from certtrail.reports.prose import Kind, blocks, pieces
from certtrail.reports.wording import counted, moment, period, visible, zone_name
from certtrail.vocabulary import Outcome, Severity, Verdict

if TYPE_CHECKING:
    from datetime import tzinfo

    from certtrail.diagnosis import Diagnosis, Server
    from certtrail.reports.outline import Cause

WIDTH: Final = 80
_NARROWEST: Final = 24
_WIDEST: Final = 110  # longer lines are hard to read
_STEPS: Final = 3
_CAUSES: Final = 6
_LISTED: Final = 20
_SERVERS: Final = 12
_PROBLEMS: Final = 5
_LINES: Final = 2
_STYLES: Final[dict[str, str]] = {
    Verdict.BROKEN: "bold red",
    Verdict.AT_RISK: "bold yellow",
    Verdict.HEALTHY: "bold green",
    Verdict.UNKNOWN: "bold magenta",
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
    Severity.INFO: "dim",
}


def render(diagnosis: Diagnosis, zone: tzinfo, *, width: int = WIDTH, colour: bool = False) -> str:
    """Render the summary for that width; control codes only where colour is wanted."""
    out = StringIO()
    console = Console(
        file=out,
        width=max(width, _NARROWEST),
        color_system="standard" if colour else None,
        force_terminal=colour,
        legacy_windows=False,
        markup=False,
        highlight=False,
        emoji=False,
        soft_wrap=False,
    )
    _heading(console, diagnosis, zone)
    _losses(console, diagnosis)
    _servers(console, diagnosis, zone)
    _findings(console, diagnosis, zone)
    _renewals(console, diagnosis, zone)
    _unjudged(console, diagnosis)
    _what_next(console, diagnosis)
    # Rich pads rows to the full width; a ticket or a pipe does not want that.
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def for_terminal(diagnosis: Diagnosis, zone: tzinfo) -> str:
    """Render for the terminal that stdout is: its width, and colour unless it is not wanted."""
    colour = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = shutil.get_terminal_size((WIDTH, 24)).columns
    return render(diagnosis, zone, width=min(width, _WIDEST), colour=colour)


def _text(value: str, style: str = "") -> Text:
    return Text(visible(value), style=style, overflow="fold")


def _prose(value: str) -> Text:
    found = Text(overflow="fold")
    for piece in pieces(value):
        found.append(piece.text, "" if piece.kind is Kind.WORDS else "bold")
    return found


def _step(number: int, step: str) -> Table:
    """Number a step; a command starts a line of its own, so that it is found and copied whole."""
    grid = Table.grid(padding=(0, 1, 0, 0), expand=True)
    grid.add_column(width=len(f"{number}."), no_wrap=True)
    grid.add_column(ratio=1, overflow="fold")
    lines = [Text(overflow="fold")]
    for piece in blocks(step):
        style = "" if piece.kind is Kind.WORDS else "bold"
        if piece.kind is Kind.COMMAND:
            lines += [Text(piece.text, style, overflow="fold"), Text(overflow="fold")]
        else:
            lines[-1].append(piece.text, style)
    grid.add_row(f"{number}.", Text("\n").join(line for line in lines if line.plain.strip()))
    return grid


def _section(console: Console, title: str) -> None:
    console.print()
    console.print(Text(title.upper(), style="bold"))


def _labelled(label: Text | str, body: Text | Table, indent: int, gap: int) -> Padding:
    grid = Table.grid(padding=(0, 1, 0, 0), expand=True)
    grid.add_column(width=gap, no_wrap=True)
    grid.add_column(ratio=1, overflow="fold")
    grid.add_row(label, body)
    return Padding(grid, (0, 0, 0, indent))


def _heading(console: Console, diagnosis: Diagnosis, zone: tzinfo) -> None:
    case = f"case {diagnosis.case}" if diagnosis.case else ""
    named = ", ".join(part for part in (diagnosis.title, case) if part)
    if named:
        console.print(_text(named, "bold"))
    console.print(
        _text(
            f"certtrail {diagnosis.version}: {counted(len(diagnosis.inputs), 'input')}, "
            f"{counted(len(diagnosis.servers), 'server')}, "
            f"{counted(len(diagnosis.findings), 'finding')}; times in {zone_name(zone)}"
        )
    )


def _losses(console: Console, diagnosis: Diagnosis) -> None:
    lost = outline.losses(diagnosis)
    if lost:
        _section(console, "Not everything was read")
    for account in lost[:_PROBLEMS]:
        for problem in account.problems[:_LINES] or ("not read in full",):
            body = Text.assemble(_text(account.name, "bold"), ": ", _text(problem), overflow="fold")
            console.print(_labelled("!", body, 2, 2))
        if len(account.problems) > _LINES:
            rest = counted(len(account.problems) - _LINES, "more line")
            console.print(f"     ... and {rest} on it in the report", style="dim")
    if len(lost) > _PROBLEMS:
        console.print(f"    ... and {counted(len(lost) - _PROBLEMS, 'more input')}", style="dim")
    for note in diagnosis.notes:
        console.print(_labelled("-", _text(note), 2, 2))


def _servers(console: Console, diagnosis: Diagnosis, zone: tzinfo) -> None:
    _section(console, "Servers")
    servers = outline.worst_first(diagnosis)
    for server in servers[:_SERVERS]:
        label = Text(server.verdict.upper().replace("-", " "), style=_STYLES[server.verdict])
        console.print(_labelled(label, _server(server, zone), 2, 8))
    if not servers:
        console.print("  No server was recognised in the input.")
    if len(servers) > _SERVERS:
        rest = servers[_SERVERS:]
        counts = [
            f"{sum(server.verdict is verdict for server in rest)} {verdict.replace('-', ' ')}"
            for verdict in Verdict
            if any(server.verdict is verdict for server in rest)
        ]
        console.print(f"  ... and {counted(len(rest), 'more server')}: {', '.join(counts)}")


def _server(server: Server, zone: tzinfo) -> Text:
    logs = f"logs {period(server.first, server.last, zone)}" if server.first else "no logs"
    if server.time_zone:
        logs += f"; its own zone {visible(server.time_zone)}"
    return Text.assemble(
        _text(server.name, "bold"),
        "\n",
        _prose(server.why),
        "\n",
        (logs, "dim"),
        overflow="fold",
    )


def _findings(console: Console, diagnosis: Diagnosis, zone: tzinfo) -> None:
    causes = outline.causes(diagnosis)
    explained = sum(len(cause.explained) for cause in causes)
    if not causes:
        _section(console, "Findings")
        console.print("  Nothing found in what could be judged.")
        return
    more = f", explaining {explained} more" if explained else ""
    _section(console, f"{counted(len(causes), 'finding')}{more}")
    for number, cause in enumerate(causes[:_CAUSES], 1):
        _cause(console, number, cause, zone)
    if len(causes) > _CAUSES:
        console.print()
        for cause in causes[_CAUSES:_LISTED]:
            found = cause.finding
            line = Text.assemble(_text(found.title), " (", _where(cause), ")", overflow="fold")
            label = Text(found.severity.upper(), style=_STYLES[found.severity])
            console.print(_labelled(label, line, 2, 8))
    if len(causes) > _LISTED:
        rest = counted(len(causes) - _LISTED, "more finding")
        console.print(f"  ... and {rest} in the report", style="dim")


def _where(cause: Cause) -> Text:
    finding = cause.finding
    names = finding.servers or ((finding.server,) if finding.server else ())
    if not names:
        return Text("server unknown")
    shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    return _text(shown)


def _cause(console: Console, number: int, cause: Cause, zone: tzinfo) -> None:
    finding = cause.finding
    console.print()
    title = Text.assemble(
        (finding.severity.upper(), _STYLES[finding.severity]),
        " ",
        _text(finding.title, "bold"),
        overflow="fold",
    )
    console.print(_labelled(f"{number}.", title, 2, 2))
    seen = period(finding.first, finding.last, zone)
    facts = Text.assemble(
        _where(cause),
        f"; {seen}; {counted(finding.count, 'record')}; "
        f"{finding.confidence} confidence, basis {finding.basis}",
        style="dim",
        overflow="fold",
    )
    console.print(Padding(facts, (0, 0, 0, 5)))
    _row(console, "cause", _prose(finding.cause))
    for index, step in enumerate(finding.remedy[:_STEPS], 1):
        _row(console, "do" if index == 1 else "", _step(index, step))
    if len(finding.remedy) > _STEPS:
        rest = counted(len(finding.remedy) - _STEPS, "more step")
        _row(console, "", Text(f"... and {rest} in the report", style="dim"))
    if cause.explained:
        _row(console, "explains", Text("; ").join(_text(below.title) for below in cause.explained))


def _row(console: Console, label: str, body: Text | Table) -> None:
    console.print(_labelled(Text(label, style="dim"), body, 5, 8))


def _unjudged(console: Console, diagnosis: Diagnosis) -> None:
    groups = outline.unjudged(diagnosis)
    if not groups:
        return
    _section(console, f"{counted(len(diagnosis.not_evaluated), 'check')} could not be judged")
    for group in groups[:_PROBLEMS]:
        rules = counted(len(group.rules), "rule")
        reason = (
            f"{rules} stopped with an error"
            if group.outcome is Outcome.ERROR
            else f"{rules} without"
        )
        names = ", ".join(group.servers[:3]) + (" ..." if len(group.servers) > 3 else "")
        missing = "; ".join(group.missing) or "a named source"
        console.print(_labelled("-", _text(f"{names}: {reason}: {missing}"), 2, 2))
    if len(groups) > _PROBLEMS:
        console.print(f"    ... and {len(groups) - _PROBLEMS} more reasons", style="dim")


def _renewals(console: Console, diagnosis: Diagnosis, zone: tzinfo) -> None:
    if not diagnosis.renewals:
        return
    _section(console, "Expires next")
    for one in diagnosis.renewals[:_PROBLEMS]:
        error = f", give or take {one.error_hours} h" if one.error_hours else ""
        line = f"{moment(one.expires, zone)}{error}: {one.thumbprint} of {one.server or 'unknown'}"
        console.print(_labelled("-", _text(line), 2, 2))
    if len(diagnosis.renewals) > _PROBLEMS:
        console.print(f"    ... and {len(diagnosis.renewals) - _PROBLEMS} more", style="dim")


def _what_next(console: Console, diagnosis: Diagnosis) -> None:
    _section(console, "Next")
    asked = len(outline.questions(diagnosis)) + len(outline.wanted(diagnosis))
    if asked:
        line = f"{counted(asked, 'thing')} to ask the customer: ready to paste in the full report."
        console.print(_labelled("-", Text(line), 2, 2))
    line = "Evidence, every step and the account of the inputs: add `-o report.html`."
    console.print(_labelled("-", _prose(line), 2, 2))
