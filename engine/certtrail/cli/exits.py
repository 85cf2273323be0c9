"""The exit codes of `certtrail`, and how the library's errors become one."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click

from certtrail.case import progress
from certtrail.model.errors import CerttrailError, InputError, RulebookError
from certtrail.text.outgoing import ScreenText

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.model.diagnosis import Diagnosis
    from certtrail.model.input_reports import InputReport

NOTHING_FOUND: Final = 0
FINDINGS: Final = 1
USAGE: Final = 2
NOT_FULLY_READ: Final = 3
BAD_RULES: Final = 4
NAME_LEFT: Final = 5
FAULT: Final = 70
REFUSED: Final = 74
"""By the system: a full disk, a drive that is gone, a stream that is closed."""
INTERRUPTED: Final = 130
HUNG_UP: Final = 129
TERMINATED: Final = 143
BROKEN_PIPE: Final = 141
_PROBLEMS: Final = 10  # lines for each input
_EVENTS: Final = (
    "event logs (.evtx, or saved as XML, CliXML, JSON or CSV) and texts that tell events, such as "
    "a copy out of Event Viewer"
)
_ELSE: Final = (
    "what Get-ExchangeCertificate, Get-ReceiveConnector and the like print, console text, "
    "HealthChecker's reports, certificates, SMTP protocol logs, EdgeTransport.exe.config; and "
    "mails, documents and archives with these in them"
)
_LOOK: Final = "certtrail inputs shows what each file was taken for."


def for_diagnosis(diagnosis: Diagnosis) -> int:
    """Return what to exit with; input that was not read outweighs findings.

    No log at all is nothing read, not nothing found.
    """
    if not diagnosis.complete or not diagnosis.looked:
        return NOT_FULLY_READ
    return FINDINGS if diagnosis.findings else NOTHING_FOUND


def for_reading(reports: Sequence[InputReport]) -> int:
    """Return what to exit with after logs were only read; says so if there were none."""
    if not any(report.holds_events for report in reports):
        progress.note(f"there is no event in what was given. Events are read from {_EVENTS}.")
        progress.note(_LOOK)
        return NOT_FULLY_READ
    complete = all(report.complete for report in reports)
    return NOTHING_FOUND if complete else NOT_FULLY_READ


def tell_inputs(reports: Sequence[InputReport]) -> None:
    """Tell on stderr what went wrong with the inputs, and what is read where none is of a kind."""
    tell_problems(reports)
    if not any(report.understood for report in reports):
        progress.note(f"nothing in what was given is of a kind that is read: {_EVENTS}; {_ELSE}.")
        progress.note(_LOOK)


def tell_problems(reports: Iterable[InputReport]) -> None:
    """Tell on stderr what went wrong with the inputs."""
    from certtrail.text.display import counted

    for report in reports:
        name = report.name
        for problem in report.problems[:_PROBLEMS]:
            progress.note(f"{name}: {problem}")
        if len(report.problems) > _PROBLEMS:
            rest = counted(len(report.problems) - _PROBLEMS, "more line")
            progress.note(f"{name}: {rest}: see the full report")


def tell_refusal(error: click.ClickException) -> None:
    """Tell on stderr why a command line was refused, and how the verb is used."""
    lines = []
    ctx = error.ctx if isinstance(error, click.UsageError) else None
    if ctx is not None:
        lines += ctx.get_usage().split("\n")
        if ctx.command.get_help_option(ctx) is not None:
            lines += [f"Try '{ctx.command_path} {ctx.help_option_names[0]}' for help.", ""]
    progress.tell(ScreenText([*lines, f"Error: {error.format_message()}"]))


@contextmanager
def on_errors() -> Iterator[None]:
    """Turn the library's errors into lines on stderr and an exit code."""
    try:
        yield
    except RulebookError as error:
        for problem in error.problems:
            progress.tell(ScreenText([str(problem)]))
        found = len(error.problems)
        progress.note(f"no log was read, as the rules are wrong ({found}).")
        click.get_current_context().exit(BAD_RULES)
    except CerttrailError as error:
        progress.note(str(error))
        unread = isinstance(error, InputError)
        click.get_current_context().exit(NOT_FULLY_READ if unread else USAGE)
